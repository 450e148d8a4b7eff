//! One error of a lab file or a data set: which field, and a sentence that a person can act on.

use crate::beside::isolated;

/// What is wrong with a text that came from outside.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldError {
    /// The path of the field, `dataset.pairs[3].chosen` or `line 4: chosen`; empty where the text as a whole is at fault.
    pub field: String,
    /// A full sentence: the field, the value that was given, and what is allowed.
    pub message: String,
}

impl FieldError {
    pub(super) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// The error that a text which was typed for a whole number is none.
    pub fn of_number(field: &str, typed: &str, largest: u32) -> Self {
        Self::new(field, format!("{field} is {}; allowed is a whole number from 0 to {largest}.", quoted(typed)))
    }
}

/// A text as it is shown in an error: quoted, control characters escaped, cut off where it is long.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN: usize = 48;
    if text.chars().nth(SHOWN).is_none() {
        return isolated(&format!("{text:?}")).into_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{} ({} characters)", isolated(&format!("{:?}", start + "…")), text.chars().count())
}

/// `a, b and c`.
pub(super) fn listed<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", head.join(", "), last.as_ref())
        }
    }
}
