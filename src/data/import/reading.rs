//! Files of data, read a bounded piece at a time: what each of them is, its rows one by one, and in the end what they come to.

use super::answer::{DataNote, DataRead, NoData, RowFault};
use super::columns::{AnswerColumns, ColumnMapping, OtherColumns, find, is_held_out};
use super::decode::decode;
use super::gather::{Gathered, OfFile, no_data};
use super::loose::{Half, JsonWrong, Loose, Parser, Stop};
use super::records::{Record, Rows, Within};
use super::table::{DataTable, TableRow};
use super::wish::DataWish;
use crate::data::field_error::FieldError;
use crate::data::lab_file::LabFile;
use std::collections::VecDeque;

/// The most bytes of all files together.
pub const MOST_BYTES: usize = 4 << 20;

/// The most files.
pub const MOST_FILES: usize = 16;

/// Bytes that are read, or made pairs of, in one piece; one row is never taken apart.
const PIECE: usize = 1 << 14;

/// What a row costs besides its texts, as if it were bytes.
const ROW: usize = 32;

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
    /// The value that is being read.
    half: Half,
    rows: Rows,
}

/// What holds the rows of a file; bytes and lines say how far it is read.
enum Container {
    /// It begins with an object, which is being read; what holds the rows is known when that ends.
    First { at: usize, line: usize },
    /// A value a line, each up to its end.
    Lines { at: usize, line: usize, end: Option<usize> },
    /// Values, wherever lines end.
    Values { at: usize, line: usize },
    /// A list of them, each from its line on.
    List { at: usize, line: usize, row: usize, start: usize },
    /// A table.
    Table(Box<DataTable>),
    /// There is no more.
    End,
}

/// What comes next in a file.
enum Next {
    /// A value.
    Value(Loose, Within),
    /// A row.
    Row(Record),
    /// Something on this line that is no row.
    Bad(usize, RowFault),
    /// A lab file, and nothing else.
    Lab,
    /// Nothing yet.
    More,
    /// Nothing.
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
            self.open = Some(self.begin(file, held_out)?);
            return Ok(DataProgress::More(self));
        };
        match open.piece(self.several, &mut self.gathered) {
            Goes::On => self.open = Some(open),
            Goes::Out => {}
            Goes::ToLab => {
                return LabFile::from_json(&open.text).map(|lab| DataProgress::Done(DataContent::Lab(Box::new(lab))));
            }
        }
        Ok(DataProgress::More(self))
    }

    fn begin(&mut self, file: DataFile, held_out: bool) -> Result<OpenFile, FieldError> {
        let DataFile { name, bytes } = file;
        let (text, encoding) = decode(bytes).map_err(|kind| no_data(NoData::Binary(kind)))?;
        if let Some(encoding) = encoding {
            self.gathered.note(DataNote::Encoding(encoding));
        }
        let form = match text.trim_start().chars().next() {
            None => return Err(no_data(NoData::Empty)),
            Some('{') => Container::First { at: 0, line: 1 },
            Some('[') => {
                let mut parser = Parser::new(&text, 0, 1);
                parser.takes(b'[');
                let (at, line) = parser.place();
                Container::List { at, line, row: 0, start: line }
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
        Ok(OpenFile { name, held_out, text, form, half: Half::default(), rows: Rows::default() })
    }
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

/// Whether there is more in a file.
enum Goes {
    On,
    Out,
    ToLab,
}

impl OpenFile {
    /// Reads a piece of it.
    fn piece(&mut self, several: bool, gathered: &mut Gathered) -> Goes {
        let name = if several { self.name.clone() } else { None };
        let of = OfFile { name: name.as_deref(), held_out: self.held_out };
        let mut left = PIECE;
        loop {
            while let Some(record) = self.rows.next() {
                left = left.saturating_sub(weight(&record));
                gathered.row(of, &record);
                if left == 0 {
                    return Goes::On;
                }
            }
            if self.rows.columns {
                gathered.note(DataNote::Columns);
            }
            match self.next(&mut left, several) {
                Next::Value(value, at) => self.rows.add(value, at),
                Next::Row(record) => {
                    left = left.saturating_sub(ROW);
                    gathered.row(of, &record);
                }
                Next::Bad(line, fault) => {
                    left = left.saturating_sub(ROW);
                    gathered.bad(of, line, fault);
                    // After what cannot be read nothing can be found again, where lines say nothing.
                    if matches!(self.form, Container::End) {
                        gathered.note(DataNote::Cut(line));
                    }
                }
                Next::Lab => return Goes::ToLab,
                Next::More => {}
                Next::End => return Goes::Out,
            }
            if left == 0 {
                return Goes::On;
            }
        }
    }

    /// What comes next, or nothing yet where it does not end within so many bytes; what is read of them is taken off.
    fn next(&mut self, left: &mut usize, several: bool) -> Next {
        match std::mem::replace(&mut self.form, Container::End) {
            Container::First { at, line } => self.first(at, line, left, several),
            Container::Lines { at, line, end } => self.line(at, line, end, left),
            Container::Values { at, line } => self.value(at, line, left),
            Container::List { at, line, row, start } => self.item(at, line, row, start, left),
            Container::Table(mut table) => {
                let before = table.read();
                let next = table.next();
                *left = left.saturating_sub(table.read() - before);
                match next {
                    Some(TableRow::Row(record)) => {
                        self.form = Container::Table(table);
                        Next::Row(record)
                    }
                    Some(TableRow::Bad(line, fault)) => {
                        self.form = Container::Table(table);
                        Next::Bad(line, fault)
                    }
                    None => Next::End,
                }
            }
            Container::End => Next::End,
        }
    }

    /// The object that the text begins with. By it, it is known what the text is.
    fn first(&mut self, at: usize, line: usize, left: &mut usize, several: bool) -> Next {
        let mut parser = Parser::new(&self.text, at, line);
        let read = parser.resume(&mut self.half, *left);
        let (place, line) = parser.place();
        *left = left.saturating_sub(place - at);
        // White space that JSON does not know, at the end of a line, is no part of it.
        let is_odd_space =
            matches!(&read, Err(Stop { wrong: JsonWrong::Unexpected(sign), .. }) if sign.is_whitespace());
        let beyond = place + usize::from(is_odd_space);
        let (value, is_lab) = match read {
            Ok(None) => {
                self.form = Container::First { at: place, line };
                return Next::More;
            }
            Ok(Some(value)) if parser.rest().is_empty() => {
                let is_lab = is_lab(&value);
                (Some(value), is_lab)
            }
            Ok(Some(_)) => (None, false),
            Err(_) => (None, begins_as_lab(&self.text)),
        };
        let (end, second) = lines(&self.text);
        // It is written over several lines where what follows the first one does not begin anew.
        let is_over_lines = second.is_some_and(|second| second != b'{') && beyond > end;
        if is_lab && !several && (value.is_some() || second.is_none() || is_over_lines) {
            return Next::Lab;
        }
        if let Some(value) = value {
            return Next::Value(value, Within { line, row: None, held_out: None });
        }
        self.form = match is_over_lines {
            true => Container::Values { at: 0, line: 1 },
            false => Container::Lines { at: 0, line: 1, end: None },
        };
        Next::More
    }

    fn line(&mut self, at: usize, line: usize, end: Option<usize>, left: &mut usize) -> Next {
        let end = end.unwrap_or_else(|| line_end(&self.text, at));
        let Some(of_line) = self.text.get(..end).filter(|_| at < self.text.len()) else { return Next::End };
        let mut parser = Parser::new(of_line, at, line);
        let is_blank = !self.half.is_begun() && parser.rest().is_empty();
        let read = if is_blank { Ok(None) } else { parser.resume(&mut self.half, *left) };
        *left = left.saturating_sub(parser.place().0.min(end) - at + 1);
        if matches!(read, Ok(None)) && !is_blank {
            self.form = Container::Lines { at: parser.place().0, line, end: Some(end) };
            return Next::More;
        }
        let is_wide = self.text.get(end..).is_some_and(|rest| rest.starts_with("\r\n"));
        self.form = Container::Lines { at: end + 1 + usize::from(is_wide), line: line + 1, end: None };
        match read {
            Ok(None) => Next::More,
            Ok(Some(value)) => match after(&mut parser) {
                None => Next::Value(value, Within { line, row: None, held_out: None }),
                Some(fault) => Next::Bad(line, fault),
            },
            Err(stop) => Next::Bad(line, RowFault::Json(stop.wrong)),
        }
    }

    fn value(&mut self, at: usize, line: usize, left: &mut usize) -> Next {
        let mut parser = Parser::new(&self.text, at, line);
        if !self.half.is_begun() && parser.rest().is_empty() {
            return Next::End;
        }
        let read = parser.resume(&mut self.half, *left);
        let (place, line) = parser.place();
        *left = left.saturating_sub(place - at);
        match read {
            Err(stop) => bad(stop),
            Ok(value) => {
                self.form = Container::Values { at: place, line };
                value.map_or(Next::More, |value| Next::Value(value, Within { line, row: None, held_out: None }))
            }
        }
    }

    fn item(&mut self, at: usize, line: usize, row: usize, start: usize, left: &mut usize) -> Next {
        let mut parser = Parser::new(&self.text, at, line);
        let mut start = start;
        if !self.half.is_begun() {
            let wrong = |parser: &mut Parser<'_>| parser.rest().chars().next().map(JsonWrong::Unexpected);
            if parser.takes(b']') {
                let wrong = wrong(&mut parser);
                return wrong.map_or(Next::End, |wrong| bad(Stop { line: parser.place().1, wrong }));
            }
            if row > 0 && !parser.takes(b',') {
                let wrong = wrong(&mut parser).unwrap_or(JsonWrong::Ended);
                return bad(Stop { line: parser.place().1, wrong });
            }
            if row > 0 && parser.rest().starts_with(']') {
                return bad(Stop { line: parser.place().1, wrong: JsonWrong::Comma });
            }
            parser.rest();
            start = parser.place().1;
        }
        let read = parser.resume(&mut self.half, *left);
        let (place, line) = parser.place();
        *left = left.saturating_sub(place - at);
        match read {
            Err(stop) => bad(stop),
            Ok(None) => {
                self.form = Container::List { at: place, line, row, start };
                Next::More
            }
            Ok(Some(value)) => {
                let row = row + 1;
                self.form = Container::List { at: place, line, row, start };
                Next::Value(value, Within { line: start, row: Some(row), held_out: None })
            }
        }
    }
}

/// What a row costs.
fn weight(record: &Record) -> usize {
    let cost = |value: &Loose| if let Loose::Text(text) = value { text.len() } else { 0 };
    record.cells.iter().flatten().map(|(_, value)| ROW / 4 + cost(value)).sum::<usize>() + ROW
}

fn bad(stop: Stop) -> Next {
    Next::Bad(stop.line, RowFault::Json(stop.wrong))
}

/// What is wrong with what follows a value on its line.
fn after(parser: &mut Parser<'_>) -> Option<RowFault> {
    let is_followed = parser.takes(b',');
    match parser.rest().chars().next() {
        None => is_followed.then_some(RowFault::CommaAfter),
        Some('{' | '[') => Some(RowFault::TwoOnLine),
        Some(other) => Some(RowFault::Json(JsonWrong::Unexpected(other))),
    }
}

/// Where the line ends that has this byte.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    rest.iter().position(|byte| *byte == b'\n' || *byte == b'\r').map_or(text.len(), |length| at + length)
}

/// Where the first line of a text ends that is not blank, and how the next one begins that is not.
fn lines(text: &str) -> (usize, Option<u8>) {
    let end = line_end(text, text.len() - text.trim_start().len());
    let (first, others) = text.split_at_checked(end).unwrap_or((text, ""));
    (first.trim_end().len(), others.trim_start().bytes().next())
}

/// Whether an object is meant as a lab file: it has that one's keys and no column of a pair.
fn is_lab(value: &Loose) -> bool {
    /// More keys than any lab file has.
    const KEYS: usize = 64;
    let Loose::Object(object) = value else { return false };
    if object.entries.is_empty() || object.entries.len() > KEYS {
        return false;
    }
    let columns = find(&object.entries, &ColumnMapping::default(), OtherColumns::ByName);
    let is_row = columns.prompt.is_some() || columns.answers != AnswerColumns::Nothing;
    let names_lab = matches!(object.get("dataset"), Some(Loose::Object(_))) || object.get("preset").is_some();
    let all = object.entries.iter().all(|(key, _)| **key == *"preset" || LabFile::KEYS.contains(&&**key));
    !is_row && (names_lab || all)
}

/// Whether in a text that is no JSON a key of a lab file comes before any column of a pair.
fn begins_as_lab(text: &str) -> bool {
    const LAB: [&str; 4] = ["preset\"", "dataset\"", "vocabulary\"", "runs\""];
    const PAIR: [&str; 3] = ["prompt\"", "chosen\"", "rejected\""];
    let rest = |place: usize| text.get(place + 1..).unwrap_or_default();
    let begins = |place: usize, names: &[&str]| names.iter().any(|name| rest(place).starts_with(name));
    let quotes = || (0..text.len()).filter(|place| text.as_bytes().get(*place) == Some(&b'"'));
    quotes().find_map(|place| match place {
        _ if begins(place, &LAB) => Some(true),
        _ if begins(place, &PAIR) => Some(false),
        _ => None,
    }) == Some(true)
}
