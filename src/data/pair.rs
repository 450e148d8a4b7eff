//! A preference pair: one prompt, the completion that is preferred (chosen) and the one that is not (rejected).
//!
//! DPOP's analysis is about pairs whose completions differ in one token at one position; [`TokenPair::one_token_apart`]
//! checks that. Larger distances are allowed, and the page labels them.

use super::distance;
use super::field_error::{Allowed, Fault, FieldError, Required, TokenFault};
use super::reader::{FieldNode, Object};
use super::tokens::Tokens;
use super::vocabulary::{EOS, EOS_ID, TokenId};

/// The longest token in characters.
pub const MAX_TOKEN_CHARS: usize = 64;

/// A pair as text: words separated by one space, or characters as they were typed, without a closing `<eos>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairText {
    /// What the model is given; at least one token.
    pub prompt: String,
    /// The preferred completion; at least one token.
    pub chosen: String,
    /// The other completion; at least one token, and not the same as `chosen`.
    pub rejected: String,
}

impl PairText {
    /// Reads the three texts of an object, with one space between words whatever white space stood there.
    pub(super) fn read(object: &Object<'_>, tokens: Tokens) -> Result<PairText, FieldError> {
        let field = |key: &str| object.require(key, Fault::Missing(Required::Tokens));
        let read = |key: &str| normalised(&field(key)?, tokens);
        let pair = PairText { prompt: read("prompt")?, chosen: read("chosen")?, rejected: read("rejected")? };
        if pair.chosen == pair.rejected {
            return Err(field("rejected")?.refuse(Allowed::Different));
        }
        if let Some(key) = pair.joined(tokens) {
            return Err(field(key)?.refuse(Allowed::Anew));
        }
        Ok(pair)
    }

    /// The key of an answer whose first character would be one with the prompt's last, if there is such an answer.
    pub(super) fn joined(&self, tokens: Tokens) -> Option<&'static str> {
        let answers = [("chosen", &self.chosen), ("rejected", &self.rejected)];
        let joined = |(_, answer): &(&'static str, &String)| !tokens.begins_anew(&self.prompt, answer);
        answers.into_iter().find(joined).map(|(key, _)| key)
    }

    /// The three texts with their keys.
    pub(super) fn texts(&self) -> [(&'static str, &str); 3] {
        [("prompt", &self.prompt), ("chosen", &self.chosen), ("rejected", &self.rejected)]
    }
}

impl PairText {
    /// The three texts, to be changed.
    pub(super) fn texts_mut(&mut self) -> [&mut String; 3] {
        [&mut self.prompt, &mut self.chosen, &mut self.rejected]
    }

    /// Whether one of the texts has this token.
    pub fn has(&self, tokens: Tokens, token: &str) -> bool {
        self.texts().iter().any(|(_, text)| tokens.split(text).any(|own| own == token))
    }
}

/// A text of at least one token, every one of them allowed, as a lab keeps it.
fn normalised(field: &FieldNode<'_>, tokens: Tokens) -> Result<String, FieldError> {
    let text = field.text()?;
    for token in tokens.split(text) {
        if token == EOS {
            return Err(FieldError::new(field.path.clone(), Fault::EosInside(text.to_owned())));
        }
        if let Some(fault) = token_fault(tokens, token) {
            return Err(FieldError::new(field.path.clone(), Fault::HasToken { token: token.to_owned(), fault }));
        }
    }
    if tokens.split(text).next().is_none() {
        return Err(field.refuse(Allowed::Tokens(tokens)));
    }
    Ok(tokens.tidy(text))
}

/// Why the word, or the character, cannot be a token, if it cannot.
pub(super) fn token_fault(tokens: Tokens, token: &str) -> Option<TokenFault> {
    if token.is_empty() {
        Some(TokenFault::Empty)
    } else if tokens == Tokens::Words && token.contains(char::is_whitespace) {
        Some(TokenFault::Space)
    } else if token.contains(|sign: char| sign.is_control() && !sign.is_whitespace()) {
        Some(TokenFault::Control)
    } else if tokens == Tokens::Characters && tokens.split(token).nth(1).is_some() {
        Some(TokenFault::Several)
    } else if token.chars().nth(MAX_TOKEN_CHARS).is_some() {
        Some(TokenFault::Long)
    } else {
        None
    }
}

/// A pair as token ids. The completions end with [`EOS_ID`]; the prompt does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPair {
    /// At least one token.
    pub prompt: Vec<TokenId>,
    /// At least one token, then `<eos>`.
    pub chosen: Vec<TokenId>,
    /// At least one token, then `<eos>`.
    pub rejected: Vec<TokenId>,
}

impl TokenPair {
    /// `m`: the first index of the completion, from 0, at which chosen and rejected differ; `None` if they are the same.
    pub fn first_difference(&self) -> Option<usize> {
        distance::first_difference(&self.chosen, &self.rejected)
    }

    /// How many tokens both completions begin with, and how many of what is left both end with, `<eos>` included: the difference lies
    /// between.
    pub fn common_ends(&self) -> (usize, usize) {
        let (chosen, rejected) = (&self.chosen, &self.rejected);
        let head = self.first_difference().unwrap_or(chosen.len());
        let same = chosen.iter().rev().zip(rejected.iter().rev()).take_while(|(a, b)| a == b).count();
        (head, same.min(chosen.len().min(rejected.len()) - head))
    }

    /// `m`, if the completions have the same length and differ at `m` and nowhere else: the case of DPOP's analysis.
    pub fn one_token_apart(&self) -> Option<usize> {
        let apart = self.chosen.len() == self.rejected.len() && self.hamming() == 1;
        apart.then(|| self.first_difference()).flatten()
    }

    /// The number of positions at which the completions differ, `<eos>` apart; a position that only one has counts.
    pub fn hamming(&self) -> usize {
        distance::hamming(words(&self.chosen), words(&self.rejected))
    }

    /// Levenshtein's edit distance of the completions, `<eos>` apart.
    pub fn edit_distance(&self) -> usize {
        distance::edit_distance(words(&self.chosen), words(&self.rejected))
    }

    /// The edit distance as a share of the longer completion, `<eos>` apart: 0 for the same, 1 for nothing in common.
    pub fn normalised_edit_distance(&self) -> f64 {
        let longer = words(&self.chosen).len().max(words(&self.rejected).len());
        self.edit_distance() as f64 / longer.max(1) as f64
    }
}

/// A completion without its closing `<eos>`.
fn words(completion: &[TokenId]) -> &[TokenId] {
    completion.strip_suffix(&[EOS_ID]).unwrap_or(completion)
}

/// One of a pair's two completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The preferred one.
    Chosen,
    /// The other.
    Rejected,
}

impl Side {
    /// Both, in every order.
    pub const BOTH: [Side; 2] = [Side::Chosen, Side::Rejected];

    /// The side's tokens of a pair, `<eos>` included.
    pub fn tokens(self, pair: &TokenPair) -> &[TokenId] {
        match self {
            Side::Chosen => &pair.chosen,
            Side::Rejected => &pair.rejected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_pairs() {
        let check = |chosen: &[TokenId], rejected: &[TokenId], m, one_apart, hamming, edits, normalised: f64| {
            let close = |words: &[TokenId]| [words, &[EOS_ID]].concat();
            let pair = TokenPair { prompt: vec![1], chosen: close(chosen), rejected: close(rejected) };
            assert_eq!(pair.first_difference(), m, "{pair:?}");
            assert_eq!(pair.one_token_apart(), one_apart, "{pair:?}");
            assert_eq!((pair.hamming(), pair.edit_distance()), (hamming, edits), "{pair:?}");
            assert!((pair.normalised_edit_distance() - normalised).abs() < 1e-15, "{pair:?}");
        };
        let ends = |chosen: &[TokenId], rejected: &[TokenId], expected| {
            let pair = TokenPair { prompt: vec![1], chosen: chosen.into(), rejected: rejected.into() };
            assert_eq!(pair.common_ends(), expected, "{pair:?}");
        };
        ends(&[1, 2, 3, 0], &[1, 4, 3, 0], (1, 2));
        ends(&[1, 1, 0], &[1, 1, 1, 0], (2, 1));
        ends(&[1, 0], &[1, 1, 1, 0], (1, 1));
        ends(&[1, 2, 0], &[1, 2, 0], (3, 0));
        check(&[4, 9], &[5, 9], Some(0), Some(0), 1, 1, 0.5);
        check(&[1, 2, 3], &[1, 2, 4], Some(2), Some(2), 1, 1, 1.0 / 3.0);
        check(&[1, 2, 3], &[1, 2], Some(2), None, 1, 1, 1.0 / 3.0);
        check(&[1, 2, 3], &[2, 3, 1], Some(0), None, 3, 2, 2.0 / 3.0);
        check(&[1, 2], &[1, 2], None, None, 0, 0, 0.0);
        check(&[1, 2], &[3, 4], Some(0), None, 2, 2, 1.0);
    }
}
