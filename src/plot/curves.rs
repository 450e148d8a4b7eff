//! The layer that moves: lines up to the last step, the cursor's rule, and at the cursor a dot and a label on each line.

use super::band::bands;
use super::clip::clipped;
use super::ground::ticks;
use super::ink::{Anchor, Drawn, Ink, Rgb, Type, Weight, fitting, measure};
use super::layers::{Layer, layers, stacked, swatch};
use super::scale::number;
use super::{Area, ChartPanel, Figure, GAP, Label, Marked, Range, Series, Stroke};

/// Draws the lines, in full up to the cursor (a point of time) and faded after it. The canvas is expected to be clear.
pub fn curves(figure: &Figure<'_>, cursor: usize, ink: &mut Ink<'_>) -> Drawn {
    let areas = figure.areas();
    // A cursor outside of what is shown is read at the edge.
    let cursor = cursor.clamp(figure.window.from, figure.window.to);
    let x = figure.x(cursor as f64);
    if let (Some(first), Some(last)) = (areas.first(), areas.last()) {
        let rule = [(x, first.top), (x, last.bottom)];
        ink.line(&rule, figure.palette.muted, 0.55, 1.0, Stroke::Solid)?;
        step(figure, cursor, (x, last.bottom + 0.95 * figure.text), ink)?;
    }
    if let (Some(brush), Some(first), Some(last)) = (figure.brush, areas.first(), areas.last()) {
        let (left, right) = (figure.x(brush.from as f64).max(first.left), figure.x(brush.to as f64).min(first.right));
        if left < right {
            ink.fill(Area { left, right, bottom: last.bottom, ..*first }, figure.palette.muted, 0.2)?;
        }
    }
    for (panel, &area) in figure.panels.iter().zip(&areas) {
        layers(figure, panel, area, cursor, ink)?;
        bands(figure, panel, area, ink)?;
        lines(figure, panel, area, cursor, ink)?;
    }
    // Labels last: no line of a neighbouring panel may cross them.
    for (panel, &area) in figure.panels.iter().zip(&areas) {
        labels(figure, panel, area, cursor, ink)?;
    }
    Ok(())
}

/// The cursor's step, on the time axis: counted in its phase, in place of the tick labels that it would touch.
fn step(figure: &Figure<'_>, cursor: usize, at: (f64, f64), ink: &mut Ink<'_>) -> Drawn {
    let Figure { text, palette, time, .. } = *figure;
    let step = if cursor < time.sft { cursor } else { cursor - time.sft };
    let label = number(step as f64, 0);
    let half = |label: &str| 0.5 * text * (measure(label, Weight::Bold) + 0.6);
    let reach = half(&label);
    for (x, tick) in ticks(figure) {
        let half = half(&tick);
        if (x - at.0).abs() < reach + half {
            let plate = Area { left: x - half, right: x + half, top: at.1 - 0.55 * text, bottom: at.1 + 0.55 * text };
            ink.fill(plate, palette.surface, 1.0)?;
        }
    }
    ink.text(&label, at, Type { size: text, weight: Weight::Bold, anchor: Anchor::Middle, colour: palette.ink })
}

fn lines(figure: &Figure<'_>, panel: &ChartPanel<'_>, area: Area, cursor: usize, ink: &mut Ink<'_>) -> Drawn {
    if let Some((_, value)) = panel.rule {
        let y = area.y(panel.range, value);
        let from = figure.x(figure.time.sft.max(figure.window.from) as f64);
        let rule = [(from.min(area.right), y), (area.right, y)];
        let (wide, strong) = panel.marked.drawn(Marked::Rule);
        ink.line(&rule, figure.palette.reference, strong, wide * 1.25 * figure.palette.stroke, Stroke::Solid)?;
    }
    let (wide, strong) = panel.marked.drawn(Marked::Lines);
    for (index, series) in panel.series.iter().enumerate() {
        // A line is a little wider than one of the same time that may come to lie on it: two runs at 100 % are two runs to see.
        let above = panel.series[index + 1..]
            .iter()
            .filter(|later| later.start == series.start && later.stroke != Stroke::Dotted)
            .count();
        let thickness = if series.stroke == Stroke::Dotted { 1.5 } else { 2.0 + 0.6 * above.min(3) as f64 };
        let width = wide * figure.palette.stroke * thickness;
        let upto = |time: usize| (time + 1).saturating_sub(series.start).min(series.len);
        let (first, split, end) =
            (figure.window.from.saturating_sub(series.start), upto(cursor), upto(figure.window.to));
        for (part, alpha) in [(first.max(split.saturating_sub(1))..end, 0.3), (first..split, 1.0)] {
            let points = points(figure, series, part, area, panel.range);
            for piece in clipped(&points, area) {
                ink.line(&piece, series.colour, strong * alpha, width, series.stroke)?;
            }
        }
    }
    Ok(())
}

/// The line's points. Where several steps fall on one pixel, the lowest and the highest of them stand for all, so that no spike is lost
/// and a long run costs no more than a short one.
fn points(
    figure: &Figure<'_>,
    series: &Series<'_>,
    part: std::ops::Range<usize>,
    area: Area,
    range: Range,
) -> Vec<(f64, f64)> {
    let (left, right) = figure.extent();
    let bin = (figure.window.steps() as f64 / ((right - left) * 2.0).max(1.0)).ceil().max(1.0) as usize;
    let point = |i: usize, value: f64| (figure.x((series.start + i) as f64), area.y(range, value));
    let mut points = Vec::new();
    for first in part.clone().step_by(bin) {
        let values = (first..(first + bin).min(part.end)).map(|i| (series.value)(i)).filter(|value| value.is_finite());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low <= high {
            points.push(point(first, low));
            if high > low {
                points.push(point(first, high));
            }
        }
    }
    points
}

struct Tag<'a> {
    name: &'a str,
    value: String,
    weight: Weight,
    colour: Rgb,
    y: f64,
    /// The area that it names.
    layer: Option<&'a Layer<'a>>,
}

/// The room before the name of an area in which it is said how that is filled, in sizes of the text.
const SWATCH: f64 = 1.15;

fn labels(figure: &Figure<'_>, panel: &ChartPanel<'_>, area: Area, cursor: usize, ink: &mut Ink<'_>) -> Drawn {
    let Figure { text, palette, .. } = *figure;
    let x = figure.x(cursor as f64);
    let inside = |y: f64| y >= area.top - 1.0 && y <= area.bottom + 1.0;
    let tag = |name, value: f64, colour, weight| {
        let y = area.y(panel.range, value);
        let is_there = value.is_finite() && inside(y);
        is_there.then(|| Tag { name, value: number(value, panel.digits), weight, colour, y, layer: None })
    };
    let reading = |start: usize, len: usize, value: &dyn Fn(usize) -> f64| {
        let value = cursor.checked_sub(start).filter(|&i| i < len).map(value);
        value.filter(|value| value.is_finite())
    };
    let value = |series: &Series<'_>| reading(series.start, series.len, &series.value);
    // Those come first that are last to go without where there is no room for all: the lines on top, solid ones before dashed and dotted ones.
    let mut tags = Vec::new();
    for stroke in [Stroke::Solid, Stroke::Dashed, Stroke::Dotted] {
        let labelled = |series: &&Series<'_>| series.stroke == stroke && series.label == Label::NameAndValue;
        for series in panel.series.iter().rev().filter(labelled) {
            tags.extend(value(series).and_then(|value| tag(series.name, value, series.colour, Weight::Bold)));
        }
    }
    let parts: Option<Vec<f64>> =
        panel.layers.iter().map(|layer| reading(layer.start, layer.len, &layer.value)).collect();
    let parts = parts.unwrap_or_default();
    for ((layer, part), (low, high)) in panel.layers.iter().zip(&parts).zip(stacked(parts.iter().copied())) {
        let (y, value) = (area.y(panel.range, (low + high) / 2.0), number(*part, panel.digits));
        let (name, weight, colour) = (layer.name, Weight::Normal, palette.ink);
        tags.push(Tag { name, value, weight, colour, y, layer: Some(layer) });
    }
    if let Some((name, value)) = panel.rule
        && cursor >= figure.time.sft
    {
        tags.extend(tag(name, value, palette.muted, Weight::Normal));
    }
    tags.truncate(((area.bottom - area.top) / (GAP * text) + 1e-6) as usize);
    let dots = panel.series.iter().filter_map(|series| Some((area.y(panel.range, value(series)?), series.colour)));
    let dots: Vec<_> = dots.filter(|(y, _)| inside(*y)).collect();
    spread(&mut tags, GAP * text, area);
    for (y, colour) in dots {
        ink.dot((x, y), 4.5, palette.surface)?;
        ink.dot((x, y), 3.25, colour)?;
    }
    for tag in &tags {
        let left = x + 0.7 * text;
        // The plate keeps the number readable where lines pass beneath it.
        let before = text * tag.layer.map_or(0.0, |_| SWATCH);
        let label = label(tag, (figure.width - left - before) / text);
        let width = before + text * measure(&label, tag.weight);
        let half = 0.5 * GAP * text;
        let plate = Area { left: left - 2.0, top: tag.y - half, right: left + width, bottom: tag.y + half };
        ink.fill(plate, palette.surface, 0.93)?;
        let style = Type { size: text, weight: tag.weight, anchor: Anchor::Start, colour: tag.colour };
        ink.text(&label, (left + before, tag.y), style)?;
        if let Some(layer) = tag.layer {
            let side = 0.42 * text;
            let square = Area { left, right: left + 2.0 * side, top: tag.y - side, bottom: tag.y + side };
            swatch(layer, square, text, ink)?;
        }
    }
    Ok(())
}

/// A name and a value, so many sizes wide: it is the name that is shortened.
fn label(Tag { name, value, weight, .. }: &Tag<'_>, room: f64) -> String {
    let name = fitting(name, *weight, room - measure(value, *weight) - measure(" ", *weight));
    format!("{name} {value}")
}

/// Moves labels apart that would overlap: the highest value stays highest, none leaves the area if there is room for all.
fn spread(tags: &mut [Tag<'_>], gap: f64, area: Area) {
    // By insertion: they are a handful, and the library's sorting is 8 KB.
    for end in 1..tags.len() {
        let mut at = end;
        while at > 0 && tags[at - 1].y > tags[at].y {
            tags.swap(at - 1, at);
            at -= 1;
        }
    }
    let mut floor = area.bottom - gap / 2.0;
    for tag in tags.iter_mut().rev() {
        tag.y = tag.y.min(floor);
        floor = tag.y - gap;
    }
    let mut ceiling = area.top + gap / 2.0;
    for tag in tags.iter_mut() {
        tag.y = tag.y.max(ceiling);
        ceiling = tag.y + gap;
    }
}
