//! The CPU backend: plain twins generic over f32 and f64, and beside each the fast f32 form that trains in the page.
//!
//! [`Cpu`] walks a step as a fixed list of small pieces: for each policy, for each chunk of pairs, forward block by block, the
//! objective, backward block by block. The order never changes, so the bits of a run never do. Held-out pairs have chunks of their own
//! behind the others, which only go forward: what is trained has the same bits with them and without.

pub mod look;
pub mod net;
pub mod rows;
pub mod sides;
pub mod twin;
mod watch;

pub use dpop_lab_kernels::{Real, ops};
pub use look::{Contexts, contexts};

use super::{
    Aim, Backend, Device, DeviceError, DeviceKind, Dlogits, Evaluation, Optimizer, OptimizerState, Share, Task, Tick,
    TokenLogps, Work,
};
use crate::data::{OptimizerKind, TokenPair};
use crate::model::Layout;
use net::Net;
use ops::optimizer::fast as optimizer;
use rows::Chunk;
use std::ops::Range;

/// The processor: one thread, no allocation in a step.
#[derive(Debug, Clone, Copy)]
pub struct Processor;

impl Device for Processor {
    /// It has the page's memory, which all labs share: whoever holds the policies asks for that ([`Cpu::bytes`]).
    fn check(&self, _: &Layout, _: &[TokenPair], _: usize) -> Result<(), DeviceError> {
        Ok(())
    }

    fn backend(
        &self,
        layout: &Layout,
        pairs: &[TokenPair],
        states: Vec<OptimizerState>,
        task: Task,
    ) -> Result<Box<dyn Backend>, DeviceError> {
        Ok(Box::new(Cpu::new(layout, pairs, states, task)))
    }

    fn kind(&self) -> DeviceKind {
        DeviceKind::Cpu
    }

    fn lookahead(&self) -> usize {
        1
    }
}

/// Policies of one shape on one data set, on the CPU.
#[derive(Debug)]
pub struct Cpu {
    layout: Layout,
    /// Those of the pairs that are trained, then those of the others.
    chunks: Vec<Chunk>,
    /// How many of them are trained.
    trained: usize,
    net: Net,
    policies: Vec<Policy>,
    task: Task,
    watched: Range<usize>,
    at: Place,
    /// Steps that were asked for after the one under way.
    remaining: usize,
}

#[derive(Debug)]
struct Policy {
    state: OptimizerState,
    /// Empty before the first evaluation.
    gradient: Vec<f32>,
    evaluation: Evaluation,
    /// Of the watched pairs, where they were watched when their turn came.
    dlogits: Vec<Dlogits>,
    activity: Activity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Activity {
    Training,
    Halted,
}

/// The next piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    policy: usize,
    chunk: usize,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Update,
    Pack,
    Embed,
    AttentionForward(usize),
    MlpForward(usize),
    Score,
    MlpBackward(usize),
    AttentionBackward(usize),
    EmbedBackward,
}

/// Rows that a chunk may have: enough that products are worth their packing, few enough that the activations stay in the cache
/// and that a piece of work stays short (`48·D²` operations a row and block, 50 million a piece).
fn row_limit(width: usize) -> usize {
    (50_000_000 / (48 * width * width)).clamp(64, 256)
}

impl Cpu {
    /// Bytes that a backend for these pairs, of which the last ones are held out, and this many policies holds, counted before anything is
    /// allocated. They may be more than an address of this machine can say.
    pub fn bytes(layout: &Layout, pairs: &[TokenPair], held_out: usize, policies: usize) -> u64 {
        let (chunks, _) = cut(layout, pairs, held_out);
        let (total, policies) = (layout.total as u64, policies as u64);
        let tokens: usize = pairs.iter().map(|pair| pair.chosen.len() + pair.rejected.len()).sum();
        // 2 numbers and a place a row, however many chunks.
        let rows: usize = chunks.iter().map(Chunk::rows).sum();
        let laid_out = 4 * rows as u64 + 32 * pairs.len() as u64 + tokens as u64;
        let found = tokens as u64 + 12 * pairs.len() as u64;
        // Parameters, two moments and a gradient for each policy.
        (total * 4 * policies + Net::numbers(layout, &chunks) + laid_out + found * policies) * size_of::<f32>() as u64
    }

    /// A backend for these pairs and `states.len()` policies.
    pub fn new(layout: &Layout, pairs: &[TokenPair], states: Vec<OptimizerState>, task: Task) -> Cpu {
        let (chunks, trained) = cut(layout, pairs, task.held_out);
        let logps = TokenLogps::of_pairs(pairs, task.held_out);
        let policy = |state: OptimizerState| Policy {
            gradient: vec![],
            state,
            evaluation: Evaluation::new(logps.clone()),
            dlogits: vec![],
            activity: Activity::Training,
        };
        Cpu {
            net: Net::new(layout, &chunks),
            layout: layout.clone(),
            chunks,
            trained,
            policies: states.into_iter().map(policy).collect(),
            task,
            watched: 0..0,
            at: Place { policy: usize::MAX, chunk: 0, stage: Stage::Pack },
            remaining: 0,
        }
    }

    /// The gradient `(P)` of the last evaluation of this policy, once there was one.
    pub fn gradient(&self, policy: usize) -> &[f32] {
        &self.policies[policy].gradient
    }

    /// The chunks that a step walks through.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// Goes to the first policy from `policy` on that trains.
    fn start(&mut self, policy: usize, stage: Stage) -> Tick {
        let next = (policy..self.policies.len()).find(|&i| self.policies[i].activity == Activity::Training);
        self.at = Place { policy: next.unwrap_or(usize::MAX), chunk: 0, stage };
        if next.is_some() { Tick::Working } else { Tick::Done }
    }
}

impl Backend for Cpu {
    fn begin(&mut self, work: Work, steps: usize) {
        let stage = match work {
            Work::Evaluate => Stage::Pack,
            Work::Update => Stage::Update,
        };
        self.remaining = steps.saturating_sub(1);
        self.start(0, stage);
    }

    fn tick(&mut self) -> Result<Tick, DeviceError> {
        if self.at.policy == usize::MAX && self.remaining > 0 {
            self.begin(Work::Update, self.remaining);
        }
        Ok(self.piece())
    }

    fn evaluation(&self, policy: usize) -> &Evaluation {
        &self.policies[policy].evaluation
    }

    fn state(&self, policy: usize) -> Option<&OptimizerState> {
        Some(&self.policies[policy].state)
    }

    fn take_state(&mut self, policy: usize) -> Option<OptimizerState> {
        self.policies.get_mut(policy).map(|policy| std::mem::take(&mut policy.state))
    }

    fn aim(&mut self, policy: usize, aim: Aim) {
        self.task.aims[policy] = aim;
    }

    fn halt(&mut self, policy: usize) {
        self.policies[policy].activity = Activity::Halted;
    }

    fn watch(&mut self, pair: usize) {
        self.watch_all(pair..pair + 1);
    }

    fn dlogits(&self, policy: usize) -> Option<&Dlogits> {
        self.all_dlogits(policy).first()
    }

    fn watch_all(&mut self, pairs: Range<usize>) {
        self.watched = pairs;
    }

    fn all_dlogits(&self, policy: usize) -> &[Dlogits] {
        &self.policies[policy].dlogits
    }
}

impl Cpu {
    /// The next piece of the step under way.
    fn piece(&mut self) -> Tick {
        let Place { policy: index, chunk: chunk_index, stage } = self.at;
        let Some(policy) = self.policies.get_mut(index) else { return Tick::Done };
        let Policy { state, gradient, evaluation, dlogits, .. } = policy;
        let (net, params) = (&mut self.net, state.params.as_slice());
        let chunk = &self.chunks[chunk_index];
        let last = self.layout.shape.n_layer - 1;
        self.at.stage = match stage {
            Stage::Update => {
                let trained = self.layout.trainable(self.task.trains(index));
                update(state, gradient, trained, &self.task.optimizer);
                self.at.policy += 1;
                // All policies are updated before the first is evaluated: they step in lockstep.
                return match self.start(self.at.policy, Stage::Update) {
                    Tick::Done => self.start(0, Stage::Pack),
                    tick => tick,
                };
            }
            Stage::Pack => {
                net.pack(params);
                // The first time it is made here, a policy a piece: all at once take long.
                gradient.resize(params.len(), 0.0);
                gradient.fill(0.0);
                evaluation.loss = 0.0;
                evaluation.pairs.clear();
                dlogits.clear();
                Stage::Embed
            }
            Stage::Embed => {
                net.embed(chunk, params);
                Stage::AttentionForward(0)
            }
            Stage::AttentionForward(layer) => {
                net.attention_forward(layer, chunk, params);
                Stage::MlpForward(layer)
            }
            Stage::MlpForward(layer) => {
                net.mlp_forward(layer, chunk, params);
                if layer < last { Stage::AttentionForward(layer + 1) } else { Stage::Score }
            }
            Stage::Score => {
                net.head_forward(chunk, params);
                read_log_probs(net, chunk, evaluation);
                if chunk_index >= self.trained {
                    return self.next_chunk();
                }
                let aim = &self.task.aims[index];
                let watched = self.watched.start.max(chunk.pairs.start)..self.watched.end.min(chunk.pairs.end);
                let alone = |pair: usize| {
                    let rows = &chunk.layout[pair - chunk.pairs.start];
                    (pair, rows, aim.share(&evaluation.logps, pair).drejected as f32)
                };
                let watched: Vec<_> = watched.map(alone).collect();
                let alone: Vec<_> =
                    watched.iter().map(|(_, rows, drejected)| watch::rejected_alone(net, rows, *drejected)).collect();
                score(net, chunk, aim, evaluation);
                net.head_backward(chunk, params, gradient);
                let read = |((pair, rows, _), alone)| watch::read(net, rows, pair, alone);
                dlogits.extend(watched.into_iter().zip(alone).map(read));
                Stage::MlpBackward(last)
            }
            Stage::MlpBackward(layer) => {
                net.mlp_backward(layer, chunk, params, gradient);
                Stage::AttentionBackward(layer)
            }
            Stage::AttentionBackward(layer) => {
                net.attention_backward(layer, chunk, params, gradient);
                if layer > 0 { Stage::MlpBackward(layer - 1) } else { Stage::EmbedBackward }
            }
            Stage::EmbedBackward => {
                net.embed_backward(chunk, gradient);
                return self.next_chunk();
            }
        };
        Tick::Working
    }

    /// The chunk at hand is done: on to the next one, or to the next policy.
    fn next_chunk(&mut self) -> Tick {
        let Place { policy: index, chunk, .. } = self.at;
        if chunk + 1 < self.chunks.len() {
            self.at = Place { policy: index, chunk: chunk + 1, stage: Stage::Embed };
            return Tick::Working;
        }
        if let Some(Policy { evaluation, gradient, .. }) = self.policies.get_mut(index) {
            let trained = self.layout.trainable(self.task.trains(index));
            evaluation.grad_norm = optimizer::norm(&gradient[trained]);
        }
        self.start(index + 1, Stage::Pack)
    }
}

/// All chunks of these pairs, of which the last ones are held out, and how many of the chunks are trained.
fn cut(layout: &Layout, pairs: &[TokenPair], held_out: usize) -> (Vec<Chunk>, usize) {
    let (limit, trained) = (row_limit(layout.shape.n_embd), pairs.len().saturating_sub(held_out));
    let mut chunks = rows::chunks(pairs, 0..trained, limit);
    let count = chunks.len();
    chunks.extend(rows::chunks(pairs, trained..pairs.len(), limit));
    (chunks, count)
}

fn read_log_probs(net: &Net, chunk: &Chunk, Evaluation { logps, greedy, .. }: &mut Evaluation) {
    for (pair, rows) in chunk.pairs.clone().zip(&chunk.layout) {
        let (chosen, rejected) = logps.pair_mut(pair);
        let mut likeliest = true;
        for (k, (logp, &label)) in chosen.iter_mut().zip(&rows.chosen).enumerate() {
            *logp = net.log_prob(rows.chosen_row(k), label);
            likeliest &= look::argmax(net.logits(rows.chosen_row(k))) == label;
        }
        if let Some(greedy) = greedy.get_mut(pair) {
            *greedy = likeliest;
        }
        for (k, (logp, &label)) in rejected.iter_mut().zip(&rows.rejected).enumerate() {
            *logp = net.log_prob(rows.rejected_row(k), label);
        }
    }
}

/// Adds the chunk's share to the loss, and pushes its derivatives into the logits.
fn score(net: &mut Net, chunk: &Chunk, aim: &Aim, evaluation: &mut Evaluation) {
    for (pair, rows) in chunk.pairs.clone().zip(&chunk.layout) {
        let Share { loss, dchosen, drejected, pair } = aim.share(&evaluation.logps, pair);
        evaluation.loss += loss;
        evaluation.pairs.extend(pair);
        for (k, &label) in rows.chosen.iter().enumerate() {
            net.push_log_prob(rows.chosen_row(k), label, dchosen as f32);
        }
        for (k, &label) in rows.rejected.iter().enumerate() {
            net.push_log_prob(rows.rejected_row(k), label, drejected as f32);
        }
    }
}

fn update(state: &mut OptimizerState, gradient: &[f32], trained: Range<usize>, how: &Optimizer) {
    state.updates += 1;
    let OptimizerState { params, m, v, updates } = state;
    let (params, gradient) = (&mut params[trained.clone()], &gradient[trained.clone()]);
    match how.kind {
        OptimizerKind::Adamw => {
            let (m, v) = (&mut m[trained.clone()], &mut v[trained]);
            optimizer::adamw(params, m, v, gradient, *updates, how.rate, how.weight_decay);
        }
        OptimizerKind::Sgd => optimizer::sgd(params, gradient, how.rate, how.weight_decay),
    }
}
