//! One pair of one run at one step, seen through: logits, their gradients, and what the theory predicted for them.

use super::value::Value;
use crate::backend::TokenLogps;
use crate::backend::cpu::{Contexts, contexts};
use crate::data::{TokenId, TokenPair};
use crate::model::Layout;
use crate::objective::{Objective, PairLogps};
use crate::theory::{NotApplicable, Place, PlaceKind, Sign, direction, thresholds};

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
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
}

/// The theory's view of one position, with the measured gradient beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// Where the position lies relative to the differing token.
    pub place: PlaceKind,
    /// Predicted direction `g (V)`: positive goes up.
    pub g: Vec<f64>,
    /// Measured `∂loss/∂logits` through the chosen plus through the rejected context `(V)`: minus `weight · g`.
    pub sum: Vec<f64>,
    /// The largest `|sum + weight · g|` over the vocabulary.
    pub disagreement: f64,
    /// Which way the correct token goes.
    pub predicted: Sign,
    /// Smallest sufficient effective λ for the correct token, and for all the others.
    pub lambda: (f64, f64),
}

/// The outcome of an inspection.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// Logits and pushes in both contexts.
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
    /// The pair's share of `∂loss/∂r`: its weight over the number of pairs.
    pub weight: f64,
    /// The loss's effective λ here: 0 for DPO, and for DPOP while its penalty is idle.
    pub lambda: f64,
    /// The theory at each position of the completion, or why it does not apply.
    pub theory: Result<Vec<Position>, NotApplicable>,
}

/// Why there is no theory of the common model.
const NO_LOSS: &str = "This is the common model, which SFT trains; the theory is about preference losses.";

/// Looks at a pair.
pub fn inspect(subject: &Subject<'_>) -> Inspection {
    let contexts = contexts(subject.layout, subject.params, subject.pair);
    let ((c, r), (rc, rr)) = (subject.logps.sums(subject.index), subject.reference.sums(subject.index));
    let logps = PairLogps { chosen: c, rejected: r, ref_chosen: rc, ref_rejected: rr };
    let share = 1.0 / subject.reference.pairs() as f64;
    let pushed = |objective: &Objective| gradients(&contexts, subject.pair, objective, &logps, share);
    Inspection { gradients: subject.objective.map(pushed), contexts }
}

/// What a loss does to the logits of a pair with these summed log-probs, of which the batch's mean takes `share`.
pub fn gradients(
    contexts: &Contexts,
    pair: &TokenPair,
    objective: &Objective,
    logps: &PairLogps,
    share: f64,
) -> Gradients {
    let loss = objective.evaluate(logps);
    let scaled = |push: &[Vec<f32>], by: f64| {
        let row = |row: &Vec<f32>| row.iter().map(|&x| f64::from(x) * by).collect::<Vec<f64>>();
        push.iter().map(row).collect::<Vec<_>>()
    };
    let dchosen = scaled(&contexts.push_chosen, loss.dchosen * share);
    let drejected = scaled(&contexts.push_rejected, loss.drejected * share);
    let (weight, lambda) = (objective.weight(logps) * share, objective.effective_lambda(logps));
    let position = |k: usize| -> Result<Position, NotApplicable> {
        let TokenPair { chosen, rejected, .. } = pair;
        let place = Place::of(chosen, rejected, k)?;
        let s_w = softmax(&contexts.push_chosen[k], chosen[k]);
        let s_l = softmax(&contexts.push_rejected[k], rejected[k]);
        let g = direction(place, &s_w, &s_l, lambda);
        let sum: Vec<f64> = dchosen[k].iter().zip(&drejected[k]).map(|(w, l)| w + l).collect();
        let disagreement = sum.iter().zip(&g).map(|(sum, g)| (sum + weight * g).abs()).fold(0.0, f64::max);
        let marks = thresholds(place, &s_w, &s_l);
        let predicted = Sign::of(g[place.correct()]);
        Ok(Position { place: place.kind(), g, sum, disagreement, predicted, lambda: (marks.correct, marks.others) })
    };
    let theory = (0..pair.chosen.len()).map(position).collect();
    Gradients { dchosen, drejected, weight, lambda, theory }
}

/// The softmax that a push came from: `push = onehot(label) − softmax`.
pub fn softmax(push: &[f32], label: TokenId) -> Vec<f64> {
    let mut s: Vec<f64> = push.iter().map(|&x| -f64::from(x)).collect();
    s[label as usize] += 1.0;
    s
}

impl Inspection {
    /// The value that `lab.inspect()` resolves to.
    pub fn to_value(&self, subject: &Subject<'_>) -> Value {
        let words = |ids: &[TokenId]| {
            let word = |&id: &TokenId| Value::from(subject.vocabulary[id as usize].as_str());
            Value::List(ids.iter().map(word).collect())
        };
        let TokenPair { prompt, chosen, rejected } = subject.pair;
        let theory = match self.gradients.as_ref().map(|gradients| (gradients, &gradients.theory)) {
            None => vec![("applies", false.into()), ("reason", NO_LOSS.into())],
            Some((_, Err(reason))) => vec![("applies", false.into()), ("reason", reason.to_string().as_str().into())],
            Some((gradients, Ok(positions))) => vec![
                ("applies", true.into()),
                ("weight", gradients.weight.into()),
                ("lambda", gradients.lambda.into()),
                ("positions", positions.iter().map(Position::to_value).collect::<Vec<_>>().into()),
            ],
        };
        let pushes = self.gradients.as_ref().map(|gradients| (&gradients.dchosen, &gradients.drejected)).unzip();
        let rows32 = |rows: &[Vec<f32>]| Value::List(rows.iter().map(Value::from).collect());
        let rows64 = |rows: Option<&Vec<Vec<f64>>>| {
            rows.map_or(Value::Null, |rows| Value::List(rows.iter().map(Value::from).collect()))
        };
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
            ("chosen", side(chosen, c, rc, &self.contexts.chosen, pushes.0)),
            ("rejected", side(rejected, r, rr, &self.contexts.rejected, pushes.1)),
            ("theory", Value::Object(theory)),
        ])
    }
}

impl Position {
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
mod tests {
    use super::*;
    use crate::backend::Tick;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, presets};
    use crate::train::{Phase, Policy, Session, Step};
    use std::rc::Rc;

    /// The identity of DESIGN §2 on the real network: the gradients that training uses, at the chosen and at the rejected context of the
    /// same position, add up to minus the pair's weight times the theory's g, to f32 rounding of numbers below 1.
    #[test]
    fn the_networks_own_gradients_add_up_to_the_theory() {
        let json = presets().iter().find(|preset| preset.name == "smaug").expect("a preset").json;
        let mut session = Session::new(LabFile::from_json(json).expect("valid"), Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 60).expect("first");
        session.set_target(Phase::Preference, 25).expect("then");
        while session.tick() != Step::Idle {}
        for run in 0..2 {
            let mut replay = session.replay(Policy::Run(run), Some(20)).expect("in the past");
            while replay.tick() == Ok(Tick::Working) {}
            for index in 0..session.pairs().len() {
                let subject = Subject {
                    layout: session.layout(),
                    params: &replay.state().expect("there").params,
                    vocabulary: &session.spec().dataset.vocabulary,
                    pair: &session.pairs()[index],
                    index,
                    objective: Some(&session.spec().runs[run].objective),
                    logps: &replay.evaluation().logps,
                    reference: session.history().reference().expect("frozen"),
                };
                let inspection = inspect(&subject);
                let gradients = inspection.gradients.as_ref().expect("a run has a loss");
                let positions = gradients.theory.clone().expect("one token apart");
                assert_eq!(positions.len(), subject.pair.chosen.len());
                for (k, position) in positions.iter().enumerate() {
                    let scale = gradients.weight * (1.0 + gradients.lambda);
                    assert!(position.disagreement <= 1e-6 * scale, "run {run}, pair {index}, k {k}: {position:?}");
                }
                let theory = inspection.to_value(&subject).get("theory").cloned().expect("always there");
                assert_eq!(theory.get("applies"), Some(&Value::Bool(true)));
            }
        }
    }
}
