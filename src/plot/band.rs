//! What many trainings of the same do, behind a chart's own lines: a band from the lower to the upper end of an interval, and thin in it the mean. Between
//! the steps that are known both are straight.

use super::clip::clipped;
use super::ink::{Drawn, Ink, Rgb};
use super::{Area, ChartPanel, Figure, Stroke, Window};

/// How much of what is beneath it a band covers.
const COVER: f64 = 0.16;
/// And its mean.
const MEAN: f64 = 0.75;

/// A band.
pub struct Band {
    /// Its line's colour.
    pub colour: Rgb,
    /// Its line's stroke, which the mean has too.
    pub stroke: Stroke,
    /// Its points, in the order of their times.
    pub points: Vec<BandPoint>,
}

/// A band at a point of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandPoint {
    /// The point of time.
    pub time: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The mean.
    pub mean: f64,
    /// The interval's upper end.
    pub high: f64,
}

impl BandPoint {
    fn is_finite(&self) -> bool {
        [self.low, self.mean, self.high].into_iter().all(f64::is_finite)
    }

    /// Between this point and a later one.
    fn towards(&self, next: &BandPoint, time: f64) -> BandPoint {
        let share = (time - self.time) / (next.time - self.time);
        let between = |from: f64, to: f64| from + share * (to - from);
        let [low, mean, high] =
            [(self.low, next.low), (self.mean, next.mean), (self.high, next.high)].map(|(from, to)| between(from, to));
        BandPoint { time, low, mean, high }
    }
}

impl Band {
    /// What of it lies within a part of the time axis, in pieces: where a value is not a number there is nothing.
    pub fn within(&self, Window { from, to }: Window) -> Vec<Vec<BandPoint>> {
        let (from, to) = (from as f64, to as f64);
        let mut pieces: Vec<Vec<BandPoint>> = Vec::new();
        for two in self.points.windows(2) {
            let [first, second] = [&two[0], &two[1]];
            let is_there = first.is_finite() && second.is_finite() && first.time < second.time;
            let (begin, end) = (first.time.max(from), second.time.min(to));
            if !is_there || begin >= end {
                continue;
            }
            let [begin, end] = [begin, end].map(|time| first.towards(second, time));
            match pieces.last_mut() {
                Some(piece) if piece.last().is_some_and(|last| last.time == begin.time) => piece.push(end),
                _ => pieces.push(vec![begin, end]),
            }
        }
        pieces
    }
}

/// Draws a panel's bands, as far as they lie between its top and its bottom.
pub fn bands(figure: &Figure<'_>, panel: &ChartPanel<'_>, area: Area, ink: &mut Ink<'_>) -> Drawn {
    for band in &panel.bands {
        for piece in band.within(figure.window) {
            let place = |point: &BandPoint, value: f64| (figure.x(point.time), area.y(panel.range, value));
            let inside = |(x, y): (f64, f64)| (x, y.clamp(area.top, area.bottom));
            let upper = piece.iter().map(|point| inside(place(point, point.high)));
            let lower = piece.iter().rev().map(|point| inside(place(point, point.low)));
            ink.polygon(&upper.chain(lower).collect::<Vec<_>>(), band.colour, COVER)?;
            let mean: Vec<_> = piece.iter().map(|point| place(point, point.mean)).collect();
            for part in clipped(&mean, area) {
                ink.line(&part, band.colour, MEAN, figure.palette.stroke, band.stroke)?;
            }
        }
    }
    Ok(())
}
