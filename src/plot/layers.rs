//! Areas over the steps, stacked from 0: what adds to a sum lies above it, what takes from it below. They have one colour, their run's, and
//! differ by how they are filled.

use super::ink::{Drawn, Ink, Rgb};
use super::{Area, ChartPanel, Figure, Stroke};

/// One of the areas that are stacked in a chart.
pub struct Layer<'a> {
    /// The name beside it.
    pub name: &'a str,
    /// Its colour.
    pub colour: Rgb,
    /// How it is filled.
    pub texture: Texture,
    /// The time of the first value.
    pub start: usize,
    /// The number of values.
    pub len: usize,
    /// The value at `start + i`, for `i < len`.
    pub value: Box<dyn Fn(usize) -> f64 + 'a>,
}

/// How an area is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texture {
    /// With lines that rise to the right.
    Rising,
    /// Evenly.
    Full,
    /// With lines that fall to the right.
    Falling,
}

/// From one line of a filling to the next, in sizes of the text.
const GAP: f64 = 0.6;
/// The same where there is little to fill.
const NARROW: f64 = 0.3;

/// Where each of some values lies that are stacked from 0: the positive ones upwards, the negative ones downwards.
pub fn stacked(values: impl Iterator<Item = f64>) -> impl Iterator<Item = (f64, f64)> {
    let (mut below, mut above) = (0.0, 0.0);
    values.map(move |value| {
        let end = if value < 0.0 { &mut below } else { &mut above };
        let from = *end;
        *end += value;
        (f64::min(from, *end), f64::max(from, *end))
    })
}

/// Draws a panel's areas, in full up to the cursor and paler after it.
pub fn layers(figure: &Figure<'_>, panel: &ChartPanel<'_>, area: Area, cursor: usize, ink: &mut Ink<'_>) -> Drawn {
    let Some(first) = panel.layers.first() else { return Ok(()) };
    let upto = |time: usize| (time + 1).saturating_sub(first.start).min(first.len);
    let from = figure.window.from.saturating_sub(first.start);
    let (split, end) = (upto(cursor), upto(figure.window.to));
    for (part, alpha) in [(from.max(split.saturating_sub(1))..end, 0.35), (from..split, 1.0)] {
        let bands = bands(figure, panel, area, part);
        for (layer, band) in panel.layers.iter().zip(&bands) {
            fill(band, layer, GAP * figure.text, alpha, ink)?;
        }
    }
    let y = area.y(panel.range, 0.0);
    ink.line(
        &[(area.left, y), (area.right, y)],
        figure.palette.reference,
        1.0,
        1.25 * figure.palette.stroke,
        Stroke::Solid,
    )
}

/// A small piece of an area, which says beside a name how it is filled.
pub fn swatch(layer: &Layer<'_>, Area { left, top, right, bottom }: Area, text: f64, ink: &mut Ink<'_>) -> Drawn {
    let band = Band { top: vec![(left, top), (right, top)], bottom: vec![(left, bottom), (right, bottom)] };
    fill(&band, layer, NARROW * text, 1.0, ink)?;
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    ink.line(&corners, layer.colour, 1.0, 1.0, Stroke::Solid)
}

/// An area's two edges, over the same places across.
#[derive(Default)]
struct Band {
    top: Vec<(f64, f64)>,
    bottom: Vec<(f64, f64)>,
}

/// The edges of each of a panel's areas. Where several steps fall on one pixel, the first of them stands for all.
fn bands(figure: &Figure<'_>, panel: &ChartPanel<'_>, area: Area, part: std::ops::Range<usize>) -> Vec<Band> {
    let mut bands: Vec<Band> = panel.layers.iter().map(|_| Band::default()).collect();
    let (left, right) = figure.extent();
    let bin = (figure.window.steps() as f64 / (right - left).max(1.0)).ceil().max(1.0) as usize;
    let Some(last) = part.end.checked_sub(1).filter(|last| part.contains(last)) else { return bands };
    for i in (part.start..last).step_by(bin).chain([last]) {
        let values: Vec<f64> = panel.layers.iter().map(|layer| (layer.value)(i)).collect();
        // A sum of what is no number is none.
        if values.iter().any(|value| !value.is_finite()) {
            continue;
        }
        for ((low, high), (band, layer)) in stacked(values.into_iter()).zip(bands.iter_mut().zip(&panel.layers)) {
            let x = figure.x((layer.start + i) as f64);
            band.top.push((x, area.y(panel.range, high)));
            band.bottom.push((x, area.y(panel.range, low)));
        }
    }
    bands
}

fn fill(band: &Band, layer: &Layer<'_>, gap: f64, alpha: f64, ink: &mut Ink<'_>) -> Drawn {
    let outline: Vec<(f64, f64)> = band.top.iter().chain(band.bottom.iter().rev()).copied().collect();
    let (tint, slope) = match layer.texture {
        Texture::Rising => (0.1, Some(-1.0)),
        Texture::Full => (0.55, None),
        Texture::Falling => (0.1, Some(1.0)),
    };
    ink.polygon(&outline, layer.colour, tint * alpha)?;
    for edge in [&band.top, &band.bottom] {
        ink.line(edge, layer.colour, 0.8 * alpha, 1.0, Stroke::Solid)?;
    }
    let lines = slope.map_or(Vec::new(), |slope| hatch(band, slope, gap));
    lines.iter().try_for_each(|line| ink.line(line, layer.colour, 0.75 * alpha, 1.0, Stroke::Solid))
}

/// The pieces of parallel lines `y = slope · x + c` that lie between a band's edges. Their `c` are multiples of the gap, so that the lines of
/// neighbouring pieces of an area meet.
fn hatch(band: &Band, slope: f64, gap: f64) -> Vec<[(f64, f64); 2]> {
    let gap = gap * std::f64::consts::SQRT_2;
    let height = |(x, y): &(f64, f64)| y - slope * x;
    let low = band.top.iter().map(height).fold(f64::INFINITY, f64::min);
    let high = band.bottom.iter().map(height).fold(f64::NEG_INFINITY, f64::max);
    let highest = band.top.iter().map(|(_, y)| *y).fold(f64::INFINITY, f64::min);
    let lowest = band.bottom.iter().map(|(_, y)| *y).fold(f64::NEG_INFINITY, f64::max);
    let mut pieces: Vec<[(f64, f64); 2]> = Vec::new();
    if !(low < high && high - low < 1e5) {
        return pieces;
    }
    for i in (low / gap).ceil() as i64..=(high / gap).floor() as i64 {
        let c = gap * i as f64;
        // Only there is the line as high as the band.
        let ends = [(highest - c) / slope, (lowest - c) / slope];
        let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let first = band.top.partition_point(|(x, _)| *x < from).saturating_sub(1);
        let mut open: Option<[(f64, f64); 2]> = None;
        let edges = band.top.windows(2).zip(band.bottom.windows(2)).skip(first);
        for (top, bottom) in edges.take_while(|(top, _)| top[0].0 <= to) {
            let ([(x0, t0), (x1, t1)], [(_, b0), (_, b1)]) = ([top[0], top[1]], [bottom[0], bottom[1]]);
            let y = |x: f64| slope * x + c;
            let inside = inside((y(x0) - t0, y(x1) - t1), (b0 - y(x0), b1 - y(x1)));
            let piece = inside.map(|(from, to)| [from, to].map(|share| x0 + share * (x1 - x0)).map(|x| (x, y(x))));
            open = match (open, piece) {
                // It goes on where the last one ended.
                (Some([start, end]), Some([from, to])) if (from.0 - end.0).abs() < 1e-6 => Some([start, to]),
                (open, piece) => {
                    pieces.extend(open);
                    piece
                }
            };
        }
        pieces.extend(open);
    }
    pieces
}

/// The part of 0 … 1 in which two linear functions, given at its ends, are both not negative.
fn inside(one: (f64, f64), other: (f64, f64)) -> Option<(f64, f64)> {
    let (mut from, mut to) = (0.0, 1.0);
    for (start, end) in [one, other] {
        match (start >= 0.0, end >= 0.0) {
            (true, true) => {}
            (false, false) => return None,
            (false, true) => from = f64::max(from, start / (start - end)),
            (true, false) => to = f64::min(to, start / (start - end)),
        }
    }
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positive_values_are_stacked_upwards_and_negative_ones_downwards() {
        let check = |values: &[f64], expected: &[(f64, f64)]| {
            assert_eq!(stacked(values.iter().copied()).collect::<Vec<_>>(), expected, "{values:?}");
        };
        check(&[-1.0, 0.5, -2.0], &[(-1.0, 0.0), (0.0, 0.5), (-3.0, -1.0)]);
        check(&[1.0, 2.0, 0.0], &[(0.0, 1.0), (1.0, 3.0), (3.0, 3.0)]);
        check(&[], &[]);
    }

    #[test]
    fn hatching_stays_within_its_band_and_fills_it() {
        let across = (0..=100).map(f64::from);
        let wave = |x: f64| 40.0 + 30.0 * libm::sin(x / 9.0);
        let band =
            Band { top: across.clone().map(|x| (x, wave(x))).collect(), bottom: across.map(|x| (x, 90.0)).collect() };
        for slope in [-1.0, 1.0] {
            let pieces = hatch(&band, slope, 5.0);
            let long: f64 = pieces.iter().map(|[from, to]| (to.0 - from.0).hypot(to.1 - from.1)).sum();
            for [from, to] in &pieces {
                for share in [0.0, 0.3, 0.5, 0.8, 1.0] {
                    let (x, y) = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
                    // A twentieth of a pixel for the corners of the wave.
                    assert!(y > wave(x) - 0.05 && y < 90.05, "({x}, {y}) of {from:?} … {to:?}");
                }
            }
            // A line for every five pixels: the area is about 100 · 50, less or more what the wave takes.
            let area: f64 = (0..100).map(|x| 90.0 - wave(f64::from(x) + 0.5)).sum();
            assert!((long * 5.0 / area - 1.0).abs() < 0.05, "{long} for an area of {area}");
        }
        assert!(hatch(&Band::default(), 1.0, 5.0).is_empty());
    }
}
