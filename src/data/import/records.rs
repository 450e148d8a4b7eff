//! From a value of JSON to rows: an object is one, a list is many, columns that are lists are one a place, and a data set in parts is its parts'.

use super::columns::{LOOKED_AT, is_columnar, is_held_out, is_known, is_part};
use super::loose::{Entries, Loose};
use super::row::Cells;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::vec::IntoIter;

/// A row and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// Which of the rows that began there together it is, counted from 1.
    pub row: Option<usize>,
    /// Whether the part of the data set in which it is is held out.
    pub held_out: Option<bool>,
    /// Its cells; nothing where it is no object.
    pub cells: Option<Cells>,
}

/// Keys under which rows lie where what is around them says something about the data set.
const AROUND: [&str; 7] = ["rows", "data", "examples", "records", "items", "instances", "pairs"];

/// Where rows are expected, and what is known of them.
#[derive(Clone, Copy)]
pub(super) struct Within {
    /// The line.
    pub line: usize,
    /// Which row.
    pub row: Option<usize>,
    /// Whether they are held out.
    pub held_out: Option<bool>,
}

/// Values whose rows are taken one by one, what lies in others last.
#[derive(Default)]
pub(super) struct Rows {
    open: Vec<Source>,
    /// Whether some of them were columns.
    pub columns: bool,
}

/// Something that has rows.
enum Source {
    /// A value.
    Value(Loose, Within),
    /// A list, of which so many are taken.
    Items(IntoIter<Loose>, usize, Within),
    /// The same, but that what lies around each row is looked into once.
    Wrapped(IntoIter<Loose>, usize, Within),
    /// The parts of a data set.
    Parts(IntoIter<(Rc<str>, Loose)>, Within),
    /// Columns, of which so many rows are taken.
    Columns(Vec<(Rc<str>, Column)>, usize, Within),
}

/// The values of a column by the rows' numbers.
enum Column {
    /// All of them, from this number on.
    List(usize, IntoIter<Loose>),
    /// Those that are there.
    Numbered(BTreeMap<usize, Loose>),
}

impl Rows {
    /// The rows of a value come next.
    pub fn add(&mut self, value: Loose, at: Within) {
        self.open.push(Source::Value(value, at));
    }

    /// The next row.
    pub fn next(&mut self) -> Option<Record> {
        loop {
            let record = match self.open.last_mut()? {
                Source::Value(..) => match self.open.pop()? {
                    Source::Value(Loose::List(items), at) => {
                        self.open.push(Source::Items(items.into_iter(), 0, at));
                        None
                    }
                    Source::Value(Loose::Object(object), at) => self.object(object, at),
                    Source::Value(_, at) => Some(no_object(at)),
                    // It was looked at.
                    _ => None,
                },
                Source::Items(items, row, at) => {
                    *row += 1;
                    let at = Within { row: Some(*row), ..*at };
                    match items.next() {
                        Some(Loose::Object(object)) => self.object(object, at),
                        Some(_) => Some(no_object(at)),
                        None => self.end(),
                    }
                }
                Source::Wrapped(items, row, at) => {
                    *row += 1;
                    let at = Within { row: Some(*row), ..*at };
                    match items.next() {
                        Some(Loose::Object(object)) => Some(one(unwrapped(object), at)),
                        Some(_) => Some(no_object(at)),
                        None => self.end(),
                    }
                }
                Source::Parts(parts, at) => {
                    let at = *at;
                    match parts.next() {
                        Some((key, value)) => {
                            let held_out = Some(is_held_out(&key).unwrap_or(false));
                            self.open.push(Source::Value(value, Within { held_out, ..at }));
                            None
                        }
                        None => self.end(),
                    }
                }
                Source::Columns(columns, row, at) => {
                    *row += 1;
                    let at = Within { row: Some(*row), ..*at };
                    match columns.iter().filter_map(|(_, column)| column.number()).min() {
                        Some(number) => {
                            let cell =
                                |(name, column): &mut (Rc<str>, Column)| Some((name.clone(), column.take(number)?));
                            let cells = Some(columns.iter_mut().filter_map(cell).collect());
                            Some(Record { line: at.line, row: at.row, held_out: at.held_out, cells })
                        }
                        None => self.end(),
                    }
                }
            };
            if record.is_some() {
                return record;
            }
        }
    }

    fn end(&mut self) -> Option<Record> {
        self.open.pop();
        None
    }

    /// The row that an object is, unless it has rows.
    fn object(&mut self, mut object: Entries, at: Within) -> Option<Record> {
        let at = Within { line: object.line, ..at };
        let holds_rows = |value: &Loose| matches!(value, Loose::List(_) | Loose::Object(_));
        let in_parts =
            !object.entries.is_empty() && object.entries.iter().all(|(key, value)| holds_rows(value) && is_part(key));
        if in_parts && at.held_out.is_none() {
            self.open.push(Source::Parts(object.entries.into_iter(), at));
            return None;
        }
        if !object.entries.iter().any(|(_, value)| holds_rows(value)) {
            return Some(one(object, at));
        }
        let is_row = object.entries.iter().take(LOOKED_AT).any(|(name, _)| is_known(name));
        if !is_row {
            let around = |(key, value): &(Rc<str>, Loose)| match value {
                Loose::List(items) => {
                    AROUND.contains(&&**key) && items.iter().any(|item| matches!(item, Loose::Object(_)))
                }
                Loose::Object(_) => **key == *"row",
                _ => false,
            };
            let place = object.entries.iter().position(around);
            match place.map(|place| object.entries.swap_remove(place).1) {
                // A row in what a server says of it: further in nothing lies around it.
                Some(Loose::Object(row)) => return Some(one(row, at)),
                Some(Loose::List(items)) => {
                    self.open.push(Source::Wrapped(items.into_iter(), 0, at));
                    return None;
                }
                _ => {}
            }
        }
        if !is_columnar(&object) {
            return Some(one(object, at));
        }
        let columns = object.entries.into_iter().filter_map(|(name, value)| Some((name, Column::of(value)?))).collect();
        self.open.push(Source::Columns(columns, 0, at));
        self.columns = true;
        None
    }
}

impl Column {
    fn of(value: Loose) -> Option<Column> {
        match value {
            Loose::List(items) => Some(Column::List(0, items.into_iter())),
            Loose::Object(object) => {
                let numbered = object.entries.into_iter().filter_map(|(key, value)| Some((key.parse().ok()?, value)));
                Some(Column::Numbered(numbered.collect()))
            }
            // A column that is no list says nothing of a row.
            _ => None,
        }
    }

    /// The number of its next value.
    fn number(&self) -> Option<usize> {
        match self {
            Column::List(_, items) if items.as_slice().is_empty() => None,
            Column::List(number, _) => Some(*number),
            Column::Numbered(values) => values.keys().next().copied(),
        }
    }

    /// Its next value, where it has this number.
    fn take(&mut self, wanted: usize) -> Option<Loose> {
        match self {
            Column::List(number, items) if *number == wanted => {
                *number += 1;
                items.next()
            }
            Column::List(..) => None,
            Column::Numbered(values) => values.remove(&wanted),
        }
    }
}

fn no_object(at: Within) -> Record {
    Record { line: at.line, row: at.row, held_out: at.held_out, cells: None }
}

fn one(object: Entries, at: Within) -> Record {
    Record { line: object.line, row: at.row, held_out: at.held_out, cells: Some(object.entries) }
}

fn unwrapped(mut object: Entries) -> Entries {
    let inner = object.entries.iter().position(|(key, value)| **key == *"row" && matches!(value, Loose::Object(_)));
    match inner.map(|place| object.entries.swap_remove(place).1) {
        Some(Loose::Object(row)) => row,
        _ => object,
    }
}
