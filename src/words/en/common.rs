//! What the sentences of several rooms have in common.

use crate::data::field_error::quoted;
use std::fmt::{Display, Formatter, Result};

/// A text in quotation marks, as errors show it.
pub struct Quoted<'a>(pub &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&quoted(self.0))
    }
}

/// `a, b and c`.
pub struct Listed<'a, S>(pub &'a [S]);

impl<S: AsRef<str>> Display for Listed<'_, S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let last = self.0.len().saturating_sub(1);
        for (index, word) in self.0.iter().enumerate() {
            let between = match index {
                0 => "",
                _ if index == last => " and ",
                _ => ", ",
            };
            f.write_str(between)?;
            f.write_str(word.as_ref())?;
        }
        Ok(())
    }
}
