//! Looking at a policy: forward passes without training, over sequences of one's choice, in the same bounded pieces as a training step.
//!
//! Whatever device trains, looks are taken here: a few sequences are too little for a GPU to be worth the way.

use super::Chunk;
use super::net::Net;
use crate::backend::Tick;
use crate::data::{EOS_ID, TokenId, TokenPair};
use crate::model::Layout;

/// What the model says of one pair at one point of training: what the logit microscope shows.
#[derive(Debug, Clone)]
pub struct Contexts {
    /// Logits `(V)` at each token of the chosen completion.
    pub chosen: Vec<Vec<f32>>,
    /// Logits `(V)` at each token of the rejected completion.
    pub rejected: Vec<Vec<f32>>,
    /// Their softmax `(V)` at each token of the chosen completion.
    pub s_chosen: Vec<Vec<f32>>,
    /// The same of the rejected completion.
    pub s_rejected: Vec<Vec<f32>>,
}

/// Runs one pair through a network with these parameters.
pub fn contexts(layout: &Layout, params: &[f32], pair: &TokenPair) -> Contexts {
    let pairs = std::slice::from_ref(pair);
    let mut look = LookNet::new(layout, vec![Chunk::new(pairs, 0..1)]);
    look.take(pairs, Freshness::Other);
    while look.tick(params) == Tick::Working {}
    look.contexts(0, pair)
}

/// Whether the parameters are those of the look before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// They are.
    Same,
    /// They are not, or there was none.
    Other,
}

/// A network to look through, one set of sequences after the other.
#[derive(Debug)]
pub struct LookNet {
    layers: usize,
    net: Net,
    chunk: Chunk,
    next: Piece,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Pack,
    Embed,
    Attention(usize),
    Mlp(usize),
    Head,
    Nothing,
}

impl LookNet {
    /// Room for any one of these chunks at a time.
    fn new(layout: &Layout, chunks: Vec<Chunk>) -> LookNet {
        let net = Net::new(layout, &chunks);
        LookNet { layers: layout.shape.n_layer, net, chunk: Chunk::new(&[], 0..0), next: Piece::Nothing }
    }

    /// Room for any one of these pairs together with a text as long as the model takes.
    pub fn with_room(layout: &Layout, pairs: &[TokenPair]) -> LookNet {
        let tokens = vec![EOS_ID; layout.shape.n_positions];
        let longest = TokenPair { prompt: vec![EOS_ID], chosen: tokens.clone(), rejected: tokens };
        let both = |pair: &TokenPair| Chunk::new(&[pair.clone(), longest.clone()], 0..2);
        LookNet::new(layout, pairs.iter().map(both).collect())
    }

    /// Asks for a look at these pairs.
    pub fn take(&mut self, pairs: &[TokenPair], weights: Freshness) {
        self.chunk = Chunk::new(pairs, 0..pairs.len());
        self.next = match weights {
            Freshness::Same => Piece::Embed,
            Freshness::Other => Piece::Pack,
        };
    }

    /// Does one bounded piece with the parameters `(P)`, the same ones until it is done.
    pub fn tick(&mut self, params: &[f32]) -> Tick {
        let (net, chunk) = (&mut self.net, &self.chunk);
        self.next = match self.next {
            Piece::Pack => {
                net.pack(params);
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
                if layer + 1 < self.layers { Piece::Attention(layer + 1) } else { Piece::Head }
            }
            Piece::Head => {
                net.head_forward(chunk, params);
                Piece::Nothing
            }
            Piece::Nothing => Piece::Nothing,
        };
        if self.next == Piece::Nothing { Tick::Done } else { Tick::Working }
    }

    /// What was seen of the look's pair number `index`, which is `pair`.
    pub fn contexts(&self, index: usize, pair: &TokenPair) -> Contexts {
        let rows = &self.chunk.layout[index];
        let logits = |row: usize| self.net.logits(row).to_vec();
        let softmax = |row: usize| self.net.softmax(row).to_vec();
        let (chosen, rejected) = (0..pair.chosen.len(), 0..pair.rejected.len());
        Contexts {
            chosen: chosen.clone().map(|k| logits(rows.chosen_row(k))).collect(),
            rejected: rejected.clone().map(|k| logits(rows.rejected_row(k))).collect(),
            s_chosen: chosen.map(|k| softmax(rows.chosen_row(k))).collect(),
            s_rejected: rejected.map(|k| softmax(rows.rejected_row(k))).collect(),
        }
    }

    /// The likeliest token at each position of the chosen completion of pair `index`; of equals the first.
    pub fn likeliest(&self, index: usize) -> Vec<TokenId> {
        let rows = &self.chunk.layout[index];
        (0..rows.chosen.len()).map(|k| argmax(self.net.logits(rows.chosen_row(k)))).collect()
    }
}

/// The index of the largest; of equals the first.
pub fn argmax(logits: &[f32]) -> TokenId {
    let better = |best: (usize, f32), this: (usize, &f32)| if *this.1 > best.1 { (this.0, *this.1) } else { best };
    logits.iter().enumerate().fold((0, f32::NEG_INFINITY), better).0 as TokenId
}
