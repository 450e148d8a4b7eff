//! GPT-2's `gelu_new` (Hendrycks & Gimpel 2016, the tanh form): `y = x/2 · (1 + tanh u)`, `u = √(2/π) (x + 0.044715 x³)`.

use crate::Real;
use ndarray::{Array2, ArrayView2};

const SQRT_2_OVER_PI: f64 = 0.797_884_560_802_865_4;
const CUBIC: f64 = 0.044_715;

/// `x`, result: `(N, 4D)`.
pub fn forward<F: Real>(x: ArrayView2<F>) -> Array2<F> {
    x.mapv(|x| F::of(0.5) * x * (F::one() + inner(x).tanh()))
}

/// `x`, `dy`, result: `(N, 4D)`.
pub fn backward<F: Real>(x: ArrayView2<F>, dy: ArrayView2<F>) -> Array2<F> {
    let slope = x.mapv(|x| {
        let tanh = inner(x).tanh();
        let du = F::of(SQRT_2_OVER_PI) * (F::one() + F::of(3.0 * CUBIC) * x * x);
        F::of(0.5) * (F::one() + tanh) + F::of(0.5) * x * (F::one() - tanh * tanh) * du
    });
    slope * dy
}

fn inner<F: Real>(x: F) -> F {
    F::of(SQRT_2_OVER_PI) * (x + F::of(CUBIC) * x * x * x)
}

/// The same on slices, as `y = x σ(2u)`, which needs one exponential; the slope is computed on the way.
pub mod fast {
    use super::{CUBIC, SQRT_2_OVER_PI};
    use crate::math::{each, sigmoid};
    use wide::f32x8;

    /// Writes `y = gelu(x)` and replaces `x` by the slope there: all that the backward pass needs. Absolute error of both below 1e-6 · (1 + |x|).
    #[inline(never)]
    pub fn forward(x: &mut [f32], y: &mut [f32]) {
        const SCALE: f32 = (2.0 * SQRT_2_OVER_PI) as f32;
        const SLOPE: f32 = (3.0 * CUBIC) as f32;
        let one = f32x8::splat(1.0);
        each([x, y], [], |[x, _], []| {
            let square = x * x;
            let s = sigmoid(x * SCALE * (one + square * (CUBIC as f32)));
            let y = x * s;
            [s + y * (one - s) * SCALE * (one + square * SLOPE), y]
        });
    }

    /// `d *= slope`: turns `dy` into `dx`.
    #[inline(never)]
    pub fn backward(slope: &[f32], d: &mut [f32]) {
        each([d], [slope], |[d], [slope]| [d * slope]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fast_gelu_is_within_its_stated_bound() {
        let xs: Vec<f32> = (-1200..=1200).map(|i| i as f32 * 0.01).collect();
        let exact = Array2::from_shape_fn((1, xs.len()), |(_, i)| f64::from(xs[i]));
        let (value, slope) = (forward(exact.view()), backward(exact.view(), Array2::ones(exact.dim()).view()));
        let (mut x, mut y) = (xs.clone(), vec![0.0; xs.len()]);
        fast::forward(&mut x, &mut y);
        for (i, at) in xs.iter().enumerate() {
            let bound = 1e-6 * (1.0 + f64::from(at.abs()));
            assert!((f64::from(y[i]) - value[[0, i]]).abs() < bound, "value at {at}");
            assert!((f64::from(x[i]) - slope[[0, i]]).abs() < bound, "slope at {at}");
        }
    }
}
