//! What the rows of all files come to.

use super::answer::{BadRow, DataForm, DataNote, DataRead, MOST_COLUMNS, MOST_PROBLEMS, NoData, RowFault};
use super::columns::{ColumnMapping, RowColumns, find};
use super::guess::{Seen, guess};
use super::loose::Loose;
use super::records::Record;
use super::row::{Cells, Doings, RowRead, Taken, read};
use super::wish::DataWish;
use crate::data::field_error::{Fault, FieldError};
use crate::data::lab_file::limits;
use crate::data::pair::PairText;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Of how many rows with the same columns the values are looked into.
const LOOKED_INTO: usize = 32;

/// Of how many answers that wait for one of the other kind it is asked whether they say the same.
const LOOKED_AT: usize = 64;

/// An answer that is good or bad.
struct Judged {
    prompt: String,
    answer: String,
    good: bool,
    held_out: bool,
    place: BadRow,
}

/// What has been gathered so far.
#[derive(Default)]
pub(super) struct Gathered {
    wish: DataWish,
    pairs: Vec<PairText>,
    eval_pairs: Vec<PairText>,
    judged: Vec<Judged>,
    problems: Vec<BadRow>,
    untold: usize,
    rows: usize,
    forms: Vec<(DataForm, usize)>,
    mapping: Option<(ColumnMapping, bool)>,
    mapped: Vec<ColumnMapping>,
    columns: Vec<Seen>,
    used: Vec<Rc<str>>,
    alike: Option<Alike>,
    /// What was noted of files.
    pub files: Vec<DataNote>,
    /// Whether there is a row that lacks a column.
    lacking: bool,
    implicit: usize,
    roles: usize,
    turns: usize,
    system: usize,
    input: usize,
    spaces: usize,
    inside: usize,
    doubled: Option<(Rc<str>, usize)>,
}

/// What all rows have in common that follow one another and have the same columns.
struct Alike {
    /// The columns, each with whether nothing stands in it.
    names: Vec<(Rc<str>, bool)>,
    /// Which of them are what.
    columns: RowColumns,
    /// The names of these.
    mapping: ColumnMapping,
    /// Whether they are the lab's own.
    is_plain: bool,
    /// Whether this is noted.
    is_noted: bool,
    /// The first of them that is there twice.
    twice: Option<Rc<str>>,
    /// Their places among all columns.
    places: Vec<usize>,
    /// How many rows were looked into.
    looked: usize,
}

impl Alike {
    fn are(&self, cells: &Cells) -> bool {
        let mut both = self.names.iter().zip(cells);
        self.names.len() == cells.len()
            && both.all(|((known, is_null), (name, value))| {
                (Rc::ptr_eq(known, name) || known == name) && *is_null == (*value == Loose::Null)
            })
    }
}

/// Where a row stands.
#[derive(Clone, Copy)]
pub(super) struct OfFile<'a> {
    /// The file's name, where there are several.
    pub name: Option<&'a str>,
    /// Whether it is held out.
    pub held_out: bool,
}

impl Gathered {
    pub fn new(wish: DataWish) -> Gathered {
        Gathered { wish, ..Gathered::default() }
    }

    /// How the data are to be read.
    pub fn wish(&self) -> &DataWish {
        &self.wish
    }

    /// Notes something of a file, once.
    pub fn note(&mut self, note: DataNote) {
        if !self.files.contains(&note) {
            self.files.push(note);
        }
    }

    /// A row that cannot even be read.
    pub fn bad(&mut self, file: OfFile<'_>, line: usize, fault: RowFault) {
        self.rows += 1;
        self.problem(BadRow { file: file.name.map(str::to_owned), line, row: None, fault });
    }

    fn problem(&mut self, problem: BadRow) {
        if self.problems.len() < MOST_PROBLEMS { self.problems.push(problem) } else { self.untold += 1 }
    }

    /// A row.
    pub fn row(&mut self, file: OfFile<'_>, record: &Record) {
        self.rows += 1;
        let place = |fault| BadRow { file: file.name.map(str::to_owned), line: record.line, row: record.row, fault };
        let Some(cells) = &record.cells else { return self.problem(place(RowFault::NoObject)) };
        let alike = self.alike.take().filter(|alike| alike.are(cells)).unwrap_or_else(|| self.meet(cells));
        let RowRead { form, held_out, doings, taken } = read(cells, alike.columns, &self.wish);
        self.inside += usize::from(doings.inside);
        self.alike = Some(self.note_row(alike, cells, form, taken.is_ok()));
        let held_out = held_out.or(record.held_out).unwrap_or(file.held_out);
        match taken {
            Ok(Taken::Pair(pair)) => {
                self.did(doings);
                if held_out { self.eval_pairs.push(pair) } else { self.pairs.push(pair) }
            }
            Ok(Taken::Answer(prompt, answer, good)) => {
                self.did(doings);
                self.judged.push(Judged { prompt, answer, good, held_out, place: place(RowFault::Alone) });
            }
            Err(fault) => {
                let lacks = matches!(
                    fault,
                    RowFault::NoAnswers(_) | RowFault::OneAnswer | RowFault::Unranked | RowFault::NoPrompt
                );
                self.lacking |= lacks;
                self.problem(place(fault));
            }
        }
    }

    /// Which columns a row has, and which of them are used, where those of the row before are others.
    fn meet(&mut self, cells: &Cells) -> Alike {
        let columns = find(cells, &self.wish.mapping, self.wish.others);
        let mut places = Vec::new();
        // More columns than are told need not be found again.
        for (name, _) in cells.iter().take(4 * MOST_COLUMNS) {
            let place = self.columns.iter().position(|seen| seen.name == *name).unwrap_or(self.columns.len());
            if place == self.columns.len() && place < MOST_COLUMNS {
                self.columns.push(Seen::new(name.clone()));
            }
            places.push(place);
        }
        let mut twice = None;
        for (name, _) in columns.places().filter_map(|place| cells.get(place)) {
            if !self.used.contains(name) && self.used.len() < MOST_COLUMNS {
                self.used.push(name.clone());
            }
            if twice.is_none() && cells.iter().filter(|(other, _)| other == name).nth(1).is_some() {
                twice = Some(name.clone());
            }
        }
        let mapping = columns.mapping(cells);
        Alike {
            names: cells.iter().map(|(name, value)| (name.clone(), *value == Loose::Null)).collect(),
            columns,
            is_plain: mapping.is_plain(),
            mapping,
            is_noted: false,
            twice,
            places,
            looked: 0,
        }
    }

    /// Counts a row, and notes what is said of its columns.
    fn note_row(&mut self, mut alike: Alike, cells: &Cells, form: DataForm, is_taken: bool) -> Alike {
        if alike.looked < LOOKED_INTO {
            alike.looked += 1;
            for (place, (_, value)) in alike.places.iter().zip(cells) {
                if let Some(seen) = self.columns.get_mut(*place) {
                    seen.look(value);
                }
            }
        }
        if let Some(name) = &alike.twice {
            self.doubled.get_or_insert_with(|| (name.clone(), 0)).1 += 1;
        }
        if is_taken {
            match self.forms.iter_mut().find(|(known, _)| *known == form) {
                Some((_, rows)) => *rows += 1,
                None => self.forms.push((form, 1)),
            }
            let mapping = &alike.mapping;
            let is_usual = alike.is_plain
                || form == DataForm::OpenAi
                || (form == DataForm::Unpaired
                    && mapping.chosen.as_deref() == Some("completion")
                    && mapping.prompt.as_deref() == Some("prompt"));
            if !is_usual && !alike.is_noted {
                alike.is_noted = true;
                if self.mapped.len() < 4 && !self.mapped.contains(mapping) {
                    self.mapped.push(mapping.clone());
                }
            }
        }
        match &self.mapping {
            Some((_, true)) => {}
            Some((_, false)) if !is_taken => {}
            _ => self.mapping = Some((alike.mapping.clone(), is_taken)),
        }
        alike
    }

    fn did(&mut self, doings: Doings) {
        for (did, rows) in [
            (doings.implicit, &mut self.implicit),
            (doings.roles, &mut self.roles),
            (doings.turns, &mut self.turns),
            (doings.system, &mut self.system),
            (doings.input, &mut self.input),
            (doings.spaces, &mut self.spaces),
        ] {
            *rows += usize::from(did);
        }
    }

    /// All of it.
    ///
    /// # Errors
    /// There was no row.
    pub fn finish(mut self) -> Result<DataRead, FieldError> {
        if self.rows == 0 {
            return Err(no_data(NoData::NoRow));
        }
        let paired = self.pair_up();
        self.put_in_order();
        let mut notes = std::mem::take(&mut self.files);
        notes.extend(self.mapped.drain(..).map(DataNote::Mapped));
        let roles = if self.wish.keep_roles { DataNote::RolesKept } else { DataNote::Roles };
        let counted = [
            (self.implicit, DataNote::Implicit as fn(usize) -> DataNote),
            (self.roles, roles),
            (self.turns, DataNote::Turns),
            (self.system, DataNote::System),
            (self.input, DataNote::Input),
            (self.spaces, DataNote::Spaces),
            (self.inside, DataNote::Inside),
            (paired, DataNote::Paired),
            (self.eval_pairs.len(), DataNote::HeldOut),
        ];
        notes.extend(counted.into_iter().filter(|(rows, _)| *rows > 0).map(|(rows, note)| note(rows)));
        if let Some((key, rows)) = self.doubled {
            notes.push(DataNote::Doubled { key: key.to_string(), rows });
        }
        let names =
            |names: &mut dyn Iterator<Item = &Rc<str>>| -> Vec<String> { names.map(|name| name.to_string()).collect() };
        let is_lacking = self.lacking && self.pairs.is_empty() && self.eval_pairs.is_empty();
        let all = || self.columns.iter().map(|seen| &seen.name);
        let spare = names(&mut all().filter(|name| !self.used.contains(name)));
        if !spare.is_empty() && !self.forms.is_empty() {
            notes.push(DataNote::Spare(spare));
        }
        let form = self.forms.iter().rev().max_by_key(|(_, rows)| *rows).map_or(DataForm::Unknown, |(form, _)| *form);
        if self.forms.len() > 1 {
            notes.push(DataNote::Mixed(self.forms));
        }
        if self.pairs.len() > limits::PAIRS {
            notes.push(DataNote::Many(self.pairs.len()));
        }
        if self.untold > 0 {
            notes.push(DataNote::MoreProblems(self.untold));
        }
        Ok(DataRead {
            tokens: self.wish.tokens,
            columns: names(&mut all()),
            guess: if is_lacking { guess(&self.columns) } else { None },
            pairs: self.pairs,
            eval_pairs: self.eval_pairs,
            form,
            mapping: self.mapping.map(|(mapping, _)| mapping).unwrap_or_default(),
            notes,
            problems: self.problems,
        })
    }

    /// Bad rows as they stand in the files: some were found before others.
    fn put_in_order(&mut self) {
        let mut files: Vec<Option<String>> = Vec::new();
        for BadRow { file, .. } in &self.problems {
            if !files.contains(file) {
                files.push(file.clone());
            }
        }
        let place = |file: &Option<String>| files.iter().position(|known| known == file);
        self.problems.sort_by_key(|bad| (place(&bad.file), bad.line, bad.row));
    }

    /// Makes pairs of good and bad answers to one prompt, in their order, and gives how many.
    fn pair_up(&mut self) -> usize {
        let mut waiting: BTreeMap<(String, bool), [VecDeque<Judged>; 2]> = BTreeMap::new();
        let mut made = 0;
        for judged in std::mem::take(&mut self.judged) {
            let [good, bad] = waiting.entry((judged.prompt.clone(), judged.held_out)).or_default();
            let (own, other) = if judged.good { (good, bad) } else { (bad, good) };
            let fitting = other.iter().take(LOOKED_AT).position(|other| other.answer != judged.answer);
            let Some(first) = fitting.and_then(|fitting| other.remove(fitting)) else {
                own.push_back(judged);
                continue;
            };
            let second = judged;
            let (good, bad) = if second.good { (second, first) } else { (first, second) };
            let pair = PairText { prompt: good.prompt, chosen: good.answer, rejected: bad.answer };
            if good.held_out {
                self.eval_pairs.push(pair)
            } else {
                self.pairs.push(pair)
            }
            made += 1;
        }
        waiting.into_values().flatten().flatten().for_each(|judged| self.problem(judged.place));
        made
    }
}

/// The error that something is no data.
pub(super) fn no_data(why: NoData) -> FieldError {
    FieldError::new("", Fault::of(why))
}
