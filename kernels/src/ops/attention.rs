//! Causal multi-head self-attention: `p = softmax(q kᵀ / √(D/H))` over what a row may see, `context = p v`.
//!
//! The twin takes one sequence. The fast form takes a [`Tree`]: a prefix that chosen and rejected share, then one tail for each, so
//! that the prefix is computed once; a row sees the prefix and its own tail up to itself.

use crate::Real;
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

    /// The rows before `row` that it may *not* see: the chosen tail, for rows of the rejected tail.
    fn hidden(self, row: usize) -> std::ops::Range<usize> {
        if row < self.shared + self.chosen { 0..0 } else { self.shared..self.shared + self.chosen }
    }
}

/// The same on slices, for one [`Tree`].
pub mod fast {
    use super::Tree;
    use crate::gemm::{self, Columns, Panels, Rows};
    use crate::math::{dot, each, exp, max, sum};
    use wide::f32x8;

    /// Packed factors, kept from call to call so that nothing is allocated in a step.
    #[derive(Debug, Default)]
    pub struct Scratch {
        panels: Panels,
        columns: Columns,
        dprobs: Vec<f32>,
    }

    /// `qkv (n, 3D)`; writes `context (n, D)` and `probs (H, n, n)`.
    #[inline(never)]
    pub fn forward(
        tree: Tree,
        heads: usize,
        qkv: &[f32],
        context: &mut [f32],
        probs: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let n = tree.rows();
        let d = context.len() / n;
        let width = d / heads;
        let scale = 1.0 / (width as f32).sqrt();
        let panels = &mut scratch.panels;
        for (h, probs) in probs.chunks_exact_mut(n * n).enumerate() {
            let [q, k, v] = [0, d, 2 * d].map(|from| &qkv[from + h * width..]);
            panels.pack_transposed(k, width, n, 3 * d);
            let q = Rows { values: q, stride: 3 * d, m: n };
            gemm::store(q, panels, probs, n);
            for (i, row) in probs.chunks_exact_mut(n).enumerate() {
                softmax(row, i, tree.hidden(i), scale);
            }
            panels.pack(v, n, width, 3 * d);
            let p = Rows { values: probs, stride: n, m: n };
            gemm::store_causal(p, panels, &mut context[h * width..], d);
        }
    }

    /// Turns a row of scores into probabilities over the columns `0..=i` without `hidden`; the others become zero.
    fn softmax(row: &mut [f32], i: usize, hidden: std::ops::Range<usize>, scale: f32) {
        let (seen, future) = row.split_at_mut(i + 1);
        seen[hidden.clone()].fill(f32::NEG_INFINITY);
        future.fill(0.0);
        let most = max(seen);
        each([&mut *seen], [], |[x], []| [exp((x - f32x8::splat(most)) * scale)]);
        seen[hidden].fill(0.0);
        let share = 1.0 / sum(seen);
        each([seen], [], |[x], []| [x * share]);
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
        let n = tree.rows();
        let d = dcontext.len() / n;
        let width = d / heads;
        let scale = 1.0 / (width as f32).sqrt();
        let Scratch { panels, columns, dprobs } = scratch;
        dprobs.resize(n * n, 0.0);
        for (h, probs) in probs.chunks_exact(n * n).enumerate() {
            let [q, k, v] = [0, d, 2 * d].map(|from| from + h * width);
            let dcontext = &dcontext[h * width..];
            panels.pack_transposed(&qkv[v..], width, n, 3 * d);
            let rows = Rows { values: dcontext, stride: d, m: n };
            gemm::store(rows, panels, dprobs, n);
            for (i, (dp, p)) in dprobs.chunks_exact_mut(n).zip(probs.chunks_exact(n)).enumerate() {
                let (seen, future) = dp.split_at_mut(i + 1);
                let along = dot(seen, &p[..=i]);
                each([seen], [p], |[dp], [p]| [(dp - f32x8::splat(along)) * p * scale]);
                future.fill(0.0);
            }
            panels.pack(&qkv[k..], n, width, 3 * d);
            let rows = Rows { values: dprobs, stride: n, m: n };
            gemm::store_causal(rows, panels, &mut dqkv[q..], 3 * d);
            columns.pack(dprobs, n, n, n);
            panels.pack(&qkv[q..], n, width, 3 * d);
            gemm::store_transposed(columns, panels, &mut dqkv[k..], 3 * d);
            columns.pack(probs, n, n, n);
            panels.pack(dcontext, n, width, d);
            gemm::store_transposed(columns, panels, &mut dqkv[v..], 3 * d);
        }
    }
}
