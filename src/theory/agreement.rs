//! Whether a gradient that was measured is the one that the theory predicts.

/// So much of the largest predicted gradient of a completion may a measured one be off by. Both are f32 from different ways through the
/// network, on a GPU with another order of sums and another `exp` than the processor's, whose forward pass the prediction is from: a
/// thousandth is what its numbers may differ by. A pass that is wrong by a hundredth is ten times too far off.
pub const TOLERANCE: f64 = 1e-3;

/// Gradients smaller than this lose digits in f32, and push nothing.
const NOTHING: f64 = 1e-30;

/// By how much of the largest a measured gradient `(V)` of a completion's logits differs from the predicted one, `−weight · part`; `most` is
/// what the gradient would be at a label that was certain not to come.
///
/// The label is held against itself: `1 − s` of a likely label has lost digits in the rounding of `s`, which the others' `s` have not.
pub fn apart(measured: &[f64], part: &[f64], label: usize, (weight, most): (f64, f64)) -> f64 {
    let (mut own, mut others, mut largest) = (0.0, 0.0_f64, 0.0_f64);
    for (j, (measured, part)) in measured.iter().zip(part).enumerate() {
        let predicted = -weight * part;
        let difference = (measured - predicted).abs();
        if j == label {
            // A few roundings of numbers up to 1, times `most`.
            own = share((difference - 4.0 * f64::from(f32::EPSILON) * most).max(0.0), predicted.abs());
        } else {
            (others, largest) = (others.max(difference), largest.max(predicted.abs()));
        }
        if difference.is_nan() {
            return f64::INFINITY;
        }
    }
    f64::max(own, share(others, largest))
}

/// A difference as a share of what it is a difference of; nothing where it is too small to push.
pub fn share(difference: f64, of: f64) -> f64 {
    if difference <= NOTHING { 0.0 } else { difference / of }
}
