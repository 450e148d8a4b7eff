//! The losses against PyTorch's autograd, against finite differences, and against the analysis that the page shows.

use super::*;
use serde_json::Value;

/// Both sides compute in f64 and differ by the rounding of `exp` and of a handful of operations; arguments reach −200, whose
/// exponential magnifies a relative rounding of 1e-16 by 200. The floor is for values that cancel to nothing.
const RTOL: f64 = 1e-12;
const ATOL: f64 = 1e-300;

fn close(what: &str, got: f64, want: f64) {
    assert!((got - want).abs() <= ATOL + RTOL * want.abs(), "{what}: got {got:e}, want {want:e}");
}

fn dpo(beta: f64) -> Objective {
    Objective::Dpo(Dpo { beta })
}

fn dpop(beta: f64, lambda: f64, penalty: Penalty) -> Objective {
    Objective::Dpop(Dpop { beta, lambda, penalty })
}

fn logps(chosen: f64, rejected: f64, ref_chosen: f64, ref_rejected: f64) -> PairLogps {
    PairLogps { chosen, rejected, ref_chosen, ref_rejected }
}

#[test]
fn losses_and_derivatives_match_pytorch() {
    let rows: Vec<Value> =
        serde_json::from_str(include_str!("../../tests/golden/losses.json")).expect("the golden file");
    let mut checked = 0;
    for row in &rows {
        let number = |key: &str| row[key].as_f64().unwrap_or_else(|| panic!("{key} of {row}"));
        let objective = match row["loss_type"].as_str() {
            Some("dpo") => dpo(number("beta")),
            Some("dpop outside") => dpop(number("beta"), number("lambda"), Penalty::Outside),
            Some("dpop inside") => dpop(number("beta"), number("lambda"), Penalty::Inside),
            _ => continue,
        };
        let got = objective.evaluate(&logps(number("c"), number("r"), number("rc"), number("rr")));
        close(&format!("loss of {row}"), got.loss, number("loss"));
        close(&format!("dchosen of {row}"), got.dchosen, number("dloss_dc"));
        close(&format!("drejected of {row}"), got.drejected, number("dloss_dr"));
        checked += 1;
    }
    assert_eq!(checked, 15, "three losses at five points");
}

/// Loss vectors that were computed by hand for the documentation, to six decimals.
#[test]
fn published_vectors() {
    let risen = logps(-2.0, -6.0, -2.5, -4.0);
    let fallen = logps(-3.5, -9.0, -2.5, -4.0);
    let check = |objective: Objective, at: &PairLogps, want: [f64; 3]| {
        let got = objective.evaluate(at);
        for (got, want) in [got.loss, got.dchosen, got.drejected].into_iter().zip(want) {
            assert!((got - want).abs() <= 5e-7, "{objective:?} at {at:?}: got {got}, want {want}");
        }
    };
    check(dpo(0.3), &risen, [0.386871, -0.096246, 0.096246]);
    check(dpo(0.3), &fallen, [0.263282, -0.069443, 0.069443]);
    check(dpop(0.3, 5.0, Penalty::Inside), &fallen, [0.854355, -1.033997, 0.172333]);
    check(dpop(0.3, 50.0, Penalty::Inside), &fallen, [13.800001, -15.299984, 0.300000]);
    check(dpop(0.3, 5.0, Penalty::Outside), &fallen, [5.263282, -5.069443, 0.069443]);
    check(dpop(0.3, 50.0, Penalty::Outside), &risen, [0.386871, -0.096246, 0.096246]);
}

/// Every loss of the registry at its defaults, and both forms of DPOP at a small λ.
fn samples() -> Vec<Objective> {
    let mut all: Vec<Objective> = REGISTRY.iter().map(|entry| (entry.build)(&Arguments::default())).collect();
    all.extend([dpop(0.1, 0.5, Penalty::Outside), dpop(1.0, 5.0, Penalty::Inside), dpop(0.3, 0.0, Penalty::Outside)]);
    all
}

/// Points off the kink, on both sides of it, by more than the step of a finite difference.
fn points() -> Vec<PairLogps> {
    vec![
        logps(-2.0, -6.0, -2.5, -4.0),
        logps(-3.5, -9.0, -2.5, -4.0),
        logps(-0.4, -0.9, -0.3, -1.1),
        logps(-7.0, -1.0, -2.0, -3.0),
        logps(-12.0, -55.0, -0.2, -20.0),
    ]
}

#[test]
fn derivatives_match_finite_differences() {
    // Central differences with step ε err by ε² times the third derivative plus rounding over ε: near 1e-9 at ε = 1e-5 for
    // losses up to about 600.
    let step = 1e-5;
    for objective in samples() {
        for at in points() {
            let got = objective.evaluate(&at);
            let slope = |plus: PairLogps, minus: PairLogps| {
                (objective.evaluate(&plus).loss - objective.evaluate(&minus).loss) / (2.0 * step)
            };
            let dc = slope(PairLogps { chosen: at.chosen + step, ..at }, PairLogps { chosen: at.chosen - step, ..at });
            let dr = slope(
                PairLogps { rejected: at.rejected + step, ..at },
                PairLogps { rejected: at.rejected - step, ..at },
            );
            for (what, got, want) in [("dchosen", got.dchosen, dc), ("drejected", got.drejected, dr)] {
                let error = (got - want).abs();
                assert!(error <= 1e-7 + 1e-7 * want.abs(), "{what} of {objective:?} at {at:?}: {got} and {want}");
            }
        }
    }
}

/// The analysis needs `∂loss/∂c = −weight (1 + λ_eff)` and `∂loss/∂r = weight` for every loss.
#[test]
fn weight_and_effective_lambda_recompose_the_derivatives() {
    for objective in samples() {
        for at in points() {
            let (got, weight) = (objective.evaluate(&at), objective.weight(&at));
            let what = format!("{objective:?} at {at:?}");
            close(&what, -weight * (1.0 + objective.effective_lambda(&at)), got.dchosen);
            close(&what, weight, got.drejected);
        }
    }
}

#[test]
fn lambdas_of_the_two_forms_are_not_comparable() {
    // At h = 0 with the hinge active: c and r have both fallen by one nat.
    let at = logps(-3.0, -5.0, -2.0, -4.0);
    let outside = dpop(0.3, 50.0, Penalty::Outside).effective_lambda(&at);
    assert!((outside - 50.0 / 0.15).abs() < 1e-9, "50 / (0.3 · σ(0)) = 333.3, got {outside}");
    assert_eq!(dpop(0.3, 50.0, Penalty::Inside).effective_lambda(&at), 50.0);
}

#[test]
fn the_hinge_is_strict_at_the_kink() {
    let at = logps(-2.0, -4.0, -2.0, -4.0);
    for penalty in [Penalty::Outside, Penalty::Inside] {
        let objective = dpop(0.3, 50.0, penalty);
        assert_eq!(objective.evaluate(&at), dpo(0.3).evaluate(&at), "policy = reference: DPOP is DPO");
        assert_eq!(objective.effective_lambda(&at), 0.0);
    }
}

#[test]
fn extreme_log_probs_stay_numbers() {
    for objective in samples() {
        for at in [logps(-1e4, 0.0, 0.0, -1e4), logps(0.0, -1e4, -1e4, 0.0), logps(-1.0, -1e5, -0.5, 0.0)] {
            let got = objective.evaluate(&at);
            assert!(got.loss.is_finite() && got.dchosen.is_finite(), "{objective:?} at {at:?}: {got:?}");
            assert!(objective.effective_lambda(&at).is_finite(), "{objective:?} at {at:?}");
        }
        assert!(objective.evaluate(&logps(f64::NAN, -1.0, -1.0, -1.0)).loss.is_nan(), "{objective:?} hides a NaN");
    }
}

#[test]
fn registry_round_trips() {
    for objective in samples() {
        let entry = find(objective.loss_type()).expect("every loss is in the registry");
        assert!(std::ptr::eq(entry, objective.entry()));
        assert_eq!((entry.build)(&objective.arguments()), objective);
    }
    assert_eq!(REGISTRY.iter().filter_map(|entry| find(entry.loss_type)).count(), REGISTRY.len());
}

#[test]
fn arguments_outside_their_range_are_refused() {
    let mut arguments = Arguments::default();
    for value in [0.0, -1.0, f64::NAN, f64::INFINITY, 101.0] {
        let error = arguments.set_number(&dpo::BETA, value).expect_err("an impossible beta");
        assert!(error.to_string().contains("a number from 0.001 to 100"), "{error}");
    }
    assert!(arguments.set_choice(&dpop::PENALTY, "beside").is_err());
    assert_eq!(arguments, Arguments::default());
    for option in dpop::PENALTY.options {
        arguments.set_choice(&dpop::PENALTY, option).expect("an option");
        let Objective::Dpop(loss) = (dpop::ENTRY.build)(&arguments) else { panic!("DPOP's entry builds DPOP") };
        assert_eq!(loss.penalty.name(), *option);
    }
}

#[test]
fn sft_is_the_mean_over_tokens() {
    assert_eq!(sft::evaluate(-6.0, 4), (1.5, -0.25));
    assert_eq!(sft::evaluate(0.0, 0), (0.0, 0.0));
}
