//! Edits of the vocabulary and of the pairs that must change both, so that every token of a pair stays in the vocabulary.

use super::{EditedAnswer, Insertion, NewWords, Uses, item, nothing_there};
use crate::data::field_error::{Fault, FieldError, TokenFault};
use crate::data::lab_file::Dataset;
use crate::data::pair::{PairText, token_fault};
use crate::data::vocabulary::{EOS, Vocabulary};

/// Where a pair is: the list that it is in, its place there, and the list's name.
pub(super) struct Place<'a> {
    pub list: &'a mut Vec<PairText>,
    pub at: usize,
    pub name: &'static str,
}

/// The place of a pair, of which there may be none: behind those that are trained come those that are held out.
pub(super) fn place(data: &mut Dataset, at: usize) -> Place<'_> {
    let Dataset { pairs, eval_pairs, .. } = data;
    match at.checked_sub(pairs.len()) {
        Some(behind) if behind < eval_pairs.len() => Place { list: eval_pairs, at: behind, name: "dataset.eval_pairs" },
        _ => Place { list: pairs, at, name: "dataset.pairs" },
    }
}

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
    let Dataset { pairs, eval_pairs, .. } = data;
    for text in pairs.iter_mut().chain(eval_pairs).flat_map(PairText::texts_mut) {
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
        Uses::Remove => {
            let tokens = data.tokens;
            data.pairs.retain(|pair| !pair.has(tokens, &word));
            data.eval_pairs.retain(|pair| !pair.has(tokens, &word));
        }
    }
    data.vocabulary.remove(token);
    Ok(())
}

pub(super) fn remove_unused(data: &mut Dataset) {
    let mut vocabulary = std::mem::take(&mut data.vocabulary);
    vocabulary.retain(|token| token == EOS || data.all_pairs().any(|pair| pair.has(data.tokens, token)));
    data.vocabulary = vocabulary;
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
    let Place { list, at, name } = place(data, pair);
    let edited = item(list, at, name)?;
    let path = format!("{name}[{at}].rejected");
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
    [pairs, eval_pairs]: [&[PairText]; 2],
    place: Insertion,
    renewal: Renewal,
) -> Result<(), FieldError> {
    match (place, renewal) {
        (Insertion::Instead, Renewal::Fresh) => {
            data.vocabulary = Dataset::tokens_of(data.tokens, pairs.iter().chain(eval_pairs));
        }
        (Insertion::Instead, Renewal::Kept) | (Insertion::Over | Insertion::After, _) => {
            admit(data, pairs, NewWords::Add)?;
            admit(data, eval_pairs, NewWords::Add)?;
        }
    }
    if place != Insertion::After {
        data.pairs.clear();
        data.eval_pairs.clear();
    }
    data.pairs.extend_from_slice(pairs);
    data.eval_pairs.extend_from_slice(eval_pairs);
    Ok(())
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

/// The indices of the pairs that use a token; held-out ones are counted on behind the others.
pub fn uses_of(data: &Dataset, token: &str) -> Vec<usize> {
    (0..).zip(data.all_pairs()).filter(|(_, pair)| pair.has(data.tokens, token)).map(|(index, _)| index).collect()
}
