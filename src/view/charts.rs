//! The stacks of charts over the steps as [`Figure`]s: which numbers of the history, in which range, for which run; and their table twin.

use crate::plot::{Figure, Label, Panel, Range, Series, Stroke, Time, Window, gutter};
use crate::train::{History, Metrics, Session};
use crate::view::figure::{Colours, Lines, Paper};
use crate::view::reading;
use crate::words;

/// A stack of charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stack {
    /// What becomes of the answers.
    #[default]
    Answers,
    /// What is minimised.
    Losses,
    /// Where in the answers it happens.
    Tokens,
}

/// What of a stack is shown.
pub struct Showing<'a> {
    /// Which stack.
    pub stack: Stack,
    /// Which lines.
    pub lines: &'a Lines,
    /// Which part of the time axis; all of it, where nobody chose.
    pub window: Option<Window>,
    /// The part that is being chosen.
    pub brush: Option<Window>,
    /// On what.
    pub paper: Paper,
}

type Metric = fn(&Metrics) -> f64;

/// One chart: a metric, and how it is shown.
struct Chart {
    metric: Metric,
    /// The same of the rejected answers, in the same chart.
    rejected: Option<Metric>,
    weight: f64,
    digits: usize,
    stroke: Stroke,
    scope: Scope,
}

/// Where a metric means something, and its range.
enum Scope {
    /// A log-prob: in both phases, with the reference as a rule. Once there is a preference phase, the range is that phase's and
    /// what of SFT lies above it: SFT begins so far below that the phase would be a flat line.
    Both,
    /// A reward: only against a reference. The range holds 0.
    Rewards,
    /// A log-prob of which the change since the reference is shown; the range holds 0.
    Change,
    /// What is never negative: only against a reference. The range begins at 0 and is at least so high.
    Amount(f64),
    /// A share: only against a reference, from 0 to 1.
    Share,
}

const fn chart(metric: Metric, weight: f64, digits: usize, scope: Scope) -> Chart {
    Chart { metric, rejected: None, weight, digits, stroke: Stroke::Solid, scope }
}

const ANSWERS: [Chart; 4] = [
    chart(|row| row.logps_chosen, 1.7, 2, Scope::Both),
    Chart { stroke: Stroke::Dashed, ..chart(|row| row.logps_rejected, 1.25, 2, Scope::Both) },
    chart(|row| row.rewards_margins, 0.8, 2, Scope::Rewards),
    chart(|row| row.rewards_accuracies, 0.55, 2, Scope::Share),
];

const LOSSES: [Chart; 4] = [
    chart(|row| row.loss, 1.4, 3, Scope::Amount(1.0)),
    chart(|row| row.penalty, 1.0, 3, Scope::Amount(0.1)),
    chart(|row| row.active_frac, 0.6, 2, Scope::Share),
    chart(|row| row.grad_norm, 1.0, 2, Scope::Amount(1.0)),
];

const TOKENS: [Chart; 5] = [
    chart(|row| f64::from(row.parts.before), 1.0, 2, Scope::Change),
    Chart {
        rejected: Some(|row| f64::from(row.parts.at[1])),
        ..chart(|row| f64::from(row.parts.at[0]), 1.0, 2, Scope::Change)
    },
    chart(|row| f64::from(row.parts.after[0]), 1.0, 2, Scope::Change),
    // A scale of its own: the rejected answer falls so far that the preferred one would seem to stand.
    Chart { stroke: Stroke::Dashed, ..chart(|row| f64::from(row.parts.after[1]), 0.8, 2, Scope::Change) },
    chart(|row| f64::from(row.greedy), 0.55, 2, Scope::Share),
];

impl Stack {
    fn charts(self) -> &'static [Chart] {
        match self {
            Stack::Answers => &ANSWERS,
            Stack::Losses => &LOSSES,
            Stack::Tokens => &TOKENS,
        }
    }

    fn texts(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Stack::Answers => (&words::CHARTS_TITLES, &words::CHARTS_NOTES),
            Stack::Losses => (&words::LOSSES_TITLES, &words::LOSSES_NOTES),
            Stack::Tokens => (&words::TOKENS_TITLES, &words::TOKENS_NOTES),
        }
    }
}

/// A stack of charts at their newest step. `names` are the runs' names.
pub fn figure<'a>(session: &'a Session, names: &'a [String], showing: &Showing<'_>, colours: &Colours) -> Figure<'a> {
    let time = reading::time(session);
    let part = Part { history: session.history(), time, window: showing.window.map(|window| window.within(time)) };
    let panel = |(chart, (title, note))| part.panel((names, showing.lines), colours, chart, title, note);
    let (titles, notes) = showing.stack.texts();
    let texts = titles.iter().copied().zip(notes.iter().copied());
    let Paper { size: (width, height), scale, text } = showing.paper;
    let labelled = showing.lines.labelled.clone().filter_map(|run| names.get(run).map(String::as_str));
    Figure {
        width,
        height,
        scale,
        text,
        palette: colours.palette,
        time,
        window: part.window.unwrap_or(Window::whole(time)),
        brush: showing.brush,
        phases: words::PHASES,
        gutter: gutter(labelled, width, text),
        panels: showing.stack.charts().iter().zip(texts).map(panel).collect(),
    }
}

/// A part of the history.
struct Part<'a> {
    history: &'a History,
    time: Time,
    window: Option<Window>,
}

impl<'a> Part<'a> {
    /// Those of the rows from time `start` on that are shown.
    fn shown(&self, rows: &'a [Metrics], start: usize) -> &'a [Metrics] {
        let Some(Window { from, to }) = self.window else { return rows };
        let end = (to + 1).saturating_sub(start).min(rows.len());
        rows.get(from.saturating_sub(start)..end).unwrap_or_default()
    }

    fn panel(
        &self,
        (names, lines): (&'a [String], &Lines),
        colours: &Colours,
        chart: &Chart,
        title: &'a str,
        note: &'a str,
    ) -> Panel<'a> {
        let Part { history, time, window } = *self;
        let reference = names.first().and_then(|_| history.run(0).first()).copied();
        // What is shown of a row, for either side.
        let reading = |metric: Metric| {
            let origin = match chart.scope {
                Scope::Change => reference.map_or(f64::NAN, |row| metric(&row)),
                Scope::Both | Scope::Rewards | Scope::Amount(_) | Scope::Share => 0.0,
            };
            move |row: &Metrics| metric(row) - origin
        };
        let sides = [Some((chart.metric, chart.stroke)), chart.rejected.map(|metric| (metric, Stroke::Dashed))];
        let sides = || sides.into_iter().flatten();
        let all = || {
            let of = move |(run, metric): (usize, Metric)| {
                self.shown(history.run(run), time.sft).iter().map(reading(metric))
            };
            lines.drawn(names).flat_map(move |(run, _)| sides().map(move |(metric, _)| (run, metric))).flat_map(of)
        };
        let sft = || self.shown(history.sft(), 0).iter().map(chart.metric);
        let (range, rule) = match chart.scope {
            Scope::Both => match (reference, window) {
                (Some(row), None) => {
                    let highest = sft().fold(f64::NEG_INFINITY, f64::max);
                    let range = Range::around(all().chain([highest]), 4.0).below(0.0);
                    (range, Some((words::REFERENCE, (chart.metric)(&row))))
                }
                (Some(row), Some(window)) => {
                    let rule = (chart.metric)(&row);
                    let there = Some(rule).filter(|_| window.to >= time.sft);
                    (Range::around(all().chain(sft()).chain(there), 0.2).below(0.0), Some((words::REFERENCE, rule)))
                }
                (None, _) => (Range::around(sft().chain([0.0]), 4.0).below(0.0), None),
            },
            Scope::Rewards => (Range::around(all().chain([0.0]), 2.0), None),
            Scope::Change => {
                let range = Range::around(all().chain([0.0]), 1.0);
                (range, reference.map(|_| (words::REFERENCE, 0.0)))
            }
            Scope::Amount(least) => (Range { low: 0.0, ..Range::around(all().chain([0.0, least]), least) }, None),
            Scope::Share => (Range { low: 0.0, high: 1.0 }, None),
        };
        let mut series = Vec::new();
        if matches!(chart.scope, Scope::Both) {
            let metric = chart.metric;
            series.push(Series {
                name: words::PHASES[0],
                colour: colours.palette.reference,
                stroke: chart.stroke,
                start: 0,
                len: history.sft().len(),
                value: Box::new(move |i| history.sft().get(i).map_or(f64::NAN, metric)),
                // At the end of SFT the runs and the reference say it.
                label: if reference.is_some() { Label::None } else { Label::NameAndValue },
            });
        }
        for (run, name) in lines.drawn(names) {
            for (metric, stroke) in sides() {
                let reading = reading(metric);
                let second = stroke == Stroke::Dashed && chart.rejected.is_some();
                series.push(Series {
                    // Its colour says whose it is.
                    name: if second { words::DASHED } else { name },
                    colour: colours.runs.get(run).copied().unwrap_or(colours.palette.ink),
                    stroke,
                    start: time.sft,
                    len: history.run(run).len(),
                    value: Box::new(move |i| history.run(run).get(i).map_or(f64::NAN, &reading)),
                    label: if lines.labelled.contains(&run) { Label::NameAndValue } else { Label::None },
                });
            }
        }
        Panel { title, note, weight: chart.weight, range, rule, digits: chart.digits, series }
    }
}

/// The table twin of the charts: about twenty points of time, with every metric of every run.
pub struct Table {
    /// The heads of the columns after the first.
    pub columns: Vec<String>,
    /// Phase, step, and the values; `None` where a metric means nothing yet.
    pub rows: Vec<(usize, usize, Vec<Option<f64>>)>,
}

/// The charts as numbers: of the part that is shown.
pub fn table(session: &Session, names: &[String], window: Option<Window>) -> Table {
    let history = session.history();
    let time = reading::time(session);
    let columns = words::TABLE_COLUMNS.iter().flat_map(|metric| names.iter().map(|name| words::column(metric, name)));
    let mut rows = Vec::new();
    let Window { from, to } = window.map_or(Window::whole(time), |window| window.within(time));
    let newest = reading::newest(session).min(to);
    let every = ((to - from) / 20).max(1);
    let shown = |point: &usize| point.is_multiple_of(every) || [time.sft, newest].contains(point);
    for point in (from..=newest).filter(shown) {
        let preference = point >= time.sft && !history.run(0).is_empty();
        let step = if preference { point - time.sft } else { point };
        let value = |chart: &Chart, metric: Metric, run: usize| match (preference, &chart.scope) {
            (true, _) => history.run(run).get(step).map(metric),
            (false, Scope::Both) => history.sft().get(step).map(metric),
            (false, Scope::Rewards | Scope::Change | Scope::Amount(_) | Scope::Share) => None,
        };
        let charts = ANSWERS.iter().chain(&LOSSES).chain(&TOKENS);
        let metrics = charts.flat_map(|chart| {
            [Some(chart.metric), chart.rejected].into_iter().flatten().map(move |metric| (chart, metric))
        });
        let values = metrics.flat_map(|(chart, metric)| (0..names.len()).map(move |run| value(chart, metric, run)));
        rows.push((usize::from(preference), step, values.collect()));
    }
    Table { columns: columns.collect(), rows }
}
