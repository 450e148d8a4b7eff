//! AdamW (Loshchilov & Hutter 2019, as in PyTorch: decoupled decay on every parameter) and plain SGD, in place, on flat vectors `(P)`.

use crate::Real;

/// PyTorch's defaults.
pub const BETA1: f64 = 0.9;
/// PyTorch's defaults.
pub const BETA2: f64 = 0.999;
/// PyTorch's defaults.
pub const EPSILON: f64 = 1e-8;

/// One AdamW update; `t` counts from 1. `params`, `m`, `v`, `gradient`: `(P)`.
///
/// The bias corrections are taken in f64, as PyTorch takes them, and rounded once.
pub fn adamw<F: Real>(params: &mut [F], m: &mut [F], v: &mut [F], gradient: &[F], t: usize, rate: f64, decay: f64) {
    let Coefficients { shrink, step, root } = Coefficients::at(t, rate, decay);
    let [shrink, step, root] = [shrink, step, root].map(F::of);
    let (beta1, beta2, rest1, rest2) = (F::of(BETA1), F::of(BETA2), F::of(1.0 - BETA1), F::of(1.0 - BETA2));
    let epsilon = F::of(EPSILON);
    for (((p, m), v), &g) in params.iter_mut().zip(m).zip(v).zip(gradient) {
        *m = beta1 * *m + rest1 * g;
        *v = beta2 * *v + rest2 * g * g;
        *p = shrink * *p - step * *m / (v.sqrt() * root + epsilon);
    }
}

/// What AdamW's update number `t` multiplies by: the parameters, the first moment, and the root of the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficients {
    /// `1 − rate · decay`.
    pub shrink: f64,
    /// `rate / (1 − β1ᵗ)`.
    pub step: f64,
    /// `1 / √(1 − β2ᵗ)`.
    pub root: f64,
}

impl Coefficients {
    /// At update `t`, which counts from 1.
    pub fn at(t: usize, rate: f64, decay: f64) -> Coefficients {
        let (correction1, correction2) = (1.0 - libm::pow(BETA1, t as f64), 1.0 - libm::pow(BETA2, t as f64));
        Coefficients { shrink: 1.0 - rate * decay, step: rate / correction1, root: 1.0 / correction2.sqrt() }
    }
}

/// One SGD update with decay added to the gradient, as `torch.optim.SGD` does.
pub fn sgd<F: Real>(params: &mut [F], gradient: &[F], rate: f64, decay: f64) {
    let (rate, decay) = (F::of(rate), F::of(decay));
    for (p, &g) in params.iter_mut().zip(gradient) {
        *p -= rate * (g + decay * *p);
    }
}

/// The same for `f32`.
pub mod fast {
    use super::{BETA1, BETA2, Coefficients, EPSILON};
    use crate::math::each;
    use wide::f32x8;

    /// [`super::adamw`].
    #[inline(never)]
    pub fn adamw(params: &mut [f32], m: &mut [f32], v: &mut [f32], gradient: &[f32], t: usize, rate: f64, decay: f64) {
        let Coefficients { shrink, step, root } = Coefficients::at(t, rate, decay);
        let [shrink, step, root] = [shrink, step, root].map(|x| f32x8::splat(x as f32));
        let [beta1, beta2, rest1, rest2, epsilon] =
            [BETA1, BETA2, 1.0 - BETA1, 1.0 - BETA2, EPSILON].map(|x| f32x8::splat(x as f32));
        each([params, m, v], [gradient], |[p, m, v], [g]| {
            let m = beta1 * m + rest1 * g;
            let v = beta2 * v + rest2 * g * g;
            [shrink * p - step * m / (v.sqrt() * root + epsilon), m, v]
        });
    }

    /// [`super::sgd`].
    #[inline(never)]
    pub fn sgd(params: &mut [f32], gradient: &[f32], rate: f64, decay: f64) {
        let (rate, decay) = (rate as f32, decay as f32);
        each([params], [gradient], |[p], [g]| [p - (g + p * decay) * rate]);
    }

    /// Euclidean norm, summed in f64.
    #[inline(never)]
    pub fn norm(gradient: &[f32]) -> f64 {
        gradient.iter().map(|&g| f64::from(g) * f64::from(g)).sum::<f64>().sqrt()
    }
}
