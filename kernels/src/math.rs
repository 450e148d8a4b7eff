//! Eight lanes at a time: loops over slices and elementary functions in explicit SIMD, with the same bits natively and in every browser.
//!
//! Explicit, because whether a plain loop becomes SIMD hangs on the compiler's mood and on the level that the whole program is linked at.
//! Nothing here calls a platform's math library, and nothing uses fused multiply-adds. What is left over at the end of a slice goes
//! through the same lanes, padded with zeros.

use bytemuck::{bytes_of, cast, pod_read_unaligned};
use std::f32::consts::LOG2_E;
use wide::{f32x8, u32x8};

/// Lanes of a vector.
pub const WIDTH: usize = 8;

/// Adding and subtracting this rounds to the nearest integer, which then stands in the low bits.
const ROUND: f32 = 12_582_912.0;
const LN2_HIGH: f32 = 0.693_359_4;
const LN2_LOW: f32 = -2.121_944_4e-4;
/// Beyond these the result would be subnormal or infinite; arguments are clamped to them.
const LOWEST: f32 = -87.0;
const HIGHEST: f32 = 88.0;

/// `eˣ` for `x` clamped to −87 … 88: relative error below 2e-7 (two ulps; a test measures it over the whole range). NaN stays NaN.
///
/// Cephes' `expf`: `x = n·ln 2 + r`, `|r| ≤ ln 2 / 2`, a degree-5 polynomial for `exp(r)`, and `n` added to the exponent.
#[inline(always)]
pub fn exp(given: f32x8) -> f32x8 {
    let x = given.fast_max(f32x8::splat(LOWEST)).fast_min(f32x8::splat(HIGHEST));
    let shifted = x * LOG2_E + f32x8::splat(ROUND);
    let n = shifted - f32x8::splat(ROUND);
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let p = f32x8::splat(1.987_569_1e-4);
    let p = p * r + f32x8::splat(1.398_199_9e-3);
    let p = p * r + f32x8::splat(8.333_452e-3);
    let p = p * r + f32x8::splat(4.166_579_6e-2);
    let p = p * r + f32x8::splat(0.166_666_65);
    let p = p * r + f32x8::splat(0.5);
    let p = p * (r * r) + r + f32x8::splat(1.0);
    let exponent: u32x8 = cast::<f32x8, u32x8>(shifted) << 23_u32;
    let result: f32x8 = cast(cast::<f32x8, u32x8>(p) + exponent);
    given.is_nan().select(given, result)
}

/// Eight values from memory. Read as bytes, which is one load a register; a vector built from an array is a load a lane.
#[inline(always)]
pub fn load(x: &[f32; WIDTH]) -> f32x8 {
    pod_read_unaligned(bytes_of(x))
}

/// The beginning of a vector from fewer than eight values; zeros follow. Only ends of slices come here, so it is a call; and not a copy
/// of slices, which would be a dearer call.
#[inline(never)]
pub fn padded(rest: &[f32]) -> f32x8 {
    load(&std::array::from_fn(|lane| rest.get(lane).copied().unwrap_or(0.0)))
}

/// Writes the beginning of a vector to fewer than eight values.
#[inline(never)]
pub fn cut(lanes: f32x8, rest: &mut [f32]) {
    let lanes: [f32; WIDTH] = cast(lanes);
    rest.iter_mut().zip(lanes).for_each(|(to, lane)| *to = lane);
}

/// The logistic function `1 / (1 + e⁻ˣ)`: absolute error below 2e-7.
#[inline(always)]
pub fn sigmoid(x: f32x8) -> f32x8 {
    let one = f32x8::splat(1.0);
    one / (one + exp(-x))
}

/// `to = step(to, from)` element by element, for any number of slices written and read. All have the length of the first one written,
/// or more.
#[inline(always)]
pub fn each<const M: usize, const N: usize>(
    to: [&mut [f32]; M],
    from: [&[f32]; N],
    step: impl Fn([f32x8; M], [f32x8; N]) -> [f32x8; M],
) {
    let length = to.first().map_or(0, |to| to.len());
    let (whole, rest) = (length / WIDTH, length % WIDTH);
    let mut to = to.map(|to| to[..length].as_chunks_mut::<WIDTH>());
    let from = from.map(|from| from[..length].as_chunks::<WIDTH>());
    for i in 0..whole {
        let mut written = [f32x8::ZERO; M];
        for (lanes, to) in written.iter_mut().zip(&to) {
            *lanes = load(&to.0[i]);
        }
        let mut read = [f32x8::ZERO; N];
        for (lanes, from) in read.iter_mut().zip(&from) {
            *lanes = load(&from.0[i]);
        }
        for (to, lanes) in to.iter_mut().zip(step(written, read)) {
            to.0[i] = cast(lanes);
        }
    }
    if rest > 0 {
        let mut written = [f32x8::ZERO; M];
        for (lanes, to) in written.iter_mut().zip(&to) {
            *lanes = padded(to.1);
        }
        let mut read = [f32x8::ZERO; N];
        for (lanes, from) in read.iter_mut().zip(&from) {
            *lanes = padded(from.1);
        }
        for (to, lanes) in to.iter_mut().zip(step(written, read)) {
            cut(lanes, to.1);
        }
    }
}

/// The sum of a slice in eight lanes and then across: the same order on every machine.
#[inline(always)]
pub fn sum(x: &[f32]) -> f32 {
    let (chunks, rest) = x.as_chunks::<WIDTH>();
    let lanes = chunks.iter().fold(f32x8::ZERO, |lanes, chunk| lanes + load(chunk));
    across(lanes + padded(rest))
}

/// The sum of the products of two slices of one length, in the order of [`sum`].
#[inline(always)]
pub fn dot(x: &[f32], y: &[f32]) -> f32 {
    let ((xs, x_rest), (ys, y_rest)) = (x.as_chunks::<WIDTH>(), y[..x.len()].as_chunks::<WIDTH>());
    let lanes = xs.iter().zip(ys).fold(f32x8::ZERO, |lanes, (x, y)| lanes + load(x) * load(y));
    across(lanes + padded(x_rest) * padded(y_rest))
}

/// The largest value of a slice, −∞ for an empty one. NaNs may be passed over.
#[inline(always)]
pub fn max(x: &[f32]) -> f32 {
    let (chunks, rest) = x.as_chunks::<WIDTH>();
    let lowest = f32::NEG_INFINITY;
    let most = chunks.iter().fold(f32x8::splat(lowest), |most, chunk| most.fast_max(load(chunk)));
    let rest = load(&std::array::from_fn(|lane| rest.get(lane).copied().unwrap_or(lowest)));
    max_across(most.fast_max(rest))
}

/// The largest of eight lanes.
#[inline(always)]
pub fn max_across(lanes: f32x8) -> f32 {
    let [a, b, c, d, e, f, g, h] = cast::<f32x8, [f32; WIDTH]>(lanes);
    let more = |x: f32, y: f32| if x > y { x } else { y };
    more(more(more(a, e), more(c, g)), more(more(b, f), more(d, h)))
}

/// The sum of eight lanes.
#[inline(always)]
pub fn across(lanes: f32x8) -> f32 {
    let [a, b, c, d, e, f, g, h] = lanes.to_array();
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(f: impl Fn(f32x8) -> f32x8, x: f32) -> f32 {
        f(f32x8::splat(x)).to_array()[0]
    }

    #[test]
    fn exp_is_within_its_stated_bound() {
        let mut worst = 0.0_f64;
        for i in 0..=1_750_000 {
            let x = (-87.0 + i as f32 * 1e-4).min(88.0);
            let exact = libm::exp(f64::from(x));
            worst = worst.max(((f64::from(one(exp, x)) - exact) / exact).abs());
        }
        assert!(worst < 2e-7, "worst relative error {worst:e}");
    }

    #[test]
    fn exp_is_tame_outside_its_range() {
        assert!(one(exp, -1e30) > 0.0 && one(exp, -1e30) < 2e-38);
        assert!(one(exp, f32::NEG_INFINITY) < 2e-38 && one(exp, 1e30).is_finite());
        assert_eq!(one(exp, 0.0), 1.0);
        assert!(one(exp, f32::NAN).is_nan());
    }

    #[test]
    fn sigmoid_is_within_its_stated_bound() {
        for i in -4000..=4000 {
            let x = i as f32 * 0.01;
            let exact = 1.0 / (1.0 + libm::exp(-f64::from(x)));
            assert!((f64::from(one(sigmoid, x)) - exact).abs() < 2e-7, "at {x}");
        }
    }

    #[test]
    fn loops_and_reductions_reach_every_element() {
        for n in [0_usize, 1, 7, 8, 9, 40] {
            let x: Vec<f32> = (0..n).map(|i| i as f32).collect();
            assert_eq!(sum(&x), (n * n.saturating_sub(1) / 2) as f32);
            assert_eq!(dot(&x, &x), x.iter().map(|x| x * x).sum::<f32>());
            assert_eq!(max(&x), x.iter().copied().fold(f32::NEG_INFINITY, f32::max));
            let (mut twice, mut count) = (vec![0.0; n], vec![1.0; n]);
            each([&mut twice, &mut count], [&x], |[_, count], [x]| [x + x, count + f32x8::splat(1.0)]);
            assert!(
                twice.iter().zip(&x).all(|(twice, x)| *twice == 2.0 * x) && count.iter().all(|&count| count == 2.0)
            );
        }
    }
}
