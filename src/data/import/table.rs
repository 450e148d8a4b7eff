//! Tables: CSV, TSV, and what Excel writes with semicolons, as the `csv` crate reads them.
//!
//! Source: RFC 4180, and Python's `csv` module, whose reading of stray quotation marks this is.

use super::answer::RowFault;
use super::columns::{AnswerColumns, ColumnMapping, OtherColumns, of_names};
use super::loose::Loose;
use super::records::Record;
use super::wish::DataWish;
use csv::{Position, Reader, ReaderBuilder, StringRecord};
use std::io::Cursor;
use std::rc::Rc;

/// The signs that may stand between columns.
const BETWEEN: [u8; 4] = [b',', b'\t', b';', b'|'];

/// A table that is being read.
pub(super) struct DataTable {
    text: Rc<[u8]>,
    reader: Reader<Cursor<Rc<[u8]>>>,
    head: Vec<Rc<str>>,
    record: StringRecord,
    /// The sign between its columns.
    pub between: char,
    /// Bytes before the head.
    skipped: usize,
    /// Up to where lines are counted, and the line of that byte.
    counted: (usize, usize),
}

/// A row of a table.
pub(super) enum TableRow {
    /// Its cells.
    Row(Record),
    /// It is none.
    Bad(usize, RowFault),
}

impl DataTable {
    /// The table that a text is, if it is one: its name says so, or the names of its columns, or that all its first rows are of one length.
    pub fn open(text: &str, name: Option<&str>, wish: &DataWish) -> Option<DataTable> {
        let named = name.is_some_and(|name| {
            let name = name.to_lowercase();
            [".csv", ".tsv", ".tab"].iter().any(|end| name.ends_with(end))
        });
        let (given, skipped) = separator(text);
        let rest = text.get(skipped..)?;
        // Files of one column have no sign between any.
        let choices = BETWEEN.into_iter().filter(|sign| given.is_none_or(|given| given == *sign));
        let heads = choices.filter_map(|between| Some((between, head(rest, between)?)));
        let rated = heads.map(|(between, head)| {
            let has_answers = |mapping: &ColumnMapping, others| {
                of_names(head.iter().map(|name| &**name), mapping, others).answers != AnswerColumns::Nothing
            };
            // A table stays one whatever of it is wished for.
            let known =
                has_answers(&wish.mapping, wish.others) || has_answers(&ColumnMapping::default(), OtherColumns::ByName);
            (known, head.len(), between, head)
        });
        // The first one that is as good as any.
        let best = rated.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
        let (_, _, between, head) = best.filter(|(known, columns, between, head)| {
            named || (*known && *columns > 1) || is_even(rest, *between, head)
        })?;
        let text: Rc<[u8]> = Rc::from(rest.as_bytes());
        let mut reader = builder(between).from_reader(Cursor::new(text.clone()));
        reader.read_record(&mut StringRecord::new()).ok()?;
        Some(DataTable {
            text,
            reader,
            head,
            record: StringRecord::new(),
            between: char::from(between),
            skipped,
            counted: (0, 1 + usize::from(skipped > 0)),
        })
    }

    /// How many bytes of the text are read.
    pub fn read(&self) -> usize {
        self.skipped + self.place()
    }

    fn place(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }

    /// The next row that is not empty.
    pub fn next(&mut self) -> Option<TableRow> {
        loop {
            // A text is UTF-8, and its rows may be of any length: there is nothing else to fail at.
            if !self.reader.read_record(&mut self.record).unwrap_or(false) {
                return None;
            }
            if self.record.iter().any(|cell| !cell.trim().is_empty()) {
                break;
            }
        }
        let start = self.record.position().map_or(0, Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let line = self.line_of(start);
        if self.place() >= self.text.len() {
            let raw = self.text.get(start..).unwrap_or_default();
            let quotes = raw.iter().filter(|byte| **byte == b'"').count();
            if quotes % 2 == 1 && raw.trim_ascii().contains(&b'\n') {
                return Some(TableRow::Bad(line, RowFault::OpenQuote));
            }
        }
        let record = &self.record;
        let spare = record.iter().skip(self.head.len()).any(|cell| !cell.trim().is_empty());
        if record.len() < self.head.len() || spare {
            return Some(TableRow::Bad(line, RowFault::Cells { found: record.len(), head: self.head.len() }));
        }
        let cells = self.head.iter().cloned().zip(record.iter().map(|cell| Loose::Text(cell.to_owned()))).collect();
        Some(TableRow::Row(Record { line, row: None, held_out: None, cells: Some(cells) }))
    }

    /// The line of a byte, or of the next one that ends no line: the reader may stand before the line breaks that end the row before.
    fn line_of(&mut self, byte: usize) -> usize {
        let (mut at, mut line) = self.counted;
        let mut signs = self.text.get(at..).unwrap_or_default().iter().peekable();
        while let Some(sign) = signs.next() {
            match sign {
                b'\n' => line += 1,
                b'\r' if signs.peek() != Some(&&b'\n') => line += 1,
                b'\r' => {}
                _ if at >= byte => break,
                _ => {}
            }
            at += 1;
        }
        self.counted = (at, line);
        line
    }
}

fn builder(between: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(between).has_headers(false).flexible(true);
    builder
}

/// The names of the columns.
fn head(text: &str, between: u8) -> Option<Vec<Rc<str>>> {
    // Only the first row is looked at, however long the others are.
    let mut record = StringRecord::new();
    let found = builder(between).from_reader(text.as_bytes()).read_record(&mut record).unwrap_or(false);
    found.then(|| record.iter().map(|name| Rc::from(name.trim())).collect())
}

/// Whether a text is a table although none of its columns is known: below a head of names, none of them twice, the first rows have as many
/// cells as that. Prose may have a comma in each of its lines; two it seldom has.
fn is_even(text: &str, between: u8, head: &[Rc<str>]) -> bool {
    const LOOKED_AT: usize = 20;
    const LONGEST: usize = 60;
    let least = if between == b'\t' { 2 } else { 3 };
    let is_name = |(at, name): (usize, &Rc<str>)| {
        !name.is_empty() && name.chars().nth(LONGEST).is_none() && !head[..at].contains(name)
    };
    if head.len() < least || head.len() > LONGEST || !head.iter().enumerate().all(is_name) {
        return false;
    }
    let mut reader = builder(between).from_reader(text.as_bytes());
    let (mut record, mut rows) = (StringRecord::new(), 0);
    while rows <= LOOKED_AT && reader.read_record(&mut record).unwrap_or(false) {
        if record.len() != head.len() {
            return false;
        }
        rows += 1;
    }
    rows > 1
}

/// The sign that Excel's first line names, and the bytes of that line.
fn separator(text: &str) -> (Option<u8>, usize) {
    let line = text.split_inclusive('\n').next().unwrap_or_default();
    let sign = line.trim_end_matches(['\r', '\n']).strip_prefix("sep=");
    match sign.map(str::as_bytes) {
        Some([sign]) => (Some(*sign).filter(|sign| BETWEEN.contains(sign)), line.len()),
        _ => (None, 0),
    }
}
