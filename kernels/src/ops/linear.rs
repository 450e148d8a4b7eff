//! Affine map: `y = x W + b` with `W` stored `(in, out)` as GPT-2's `Conv1D` does; `dx = dy Wᵀ`, `dW = xᵀ dy`, `db = Σ dy`.
//! Its fast form is [`crate::gemm`].

use crate::Real;
use crate::math::each;
use ndarray::{Array2, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis};

/// `x (N, in)`, `weight (in, out)`, `bias (out)`; returns `(N, out)`.
pub fn forward<F: Real>(x: ArrayView2<F>, weight: ArrayView2<F>, bias: ArrayView1<F>) -> Array2<F> {
    x.dot(&weight) + bias
}

/// Adds to `dweight (in, out)` and `dbias (out)`; returns `dx (N, in)`.
pub fn backward<F: Real>(
    x: ArrayView2<F>,
    weight: ArrayView2<F>,
    dy: ArrayView2<F>,
    mut dweight: ArrayViewMut2<F>,
    mut dbias: ArrayViewMut1<F>,
) -> Array2<F> {
    dweight += &x.t().dot(&dy);
    dbias += &dy.sum_axis(Axis(0));
    dy.dot(&weight.t())
}

/// The bias gradient on slices: adds the column sums of `dy (N, out)` to `dbias (out)`.
#[inline(never)]
pub fn bias_gradient(dy: &[f32], dbias: &mut [f32]) {
    let width = dbias.len();
    for dy in dy.chunks_exact(width) {
        each([&mut *dbias], [dy], |[to], [dy]| [to + dy]);
    }
}
