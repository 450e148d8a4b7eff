//! The loss against h: for each run its loss as a curve over h alone, and every pair as a point at its own h and loss. Where a penalty adds to the
//! loss a point stands above its curve, and the upright line between them is what is added.

use super::ink::{Anchor, Drawn, Ink, Palette, Rgb, SMALL, Type, Weight, fitting, measure};
use super::scale::number;
use super::{Area, Range, Stroke};

/// Curves with their points.
pub struct LossChart<'a> {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Pixels of the backend in a CSS pixel.
    pub scale: f64,
    /// Size of text in CSS pixels.
    pub text: f64,
    /// Colours of everything but curves and points.
    pub palette: Palette,
    /// What is across and what is upwards.
    pub titles: [&'a str; 2],
    /// The values across: of h.
    pub across: Range,
    /// The values upwards: of the loss. A point that is higher is drawn at the upper edge, with an arrow.
    pub up: Range,
    /// What the signs mean, beneath the names of the runs.
    pub signs: Vec<(LegendSign, &'a str)>,
    /// The pair that is selected.
    pub selected: usize,
    /// The runs; the last one lies on top.
    pub curves: Vec<LossCurve<'a>>,
}

/// A sign of the picture that is not a run's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegendSign {
    /// A curve.
    Curve,
    /// A point.
    Point(Filling),
    /// The line from the curve up to a point.
    Upright,
    /// The ring about the points of the selected pair.
    Ring,
}

/// One run.
pub struct LossCurve<'a> {
    /// The run's name.
    pub name: &'a str,
    /// Its colour.
    pub colour: Rgb,
    /// Its points' form.
    pub form: PointForm,
    /// The loss as a function of h.
    pub value: Box<dyn Fn(f64) -> f64 + 'a>,
    /// Its pairs, in their order.
    pub points: Vec<LossPoint>,
}

/// One pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossPoint {
    /// Its h.
    pub h: f64,
    /// Its loss.
    pub loss: f64,
    /// Where the line up to it begins; nothing where it has none.
    pub from: Option<f64>,
    /// How its point is filled.
    pub filling: Filling,
}

/// A point's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointForm {
    /// Round.
    Circle,
    /// With four corners.
    Square,
    /// With three.
    Triangle,
}

impl PointForm {
    /// All of them.
    pub const ALL: [PointForm; 3] = [PointForm::Circle, PointForm::Square, PointForm::Triangle];
}

/// How a point is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// Its edge alone is drawn.
    Hollow,
    /// All of it is.
    Filled,
}

/// From one row of the legend to the next, in sizes of the text.
const ROW: f64 = 1.3;
/// The room of a sign before its meaning, in sizes of the text.
const SIGN: f64 = 1.6;
/// The radius of a point, in sizes of the text.
const RADIUS: f64 = 0.36;
/// More points than these are smaller.
const MANY: usize = 40;
/// A pointer is at a point from this far on.
const NEAR: f64 = 14.0;

/// A text of the legend: its place, and the room that it has from there.
struct LegendEntry<'a> {
    at: (f64, f64),
    text: String,
    of: Of<'a>,
}

#[derive(Clone, Copy)]
enum Of<'a> {
    Run(&'a LossCurve<'a>),
    Sign(LegendSign),
}

impl LossChart<'_> {
    fn area(&self) -> Area {
        let text = self.text;
        let rows = self.legend().last().map_or(0.0, |last| last.at.1);
        Area {
            left: 3.2 * text,
            right: (self.width - 1.4 * text).max(4.2 * text),
            top: rows + 1.9 * text,
            bottom: (self.height - 3.2 * text).max(rows + 2.9 * text),
        }
    }

    /// Where a point lies, in CSS pixels: one that is too high at the upper edge.
    fn place(&self, area: Area, (h, loss): (f64, f64)) -> (f64, f64) {
        let share = (h - self.across.low) / (self.across.high - self.across.low).max(f64::MIN_POSITIVE);
        (area.left + (area.right - area.left) * share, area.y(self.up, loss.min(self.up.high)))
    }

    /// The pair whose point is nearest to a place and near it: which curve, and which of its points.
    pub fn point_at(&self, (x, y): (f64, f64)) -> Option<(usize, usize)> {
        let area = self.area();
        let mut nearest = (NEAR, None);
        for (curve, of) in self.curves.iter().enumerate() {
            for (point, at) in of.points.iter().enumerate() {
                let place = self.place(area, (at.h, at.loss));
                let far = (place.0 - x).hypot(place.1 - y);
                if far <= nearest.0 {
                    nearest = (far, Some((curve, point)));
                }
            }
        }
        nearest.1
    }

    /// The names of the runs, and what the signs mean, one after the other as far as a row has room.
    fn legend(&self) -> Vec<LegendEntry<'_>> {
        let (left, right, mut y) = (0.3 * self.text, self.width - 0.3 * self.text, 2.3 * self.text);
        // Runs are named in their order, and drawn in the other.
        let runs = self.curves.iter().rev().map(|curve| (curve.name, Of::Run(curve)));
        let signs = self.signs.iter().map(|(sign, says)| (*says, Of::Sign(*sign)));
        let mut entries: Vec<LegendEntry<'_>> = Vec::new();
        let mut x = left;
        for (says, of) in runs.chain(signs) {
            let Type { size, weight, .. } = self.face(of);
            let text = fitting(says, weight, ((right - left) - SIGN * self.text) / size);
            let long = SIGN * self.text + size * measure(&text, weight);
            let is_new = matches!((of, entries.last()), (Of::Sign(_), Some(LegendEntry { of: Of::Run(_), .. })));
            if is_new || (x > left && x + long > right) {
                (x, y) = (left, y + ROW * self.text);
            }
            entries.push(LegendEntry { at: (x, y), text, of });
            x += long + 1.2 * self.text;
        }
        entries
    }

    fn face(&self, of: Of<'_>) -> Type {
        match of {
            Of::Run(curve) => {
                Type { size: self.text, weight: Weight::Bold, anchor: Anchor::Start, colour: curve.colour }
            }
            Of::Sign(_) => Type {
                size: SMALL * self.text,
                weight: Weight::Normal,
                anchor: Anchor::Start,
                colour: self.palette.muted,
            },
        }
    }
}

/// Draws curves, points, and what they mean.
pub fn loss_chart(chart: &LossChart<'_>, ink: &mut Ink<'_>) -> Drawn {
    let area = chart.area();
    ground(chart, area, ink)?;
    legend(chart, ink)?;
    let paths: Vec<Vec<(f64, f64)>> = chart.curves.iter().map(|curve| path(chart, curve, area)).collect();
    for (index, (curve, path)) in chart.curves.iter().zip(&paths).enumerate() {
        // A curve is wider than one that lies on it.
        let above = paths[index + 1..].iter().filter(|other| *other == path).count();
        let width = chart.palette.stroke * (1.75 + 2.25 * above.min(3) as f64);
        ink.line(path, curve.colour, 1.0, width, Stroke::Solid)?;
    }
    for curve in &chart.curves {
        for point in &curve.points {
            let (Some(from), true) = (point.from, point.loss.is_finite()) else { continue };
            let ends = [chart.place(area, (point.h, from)), chart.place(area, (point.h, point.loss))];
            ink.line(&ends, curve.colour, 0.8, 1.5 * chart.palette.stroke, Stroke::Solid)?;
        }
    }
    // The selected pair's points lie on top of all others.
    let is_selected = |pair: &usize| *pair == chart.selected;
    for curve in &chart.curves {
        (0..curve.points.len())
            .filter(|pair| !is_selected(pair))
            .try_for_each(|pair| draw(chart, curve, pair, area, ink))?;
    }
    for curve in &chart.curves {
        (0..curve.points.len()).filter(is_selected).try_for_each(|pair| draw(chart, curve, pair, area, ink))?;
    }
    Ok(())
}

/// The places of a curve, two CSS pixels from one to the next.
fn path(chart: &LossChart<'_>, curve: &LossCurve<'_>, area: Area) -> Vec<(f64, f64)> {
    let steps = ((area.right - area.left) / 2.0).ceil().max(1.0);
    let h = |i: usize| chart.across.low + (chart.across.high - chart.across.low) * i as f64 / steps;
    let points = (0..=steps as usize).map(|i| (h(i), (curve.value)(h(i))));
    points.filter(|(_, loss)| loss.is_finite()).map(|point| chart.place(area, point)).collect()
}

/// Draws a pair's point.
fn draw(chart: &LossChart<'_>, curve: &LossCurve<'_>, pair: usize, area: Area, ink: &mut Ink<'_>) -> Drawn {
    let LossChart { palette, selected, .. } = *chart;
    let there = |point: &&LossPoint| point.h.is_finite() && point.loss.is_finite();
    let Some(point) = curve.points.get(pair).filter(there) else { return Ok(()) };
    let radius = RADIUS * chart.text * if curve.points.len() > MANY { 0.7 } else { 1.0 };
    let (x, y) = chart.place(area, (point.h, point.loss));
    if point.loss > chart.up.high {
        let (wing, tip) = (0.7 * radius, y - 2.6 * radius);
        let head = [(x - wing, tip + wing), (x, tip), (x + wing, tip + wing)];
        ink.line(&[(x, y), (x, tip)], curve.colour, 1.0, 1.5, Stroke::Solid)?;
        ink.line(&head, curve.colour, 1.0, 1.5, Stroke::Solid)?;
    }
    if pair == selected {
        ring((x, y), radius, palette, ink)?;
    }
    mark(curve.form, (x, y), radius + 1.25, palette.surface, ink)?;
    mark(curve.form, (x, y), radius, curve.colour, ink)?;
    match point.filling {
        Filling::Hollow => mark(curve.form, (x, y), 0.58 * radius, palette.surface, ink),
        Filling::Filled => Ok(()),
    }
}

/// A ring about a point.
fn ring(place: (f64, f64), radius: f64, palette: Palette, ink: &mut Ink<'_>) -> Drawn {
    ink.dot(place, 1.35 * radius + 2.5, palette.ink)?;
    ink.dot(place, 1.35 * radius + 1.0, palette.surface)
}

/// A form about a point; all have about the same area.
fn mark(form: PointForm, (x, y): (f64, f64), radius: f64, colour: Rgb, ink: &mut Ink<'_>) -> Drawn {
    match form {
        PointForm::Circle => ink.dot((x, y), radius, colour),
        PointForm::Square => {
            let half = 0.9 * radius;
            ink.fill(Area { left: x - half, right: x + half, top: y - half, bottom: y + half }, colour, 1.0)
        }
        PointForm::Triangle => {
            let (half, up, down) = (1.2 * radius, 1.35 * radius, 0.75 * radius);
            ink.polygon(&[(x - half, y + down), (x, y - up), (x + half, y + down)], colour, 1.0)
        }
    }
}

fn ground(chart: &LossChart<'_>, area: Area, ink: &mut Ink<'_>) -> Drawn {
    let LossChart { text, palette, across, up, .. } = *chart;
    let small = |anchor| Type { size: SMALL * text, weight: Weight::Normal, anchor, colour: palette.muted };
    let (ticks, digits) = up.ticks(((area.bottom - area.top) / (2.4 * text)).clamp(2.0, 5.0));
    for value in ticks {
        let y = area.y(up, value);
        ink.line(&[(area.left, y), (area.right, y)], palette.grid, 1.0, 1.0, Stroke::Solid)?;
        let label = number(value, digits);
        let style = small(Anchor::End);
        let size = style.size.min((area.left - 0.5 * text) / measure(&label, style.weight));
        ink.text(&label, (area.left - 0.5 * text, y), Type { size, ..style })?;
    }
    let (ticks, digits) = across.ticks(((area.right - area.left) / (5.0 * text)).clamp(2.0, 6.0));
    for value in ticks {
        let (x, _) = chart.place(area, (value, up.low));
        ink.line(&[(x, area.bottom), (x, area.bottom + 0.3 * text)], palette.muted, 1.0, 1.0, Stroke::Solid)?;
        ink.text(&number(value, digits), (x, area.bottom + 0.95 * text), small(Anchor::Middle))?;
    }
    let (zero, _) = chart.place(area, (0.0, up.low));
    ink.line(&[(zero, area.top), (zero, area.bottom)], palette.reference, 1.0, 1.25, Stroke::Solid)?;
    let title = Type { size: text, weight: Weight::Bold, anchor: Anchor::Start, colour: palette.ink };
    let [across, up] = chart.titles.map(|title| fitting(title, Weight::Bold, (chart.width - 4.0) / text));
    ink.text(&up, (0.3 * text, 0.9 * text), title)?;
    let long = text * measure(&across, Weight::Bold);
    let middle = (area.left + area.right - long) / 2.0;
    ink.text(&across, (middle.min(chart.width - 2.0 - long).max(2.0), area.bottom + 2.25 * text), title)
}

fn legend(chart: &LossChart<'_>, ink: &mut Ink<'_>) -> Drawn {
    let (text, muted) = (chart.text, chart.palette.muted);
    let radius = RADIUS * text;
    for entry in chart.legend() {
        let (x, y) = entry.at;
        let middle = x + 0.65 * text;
        match entry.of {
            Of::Run(curve) => mark(curve.form, (middle, y), radius, curve.colour, ink)?,
            Of::Sign(LegendSign::Curve) => {
                let (low, high) = (y + 0.3 * text, y - 0.3 * text);
                let bend = [(x + 0.1 * text, high), (x + 0.4 * text, y), (x + 0.75 * text, low), (x + 1.2 * text, low)];
                ink.line(&bend, muted, 1.0, 1.75 * chart.palette.stroke, Stroke::Solid)?;
            }
            Of::Sign(LegendSign::Point(filling)) => {
                mark(PointForm::Circle, (middle, y), radius, muted, ink)?;
                if filling == Filling::Hollow {
                    mark(PointForm::Circle, (middle, y), 0.58 * radius, chart.palette.surface, ink)?;
                }
            }
            Of::Sign(LegendSign::Ring) => {
                ring((middle, y), 0.7 * radius, Palette { ink: muted, ..chart.palette }, ink)?
            }
            Of::Sign(LegendSign::Upright) => {
                let ends = [(middle, y - 0.45 * text), (middle, y + 0.45 * text)];
                ink.line(&ends, muted, 1.0, 1.5 * chart.palette.stroke, Stroke::Solid)?;
            }
        }
        ink.text(&entry.text, (x + SIGN * text, y), chart.face(entry.of))?;
    }
    Ok(())
}
