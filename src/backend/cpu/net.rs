//! The fast network: the same GPT-2 as [`super::twin`], in f32, on the rows of one [`Chunk`] at a time, nothing allocated in a step.
//!
//! Every linear map is one matrix product over all rows of the chunk with weights packed once per step. Each method is one bounded
//! piece of a step, so that the caller can stop between any two of them and let the page breathe.

use super::rows::Chunk;
use crate::model::{LayerOffsets, Layout};
use dpop_lab_kernels::gemm::{self, Blocks, Panels};
use dpop_lab_kernels::ops::{attention, embedding, gelu, layer_norm, linear, log_prob};
use std::ops::Range;

/// Packed weights, activations and scratch of the network, for chunks up to the sizes it was made for.
#[derive(Debug)]
pub struct Net {
    layout: Layout,
    packed: Vec<PackedLayer>,
    head: Both,
    layers: Vec<Activations>,
    /// The residual stream `(N, D)`; in the backward pass its gradient.
    x: Vec<f32>,
    /// Of the scoring rows: normalised rows `(scoring, D)` before and after ln_f's scale, and one over their deviation.
    normal: Vec<f32>,
    out: Vec<f32>,
    rstd: Vec<f32>,
    /// `(scoring, V)`.
    logits: Vec<f32>,
    softmax: Vec<f32>,
    normaliser: Vec<f32>,
    dlogits: Vec<f32>,
    scratch: Scratch,
}

/// One weight, packed for `x W` and for `dy Wᵀ`.
#[derive(Debug, Default)]
struct Both {
    forward: Panels,
    backward: Panels,
}

#[derive(Debug, Default)]
struct PackedLayer {
    c_attn: Both,
    attn_c_proj: Both,
    c_fc: Both,
    mlp_c_proj: Both,
}

#[derive(Debug)]
struct Activations {
    normal1: Vec<f32>,
    rstd1: Vec<f32>,
    x1: Vec<f32>,
    qkv: Vec<f32>,
    probs: Vec<f32>,
    context: Vec<f32>,
    normal2: Vec<f32>,
    rstd2: Vec<f32>,
    x2: Vec<f32>,
    /// The slope of gelu at the widened rows, once `act` is computed from them.
    slope: Vec<f32>,
    act: Vec<f32>,
}

#[derive(Debug, Default)]
struct Scratch {
    attention: attention::fast::Scratch,
    panels: Panels,
    blocks: Blocks,
    /// Gradients of the widest and of the narrow activations: `(N, 4D)` and `(N, D)`.
    wide: Vec<f32>,
    narrow: Vec<f32>,
}

impl Net {
    /// A network for chunks with at most as many rows as the largest of these.
    pub fn new(layout: &Layout, chunks: &[Chunk]) -> Net {
        let most = |size: fn(&Chunk) -> usize| chunks.iter().map(size).max().unwrap_or(0);
        let (n, scoring, squares) = (most(Chunk::rows), most(|c| c.scoring), most(|c| c.squares));
        let (d, v, heads) = (layout.shape.n_embd, layout.vocab_size, layout.shape.n_head);
        let zeros = |size: usize| vec![0.0; size];
        let layer = || Activations {
            normal1: zeros(n * d),
            rstd1: zeros(n),
            x1: zeros(n * d),
            qkv: zeros(n * 3 * d),
            probs: zeros(squares * heads),
            context: zeros(n * d),
            normal2: zeros(n * d),
            rstd2: zeros(n),
            x2: zeros(n * d),
            slope: zeros(n * 4 * d),
            act: zeros(n * 4 * d),
        };
        Net {
            layout: layout.clone(),
            packed: layout.layers.iter().map(|_| PackedLayer::default()).collect(),
            head: Both::default(),
            layers: layout.layers.iter().map(|_| layer()).collect(),
            x: zeros(n * d),
            normal: zeros(scoring * d),
            out: zeros(scoring * d),
            rstd: zeros(scoring),
            logits: zeros(scoring * v),
            softmax: zeros(scoring * v),
            normaliser: zeros(scoring),
            dlogits: zeros(scoring * v),
            scratch: Scratch { wide: zeros(n * 4 * d), narrow: zeros(n * d), ..Scratch::default() },
        }
    }

    /// How many numbers such a network holds, packed weights included, counted before anything is allocated. They may be more than an address
    /// of this machine can say.
    pub fn numbers(layout: &Layout, chunks: &[Chunk]) -> u64 {
        let most = |size: fn(&Chunk) -> usize| chunks.iter().map(size).max().unwrap_or(0) as u64;
        let (n, scoring, squares) = (most(Chunk::rows), most(|chunk| chunk.scoring), most(|chunk| chunk.squares));
        let (d, v) = (layout.shape.n_embd as u64, layout.vocab_size as u64);
        let (layers, heads) = (layout.shape.n_layer as u64, layout.shape.n_head as u64);
        // The packed weights once, for both directions; the stream, gradients and packed rows beside what each block keeps.
        2 * layout.total as u64 + n * d * (16 * layers + 14) + layers * heads * squares + scoring * (2 * d + 3 * v)
    }

    /// Packs the weights of `params (P)`; to be called whenever they have changed.
    pub fn pack(&mut self, params: &[f32]) {
        for layer in 0..self.layers.len() {
            self.pack_layer(layer, params);
        }
        self.pack_head(params);
    }

    /// The part of [`pack`](Net::pack) that is block `layer`'s.
    pub fn pack_layer(&mut self, layer: usize, params: &[f32]) {
        let d = self.layout.shape.n_embd;
        let (at, to) = (&self.layout.layers[layer], &mut self.packed[layer]);
        to.c_attn.pack(&params[at.c_attn_weight.clone()], d, 3 * d);
        to.attn_c_proj.pack(&params[at.attn_c_proj_weight.clone()], d, d);
        to.c_fc.pack(&params[at.c_fc_weight.clone()], d, 4 * d);
        to.mlp_c_proj.pack(&params[at.mlp_c_proj_weight.clone()], 4 * d, d);
    }

    /// The head's part of it.
    pub fn pack_head(&mut self, params: &[f32]) {
        let (d, v) = (self.layout.shape.n_embd, self.layout.vocab_size);
        // The head is the transpose of wte: logits = out · wteᵀ.
        let wte = &params[self.layout.wte_weight.clone()];
        self.head.forward.pack_transposed(wte, d, v, d);
        self.head.backward.pack(wte, v, d, d);
    }

    /// Embeds the tokens of the chunk.
    pub fn embed(&mut self, chunk: &Chunk, params: &[f32]) {
        let d = self.layout.shape.n_embd;
        let (wte, wpe) = (&params[self.layout.wte_weight.clone()], &params[self.layout.wpe_weight.clone()]);
        embedding::fast::forward(&chunk.tokens, &chunk.positions, wte, wpe, &mut self.x[..chunk.rows() * d], d);
    }

    /// The attention half of block `layer`.
    pub fn attention_forward(&mut self, layer: usize, chunk: &Chunk, params: &[f32]) {
        let (n, d, heads) = (chunk.rows(), self.layout.shape.n_embd, self.layout.shape.n_head);
        let (at, a, w) = (&self.layout.layers[layer], &mut self.layers[layer], &self.packed[layer]);
        let x = &mut self.x[..n * d];
        let (gain, shift) = (&params[at.ln_1_weight.clone()], &params[at.ln_1_bias.clone()]);
        layer_norm::fast::forward(x, gain, shift, &mut a.normal1, &mut a.rstd1, &mut a.x1);
        let bias = &params[at.c_attn_bias.clone()];
        let blocks = &mut self.scratch.blocks;
        blocks.pack(&a.x1, n, d, d);
        gemm::store_bias(blocks, &w.c_attn.forward, &mut a.qkv, 3 * d, bias);
        let mut square = 0;
        for pair in &chunk.layout {
            let Range { start, end } = pair.rows();
            let size = heads * pair.tree.scores();
            let qkv = &a.qkv[start * 3 * d..end * 3 * d];
            let (context, probs) = (&mut a.context[start * d..end * d], &mut a.probs[square..square + size]);
            attention::fast::forward(pair.tree, heads, qkv, context, probs, &mut self.scratch.attention);
            square += size;
        }
        let bias = &params[at.attn_c_proj_bias.clone()];
        blocks.pack(&a.context, n, d, d);
        gemm::accumulate_bias(blocks, &w.attn_c_proj.forward, x, d, bias);
    }

    /// The MLP half of block `layer`.
    pub fn mlp_forward(&mut self, layer: usize, chunk: &Chunk, params: &[f32]) {
        let (n, d) = (chunk.rows(), self.layout.shape.n_embd);
        let (at, a, w) = (&self.layout.layers[layer], &mut self.layers[layer], &self.packed[layer]);
        let x = &mut self.x[..n * d];
        let (gain, shift) = (&params[at.ln_2_weight.clone()], &params[at.ln_2_bias.clone()]);
        layer_norm::fast::forward(x, gain, shift, &mut a.normal2, &mut a.rstd2, &mut a.x2);
        let bias = &params[at.c_fc_bias.clone()];
        let blocks = &mut self.scratch.blocks;
        blocks.pack(&a.x2, n, d, d);
        gemm::store_bias(blocks, &w.c_fc.forward, &mut a.slope, 4 * d, bias);
        gelu::fast::forward(&mut a.slope[..n * 4 * d], &mut a.act[..n * 4 * d]);
        let bias = &params[at.mlp_c_proj_bias.clone()];
        blocks.pack(&a.act, n, 4 * d, 4 * d);
        gemm::accumulate_bias(blocks, &w.mlp_c_proj.forward, x, d, bias);
    }

    /// The last LayerNorm and the head on the scoring rows: logits, their softmax and log-normalisers. Clears the gradient of the logits.
    pub fn head_forward(&mut self, chunk: &Chunk, params: &[f32]) {
        let (d, v, scoring) = (self.layout.shape.n_embd, self.layout.vocab_size, chunk.scoring);
        let (gain, shift) = (&params[self.layout.ln_f_weight.clone()], &params[self.layout.ln_f_bias.clone()]);
        for pair in &chunk.layout {
            let x = &self.x[(pair.start + pair.silent) * d..pair.rows().end * d];
            let to = pair.scores..pair.scores + pair.scoring();
            let values = to.start * d..to.end * d;
            layer_norm::fast::forward(
                x,
                gain,
                shift,
                &mut self.normal[values.clone()],
                &mut self.rstd[to],
                &mut self.out[values],
            );
        }
        let blocks = &mut self.scratch.blocks;
        blocks.pack(&self.out, scoring, d, d);
        gemm::store(blocks, &self.head.forward, &mut self.logits, v);
        let rows = self.logits.chunks_exact(v).zip(self.softmax.chunks_exact_mut(v)).zip(&mut self.normaliser);
        for ((logits, softmax), normaliser) in rows.take(scoring) {
            *normaliser = log_prob::fast::softmax(logits, softmax);
        }
        self.dlogits[..scoring * v].fill(0.0);
    }

    /// Log-probability (nats) of `label` in scoring row `row`.
    pub fn log_prob(&self, row: usize, label: u32) -> f32 {
        self.logits(row)[label as usize] - self.normaliser[row]
    }

    /// Logits `(V)` of scoring row `row`.
    pub fn logits(&self, row: usize) -> &[f32] {
        &self.logits[row * self.layout.vocab_size..][..self.layout.vocab_size]
    }

    /// The last LayerNorm's output `(D)` of scoring row `row`: what the head turns into its logits.
    pub fn hidden(&self, row: usize) -> &[f32] {
        &self.out[row * self.layout.shape.n_embd..][..self.layout.shape.n_embd]
    }

    /// Softmax `(V)` of scoring row `row`.
    pub fn softmax(&self, row: usize) -> &[f32] {
        &self.softmax[row * self.layout.vocab_size..][..self.layout.vocab_size]
    }

    /// Adds `dlogp · ∂ log_prob(row, label)` to the gradient of the logits.
    pub fn push_log_prob(&mut self, row: usize, label: u32, dlogp: f32) {
        #[cfg(test)]
        let dlogp = dlogp * fault::SCALE.get();
        let v = self.layout.vocab_size;
        let at = row * v..(row + 1) * v;
        log_prob::fast::backward(&self.softmax[at.clone()], label, dlogp, &mut self.dlogits[at]);
    }

    /// The gradient of the logits `(V)` of scoring row `row`.
    pub fn dlogits(&self, row: usize) -> &[f32] {
        &self.dlogits[row * self.layout.vocab_size..][..self.layout.vocab_size]
    }

    /// The same, and clears it.
    pub fn take_dlogits(&mut self, row: usize) -> Vec<f32> {
        let values = &mut self.dlogits[row * self.layout.vocab_size..][..self.layout.vocab_size];
        let taken = values.to_vec();
        values.fill(0.0);
        taken
    }

    /// Clears the gradient of all logits.
    pub fn clear_dlogits(&mut self, chunk: &Chunk) {
        self.dlogits[..chunk.scoring * self.layout.vocab_size].fill(0.0);
    }

    /// From the gradient of the logits to that of the residual stream; adds to `gradient (P)`. Of what the forward pass left only the stream is
    /// written over, so that one forward pass serves several ways back.
    pub fn head_backward(&mut self, chunk: &Chunk, params: &[f32], gradient: &mut [f32]) {
        let (d, v, scoring) = (self.layout.shape.n_embd, self.layout.vocab_size, chunk.scoring);
        let Scratch { panels, blocks, narrow, .. } = &mut self.scratch;
        panels.pack(&self.out, scoring, d, d);
        blocks.pack_transposed(&self.dlogits, v, scoring, v);
        let dwte = &mut gradient[self.layout.wte_weight.clone()];
        gemm::accumulate(blocks, panels, dwte, d);
        blocks.pack(&self.dlogits, scoring, v, v);
        gemm::store(blocks, &self.head.backward, narrow, d);
        let dx = &mut self.x[..chunk.rows() * d];
        dx.fill(0.0);
        let gain = &params[self.layout.ln_f_weight.clone()];
        for pair in &chunk.layout {
            let dx = &mut dx[(pair.start + pair.silent) * d..pair.rows().end * d];
            let from = pair.scores..pair.scores + pair.scoring();
            let values = from.start * d..from.end * d;
            let dnorm = norm_gradient(gradient, &self.layout.ln_f_weight, &self.layout.ln_f_bias);
            let dy = &mut narrow[values.clone()];
            layer_norm::fast::backward(&self.normal[values], &self.rstd[from], gain, dy, dnorm, dx);
        }
    }

    /// Backward through the MLP half of block `layer`; adds to `gradient (P)`.
    pub fn mlp_backward(&mut self, layer: usize, chunk: &Chunk, params: &[f32], gradient: &mut [f32]) {
        let (n, d) = (chunk.rows(), self.layout.shape.n_embd);
        let (at, a, w) = (&self.layout.layers[layer], &self.layers[layer], &self.packed[layer]);
        let dx = &mut self.x[..n * d];
        let Scratch { panels, blocks, wide, narrow, .. } = &mut self.scratch;
        let wide = &mut wide[..n * 4 * d];
        weight_gradient(
            (&a.act, 4 * d),
            (dx, d),
            &at.mlp_c_proj_weight,
            &at.mlp_c_proj_bias,
            gradient,
            (blocks, panels),
        );
        blocks.pack(dx, n, d, d);
        gemm::store(blocks, &w.mlp_c_proj.backward, wide, 4 * d);
        gelu::fast::backward(&a.slope[..n * 4 * d], wide);
        weight_gradient((&a.x2, d), (wide, 4 * d), &at.c_fc_weight, &at.c_fc_bias, gradient, (blocks, panels));
        blocks.pack(wide, n, 4 * d, 4 * d);
        gemm::store(blocks, &w.c_fc.backward, narrow, d);
        let dnorm = norm_gradient(gradient, &at.ln_2_weight, &at.ln_2_bias);
        let gain = &params[at.ln_2_weight.clone()];
        layer_norm::fast::backward(&a.normal2[..n * d], &a.rstd2, gain, &mut narrow[..n * d], dnorm, dx);
    }

    /// Backward through the attention half of block `layer`; adds to `gradient (P)`.
    pub fn attention_backward(&mut self, layer: usize, chunk: &Chunk, params: &[f32], gradient: &mut [f32]) {
        let (n, d, heads) = (chunk.rows(), self.layout.shape.n_embd, self.layout.shape.n_head);
        let (at, a, w) = (&self.layout.layers[layer], &self.layers[layer], &self.packed[layer]);
        let dx = &mut self.x[..n * d];
        let Scratch { attention, panels, blocks, wide, narrow } = &mut self.scratch;
        let LayerOffsets { attn_c_proj_weight: weight, attn_c_proj_bias: bias, .. } = at;
        weight_gradient((&a.context, d), (dx, d), weight, bias, gradient, (blocks, panels));
        blocks.pack(dx, n, d, d);
        gemm::store(blocks, &w.attn_c_proj.backward, narrow, d);
        let wide = &mut wide[..n * 3 * d];
        let mut square = 0;
        for pair in &chunk.layout {
            let Range { start, end } = pair.rows();
            let size = heads * pair.tree.scores();
            let (qkv, dqkv) = (&a.qkv[start * 3 * d..end * 3 * d], &mut wide[start * 3 * d..end * 3 * d]);
            let (probs, dcontext) = (&a.probs[square..square + size], &narrow[start * d..end * d]);
            attention::fast::backward(pair.tree, heads, qkv, probs, dcontext, dqkv, attention);
            square += size;
        }
        weight_gradient((&a.x1, d), (wide, 3 * d), &at.c_attn_weight, &at.c_attn_bias, gradient, (blocks, panels));
        blocks.pack(wide, n, 3 * d, 3 * d);
        gemm::store(blocks, &w.c_attn.backward, narrow, d);
        let dnorm = norm_gradient(gradient, &at.ln_1_weight, &at.ln_1_bias);
        let gain = &params[at.ln_1_weight.clone()];
        layer_norm::fast::backward(&a.normal1[..n * d], &a.rstd1, gain, &mut narrow[..n * d], dnorm, dx);
    }

    /// Backward through the embeddings; adds to `gradient (P)`.
    pub fn embed_backward(&mut self, chunk: &Chunk, gradient: &mut [f32]) {
        let d = self.layout.shape.n_embd;
        let (before, after) = gradient.split_at_mut(self.layout.wpe_weight.start);
        let dwte = &mut before[self.layout.wte_weight.clone()];
        let dx = &self.x[..chunk.rows() * d];
        embedding::fast::backward(&chunk.tokens, &chunk.positions, dx, dwte, after, d);
    }
}

impl Both {
    /// `weight (inputs, outputs)`.
    fn pack(&mut self, weight: &[f32], inputs: usize, outputs: usize) {
        self.forward.pack(weight, inputs, outputs, outputs);
        self.backward.pack_transposed(weight, outputs, inputs, outputs);
    }
}

/// Adds `xᵀ dy` and the column sums of `dy` to the gradient; `x (N, in)` and `dy (N, out)` come with their widths.
fn weight_gradient(
    (x, inputs): (&[f32], usize),
    (dy, outputs): (&[f32], usize),
    weight: &Range<usize>,
    bias: &Range<usize>,
    gradient: &mut [f32],
    (blocks, panels): (&mut Blocks, &mut Panels),
) {
    let n = dy.len() / outputs;
    blocks.pack_transposed(x, inputs, n, inputs);
    panels.pack(dy, n, outputs, outputs);
    let dweight = &mut gradient[weight.clone()];
    gemm::accumulate(blocks, panels, dweight, outputs);
    linear::bias_gradient(dy, &mut gradient[bias.clone()]);
}

/// The gradients of a LayerNorm's scale and shift, which lie one after the other.
fn norm_gradient<'g>(
    gradient: &'g mut [f32],
    gain: &Range<usize>,
    shift: &Range<usize>,
) -> (&'g mut [f32], &'g mut [f32]) {
    gradient[gain.start..shift.end].split_at_mut(gain.len())
}

/// A fault in the backward pass, which tests make to see that whatever claims to measure the pass sees it.
#[cfg(test)]
pub mod fault {
    use std::cell::Cell;

    thread_local! {
        /// Times this much too strong is every push; 1, which changes no bit, is no fault.
        pub static SCALE: Cell<f32> = const { Cell::new(1.0) };
    }
}
