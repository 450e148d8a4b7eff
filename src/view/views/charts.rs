//! Charts over the steps, in stacks: which numbers of the history, in which range, for which run.

use super::scene::{Past, TrainingScene};
use super::{Composed, Found};
use crate::plot::{
    self, Area, Band, BandPoint, ChartPanel, Drawn, Figure, Ink, Label, Marked, Palette, Range, Series, Stroke, Time,
    Window, gutter,
};
use crate::train::{HeldOut, Metrics};
use crate::view::bands::{BandRow, SeedBands};
use crate::view::reading;
use crate::view::style::{Colours, Detail, Lines, Paper};
use crate::words::{self, Symbol};

/// A number of a row of metrics.
pub type Metric = fn(&Metrics) -> f64;

/// A number of what held-out pairs show.
pub type HeldOutMetric = fn(&HeldOut) -> f64;

/// One chart: a metric, and how it is shown.
pub struct Chart {
    /// What is shown.
    pub metric: Metric,
    /// The same of the rejected answers, in the same chart.
    pub rejected: Option<Metric>,
    /// The same of the pairs that are held out, as dotted lines in the same chart, where there are any.
    pub held_out: Option<HeldOutMetric>,
    /// Its share of the height.
    pub weight: f64,
    /// Digits of its labels.
    pub digits: usize,
    /// The lines.
    pub stroke: Stroke,
    /// Where the metric means something.
    pub meaning: Domain,
    /// The symbols of formulas that name something in it, and what.
    pub names: &'static [(Symbol, Marked)],
}

impl Chart {
    /// What of it a symbol names.
    fn named(&self, symbol: Symbol) -> Option<Marked> {
        self.names.iter().find(|(name, _)| *name == symbol).map(|(_, what)| *what)
    }
}

/// Where a metric means something, and its range.
pub enum Domain {
    /// A log-prob: in both phases, with the reference as a rule. Once there is a preference phase, the range is that phase's and
    /// what of SFT lies above it: SFT begins so far below that the phase would be a flat line.
    Both,
    /// A reward: only against a reference. The range holds 0.
    Rewards,
    /// A log-prob of which the change since the reference is shown; the range holds 0.
    Change,
    /// What is never negative: only against a reference. The range begins at 0 and is at least so high. A loss below 0 is one whose penalty has
    /// the wrong sign, and it is what there is to see.
    Amount(f64),
    /// A share: only against a reference, from 0 to 1.
    Share,
}

/// An amount of held-out pairs is shown up to so many times the largest of trained ones.
const OF_TRAINED: f64 = 3.0;

/// A chart of solid lines.
pub const fn chart(metric: Metric, weight: f64, digits: usize, meaning: Domain) -> Chart {
    Chart { metric, rejected: None, held_out: None, weight, digits, stroke: Stroke::Solid, meaning, names: &[] }
}

/// A stack of charts, one above the other over the same steps.
pub struct Stack {
    /// So many of them, from the top, are what a chapter speaks of.
    pub main: usize,
    /// The charts.
    pub charts: &'static [Chart],
    /// Their titles.
    pub titles: fn() -> &'static [&'static str],
    /// What their metrics are called elsewhere.
    pub notes: fn() -> &'static [&'static str],
}

/// A stack at its newest step, with the cursor at a point of time.
struct StackComposition<'a> {
    figure: Figure<'a>,
    cursor: usize,
    titles: &'static [&'static str],
}

/// What lies beneath the lines: axes, titles, bands.
#[derive(Debug, PartialEq)]
pub struct Ground {
    titles: &'static [&'static str],
    window: Window,
    ranges: Vec<Range>,
    areas: Vec<Area>,
    legend: Option<String>,
    time: Time,
    palette: Palette,
}

impl Composed for StackComposition<'_> {
    fn ground(&self) -> Option<Ground> {
        let figure = &self.figure;
        Some(Ground {
            titles: self.titles,
            window: figure.window,
            ranges: figure.panels.iter().map(|panel| panel.range).collect(),
            areas: figure.areas(),
            legend: figure.legend.clone(),
            time: figure.time,
            palette: figure.palette,
        })
    }

    fn draw_ground(&self, ink: &mut Ink<'_>) -> Drawn {
        plot::ground(&self.figure, ink)
    }

    fn draw(&self, ink: &mut Ink<'_>) -> Drawn {
        plot::curves(&self.figure, self.cursor, ink)
    }

    fn find(&self, place: (f64, f64)) -> Found {
        find(&self.figure, place)
    }
}

/// What a pointer finds on charts over the steps.
pub fn find(figure: &Figure<'_>, (x, y): (f64, f64)) -> Found {
    let time = figure.time_at(x);
    let is_axis = figure.areas().last().is_some_and(|area| y > area.bottom);
    match time {
        _ if is_axis => Found::Axis(time),
        Some(time) => Found::Time(time),
        None => Found::Nothing,
    }
}

/// Makes a stack of charts.
pub fn compose<'a>(scene: &'a TrainingScene<'a>, paper: Paper, stack: &Stack) -> Box<dyn Composed + 'a> {
    let count = match paper.detail {
        Detail::All => usize::MAX,
        Detail::Main => stack.main,
    };
    let titles = (stack.titles)();
    let titles = titles.get(..count).unwrap_or(titles);
    Box::new(StackComposition { figure: figure(scene, paper, stack, titles), cursor: scene.time, titles })
}

fn figure<'a>(
    scene: &'a TrainingScene<'a>,
    paper: Paper,
    stack: &Stack,
    titles: &'static [&'static str],
) -> Figure<'a> {
    let TrainingScene { session, names, lines, colours, .. } = *scene;
    let time = reading::time(session);
    let window = scene.window.map(|window| window.within(time));
    let part = HistoryPart { past: scene.past(), bands: scene.bands(), time, window };
    // Where no chart shows what is pointed at, none is another than usual.
    let shown = || stack.charts.iter().take(titles.len());
    let pointed = lines.pointed.filter(|symbol| shown().any(|chart| chart.named(*symbol).is_some()));
    let marked =
        |chart: &Chart| pointed.map_or(Marked::Nothing, |symbol| chart.named(symbol).unwrap_or(Marked::Elsewhere));
    let panel = |(chart, (title, note)): (&Chart, (&'a str, &'a str))| ChartPanel {
        marked: marked(chart),
        ..part.panel((names, lines), colours, chart, title, note)
    };
    let texts = titles.iter().copied().zip((stack.notes)().iter().copied());
    let Paper { size: (width, height), scale, text, .. } = paper;
    let labelled = lines.labelled.clone().filter_map(|run| names.get(run).map(String::as_str));
    let held_out = session.history().holds_out() && shown().any(|chart| chart.held_out.is_some());
    let labelled = labelled.chain(held_out.then(words::held_out_line));
    Figure {
        width,
        height,
        scale,
        text,
        palette: colours.palette,
        time,
        window: part.window.unwrap_or(Window::whole(time)),
        brush: scene.brush,
        phases: *words::phases(),
        legend: part.bands.map(|bands| words::bands(bands.seeds())),
        gutter: gutter(labelled, width, text),
        panels: stack.charts.iter().zip(texts).map(panel).collect(),
    }
}

/// A part of the history.
struct HistoryPart<'a> {
    past: Past<'a>,
    bands: Option<&'a SeedBands>,
    time: Time,
    window: Option<Window>,
}

impl<'a> HistoryPart<'a> {
    /// Those of the rows from time `start` on that are shown.
    fn shown<T>(&self, rows: &'a [T], start: usize) -> &'a [T] {
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
    ) -> ChartPanel<'a> {
        let HistoryPart { past, time, window, .. } = *self;
        let reference = names.first().and_then(|_| past.reference()).copied();
        // What is shown of a row, for either side.
        let reading = |metric: Metric| {
            let origin = match chart.meaning {
                Domain::Change => reference.map_or(f64::NAN, |row| metric(&row)),
                Domain::Both | Domain::Rewards | Domain::Amount(_) | Domain::Share => 0.0,
            };
            move |row: &Metrics| metric(row) - origin
        };
        // An interval may reach above what no probability can.
        let ceiling = if matches!(chart.meaning, Domain::Both) { 0.0 } else { f64::INFINITY };
        let sides = [Some((chart.metric, chart.stroke)), chart.rejected.map(|metric| (metric, Stroke::Dashed))];
        let sides = || sides.into_iter().flatten();
        let trained = || {
            let of =
                move |(run, metric): (usize, Metric)| self.shown(past.run(run), time.sft).iter().map(reading(metric));
            lines.drawn(names).flat_map(move |(run, _)| sides().map(move |(metric, _)| (run, metric))).flat_map(of)
        };
        let held_out = || {
            lines.drawn(names).flat_map(move |(run, _)| {
                let metric = chart.held_out.into_iter();
                metric.flat_map(move |metric| self.shown(past.held_out(run), time.sft).iter().map(metric))
            })
        };
        let bands = self.bands((names, lines), colours, chart);
        let shown = window.unwrap_or(Window::whole(time));
        let banded = || {
            let points = bands.iter().flat_map(|band| band.within(shown)).flatten();
            points.flat_map(|BandPoint { low, high, .. }| [low, high])
        };
        let all = || trained().chain(held_out()).chain(banded().map(|end| end.min(ceiling)));
        let sft = || {
            let held_out = chart.held_out.into_iter();
            let held_out = held_out.flat_map(|metric| self.shown(past.held_out_sft(), 0).iter().map(metric));
            self.shown(past.sft(), 0).iter().map(chart.metric).chain(held_out)
        };
        let (range, rule) = match chart.meaning {
            Domain::Both => match (reference, window) {
                (Some(row), None) => {
                    let highest = sft().fold(f64::NEG_INFINITY, f64::max);
                    let range = Range::around(all().chain([highest]), 4.0).below(0.0);
                    (range, Some((words::reference(), (chart.metric)(&row))))
                }
                (Some(row), Some(window)) => {
                    let rule = (chart.metric)(&row);
                    let there = Some(rule).filter(|_| window.to >= time.sft);
                    (Range::around(all().chain(sft()).chain(there), 0.2).below(0.0), Some((words::reference(), rule)))
                }
                (None, _) => (Range::around(sft().chain([0.0]), 4.0).below(0.0), None),
            },
            Domain::Rewards => (Range::around(all().chain([0.0]), 2.0), None),
            Domain::Change => {
                let range = Range::around(all().chain([0.0]), 1.0);
                (range, reference.map(|_| (words::reference(), 0.0)))
            }
            Domain::Amount(least) => {
                // A penalty that nothing trains away can be a hundred times what is minimised, which is what there is to see: such a line leaves
                // the chart at its top.
                let most = OF_TRAINED * trained().fold(least, f64::max);
                let others = held_out().chain(banded()).map(|value| value.min(most));
                let range = Range::around(trained().chain(others).chain([0.0, least]), least);
                let is_below = trained().chain(held_out()).any(|value| value < 0.0);
                (if is_below { range } else { Range { low: 0.0, ..range } }, None)
            }
            Domain::Share => (Range { low: 0.0, high: 1.0 }, None),
        };
        let mut series = Vec::new();
        if matches!(chart.meaning, Domain::Both) {
            let metric = chart.metric;
            series.push(Series {
                name: words::phases()[0],
                colour: colours.palette.reference,
                stroke: chart.stroke,
                start: 0,
                len: past.sft().len(),
                value: Box::new(move |i| past.sft().get(i).map_or(f64::NAN, metric)),
                // At the end of SFT the runs and the reference say it.
                label: if reference.is_some() { Label::None } else { Label::NameAndValue },
            });
        }
        if let Some(metric) = chart.held_out {
            self.held_out((names, lines), colours, (chart, metric), &mut series);
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
                    len: past.run(run).len(),
                    value: Box::new(move |i| past.run(run).get(i).map_or(f64::NAN, &reading)),
                    label: if lines.labelled.contains(&run) { Label::NameAndValue } else { Label::None },
                });
            }
        }
        let layers = Vec::new();
        let marked = Marked::Nothing;
        let (weight, digits) = (chart.weight, chart.digits);
        ChartPanel { title, note, weight, range, rule, digits, bands, layers, series, marked }
    }

    /// What is behind the lines of the runs that are drawn.
    fn bands(&self, (names, lines): (&[String], &Lines), colours: &Colours, chart: &Chart) -> Vec<Band> {
        let Some(seeds) = self.bands else { return Vec::new() };
        let start = self.time.sft;
        let band = |run: usize, metric: Metric, stroke: Stroke| {
            let point = |BandRow { step, at, moved }: &BandRow| {
                let spread = if matches!(chart.meaning, Domain::Change) { moved } else { at };
                let [low, mean, high] = [&spread.low, &spread.mean, &spread.high].map(metric);
                BandPoint { time: (start + step) as f64, low, mean, high }
            };
            let colour = colours.runs.get(run).copied().unwrap_or(colours.palette.ink);
            Band { colour, stroke, points: seeds.run(run).iter().map(point).collect() }
        };
        let of_run = |(run, _): (usize, &String)| {
            let rejected = chart.rejected.map(|metric| band(run, metric, Stroke::Dashed));
            [Some(band(run, chart.metric, chart.stroke)), rejected].into_iter().flatten()
        };
        lines.drawn(names).flat_map(of_run).collect()
    }

    /// The lines of the pairs that are held out, beneath the others.
    fn held_out(
        &self,
        (names, lines): (&'a [String], &Lines),
        colours: &Colours,
        (chart, metric): (&Chart, HeldOutMetric),
        series: &mut Vec<Series<'a>>,
    ) {
        let HistoryPart { past, time, .. } = *self;
        let mut line = |rows: &'a [HeldOut], start, colour, label| {
            if !rows.is_empty() {
                let value = Box::new(move |i| rows.get(i).map_or(f64::NAN, metric));
                let (name, stroke, len) = (words::held_out_line(), Stroke::Dotted, rows.len());
                series.push(Series { name, colour, stroke, start, len, value, label });
            }
        };
        if matches!(chart.meaning, Domain::Both) {
            line(past.held_out_sft(), 0, colours.palette.reference, Label::None);
        }
        for (run, _) in lines.drawn(names) {
            let colour = colours.runs.get(run).copied().unwrap_or(colours.palette.ink);
            let label = if lines.labelled.contains(&run) { Label::NameAndValue } else { Label::None };
            line(past.held_out(run), time.sft, colour, label);
        }
    }
}
