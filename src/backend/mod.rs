//! The waist between training and arithmetic: a [`Backend`] holds some policies of one shape, evaluates them on the preference pairs
//! and updates them. Training knows nothing of matrices; a backend knows nothing of phases, history or the page.

pub mod cpu;

use crate::data::{OptimizerKind, SftOn};
use crate::objective::{Objective, PairLoss};
use std::ops::Range;
use std::rc::Rc;

/// Evaluates and updates policies in small pieces, so that whoever drives it can stop between any two.
///
/// A cycle is [`begin`](Backend::begin)`(Evaluate)`, [`tick`](Backend::tick) until [`Tick::Done`], read [`Backend::evaluation`];
/// then `begin(Update)` applies the gradients of that evaluation and evaluates again.
pub trait Backend {
    /// Sets what the policies are trained for. The next work must be an evaluation.
    fn set_task(&mut self, task: Task);
    /// Starts work on every policy that is not halted.
    fn begin(&mut self, work: Work);
    /// Does one bounded piece of the work.
    fn tick(&mut self) -> Tick;
    /// What the last evaluation of this policy found.
    fn evaluation(&self, policy: usize) -> &Evaluation;
    /// Parameters and moments of this policy.
    fn state(&self, policy: usize) -> &State;
    /// Replaces them. The next work must be an evaluation.
    fn load(&mut self, policy: usize, state: &State);
    /// Leaves this policy as it is from now on.
    fn halt(&mut self, policy: usize);
}

/// What the policies are trained for.
#[derive(Debug, Clone)]
pub struct Task {
    /// The loss of each policy.
    pub aims: Vec<Aim>,
    /// How gradients become updates.
    pub optimizer: Optimizer,
}

/// The loss of one policy.
#[derive(Debug, Clone)]
pub enum Aim {
    /// Mean NLL over the completion tokens of the batch.
    Sft(SftOn),
    /// A preference loss against the frozen reference's log-probs.
    Preference(Objective, Rc<TokenLogps>),
}

/// How gradients become updates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optimizer {
    /// AdamW or SGD.
    pub kind: OptimizerKind,
    /// Learning rate.
    pub rate: f64,
    /// Decay of all parameters.
    pub weight_decay: f64,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Evaluate loss and gradient at the present parameters.
    Evaluate,
    /// Apply the last gradient, then evaluate.
    Update,
}

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// There is more to do.
    Working,
    /// Every policy has been evaluated.
    Done,
}

/// Loss and gradient of one policy at its present parameters.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Log-prob of every completion token.
    pub logps: TokenLogps,
    /// The loss of the batch.
    pub loss: f64,
    /// Loss and derivatives of each pair; empty in SFT.
    pub pairs: Vec<PairLoss>,
    /// Euclidean norm of the gradient.
    pub grad_norm: f64,
}

/// What an optimiser carries from step to step, all of length `P`.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The parameters.
    pub params: Vec<f32>,
    /// First moments; empty under SGD.
    pub m: Vec<f32>,
    /// Second moments; empty under SGD.
    pub v: Vec<f32>,
    /// Updates so far, which AdamW's bias correction counts.
    pub updates: usize,
}

impl State {
    /// A fresh optimiser around these parameters.
    pub fn new(params: Vec<f32>, kind: OptimizerKind) -> State {
        let moments = match kind {
            OptimizerKind::Adamw => params.len(),
            OptimizerKind::Sgd => 0,
        };
        State { params, m: vec![0.0; moments], v: vec![0.0; moments], updates: 0 }
    }

    /// Size in memory.
    pub fn bytes(&self) -> usize {
        (self.params.len() + self.m.len() + self.v.len()) * size_of::<f32>()
    }
}

/// The log-prob (nats) of every completion token of a data set, `<eos>` included.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenLogps {
    values: Vec<f32>,
    spans: Rc<[Span]>,
}

/// Where one pair's tokens lie.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    chosen: Range<usize>,
    rejected: Range<usize>,
}

impl TokenLogps {
    /// Room for completions of these lengths `(chosen, rejected)` in tokens.
    pub fn new(lengths: impl Iterator<Item = (usize, usize)>) -> TokenLogps {
        let mut end = 0;
        let mut take = |length: usize| {
            end += length;
            end - length..end
        };
        let spans = lengths.map(|(chosen, rejected)| Span { chosen: take(chosen), rejected: take(rejected) }).collect();
        TokenLogps { values: vec![0.0; end], spans }
    }

    /// Number of pairs.
    pub fn pairs(&self) -> usize {
        self.spans.len()
    }

    /// One value for each token of the chosen completion of this pair.
    pub fn chosen(&self, pair: usize) -> &[f32] {
        &self.values[self.spans[pair].chosen.clone()]
    }

    /// One value for each token of the rejected completion of this pair.
    pub fn rejected(&self, pair: usize) -> &[f32] {
        &self.values[self.spans[pair].rejected.clone()]
    }

    /// Both, to be written: chosen first.
    pub fn pair_mut(&mut self, pair: usize) -> (&mut [f32], &mut [f32]) {
        let Span { chosen, rejected } = &self.spans[pair];
        let (before, after) = self.values.split_at_mut(rejected.start);
        (&mut before[chosen.clone()], &mut after[..rejected.len()])
    }

    /// Summed log-probs (chosen, rejected) of this pair, summed in f64.
    pub fn sums(&self, pair: usize) -> (f64, f64) {
        let sum = |logps: &[f32]| logps.iter().map(|&logp| f64::from(logp)).sum();
        (sum(self.chosen(pair)), sum(self.rejected(pair)))
    }

    /// Tokens in all chosen completions, and in all rejected ones.
    pub fn tokens(&self) -> (usize, usize) {
        self.spans.iter().fold((0, 0), |(c, r), span| (c + span.chosen.len(), r + span.rejected.len()))
    }

    /// Size in memory.
    pub fn bytes(&self) -> usize {
        self.values.len() * size_of::<f32>()
    }
}
