//! How far the policy has gone from the reference where an answer is written: at each position of the answer the Kullback-Leibler divergence
//! `KL(π_θ ‖ π_ref) = Σ_j π_θ(j | ctx) (log π_θ(j | ctx) − log π_ref(j | ctx))` in nats, over the whole vocabulary and so without any chance, and the mean
//! over the positions, `<eos>` included.
//!
//! The contexts are those of the answer itself: they are given, and not drawn from the policy. It is what β of the losses holds against, token by token;
//! the log-ratio of an answer's own tokens (`delta/*`) is one sample of such a sum, and may be of either sign, where this is never below 0.

use super::{Gauge, GaugeId};

/// In the chosen answer's contexts.
pub(super) static CHOSEN: Gauge =
    Gauge { id: GaugeId::KlChosen, read: |specimen| specimen.chosen.mean(specimen.chosen.kl).into() };

/// In the rejected answer's.
pub(super) static REJECTED: Gauge =
    Gauge { id: GaugeId::KlRejected, read: |specimen| specimen.rejected.mean(specimen.rejected.kl).into() };

/// `KL(π_θ ‖ π_ref)` in nats of the distributions of these logarithms `(V)`.
pub(super) fn kl(policy: &[f64], reference: &[f64]) -> f64 {
    policy.iter().zip(reference).map(|(policy, reference)| libm::exp(*policy) * (policy - reference)).sum()
}

/// The log-softmax `(V)` of logits `(V)` in f64, so that no rounding but that of the logits is left: the divergence is of the second order in what two
/// distributions differ by, and rounded probabilities would hide a small one.
pub(super) fn log_softmax(logits: &[f32]) -> Vec<f64> {
    let largest = logits.iter().fold(f32::NEG_INFINITY, |largest, logit| largest.max(*logit));
    let above = |logit: f32| f64::from(logit) - f64::from(largest);
    let normaliser = libm::log(logits.iter().map(|&logit| libm::exp(above(logit))).sum());
    logits.iter().map(|&logit| above(logit) - normaliser).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(policy: &[f32], reference: &[f32], expected: f64) {
        let found = kl(&log_softmax(policy), &log_softmax(reference));
        assert!((found - expected).abs() < 1e-6, "{found} and {expected}");
    }

    #[test]
    fn known_divergences() {
        let thirds = [0.0; 3];
        // One half, one quarter, one quarter against thirds.
        check(&[2.0_f32.ln(), 0.0, 0.0], &thirds, 0.5 * 1.5_f64.ln() + 0.5 * 0.75_f64.ln());
        // And the other way round: it is no distance.
        check(&thirds, &[2.0_f32.ln(), 0.0, 0.0], (2.0_f64 / 3.0).ln() / 3.0 + 2.0 * (4.0_f64 / 3.0).ln() / 3.0);
        // What has no probability left adds nothing, however unlikely the reference finds it.
        check(&[1000.0, 0.0], &[0.0, 0.0], 2.0_f64.ln());
        assert_eq!(kl(&log_softmax(&[0.3, -7.0]), &log_softmax(&[0.3, -7.0])), 0.0);
        assert!(kl(&log_softmax(&[f32::NAN, 0.0]), &log_softmax(&thirds[..2])).is_nan());
    }

    /// To the second order it is half of the variance of what the logits differ by, which rounded probabilities would not show.
    #[test]
    fn a_small_divergence_is_seen() {
        let moved: Vec<f32> = (0..8).map(|j| j as f32 * 1e-4).collect();
        let variance = (64.0 - 1.0) / 12.0 * 1e-8;
        let found = kl(&log_softmax(&moved), &log_softmax(&[0.0; 8]));
        assert!((found / (variance / 2.0) - 1.0).abs() < 1e-3, "{found:e}");
    }
}
