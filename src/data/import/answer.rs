//! What is read of data: the pairs, from which columns they are, what was done on the way, and the rows of which no pair could be made.

use super::columns::ColumnMapping;
use super::decode::{BinaryFile, TextEncoding};
use super::loose::JsonWrong;
use crate::data::field_error::TokenFault;
use crate::data::pair::PairText;
use crate::data::tokens::Tokens;

/// What is read of data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataRead {
    /// What of the texts is a token.
    pub tokens: Tokens,
    /// The pairs to train on, in the order of the rows.
    pub pairs: Vec<PairText>,
    /// Those that are held out.
    pub eval_pairs: Vec<PairText>,
    /// The form of most rows.
    pub form: DataForm,
    /// The columns from which the first pair was taken; of the first row, where there is no pair.
    pub mapping: ColumnMapping,
    /// The names of all columns, up to [`MOST_COLUMNS`].
    pub columns: Vec<String>,
    /// Which of them may be which, where there is no pair because a column is not known.
    pub guess: Option<ColumnMapping>,
    /// What was done that is not plain reading: joined, split off, left out, passed over.
    pub notes: Vec<DataNote>,
    /// The rows of which no pair could be made, up to [`MOST_PROBLEMS`].
    pub problems: Vec<BadRow>,
}

/// The most names of columns that are told.
pub const MOST_COLUMNS: usize = 64;

/// The most bad rows that are told one by one.
pub const MOST_PROBLEMS: usize = 2000;

/// The form of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataForm {
    /// There is no row with an answer.
    #[default]
    Unknown,
    /// A prompt and two answers, as texts.
    Standard,
    /// Two answers, which begin with the prompt.
    ImplicitPrompt,
    /// Messages with roles.
    Conversational,
    /// Texts whose turns begin with "Human:" and "Assistant:".
    HumanAssistant,
    /// OpenAI's, for its fine-tuning with preferences.
    OpenAi,
    /// Two answers, and a column that says which is better.
    Ranked,
    /// One answer, and whether it is good.
    Unpaired,
    /// A lab file, whose pairs are taken.
    Lab,
}

impl DataForm {
    /// The name by which JavaScript and Python know it.
    pub fn name(self) -> &'static str {
        match self {
            DataForm::Unknown => "unknown",
            DataForm::Standard => "standard",
            DataForm::ImplicitPrompt => "implicit-prompt",
            DataForm::Conversational => "conversational",
            DataForm::HumanAssistant => "human-assistant",
            DataForm::OpenAi => "openai",
            DataForm::Ranked => "ranked",
            DataForm::Unpaired => "unpaired",
            DataForm::Lab => "lab",
        }
    }
}

/// What was done on the way from a text to pairs.
#[derive(Clone, Debug, PartialEq)]
pub enum DataNote {
    /// A file was in another encoding than UTF-8.
    Encoding(TextEncoding),
    /// It is a table with this sign between its columns.
    Table(char),
    /// It is one object whose columns are lists.
    Columns,
    /// Columns were taken by other names than the lab's own.
    Mapped(ColumnMapping),
    /// Columns were passed over.
    Spare(Vec<String>),
    /// A key comes twice in so many rows, and the last one counted.
    Doubled {
        /// The key of the first of them.
        key: String,
        /// The rows.
        rows: usize,
    },
    /// In so many rows the common beginning of both answers became the prompt.
    Implicit(usize),
    /// In so many rows the words for who speaks were left out, and the turns joined.
    Roles(usize),
    /// In so many rows they were kept, as words.
    RolesKept(usize),
    /// In so many rows the answers are several turns, which were joined.
    Turns(usize),
    /// In so many rows a system text was put before the prompt.
    System(usize),
    /// In so many rows a second text was put after the prompt.
    Input(usize),
    /// In so many rows line breaks, tabs or several spaces became one space.
    Spaces(usize),
    /// In so many rows the answers are single words that differ inside: as characters they would be more than that.
    Inside(usize),
    /// So many pairs were made of good and bad answers to one prompt.
    Paired(usize),
    /// So many pairs are held out.
    HeldOut(usize),
    /// So many files were joined.
    Joined(usize),
    /// There are so many pairs, and a lab takes fewer.
    Many(usize),
    /// Rows are of several forms.
    Mixed(Vec<(DataForm, usize)>),
    /// So many bad rows more are not told one by one.
    MoreProblems(usize),
    /// From this line on nothing could be read.
    Cut(usize),
    /// Only the pairs of a lab file were taken.
    Lab,
}

impl DataNote {
    /// The name by which JavaScript and Python know it.
    pub fn name(&self) -> &'static str {
        match self {
            DataNote::Encoding(_) => "encoding",
            DataNote::Table(_) => "table",
            DataNote::Columns => "columns",
            DataNote::Mapped(_) => "mapped",
            DataNote::Spare(_) => "spare",
            DataNote::Doubled { .. } => "doubled",
            DataNote::Implicit(_) => "implicit",
            DataNote::Roles(_) => "roles",
            DataNote::RolesKept(_) => "roles-kept",
            DataNote::Turns(_) => "turns",
            DataNote::System(_) => "system",
            DataNote::Input(_) => "input",
            DataNote::Spaces(_) => "spaces",
            DataNote::Inside(_) => "characters",
            DataNote::Paired(_) => "paired",
            DataNote::HeldOut(_) => "held-out",
            DataNote::Joined(_) => "joined",
            DataNote::Many(_) => "many",
            DataNote::Mixed(_) => "mixed",
            DataNote::MoreProblems(_) => "more-problems",
            DataNote::Cut(_) => "cut",
            DataNote::Lab => "lab",
        }
    }
}

/// A row of which no pair could be made.
#[derive(Clone, Debug, PartialEq)]
pub struct BadRow {
    /// The file's name, where there are several files.
    pub file: Option<String>,
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// Which row of that line it is, counted from 1, where a line has many.
    pub row: Option<usize>,
    /// Why.
    pub fault: RowFault,
}

/// Why no pair could be made of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum RowFault {
    /// It is no JSON.
    Json(JsonWrong),
    /// A further object stands on the same line.
    TwoOnLine,
    /// A comma stands after it, as in a list.
    CommaAfter,
    /// It is JSON, but no object.
    NoObject,
    /// A table's row has so many cells where its head has so many.
    Cells {
        /// The row's.
        found: usize,
        /// The head's.
        head: usize,
    },
    /// A quotation mark is opened there, and never closed.
    OpenQuote,
    /// No column can be taken for answers; these are there.
    NoAnswers(Vec<String>),
    /// It has one answer alone.
    OneAnswer,
    /// It has two, and nothing says which is better.
    Unranked,
    /// The column says of neither answer that it is better.
    NoPreference {
        /// The column.
        column: String,
    },
    /// The column does not say whether the answer is good.
    NoLabel {
        /// The column.
        column: String,
    },
    /// A good or bad answer has none of the other kind for its prompt.
    Alone,
    /// It has no prompt, and the answers do not begin alike.
    NoPrompt,
    /// The column is neither a text nor a list of messages with texts.
    NotText {
        /// The column.
        column: String,
    },
    /// The column is a list as Python prints it.
    PythonCell {
        /// The column.
        column: String,
    },
    /// The column has no words.
    Blank {
        /// The column.
        column: String,
    },
    /// The last turn is not the assistant's but this one's.
    LastTurn {
        /// The column.
        column: String,
        /// Who speaks last.
        role: String,
    },
    /// Both answers are the same.
    Same,
    /// A character was lost before the text came here.
    Replaced {
        /// The column.
        column: String,
    },
    /// The text has `<eos>` in it.
    Eos {
        /// The column.
        column: String,
    },
    /// The answer begins with a mark that joins the prompt's last character.
    Joined {
        /// The column.
        column: String,
    },
    /// A word cannot be a token.
    Word {
        /// The column.
        column: String,
        /// The word.
        word: String,
        /// Why not.
        fault: TokenFault,
    },
}

impl RowFault {
    /// The name by which JavaScript and Python know it.
    pub fn name(&self) -> &'static str {
        match self {
            RowFault::Json(JsonWrong::Python) | RowFault::PythonCell { .. } => "python",
            RowFault::Json(_) | RowFault::CommaAfter => "json",
            RowFault::TwoOnLine => "two-on-a-line",
            RowFault::NoObject => "no-object",
            RowFault::Cells { .. } => "cells",
            RowFault::OpenQuote => "open-quote",
            RowFault::NoAnswers(_) => "no-answers",
            RowFault::OneAnswer => "one-answer",
            RowFault::Unranked => "unranked",
            RowFault::NoPreference { .. } => "no-preference",
            RowFault::NoLabel { .. } => "no-label",
            RowFault::Alone => "alone",
            RowFault::NoPrompt => "no-prompt",
            RowFault::NotText { .. } => "no-text",
            RowFault::Blank { .. } => "blank",
            RowFault::LastTurn { .. } => "last-turn",
            RowFault::Same => "same",
            RowFault::Replaced { .. } => "replaced",
            RowFault::Eos { .. } => "eos",
            RowFault::Joined { .. } => "joined",
            RowFault::Word { .. } => "word",
        }
    }
}

/// Why something is no data at all.
#[derive(Clone, Debug, PartialEq)]
pub enum NoData {
    /// There is nothing in it.
    Empty,
    /// There is no file.
    NoFile,
    /// It has so many bytes.
    Large(usize),
    /// So many files are too many.
    Files(usize),
    /// It is no text.
    Binary(BinaryFile),
    /// It is a text, but neither JSON nor a table whose columns are known.
    Prose,
    /// It has no row: an empty list, or a table's head alone.
    NoRow,
}
