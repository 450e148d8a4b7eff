//! The waist between training and arithmetic: a [`Device`] makes [`Backend`]s; a backend holds some policies of one shape, evaluates them
//! on the preference pairs and updates them. Training knows nothing of matrices; a backend knows nothing of phases, history or the page.

pub mod bell;
pub mod cpu;
pub mod gpu;
#[cfg(target_arch = "wasm32")]
pub mod remote;
pub mod wire;

use crate::data::{OptimizerKind, SftOn, Side, TokenPair, Trainable};
use crate::model::Layout;
use crate::objective::{Objective, PairLogps, PairLoss, sft};
use std::ops::Range;
use std::rc::Rc;

/// Where policies can be trained.
pub trait Device {
    /// Whether the device can hold so many policies; nothing is allocated for the answer.
    ///
    /// # Errors
    /// A sentence that says what is too large and what is allowed.
    fn check(&self, layout: &Layout, pairs: &[TokenPair], policies: usize) -> Result<(), DeviceError>;

    /// A backend for these pairs, of which the last ones are held out where `task` says so, and `states.len()` policies, one aim of `task` for each.
    ///
    /// # Errors
    /// The device cannot be used any more.
    fn backend(
        &self,
        layout: &Layout,
        pairs: &[TokenPair],
        states: Vec<OptimizerState>,
        task: Task,
    ) -> Result<Box<dyn Backend>, DeviceError>;

    /// Which kind of device it is.
    fn kind(&self) -> DeviceKind;

    /// How many steps it is best asked for at once: more than one where a question takes longer than a step.
    fn lookahead(&self) -> usize;
}

/// The kinds of devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// The processor, in WebAssembly or natively.
    Cpu,
    /// WebGPU, or natively Vulkan, Metal or Direct3D.
    Gpu,
}

impl DeviceKind {
    /// The name that the JavaScript interface uses.
    pub fn name(self) -> &'static str {
        match self {
            DeviceKind::Cpu => "cpu",
            DeviceKind::Gpu => "gpu",
        }
    }
}

/// Why a device cannot do, or go on with, what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceError {
    /// The sentence of another program: the GPU's module, or the page's.
    Said(String),
    /// It did what was not foreseen, and is left alone.
    Failed,
    /// It gave no answer for so many seconds, and is left alone.
    Silent(u32),
    /// It could not be opened.
    NotOpened,
    /// The browser has nothing to try it with.
    NoChannel,
    /// It kept the parameters to itself.
    NoParameters,
    /// The same at the end of a phase.
    NoTrained,
    /// And the gradients of what was watched.
    NoGradients,
    /// There is nothing in the history from which a fork could begin.
    NoBeginning,
}

/// Evaluates and updates policies in small pieces, so that whoever drives it can stop between any two.
///
/// A cycle is [`begin`](Backend::begin), then [`tick`](Backend::tick) until [`Tick::Done`] for each step that was asked for, and after
/// each of them [`evaluation`](Backend::evaluation), which is that step's until the next tick.
pub trait Backend {
    /// Asks for `steps` steps: the first is `work`, each further one an update and an evaluation. All of what was asked before must be done.
    fn begin(&mut self, work: Work, steps: usize);
    /// Does one bounded piece of the work.
    ///
    /// # Errors
    /// The device is lost: the backend is of no use any more.
    fn tick(&mut self) -> Result<Tick, DeviceError>;
    /// What the step that was just done found of this policy.
    fn evaluation(&self, policy: usize) -> &Evaluation;
    /// Parameters and moments of this policy at that step. A backend whose memory is far away has them for some steps only; the last of
    /// those that were asked for is always one.
    fn state(&self, policy: usize) -> Option<&OptimizerState>;
    /// The same, to be kept: the backend is of no use afterwards.
    fn take_state(&mut self, policy: usize) -> Option<OptimizerState> {
        self.state(policy).cloned()
    }
    /// Gives this policy another loss, from the next step that is asked for. All of what was asked before must be done.
    fn aim(&mut self, policy: usize, aim: Aim);
    /// Leaves this policy as it is from now on.
    fn halt(&mut self, policy: usize);
    /// Keeps, from the next step that is asked for on, what the backward pass makes of the logits of this pair, which is one that is trained. All of what was asked before must
    /// be done.
    fn watch(&mut self, pair: usize);
    /// The gradient of the watched pair's logits at the step that was just done, wherever there is that step's [`state`](Backend::state).
    fn dlogits(&self, policy: usize) -> Option<&Dlogits>;
    /// The same as [`watch`](Backend::watch) for pairs that follow each other, at least one. A backend whose memory is far away may keep the first
    /// alone.
    fn watch_all(&mut self, pairs: Range<usize>) {
        self.watch(pairs.start);
    }
    /// The gradients of the watched pairs' logits, in their order: as many as were kept, and none where [`dlogits`](Backend::dlogits) has none.
    fn all_dlogits(&self, policy: usize) -> &[Dlogits] {
        self.dlogits(policy).map_or(&[], std::slice::from_ref)
    }
}

/// What the policies are trained for.
#[derive(Debug, Clone)]
pub struct Task {
    /// The loss of each policy.
    pub aims: Vec<Aim>,
    /// The weights of each policy that are trained: all of them, where nothing is said of a policy.
    pub trains: Vec<Trainable>,
    /// How gradients become updates.
    pub optimizer: Optimizer,
    /// How many of the pairs, the last ones, are held out: measured, and not trained.
    pub held_out: usize,
}

impl Task {
    /// The weights of this policy that are trained. No other is moved, be it by weight decay, and the gradient's norm is over these.
    pub fn trains(&self, policy: usize) -> Trainable {
        self.trains.get(policy).copied().unwrap_or_default()
    }
}

/// The loss of one policy.
#[derive(Debug, Clone)]
pub enum Aim {
    /// Mean NLL over the completion tokens of the batch.
    Sft(SftOn),
    /// A preference loss against the frozen reference's log-probs.
    Preference(Objective, Rc<TokenLogps>),
}

/// What one pair adds to the loss of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// To the loss.
    pub loss: f64,
    /// Its derivative by each token's log-prob of the chosen completion.
    pub dchosen: f64,
    /// The same of the rejected completion.
    pub drejected: f64,
    /// The pair's own loss, before it is divided by the number of pairs; nothing in SFT.
    pub pair: Option<PairLoss>,
}

impl Aim {
    /// The share of this pair, one that is trained, in the batch's mean.
    pub fn share(&self, logps: &TokenLogps, pair: usize) -> Share {
        match self {
            Aim::Sft(on) => {
                let (c, r) = logps.sums(pair);
                let (chosen, rejected) = logps.tokens();
                let (seen, tokens) = match on {
                    SftOn::Chosen => (c, chosen),
                    SftOn::Both => (c + r, chosen + rejected),
                };
                let (loss, dchosen) = sft::evaluate(seen, tokens);
                let drejected = match on {
                    SftOn::Chosen => 0.0,
                    SftOn::Both => dchosen,
                };
                Share { loss, dchosen, drejected, pair: None }
            }
            Aim::Preference(objective, reference) => {
                let loss = objective.evaluate(&logps.against(reference, pair));
                let part = 1.0 / reference.pairs() as f64;
                Share {
                    loss: loss.loss * part,
                    dchosen: loss.dchosen * part,
                    drejected: loss.drejected * part,
                    pair: Some(loss),
                }
            }
        }
    }
}

/// How gradients become updates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optimizer {
    /// AdamW or SGD.
    pub kind: OptimizerKind,
    /// Learning rate.
    pub rate: f64,
    /// Decay of all parameters that are trained.
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
    /// Nothing can be done here until the device has: wait until its [`bell`] rings. Natively, ask again.
    Waiting,
    /// One step is done: every policy has been evaluated.
    Done,
}

/// Loss and gradient of one policy at its present parameters.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Log-prob of every completion token.
    pub logps: TokenLogps,
    /// Of each pair that is trained: whether greedy decoding writes its chosen completion, since each token of it is the likeliest after those before.
    pub greedy: Vec<bool>,
    /// The loss of the batch.
    pub loss: f64,
    /// Loss and derivatives of each pair that is trained; empty in SFT.
    pub pairs: Vec<PairLoss>,
    /// Euclidean norm of the gradient of the weights that are trained.
    pub grad_norm: f64,
}

impl Evaluation {
    /// Nothing found yet, for as many tokens.
    pub fn new(logps: TokenLogps) -> Evaluation {
        let greedy = vec![false; logps.pairs()];
        Evaluation { logps, greedy, loss: 0.0, pairs: vec![], grad_norm: 0.0 }
    }

    /// Loss and derivatives of these log-probs, in place of those that stand here.
    pub fn weigh(&mut self, aim: &Aim) {
        self.loss = 0.0;
        self.pairs.clear();
        for pair in 0..self.logps.pairs() {
            let share = aim.share(&self.logps, pair);
            self.loss += share.loss;
            self.pairs.extend(share.pair);
        }
    }
}

/// The gradient of one pair's logits for the loss of the batch, read out of the backward pass that trains.
#[derive(Debug, Clone, PartialEq)]
pub struct Dlogits {
    /// Which pair.
    pub pair: usize,
    /// Through the chosen completion: for each of its tokens `(V)`.
    pub chosen: Vec<Vec<f32>>,
    /// Through the rejected one.
    pub rejected: Vec<Vec<f32>>,
}

/// What an optimiser carries from step to step, all of length `P`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OptimizerState {
    /// The parameters.
    pub params: Vec<f32>,
    /// First moments; empty under SGD.
    pub m: Vec<f32>,
    /// Second moments; empty under SGD.
    pub v: Vec<f32>,
    /// Updates so far, which AdamW's bias correction counts.
    pub updates: usize,
}

impl OptimizerState {
    /// A fresh optimiser around these parameters.
    pub fn new(params: Vec<f32>, kind: OptimizerKind) -> OptimizerState {
        let moments = match kind {
            OptimizerKind::Adamw => params.len(),
            OptimizerKind::Sgd => 0,
        };
        OptimizerState { params, m: vec![0.0; moments], v: vec![0.0; moments], updates: 0 }
    }

    /// Size in memory.
    pub fn bytes(&self) -> usize {
        (self.params.len() + self.m.len() + self.v.len()) * size_of::<f32>()
    }
}

/// The log-prob (nats) of every completion token of a data set, `<eos>` included: of the pairs that are trained, and behind them of those that
/// are held out.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenLogps {
    values: Vec<f32>,
    spans: Rc<[Span]>,
    held_out: usize,
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
        TokenLogps { values: vec![0.0; end], spans, held_out: 0 }
    }

    /// Room for the completions of these pairs, of which the last ones are held out.
    pub fn of_pairs(pairs: &[TokenPair], held_out: usize) -> TokenLogps {
        let lengths = pairs.iter().map(|pair| (pair.chosen.len(), pair.rejected.len()));
        TokenLogps { held_out: held_out.min(pairs.len()), ..TokenLogps::new(lengths) }
    }

    /// Number of pairs that are trained.
    pub fn pairs(&self) -> usize {
        self.spans.len() - self.held_out
    }

    /// All pairs.
    pub fn all(&self) -> Range<usize> {
        0..self.spans.len()
    }

    /// The pairs that are held out, by the numbers that they have behind the others.
    pub fn held_out(&self) -> Range<usize> {
        self.pairs()..self.spans.len()
    }

    /// All values, pair by pair, chosen before rejected.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The values of the pairs that are trained.
    pub fn trained(&self) -> &[f32] {
        let end = self.spans[..self.pairs()].last().map_or(0, |span| span.rejected.end);
        &self.values[..end]
    }

    /// All values, to be written.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// One value for each token of the chosen completion of this pair.
    pub fn chosen(&self, pair: usize) -> &[f32] {
        &self.values[self.spans[pair].chosen.clone()]
    }

    /// One value for each token of the rejected completion of this pair.
    pub fn rejected(&self, pair: usize) -> &[f32] {
        &self.values[self.spans[pair].rejected.clone()]
    }

    /// One value for each token of one of this pair's completions.
    pub fn side(&self, side: Side, pair: usize) -> &[f32] {
        match side {
            Side::Chosen => self.chosen(pair),
            Side::Rejected => self.rejected(pair),
        }
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

    /// What a loss sees of this pair: these log-probs as the policy's, and those of the frozen reference.
    pub fn against(&self, reference: &TokenLogps, pair: usize) -> PairLogps {
        let ((chosen, rejected), (ref_chosen, ref_rejected)) = (self.sums(pair), reference.sums(pair));
        let tokens = |logps: &[f32]| logps.len() as f64;
        let (chosen_tokens, rejected_tokens) = (tokens(self.chosen(pair)), tokens(self.rejected(pair)));
        PairLogps { chosen, rejected, ref_chosen, ref_rejected, chosen_tokens, rejected_tokens }
    }

    /// Tokens in all chosen completions that are trained, and in all rejected ones.
    pub fn tokens(&self) -> (usize, usize) {
        self.tokens_of(0..self.pairs())
    }

    /// The same of these pairs.
    pub fn tokens_of(&self, pairs: Range<usize>) -> (usize, usize) {
        self.spans[pairs].iter().fold((0, 0), |(c, r), span| (c + span.chosen.len(), r + span.rejected.len()))
    }

    /// Size in memory.
    pub fn bytes(&self) -> usize {
        self.values.len() * size_of::<f32>()
    }
}
