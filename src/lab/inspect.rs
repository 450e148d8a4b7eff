//! One pair of one run at one step, seen through: logits, their gradients, and what the theory predicted for them.
//!
//! The two never come from the same number: gradients are read out of the backward pass that trains, on whatever device it does; what the
//! theory says comes from the softmax of a forward pass of its own.

use super::value::Value;
use crate::backend::cpu::{Contexts, contexts};
use crate::backend::{Dlogits, TokenLogps};
use crate::data::{TokenId, TokenPair};
use crate::model::Layout;
use crate::objective::{Objective, PairLogps};
use crate::theory::{LabelledPosition, NotApplicable, PlaceKind, Sign, apart, direction, parts, thresholds};

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Inspected<'a> {
    /// Where each parameter lies.
    pub layout: &'a Layout,
    /// Parameters `(P)` at the step.
    pub params: &'a [f32],
    /// The vocabulary, by token id.
    pub vocabulary: &'a [String],
    /// The pair.
    pub pair: &'a TokenPair,
    /// Which of the data set's pairs it is.
    pub index: usize,
    /// The run's loss; the common model has no preference loss.
    pub objective: Option<&'a Objective>,
    /// Log-probs of every token under the policy at the step.
    pub logps: &'a TokenLogps,
    /// The same under the frozen reference.
    pub reference: &'a TokenLogps,
    /// What the backward pass made of the pair's logits at the step.
    pub dlogits: &'a Dlogits,
}

/// The theory's view of one position, with the measured gradient beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct PositionTheory {
    /// Where the position lies relative to the differing token.
    pub place: PlaceKind,
    /// Predicted direction `g (V)`: positive goes up.
    pub g: Vec<f64>,
    /// Measured `∂loss/∂logits` through the chosen plus through the rejected context `(V)`: minus `weight · g`.
    pub sum: Vec<f64>,
    /// How far measured and predicted gradients are apart: below [`TOLERANCE`](crate::theory::TOLERANCE) where they agree.
    pub disagreement: f64,
    /// Which way the correct token goes.
    pub predicted: Sign,
    /// Smallest sufficient effective λ for the correct token, and for all the others.
    pub lambda: (f64, f64),
}

/// The outcome of an inspection.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// Logits and their softmax in both contexts.
    pub contexts: Contexts,
    /// What the loss does to them, where there is one.
    pub gradients: Option<Gradients>,
}

/// What a loss does to the logits of one pair.
#[derive(Debug, Clone)]
pub struct Gradients {
    /// `∂loss/∂logits (K, V)` through the chosen sequence, for the loss of the batch.
    pub dchosen: Vec<Vec<f64>>,
    /// The same through the rejected sequence.
    pub drejected: Vec<Vec<f64>>,
    /// The pair's weight over the number of pairs; 0 where the loss is flat.
    pub weight: f64,
    /// The loss's effective λ here: 0 for DPO, for DPOP while its penalty is idle, and where the loss is flat; nothing where there is none.
    pub lambda: Option<f64>,
    /// The theory at each position of the completion, or why it does not apply.
    pub theory: Result<Vec<PositionTheory>, NotApplicable>,
}

/// Looks at a pair.
pub fn inspect(subject: &Inspected<'_>) -> Inspection {
    let contexts = contexts(subject.layout, subject.params, subject.pair);
    let logps = subject.logps.against(subject.reference, subject.index);
    let share = 1.0 / subject.reference.pairs() as f64;
    let pushed = |objective: &Objective| gradients(&contexts, subject.dlogits, subject.pair, objective, &logps, share);
    Inspection { gradients: subject.objective.map(pushed), contexts }
}

/// What a loss does to the logits of a pair with these summed log-probs, of which the batch's mean takes `share`: as it was measured, beside
/// what the theory predicts from the contexts.
pub fn gradients(
    contexts: &Contexts,
    measured: &Dlogits,
    pair: &TokenPair,
    objective: &Objective,
    logps: &PairLogps,
    share: f64,
) -> Gradients {
    let (dchosen, drejected) = (wide(&measured.chosen), wide(&measured.rejected));
    let pull = objective.pull(logps);
    let weight = pull.weight * share;
    let position = |k: usize| -> Result<PositionTheory, NotApplicable> {
        let place = LabelledPosition::of(&pair.chosen, &pair.rejected, k)?;
        let softmax = |s: &[Vec<f32>]| s[k].iter().map(|&s| f64::from(s)).collect::<Vec<f64>>();
        let (s_w, s_l) = (softmax(&contexts.s_chosen), softmax(&contexts.s_rejected));
        let g = direction(place, &s_w, &s_l, pull);
        let sum: Vec<f64> = dchosen[k].iter().zip(&drejected[k]).map(|(w, l)| w + l).collect();
        let ([g_w, g_l], [w, l]) = (parts(place, &s_w, &s_l, pull), place.labels());
        let disagreement = f64::max(
            apart(&dchosen[k], &g_w, w, (weight, weight * pull.chosen.abs())),
            apart(&drejected[k], &g_l, l, (weight, weight * pull.rejected.abs())),
        );
        let marks = thresholds(place, &s_w, &s_l, pull.rejected);
        let predicted = Sign::of(g[place.correct()]);
        Ok(PositionTheory {
            place: place.kind(),
            g,
            sum,
            disagreement,
            predicted,
            lambda: (marks.correct, marks.others),
        })
    };
    let theory = (0..pair.chosen.len()).map(position).collect();
    Gradients { dchosen, drejected, weight, lambda: pull.lambda(), theory }
}

fn wide(rows: &[Vec<f32>]) -> Vec<Vec<f64>> {
    rows.iter().map(|row| row.iter().map(|&d| f64::from(d)).collect()).collect()
}

impl Inspection {
    /// The value that `lab.inspect()` resolves to.
    pub fn to_value(&self, subject: &Inspected<'_>) -> Value {
        let words = |ids: &[TokenId]| {
            let word = |&id: &TokenId| Value::from(subject.vocabulary[id as usize].as_str());
            Value::List(ids.iter().map(word).collect())
        };
        let TokenPair { prompt, chosen, rejected } = subject.pair;
        let theory = match self.gradients.as_ref().map(|gradients| (gradients, &gradients.theory)) {
            None => vec![("applies", false.into()), ("reason", NotApplicable::NoLoss.to_string().as_str().into())],
            Some((_, Err(reason))) => vec![("applies", false.into()), ("reason", reason.to_string().as_str().into())],
            Some((gradients, Ok(positions))) => vec![
                ("applies", true.into()),
                ("weight", gradients.weight.into()),
                ("lambda", gradients.lambda.map_or(Value::Null, Value::from)),
                ("positions", positions.iter().map(PositionTheory::to_value).collect::<Vec<_>>().into()),
            ],
        };
        let measured = || (wide(&subject.dlogits.chosen), wide(&subject.dlogits.rejected));
        let of_loss = |gradients: &Gradients| (gradients.dchosen.clone(), gradients.drejected.clone());
        let (dchosen, drejected) = self.gradients.as_ref().map_or_else(measured, of_loss);
        let rows32 = |rows: &[Vec<f32>]| Value::List(rows.iter().map(Value::from).collect());
        let rows64 = |rows: &[Vec<f64>]| Value::List(rows.iter().map(Value::from).collect());
        let (c, r) = (subject.logps.chosen(subject.index), subject.logps.rejected(subject.index));
        let (rc, rr) = (subject.reference.chosen(subject.index), subject.reference.rejected(subject.index));
        let side = |tokens, logps: &[f32], ref_logps: &[f32], logits, dlogits| {
            Value::Object(vec![
                ("tokens", words(tokens)),
                ("logps", logps.into()),
                ("ref_logps", ref_logps.into()),
                ("logits", rows32(logits)),
                ("dlogits", rows64(dlogits)),
            ])
        };
        Value::Object(vec![
            ("prompt", words(prompt)),
            ("chosen", side(chosen, c, rc, &self.contexts.chosen, &dchosen)),
            ("rejected", side(rejected, r, rr, &self.contexts.rejected, &drejected)),
            ("theory", Value::Object(theory)),
        ])
    }
}

impl PositionTheory {
    fn to_value(&self) -> Value {
        let place = match self.place {
            PlaceKind::Before => "before",
            PlaceKind::At => "at",
            PlaceKind::After => "after",
        };
        let predicted = match self.predicted {
            Sign::Up => "up",
            Sign::Down => "down",
            Sign::None => "none",
        };
        let (correct, others) = self.lambda;
        let sufficient = Value::Object(vec![("correct", finite(correct)), ("others", finite(others))]);
        Value::Object(vec![
            ("place", place.into()),
            ("g", (&self.g).into()),
            ("dlogits_sum", (&self.sum).into()),
            ("disagreement", self.disagreement.into()),
            ("predicted", predicted.into()),
            ("sufficient_lambda", sufficient),
        ])
    }
}

/// JSON has no infinity: no λ suffices is `null`.
fn finite(x: f64) -> Value {
    if x.is_finite() { x.into() } else { Value::Null }
}

#[cfg(test)]
mod tests;
