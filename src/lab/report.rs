//! What was measured, for others: columns of numbers, and rows as text, a part at a time.

use super::value::Value;
use crate::train::{Divergence, HeldOut, History, Metrics, Phase, Session};
use std::ops::Range;

/// What was measured of SFT or of a run, row by row.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    phase: Phase,
    metrics: &'a [Metrics],
    /// Of the same rows; empty where no pair is held out.
    held_out: &'a [HeldOut],
    holds_out: bool,
}

impl<'a> Rows<'a> {
    /// All rows of SFT, or of a run.
    pub fn of(history: &'a History, run: Option<usize>) -> Rows<'a> {
        let holds_out = history.holds_out();
        match run {
            None => Rows { phase: Phase::Sft, metrics: history.sft(), held_out: history.held_out_sft(), holds_out },
            Some(run) => {
                let (metrics, held_out) = (history.run(run), history.held_out(run));
                Rows { phase: Phase::Preference, metrics, held_out, holds_out }
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.metrics.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty()
    }

    /// The names of what is measured, in their order. SFT has no rewards, and a lab that holds no pairs out nothing of such.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        places(self.phase, self.holds_out).map(|(name, _)| name)
    }

    /// The values at one place of [`Rows::names`] in these rows, in their order.
    pub fn column(&self, place: usize, rows: Range<usize>) -> impl Iterator<Item = f64> {
        let place = places(self.phase, self.holds_out).nth(place).map(|(_, place)| place);
        rows.filter_map(move |row| self.at(row, place?))
    }

    /// A row's value at a place of [`places`].
    fn at(&self, row: usize, place: usize) -> Option<f64> {
        let (first, more) = (Metrics::NAMES.len(), Metrics::MORE.len());
        let metrics = self.metrics.get(row)?;
        match place.checked_sub(first + more) {
            Some(place) => self.held_out.get(row)?.values().get(place).copied(),
            None => metrics.values().get(place).or(metrics.more().get(place.wrapping_sub(first))).copied(),
        }
    }
}

/// The runs that stopped before their time: `{ run, phase, step, reason }`, where `step` is the first that is not kept.
pub fn diverged(session: &Session) -> Value {
    let stopped = |run: usize| {
        let divergence = session.diverged(run)?;
        let Divergence { phase, step, .. } = divergence;
        Some(Value::Object(vec![
            ("run", run.into()),
            ("phase", phase.name().into()),
            ("step", (*step).into()),
            ("reason", divergence.to_string().as_str().into()),
        ]))
    };
    Value::List((0..session.spec().runs.len()).filter_map(stopped).collect())
}

/// Names with their places in [`Metrics::values`], after those in [`Metrics::more`], and at last in [`HeldOut::values`].
fn places(phase: Phase, holds_out: bool) -> impl Iterator<Item = (&'static str, usize)> {
    let held_out = if holds_out { HeldOut::NAMES.as_slice() } else { &[] };
    let all = Metrics::NAMES.into_iter().chain(Metrics::MORE).chain(held_out.iter().copied()).zip(0..);
    all.filter(move |(name, _)| {
        let only_preference = ["rewards/", "eval_rewards/", "dpop/"].iter().any(|begin| name.starts_with(begin));
        phase == Phase::Preference || !only_preference
    })
}

/// What a run's rows have, which is all there is.
fn head(history: &History) -> impl Iterator<Item = &'static str> + use<> {
    Rows::of(history, Some(0)).names()
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A line of names first; what a row has not is empty.
    Csv,
    /// A JSON object a line: `{ phase, step, run, "loss", "logps/chosen", … }`, with `run: null` in SFT.
    JsonLines,
}

/// The rows that a history had when this was made, SFT's first, then run by run, as text.
pub struct RowsText {
    form: Form,
    /// Of SFT, or of a run: its rows that are not written yet.
    parts: Vec<(Option<usize>, std::ops::Range<usize>)>,
    begun: bool,
}

impl RowsText {
    /// Nothing is written yet. Of the runs only this one, where one is named.
    pub fn new(history: &History, form: Form, only: Option<usize>) -> RowsText {
        let sft = (None, 0..history.sft().len());
        let runs = (0..history.runs()).filter(|run| only.is_none_or(|only| only == *run));
        let runs = runs.map(|run| (Some(run), 0..history.run(run).len()));
        // The one that is written next comes last.
        let parts = std::iter::once(sft).chain(runs).rev().collect();
        RowsText { form, parts, begun: false }
    }

    /// Whether any of it is written.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// The text of at most so many rows more; nothing once all are written.
    pub fn next(&mut self, history: &History, rows: usize) -> Option<String> {
        let mut text = String::new();
        if !std::mem::replace(&mut self.begun, true) && self.form == Form::Csv {
            text += "phase,step,run";
            for name in head(history) {
                text.push(',');
                text += name;
            }
            text.push('\n');
        }
        let mut left = rows;
        while left > 0
            && let Some((run, rows)) = self.parts.last_mut()
        {
            let all = Rows::of(history, *run);
            let end = rows.end.min(rows.start + left);
            for row in rows.start..end.min(all.len()) {
                self.form.write(*run, row, (&all, history), &mut text);
            }
            left -= end - rows.start;
            rows.start = end;
            if rows.start >= rows.end {
                self.parts.pop();
            }
        }
        (!text.is_empty()).then_some(text)
    }

    /// The text of all rows.
    pub fn text(mut self, history: &History) -> String {
        self.next(history, usize::MAX).unwrap_or_default()
    }
}

impl Form {
    fn write(self, run: Option<usize>, row: usize, (rows, history): (&Rows<'_>, &History), text: &mut String) {
        let phase = rows.phase;
        let measured = places(phase, rows.holds_out).filter_map(|(name, place)| Some((name, rows.at(row, place)?)));
        match self {
            Form::Csv => {
                *text += phase.name();
                *text += &format!(",{row},");
                *text += &run.map_or(String::new(), |run| run.to_string());
                let mut measured = measured.peekable();
                for name in head(history) {
                    text.push(',');
                    if let Some((_, value)) = measured.next_if(|(known, _)| *known == name) {
                        Value::Number(value).write_json(text);
                    }
                }
            }
            Form::JsonLines => {
                let run = run.map_or(Value::Null, Value::from);
                let row = vec![("phase", phase.name().into()), ("step", row.into()), ("run", run)];
                let measured = measured.map(|(name, value)| (name, Value::Number(value)));
                Value::Object(row.into_iter().chain(measured).collect()).write_json(text);
            }
        }
        text.push('\n');
    }
}
