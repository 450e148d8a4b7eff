//! Edits of the vocabulary and of the pairs that must change both, so that every token of a pair stays in the vocabulary.

use super::{EditedAnswer, Insertion, NewWords, Uses, item, nothing_there};
use crate::data::field_error::{Fault, FieldError, TokenFault};
use crate::data::lab_file::Dataset;
use crate::data::pair::{PairText, token_fault};
use crate::data::vocabulary::{EOS, Vocabulary};

pub(super) fn add_token(data: &mut Dataset, token: &str) -> Result<(), FieldError> {
    data.vocabulary.push(data.tokens.typed(token).to_owned());
    Dataset::check_vocabulary(data.tokens, &data.vocabulary)
}

pub(super) fn add_words(data: &mut Dataset, words: Vec<String>) -> Result<(), FieldError> {
    for word in words {
        if !data.vocabulary.contains(&word) {
            data.vocabulary.push(word);
        }
    }
    Dataset::check_vocabulary(data.tokens, &data.vocabulary)
}

pub(super) fn rename(data: &mut Dataset, token: usize, to: &str) -> Result<(), FieldError> {
    let kind = data.tokens;
    let to = kind.typed(to);
    let old = std::mem::replace(item(&mut data.vocabulary, token, "dataset.vocabulary")?, to.to_owned());
    // Before the pairs follow: in them a spelling with a space, or one that exists already, would be hard to tell from the old tokens.
    Dataset::check_vocabulary(data.tokens, &data.vocabulary)?;
    for text in data.pairs.iter_mut().flat_map(PairText::texts_mut) {
        let words: Vec<&str> = kind.split(text).map(|word| if word == old { to } else { word }).collect();
        if !kind.stay_apart(&words) {
            let path = format!("dataset.vocabulary[{token}]");
            return Err(FieldError::new(
                path,
                Fault::WouldHaveToken { token: to.to_owned(), fault: TokenFault::Joins },
            ));
        }
        *text = kind.join(&words);
    }
    Ok(())
}

pub(super) fn remove_token(data: &mut Dataset, token: usize, uses: Uses) -> Result<(), FieldError> {
    let word = item(&mut data.vocabulary, token, "dataset.vocabulary")?.clone();
    let users = uses_of(data, &word);
    match uses {
        Uses::Refuse if !users.is_empty() => {
            let path = format!("dataset.vocabulary[{token}]");
            return Err(FieldError::new(path, Fault::InUse { token: word, pairs: users }));
        }
        Uses::Refuse => {}
        Uses::Remove => data.pairs.retain(|pair| !pair.has(data.tokens, &word)),
    }
    data.vocabulary.remove(token);
    Ok(())
}

pub(super) fn remove_unused(data: &mut Dataset) {
    let Dataset { tokens, vocabulary, pairs } = data;
    vocabulary.retain(|token| token == EOS || pairs.iter().any(|pair| pair.has(*tokens, token)));
}

pub(super) fn replace(
    data: &mut Dataset,
    pair: usize,
    from: EditedAnswer,
    position: usize,
    token: &str,
) -> Result<(), FieldError> {
    let kind = data.tokens;
    let token = kind.typed(token);
    let edited = item(&mut data.pairs, pair, "dataset.pairs")?;
    let path = format!("dataset.pairs[{pair}].rejected");
    if let Some(fault) = token_fault(kind, token) {
        return Err(FieldError::new(path, Fault::WouldHaveToken { token: token.to_owned(), fault }));
    }
    let answer = match from {
        EditedAnswer::Chosen => &edited.chosen,
        EditedAnswer::Rejected => &edited.rejected,
    };
    let mut words: Vec<&str> = kind.split(answer).collect();
    let length = words.len();
    *words.get_mut(position).ok_or_else(|| nothing_there(&path, position, length))? = token;
    if !kind.stay_apart(&words) {
        return Err(FieldError::new(path, Fault::WouldHaveToken { token: token.to_owned(), fault: TokenFault::Joins }));
    }
    edited.rejected = kind.join(&words);
    Ok(())
}

/// What becomes of the vocabulary when other pairs take the place of all.
pub(super) enum Renewal {
    /// It is made anew from the pairs.
    Fresh,
    /// It stays, and new words come after it: imported weights know its tokens by their numbers.
    Kept,
}

pub(super) fn take_pairs(
    data: &mut Dataset,
    pairs: &[PairText],
    place: Insertion,
    renewal: Renewal,
) -> Result<(), FieldError> {
    match (place, renewal) {
        (Insertion::Instead, Renewal::Kept) | (Insertion::Over, _) => {
            admit(data, pairs, NewWords::Add)?;
            data.pairs = pairs.to_vec();
            Ok(())
        }
        (Insertion::Instead, Renewal::Fresh) => {
            data.vocabulary = Dataset::tokens_of(data.tokens, pairs);
            data.pairs = pairs.to_vec();
            Ok(())
        }
        (Insertion::After, _) => {
            admit(data, pairs, NewWords::Add)?;
            data.pairs.extend_from_slice(pairs);
            Ok(())
        }
    }
}

/// Makes the vocabulary ready for pairs. Words that must not be new are refused by the lab file's reader, with its own sentence; a
/// vocabulary that grows too large is refused here, because the reader would name the vocabulary and not the pairs that enlarged it.
pub(super) fn admit(data: &mut Dataset, pairs: &[PairText], words: NewWords) -> Result<(), FieldError> {
    match words {
        NewWords::Refuse => Ok(()),
        NewWords::Add => {
            // A word that cannot be a token is left to the reader, which names the pair that has it.
            let words = Dataset::tokens_of(data.tokens, pairs).into_iter();
            let words = words.filter(|token| token_fault(data.tokens, token).is_none());
            add_words(data, words.collect())
        }
    }
}

/// The words of a text that are not in the vocabulary and could be, in order of appearance.
pub fn new_words(data: &Dataset, text: &str) -> Vec<String> {
    let vocabulary = Vocabulary::new(data.tokens, &data.vocabulary);
    let mut words: Vec<String> = Vec::new();
    for word in data.tokens.split(text) {
        let is_new = vocabulary.id(word).is_none() && token_fault(data.tokens, word).is_none();
        if is_new && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// The indices of the pairs that use a token.
pub fn uses_of(data: &Dataset, token: &str) -> Vec<usize> {
    (0..).zip(&data.pairs).filter(|(_, pair)| pair.has(data.tokens, token)).map(|(index, _)| index).collect()
}
