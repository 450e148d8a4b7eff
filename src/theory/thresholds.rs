//! The smallest λ with which DPOP moves every logit of a position the right way: the correct token up, all others down.
//!
//! From `g` at the head of [`super`], solved for λ (all strict), here with b = 1, as DPO and DPOP have it:
//!
//! | position | correct token, `g > 0` iff λ > | another token, `g_j < 0` iff λ > |
//! |---|---|---|
//! | k < m | 0 | 0 |
//! | k = m | `−1/(1 − s^w)` | `−1/s_j^w` for `t_m'`, 0 for the rest |
//! | k > m | `(s^w − s^l)/(1 − s^w)` | `s_j^l/s_j^w − 1` |
//!
//! A negative number means that the loss without λ does it already; `+∞` that no λ does, because the softmax is exactly 1 or 0 there.
//! λ is the effective one: for `penalty: "outside"` the slider's λ is this times the pair's weight.

use super::place::LabelledPosition;

/// The λ that must be exceeded at one position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Above this the correct token's logit goes up.
    pub correct: f64,
    /// Above this every other token's logit goes down: the largest over them, `−∞` if there is no other token.
    pub others: f64,
}

impl Thresholds {
    /// Above this, and for a λ that is not negative, every logit of the position goes the right way.
    pub fn all(&self) -> f64 {
        self.correct.max(self.others).max(0.0)
    }
}

/// The thresholds at `place`, from the softmax vectors `(V)` after the chosen and the rejected prefix.
///
/// `rejected` is the loss's pull on the rejected completion, `b`. As in [`direction`](super::direction()), `s_l` is not looked at before and at
/// the difference. A label beyond the vocabulary is nowhere correct: its threshold is `+∞`.
pub fn thresholds(place: LabelledPosition, s_w: &[f64], s_l: &[f64], rejected: f64) -> Thresholds {
    debug_assert_eq!(s_w.len(), s_l.len(), "both contexts have the same vocabulary");
    let correct = place.correct();
    let mut thresholds = Thresholds { correct: f64::INFINITY, others: f64::NEG_INFINITY };
    for (j, (&w, &l)) in s_w.iter().zip(s_l).enumerate() {
        // What the loss without λ adds to g_j.
        let without = rejected
            * match place {
                LabelledPosition::Before { .. } => 0.0,
                LabelledPosition::At { chosen, .. } if j == chosen => 1.0,
                LabelledPosition::At { rejected, .. } if j == rejected => -1.0,
                LabelledPosition::At { .. } => 0.0,
                LabelledPosition::After { .. } => l - w,
            };
        if j == correct {
            thresholds.correct = exceeds(-without, 1.0 - w);
        } else {
            thresholds.others = thresholds.others.max(exceeds(without, w));
        }
    }
    thresholds
}

/// The [`Thresholds::correct`] of a position after the difference under DPO's pull, `b = 1`, from the correct token's own probabilities: `p_w`
/// after the chosen and `p_l` after the rejected prefix.
pub fn least_for_correct(p_w: f64, p_l: f64) -> f64 {
    exceeds(p_w - p_l, 1.0 - p_w)
}

/// The λ above which `λ·slope > hurdle`; without a slope λ cannot help, and only a hurdle below 0 is passed, by every λ.
fn exceeds(hurdle: f64, slope: f64) -> f64 {
    if slope > 0.0 {
        hurdle / slope
    } else if hurdle < 0.0 {
        f64::NEG_INFINITY
    } else {
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::super::direction::direction;
    use super::*;
    use crate::objective::Pull;

    const S_W: [f64; 4] = [0.7, 0.1, 0.15, 0.05];
    const S_L: [f64; 4] = [0.4, 0.3, 0.2, 0.1];

    #[track_caller]
    fn check(place: LabelledPosition, s_w: &[f64], s_l: &[f64], correct: f64, others: f64) {
        let got = thresholds(place, s_w, s_l, 1.0);
        // One subtraction and one division: a few units of rounding, magnified by 1/(1 − s^w), which stays below 100 here.
        let close =
            |got: f64, expected: f64| got == expected || (got - expected).abs() <= 1e-13 * expected.abs().max(1.0);
        assert!(close(got.correct, correct), "{place:?}: correct {}, not {correct}", got.correct);
        assert!(close(got.others, others), "{place:?}: others {}, not {others}", got.others);
        if let LabelledPosition::After { label } = place {
            assert_eq!(least_for_correct(s_w[label], s_l[label]), got.correct, "{place:?}: the correct token alone");
        }

        // Just above both thresholds every sign is right; just below one of them, some sign is wrong.
        let is_right = |lambda: f64| {
            let g = direction(place, s_w, s_l, Pull { weight: 1.0, chosen: 1.0 + lambda, rejected: 1.0 });
            g.iter().enumerate().all(|(j, &g)| if j == place.correct() { g > 0.0 } else { g < 0.0 })
        };
        let edge = got.all();
        if edge.is_finite() {
            assert!(is_right(edge + 1e-9 * edge.max(1.0)), "{place:?}: above {edge}");
        } else {
            assert!(!is_right(1e12), "{place:?}: no λ suffices");
        }
        if edge.is_finite() && edge > 0.0 {
            assert!(!is_right(edge - 1e-9 * edge.max(1.0)), "{place:?}: below {edge}");
        }
    }

    #[test]
    fn smallest_sufficient_lambdas() {
        check(LabelledPosition::Before { label: 0 }, &S_W, &S_W, 0.0, 0.0);
        check(LabelledPosition::At { chosen: 0, rejected: 1 }, &S_W, &S_W, -1.0 / 0.3, 0.0);
        check(LabelledPosition::At { chosen: 0, rejected: 1 }, &[0.75, 0.25], &[0.75, 0.25], -4.0, -4.0);
        check(LabelledPosition::After { label: 0 }, &S_W, &S_L, 1.0, 2.0);
        check(LabelledPosition::After { label: 0 }, &[0.9, 0.08, 0.02], &[0.5, 0.4, 0.1], 4.0, 4.0);
        // The rejected prefix predicts the token better: DPO is right already.
        check(LabelledPosition::After { label: 0 }, &[0.5, 0.5], &[0.75, 0.25], -0.5, -0.5);
    }

    #[test]
    fn where_no_lambda_suffices() {
        check(LabelledPosition::After { label: 0 }, &[1.0, 0.0], &[0.5, 0.5], f64::INFINITY, f64::INFINITY);
        check(LabelledPosition::Before { label: 0 }, &[1.0, 0.0], &[1.0, 0.0], f64::INFINITY, f64::INFINITY);
        // The rejected token itself falls whatever λ is.
        check(
            LabelledPosition::At { chosen: 0, rejected: 1 },
            &[1.0, 0.0],
            &[1.0, 0.0],
            f64::NEG_INFINITY,
            f64::NEG_INFINITY,
        );
    }

    #[test]
    fn a_label_beyond_the_vocabulary_is_nowhere_correct() {
        let got = thresholds(LabelledPosition::After { label: 7 }, &[0.5, 0.5], &[0.75, 0.25], 1.0);
        assert_eq!(got, Thresholds { correct: f64::INFINITY, others: 0.5 });
    }
}
