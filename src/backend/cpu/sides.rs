//! A pair through the network and back, each answer alone: hidden states and softmax on the way forward, and from the same backward pass that
//! trains the gradients of both answers' log-probabilities by all parameters; of each token's too, where that is asked for. Nothing is updated; one
//! bounded piece a call, as in a training step.
//!
//! One forward pass serves all ways back: what a block keeps of it is only read there.

use super::Chunk;
use super::look::Freshness;
use super::net::Net;
use crate::backend::Tick;
use crate::data::{Side, TokenPair};
use crate::model::Layout;

/// A network for one pair after the other.
#[derive(Debug)]
pub struct SidesNet {
    layers: usize,
    net: Net,
    chunk: Chunk,
    /// The ways back, in their order.
    ways: Vec<Pull>,
    /// Of each way, by all parameters `(P)`.
    gradients: Vec<Vec<f32>>,
    next: Piece,
}

/// Of what gradients are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ways {
    /// Of nothing: it only goes forward.
    Forward,
    /// Of both answers' summed log-probabilities.
    Answers,
    /// And of each token's alone.
    AnswersAndTokens,
}

/// Whose log-probability is pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pull {
    Answer(Side),
    Token(Side, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// The weights of a block are packed, and then the head's.
    Pack(usize),
    PackHead,
    Embed,
    Attention(usize),
    Mlp(usize),
    Head,
    /// The gradient of a way is cleared: in a large model a piece by itself.
    Clear(usize),
    HeadBackward(usize),
    MlpBackward(usize, usize),
    AttentionBackward(usize, usize),
    EmbedBackward(usize),
    Nothing,
}

impl SidesNet {
    /// Bytes that a network for any of these pairs holds, counted before anything is allocated.
    pub fn bytes(layout: &Layout, pairs: &[TokenPair], ways: Ways) -> u64 {
        let gradients = pairs.iter().map(|pair| pulls(pair, ways).len()).max().unwrap_or(0) as u64;
        // Beside network and gradients every pair's rows, while the largest is looked for.
        let chunks = alone(pairs);
        let rows: usize = chunks.iter().map(Chunk::rows).sum();
        let laid_out = (4 * rows + 32 * pairs.len()) as u64;
        (gradients * layout.total as u64 + Net::numbers(layout, &chunks) + laid_out) * size_of::<f32>() as u64
    }

    /// Room for any one of these pairs.
    pub fn new(layout: &Layout, pairs: &[TokenPair]) -> SidesNet {
        SidesNet {
            layers: layout.shape.n_layer,
            net: Net::new(layout, &alone(pairs)),
            chunk: Chunk::new(&[], 0..0),
            ways: vec![],
            gradients: vec![],
            next: Piece::Nothing,
        }
    }

    /// Asks for this pair, one of those that there is room for.
    pub fn take(&mut self, pair: &TokenPair, ways: Ways, weights: Freshness) {
        self.chunk = Chunk::new(std::slice::from_ref(pair), 0..1);
        self.ways = pulls(pair, ways);
        // What only goes forward lets go of no gradient's room, which the next ways back need again.
        let most = self.ways.len().max(self.gradients.len());
        self.gradients.resize(most, vec![]);
        self.next = match weights {
            Freshness::Same => Piece::Embed,
            Freshness::Other => Piece::Pack(0),
        };
    }

    /// Does one bounded piece with the parameters `(P)`, the same ones until it is done.
    pub fn tick(&mut self, params: &[f32]) -> Tick {
        let SidesNet { layers, net, chunk, ways, gradients, next } = self;
        let last = layers.saturating_sub(1);
        *next = match *next {
            Piece::Pack(layer) => {
                net.pack_layer(layer, params);
                if layer < last { Piece::Pack(layer + 1) } else { Piece::PackHead }
            }
            Piece::PackHead => {
                net.pack_head(params);
                Piece::Embed
            }
            Piece::Embed => {
                net.embed(chunk, params);
                Piece::Attention(0)
            }
            Piece::Attention(layer) => {
                net.attention_forward(layer, chunk, params);
                Piece::Mlp(layer)
            }
            Piece::Mlp(layer) => {
                net.mlp_forward(layer, chunk, params);
                if layer < last { Piece::Attention(layer + 1) } else { Piece::Head }
            }
            Piece::Head => {
                net.head_forward(chunk, params);
                if ways.is_empty() { Piece::Nothing } else { Piece::Clear(0) }
            }
            Piece::Clear(way) => {
                let gradient = &mut gradients[way];
                gradient.resize(params.len(), 0.0);
                gradient.fill(0.0);
                Piece::HeadBackward(way)
            }
            Piece::HeadBackward(way) => {
                push(net, chunk, ways[way]);
                net.head_backward(chunk, params, &mut gradients[way]);
                Piece::MlpBackward(way, last)
            }
            Piece::MlpBackward(way, layer) => {
                net.mlp_backward(layer, chunk, params, &mut gradients[way]);
                Piece::AttentionBackward(way, layer)
            }
            Piece::AttentionBackward(way, layer) => {
                net.attention_backward(layer, chunk, params, &mut gradients[way]);
                if layer > 0 { Piece::MlpBackward(way, layer - 1) } else { Piece::EmbedBackward(way) }
            }
            Piece::EmbedBackward(way) => {
                net.embed_backward(chunk, &mut gradients[way]);
                if way + 1 < ways.len() { Piece::Clear(way + 1) } else { Piece::Nothing }
            }
            Piece::Nothing => Piece::Nothing,
        };
        if *next == Piece::Nothing { Tick::Done } else { Tick::Working }
    }

    /// The gradient `(P)` of an answer's summed log-probability (nats), once all is done.
    pub fn gradient(&self, side: Side) -> &[f32] {
        let place = self.ways.iter().position(|way| *way == Pull::Answer(side));
        place.and_then(|place| self.gradients.get(place)).map_or(&[], Vec::as_slice)
    }

    /// The gradients `(P)` of the tokens' own log-probabilities (nats), those of the chosen answer before those of the rejected one, `<eos>` included;
    /// none where they were not asked for.
    pub fn token_gradients(&self) -> &[Vec<f32>] {
        let answers = self.ways.iter().take_while(|way| matches!(way, Pull::Answer(_))).count();
        self.gradients.get(answers..self.ways.len()).unwrap_or_default()
    }

    /// The hidden state `(D)` from which the model predicts token `k` of an answer: the last LayerNorm's output after the prompt and the answer's
    /// first `k` tokens.
    pub fn hidden(&self, side: Side, k: usize) -> &[f32] {
        self.net.hidden(self.row(side, k))
    }

    /// The logits `(V)` before token `k` of an answer.
    pub fn logits(&self, side: Side, k: usize) -> &[f32] {
        self.net.logits(self.row(side, k))
    }

    /// Their softmax `(V)`.
    pub fn softmax(&self, side: Side, k: usize) -> &[f32] {
        self.net.softmax(self.row(side, k))
    }

    /// The scoring row of token `k` of an answer.
    fn row(&self, side: Side, k: usize) -> usize {
        row(&self.chunk, side, k)
    }
}

/// Each pair as a chunk of its own.
fn alone(pairs: &[TokenPair]) -> Vec<Chunk> {
    (0..pairs.len()).map(|pair| Chunk::new(pairs, pair..pair + 1)).collect()
}

/// The ways back, those of the answers first.
fn pulls(pair: &TokenPair, ways: Ways) -> Vec<Pull> {
    let answers = Side::BOTH.map(Pull::Answer).into_iter();
    let tokens =
        Side::BOTH.into_iter().flat_map(|side| (0..side.tokens(pair).len()).map(move |k| Pull::Token(side, k)));
    match ways {
        Ways::Forward => vec![],
        Ways::Answers => answers.collect(),
        Ways::AnswersAndTokens => answers.chain(tokens).collect(),
    }
}

fn row(chunk: &Chunk, side: Side, k: usize) -> usize {
    match side {
        Side::Chosen => chunk.layout[0].chosen_row(k),
        Side::Rejected => chunk.layout[0].rejected_row(k),
    }
}

/// Makes the gradient of the logits that of what is pulled.
fn push(net: &mut Net, chunk: &Chunk, pull: Pull) {
    net.clear_dlogits(chunk);
    let (Pull::Answer(side) | Pull::Token(side, _)) = pull;
    let labels = match side {
        Side::Chosen => &chunk.layout[0].chosen,
        Side::Rejected => &chunk.layout[0].rejected,
    };
    for (k, &label) in labels.iter().enumerate() {
        if matches!(pull, Pull::Answer(_)) || pull == Pull::Token(side, k) {
            net.push_log_prob(row(chunk, side, k), label, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Cpu;
    use crate::backend::cpu::ops::log_prob;
    use crate::backend::cpu::twin::Twin;
    use crate::backend::{Aim, Backend, Optimizer, OptimizerState, Task, Work};
    use crate::data::{LabFile, OptimizerKind, SftOn, presets};
    use crate::model::initial;
    use ndarray::Array2;
    use std::ops::Range;

    fn preset(name: &str) -> (Layout, Vec<TokenPair>, Vec<f32>) {
        let json = presets().iter().find(|known| known.name == name).expect("a preset").json;
        let spec = LabFile::from_json(json).expect("valid");
        let layout = Layout::new(spec.model, spec.dataset.vocabulary.len());
        // Far from the beginning, where hidden states hardly differ.
        let params = initial(&layout, 5).iter().map(|value| value * 4.0).collect();
        (layout, spec.encode(), params)
    }

    fn gone_through(net: &mut SidesNet, params: &[f32], pair: &TokenPair) {
        net.take(pair, Ways::Answers, Freshness::Other);
        while net.tick(params) == Tick::Working {}
    }

    /// `c` or `r` and its gradient `(P)` by the plain twin in f64.
    fn plainly(layout: &Layout, params: &[f64], prompt: &[u32], completion: &[u32]) -> (f64, Vec<f64>) {
        plainly_of(layout, params, prompt, completion, 0..completion.len())
    }

    /// The same of these tokens alone.
    fn plainly_of(
        layout: &Layout,
        params: &[f64],
        prompt: &[u32],
        completion: &[u32],
        wanted: Range<usize>,
    ) -> (f64, Vec<f64>) {
        let twin = Twin::new(layout, params);
        let tokens: Vec<u32> = prompt.iter().chain(&completion[..completion.len() - 1]).copied().collect();
        let tokens = Array2::from_shape_vec((1, tokens.len()), tokens).expect("one row");
        let (logits, saved) = twin.forward(&tokens);
        let mut dlogits = Array2::zeros(logits.dim());
        let mut sum = 0.0;
        for (k, &label) in completion.iter().enumerate().filter(|(k, _)| wanted.contains(k)) {
            let row = prompt.len() - 1 + k;
            let logits = logits.row(row);
            let normaliser = logits.iter().map(|z| z.exp()).sum::<f64>().ln();
            sum += logits[label as usize] - normaliser;
            for (j, d) in dlogits.row_mut(row).iter_mut().enumerate() {
                *d = f64::from(u8::from(j == label as usize)) - (logits[j] - normaliser).exp();
            }
        }
        (sum, twin.backward(&saved, dlogits.view()))
    }

    fn apart(ours: &[f32], theirs: &[f64]) -> f64 {
        let largest = theirs.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        ours.iter().zip(theirs).fold(0.0_f64, |worst, (a, b)| worst.max((f64::from(*a) - b).abs())) / largest
    }

    /// Both gradients of every pair against the plain twin's in f64, to f32's rounding; and the twin's against finite differences.
    #[test]
    fn gradients_are_those_of_the_plain_twin_and_of_finite_differences() {
        for name in ["smaug", "arithmetic", "yes-no", "far-apart"] {
            let (layout, pairs, params) = preset(name);
            let plain: Vec<f64> = params.iter().map(|&x| f64::from(x)).collect();
            let mut net = SidesNet::new(&layout, &pairs);
            let mut worst = 0.0_f64;
            for pair in &pairs {
                gone_through(&mut net, &params, pair);
                for side in Side::BOTH {
                    let (_, theirs) = plainly(&layout, &plain, &pair.prompt, side.tokens(pair));
                    worst = worst.max(apart(net.gradient(side), &theirs));
                }
            }
            println!("{name}: worst difference of a gradient's element, as a share of its largest: {worst:.1e}");
            assert!(worst < 2e-5, "{name}: {worst:e}");
            let (pair, h) = (&pairs[0], 1e-5);
            for side in Side::BOTH {
                let value = |params: &[f64]| plainly(&layout, params, &pair.prompt, side.tokens(pair)).0;
                let (_, gradient) = plainly(&layout, &plain, &pair.prompt, side.tokens(pair));
                let norm = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
                // Along the gradient itself, and along a few parameters of every tensor.
                let along =
                    |step: f64| -> Vec<f64> { plain.iter().zip(&gradient).map(|(x, g)| x + step * g / norm).collect() };
                let slope = (value(&along(h)) - value(&along(-h))) / (2.0 * h);
                assert!((slope - norm).abs() < 1e-6 * norm, "{name}: {slope} and {norm}");
                for entry in &layout.entries {
                    let index = entry.range.start + entry.range.len() / 3;
                    let moved = |step: f64| {
                        let mut params = plain.clone();
                        params[index] += step;
                        value(&params)
                    };
                    let slope = (moved(h) - moved(-h)) / (2.0 * h);
                    assert!((slope - gradient[index]).abs() < 1e-6 * norm, "{name}: {}: {slope}", entry.name);
                }
            }
        }
    }

    /// The two answers' gradients add up to what a training step makes of a loss that pulls both alike.
    #[test]
    fn both_together_are_the_gradient_of_a_training_step() {
        let (layout, pairs, params) = preset("smaug");
        let pairs = &pairs[..1];
        let mut net = SidesNet::new(&layout, pairs);
        gone_through(&mut net, &params, &pairs[0]);
        let optimizer = Optimizer { kind: OptimizerKind::Sgd, rate: 0.0, weight_decay: 0.0 };
        let task = Task { aims: vec![Aim::Sft(SftOn::Both)], trains: vec![], optimizer, held_out: 0 };
        let mut cpu = Cpu::new(&layout, pairs, vec![OptimizerState::new(params, OptimizerKind::Sgd)], task);
        cpu.begin(Work::Evaluate, 1);
        while cpu.tick().expect("the processor is never lost") != Tick::Done {}
        let tokens = (pairs[0].chosen.len() + pairs[0].rejected.len()) as f64;
        let sum = |i: usize| Side::BOTH.map(|side| f64::from(net.gradient(side)[i])).iter().sum::<f64>();
        let both: Vec<f64> = (0..layout.total).map(|i| -sum(i) / tokens).collect();
        assert!(apart(cpu.gradient(0), &both) < 1e-5);
    }

    /// The tokens' own gradients are the plain twin's in f64, and add up to the answer's; what both answers begin with has the same one.
    #[test]
    fn tokens_have_gradients_of_their_own_that_add_up_to_their_answers() {
        for (name, index) in [("smaug", 3), ("far-apart", 0)] {
            let (layout, pairs, params) = preset(name);
            let pair = &pairs[index];
            let plain: Vec<f64> = params.iter().map(|&x| f64::from(x)).collect();
            let mut net = SidesNet::new(&layout, &pairs);
            net.take(pair, Ways::AnswersAndTokens, Freshness::Other);
            while net.tick(&params) == Tick::Working {}
            let (chosen, rejected) = net.token_gradients().split_at(pair.chosen.len());
            assert_eq!(rejected.len(), pair.rejected.len());
            for (side, tokens) in Side::BOTH.into_iter().zip([chosen, rejected]) {
                let sum = |i: usize| tokens.iter().map(|token| f64::from(token[i])).sum::<f64>();
                let sums: Vec<f64> = (0..layout.total).map(sum).collect();
                assert!(apart(net.gradient(side), &sums) < 1e-5, "{name} {side:?}");
                for (k, token) in tokens.iter().enumerate() {
                    let (_, theirs) = plainly_of(&layout, &plain, &pair.prompt, side.tokens(pair), k..k + 1);
                    assert!(apart(token, &theirs) < 2e-5, "{name} {side:?} {k}");
                }
            }
            for k in 0..pair.first_difference().expect("they differ") {
                assert!(chosen[k] == rejected[k], "{name} {k}");
            }
        }
    }

    #[test]
    fn a_pair_leaves_nothing_to_the_next() {
        let (layout, pairs, params) = preset("far-apart");
        let seen = |before: &[usize], pair: usize| {
            let mut net = SidesNet::new(&layout, &pairs);
            for &index in before.iter().chain([&pair]) {
                gone_through(&mut net, &params, &pairs[index]);
            }
            let bits = |values: &[f32]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            let side = |side: Side| {
                let last = side.tokens(&pairs[pair]).len() - 1;
                [net.gradient(side), net.hidden(side, last), net.softmax(side, last)].map(bits)
            };
            Side::BOTH.map(side)
        };
        assert_eq!(seen(&[], 2), seen(&[5, 0, 2], 2));
    }

    /// The softmax there is that of the token's log-probability.
    #[test]
    fn hidden_states_and_softmax_are_those_before_the_token() {
        let (layout, pairs, params) = preset("smaug");
        let mut net = SidesNet::new(&layout, &pairs);
        gone_through(&mut net, &params, &pairs[3]);
        let v = layout.vocab_size;
        let wte = &params[layout.wte_weight.clone()];
        for side in Side::BOTH {
            for k in 0..side.tokens(&pairs[3]).len() {
                let hidden = net.hidden(side, k);
                let logits: Vec<f32> =
                    (0..v).map(|j| hidden.iter().zip(&wte[j * hidden.len()..]).map(|(h, w)| h * w).sum()).collect();
                let mut softmax = vec![0.0; v];
                log_prob::fast::softmax(&logits, &mut softmax);
                for (ours, theirs) in net.softmax(side, k).iter().zip(&softmax) {
                    assert!((ours - theirs).abs() < 1e-5, "{side:?} {k}: {ours} and {theirs}");
                }
            }
        }
    }
}
