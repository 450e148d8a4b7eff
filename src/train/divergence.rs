//! When training has diverged: one rule for both phases and every loss, and a likely cause.

use super::{Metrics, Phase};
use crate::backend::Evaluation;
use crate::data::{LabFile, OptimizerKind};
use crate::model::Weights;
use crate::objective::Objective;

/// No token of a trained model is less likely, in nats. A guess among 256 tokens costs 5.5 nats, and what a loss has pushed away for long
/// some hundreds. f32 tells log-probs of this size apart to a thousandth, which is how exact numbers are here; of larger ones sums and
/// margins are rounding, and a loss of 0 or an accuracy of 1 made of them says nothing.
pub const LEAST: f32 = -1e4;

/// The largest weights of trained GPT-2s are some tens at most.
pub const LARGEST: f32 = 100.0;

/// Why a run stopped before its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Divergence {
    /// Where: in SFT it stops every run.
    pub phase: Phase,
    /// Whose.
    pub run: usize,
    /// The first step that is not kept.
    pub step: usize,
    /// Its loss.
    pub loss_type: &'static str,
    /// By what it is told.
    pub symptom: Symptom,
    /// What likely made it so.
    pub cause: LikelyCause,
}

/// By what it is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Symptom {
    /// A number is no longer finite.
    NotFinite,
    /// A token's log-prob is below [`LEAST`].
    Unlikely(f32),
}

/// What likely made it so.
#[derive(Debug, Clone, PartialEq)]
pub enum LikelyCause {
    /// The imported weights, of which this is the largest.
    Weights(f32),
    /// SFT's learning rate.
    SftRate(f64),
    /// The preference phase's.
    Rate(f64),
    /// Weight decay, and the learning rate: a step takes all of each weight away, or more.
    Decay(f64, f64),
    /// The learning rate: SGD's steps grow with the gradient, and that with the loss's settings.
    Push(f64, Objective),
}

impl Symptom {
    /// The rule. What a row says is looked at as well as what it is made of; held-out pairs stop nothing, for they train nothing.
    pub(super) fn of(evaluation: &Evaluation, metrics: &Metrics) -> Option<Symptom> {
        let logps = evaluation.logps.trained();
        let row = metrics.values().into_iter().chain(metrics.more());
        if !row.chain(logps.iter().map(|&logp| f64::from(logp))).all(f64::is_finite) {
            return Some(Symptom::NotFinite);
        }
        let least = logps.iter().copied().fold(0.0, f32::min);
        (least < LEAST).then_some(Symptom::Unlikely(least))
    }
}

impl Divergence {
    pub(super) fn new(
        (spec, weights): (&LabFile, Option<&Weights>),
        (phase, run, step): (Phase, usize, usize),
        symptom: Symptom,
    ) -> Divergence {
        let objective = spec.runs[run].objective_at(step);
        let largest = weights.map(|weights| weights.params().iter().fold(0.0, |most: f32, x| most.max(x.abs())));
        let (rate, decay) = (spec.preference.learning_rate, spec.preference.weight_decay);
        let cause = match (phase, largest, spec.preference.optimizer) {
            // Nothing has been trained yet, or nothing that could have gone right.
            (Phase::Sft, Some(largest), _) if step == 0 || largest > LARGEST => LikelyCause::Weights(largest),
            (Phase::Preference, Some(largest), _) if largest > LARGEST => LikelyCause::Weights(largest),
            (Phase::Sft, _, _) => LikelyCause::SftRate(spec.sft.learning_rate),
            (Phase::Preference, _, _) if rate * decay >= 1.0 => LikelyCause::Decay(decay, rate),
            // AdamW's steps are as large as the rate, whatever the gradient.
            (Phase::Preference, _, OptimizerKind::Adamw) => LikelyCause::Rate(rate),
            (Phase::Preference, _, OptimizerKind::Sgd) => LikelyCause::Push(rate, *objective),
        };
        Divergence { phase, run, step, loss_type: objective.loss_type(), symptom, cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::TokenLogps;
    use crate::data::TokenPair;

    /// Two pairs of which the second is held out, with this log-prob at some token of the one and of the other.
    fn symptom(trained: f32, held_out: f32) -> Option<Symptom> {
        let pair = || TokenPair { prompt: vec![1], chosen: vec![2, 0], rejected: vec![3, 0] };
        let pairs = [pair(), pair()];
        let mut logps = TokenLogps::of_pairs(&pairs, 1);
        logps.pair_mut(0).1[1] = trained;
        logps.pair_mut(1).0[0] = held_out;
        let evaluation = Evaluation::new(logps);
        let metrics = Metrics::of_sft(0, &evaluation, &pairs[..1]);
        Symptom::of(&evaluation, &metrics)
    }

    #[test]
    fn held_out_pairs_stop_no_run() {
        for held_out in [-1.0, 2.0 * LEAST, f32::NEG_INFINITY, f32::NAN] {
            assert_eq!(symptom(-1.0, held_out), None, "{held_out}");
        }
        assert_eq!(symptom(2.0 * LEAST, -1.0), Some(Symptom::Unlikely(2.0 * LEAST)));
        assert_eq!(symptom(f32::NAN, -1.0), Some(Symptom::NotFinite));
    }
}
