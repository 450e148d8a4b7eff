//! Layer normalisation (Ba et al. 2016): `y = (x − mean) / √(var + 1e-5) · gain + shift`, with the biased variance over a row.

use crate::Real;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayViewMut1, Zip};

/// GPT-2's `layer_norm_epsilon`.
pub const EPSILON: f64 = 1e-5;

/// What the backward pass needs: `normal (N, D)`, the normalised rows, and `rstd (N)`, one over their standard deviation.
#[derive(Debug, Clone)]
pub struct Saved<F> {
    normal: Array2<F>,
    rstd: Array1<F>,
}

/// `x (N, D)`, `gain (D)`, `shift (D)`; returns `y (N, D)`.
pub fn forward<F: Real>(x: ArrayView2<F>, gain: ArrayView1<F>, shift: ArrayView1<F>) -> (Array2<F>, Saved<F>) {
    let width = F::of(x.ncols() as f64);
    let mut normal = x.to_owned();
    let mut rstd = Array1::zeros(x.nrows());
    for (mut row, rstd) in normal.rows_mut().into_iter().zip(&mut rstd) {
        let mean = row.sum() / width;
        row -= mean;
        let variance = row.dot(&row) / width;
        *rstd = (variance + F::of(EPSILON)).sqrt().recip();
        row *= *rstd;
    }
    (&normal * &gain + shift, Saved { normal, rstd })
}

/// Adds to `dgain`, `dshift`; returns `dx (N, D)`.
pub fn backward<F: Real>(
    saved: &Saved<F>,
    gain: ArrayView1<F>,
    dy: ArrayView2<F>,
    mut dgain: ArrayViewMut1<F>,
    mut dshift: ArrayViewMut1<F>,
) -> Array2<F> {
    let width = F::of(gain.len() as f64);
    let mut dx = &dy * &gain;
    for (((mut dx, dy), normal), &rstd) in
        dx.rows_mut().into_iter().zip(dy.rows()).zip(saved.normal.rows()).zip(&saved.rstd)
    {
        dshift += &dy;
        Zip::from(&mut dgain).and(&dy).and(&normal).for_each(|dgain, &dy, &normal| *dgain += dy * normal);
        let (mean, along) = (dx.sum() / width, dx.dot(&normal) / width);
        Zip::from(&mut dx).and(&normal).for_each(|dx, &normal| *dx = (*dx - mean - normal * along) * rstd);
    }
    dx
}

/// The same on slices, one row after the other, without allocation.
pub mod fast {
    use super::EPSILON;
    use crate::math::{dot, each, sum};
    use wide::f32x8;

    /// `x`, `normal`, `y`: `(N, D)`; `rstd (N)`. Writes `normal`, `rstd` and `y`.
    #[inline(never)]
    pub fn forward(x: &[f32], gain: &[f32], shift: &[f32], normal: &mut [f32], rstd: &mut [f32], y: &mut [f32]) {
        let width = gain.len();
        let scale = 1.0 / width as f32;
        let rows = x.chunks_exact(width).zip(normal.chunks_exact_mut(width)).zip(y.chunks_exact_mut(width)).zip(rstd);
        for (((x, normal), y), rstd) in rows {
            let mean = sum(x) * scale;
            each([&mut *normal], [x], |_, [x]| [x - f32x8::splat(mean)]);
            *rstd = 1.0 / (dot(normal, normal) * scale + EPSILON as f32).sqrt();
            let rstd = f32x8::splat(*rstd);
            each([normal, y], [gain, shift], |[normal, _], [gain, shift]| {
                let normal = normal * rstd;
                [normal, normal * gain + shift]
            });
        }
    }

    /// Adds to `dgain`, `dshift` and to `dx (N, D)`; overwrites `dy (N, D)`.
    #[inline(never)]
    pub fn backward(
        normal: &[f32],
        rstd: &[f32],
        gain: &[f32],
        dy: &mut [f32],
        (dgain, dshift): (&mut [f32], &mut [f32]),
        dx: &mut [f32],
    ) {
        let width = gain.len();
        let scale = 1.0 / width as f32;
        let rows = normal.chunks_exact(width).zip(dy.chunks_exact_mut(width)).zip(dx.chunks_exact_mut(width)).zip(rstd);
        for (((normal, dy), dx), rstd) in rows {
            each([&mut *dgain, &mut *dshift, &mut *dy], [normal, gain], |[dgain, dshift, dy], [normal, gain]| {
                [dgain + dy * normal, dshift + dy, dy * gain]
            });
            let (mean, along) = (sum(dy) * scale, dot(dy, normal) * scale);
            let [mean, along, rstd] = [mean, along, *rstd].map(f32x8::splat);
            each([dx], [&*dy, normal], |[dx], [dy, normal]| [dx + (dy - mean - normal * along) * rstd]);
        }
    }
}
