//! AdamW (Loshchilov & Hutter 2019, as in PyTorch: decoupled decay on every parameter) and plain SGD, in place, on flat vectors `(P)`.

use crate::backend::cpu::Real;

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
    let (correction1, correction2) = (1.0 - libm::pow(BETA1, t as f64), 1.0 - libm::pow(BETA2, t as f64));
    let shrink = F::of(1.0 - rate * decay);
    let (step, root) = (F::of(rate / correction1), F::of(1.0 / libm::sqrt(correction2)));
    let (beta1, beta2, rest1, rest2) = (F::of(BETA1), F::of(BETA2), F::of(1.0 - BETA1), F::of(1.0 - BETA2));
    let epsilon = F::of(EPSILON);
    for (((p, m), v), &g) in params.iter_mut().zip(m).zip(v).zip(gradient) {
        *m = beta1 * *m + rest1 * g;
        *v = beta2 * *v + rest2 * g * g;
        *p = shrink * *p - step * *m / (v.sqrt() * root + epsilon);
    }
}

/// One SGD update with decay added to the gradient, as `torch.optim.SGD` does.
pub fn sgd<F: Real>(params: &mut [F], gradient: &[F], rate: f64, decay: f64) {
    let (rate, decay) = (F::of(rate), F::of(decay));
    for (p, &g) in params.iter_mut().zip(gradient) {
        *p -= rate * (g + decay * *p);
    }
}
