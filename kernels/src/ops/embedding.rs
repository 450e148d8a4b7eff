//! Token plus position embedding: `x[n] = wte[token[n]] + wpe[position[n]]`.

use crate::Real;
use ndarray::{Array2, ArrayView2, ArrayViewMut2};

/// `tokens`, `positions`: `(N)`; `wte (V, D)`, `wpe (positions, D)`; returns `(N, D)`.
pub fn forward<F: Real>(tokens: &[u32], positions: &[u32], wte: ArrayView2<F>, wpe: ArrayView2<F>) -> Array2<F> {
    let mut x = Array2::zeros((tokens.len(), wte.ncols()));
    for (mut x, (&token, &position)) in x.rows_mut().into_iter().zip(tokens.iter().zip(positions)) {
        x.assign(&wte.row(token as usize));
        x += &wpe.row(position as usize);
    }
    x
}

/// Adds `dx (N, D)` to the rows of `dwte` and `dwpe` that were read.
pub fn backward<F: Real>(
    tokens: &[u32],
    positions: &[u32],
    dx: ArrayView2<F>,
    mut dwte: ArrayViewMut2<F>,
    mut dwpe: ArrayViewMut2<F>,
) {
    for (dx, (&token, &position)) in dx.rows().into_iter().zip(tokens.iter().zip(positions)) {
        let mut row = dwte.row_mut(token as usize);
        row += &dx;
        let mut row = dwpe.row_mut(position as usize);
        row += &dx;
    }
}

/// The same on slices.
pub mod fast {
    use crate::math::each;

    /// `wte (V, D)`, `wpe (positions, D)`, `x (N, D)`.
    #[inline(never)]
    pub fn forward(tokens: &[u32], positions: &[u32], wte: &[f32], wpe: &[f32], x: &mut [f32], d: usize) {
        for (x, (&token, &position)) in x.chunks_exact_mut(d).zip(tokens.iter().zip(positions)) {
            let (word, place) = (&wte[token as usize * d..][..d], &wpe[position as usize * d..][..d]);
            each([x], [word, place], |_, [word, place]| [word + place]);
        }
    }

    /// Adds `dx (N, D)` to `dwte` and `dwpe`.
    #[inline(never)]
    pub fn backward(tokens: &[u32], positions: &[u32], dx: &[f32], dwte: &mut [f32], dwpe: &mut [f32], d: usize) {
        for (dx, (&token, &position)) in dx.chunks_exact(d).zip(tokens.iter().zip(positions)) {
            let word = &mut dwte[token as usize * d..][..d];
            each([word], [dx], |[to], [dx]| [to + dx]);
            let place = &mut dwpe[position as usize * d..][..d];
            each([place], [dx], |[to], [dx]| [to + dx]);
        }
    }
}
