//! What is known of one policy at one step, under TRL's names: of the pairs that are trained, and of those that are held out.
//!
//! Source: `trl.DPOTrainer`: sums of log-probs per completion, means over pairs, `rewards/x = β (logp − ref_logp)`,
//! `rewards/accuracies` the share of pairs whose chosen reward is strictly above the rejected one. `dpop/…` and `grad_norm` are ours.

use crate::backend::{Evaluation, TokenLogps};
use crate::data::{SftOn, TokenPair};
use crate::objective::{Objective, sft};
use std::ops::Range;

/// Metrics at the parameters after `step` updates. Log-probs in nats, means over pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Updates so far in this phase.
    pub step: usize,
    /// `loss`.
    pub loss: f64,
    /// `logps/chosen`.
    pub logps_chosen: f64,
    /// `logps/rejected`.
    pub logps_rejected: f64,
    /// `rewards/chosen`; 0 in SFT, as all rewards are.
    pub rewards_chosen: f64,
    /// `rewards/rejected`.
    pub rewards_rejected: f64,
    /// `rewards/margins`.
    pub rewards_margins: f64,
    /// `rewards/accuracies`: 0 … 1.
    pub rewards_accuracies: f64,
    /// `dpop/penalty`: mean of max(0, rc − c), before λ.
    pub penalty: f64,
    /// `dpop/active_frac`: share of pairs whose penalty is active.
    pub active_frac: f64,
    /// `grad_norm`: Euclidean norm of the gradient.
    pub grad_norm: f64,
    /// `greedy/chosen`: share of pairs whose chosen completion greedy decoding writes.
    pub greedy: f32,
    /// The two log-probs by where their tokens stand.
    pub parts: Parts,
}

/// Summed log-probs of the tokens before, at and after a pair's difference, in nats, means over pairs. Before it both completions say the
/// same after the same, so there is one number.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Parts {
    /// `logps/before`.
    pub before: f32,
    /// `logps/chosen/at`, `logps/rejected/at`.
    pub at: [f32; 2],
    /// `logps/chosen/after`, `logps/rejected/after`.
    pub after: [f32; 2],
}

/// The same of the pairs that are held out, where there are any: measured with the others at the same parameters, and never trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldOut {
    /// `eval_loss`: the phase's own loss.
    pub loss: f64,
    /// `eval_logps/chosen`.
    pub logps_chosen: f64,
    /// `eval_logps/rejected`.
    pub logps_rejected: f64,
    /// `eval_rewards/chosen`; 0 in SFT, as all rewards are.
    pub rewards_chosen: f64,
    /// `eval_rewards/rejected`.
    pub rewards_rejected: f64,
    /// `eval_rewards/margins`.
    pub rewards_margins: f64,
    /// `eval_rewards/accuracies`: 0 … 1.
    pub rewards_accuracies: f64,
}

impl HeldOut {
    /// The names under which [`HeldOut::values`] are reported, in order.
    pub const NAMES: [&'static str; 7] = [
        "eval_loss",
        "eval_logps/chosen",
        "eval_logps/rejected",
        "eval_rewards/chosen",
        "eval_rewards/rejected",
        "eval_rewards/margins",
        "eval_rewards/accuracies",
    ];

    /// The values of [`HeldOut::NAMES`].
    pub fn values(&self) -> [f64; 7] {
        [
            self.loss,
            self.logps_chosen,
            self.logps_rejected,
            self.rewards_chosen,
            self.rewards_rejected,
            self.rewards_margins,
            self.rewards_accuracies,
        ]
    }

    /// Of the common model during SFT: the mean NLL over the tokens of what it learns of other pairs.
    pub(super) fn of_sft(logps: &TokenLogps, on: SftOn) -> Option<HeldOut> {
        let pairs = logps.held_out();
        let (chosen, rejected) = means(logps, pairs.clone())?;
        let (count, (chosen_tokens, rejected_tokens)) = (pairs.len() as f64, logps.tokens_of(pairs));
        let (seen, tokens) = match on {
            SftOn::Chosen => (chosen, chosen_tokens),
            SftOn::Both => (chosen + rejected, chosen_tokens + rejected_tokens),
        };
        Some(HeldOut {
            loss: sft::evaluate(count * seen, tokens).0,
            logps_chosen: chosen,
            logps_rejected: rejected,
            rewards_chosen: 0.0,
            rewards_rejected: 0.0,
            rewards_margins: 0.0,
            rewards_accuracies: 0.0,
        })
    }

    /// Of a run.
    pub(super) fn of_run(logps: &TokenLogps, objective: &Objective, reference: &TokenLogps) -> Option<HeldOut> {
        let pairs = logps.held_out();
        let (chosen, rejected) = means(logps, pairs.clone())?;
        let (ref_chosen, ref_rejected) = means(reference, pairs.clone())?;
        let (beta, count) = (objective.beta(), pairs.len() as f64);
        let losses = pairs.clone().map(|pair| objective.evaluate(&logps.against(reference, pair)).loss);
        Some(HeldOut {
            loss: losses.sum::<f64>() / count,
            logps_chosen: chosen,
            logps_rejected: rejected,
            rewards_chosen: beta * (chosen - ref_chosen),
            rewards_rejected: beta * (rejected - ref_rejected),
            rewards_margins: beta * ((chosen - ref_chosen) - (rejected - ref_rejected)),
            rewards_accuracies: preferred(logps, reference, pairs) as f64 / count,
        })
    }
}

impl Parts {
    fn of(logps: &TokenLogps, pairs: &[TokenPair]) -> Parts {
        let mut sums = [0.0; 5];
        for (i, pair) in pairs.iter().enumerate() {
            let (head, tail) = pair.common_ends();
            let mut add =
                |to: usize, values: &[f32]| sums[to] += values.iter().map(|&logp| f64::from(logp)).sum::<f64>();
            for (side, values) in [logps.chosen(i), logps.rejected(i)].into_iter().enumerate() {
                let (before, rest) = values.split_at(head);
                let (at, after) = rest.split_at(rest.len() - tail);
                if side == 0 {
                    add(0, before);
                }
                add(1 + side, at);
                add(3 + side, after);
            }
        }
        let [before, c, r, c_after, r_after] = sums.map(|sum| (sum / pairs.len() as f64) as f32);
        Parts { before, at: [c, r], after: [c_after, r_after] }
    }
}

impl Metrics {
    /// The names under which [`Metrics::values`] are reported, in order.
    pub const NAMES: [&'static str; 10] = [
        "loss",
        "logps/chosen",
        "logps/rejected",
        "rewards/chosen",
        "rewards/rejected",
        "rewards/margins",
        "rewards/accuracies",
        "dpop/penalty",
        "dpop/active_frac",
        "grad_norm",
    ];

    /// The names of what is reported besides, in the order of [`Metrics::more`]. A digest is of [`Metrics::values`] alone, as it was when
    /// these were not measured.
    pub const MORE: [&'static str; 6] = [
        "greedy/chosen",
        "logps/before",
        "logps/chosen/at",
        "logps/chosen/after",
        "logps/rejected/at",
        "logps/rejected/after",
    ];

    /// The values of [`Metrics::MORE`].
    pub fn more(&self) -> [f64; 6] {
        let Parts { before, at: [c, r], after: [c_after, r_after] } = self.parts;
        [self.greedy, before, c, c_after, r, r_after].map(f64::from)
    }

    /// The values of [`Metrics::NAMES`].
    pub fn values(&self) -> [f64; 10] {
        [
            self.loss,
            self.logps_chosen,
            self.logps_rejected,
            self.rewards_chosen,
            self.rewards_rejected,
            self.rewards_margins,
            self.rewards_accuracies,
            self.penalty,
            self.active_frac,
            self.grad_norm,
        ]
    }

    /// The row whose [`Metrics::values`] and [`Metrics::more`] these are, one after the other.
    pub fn from_numbers(step: usize, numbers: [f64; 16]) -> Metrics {
        let [
            loss,
            logps_chosen,
            logps_rejected,
            rewards_chosen,
            rewards_rejected,
            rewards_margins,
            rewards_accuracies,
            penalty,
            active_frac,
            grad_norm,
            greedy,
            parts @ ..,
        ] = numbers;
        let [before, c, c_after, r, r_after] = parts.map(|part| part as f32);
        Metrics {
            step,
            loss,
            logps_chosen,
            logps_rejected,
            rewards_chosen,
            rewards_rejected,
            rewards_margins,
            rewards_accuracies,
            penalty,
            active_frac,
            grad_norm,
            greedy: greedy as f32,
            parts: Parts { before, at: [c, r], after: [c_after, r_after] },
        }
    }

    /// Metrics of the common model during SFT.
    pub(super) fn of_sft(step: usize, evaluation: &Evaluation, pairs: &[TokenPair]) -> Metrics {
        let (chosen, rejected) = means(&evaluation.logps, 0..evaluation.logps.pairs()).unwrap_or_default();
        Metrics {
            step,
            loss: evaluation.loss,
            logps_chosen: chosen,
            logps_rejected: rejected,
            rewards_chosen: 0.0,
            rewards_rejected: 0.0,
            rewards_margins: 0.0,
            rewards_accuracies: 0.0,
            penalty: 0.0,
            active_frac: 0.0,
            grad_norm: evaluation.grad_norm,
            greedy: greedy(evaluation),
            parts: Parts::of(&evaluation.logps, pairs),
        }
    }

    /// Metrics of a run.
    pub(super) fn of_run(
        step: usize,
        evaluation: &Evaluation,
        objective: &Objective,
        reference: &TokenLogps,
        tokens: &[TokenPair],
    ) -> Metrics {
        let pairs = reference.pairs();
        let (chosen, rejected) = means(&evaluation.logps, 0..pairs).unwrap_or_default();
        let (ref_chosen, ref_rejected) = means(reference, 0..pairs).unwrap_or_default();
        let share = |count: usize| count as f64 / pairs as f64;
        let beta = objective.beta();
        let penalties = evaluation.pairs.iter().map(|pair| pair.penalty);
        Metrics {
            step,
            loss: evaluation.loss,
            logps_chosen: chosen,
            logps_rejected: rejected,
            rewards_chosen: beta * (chosen - ref_chosen),
            rewards_rejected: beta * (rejected - ref_rejected),
            rewards_margins: beta * ((chosen - ref_chosen) - (rejected - ref_rejected)),
            rewards_accuracies: share(preferred(&evaluation.logps, reference, 0..pairs)),
            penalty: penalties.clone().sum::<f64>() / pairs as f64,
            active_frac: share(penalties.filter(|&penalty| penalty > 0.0).count()),
            grad_norm: evaluation.grad_norm,
            greedy: greedy(evaluation),
            parts: Parts::of(&evaluation.logps, tokens),
        }
    }
}

fn greedy(evaluation: &Evaluation) -> f32 {
    let written = evaluation.greedy.iter().filter(|written| **written).count();
    written as f32 / evaluation.greedy.len().max(1) as f32
}

/// How many of these pairs have a chosen reward that is above the rejected one.
fn preferred(logps: &TokenLogps, reference: &TokenLogps, pairs: Range<usize>) -> usize {
    let prefers = |pair: &usize| {
        let ((c, r), (rc, rr)) = (logps.sums(*pair), reference.sums(*pair));
        c - rc > r - rr
    };
    pairs.filter(prefers).count()
}

/// Mean summed log-probs (chosen, rejected) of these pairs, if there are any.
fn means(logps: &TokenLogps, pairs: Range<usize>) -> Option<(f64, f64)> {
    let count = pairs.len() as f64;
    let (c, r) = pairs.map(|pair| logps.sums(pair)).fold((0.0, 0.0), |(c, r), x| (c + x.0, r + x.1));
    (count > 0.0).then_some((c / count, r / count))
}
