//! What the cells of an experiment come to: for each line its points, each a mean over seeds with its interval.

use super::{Against, Cell, Estimate, Plan, estimate};
use crate::plot::Range;

/// What is across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// The steps of the preference phase, to scale.
    Steps,
    /// Values, one beside the other.
    Values,
}

/// A point of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The step, or the axis' value.
    pub x: f64,
    /// Its change, in nats.
    pub estimate: Estimate,
}

/// What there is to be seen so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What is across.
    pub axis: Axis,
    /// What is across, in order, whether there is a point or not.
    pub xs: Vec<f64>,
    /// The lines: of each run, or of the three parts.
    pub lines: Vec<Vec<Point>>,
    /// What is upwards.
    pub up: Range,
    /// How many labs have numbers, how many have none, and how many runs stopped before their time, of which no number is taken.
    pub counts: [usize; 3],
}

/// The picture of these cells.
pub fn picture(plan: &Plan, cells: &[Cell]) -> Picture {
    let runs = plan.lab.runs.len();
    let (axis, xs): (Axis, Vec<f64>) = match &plan.against {
        Against::Steps(steps) | Against::PartsAtSteps(steps) => {
            (Axis::Steps, steps.iter().map(|step| *step as f64).collect())
        }
        Against::Values { values, .. } => (Axis::Values, values.clone()),
    };
    let of_all = |take: &dyn Fn(&Cell) -> Option<f64>| {
        let values: Vec<f64> = cells.iter().filter_map(take).filter(|value| value.is_finite()).collect();
        estimate(&values)
    };
    let sound = |cell: &Cell, run: usize| cell.runs.get(run).filter(|run| !run.diverged).cloned();
    let moved = |cell: &Cell, run: usize, step: f64, part: usize| {
        let rows = sound(cell, run)?.rows;
        let (_, first) = rows.first()?;
        let (_, now) = rows.iter().find(|(at, _)| *at as f64 == step)?;
        Some(now[part] - first[part])
    };
    let point = |x: f64, estimate: Option<Estimate>| estimate.map(|estimate| Point { x, estimate });
    let line = |take: &dyn Fn(&Cell, f64) -> Option<f64>| -> Vec<Point> {
        xs.iter().filter_map(|x| point(*x, of_all(&|cell| take(cell, *x)))).collect()
    };
    let lines: Vec<Vec<Point>> = match &plan.against {
        Against::Steps(_) => (0..runs).map(|run| line(&|cell, step| moved(cell, run, step, 0))).collect(),
        Against::PartsAtSteps(_) => (1..4).map(|part| line(&|cell, step| moved(cell, 0, step, part))).collect(),
        Against::Values { .. } => {
            let at = |cell: &Cell, value: f64| cell.at.first() == Some(&value);
            (0..runs)
                .map(|run| line(&|cell, x| sound(cell, run).filter(|_| at(cell, x)).map(|run| run.chosen)))
                .collect()
        }
    };
    let ends = lines.iter().flatten().flat_map(|point| [point.estimate.ends().0, point.estimate.ends().1]);
    let up = Range::around(ends.chain([0.0]), 0.5);
    let without = cells.iter().filter(|cell| cell.error.is_some()).count();
    let diverged = cells.iter().flat_map(|cell| &cell.runs).filter(|run| run.diverged).count();
    Picture { axis, xs, lines, up, counts: [cells.len() - without, without, diverged] }
}

impl Picture {
    /// Where something across stands, as a share of the width from the left.
    pub fn across(&self, x: f64) -> f64 {
        let place = self.xs.iter().position(|other| *other == x).unwrap_or(0);
        match self.axis {
            Axis::Steps => x / self.xs.last().copied().unwrap_or(1.0).max(1.0),
            Axis::Values => (place as f64 + 0.5) / self.xs.len().max(1) as f64,
        }
    }

    /// Where a value stands, as a share of the height from the top.
    pub fn upwards(&self, value: f64) -> f64 {
        (self.up.high - value) / (self.up.high - self.up.low).max(f64::MIN_POSITIVE)
    }
}
