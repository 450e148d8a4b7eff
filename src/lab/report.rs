//! What was measured, for others: columns of numbers, and rows as text, a part at a time.

use super::value::Value;
use crate::train::{Divergence, History, Metrics, Phase, Session};

/// The names of what is measured in a phase, in their order. SFT has no rewards.
pub fn names(phase: Phase) -> impl Iterator<Item = &'static str> {
    places(phase).map(|(name, _)| name)
}

/// The values at one place of [`names`] in these rows, in their order.
pub fn column(phase: Phase, place: usize, rows: &[Metrics]) -> impl Iterator<Item = f64> {
    let place = places(phase).nth(place).map(|(_, place)| place);
    rows.iter().filter_map(move |row| place.map(|place| at(row, place)))
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

fn at(row: &Metrics, place: usize) -> f64 {
    let first = row.values();
    first.get(place).copied().unwrap_or_else(|| row.more()[place - first.len()])
}

/// Names with their places in [`Metrics::values`] and, after those, in [`Metrics::more`].
fn places(phase: Phase) -> impl Iterator<Item = (&'static str, usize)> {
    let all = Metrics::NAMES.into_iter().chain(Metrics::MORE).zip(0..);
    all.filter(move |(name, _)| {
        let only_preference = name.starts_with("rewards/") || name.starts_with("dpop/");
        phase == Phase::Preference || !only_preference
    })
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
            for name in names(Phase::Preference) {
                text.push(',');
                text += name;
            }
            text.push('\n');
        }
        let mut left = rows;
        while left > 0
            && let Some((run, rows)) = self.parts.last_mut()
        {
            let all = run.map_or_else(|| history.sft(), |run| history.run(run));
            let end = rows.end.min(rows.start + left);
            for metrics in all.get(rows.start..end).unwrap_or(&[]) {
                self.form.write(*run, metrics, &mut text);
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
    fn write(self, run: Option<usize>, metrics: &Metrics, text: &mut String) {
        let phase = if run.is_some() { Phase::Preference } else { Phase::Sft };
        let measured = places(phase).map(|(name, place)| (name, at(metrics, place)));
        match self {
            Form::Csv => {
                *text += phase.name();
                *text += &format!(",{},", metrics.step);
                *text += &run.map_or(String::new(), |run| run.to_string());
                let mut measured = measured.peekable();
                for name in names(Phase::Preference) {
                    text.push(',');
                    if let Some((_, value)) = measured.next_if(|(known, _)| *known == name) {
                        Value::Number(value).write_json(text);
                    }
                }
            }
            Form::JsonLines => {
                let run = run.map_or(Value::Null, Value::from);
                let row = vec![("phase", phase.name().into()), ("step", metrics.step.into()), ("run", run)];
                let measured = measured.map(|(name, value)| (name, Value::Number(value)));
                Value::Object(row.into_iter().chain(measured).collect()).write_json(text);
            }
        }
        text.push('\n');
    }
}
