//! The toy vocabulary: all tokens of a lab, `<eos>` first.

use super::tokens::Tokens;

/// A token's index in the vocabulary.
pub type TokenId = u32;

/// The token that closes every completion and fills the rest of a batch's row.
pub const EOS: &str = "<eos>";

/// The id of [`EOS`].
pub const EOS_ID: TokenId = 0;

/// Token ids by token, for one lab file's vocabulary.
#[derive(Clone, Debug)]
pub struct Vocabulary<'a> {
    kind: Tokens,
    tokens: &'a [String],
}

impl<'a> Vocabulary<'a> {
    /// A vocabulary. Of a token that comes twice, the first counts.
    pub fn new(kind: Tokens, tokens: &'a [String]) -> Self {
        Self { kind, tokens }
    }

    /// The id of a token. They are looked through: there are at most 256.
    pub fn id(&self, token: &str) -> Option<TokenId> {
        (0..).zip(self.tokens).find(|(_, known)| *known == token).map(|(id, _)| id)
    }

    /// The token of an id.
    pub fn token(&self, id: TokenId) -> Option<&'a str> {
        self.tokens.get(usize::try_from(id).ok()?).map(String::as_str)
    }

    /// The ids of a text's tokens, without a closing `<eos>`; or the first token that is not in the vocabulary.
    pub fn encode<'t>(&self, text: &'t str) -> Result<Vec<TokenId>, &'t str> {
        self.kind.split(text).map(|token| self.id(token).ok_or(token)).collect()
    }

    /// The text of a sequence of ids. An id outside the vocabulary shows as `?`.
    pub fn decode(&self, ids: &[TokenId]) -> String {
        let tokens: Vec<&str> = ids.iter().map(|id| self.token(*id).unwrap_or("?")).collect();
        self.kind.join(&tokens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_and_decodes() {
        let tokens: Vec<String> = [EOS, "2", "+", "="].map(String::from).to_vec();
        let vocabulary = Vocabulary::new(Tokens::Words, &tokens);
        assert_eq!(vocabulary.encode(" 2 +\t2 ="), Ok(vec![1, 2, 1, 3]));
        assert_eq!(vocabulary.encode("2 + 3 ="), Err("3"));
        assert_eq!(vocabulary.decode(&[1, 2, 1, 3, EOS_ID, 9]), "2 + 2 = <eos> ?");
        let vocabulary = Vocabulary::new(Tokens::Characters, &tokens);
        assert_eq!(vocabulary.encode("2+2="), Ok(vec![1, 2, 1, 3]));
        assert_eq!(vocabulary.encode("2 +"), Err(" "));
        assert_eq!(vocabulary.encode("<eos>"), Err("<"));
        assert_eq!(vocabulary.decode(&[1, 2, 1, 3, EOS_ID, 9]), "2+2=<eos>?");
    }
}
