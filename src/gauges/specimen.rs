//! What gauges read: a pair as the model at a step has it, boiled down to what any gauge asks of it.

use super::divergence::{kl, log_softmax};
use crate::backend::cpu::look::argmax;
use crate::data::{TokenId, TokenPair};

/// A pair, as the policy at a step and the reference have it.
#[derive(Clone, Debug)]
pub struct Specimen {
    /// Which pair.
    pub pair: usize,
    /// Its tokens.
    pub tokens: TokenPair,
    /// The preferred answer.
    pub chosen: AnswerSums,
    /// The other one.
    pub rejected: AnswerSums,
    /// `⟨∇c, ∇r⟩` over all parameters.
    pub gradient_product: f64,
}

/// What the policy makes of an answer of `K` tokens, `<eos>` included, at the `K` positions that predict them.
#[derive(Clone, Debug, Default)]
pub struct AnswerSums {
    /// The summed log-probability in nats under the policy.
    pub logps: f64,
    /// The same under the reference.
    pub ref_logps: f64,
    /// The sum of the hidden states `(D)` over the positions: the last LayerNorm's output, which the head turns into logits.
    pub hidden: Vec<f64>,
    /// `K`.
    pub positions: usize,
    /// The sums over the positions of: the probability of the likeliest token, of the answer's own token, and of all that are neither.
    pub masses: [f64; 3],
    /// At how many positions the likeliest token is the answer's own.
    pub agreeing: usize,
    /// The sum over the positions of the policy's divergence from the reference there, in nats.
    pub kl: f64,
    /// `‖∇‖²` of the summed log-probability over all parameters.
    pub gradient_square: f64,
}

/// What there is at a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position<'a> {
    /// The hidden state `(D)`.
    pub hidden: &'a [f32],
    /// The policy's logits `(V)`.
    pub logits: &'a [f32],
    /// Their softmax `(V)`.
    pub softmax: &'a [f32],
    /// The reference's log-probabilities `(V)`.
    pub reference: &'a [f64],
}

impl AnswerSums {
    /// Takes in the next position, of which this is the answer's own token.
    pub(super) fn meet(&mut self, Position { hidden, logits, softmax, reference }: Position, own: TokenId) {
        let likeliest = argmax(logits);
        self.hidden.resize(hidden.len(), 0.0);
        self.hidden.iter_mut().zip(hidden).for_each(|(sum, value)| *sum += f64::from(*value));
        let [argmax, chosen, rest] = &mut self.masses;
        for (token, probability) in (0..).zip(softmax.iter().map(|&probability| f64::from(probability))) {
            *argmax += if token == likeliest { probability } else { 0.0 };
            *chosen += if token == own { probability } else { 0.0 };
            *rest += if token == likeliest || token == own { 0.0 } else { probability };
        }
        self.kl += kl(&log_softmax(logits), reference);
        self.positions += 1;
        self.agreeing += usize::from(likeliest == own);
    }

    /// `⟨Σh, Σh⟩` of both answers' summed hidden states.
    pub(super) fn hidden_product(&self, other: &AnswerSums) -> f64 {
        self.hidden.iter().zip(&other.hidden).map(|(a, b)| a * b).sum()
    }

    /// A sum over the positions as a mean; not a number where there is none.
    pub(super) fn mean(&self, sum: f64) -> f64 {
        sum / self.positions as f64
    }
}
