//! The phase diagram: one run of the lab over any two of its settings, a cell for each combination, and where in it the preferred answers are kept.

use super::{Estimate, NoPlan, PhaseNumber, SweptCell, estimate};
use crate::data::LabFile;
use crate::data::sweep::Sweep;
use crate::objective::{Objective, dpop};

/// The preferred answers are kept where they have lost no more than this, in nats.
pub const KEPT: f64 = 0.1;

/// How many values an axis has at most.
pub const SIDE: usize = 16;

/// A setting that is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Varied {
    /// β.
    Beta,
    /// λ.
    Lambda,
    /// The preference phase's learning rate.
    Rate,
    /// SFT's steps.
    Sft,
    /// The answers' distance.
    Distance,
    /// How many pairs there are.
    Pairs,
}

/// A diagram of a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct PhasePlan {
    /// The lab, with the one run.
    pub lab: LabFile,
    /// The settings across and upwards, each with its values, ascending.
    pub axes: [(Varied, Vec<f64>); 2],
}

impl Varied {
    /// All of them, with their names in the page.
    pub const ALL: [(&'static str, Varied); 6] = [
        ("beta", Varied::Beta),
        ("lambda", Varied::Lambda),
        ("rate", Varied::Rate),
        ("sft", Varied::Sft),
        ("distance", Varied::Distance),
        ("pairs", Varied::Pairs),
    ];

    /// The axis' field in the lab file.
    pub fn field(self) -> &'static str {
        match self {
            Varied::Beta => "runs[0].beta",
            Varied::Lambda => "runs[0].lambda",
            Varied::Rate => "preference.learning_rate",
            Varied::Sft => "sft.steps",
            Varied::Distance => "dataset.edit_distance",
            Varied::Pairs => "dataset.pairs",
        }
    }

    /// So many of its values for a lab, about evenly spread: by factors where it is a strength.
    fn values(self, lab: &LabFile, side: usize) -> Result<Vec<f64>, NoPlan> {
        let side = side.clamp(2, SIDE);
        let whole = |from: usize, to: usize| Ok(super::numbers(super::spread(from, to, side)));
        match self {
            Varied::Beta => Ok(factors(0.03, 3.0, side)),
            Varied::Lambda => match lab.runs.first().map(|run| &run.objective) {
                Some(Objective::Dpop(_)) => Ok(factors(0.01, 1000.0, side)),
                _ => Err(NoPlan::NoLambda),
            },
            Varied::Rate => Ok(factors(3e-5, 3e-3, side)),
            Varied::Sft => whole(0, 300),
            Varied::Distance => {
                let longest = lab.dataset.pairs.iter().map(|pair| lab.dataset.tokens.count(&pair.chosen)).min();
                longest.filter(|longest| *longest > 1).map_or(Err(NoPlan::Short), |longest| whole(1, longest))
            }
            Varied::Pairs => match lab.dataset.pairs.len() {
                0 | 1 => Err(NoPlan::OnePair),
                all => whole(1, all),
            },
        }
    }
}

impl PhasePlan {
    /// The diagram of one run of a lab.
    ///
    /// # Errors
    /// There is none.
    pub fn new(lab: &LabFile, run: usize, settings: [Varied; 2], side: usize) -> Result<PhasePlan, NoPlan> {
        let mut lab = super::without_events(lab)?;
        let run = run.min(lab.runs.len().saturating_sub(1));
        lab.runs.swap(0, run);
        lab.runs.truncate(1);
        if settings[0] == settings[1] {
            return Err(NoPlan::Same);
        }
        let [across, up] = settings;
        let axes = [(across, across.values(&lab, side)?), (up, up.values(&lab, side)?)];
        Ok(PhasePlan { lab, axes })
    }

    /// The run with which a diagram begins: the first with DPOP, or the first.
    pub fn first_run(lab: &LabFile) -> usize {
        lab.runs.iter().position(|run| run.objective.loss_type() == dpop::ENTRY.loss_type).unwrap_or(0)
    }

    /// How many labs are trained with so many seeds.
    pub fn cells(&self, seeds: usize) -> usize {
        self.axes.iter().map(|(_, values)| values.len()).product::<usize>() * seeds
    }

    /// What `sweep` of the module is asked for, as JSON.
    pub fn options(&self, seeds: usize) -> String {
        let axis = |(setting, values): &(Varied, Vec<f64>)| {
            let values: Vec<String> = values.iter().map(f64::to_string).collect();
            format!(r#"{{"field": "{}", "values": [{}]}}"#, setting.field(), values.join(", "))
        };
        let axes: Vec<String> = self.axes.iter().map(axis).collect();
        format!(r#"{{"seeds": {seeds}, "axes": [{}]}}"#, axes.join(", "))
    }

    /// What these cells come to at each place: `[up][across]`, nothing where there is none yet.
    pub fn grid(&self, cells: &[SweptCell], shown: PhaseNumber) -> Vec<Vec<Option<Estimate>>> {
        let [(_, across), (_, up)] = &self.axes;
        let mut values = vec![vec![Vec::new(); across.len()]; up.len()];
        for cell in cells {
            let [Some(x), Some(y)] = [cell.at.first(), cell.at.get(1)] else { continue };
            let place = |values: &[f64], value: f64| values.iter().position(|other| *other == value);
            let (Some(x), Some(y)) = (place(across, *x), place(up, *y)) else { continue };
            let run = cell.runs.first().filter(|run| !run.diverged);
            values[y][x].extend(run.map(|run| run.shown[shown.place()]).filter(|value| value.is_finite()));
        }
        values.iter().map(|row| row.iter().map(|values| estimate(values)).collect()).collect()
    }

    /// The lab of a place, with the first of the seeds.
    pub fn lab(&self, [x, y]: [usize; 2], seeds: usize) -> Option<LabFile> {
        let [(_, across), (_, up)] = &self.axes;
        let sweep = Sweep::new(self.lab.clone(), &self.options(seeds)).ok()?;
        (x < across.len() && y < up.len()).then(|| sweep.lab((x * up.len() + y) * seeds).ok()).flatten()
    }
}

/// Where the border runs between what is kept and what is not: for each pair of neighbours of which one is, the two places.
pub fn border(grid: &[Vec<Option<Estimate>>]) -> Vec<[[usize; 2]; 2]> {
    let kept = |x: usize, y: usize| {
        let estimate = grid.get(y).and_then(|row| row.get(x)).copied().flatten();
        estimate.map(|estimate| estimate.mean > -KEPT)
    };
    let mut border = Vec::new();
    for (y, row) in grid.iter().enumerate() {
        for x in 0..row.len() {
            for next in [[x + 1, y], [x, y + 1]] {
                if let (Some(one), Some(other)) = (kept(x, y), kept(next[0], next[1]))
                    && one != other
                {
                    border.push([[x, y], next]);
                }
            }
        }
    }
    border
}

/// Numbers from the one to the other, each about the same factor after the one before, of two digits.
fn factors(from: f64, to: f64, side: usize) -> Vec<f64> {
    let step = libm::log(to / from) / (side.max(2) - 1) as f64;
    let value = |i: usize| from * libm::exp(step * i as f64);
    (0..side).map(|i| format!("{:.1e}", value(i)).parse().unwrap_or_else(|_| value(i))).collect()
}
