//! GPT-2 forward and backward, plainly: a padded batch `(S, T)` of sequences, one operation after the other, generic over f32 and f64.
//!
//! This is the readable reference. In f64 it reproduces PyTorch's float64 numbers; the fast network is tested against it in f32.

use super::Real;
use super::ops::{attention, embedding, gelu, layer_norm, linear};
use crate::model::Layout;
use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, s};
use std::ops::Range;

/// The twin of the network: parameters `(P)` in the order of [`Layout`].
#[derive(Debug)]
pub struct Twin<'a, F> {
    layout: &'a Layout,
    params: &'a [F],
}

/// What the forward pass leaves for the backward pass.
#[derive(Debug)]
pub struct ForwardCache<F> {
    tokens: Vec<u32>,
    positions: Vec<u32>,
    length: usize,
    layers: Vec<SavedLayer<F>>,
    norm: layer_norm::Saved<F>,
    x: Array2<F>,
}

#[derive(Debug)]
struct SavedLayer<F> {
    norm1: layer_norm::Saved<F>,
    x1: Array2<F>,
    qkv: Array2<F>,
    probs: Vec<Array3<F>>,
    context: Array2<F>,
    norm2: layer_norm::Saved<F>,
    x2: Array2<F>,
    fc: Array2<F>,
    act: Array2<F>,
}

impl<'a, F: Real> Twin<'a, F> {
    /// A network with these parameters.
    pub fn new(layout: &'a Layout, params: &'a [F]) -> Self {
        assert_eq!(params.len(), layout.total, "one value for each parameter of the layout");
        Twin { layout, params }
    }

    /// `tokens (S, T)`; returns logits `(S·T, V)`.
    pub fn forward(&self, tokens: &Array2<u32>) -> (Array2<F>, ForwardCache<F>) {
        let (sequences, length) = tokens.dim();
        let heads = self.layout.shape.n_head;
        let positions: Vec<u32> = (0..sequences).flat_map(|_| 0..length as u32).collect();
        let tokens: Vec<u32> = tokens.iter().copied().collect();
        let wte = self.matrix(&self.layout.wte_weight);
        let mut x = embedding::forward(&tokens, &positions, wte, self.matrix(&self.layout.wpe_weight));
        let mut layers = vec![];
        for at in &self.layout.layers {
            let (x1, norm1) = layer_norm::forward(x.view(), self.vector(&at.ln_1_weight), self.vector(&at.ln_1_bias));
            let qkv = linear::forward(x1.view(), self.matrix(&at.c_attn_weight), self.vector(&at.c_attn_bias));
            let mut context = Array2::zeros(x.dim());
            let mut probs = vec![];
            for sequence in 0..sequences {
                let rows = s![sequence * length..(sequence + 1) * length, ..];
                let (c, p) = attention::forward(qkv.slice(rows), heads);
                context.slice_mut(rows).assign(&c);
                probs.push(p);
            }
            x += &linear::forward(
                context.view(),
                self.matrix(&at.attn_c_proj_weight),
                self.vector(&at.attn_c_proj_bias),
            );
            let (x2, norm2) = layer_norm::forward(x.view(), self.vector(&at.ln_2_weight), self.vector(&at.ln_2_bias));
            let fc = linear::forward(x2.view(), self.matrix(&at.c_fc_weight), self.vector(&at.c_fc_bias));
            let act = gelu::forward(fc.view());
            x += &linear::forward(act.view(), self.matrix(&at.mlp_c_proj_weight), self.vector(&at.mlp_c_proj_bias));
            layers.push(SavedLayer { norm1, x1, qkv, probs, context, norm2, x2, fc, act });
        }
        let (x, norm) =
            layer_norm::forward(x.view(), self.vector(&self.layout.ln_f_weight), self.vector(&self.layout.ln_f_bias));
        (x.dot(&wte.t()), ForwardCache { tokens, positions, length, layers, norm, x })
    }

    /// `dlogits (S·T, V)`; returns the gradient `(P)`.
    pub fn backward(&self, saved: &ForwardCache<F>, dlogits: ArrayView2<F>) -> Vec<F> {
        let mut gradient = vec![F::zero(); self.layout.total];
        let g = &mut Gradient { layout: self.layout, values: &mut gradient };
        let wte = self.matrix(&self.layout.wte_weight);
        g.matrix(&self.layout.wte_weight).assign(&dlogits.t().dot(&saved.x));
        let dx = dlogits.dot(&wte);
        let (dgain, dshift) = g.norm(&self.layout.ln_f_weight, &self.layout.ln_f_bias);
        let mut dx = layer_norm::backward(&saved.norm, self.vector(&self.layout.ln_f_weight), dx.view(), dgain, dshift);
        for (at, saved_layer) in self.layout.layers.iter().zip(&saved.layers).rev() {
            let SavedLayer { norm1, x1, qkv, probs, context, norm2, x2, fc, act } = saved_layer;
            let (dw, db) = g.linear(&at.mlp_c_proj_weight, &at.mlp_c_proj_bias);
            let dact = linear::backward(act.view(), self.matrix(&at.mlp_c_proj_weight), dx.view(), dw, db);
            let dfc = gelu::backward(fc.view(), dact.view());
            let (dw, db) = g.linear(&at.c_fc_weight, &at.c_fc_bias);
            let dx2 = linear::backward(x2.view(), self.matrix(&at.c_fc_weight), dfc.view(), dw, db);
            let (dgain, dshift) = g.norm(&at.ln_2_weight, &at.ln_2_bias);
            dx += &layer_norm::backward(norm2, self.vector(&at.ln_2_weight), dx2.view(), dgain, dshift);
            let (dw, db) = g.linear(&at.attn_c_proj_weight, &at.attn_c_proj_bias);
            let dcontext = linear::backward(context.view(), self.matrix(&at.attn_c_proj_weight), dx.view(), dw, db);
            let mut dqkv = Array2::zeros(qkv.dim());
            for (sequence, probs) in probs.iter().enumerate() {
                let rows = s![sequence * saved.length..(sequence + 1) * saved.length, ..];
                dqkv.slice_mut(rows).assign(&attention::backward(qkv.slice(rows), probs, dcontext.slice(rows)));
            }
            let (dw, db) = g.linear(&at.c_attn_weight, &at.c_attn_bias);
            let dx1 = linear::backward(x1.view(), self.matrix(&at.c_attn_weight), dqkv.view(), dw, db);
            let (dgain, dshift) = g.norm(&at.ln_1_weight, &at.ln_1_bias);
            dx += &layer_norm::backward(norm1, self.vector(&at.ln_1_weight), dx1.view(), dgain, dshift);
        }
        let (dwte, dwpe) = g.two(&self.layout.wte_weight, &self.layout.wpe_weight);
        let d = self.layout.shape.n_embd;
        embedding::backward(&saved.tokens, &saved.positions, dx.view(), rows_of(dwte, d), rows_of(dwpe, d));
        gradient
    }

    fn vector(&self, at: &Range<usize>) -> ArrayView1<'a, F> {
        ArrayView1::from(&self.params[at.clone()])
    }

    fn matrix(&self, at: &Range<usize>) -> ArrayView2<'a, F> {
        let values = &self.params[at.clone()];
        let columns = values.len() / rows_in(self.layout, at);
        ArrayView2::from_shape((values.len() / columns, columns), values).expect("the layout's ranges fit its shapes")
    }
}

/// Rows of the matrix at this place: its first dimension.
fn rows_in(layout: &Layout, at: &Range<usize>) -> usize {
    layout.entries.iter().find(|entry| entry.range == *at).map_or(1, |entry| entry.shape[0])
}

fn rows_of<F>(values: &mut [F], columns: usize) -> ArrayViewMut2<'_, F> {
    let rows = values.len() / columns;
    ArrayViewMut2::from_shape((rows, columns), values).expect("the layout's ranges fit its shapes")
}

/// The gradient, handed out tensor by tensor.
struct Gradient<'g, F> {
    layout: &'g Layout,
    values: &'g mut [F],
}

impl<F: Real> Gradient<'_, F> {
    fn matrix(&mut self, at: &Range<usize>) -> ArrayViewMut2<'_, F> {
        let columns = at.len() / rows_in(self.layout, at);
        rows_of(&mut self.values[at.clone()], columns)
    }

    /// Two tensors of which the first lies before the second.
    fn two(&mut self, first: &Range<usize>, second: &Range<usize>) -> (&mut [F], &mut [F]) {
        let (before, after) = self.values.split_at_mut(second.start);
        (&mut before[first.clone()], &mut after[..second.len()])
    }

    fn linear(&mut self, weight: &Range<usize>, bias: &Range<usize>) -> (ArrayViewMut2<'_, F>, ArrayViewMut1<'_, F>) {
        let (dw, db) = self.two(weight, bias);
        let columns = db.len();
        (rows_of(dw, columns), ArrayViewMut1::from(db))
    }

    fn norm(&mut self, gain: &Range<usize>, shift: &Range<usize>) -> (ArrayViewMut1<'_, F>, ArrayViewMut1<'_, F>) {
        let (dgain, dshift) = self.two(gain, shift);
        (ArrayViewMut1::from(dgain), ArrayViewMut1::from(dshift))
    }
}
