//! The four charts as a [`Figure`]: which numbers of the history, in which range, for which run.

use super::reading;
use super::strings;
use crate::objective::PairLogps;
use crate::plot::{Figure, Label, Palette, Panel, Path, Plane, Range, Rgb, Series, Stroke, Time};
use crate::train::{History, Metrics, Session};
use std::rc::Rc;

/// Colours from the style sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Colours {
    /// Everything but the lines.
    pub palette: Palette,
    /// The runs' colours, in the order of [`slots`].
    pub runs: Vec<Rgb>,
}

/// The number of run colours in the style sheet.
pub const SLOTS: usize = 6;

/// Each run's colour: the first DPO is vermilion and the first DPOP blue in every lab, the others take what is left.
pub fn slots(loss_types: &[&str]) -> Vec<usize> {
    let first = |name: &str| loss_types.iter().position(|loss_type| *loss_type == name);
    let own = [first("dpo"), first("dpop")];
    let mut others = (own.len()..SLOTS).cycle();
    let slot = |run: usize| own.iter().position(|owner| *owner == Some(run)).or_else(|| others.next()).unwrap_or(0);
    (0..loss_types.len()).map(slot).collect()
}

/// One chart: a metric, and how it is shown.
struct Chart {
    metric: fn(&Metrics) -> f64,
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
    /// What is never negative: only against a reference. The range begins at 0 and is at least so high.
    Amount(f64),
    /// A share: only against a reference, from 0 to 1.
    Share,
}

/// Which of the runs' lines there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The runs whose lines carry their names.
    pub labelled: std::ops::Range<usize>,
    /// The runs whose lines are left out.
    pub hidden: Rc<[usize]>,
}

impl Lines {
    /// The runs that have lines, the first one last: where lines lie on each other, it is the one to see.
    fn drawn<'a>(&self, names: &'a [String]) -> impl Iterator<Item = (usize, &'a String)> {
        names.iter().enumerate().rev().filter(|(run, _)| !self.hidden.contains(run))
    }
}

/// A stack of charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stack {
    /// What becomes of the answers.
    #[default]
    Answers,
    /// What is minimised.
    Losses,
}

impl Stack {
    fn charts(self) -> &'static [Chart; 4] {
        match self {
            Stack::Answers => &CHARTS,
            Stack::Losses => &LOSSES,
        }
    }
}

const LOSSES: [Chart; 4] = [
    Chart { metric: |row| row.loss, weight: 1.4, digits: 3, stroke: Stroke::Solid, scope: Scope::Amount(1.0) },
    Chart { metric: |row| row.penalty, weight: 1.0, digits: 3, stroke: Stroke::Solid, scope: Scope::Amount(0.1) },
    Chart { metric: |row| row.active_frac, weight: 0.6, digits: 2, stroke: Stroke::Solid, scope: Scope::Share },
    Chart { metric: |row| row.grad_norm, weight: 1.0, digits: 2, stroke: Stroke::Solid, scope: Scope::Amount(1.0) },
];

const CHARTS: [Chart; 4] = [
    Chart { metric: |row| row.logps_chosen, weight: 1.7, digits: 2, stroke: Stroke::Solid, scope: Scope::Both },
    Chart { metric: |row| row.logps_rejected, weight: 1.25, digits: 2, stroke: Stroke::Dashed, scope: Scope::Both },
    Chart { metric: |row| row.rewards_margins, weight: 0.8, digits: 2, stroke: Stroke::Solid, scope: Scope::Rewards },
    Chart { metric: |row| row.rewards_accuracies, weight: 0.55, digits: 2, stroke: Stroke::Solid, scope: Scope::Share },
];

/// A stack of charts at their newest step. `size` is width and height in CSS pixels, `names` the runs' names, `lines` which of their lines there are.
pub fn figure<'a>(
    session: &'a Session,
    names: &'a [String],
    (stack, lines): (Stack, &Lines),
    colours: &Colours,
    size: (f64, f64),
    scale: f64,
) -> Figure<'a> {
    let time = reading::time(session);
    let panel = |(chart, (title, note))| panel(session.history(), time, (names, lines), colours, chart, title, note);
    let (titles, notes) = match stack {
        Stack::Answers => (strings::CHARTS_TITLES, strings::CHARTS_NOTES),
        Stack::Losses => (strings::LOSSES_TITLES, strings::LOSSES_NOTES),
    };
    let texts = titles.into_iter().zip(notes);
    Figure {
        width: size.0,
        height: size.1,
        scale,
        text: (size.0 / 50.0).clamp(11.5, 18.0),
        palette: colours.palette,
        time,
        phases: strings::PHASES,
        panels: stack.charts().iter().zip(texts).map(panel).collect(),
    }
}

fn panel<'a>(
    history: &'a History,
    time: Time,
    (names, lines): (&'a [String], &Lines),
    colours: &Colours,
    chart: &Chart,
    title: &'a str,
    note: &'a str,
) -> Panel<'a> {
    let metric = chart.metric;
    let rows = |run: usize| history.run(run).iter().map(metric);
    let reference = names.first().and_then(|_| history.run(0).first());
    let all = || lines.drawn(names).flat_map(|(run, _)| rows(run));
    let (range, rule) = match chart.scope {
        Scope::Both => match reference {
            Some(row) => {
                let highest = history.sft().iter().map(metric).fold(f64::NEG_INFINITY, f64::max);
                (Range::around(all().chain([highest]), 4.0).below(0.0), Some((strings::REFERENCE, metric(row))))
            }
            None => (Range::around(history.sft().iter().map(metric).chain([0.0]), 4.0).below(0.0), None),
        },
        Scope::Rewards => (Range::around(all().chain([0.0]), 2.0), None),
        Scope::Amount(least) => (Range { low: 0.0, ..Range::around(all().chain([0.0, least]), least) }, None),
        Scope::Share => (Range { low: 0.0, high: 1.0 }, None),
    };
    let mut series = Vec::new();
    if matches!(chart.scope, Scope::Both) {
        series.push(Series {
            name: strings::PHASES[0],
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
        let slots = colours.runs.get(run).copied();
        series.push(Series {
            name,
            colour: slots.unwrap_or(colours.palette.ink),
            stroke: chart.stroke,
            start: time.sft,
            len: history.run(run).len(),
            value: Box::new(move |i| history.run(run).get(i).map_or(f64::NAN, metric)),
            label: if lines.labelled.contains(&run) { Label::NameAndValue } else { Label::None },
        });
    }
    Panel { title, note, weight: chart.weight, range, rule, digits: chart.digits, series }
}

/// The plane of the runs' mean log-ratios with the cursor at preference step `step`, in the field of run `field`'s loss; nothing before there
/// is a reference. The field is that of a pair that is as the mean is.
pub fn plane<'a>(
    session: &'a Session,
    names: &'a [String],
    lines: &Lines,
    (field, step): (usize, usize),
    colours: &Colours,
    size: (f64, f64),
    scale: f64,
) -> Option<Plane<'a>> {
    let history = session.history();
    let origin = history.run(0).first()?;
    let point = move |run: usize, step: usize| {
        let row = history.run(run).get(step);
        row.map_or((f64::NAN, f64::NAN), |row| {
            (row.logps_chosen - origin.logps_chosen, row.logps_rejected - origin.logps_rejected)
        })
    };
    let all = |of: fn((f64, f64)) -> f64| {
        let points =
            lines.drawn(names).flat_map(|(run, _)| (0..history.run(run).len()).map(move |step| of(point(run, step))));
        Range::around(points.chain([0.0]), 4.0)
    };
    let objective = *session.spec().runs.get(field)?.objective_at(step);
    let push = move |chosen: f64, rejected: f64| {
        let loss = objective.evaluate(&PairLogps { chosen, rejected, ref_chosen: 0.0, ref_rejected: 0.0 });
        (-loss.dchosen, -loss.drejected)
    };
    let path = |(run, name): (usize, &'a String)| Path {
        name,
        colour: colours.runs.get(run).copied().unwrap_or(colours.palette.ink),
        len: history.run(run).len(),
        at: step,
        point: Box::new(move |step| point(run, step)),
    };
    Some(Plane {
        width: size.0,
        height: size.1,
        scale,
        text: (size.0 / 50.0).clamp(11.5, 18.0),
        palette: colours.palette,
        ranges: [all(|point| point.0), all(|point| point.1)],
        titles: strings::PLANE_TITLES,
        notes: strings::PLANE_NOTES,
        colour: colours.runs.get(field).copied().unwrap_or(colours.palette.muted),
        field: Box::new(push),
        paths: lines.drawn(names).map(path).collect(),
    })
}

/// The table twin of the charts: about twenty points of time, with every metric of every run.
pub struct Table {
    /// The heads of the columns after the first.
    pub columns: Vec<String>,
    /// Phase, step, and the values; `None` where a metric means nothing yet.
    pub rows: Vec<(usize, usize, Vec<Option<f64>>)>,
}

/// The charts as numbers.
pub fn table(session: &Session, names: &[String]) -> Table {
    let history = session.history();
    let time = reading::time(session);
    let columns =
        strings::TABLE_COLUMNS.iter().flat_map(|metric| names.iter().map(|name| strings::column(metric, name)));
    let mut rows = Vec::new();
    let newest = reading::newest(session);
    let every = (time.end() / 20).max(1);
    let shown = |point: &usize| point.is_multiple_of(every) || [time.sft, newest].contains(point);
    for point in (0..=newest).filter(shown) {
        let preference = point >= time.sft && !history.run(0).is_empty();
        let step = if preference { point - time.sft } else { point };
        let value = |chart: &Chart, run: usize| match (preference, &chart.scope) {
            (true, _) => history.run(run).get(step).map(chart.metric),
            (false, Scope::Both) => history.sft().get(step).map(chart.metric),
            (false, Scope::Rewards | Scope::Amount(_) | Scope::Share) => None,
        };
        let charts = CHARTS.iter().chain(&LOSSES);
        let values = charts.flat_map(|chart| (0..names.len()).map(move |run| value(chart, run))).collect();
        rows.push((usize::from(preference), step, values));
    }
    Table { columns: columns.collect(), rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dpo_is_vermilion_and_dpop_blue() {
        let check = |runs: &[&str], expected: &[usize]| assert_eq!(slots(runs), expected, "{runs:?}");
        check(&["dpo", "dpop"], &[0, 1]);
        check(&["dpop", "dpo"], &[1, 0]);
        check(&["dpop", "dpop", "dpo"], &[1, 2, 0]);
        check(&["dpo"; 8], &[0, 2, 3, 4, 5, 2, 3, 4]);
    }
}
