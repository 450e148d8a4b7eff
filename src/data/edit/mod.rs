//! Every change that a person can make to a lab file, as a closed enum and one function from a valid lab file to a valid lab file.
//!
//! Nothing is checked here that the reader of lab files checks: an edit makes a candidate, and [`LabFile::checked`] lets it through or
//! says in one sentence which field is at fault. A refused edit changes nothing.

mod dataset;
mod settings;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod tests;

pub use dataset::{new_words, uses_of};
pub use settings::Setting;

use super::color::Color;
use super::field_error::{Fault, FieldError};
use super::lab_file::{LabFile, RunSpec};
use super::pair::PairText;
use super::tokens::Tokens;
use super::trainable::Trainable;
use crate::objective::find;
use dataset::{Place, Renewal};

/// One change of a lab file. Indices count from 0; held-out pairs are counted on behind those that are trained.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Takes words or characters as tokens; the texts stay as they read, and the vocabulary is made anew from them.
    SetTokens(Tokens),
    /// Adds a token at the end of the vocabulary.
    AddToken(String),
    /// Adds each of some words at the end of the vocabulary, where it is not there already.
    AddWords(Vec<String>),
    /// Gives a token another spelling, in the vocabulary and wherever a pair uses it.
    RenameToken {
        /// Index in the vocabulary.
        token: usize,
        /// The new spelling.
        to: String,
    },
    /// Takes a token out of the vocabulary.
    RemoveToken {
        /// Index in the vocabulary.
        token: usize,
        /// What becomes of the pairs that use it.
        uses: Uses,
    },
    /// Takes out every token that no pair uses.
    RemoveUnusedTokens,
    /// Gives a token another place in the vocabulary, which is another id.
    MoveToken {
        /// Where it is.
        from: usize,
        /// Where it is afterwards.
        to: usize,
    },
    /// Puts a pair into the list.
    AddPair {
        /// The index that it gets.
        at: usize,
        /// The pair; white space between words is normalised.
        pair: PairText,
        /// What becomes of words that are not in the vocabulary.
        words: NewWords,
    },
    /// Puts a pair in the place of another.
    SetPair {
        /// The index of the other.
        at: usize,
        /// The pair; white space between words is normalised.
        pair: PairText,
        /// What becomes of words that are not in the vocabulary.
        words: NewWords,
    },
    /// Puts a copy of a pair after it.
    DuplicatePair(usize),
    /// Deletes a pair.
    RemovePair(usize),
    /// Gives a pair another place in the list.
    MovePair {
        /// Where it is.
        from: usize,
        /// Where it is afterwards.
        to: usize,
    },
    /// Holds a pair out: it is measured from then on, and not trained. It comes after those that are held out already.
    HoldOutPair(usize),
    /// Trains a pair that is held out. It comes after those that are trained already.
    TrainPair(usize),
    /// Replaces one token of an answer of a pair to make its rejected answer.
    Replace {
        /// The pair.
        pair: usize,
        /// The answer to begin from: from the chosen one the rejected answer becomes one token apart.
        from: EditedAnswer,
        /// Index of the token in that answer.
        position: usize,
        /// What stands there in the rejected answer afterwards.
        token: String,
    },
    /// Takes other pairs.
    SetPairs {
        /// The pairs.
        pairs: Vec<PairText>,
        /// Those that are held out.
        eval_pairs: Vec<PairText>,
        /// Instead of those there are, or after them. Words that are new join the vocabulary.
        place: Insertion,
    },
    /// Takes pairs of such tokens in place of all there are.
    TakePairs {
        /// The pairs that are trained.
        pairs: Vec<PairText>,
        /// Those that are held out.
        eval_pairs: Vec<PairText>,
        /// What of their texts is a token.
        tokens: Tokens,
    },
    /// Sets a field of the model or of the training to what was typed.
    Set(Setting, String),
    /// Adds a copy of the last run.
    AddRun,
    /// Deletes a run.
    RemoveRun(usize),
    /// Names a run; an empty name takes the name away.
    NameRun(usize, String),
    /// Gives a run a colour, or leaves the choice to the page.
    ColorRun(usize, Option<Color>),
    /// Which weights a run trains.
    SetTrain(usize, Trainable),
    /// Gives a run another loss, which keeps the parameters that both have.
    SetLoss {
        /// The run.
        run: usize,
        /// The loss's name in the lab file.
        loss_type: &'static str,
    },
    /// Sets a parameter of a run's loss to what was typed.
    SetArgument {
        /// The run.
        run: usize,
        /// The parameter's name.
        parameter: &'static str,
        /// What was typed.
        value: String,
    },
    /// Starts from the seed's values again, and no longer from imported weights.
    ForgetWeights,
    /// Takes another lab file.
    Open(Box<LabFile>),
    /// Takes the empty lab.
    StartEmpty,
}

/// What becomes of the pairs that use a token that is to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uses {
    /// If there are any, nothing is removed.
    Refuse,
    /// They are removed too.
    Remove,
}

/// What becomes of words that are not in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewWords {
    /// If there are any, nothing is changed.
    Refuse,
    /// They join the vocabulary.
    Add,
}

/// An answer of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditedAnswer {
    /// The preferred one.
    Chosen,
    /// The other one.
    Rejected,
}

/// Where new pairs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insertion {
    /// In the place of all pairs there are; the vocabulary is made anew.
    Instead,
    /// After them; the vocabulary keeps its tokens.
    After,
    /// In the place of all pairs there are, of which they are made; the vocabulary keeps its tokens.
    Over,
}

/// The lab file after an edit.
///
/// # Errors
/// One sentence, with the field at fault, if the result would not be a valid lab file or the edit is about something that is not there.
pub fn apply(file: &LabFile, edit: &Edit) -> Result<LabFile, FieldError> {
    let mut after = changed(file, edit)?;
    if !keeps_weights(file, &after, edit) {
        after.weights = None;
    }
    Ok(after)
}

fn changed(file: &LabFile, edit: &Edit) -> Result<LabFile, FieldError> {
    let mut file = file.clone();
    let data = &mut file.dataset;
    match edit {
        Edit::SetTokens(tokens) => {
            data.take(*tokens);
            file.make_room();
        }
        Edit::AddToken(token) => dataset::add_token(data, token)?,
        Edit::AddWords(words) => dataset::add_words(data, words.clone())?,
        Edit::RenameToken { token, to } => dataset::rename(data, *token, to)?,
        Edit::RemoveToken { token, uses } => dataset::remove_token(data, *token, *uses)?,
        Edit::RemoveUnusedTokens => dataset::remove_unused(data),
        Edit::MoveToken { from, to } => shift(&mut data.vocabulary, *from, *to, "dataset.vocabulary")?,
        Edit::AddPair { at, pair, words } => {
            dataset::admit(data, std::slice::from_ref(pair), *words)?;
            data.pairs.insert((*at).min(data.pairs.len()), pair.clone());
        }
        Edit::SetPair { at, pair, words } => {
            dataset::admit(data, std::slice::from_ref(pair), *words)?;
            let Place { list, at, name } = dataset::place(data, *at);
            *item(list, at, name)? = pair.clone();
        }
        Edit::DuplicatePair(at) => {
            let Place { list, at, name } = dataset::place(data, *at);
            let copy = item(list, at, name)?.clone();
            list.insert(at + 1, copy);
        }
        Edit::RemovePair(at) => {
            let Place { list, at, name } = dataset::place(data, *at);
            take(list, at, name)?;
        }
        Edit::MovePair { from, to } => {
            // Within its list: the step into the other one is another edit.
            let Place { list, at, name } = dataset::place(data, *from);
            let before = *from - at;
            let to = to.checked_sub(before).ok_or_else(|| nothing_there(name, *to, list.len()))?;
            shift(list, at, to, name)?;
        }
        Edit::HoldOutPair(at) => {
            let pair = item(&mut data.pairs, *at, "dataset.pairs")?.clone();
            data.pairs.remove(*at);
            data.eval_pairs.push(pair);
        }
        Edit::TrainPair(at) => {
            let (trained, name, held_out) = (data.pairs.len(), "dataset.eval_pairs", data.eval_pairs.len());
            let at = at.checked_sub(trained).ok_or_else(|| nothing_there(name, *at, held_out))?;
            let pair = item(&mut data.eval_pairs, at, "dataset.eval_pairs")?.clone();
            data.eval_pairs.remove(at);
            data.pairs.push(pair);
        }
        Edit::Replace { pair, from, position, token } => dataset::replace(data, *pair, *from, *position, token)?,
        Edit::SetPairs { pairs, eval_pairs, place } => {
            let keep = if file.weights.is_some() { Renewal::Kept } else { Renewal::Fresh };
            dataset::take_pairs(data, [pairs, eval_pairs], *place, keep)?;
            file.make_room();
        }
        Edit::TakePairs { pairs, eval_pairs, tokens } => {
            let keep = if file.weights.is_some() { Renewal::Kept } else { Renewal::Fresh };
            let keep = if data.tokens == *tokens { keep } else { Renewal::Fresh };
            data.tokens = *tokens;
            dataset::take_pairs(data, [pairs, eval_pairs], Insertion::Instead, keep)?;
            file.make_room();
        }
        Edit::Set(setting, value) => return settings::set(&file, *setting, value),
        Edit::AddRun => {
            file.runs.extend(file.runs.last().map(|run| RunSpec { name: None, color: None, ..run.clone() }))
        }
        Edit::RemoveRun(run) => take(&mut file.runs, *run, "runs")?,
        Edit::NameRun(run, name) => {
            let name = name.trim();
            item(&mut file.runs, *run, "runs")?.name = (!name.is_empty()).then(|| name.to_owned());
        }
        Edit::ColorRun(run, color) => item(&mut file.runs, *run, "runs")?.color = *color,
        Edit::SetTrain(run, train) => item(&mut file.runs, *run, "runs")?.train = *train,
        Edit::SetLoss { run, loss_type } => {
            let run = item(&mut file.runs, *run, "runs")?;
            // A name that is in no registry cannot be chosen, and changes nothing.
            if let Some(entry) = find(loss_type) {
                run.objective = (entry.build)(&run.objective.arguments().carried(entry.parameters));
            }
        }
        Edit::SetArgument { run, parameter, value } => return settings::set_argument(&file, *run, parameter, value),
        Edit::ForgetWeights => file.weights = None,
        Edit::Open(other) => file = (**other).clone(),
        Edit::StartEmpty => file = LabFile::empty(),
    }
    file.checked()
}

/// Whether imported weights still mean what they meant: the model has their shape, and every token that they know its number. Tokens at the
/// end, and positions, may be more or fewer.
fn keeps_weights(before: &LabFile, after: &LabFile, edit: &Edit) -> bool {
    let shape = |file: &LabFile| (file.model.n_embd, file.model.n_layer, file.model.n_head);
    let (before_data, after_data) = (&before.dataset, &after.dataset);
    let same = || after_data.tokens == before_data.tokens && after_data.vocabulary.starts_with(&before_data.vocabulary);
    match edit {
        Edit::Open(_) | Edit::StartEmpty => true,
        Edit::RenameToken { .. } => shape(before) == shape(after),
        _ => shape(before) == shape(after) && same(),
    }
}

impl Edit {
    /// The pair to look at after this edit, if `selected` was looked at before it and there are now `count` pairs: the same pair, if it
    /// is still there, or the one that was added. A held-out pair is not among them.
    pub fn select(&self, selected: usize, count: usize) -> usize {
        let follow = match self {
            Edit::SetPair { at, .. } | Edit::Replace { pair: at, .. } | Edit::DuplicatePair(at) if *at >= count => {
                selected
            }
            Edit::AddPair { at, .. } | Edit::SetPair { at, .. } | Edit::Replace { pair: at, .. } => *at,
            Edit::DuplicatePair(at) => at + 1,
            Edit::RemovePair(at) | Edit::HoldOutPair(at) if *at < selected => selected - 1,
            Edit::TrainPair(_) => count,
            Edit::MovePair { from, to } if *from == selected => *to,
            Edit::MovePair { from, to } if *from < selected && *to >= selected => selected - 1,
            Edit::MovePair { from, to } if *from > selected && *to <= selected => selected + 1,
            Edit::SetPairs { place: Insertion::Instead, .. }
            | Edit::TakePairs { .. }
            | Edit::Open(_)
            | Edit::StartEmpty => 0,
            Edit::RemovePair(_)
            | Edit::HoldOutPair(_)
            | Edit::MovePair { .. }
            | Edit::SetPairs { .. }
            | Edit::SetTokens(_)
            | Edit::AddToken(_)
            | Edit::AddWords(_)
            | Edit::RenameToken { .. }
            | Edit::RemoveToken { .. }
            | Edit::RemoveUnusedTokens
            | Edit::MoveToken { .. }
            | Edit::Set(..)
            | Edit::AddRun
            | Edit::ForgetWeights
            | Edit::RemoveRun(_)
            | Edit::NameRun(..)
            | Edit::ColorRun(..)
            | Edit::SetTrain(..)
            | Edit::SetLoss { .. }
            | Edit::SetArgument { .. } => selected,
        };
        follow.min(count.saturating_sub(1))
    }
}

/// The item at an index that a person gave, to be changed.
fn item<'a, T>(list: &'a mut [T], index: usize, name: &str) -> Result<&'a mut T, FieldError> {
    let length = list.len();
    list.get_mut(index).ok_or_else(|| nothing_there(name, index, length))
}

fn take<T>(list: &mut Vec<T>, index: usize, name: &str) -> Result<(), FieldError> {
    item(list, index, name)?;
    list.remove(index);
    Ok(())
}

/// Moves an item; those between its old and its new place make room.
fn shift<T>(list: &mut Vec<T>, from: usize, to: usize, name: &str) -> Result<(), FieldError> {
    item(list, from, name)?;
    item(list, to, name)?;
    let moved = list.remove(from);
    list.insert(to, moved);
    Ok(())
}

fn nothing_there(name: &str, index: usize, length: usize) -> FieldError {
    FieldError::new(format!("{name}[{index}]"), Fault::NothingThere { list: name.to_owned(), length })
}
