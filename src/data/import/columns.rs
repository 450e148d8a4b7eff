//! Columns: which of a row's is the prompt, which the answers, and what else of it is used. The names that are known are those of TRL and of data
//! sets that many people have; any others are named by whoever has them.

use super::loose::{Entries, Loose};
use std::rc::Rc;

/// The columns that are taken for a pair; the lab's own names are `prompt`, `chosen` and `rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMapping {
    /// The prompt; none where it is the common beginning of both answers.
    pub prompt: Option<String>,
    /// The preferred answer.
    pub chosen: Option<String>,
    /// The other one; the same column where a row has one answer and a label.
    pub rejected: Option<String>,
    /// What stands before the prompt.
    pub system: Option<String>,
    /// What stands after it.
    pub input: Option<String>,
    /// Which of the answers is the better one, or whether the only one is good.
    pub label: Option<String>,
    /// Whether the row is held out of training.
    pub held_out: Option<String>,
}

impl ColumnMapping {
    /// The keys of a mapping, with what each is mapped to.
    pub fn entries(&self) -> [(&'static str, Option<&str>); 7] {
        [
            ("prompt", self.prompt.as_deref()),
            ("chosen", self.chosen.as_deref()),
            ("rejected", self.rejected.as_deref()),
            ("system", self.system.as_deref()),
            ("input", self.input.as_deref()),
            ("label", self.label.as_deref()),
            ("heldOut", self.held_out.as_deref()),
        ]
    }

    /// What a key is mapped to, to be changed.
    pub fn entry(&mut self, key: &str) -> Option<&mut Option<String>> {
        Some(match key {
            "prompt" => &mut self.prompt,
            "chosen" => &mut self.chosen,
            "rejected" => &mut self.rejected,
            "system" => &mut self.system,
            "input" => &mut self.input,
            "label" => &mut self.label,
            "heldOut" => &mut self.held_out,
            _ => return None,
        })
    }

    /// Whether the columns have the lab's own names.
    pub fn is_plain(&self) -> bool {
        self.entries()
            .iter()
            .all(|(key, column)| column.is_none_or(|column| column == *key || normal(column) == normal(key)))
    }
}

/// What of a row is not in a mapping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OtherColumns {
    /// It is looked for by its name.
    #[default]
    ByName,
    /// It is not there: the mapping says all.
    Unused,
}

/// Names of the two answers of a pair, the preferred one first.
const PAIRS: [(&str, &str); 19] = [
    ("chosen", "rejected"),
    ("preferred_output", "non_preferred_output"),
    ("chosen_response", "rejected_response"),
    ("response_chosen", "response_rejected"),
    ("chosen_answer", "rejected_answer"),
    ("answer_chosen", "answer_rejected"),
    ("chosen_completion", "rejected_completion"),
    ("preferred", "rejected"),
    ("preferred", "dispreferred"),
    ("preferred", "non_preferred"),
    ("preferred_response", "dispreferred_response"),
    ("preferred_response", "rejected_response"),
    ("better", "worse"),
    ("good", "bad"),
    ("accepted", "rejected"),
    ("positive", "negative"),
    ("winner", "loser"),
    ("y_w", "y_l"),
    ("yw", "yl"),
];

/// Names of two answers of which a column of [`CHOICES`] says which is the better one: by the end of its name.
const RANKED: [(&str, &str); 8] = [
    ("output_1", "output_2"),
    ("response_0", "response_1"),
    ("response_1", "response_2"),
    ("response_a", "response_b"),
    ("answer_0", "answer_1"),
    ("answer_1", "answer_2"),
    ("completion_1", "completion_2"),
    ("completion_a", "completion_b"),
];

const CHOICES: [&str; 6] = ["preference", "preferred", "better_response_id", "better", "winner", "choice"];
const PROMPTS: [&str; 11] = [
    "prompt",
    "question",
    "instruction",
    "query",
    "problem",
    "user_prompt",
    "prompt_text",
    "input",
    "context",
    "conversations",
    "conversation",
];
const SYSTEMS: [&str; 3] = ["system", "system_prompt", "system_message"];
const COMPLETIONS: [&str; 4] = ["completion", "response", "answer", "output"];
const LABELS: [&str; 4] = ["label", "kto_tag", "desirable", "is_good"];
const HELD_OUT: [&str; 4] = ["held_out", "split", "is_eval", "is_test"];

/// A name as it is looked up: `Chosen Response`, `chosen-response` and `chosenResponse` are one.
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::new();
    let mut was_small = false;
    for sign in name.trim().chars().take(60) {
        if sign.is_uppercase() && was_small {
            normal.push('_');
        }
        was_small = sign.is_lowercase();
        if sign.is_alphanumeric() { normal.extend(sign.to_lowercase()) } else { normal.push('_') }
    }
    normal
}

/// Of how many columns of a row the names are looked at.
pub(super) const LOOKED_AT: usize = 4096;

/// Bytes of a name that is longer than any that is known, however it is spelt.
const LONGEST: usize = 60;

/// Whether a column of this name can be taken for something.
pub(super) fn is_known(name: &str) -> bool {
    name.len() <= LONGEST && Some(normal(name)).is_some_and(|name| is_name(&name) && !HELD_OUT.contains(&name.as_str()))
}

/// Whether a name, as it is looked up, is one of those above.
fn is_name(name: &str) -> bool {
    let of = |names: &[&str]| names.contains(&name);
    let of_pairs = |pairs: &[(&str, &str)]| pairs.iter().any(|(a, b)| name == *a || name == *b);
    of_pairs(&PAIRS)
        || of_pairs(&RANKED)
        || [&CHOICES[..], &PROMPTS, &SYSTEMS, &COMPLETIONS, &LABELS, &HELD_OUT].into_iter().any(of)
}

/// The answers of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnswerColumns {
    /// The preferred one, and the other.
    Pair(usize, usize),
    /// Two, and which is better.
    Ranked(usize, usize, usize),
    /// Two, of which nothing says which is better.
    Unranked,
    /// One, and whether it is good.
    Labelled(usize, usize),
    /// One.
    Single,
    /// There are none.
    Nothing,
}

/// Places of the columns of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowColumns {
    /// The prompt.
    pub prompt: Option<usize>,
    /// What stands after it.
    pub input: Option<usize>,
    /// What stands before it.
    pub system: Option<usize>,
    /// Whether the row is held out.
    pub held_out: Option<usize>,
    /// The answers.
    pub answers: AnswerColumns,
}

/// The columns of names alone, as of the head of a table.
pub(super) fn of_names<'a>(
    names: impl Iterator<Item = &'a str>,
    wish: &ColumnMapping,
    others: OtherColumns,
) -> RowColumns {
    let names: Vec<(Rc<str>, Loose)> = names.map(|name| (Rc::from(name), Loose::Text("-".to_owned()))).collect();
    find(&names, wish, others)
}

/// The columns of a row: those that are wished for, and what is left open by their names, unless there is nothing else.
pub(super) fn find(entries: &[(Rc<str>, Loose)], wish: &ColumnMapping, others: OtherColumns) -> RowColumns {
    let by_name = others == OtherColumns::ByName;
    let known = |(place, (name, _)): (usize, &(Rc<str>, Loose))| {
        (by_name && name.len() <= LONGEST).then(|| (place, normal(name))).filter(|(_, name)| is_name(name))
    };
    let names: Vec<(usize, String)> = entries.iter().take(LOOKED_AT).enumerate().filter_map(known).collect();
    // Of a key that comes twice the last value counts, as in Python.
    let place = |name: &str| names.iter().rfind(|(_, known)| known == name).map(|(place, _)| *place);
    let exact = |name: &Option<String>| {
        name.as_deref().and_then(|name| entries.iter().rposition(|(known, _)| **known == *name))
    };
    let first = |known: &[&str]| known.iter().find_map(|name| place(name));
    let both = |known: &[(&str, &str)]| known.iter().find_map(|(a, b)| Some((place(a)?, place(b)?)));
    let (chosen, rejected, label) = (exact(&wish.chosen), exact(&wish.rejected), exact(&wish.label));
    let wished = wish.chosen.is_some() || wish.rejected.is_some();
    let answers = match (chosen, rejected, label) {
        (Some(one), Some(other), Some(label)) if one == other => AnswerColumns::Labelled(one, label),
        (Some(one), Some(other), Some(label)) => AnswerColumns::Ranked(one, other, label),
        (Some(one), Some(other), None) => AnswerColumns::Pair(one, other),
        _ if wished => AnswerColumns::Nothing,
        _ => match (both(&PAIRS), both(&RANKED), first(&COMPLETIONS)) {
            (Some((chosen, rejected)), _, _) => AnswerColumns::Pair(chosen, rejected),
            (None, Some((one, other)), _) => match label.or_else(|| first(&CHOICES)) {
                Some(label) => AnswerColumns::Ranked(one, other, label),
                None => AnswerColumns::Unranked,
            },
            (None, None, Some(one)) => match label.or_else(|| first(&LABELS)) {
                Some(label) => AnswerColumns::Labelled(one, label),
                None => AnswerColumns::Single,
            },
            (None, None, None) => AnswerColumns::Nothing,
        },
    };
    let is_there = |place: usize| entries.get(place).is_some_and(|(_, value)| *value != Loose::Null);
    let prompt = match wish.prompt {
        Some(_) => exact(&wish.prompt),
        None => PROMPTS.iter().filter_map(|name| place(name)).find(|place| is_there(*place)),
    };
    // Alpaca's second half of an instruction; elsewhere `input` is a prompt by itself.
    let input = match wish.input {
        Some(_) => exact(&wish.input),
        None => place("input")
            .filter(|input| prompt.is_some_and(|prompt| prompt != *input && place("instruction") == Some(prompt))),
    };
    RowColumns {
        prompt: prompt.filter(|prompt| is_there(*prompt)),
        input,
        system: exact(&wish.system).or_else(|| first(&SYSTEMS).filter(|_| wish.system.is_none())),
        held_out: exact(&wish.held_out).or_else(|| first(&HELD_OUT).filter(|_| wish.held_out.is_none())),
        answers,
    }
}

impl RowColumns {
    /// All of them, the answers first.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        let answers = match self.answers {
            AnswerColumns::Pair(a, b) | AnswerColumns::Labelled(a, b) => [Some(a), Some(b), None],
            AnswerColumns::Ranked(a, b, c) => [Some(a), Some(b), Some(c)],
            AnswerColumns::Unranked | AnswerColumns::Single | AnswerColumns::Nothing => [None; 3],
        };
        let others = [self.prompt, self.system, self.input, self.held_out];
        answers.into_iter().chain(others).flatten()
    }

    /// Their names.
    pub fn mapping(&self, entries: &[(Rc<str>, Loose)]) -> ColumnMapping {
        let name = |place: Option<usize>| Some(entries.get(place?)?.0.to_string());
        let (chosen, rejected, label) = match self.answers {
            AnswerColumns::Pair(chosen, rejected) => (Some(chosen), Some(rejected), None),
            AnswerColumns::Ranked(one, other, label) => (Some(one), Some(other), Some(label)),
            AnswerColumns::Labelled(one, label) => (Some(one), Some(one), Some(label)),
            AnswerColumns::Unranked | AnswerColumns::Single | AnswerColumns::Nothing => (None, None, None),
        };
        ColumnMapping {
            prompt: name(self.prompt),
            chosen: name(chosen),
            rejected: name(rejected),
            system: name(self.system),
            input: name(self.input),
            label: name(label),
            held_out: name(self.held_out),
        }
    }
}

/// Names of the parts of a data set that are trained on, and of those that are held out.
const TRAINED: [&str; 3] = ["train", "training", "sft"];
const HELD: [&str; 10] =
    ["test", "tests", "eval", "evaluation", "valid", "validation", "val", "dev", "heldout", "holdout"];

/// Whether a part, or a file, of this name is held out; nothing where its name does not say.
pub(super) fn is_held_out(name: &str) -> Option<bool> {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let mut words = stem.split(|sign: char| !sign.is_alphanumeric());
    words.find_map(|word| match word {
        _ if TRAINED.contains(&word) => Some(false),
        _ if HELD.contains(&word) => Some(true),
        _ => None,
    })
}

/// Whether a key is nothing but the name of a part.
pub(super) fn is_part(key: &str) -> bool {
    let key = normal(key).replace('_', "");
    let without_end = key.trim_end_matches(|sign: char| sign.is_ascii_digit());
    TRAINED.contains(&key.as_str())
        || HELD.contains(&without_end)
        || ["trainprefs", "testprefs"].contains(&key.as_str())
}

/// Whether an object's columns are lists, one value a row: of all that can be taken for something, and where nothing can, of all. A list of
/// messages may be the one value of a row, unless another column is a list of something else.
pub(super) fn is_columnar(object: &Entries) -> bool {
    let known: Vec<&Loose> =
        object.entries.iter().take(LOOKED_AT).filter(|(name, _)| is_known(name)).map(|(_, value)| value).collect();
    let all = || object.entries.iter().map(|(_, value)| value).collect();
    let looked_at: Vec<&Loose> = if known.is_empty() { all() } else { known };
    looked_at.iter().any(|value| is_column(value))
        && looked_at.iter().all(|value| is_column(value) || matches!(value, Loose::List(_)))
}

/// Whether a value is a column and nothing else: a list of what are no messages, or as pandas writes it an object whose keys are the rows' numbers.
fn is_column(value: &Loose) -> bool {
    match value {
        Loose::List(items) => !items.is_empty() && !items.iter().any(is_message),
        Loose::Object(object) => {
            let is_row = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
            !object.entries.is_empty() && object.entries.iter().all(|(key, _)| is_row(key))
        }
        _ => false,
    }
}

/// Whether a value is a message of a conversation.
pub(super) fn is_message(value: &Loose) -> bool {
    let Loose::Object(message) = value else { return false };
    message.get("role").or(message.get("from")).is_some() || message.get("content").is_some()
}
