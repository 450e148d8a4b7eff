//! A pair at a step of a run: what was measured of it, and the softmax vectors from which the theory predicts.
//!
//! The two never come from the same number: gradients are those of the backward pass that trains, the softmax vectors come from a forward
//! pass of their own. That gives logits in f32; their softmax is taken in f64, so that `1 − s` of a likely token keeps its digits.

use crate::backend::cpu::Contexts;
use crate::backend::{Dlogits, TokenLogps};
use crate::data::{Side, TokenPair};
use crate::objective::{Objective, PairLogps, PairLoss, Pull};
use crate::theory::{LabelledPosition, PlaceKind, apart, direction, share};

/// So many nats logits are known to: they are f32, of size ten, at the end of some dozen sums. Token log-probs are within a quarter of it of
/// PyTorch's in f64 (`tests/argument.rs`). What differs by less counts as equal.
pub const RESOLUTION: f64 = 2e-5;

/// What can be seen of one pair.
#[derive(Debug)]
pub struct Exhibit<'a> {
    /// Which of the data set's pairs it is.
    pub index: usize,
    /// Its tokens.
    pub pair: &'a TokenPair,
    /// The run's loss at the step.
    pub objective: &'a Objective,
    /// Summed log-probs under policy and reference.
    pub logps: PairLogps,
    /// The loss there.
    pub loss: PairLoss,
    /// Which way it pulls.
    pub pull: Pull,
    /// Log-probs of the tokens of the chosen completion under the policy `(K)`.
    pub now: &'a [f32],
    /// The same under the frozen reference.
    pub reference: &'a [f32],
    /// The pair's weight in the mean over pairs.
    weight: f64,
    /// Where both completions differ, if they are one token apart.
    difference: Option<usize>,
    chosen: Sides,
    rejected: Sides,
}

/// One completion: for each of its tokens `(V)`.
#[derive(Debug)]
struct Sides {
    softmax: Vec<Vec<f64>>,
    dlogits: Vec<Vec<f64>>,
}

/// One position of a pair that is one token apart.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    /// From 0 on.
    pub k: usize,
    /// Where it lies relative to the difference, with its labels.
    pub place: LabelledPosition,
    /// The policy's softmax after the chosen prefix `(V)`.
    pub s_w: &'a [f64],
    /// After the rejected prefix.
    pub s_l: &'a [f64],
    /// The measured `∂loss/∂logits (V)` through the chosen context.
    pub d_w: &'a [f64],
    /// Through the rejected one.
    pub d_l: &'a [f64],
}

impl<'a> Exhibit<'a> {
    /// A pair at a step: `found` and `reference` are log-probs of all pairs, `contexts` and `measured` are of this one.
    pub fn new(
        (index, pair): (usize, &'a TokenPair),
        objective: &'a Objective,
        (found, reference): (&'a TokenLogps, &'a TokenLogps),
        contexts: &Contexts,
        measured: &Dlogits,
    ) -> Exhibit<'a> {
        let logps = found.against(reference, index);
        let loss = objective.evaluate(&logps);
        let pull = loss.pull();
        let sides = |logits: &[Vec<f32>], dlogits: &[Vec<f32>]| Sides {
            softmax: logits.iter().map(|logits| softmax(logits)).collect(),
            dlogits: dlogits.iter().map(|row| row.iter().map(|&d| f64::from(d)).collect()).collect(),
        };
        Exhibit {
            index,
            pair,
            objective,
            logps,
            loss,
            pull,
            now: found.chosen(index),
            reference: reference.chosen(index),
            weight: pull.weight / found.pairs() as f64,
            difference: LabelledPosition::of(&pair.chosen, &pair.rejected, 0)
                .ok()
                .and_then(|_| pair.first_difference()),
            chosen: sides(&contexts.chosen, &measured.chosen),
            rejected: sides(&contexts.rejected, &measured.rejected),
        }
    }

    /// Whether both completions are equally long and differ in exactly one token.
    pub fn is_one_apart(&self) -> bool {
        self.difference.is_some()
    }

    /// Whether the loss pushes the pair at all.
    pub fn is_pushed(&self) -> bool {
        self.weight > 0.0
    }

    /// Whether a penalty on the chosen completion is active.
    pub fn is_held(&self) -> bool {
        self.loss.penalty > 0.0
    }

    /// The positions before, at or after the difference; none of a pair that is not one token apart.
    pub fn positions(&self, kind: PlaceKind) -> impl Iterator<Item = Position<'_>> {
        let all = self.difference.map_or(0..0, |_| 0..self.pair.chosen.len());
        let position = |k: usize| {
            Some(Position {
                k,
                place: LabelledPosition::of(&self.pair.chosen, &self.pair.rejected, k).ok()?,
                s_w: self.chosen.softmax.get(k)?,
                s_l: self.rejected.softmax.get(k)?,
                d_w: self.chosen.dlogits.get(k)?,
                d_l: self.rejected.dlogits.get(k)?,
            })
        };
        all.filter_map(position).filter(move |position| position.place.kind() == kind)
    }

    /// The theory's `g (V)` at a position.
    pub fn direction(&self, position: &Position<'_>) -> Vec<f64> {
        direction(position.place, position.s_w, position.s_l, self.pull)
    }

    /// By how much of the larger context's largest gradient the sum of both measured ones differs from minus the pair's weight times `g`.
    pub fn sum_apart(&self, position: &Position<'_>) -> f64 {
        let (mut off, mut largest) = (0.0_f64, 0.0_f64);
        for ((g, w), l) in self.direction(position).iter().zip(position.d_w).zip(position.d_l) {
            let difference = (w + l + self.weight * g).abs();
            if difference.is_nan() {
                return f64::INFINITY;
            }
            (off, largest) = (off.max(difference), largest.max(w.abs()).max(l.abs()));
        }
        let most = self.weight * (self.pull.chosen.abs() + self.pull.rejected.abs());
        share((off - ROUNDING * most).max(0.0), largest)
    }

    /// At each token of a completion, by how much of the largest the measured gradient of its logits differs from the loss's own derivative
    /// times that of the token's log-prob.
    pub fn disagreements(&self, side: Side) -> impl Iterator<Item = f64> {
        let (sides, pull) = match side {
            Side::Chosen => (&self.chosen, self.pull.chosen),
            Side::Rejected => (&self.rejected, -self.pull.rejected),
        };
        let labels = side.tokens(self.pair);
        sides.softmax.iter().zip(&sides.dlogits).zip(labels).map(move |((s, measured), &label)| {
            let label = label as usize;
            let part = |(j, s): (usize, &f64)| pull * (if j == label { 1.0 - s } else { -s });
            let part: Vec<f64> = s.iter().enumerate().map(part).collect();
            apart(measured, &part, label, (self.weight, self.weight * pull.abs()))
        })
    }
}

/// So much of a completion's largest possible push is a few roundings of numbers up to 1 in f32.
const ROUNDING: f64 = 4.0 * f32::EPSILON as f64;

/// Whether two probabilities, both of a token's in two contexts, are closer together than they are known: `ds = s (1 − s) dz`.
pub fn are_equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= RESOLUTION * (a * (1.0 - a) + b * (1.0 - b))
}

/// `softmax (V)` in f64 of logits in f32.
fn softmax(logits: &[f32]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut s: Vec<f64> = logits.iter().map(|&z| libm::exp(f64::from(z) - f64::from(largest))).collect();
    let sum: f64 = s.iter().sum();
    s.iter_mut().for_each(|s| *s /= sum);
    s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_softmax_of_f32_logits_keeps_the_rest_of_a_likely_token() {
        let s = softmax(&[20.0, 0.0, -1.0]);
        let rest = s[1] + s[2];
        assert!((1.0 - s[0] - rest).abs() <= 4.0 * f64::EPSILON && rest > 2e-9, "{s:?}");
        assert_eq!(softmax(&[0.0, 0.0]), [0.5, 0.5]);
        assert_eq!(softmax(&[-1e4, 1e4]), [0.0, 1.0]);
    }

    #[test]
    fn equal_is_what_differs_by_less_than_logits_are_known() {
        let of = |z: f64| 1.0 / (1.0 + (-z).exp());
        for z in [-12.0, -3.0, 0.0, 3.0, 12.0] {
            assert!(are_equal(of(z), of(z + 1.9 * RESOLUTION)), "{z}");
            assert!(!are_equal(of(z), of(z + 2.1 * RESOLUTION)), "{z}");
        }
    }
}
