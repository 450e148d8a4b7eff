//! Charts over any plotters backend, such as the page's canvas; and as SVG, for export and tests.
//!
//! A [`Figure`] is a stack of [`ChartPanel`]s over one time axis, SFT first and the preference phase after it. It is drawn in two layers,
//! because axes and their text cost far more than lines: [`ground`] (grid, ticks, titles) only when ranges, size or theme change, and
//! [`curves`] (lines, the cursor, a direct label at each line) whenever there is a new step.
//!
//! The figure follows Tufte's and Distill's manners: no frame, a light grid, direct labels instead of a legend, one vertical rule
//! for "now". It is drawn on `plotters-backend` alone: plotters' own chart builder decides on typography that the page must decide.

mod band;
mod bars;
mod clip;
mod curves;
mod ground;
mod heat;
mod ink;
mod layers;
mod loss_chart;
mod matrix;
mod plane;
pub mod scale;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub mod sheet;
mod svg;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use band::{Band, BandPoint};
pub use bars::{Bars, TokenBars, TokenColumn, bars};
pub use curves::curves;
pub use ground::ground;
pub use heat::{Block, Cell, Heat, heat};
pub use ink::{Drawn, Ink, Palette, Rgb, SMALL, Weight, on};
pub use layers::{Layer, Texture, stacked};
pub use loss_chart::{Filling, LegendSign, LossChart, LossCurve, LossPoint, PointForm, loss_chart};
pub use matrix::{Grid, Matrix};
pub use plane::{Path, Plane, PushField, plane};
pub use scale::Range;
pub use svg::{SvgSheet, svg};

/// The time axis: `sft` steps, then `preference` steps. Time `t` counts updates from 0 to `sft + preference`; at `t = sft` the
/// reference is frozen and every run stands at its step 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Steps of the first phase.
    pub sft: usize,
    /// Steps of the second phase.
    pub preference: usize,
}

impl Time {
    /// The last point of time.
    pub fn end(self) -> usize {
        self.sft + self.preference
    }
}

/// A part of the time axis, from one point of time to a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first point of time.
    pub from: usize,
    /// The last one.
    pub to: usize,
}

impl Window {
    /// Fewer steps than this are not worth a picture.
    const LEAST: usize = 4;

    /// All there is.
    pub fn whole(time: Time) -> Window {
        Window { from: 0, to: time.end() }
    }

    /// Between two points of time, in any order; widened to what is worth a picture, and inside of `time`.
    pub fn between(a: usize, b: usize, time: Time) -> Window {
        let (low, high) = (a.min(b), a.max(b));
        let missing = Window::LEAST.saturating_sub(high - low);
        let from = low.saturating_sub(missing / 2);
        let to = (from + (high - low).max(Window::LEAST)).min(time.end());
        Window { from: from.min(to.saturating_sub(Window::LEAST)), to }
    }

    /// Half as wide, or twice, with a point of time where it is.
    pub fn scaled(self, by: f64, around: usize, time: Time) -> Window {
        let around = around.clamp(self.from, self.to);
        let part = |steps: usize| (steps as f64 * by).round() as usize;
        Window::between(around.saturating_sub(part(around - self.from)), around + part(self.to - around), time)
    }

    /// The same in another lab, as far as there is as much there.
    pub fn within(self, time: Time) -> Window {
        Window::between(self.from, self.to.min(time.end()), time)
    }

    /// The steps that it spans.
    pub fn steps(self) -> usize {
        self.to.saturating_sub(self.from)
    }
}

/// How a line is drawn: chosen completions are solid and rejected ones dashed, so that colour is never the only sign. Those of held-out pairs are
/// dotted, and thin, in either chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// One unbroken line.
    Solid,
    /// Dashes of equal length.
    Dashed,
    /// Dots.
    Dotted,
}

/// One line: the value at each point of time from `start` on.
pub struct Series<'a> {
    /// The name at the line's end.
    pub name: &'a str,
    /// The line's colour.
    pub colour: Rgb,
    /// The line's stroke.
    pub stroke: Stroke,
    /// The time of the first value.
    pub start: usize,
    /// The number of values.
    pub len: usize,
    /// The value at `start + i`, for `i < len`.
    pub value: Box<dyn Fn(usize) -> f64 + 'a>,
    /// Whether the line carries a name and a number.
    pub label: Label,
}

/// What stands beside a line at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Its name and its value.
    NameAndValue,
    /// Nothing: the line is named elsewhere.
    None,
}

/// What of a chart is marked, because a person points at its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marked {
    /// Nothing: nobody points at anything that is drawn.
    #[default]
    Nothing,
    /// The lines: they are wider, and the rule is fainter.
    Lines,
    /// The rule: it is wider, and the lines are fainter.
    Rule,
    /// Something in another chart: all of this one is fainter.
    Elsewhere,
}

impl Marked {
    /// How wide and how strongly a line is drawn, as shares of what is usual, where it is what is marked and where it is not.
    fn drawn(self, of: Marked) -> (f64, f64) {
        match self {
            Marked::Nothing => (1.0, 1.0),
            _ if self == of => (1.8, 1.0),
            _ => (1.0, 0.25),
        }
    }
}

/// One chart of the stack.
pub struct ChartPanel<'a> {
    /// What it shows, in plain words.
    pub title: &'a str,
    /// The metric's own name and unit, in small type beside the title.
    pub note: &'a str,
    /// Its share of the height.
    pub weight: f64,
    /// The values from the bottom to the top.
    pub range: Range,
    /// A value drawn as a grey line with a name, through the preference phase: the reference.
    pub rule: Option<(&'a str, f64)>,
    /// Digits after the point of values at the cursor.
    pub digits: usize,
    /// Behind the lines, what many trainings of the same do.
    pub bands: Vec<Band>,
    /// Areas that are stacked from 0, beneath the lines.
    pub layers: Vec<Layer<'a>>,
    /// The lines, the ones drawn on top last.
    pub series: Vec<Series<'a>>,
    /// What is marked.
    pub marked: Marked,
}

/// A stack of charts over one time axis.
pub struct Figure<'a> {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Backend pixels in a CSS pixel.
    pub scale: f64,
    /// Size of text in CSS pixels.
    pub text: f64,
    /// Colours of everything but the lines.
    pub palette: Palette,
    /// The time axis.
    pub time: Time,
    /// The part of it that is shown.
    pub window: Window,
    /// The part that is being chosen.
    pub brush: Option<Window>,
    /// The names of the two phases.
    pub phases: [&'a str; 2],
    /// Room for the lines' labels, right of the time axis, in CSS pixels: what [`gutter`] says.
    pub gutter: f64,
    /// What is behind the lines, in words beneath the time axis; nothing where nothing is.
    pub legend: Option<String>,
    /// The charts from top to bottom.
    pub panels: Vec<ChartPanel<'a>>,
}

/// The room that labels of lines of these names want in a figure of this width, with text of this size: no more than a third of it. A name
/// that is longer still is shortened.
pub fn gutter<'a>(names: impl Iterator<Item = &'a str>, width: f64, text: f64) -> f64 {
    let longest = names.map(|name| ink::measure(name, Weight::Bold)).fold(0.0, f64::max);
    // A name, a space, and a number of six signs.
    let wanted = text * (1.2 + longest + ink::measure(" 000.00", Weight::Bold));
    wanted.min(0.33 * width).max(11.0 * text)
}

/// From one label of a line to the next, in sizes of the text.
const GAP: f64 = 1.12;

/// The room beneath the last chart, for the time axis, and for words beneath that, in sizes of the text.
const FOOTER: f64 = 2.9;
const LEGEND: f64 = 1.3;

/// A rectangle in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Figure<'_> {
    /// The horizontal extent of the time axis: room for tick labels on the left and for the lines' labels on the right.
    pub fn extent(&self) -> (f64, f64) {
        let left = 3.2 * self.text;
        (left, (self.width - self.gutter).max(left + 1.0))
    }

    /// Where each panel's values are drawn, below its title.
    pub fn areas(&self) -> Vec<Area> {
        let (left, right) = self.extent();
        let title = 2.25 * self.text;
        let legend = if self.legend.is_some() { LEGEND } else { 0.0 };
        let footer = (FOOTER + legend) * self.text;
        let weights: f64 = self.panels.iter().map(|panel| panel.weight).sum();
        let room = (self.height - footer - self.panels.len() as f64 * title).max(0.0);
        // First of all its lines' labels have room in a panel; where that is not to be had in all, none has more right to it.
        let needed = |panel: &ChartPanel<'_>| {
            let labelled = |series: &&Series<'_>| series.start == self.time.sft && series.label == Label::NameAndValue;
            GAP * self.text * (panel.layers.len() + panel.series.iter().filter(labelled).count()) as f64
        };
        let all: f64 = self.panels.iter().map(needed).sum();
        let given = if all <= room { 1.0 } else { 0.0 };
        let mut top = 0.0;
        let mut areas = Vec::with_capacity(self.panels.len());
        for panel in &self.panels {
            let share = panel.weight / weights.max(f64::MIN_POSITIVE);
            let height = given * needed(panel) + (room - given * all) * share;
            areas.push(Area { left, right, top: top + title, bottom: top + title + height });
            top += title + height;
        }
        areas
    }

    /// The horizontal place of a point of time, in CSS pixels.
    pub fn x(&self, time: f64) -> f64 {
        let (left, right) = self.extent();
        left + (right - left) * (time - self.window.from as f64) / self.window.steps().max(1) as f64
    }

    /// The point of time nearest to a horizontal place; `None` left or right of the axis by more than a finger's width.
    pub fn time_at(&self, x: f64) -> Option<usize> {
        let (left, right) = self.extent();
        let slack = 24.0;
        if !(left - slack..=right + slack).contains(&x) {
            return None;
        }
        let share = ((x - left) / (right - left)).clamp(0.0, 1.0);
        Some(self.window.from + (share * self.window.steps() as f64).round() as usize)
    }
}

impl Area {
    /// Whether it has a point in common with another.
    fn meets(&self, other: &Area) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// The vertical place of a value.
    fn y(&self, range: Range, value: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * (value - range.low) / (range.high - range.low).max(f64::MIN_POSITIVE)
    }
}
