//! Files of data, read a bounded piece at a time: what each of them is, its rows one by one, and in the end what they come to.

use super::answer::{DataNote, DataRead, NoData, RowFault};
use super::columns::{AnswerColumns, ColumnMapping, OtherColumns, find, is_held_out};
use super::decode::decode;
use super::gather::{Gathered, OfFile, no_data};
use super::loose::{JsonWrong, Loose, Parser, Stop};
use super::records::{Record, Within, expand};
use super::table::{DataTable, TableRow};
use super::wish::DataWish;
use crate::data::field_error::FieldError;
use crate::data::lab_file::LabFile;
use std::collections::VecDeque;

/// The most bytes of all files together.
pub const MOST_BYTES: usize = 4 << 20;

/// The most files.
pub const MOST_FILES: usize = 16;

/// Bytes that are read in one piece; one record is never taken apart.
const PIECE: usize = 1 << 15;

/// Rows that are taken in one piece.
const ROWS: usize = 256;

/// A file, or a text that has no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataFile {
    /// Its name.
    pub name: Option<String>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl From<&str> for DataFile {
    fn from(text: &str) -> DataFile {
        DataFile { name: None, bytes: text.as_bytes().to_vec() }
    }
}

/// Files that are being read.
pub struct DataReading {
    files: VecDeque<(DataFile, bool)>,
    several: bool,
    open: Option<OpenFile>,
    gathered: Gathered,
}

/// A file that is being read.
struct OpenFile {
    name: Option<String>,
    held_out: bool,
    text: String,
    form: Container,
    rows: VecDeque<Record>,
}

/// What holds the rows of a file; bytes and lines say how far it is read.
enum Container {
    /// A value a line.
    Lines { at: usize, line: usize },
    /// Values, wherever lines end.
    Values { at: usize, line: usize },
    /// A list of them.
    List { at: usize, line: usize, row: usize },
    /// A table.
    Table(Box<DataTable>),
    /// There is no more.
    End,
}

impl DataReading {
    /// Begins to read.
    ///
    /// # Errors
    /// There is no file, there are too many, or they are too large.
    pub fn new(files: Vec<DataFile>, wish: DataWish) -> Result<Box<DataReading>, FieldError> {
        let bytes = files.iter().map(|file| file.bytes.len()).sum();
        let why = match files.len() {
            0 => Some(NoData::NoFile),
            count if count > MOST_FILES => Some(NoData::Files(count)),
            _ if bytes > MOST_BYTES => Some(NoData::Large(bytes)),
            _ => None,
        };
        if let Some(why) = why {
            return Err(no_data(why));
        }
        let mut gathered = Gathered::new(wish);
        let said: Vec<bool> =
            files.iter().map(|file| file.name.as_deref().and_then(is_held_out).unwrap_or(false)).collect();
        // Nothing is held out of nothing: then the name is but a name.
        let in_parts = said.contains(&true) && said.contains(&false);
        let trained = said.iter().filter(|held_out| !(**held_out && in_parts)).count();
        if trained > 1 {
            gathered.note(DataNote::Joined(trained));
        }
        let several = files.len() > 1;
        let files = files.into_iter().zip(said).map(|(file, held_out)| (file, held_out && in_parts)).collect();
        Ok(Box::new(DataReading { files, several, open: None, gathered }))
    }

    /// Reads a piece; gives what all of it comes to, once it is read.
    ///
    /// # Errors
    /// One of the files is no data at all, or there is no row.
    pub fn advance(mut self: Box<Self>) -> Result<DataProgress, FieldError> {
        let Some(mut open) = self.open.take() else {
            let Some((file, held_out)) = self.files.pop_front() else {
                return self.gathered.finish().map(|read| DataProgress::Done(DataContent::Pairs(Box::new(read))));
            };
            return match self.begin(file, held_out)? {
                Begun::Lab(lab) => Ok(DataProgress::Done(DataContent::Lab(lab))),
                Begun::Rows(open) => {
                    self.open = Some(*open);
                    Ok(DataProgress::More(self))
                }
            };
        };
        let name = if self.several { open.name.clone() } else { None };
        let of = OfFile { name: name.as_deref(), held_out: open.held_out };
        for record in open.rows.drain(..open.rows.len().min(ROWS)) {
            self.gathered.row(of, &record);
        }
        let is_at_end = open.rows.is_empty() && matches!(open.form, Container::End);
        if open.rows.is_empty() && !is_at_end {
            open.piece(of, &mut self.gathered);
        }
        self.open = (!is_at_end).then_some(open);
        Ok(DataProgress::More(self))
    }

    fn begin(&mut self, file: DataFile, held_out: bool) -> Result<Begun, FieldError> {
        let DataFile { name, bytes } = file;
        let (text, encoding) = decode(bytes).map_err(|kind| no_data(NoData::Binary(kind)))?;
        if let Some(encoding) = encoding {
            self.gathered.note(DataNote::Encoding(encoding));
        }
        let form = match text.trim_start().chars().next() {
            None => return Err(no_data(NoData::Empty)),
            Some('{') if !self.several && is_lab(&text) => {
                return LabFile::from_json(&text).map(|lab| Begun::Lab(Box::new(lab)));
            }
            Some('{') if is_over_lines(&text) => Container::Values { at: 0, line: 1 },
            Some('{') => Container::Lines { at: 0, line: 1 },
            Some('[') => {
                let mut parser = Parser::new(&text, 0, 1);
                parser.takes('[');
                let (at, line) = parser.place();
                Container::List { at, line, row: 0 }
            }
            Some(_) => match DataTable::open(&text, name.as_deref(), self.gathered.wish()) {
                Some(table) => {
                    if table.between != ',' {
                        self.gathered.note(DataNote::Table(table.between));
                    }
                    Container::Table(Box::new(table))
                }
                None => return Err(no_data(NoData::Prose)),
            },
        };
        Ok(Begun::Rows(Box::new(OpenFile { name, held_out, text, form, rows: VecDeque::new() })))
    }
}

/// A file that is opened.
enum Begun {
    /// It is a lab file.
    Lab(Box<LabFile>),
    /// It has rows.
    Rows(Box<OpenFile>),
}

/// How far the reading is.
pub enum DataProgress {
    /// There is more to do.
    More(Box<DataReading>),
    /// All is read.
    Done(DataContent),
}

/// What files hold.
#[derive(Clone, Debug, PartialEq)]
pub enum DataContent {
    /// A whole lab file.
    Lab(Box<LabFile>),
    /// Pairs, or rows that were to be some.
    Pairs(Box<DataRead>),
}

/// Whether an object is meant as a lab file: it has that one's keys and no column of a pair; or, where it is no JSON, a key of it comes before
/// any such column.
fn is_lab(text: &str) -> bool {
    let is_key = |key: &str| key == "preset" || LabFile::KEYS.contains(&key);
    let mut parser = Parser::new(text, 0, 1);
    match parser.value() {
        Ok(Loose::Object(object)) if parser.rest().is_empty() => {
            let columns = find(&object.entries, &ColumnMapping::default(), OtherColumns::ByName);
            let is_row = columns.prompt.is_some() || columns.answers != AnswerColumns::Nothing;
            let names_lab = matches!(object.get("dataset"), Some(Loose::Object(_))) || object.get("preset").is_some();
            let all = !object.entries.is_empty() && object.entries.iter().all(|(key, _)| is_key(key));
            !is_row && (names_lab || all)
        }
        Ok(_) => false,
        Err(_) => {
            let first = |names: &[&str]| names.iter().filter_map(|name| text.find(&format!("\"{name}\""))).min();
            let lab = first(&["preset", "dataset", "vocabulary", "runs"]);
            let column = first(&["prompt", "chosen", "rejected"]).unwrap_or(usize::MAX);
            let is_one_line = text.trim().lines().count() == 1;
            (is_one_line || is_over_lines(text)) && lab.is_some_and(|lab| lab < column)
        }
    }
}

/// Whether an object at the beginning of a text goes on over further lines, as it does where it is written to be read: its first line is no
/// value, and what follows does not begin anew.
fn is_over_lines(text: &str) -> bool {
    let mut lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let ends_early = Parser::new(first, 0, 1).value().is_err_and(|stop| stop.wrong == JsonWrong::Ended);
    ends_early && lines.next().is_some_and(|second| !second.starts_with('{'))
}

impl OpenFile {
    /// Reads a piece of it.
    fn piece(&mut self, of: OfFile<'_>, gathered: &mut Gathered) {
        let mut form = std::mem::replace(&mut self.form, Container::End);
        let goes_on = match &mut form {
            Container::Lines { at, line } => self.lines(at, line, of, gathered),
            Container::Values { at, line } => self.values(at, line, of, gathered),
            Container::List { at, line, row } => self.items(at, line, row, of, gathered),
            Container::Table(table) => self.table(table, of, gathered),
            Container::End => false,
        };
        if goes_on {
            self.form = form;
        }
    }

    fn take(&mut self, value: Loose, within: Within, gathered: &mut Gathered) {
        if expand(value, within, &mut self.rows) {
            gathered.note(DataNote::Columns);
        }
    }

    fn lines(&mut self, at: &mut usize, line: &mut usize, of: OfFile<'_>, gathered: &mut Gathered) -> bool {
        let until = *at + PIECE;
        while *at < until {
            let rest = self.text.get(*at..).unwrap_or_default();
            if rest.is_empty() {
                return false;
            }
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let end = if rest[length..].starts_with("\r\n") { length + 2 } else { (length + 1).min(rest.len()) };
            match one_value(&rest[..length], *line) {
                Ok(Some(value)) => self.take(value, Within { line: *line, row: None, held_out: None }, gathered),
                Ok(None) => {}
                Err(fault) => gathered.bad(of, *line, fault),
            }
            *at += end;
            *line += 1;
        }
        true
    }

    fn values(&mut self, at: &mut usize, line: &mut usize, of: OfFile<'_>, gathered: &mut Gathered) -> bool {
        let until = *at + PIECE;
        while *at < until {
            let mut parser = Parser::new(&self.text, *at, *line);
            if parser.rest().is_empty() {
                return false;
            }
            match parser.value() {
                Ok(value) => {
                    (*at, *line) = parser.place();
                    self.take(value, Within { line: *line, row: None, held_out: None }, gathered);
                }
                Err(stop) => return stopped(stop, of, gathered),
            }
        }
        true
    }

    fn items(
        &mut self,
        at: &mut usize,
        line: &mut usize,
        row: &mut usize,
        of: OfFile<'_>,
        gathered: &mut Gathered,
    ) -> bool {
        let until = *at + PIECE;
        while *at < until {
            let mut parser = Parser::new(&self.text, *at, *line);
            if parser.takes(']') {
                let wrong = match parser.rest().chars().next() {
                    None => return false,
                    Some(next) => JsonWrong::Unexpected(next),
                };
                return stopped(Stop { line: parser.place().1, wrong }, of, gathered);
            }
            if *row > 0 && !parser.takes(',') {
                let wrong = parser.rest().chars().next().map_or(JsonWrong::Ended, JsonWrong::Unexpected);
                return stopped(Stop { line: parser.place().1, wrong }, of, gathered);
            }
            if *row > 0 && parser.rest().starts_with(']') {
                return stopped(Stop { line: parser.place().1, wrong: JsonWrong::Comma }, of, gathered);
            }
            parser.rest();
            let start = parser.place().1;
            match parser.value() {
                Ok(value) => {
                    *row += 1;
                    (*at, *line) = parser.place();
                    self.take(value, Within { line: start, row: Some(*row), held_out: None }, gathered);
                }
                Err(stop) => return stopped(stop, of, gathered),
            }
        }
        true
    }

    fn table(&mut self, table: &mut DataTable, of: OfFile<'_>, gathered: &mut Gathered) -> bool {
        let until = table.read() + PIECE;
        while table.read() < until {
            match table.next() {
                Some(TableRow::Row(record)) => self.rows.push_back(record),
                Some(TableRow::Bad(line, fault)) => gathered.bad(of, line, fault),
                None => return false,
            }
        }
        true
    }
}

/// After what cannot be read nothing can be found again.
fn stopped(stop: Stop, of: OfFile<'_>, gathered: &mut Gathered) -> bool {
    gathered.bad(of, stop.line, RowFault::Json(stop.wrong));
    gathered.note(DataNote::Cut(stop.line));
    false
}

/// The one value of a line; nothing where it is blank.
fn one_value(text: &str, line: usize) -> Result<Option<Loose>, RowFault> {
    let mut parser = Parser::new(text, 0, line);
    if parser.rest().is_empty() {
        return Ok(None);
    }
    let value = parser.value().map_err(|stop| RowFault::Json(stop.wrong))?;
    let is_followed = parser.takes(',');
    match parser.rest().chars().next() {
        None if is_followed => Err(RowFault::CommaAfter),
        None => Ok(Some(value)),
        Some('{' | '[') => Err(RowFault::TwoOnLine),
        Some(other) => Err(RowFault::Json(JsonWrong::Unexpected(other))),
    }
}
