//! The direction `g` in which a loss moves each logit of one position; the formulas stand at the head of [`super`].

use super::place::{LabelledPosition, PlaceKind};
use crate::objective::Pull;

/// Which way a logit is pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `g > 0`: descent raises it.
    Up,
    /// `g < 0`: descent lowers it.
    Down,
    /// `g = 0`: descent leaves it.
    None,
}

impl Sign {
    /// The sign of `g`; a NaN, which only a diverged model gives, has none.
    pub fn of(g: f64) -> Self {
        if g > 0.0 {
            Self::Up
        } else if g < 0.0 {
            Self::Down
        } else {
            Self::None
        }
    }
}

/// `g` for every token of the vocabulary: `(V)`; the loss gradient of the shared logits is `−weight · g`, with the mean over pairs `−weight · g / pairs`.
///
/// `s_w` and `s_l` are the softmax vectors `(V)` after the chosen and the rejected prefix; where the prefixes are the same, before and at
/// the difference, `s_l` is not looked at.
pub fn direction(place: LabelledPosition, s_w: &[f64], s_l: &[f64], pull: Pull) -> Vec<f64> {
    debug_assert_eq!(s_w.len(), s_l.len(), "both contexts have the same vocabulary");
    let correct = place.correct();
    let term = |j: usize, w: f64, l: f64| {
        let held_up = more(pull) * (indicator(j == correct) - w);
        match place {
            LabelledPosition::Before { .. } => held_up,
            LabelledPosition::At { chosen, rejected } => {
                pull.rejected * (indicator(j == chosen) - indicator(j == rejected)) + held_up
            }
            LabelledPosition::After { .. } => pull.rejected * (l - w) + held_up,
        }
    };
    s_w.iter().zip(s_l).enumerate().map(|(j, (&w, &l))| term(j, w, l)).collect()
}

/// The two parts of [`direction`]'s `g`, each `(V)`: what comes through the chosen context alone, and through the rejected one. Theirs are
/// two logit vectors, before the argument takes them for one.
pub fn parts(place: LabelledPosition, s_w: &[f64], s_l: &[f64], pull: Pull) -> [Vec<f64>; 2] {
    let [w, l] = place.labels();
    let part = |s: &[f64], label: usize, by: f64| {
        s.iter().enumerate().map(|(j, s)| by * (indicator(j == label) - s)).collect::<Vec<f64>>()
    };
    [part(s_w, w, pull.chosen), part(s_l, l, -pull.rejected)]
}

/// The correct token's `g` from that token's probabilities alone: `p_w` after the chosen and `p_l` after the rejected prefix.
///
/// This is what the token strip shows.
pub fn predicted(place: PlaceKind, p_w: f64, p_l: f64, pull: Pull) -> f64 {
    let held_up = more(pull) * (1.0 - p_w);
    match place {
        PlaceKind::Before => held_up,
        PlaceKind::At => pull.rejected + held_up,
        PlaceKind::After => pull.rejected * (p_l - p_w) + held_up,
    }
}

/// `g` of the rejected completion's token at the difference, which has the probability `p` there.
pub fn predicted_of_rejected(p: f64, pull: Pull) -> f64 {
    -pull.rejected - more(pull) * p
}

/// The sign of [`predicted`].
pub fn predicted_sign(place: PlaceKind, p_w: f64, p_l: f64, pull: Pull) -> Sign {
    Sign::of(predicted(place, p_w, p_l, pull))
}

/// The sign of [`predicted_of_rejected`].
pub fn predicted_sign_of_rejected(p: f64, pull: Pull) -> Sign {
    Sign::of(predicted_of_rejected(p, pull))
}

/// By how much the chosen completion is pulled up more than the rejected one down: λ, where the latter is 1.
fn more(pull: Pull) -> f64 {
    pull.chosen - pull.rejected
}

fn indicator(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S_W: [f64; 4] = [0.7, 0.1, 0.15, 0.05];
    const S_L: [f64; 4] = [0.4, 0.3, 0.2, 0.1];

    /// DPOP's pull at an effective λ; DPO's at 0.
    fn held(lambda: f64) -> Pull {
        Pull { weight: 1.0, chosen: 1.0 + lambda, rejected: 1.0 }
    }

    #[track_caller]
    fn check(place: LabelledPosition, lambda: f64, expected: [f64; 4]) {
        check_pull(place, held(lambda), expected);
    }

    #[track_caller]
    fn check_pull(place: LabelledPosition, pull: Pull, expected: [f64; 4]) {
        let s_l = if place.kind() == PlaceKind::After { S_L } else { S_W };
        let g = direction(place, &S_W, &s_l, pull);
        assert_eq!(g.len(), expected.len());
        let [w, l] = parts(place, &S_W, &s_l, pull);
        for (j, (g, expected)) in g.iter().zip(expected).enumerate() {
            // A few additions of numbers up to the pull: some units of rounding of that size.
            let tolerance = 8.0 * f64::EPSILON * (1.0 + pull.chosen.abs());
            assert!((g - expected).abs() <= tolerance, "{place:?}, {pull:?}, token {j}: {g}, not {expected}");
            let sum = w[j] + l[j];
            assert!((g - sum).abs() <= tolerance, "{place:?}, {pull:?}, token {j}: the parts sum to {sum}, not to {g}");
        }
    }

    #[test]
    fn directions() {
        check(LabelledPosition::Before { label: 0 }, 0.0, [0.0, 0.0, 0.0, 0.0]);
        check(LabelledPosition::Before { label: 0 }, 2.0, [0.6, -0.2, -0.3, -0.1]);
        check(LabelledPosition::At { chosen: 0, rejected: 1 }, 0.0, [1.0, -1.0, 0.0, 0.0]);
        check(LabelledPosition::At { chosen: 0, rejected: 1 }, 2.0, [1.6, -1.2, -0.3, -0.1]);
        // DPO's failure: the correct token falls, every other rises.
        check(LabelledPosition::After { label: 0 }, 0.0, [-0.3, 0.2, 0.05, 0.05]);
        check(LabelledPosition::After { label: 0 }, 2.0, [0.3, 0.0, -0.25, -0.05]);
        check(LabelledPosition::After { label: 3 }, 2.0, [-1.7, 0.0, -0.25, 1.95]);
        // A loss that has what it wants pulls nothing, and one that has too much of it pulls back.
        let (flat, back) = (Pull::default(), Pull { weight: 1.0, chosen: -1.0, rejected: -1.0 });
        for place in [
            LabelledPosition::Before { label: 0 },
            LabelledPosition::At { chosen: 0, rejected: 1 },
            LabelledPosition::After { label: 0 },
        ] {
            check_pull(place, flat, [0.0; 4]);
        }
        check_pull(LabelledPosition::Before { label: 0 }, back, [0.0; 4]);
        check_pull(LabelledPosition::At { chosen: 0, rejected: 1 }, back, [-1.0, 1.0, 0.0, 0.0]);
        check_pull(LabelledPosition::After { label: 0 }, back, [0.3, -0.2, -0.05, -0.05]);
    }

    #[track_caller]
    fn check_sign(place: PlaceKind, p_w: f64, p_l: f64, lambda: f64, expected: Sign) {
        assert_eq!(predicted_sign(place, p_w, p_l, held(lambda)), expected, "{place:?} {p_w} {p_l} {lambda}");
    }

    #[test]
    fn signs_of_the_token_strip() {
        // The row of arrows under the sentence of the paper's figure 1: DPO ∅ … ↑ ↓ …, DPOP all ↑.
        check_sign(PlaceKind::Before, 0.9, 0.9, 0.0, Sign::None);
        check_sign(PlaceKind::At, 0.9, 0.9, 0.0, Sign::Up);
        check_sign(PlaceKind::After, 0.9, 0.5, 0.0, Sign::Down);
        check_sign(PlaceKind::Before, 0.9, 0.9, 50.0, Sign::Up);
        check_sign(PlaceKind::At, 0.9, 0.9, 50.0, Sign::Up);
        check_sign(PlaceKind::After, 0.9, 0.5, 50.0, Sign::Up);
        // λ below (0.9 − 0.5)/(1 − 0.9) = 4 is not enough.
        check_sign(PlaceKind::After, 0.9, 0.5, 3.9, Sign::Down);
        check_sign(PlaceKind::After, 0.9, 0.5, 4.1, Sign::Up);
        // A rejected prefix that predicts the token better lets DPO raise it.
        check_sign(PlaceKind::After, 0.5, 0.9, 0.0, Sign::Up);
        check_sign(PlaceKind::After, 0.5, 0.5, 0.0, Sign::None);
        check_sign(PlaceKind::Before, 1.0, 1.0, 50.0, Sign::None);
        check_sign(PlaceKind::After, f64::NAN, 0.5, 50.0, Sign::None);
    }

    #[test]
    fn the_strip_and_the_microscope_agree() {
        for place in [
            LabelledPosition::Before { label: 0 },
            LabelledPosition::At { chosen: 0, rejected: 1 },
            LabelledPosition::After { label: 0 },
        ] {
            let back = Pull { weight: 1.0, chosen: -1.0, rejected: -1.0 };
            for pull in [0.0, 0.5, 0.9, 1.1, 50.0].map(held).into_iter().chain([back, Pull::default()]) {
                let s_l = if place.kind() == PlaceKind::After { S_L } else { S_W };
                let g = direction(place, &S_W, &s_l, pull);
                let correct = Sign::of(g[place.correct()]);
                assert_eq!(predicted_sign(place.kind(), S_W[0], s_l[0], pull), correct, "{place:?} {pull:?}");
                assert_eq!(predicted(place.kind(), S_W[0], s_l[0], pull), g[place.correct()], "{place:?} {pull:?}");
                if let LabelledPosition::At { rejected, .. } = place {
                    assert_eq!(predicted_sign_of_rejected(S_W[rejected], pull), Sign::of(g[rejected]), "{pull:?}");
                    assert_eq!(predicted_of_rejected(S_W[rejected], pull), g[rejected], "{pull:?}");
                }
            }
        }
    }
}
