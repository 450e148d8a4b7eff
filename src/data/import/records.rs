//! From a value of JSON to rows: an object is one, a list is many, columns that are lists are one a place, and a data set in parts is its parts'.

use super::columns::{is_columnar, is_held_out, is_known, is_part};
use super::loose::{Entries, Loose};
use super::row::Cells;
use std::collections::BTreeMap;
use std::rc::Rc;

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

/// Adds the rows of a value, and says whether they were columns.
pub(super) fn expand(value: Loose, at: Within, rows: &mut impl Extend<Record>) -> bool {
    match value {
        Loose::Object(object) => expand_object(object, at, rows),
        Loose::List(items) => {
            let mut columnar = false;
            for (row, item) in (1..).zip(items) {
                columnar |= match item {
                    Loose::Object(object) => expand_object(object, Within { row: Some(row), ..at }, rows),
                    _ => no_object(Within { row: Some(row), ..at }, rows),
                };
            }
            columnar
        }
        _ => no_object(at, rows),
    }
}

fn no_object(at: Within, rows: &mut impl Extend<Record>) -> bool {
    rows.extend([Record { line: at.line, row: at.row, held_out: at.held_out, cells: None }]);
    false
}

fn expand_object(object: Entries, at: Within, rows: &mut impl Extend<Record>) -> bool {
    let at = Within { line: object.line, ..at };
    let holds_rows = |value: &Loose| matches!(value, Loose::List(_) | Loose::Object(_));
    let in_parts =
        !object.entries.is_empty() && object.entries.iter().all(|(key, value)| is_part(key) && holds_rows(value));
    if in_parts && at.held_out.is_none() {
        let mut columnar = false;
        for (key, value) in object.entries {
            let held_out = Some(is_held_out(&key).unwrap_or(false));
            columnar |= expand(value, Within { held_out, ..at }, rows);
        }
        return columnar;
    }
    let is_row = object.entries.iter().any(|(name, _)| is_known(name));
    if !is_row {
        let around = |(key, value): &(Rc<str>, Loose)| match value {
            Loose::List(items) => AROUND.contains(&&**key) && items.iter().any(|item| matches!(item, Loose::Object(_))),
            Loose::Object(_) => **key == *"row",
            _ => false,
        };
        if let Some(place) = object.entries.iter().position(around) {
            let mut object = object;
            return match object.entries.swap_remove(place).1 {
                // A row in what a server says of it: further in nothing lies around it.
                Loose::Object(row) => one(row, at, rows),
                list => expand_list_of_rows(list, at, rows),
            };
        }
    }
    if is_columnar(&object) {
        rows.extend(transposed(object, at));
        return true;
    }
    one(object, at, rows)
}

fn one(object: Entries, at: Within, rows: &mut impl Extend<Record>) -> bool {
    rows.extend([Record { line: object.line, row: at.row, held_out: at.held_out, cells: Some(object.entries) }]);
    false
}

/// The same as for a list, but that what lies around each row is looked into once.
fn expand_list_of_rows(list: Loose, at: Within, rows: &mut impl Extend<Record>) -> bool {
    let Loose::List(items) = list else { return no_object(at, rows) };
    for (row, item) in (1..).zip(items) {
        let at = Within { row: Some(row), ..at };
        match item {
            Loose::Object(mut object) => {
                let inner =
                    object.entries.iter().position(|(key, value)| **key == *"row" && matches!(value, Loose::Object(_)));
                match inner.map(|place| object.entries.swap_remove(place).1) {
                    Some(Loose::Object(row)) => one(row, at, rows),
                    _ => one(object, at, rows),
                };
            }
            _ => {
                no_object(at, rows);
            }
        }
    }
    false
}

/// Columns, with their values by the rows' numbers.
type Columns = Vec<(Rc<str>, BTreeMap<usize, Loose>)>;

fn transposed(object: Entries, at: Within) -> Vec<Record> {
    let mut columns: Columns = Vec::new();
    for (name, value) in object.entries {
        let values = match value {
            Loose::List(items) => items.into_iter().enumerate().collect(),
            Loose::Object(object) => {
                let numbered = object.entries.into_iter().filter_map(|(key, value)| Some((key.parse().ok()?, value)));
                numbered.collect()
            }
            // A column that is no list says nothing of a row.
            _ => continue,
        };
        columns.push((name, values));
    }
    let numbers: std::collections::BTreeSet<usize> =
        columns.iter().flat_map(|(_, values)| values.keys().copied()).collect();
    let record = |(row, number): (usize, usize)| {
        let cells =
            columns.iter_mut().filter_map(|(name, values)| Some((name.clone(), values.remove(&number)?))).collect();
        Record { line: at.line, row: Some(row), held_out: at.held_out, cells: Some(cells) }
    };
    (1..).zip(numbers).map(record).collect()
}
