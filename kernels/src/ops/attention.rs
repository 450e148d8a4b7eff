//! Causal multi-head self-attention: `p = softmax(q kᵀ / √(D/H))` over what a row may see, `context = p v`.
//!
//! The twin takes one sequence. The fast form takes a [`Tree`]: a prefix that chosen and rejected share, then one tail for each, so
//! that the prefix is computed once; a row sees the prefix and its own tail up to itself.

use crate::Real;
use crate::math::WIDTH;
use ndarray::{Array2, Array3, ArrayView2, Axis, s};

/// `qkv (T, 3D)`, heads side by side within `q`, `k` and `v`; returns `context (T, D)` and the probabilities `(H, T, T)`.
pub fn forward<F: Real>(qkv: ArrayView2<F>, heads: usize) -> (Array2<F>, Array3<F>) {
    let (t, d) = (qkv.nrows(), qkv.ncols() / 3);
    let width = d / heads;
    let scale = F::one() / F::of(width as f64).sqrt();
    let mut context = Array2::zeros((t, d));
    let mut probs = Array3::zeros((heads, t, t));
    for h in 0..heads {
        let [q, k, v] = [0, d, 2 * d].map(|from| qkv.slice(s![.., from + h * width..from + (h + 1) * width]));
        let scores = q.dot(&k.t()) * scale;
        for i in 0..t {
            let seen = scores.slice(s![i, ..=i]);
            let most = seen.fold(F::neg_infinity(), |a, &b| a.max(b));
            let weights = seen.mapv(|x| (x - most).exp());
            probs.slice_mut(s![h, i, ..=i]).assign(&(&weights / weights.sum()));
        }
        context.slice_mut(s![.., h * width..(h + 1) * width]).assign(&probs.index_axis(Axis(0), h).dot(&v));
    }
    (context, probs)
}

/// `dcontext (T, D)`; returns `dqkv (T, 3D)`.
pub fn backward<F: Real>(qkv: ArrayView2<F>, probs: &Array3<F>, dcontext: ArrayView2<F>) -> Array2<F> {
    let (heads, d) = (probs.len_of(Axis(0)), qkv.ncols() / 3);
    let width = d / heads;
    let scale = F::one() / F::of(width as f64).sqrt();
    let mut dqkv = Array2::zeros(qkv.dim());
    for h in 0..heads {
        let columns = |from: usize| from + h * width..from + (h + 1) * width;
        let [q, k, v] = [0, d, 2 * d].map(|from| qkv.slice(s![.., columns(from)]));
        let p = probs.index_axis(Axis(0), h);
        let dcontext = dcontext.slice(s![.., columns(0)]);
        let dp = dcontext.dot(&v.t());
        let along = (&dp * &p).sum_axis(Axis(1)).insert_axis(Axis(1));
        let dscores = (dp - along) * p * scale;
        dqkv.slice_mut(s![.., columns(0)]).assign(&dscores.dot(&k));
        dqkv.slice_mut(s![.., columns(d)]).assign(&dscores.t().dot(&q));
        dqkv.slice_mut(s![.., columns(2 * d)]).assign(&p.t().dot(&dcontext));
    }
    dqkv
}

/// A prefix of `shared` rows, then `chosen` rows, then `rejected` rows, all in one run of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tree {
    /// Rows that both sequences begin with.
    pub shared: usize,
    /// Rows of the chosen tail.
    pub chosen: usize,
    /// Rows of the rejected tail.
    pub rejected: usize,
}

impl Tree {
    /// All rows.
    pub fn rows(self) -> usize {
        self.shared + self.chosen + self.rejected
    }

    /// Values in one head's matrix of scores: a row for each row, and columns for all of them, up to whole vectors.
    pub fn scores(self) -> usize {
        self.rows() * self.rows().next_multiple_of(WIDTH)
    }

    /// The rows before `row` that it may *not* see: the chosen tail, for rows of the rejected tail.
    fn hidden(self, row: usize) -> std::ops::Range<usize> {
        if row < self.shared + self.chosen { 0..0 } else { self.shared..self.shared + self.chosen }
    }
}

/// The same on slices, for one [`Tree`].
pub mod fast {
    use super::Tree;
    use crate::gemm::{self, Blocks, Panels, Terms};
    use crate::math::{WIDTH, across, dot, each, exp, load, max_across};
    use bytemuck::cast;
    use std::ops::Range;
    use wide::f32x8;

    /// Packed factors, kept from call to call so that nothing is allocated in a step.
    #[derive(Debug, Default)]
    pub struct Scratch {
        panels: Panels,
        blocks: Blocks,
        dprobs: Vec<f32>,
    }

    /// `qkv (n, 3D)`; writes `context (n, D)` and `probs (H, n, n)`, whose rows are padded to whole vectors.
    #[inline(never)]
    pub fn forward(
        tree: Tree,
        heads: usize,
        qkv: &[f32],
        context: &mut [f32],
        probs: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let (n, columns) = (tree.rows(), tree.rows().next_multiple_of(WIDTH));
        let d = context.len() / n;
        let width = d / heads;
        let scale = 1.0 / (width as f32).sqrt();
        let Scratch { blocks, panels, .. } = scratch;
        for (h, probs) in probs.chunks_exact_mut(tree.scores()).enumerate() {
            let [q, k, v] = [0, d, 2 * d].map(|from| &qkv[from + h * width..]);
            panels.pack_transposed(k, width, n, 3 * d);
            blocks.pack(q, n, width, 3 * d);
            gemm::store_terms(blocks, panels, Terms::Lower, probs, columns);
            for (i, row) in probs.chunks_exact_mut(columns).enumerate() {
                softmax(row, i, tree.hidden(i), scale);
            }
            panels.pack(v, n, width, 3 * d);
            blocks.pack(probs, n, n, columns);
            gemm::store_terms(blocks, panels, Terms::Causal, &mut context[h * width..], d);
        }
    }

    /// Turns a row of scores into probabilities over the columns `0..=i` without `hidden`, and zeros in the rest of the last vector.
    #[inline(always)]
    fn softmax(row: &mut [f32], i: usize, hidden: Range<usize>, scale: f32) {
        let (vectors, _) = row[..(i + 1).next_multiple_of(WIDTH)].as_chunks_mut::<WIDTH>();
        let [last, from, to] = [i, hidden.start, hidden.end].map(|column| f32x8::splat(column as f32));
        let visible = |vector: usize| {
            let column = f32x8::splat((vector * WIDTH) as f32) + f32x8::new([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
            column.simd_le(last) & (column.simd_lt(from) | column.simd_ge(to))
        };
        let mut most = f32x8::splat(f32::NEG_INFINITY);
        for (vector, x) in vectors.iter().enumerate() {
            most = most.fast_max(visible(vector).select(load(x), most));
        }
        let most = f32x8::splat(max_across(most));
        let mut total = f32x8::ZERO;
        for (vector, x) in vectors.iter_mut().enumerate() {
            let weight = visible(vector) & exp((load(x) - most) * scale);
            total += weight;
            *x = cast(weight);
        }
        let share = f32x8::splat(1.0 / across(total));
        vectors.iter_mut().for_each(|x| *x = cast(load(x) * share));
    }

    /// `dcontext (n, D)`; writes `dqkv (n, 3D)`.
    #[inline(never)]
    pub fn backward(
        tree: Tree,
        heads: usize,
        qkv: &[f32],
        probs: &[f32],
        dcontext: &[f32],
        dqkv: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let (n, columns) = (tree.rows(), tree.rows().next_multiple_of(WIDTH));
        let d = dcontext.len() / n;
        let width = d / heads;
        let scale = 1.0 / (width as f32).sqrt();
        let Scratch { blocks, panels, dprobs } = scratch;
        dprobs.resize(tree.scores(), 0.0);
        for (h, probs) in probs.chunks_exact(tree.scores()).enumerate() {
            let [q, k, v] = [0, d, 2 * d].map(|from| from + h * width);
            let dcontext = &dcontext[h * width..];
            panels.pack_transposed(&qkv[v..], width, n, 3 * d);
            blocks.pack(dcontext, n, width, d);
            gemm::store_terms(blocks, panels, Terms::Lower, dprobs, columns);
            let rows = dprobs.chunks_exact_mut(columns).zip(probs.chunks_exact(columns));
            for (i, (dp, p)) in rows.enumerate() {
                let seen = (i + 1).next_multiple_of(WIDTH);
                let (dp, p) = (&mut dp[..seen], &p[..seen]);
                let along = f32x8::splat(dot(dp, p));
                each([dp], [p], |[dp], [p]| [(dp - along) * p * scale]);
            }
            panels.pack(&qkv[k..], n, width, 3 * d);
            blocks.pack(dprobs, n, n, columns);
            gemm::store_terms(blocks, panels, Terms::Causal, &mut dqkv[q..], 3 * d);
            blocks.pack_transposed(dprobs, n, n, columns);
            panels.pack(&qkv[q..], n, width, 3 * d);
            gemm::store_terms(blocks, panels, Terms::CausalTransposed, &mut dqkv[k..], 3 * d);
            blocks.pack_transposed(probs, n, n, columns);
            panels.pack(dcontext, n, width, d);
            gemm::store_terms(blocks, panels, Terms::CausalTransposed, &mut dqkv[v..], 3 * d);
        }
    }
}
