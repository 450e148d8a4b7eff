//! Experiments: questions that one run cannot answer, each a sweep over the lab at hand with many seeds, and what its cells come to: means with
//! 95 % intervals, how often the preferred answers fell, and nothing that the cells do not show.

mod cell;
mod interval;
mod phase;
mod picture;
mod question;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod told;

pub use cell::{PhaseNumber, SCALES, SweptCell, SweptRow, SweptRun, rows};
pub use interval::{Estimate, estimate};
pub use phase::{KEPT, PhasePlan, Varied, border};
pub use picture::{Across, Point, SeedPicture, picture};
pub use question::{MAP_SEEDS, MapQuestion, SEEDS, SIDES, SheetQuestion, TokenQuestion};
pub use told::{LineTold, ScalesTold, Zero, held, scales, told};

use crate::data::{LabFile, RunSpec, Trainable};
use crate::objective::{Arguments, dpo, dpop};

/// Runs beyond these are left out: a picture of many lines is none.
pub const MOST_RUNS: usize = 4;

/// A question for many labs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    /// How the preferred answers' log-probability moves over the steps.
    Course,
    /// Where in the answer the change lies, over the steps: before the difference, at it, after it.
    Parts,
    /// How likely a token after the difference is, on average, over the steps.
    PerToken,
    /// Whether another β rescues.
    Beta,
    /// What β does to margins, to the answers themselves and to the distance from the reference.
    BetaScale,
    /// How much λ matters.
    Lambda,
    /// How far the rejected answers are from the preferred ones.
    Distance,
    /// How long the supervised phase was.
    Sft,
    /// How many pairs there are.
    Pairs,
    /// Which weights are trained: all of them, the head alone, or all but the head.
    Weights,
    /// Whether the argument's premise holds, against the supervised steps, and whether what follows from it depends on that.
    Premise,
    /// On which tokens the probability is, over the steps.
    Mass,
    /// Whether the policy itself, and not its reward alone, has the answers in order, over the steps.
    Ranking,
    /// Whether what other papers measure of a pair ranks how far its answers fall.
    Gauges,
}

/// Against what an experiment's numbers stand.
#[derive(Clone, Debug, PartialEq)]
pub enum Against {
    /// These steps.
    Steps(Vec<usize>),
    /// Each of [`GAUGES`].
    Gauges,
    /// Each of [`Trainable::NAMES`].
    Weights,
    /// The values of the one axis.
    Values {
        /// The axis, a field of the lab file.
        field: &'static str,
        /// Its values, ascending.
        values: Vec<f64>,
    },
}

/// An experiment on a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedPlan {
    /// The lab, with the runs that are compared.
    pub lab: LabFile,
    /// What is across.
    pub against: Against,
    /// What is taken of each cell.
    pub measure: Measure,
}

/// What is taken of each cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Of each run the change of the preferred answers' log-probability, in nats.
    Change,
    /// Of the one run the three parts of the change.
    Parts,
    /// Of the one run at its end: the reward margin, which is β times nats; the change of the preferred and of the rejected answers' log-probability, in nats; and
    /// the divergence from the reference in the contexts of each, in nats a token.
    Scales,
    /// Of each run the mean log-probability of a token of the preferred answers after the difference, in nats.
    PerToken,
    /// Of the one run two shares of the positions after the difference: where the premise holds whole at the reference, and where the right token
    /// is less likely at the end.
    Shares,
    /// Of the one run three means over the positions of the preferred answers: the probability of the likeliest token, of the answer's own, and of all others.
    Masses,
    /// Of the one run two shares of the pairs: those whose preferred answer is the likelier one, and those whose reward is the higher one.
    Rankings,
    /// Of the one run the rank correlation, over the pairs, of a gauge at the reference with the change at the end.
    Ranks,
}

/// The gauges that are compared: their names in [`crate::gauges`].
pub const GAUGES: [&str; 6] = [
    "ches",
    "ches_normalized",
    "hidden_similarity",
    "gradient_entanglement",
    "gradient_cosine",
    "edit_distance_normalized",
];

/// At how many steps, about, the course of every seed is asked for.
const BAND_STEPS: usize = 41;

/// Of fewer pairs no ranking says anything.
const FEWEST_RANKED: usize = 4;

/// Why there is none on this lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlan {
    /// It has no pair.
    Empty,
    /// It has as few pairs as this.
    OnePair,
    /// Its answers are too short for a second distance.
    Short,
    /// Its preference phase has no steps.
    NoSteps,
    /// It has too few pairs to be ranked.
    FewPairs,
    /// Its run has no λ.
    NoLambda,
    /// The same setting is across and upwards.
    Same,
    /// It starts from imported weights, which no seed changes.
    Imported,
}

impl Experiment {
    /// All of them, in the order in which they are offered, with their names in files.
    pub const ALL: [(&'static str, Experiment); 14] = [
        ("course", Experiment::Course),
        ("parts", Experiment::Parts),
        ("per-token", Experiment::PerToken),
        ("beta", Experiment::Beta),
        ("beta-scale", Experiment::BetaScale),
        ("lambda", Experiment::Lambda),
        ("distance", Experiment::Distance),
        ("sft", Experiment::Sft),
        ("pairs", Experiment::Pairs),
        ("weights", Experiment::Weights),
        ("premise", Experiment::Premise),
        ("mass", Experiment::Mass),
        ("ranking", Experiment::Ranking),
        ("gauges", Experiment::Gauges),
    ];

    /// The sweep that answers it for a lab.
    ///
    /// # Errors
    /// There is none.
    pub fn plan(self, lab: &LabFile) -> Result<SeedPlan, NoPlan> {
        let mut lab = without_events(lab)?;
        lab.runs.truncate(MOST_RUNS);
        let measure = match self {
            Experiment::Parts => Measure::Parts,
            Experiment::PerToken => Measure::PerToken,
            Experiment::BetaScale => Measure::Scales,
            Experiment::Premise => Measure::Shares,
            Experiment::Mass => Measure::Masses,
            Experiment::Ranking => Measure::Rankings,
            Experiment::Gauges => Measure::Ranks,
            _ => Measure::Change,
        };
        if !measure.is_of_runs() {
            let is_dpo = |run: &RunSpec| run.objective.loss_type() == dpo::ENTRY.loss_type;
            let first = lab.runs.iter().position(is_dpo).unwrap_or(0);
            lab.runs.swap(0, first);
            lab.runs.truncate(1);
        }
        let steps = spread(0, lab.preference.steps, 9);
        let of_values = |field, values| Against::Values { field, values };
        let against = match self {
            Experiment::Course | Experiment::Parts | Experiment::PerToken => Against::Steps(steps),
            // Each of these steps is gone back to, and looked into.
            Experiment::Mass | Experiment::Ranking => Against::Steps(spread(0, lab.preference.steps, 5)),
            Experiment::Weights => {
                lab.runs.iter_mut().for_each(|run| run.train = Trainable::All);
                Against::Weights
            }
            Experiment::Gauges if lab.dataset.pairs.len() < FEWEST_RANKED => return Err(NoPlan::FewPairs),
            Experiment::Gauges => Against::Gauges,
            Experiment::Beta => of_values("runs[*].beta", vec![0.1, 0.3, 1.0]),
            Experiment::BetaScale => of_values("runs[*].beta", vec![0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 5.0]),
            Experiment::Lambda => {
                lab.runs.retain(|run| run.objective.loss_type() == dpop::ENTRY.loss_type);
                if lab.runs.is_empty() {
                    lab.runs = vec![RunSpec::new((dpop::ENTRY.build)(&Arguments::default()))];
                }
                of_values("runs[*].lambda", vec![0.5, 5.0, 50.0, 500.0])
            }
            Experiment::Distance => {
                let longest = lab.dataset.pairs.iter().map(|pair| lab.dataset.tokens.count(&pair.chosen)).min();
                let longest = longest.filter(|longest| *longest > 1).ok_or(NoPlan::Short)?;
                of_values("dataset.edit_distance", numbers(spread(1, longest, 4)))
            }
            Experiment::Sft | Experiment::Premise => of_values("sft.steps", vec![0.0, 25.0, 50.0, 100.0, 200.0]),
            Experiment::Pairs => {
                let all = lab.dataset.pairs.len();
                if all < 2 {
                    return Err(NoPlan::OnePair);
                }
                of_values("dataset.pairs", numbers(spread(1, all, 4)))
            }
        };
        Ok(SeedPlan { lab, against, measure })
    }
}

impl Measure {
    /// Whether each run has a line of its own.
    pub fn is_of_runs(self) -> bool {
        matches!(self, Measure::Change | Measure::PerToken)
    }

    /// Whether it is a share, or a probability, from 0 to 1.
    pub fn is_share(self) -> bool {
        matches!(self, Measure::Shares | Measure::Masses | Measure::Rankings)
    }

    /// Whether it is what it is, and no change since the reference.
    pub fn is_absolute(self) -> bool {
        self == Measure::PerToken || self.is_share()
    }
}

impl SeedPlan {
    /// How many labs are trained with so many seeds.
    pub fn cells(&self, seeds: usize) -> usize {
        let values = match &self.against {
            Against::Values { values, .. } => values.len(),
            Against::Weights => Trainable::NAMES.len(),
            Against::Steps(_) | Against::Gauges => 1,
        };
        values * seeds
    }

    /// What `sweep` of the module is asked for, as JSON: axes, seeds and steps.
    pub fn options(&self, seeds: usize) -> String {
        let list = |values: &mut dyn Iterator<Item = String>| values.collect::<Vec<_>>().join(", ");
        let ask = match self.measure {
            Measure::Change | Measure::Parts | Measure::PerToken => "",
            Measure::Shares => r#", "ask": ["argument"]"#,
            Measure::Ranks | Measure::Masses | Measure::Rankings | Measure::Scales => r#", "ask": ["gauges"]"#,
        };
        let axis = |field: &str, values: &mut dyn Iterator<Item = String>| {
            let values = list(values);
            format!(r#"{{"seeds": {seeds}, "axes": [{{"field": "{field}", "values": [{values}]}}]{ask}}}"#)
        };
        match &self.against {
            Against::Gauges => format!(r#"{{"seeds": {seeds}{ask}}}"#),
            Against::Steps(steps) => {
                let mut steps = steps.clone();
                // What curves are drawn over has more steps than the picture has room for; rows cost nothing but their text.
                if self.measure == Measure::Change {
                    steps.extend(spread(0, self.lab.preference.steps, BAND_STEPS));
                    steps.sort_unstable();
                    steps.dedup();
                }
                format!(r#"{{"seeds": {seeds}, "steps": [{}]{ask}}}"#, list(&mut steps.iter().map(usize::to_string)))
            }
            Against::Values { field, values } => axis(field, &mut values.iter().map(f64::to_string)),
            Against::Weights => axis("train", &mut Trainable::NAMES.iter().map(|(name, _)| format!("{name:?}"))),
        }
    }
}

/// A lab that many seeds can train, without what a person changed on the way, which belongs to that one run.
fn without_events(lab: &LabFile) -> Result<LabFile, NoPlan> {
    if lab.dataset.pairs.is_empty() {
        return Err(NoPlan::Empty);
    }
    if lab.weights.is_some() {
        return Err(NoPlan::Imported);
    }
    if lab.preference.steps == 0 {
        return Err(NoPlan::NoSteps);
    }
    let mut lab = lab.clone();
    lab.runs.iter_mut().for_each(|run| run.events.clear());
    Ok(lab)
}

/// Whole numbers from the one to the other, about evenly spread: both ends, and at most so many.
fn spread(from: usize, to: usize, most: usize) -> Vec<usize> {
    let parts = (to - from).min(most - 1).max(1);
    let mut all: Vec<usize> = (0..=parts).map(|i| from + (i * (to - from) + parts / 2) / parts).collect();
    all.dedup();
    all
}

fn numbers(values: Vec<usize>) -> Vec<f64> {
    values.into_iter().map(|value| value as f64).collect()
}
