//! What the cells of an experiment come to: for each line its points, each a mean over seeds with its interval.

use super::{Against, Estimate, GAUGES, Measure, SCALES, SeedPlan, SweptCell, estimate};
use crate::data::Trainable;
use crate::gauges::spearman;
use crate::plot::Range;

/// What is across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// The steps of the preference phase, to scale.
    Steps,
    /// Values, one beside the other.
    Values,
    /// The gauges, one beside the other.
    Gauges,
    /// The weights that are trained, one beside the other: places in [`Trainable::NAMES`].
    Weights,
}

/// A point of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The step, or the axis' value.
    pub x: f64,
    /// Its number, in the measure's unit.
    pub estimate: Estimate,
}

/// What there is to be seen so far.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedPicture {
    /// What is across.
    pub axis: Across,
    /// What is across, in order, whether there is a point or not.
    pub xs: Vec<f64>,
    /// What they are of.
    pub measure: Measure,
    /// The lines: of each run, of the three parts, of [`SCALES`], of the two shares, or one of all gauges.
    pub lines: Vec<Vec<Point>>,
    /// What is upwards.
    pub up: Range,
    /// How many labs have numbers, how many have none, and how many runs stopped before their time, of which no number is taken.
    pub counts: [usize; 3],
}

/// The picture of these cells.
pub fn picture(plan: &SeedPlan, cells: &[SweptCell]) -> SeedPicture {
    let runs = plan.lab.runs.len();
    let (axis, xs): (Across, Vec<f64>) = match &plan.against {
        Against::Steps(steps) => (Across::Steps, steps.iter().map(|step| *step as f64).collect()),
        Against::Values { values, .. } => (Across::Values, values.clone()),
        Against::Gauges => (Across::Gauges, (0..GAUGES.len()).map(|gauge| gauge as f64).collect()),
        Against::Weights => (Across::Weights, (0..Trainable::NAMES.len()).map(|place| place as f64).collect()),
    };
    let of_all = |take: &dyn Fn(&SweptCell) -> Option<f64>| {
        let values: Vec<f64> = cells.iter().filter_map(take).filter(|value| value.is_finite()).collect();
        estimate(&values)
    };
    let sound = |cell: &SweptCell, run: usize| cell.runs.get(run).filter(|run| !run.diverged).cloned();
    let after = tokens_after(plan);
    let a_token = |cell: &SweptCell, run: usize, step: f64| {
        let rows = sound(cell, run)?.rows;
        let (_, now) = rows.iter().find(|(at, _)| *at as f64 == step)?;
        Some(now[3] / after)
    };
    let mean_at = |cell: &SweptCell, step: f64, mean: usize| {
        sound(cell, 0)?.means.iter().find(|(at, _)| *at as f64 == step).map(|(_, means)| means[mean])
    };
    let moved = |cell: &SweptCell, run: usize, step: f64, part: usize| {
        let rows = sound(cell, run)?.rows;
        let (_, first) = rows.first()?;
        let (_, now) = rows.iter().find(|(at, _)| *at as f64 == step)?;
        Some(now[part] - first[part])
    };
    let point = |x: f64, estimate: Option<Estimate>| estimate.map(|estimate| Point { x, estimate });
    let line = |take: &dyn Fn(&SweptCell, f64) -> Option<f64>| -> Vec<Point> {
        xs.iter().filter_map(|x| point(*x, of_all(&|cell| take(cell, *x)))).collect()
    };
    let at = |cell: &SweptCell, value: f64| cell.at.first() == Some(&value);
    let ranks = |cell: &SweptCell, gauge: f64| {
        let pairs = sound(cell, 0)?.gauges;
        let (gauges, falls): (Vec<f64>, Vec<f64>) =
            pairs.iter().map(|(gauges, fall)| (gauges[gauge as usize], *fall)).unzip();
        spearman(&gauges, &falls).map(|correlation| correlation.rho)
    };
    let at_end = |cell: &SweptCell, run: usize, x: f64| sound(cell, run).filter(|_| at(cell, x));
    let lines: Vec<Vec<Point>> = match (plan.measure, &plan.against) {
        (Measure::Change, Against::Values { .. } | Against::Weights) => {
            (0..runs).map(|run| line(&|cell, x| at_end(cell, run, x).map(|run| run.chosen))).collect()
        }
        (Measure::Change, _) => (0..runs).map(|run| line(&|cell, step| moved(cell, run, step, 0))).collect(),
        (Measure::Parts, _) => (1..4).map(|part| line(&|cell, step| moved(cell, 0, step, part))).collect(),
        (Measure::PerToken, _) => (0..runs).map(|run| line(&|cell, step| a_token(cell, run, step))).collect(),
        (Measure::Masses, _) => (0..3).map(|mean| line(&|cell, step| mean_at(cell, step, mean))).collect(),
        (Measure::Rankings, _) => (3..5).map(|mean| line(&|cell, step| mean_at(cell, step, mean))).collect(),
        (Measure::Scales, _) => {
            (0..SCALES.len()).map(|scale| line(&|cell, x| Some(at_end(cell, 0, x)?.scales[scale]))).collect()
        }
        (Measure::Shares, _) => (0..2).map(|share| line(&|cell, x| Some(at_end(cell, 0, x)?.shares?[share]))).collect(),
        (Measure::Ranks, _) => vec![line(&ranks)],
    };
    let ends = lines.iter().flatten().flat_map(|point| [point.estimate.ends().0, point.estimate.ends().1]);
    let up = match plan.measure {
        Measure::Change | Measure::Parts | Measure::Scales | Measure::PerToken => Range::around(ends.chain([0.0]), 0.5),
        Measure::Shares | Measure::Masses | Measure::Rankings => Range { low: 0.0, high: 1.0 },
        Measure::Ranks => Range { low: -1.0, high: 1.0 },
    };
    let without = cells.iter().filter(|cell| cell.error.is_some()).count();
    let diverged = cells.iter().flat_map(|cell| &cell.runs).filter(|run| run.diverged).count();
    SeedPicture { axis, xs, measure: plan.measure, lines, up, counts: [cells.len() - without, without, diverged] }
}

/// How many tokens stand after the difference in the preferred answers, on average: at least one, the end.
fn tokens_after(plan: &SeedPlan) -> f64 {
    let pairs = plan.lab.encode();
    let tails: usize = pairs.iter().map(|pair| pair.common_ends().1).sum();
    tails as f64 / pairs.len().max(1) as f64
}

impl SeedPicture {
    /// Where something across stands, as a share of the width from the left.
    pub fn across(&self, x: f64) -> f64 {
        let place = self.xs.iter().position(|other| *other == x).unwrap_or(0);
        match self.axis {
            Across::Steps => x / self.xs.last().copied().unwrap_or(1.0).max(1.0),
            Across::Values | Across::Gauges | Across::Weights => (place as f64 + 0.5) / self.xs.len().max(1) as f64,
        }
    }

    /// Where a value stands, as a share of the height from the top.
    pub fn upwards(&self, value: f64) -> f64 {
        (self.up.high - value) / (self.up.high - self.up.low).max(f64::MIN_POSITIVE)
    }
}
