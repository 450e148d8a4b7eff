//! The one door for data: what a text, a file or several files are, and the pairs in them.
//!
//! People have their preferences as JSON lines, lists, columns and tables, in TRL's forms and others, under many names. Here they become pairs
//! of the lab, with a note for whatever was joined, split or passed over, and a reason for each row of which no pair can be made; or one
//! error, where there is no data at all. Nothing is cut or dropped in silence. [`DataReading`] reads a bounded piece at a time; [`read`] all of
//! it at once.
//!
//! `decode` makes a text of bytes, `loose` values of a text, `records` rows of values, `table` rows of a table; `columns` finds what of a row is
//! what, `turns` what was said in it, `row` makes a pair of it, and `gather` puts together what all of them come to; `guess` which
//! columns may be which, where no name is known. `wish` is how they are to be read.
//!
//! Sources: TRL, "Dataset formats and types"; OpenAI, "Direct preference optimization" (its form of fine-tuning data).

mod answer;
mod columns;
mod decode;
mod gather;
mod guess;
mod loose;
mod reading;
mod records;
mod row;
mod table;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod turns;
mod wish;

use super::field_error::FieldError;
pub use answer::{BadRow, DataForm, DataNote, DataRead, MOST_COLUMNS, NoData, RowFault};
pub use columns::{ColumnMapping, OtherColumns};
pub use decode::{BinaryFile, TextEncoding};
pub use loose::JsonWrong;
pub use reading::{DataContent, DataFile, DataProgress, DataReading, MOST_BYTES, MOST_FILES};
pub use wish::DataWish;

/// What could not be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Files, as texts.
    Text,
    /// Files, as a model.
    Model,
}

/// Reads files to their end: a lab file, or rows of data.
///
/// # Errors
/// There is no data in them at all.
pub fn read(files: Vec<DataFile>, wish: DataWish) -> Result<DataContent, FieldError> {
    let mut reading = DataReading::new(files, wish)?;
    loop {
        match reading.advance()? {
            DataProgress::More(rest) => reading = rest,
            DataProgress::Done(content) => return Ok(content),
        }
    }
}
