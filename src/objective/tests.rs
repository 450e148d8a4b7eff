//! The losses against PyTorch's autograd, against finite differences, and against the analysis that the page shows.

use super::*;

/// Both sides compute in f64 and differ by the rounding of `exp` and of a handful of operations; arguments reach −200, whose
/// exponential magnifies a relative rounding of 1e-16 by 200. The floor is for values that cancel to nothing.
const RTOL: f64 = 1e-12;
const ATOL: f64 = 1e-300;

/// What PyTorch itself rounds to 0 where its formula has `1 − σ(201)`, or autograd's has.
const ROUNDED_AWAY: f64 = 1e-80;

fn close(what: &str, got: f64, want: f64) {
    near(what, got, want, ATOL);
}

fn near(what: &str, got: f64, want: f64, least: f64) {
    assert!((got - want).abs() <= least + RTOL * want.abs(), "{what}: got {got:e}, want {want:e}");
}

fn dpo(beta: f64) -> Objective {
    Objective::Dpo(Dpo { beta })
}

fn dpop(beta: f64, lambda: f64, penalty: Penalty) -> Objective {
    Objective::Dpop(Dpop { beta, lambda, penalty })
}

fn logps(chosen: f64, rejected: f64, ref_chosen: f64, ref_rejected: f64) -> PairLogps {
    PairLogps { chosen, rejected, ref_chosen, ref_rejected, chosen_tokens: 8.0, rejected_tokens: 8.0 }
}

#[test]
fn losses_and_derivatives_match_pytorch() {
    let rows = golden_cases();
    for entry in REGISTRY {
        let mut worst = 0.0_f64;
        let own: Vec<_> = rows.iter().filter(|(objective, ..)| objective.loss_type() == entry.loss_type).collect();
        assert!(
            own.len() >= 5,
            "tests/golden/losses.json has no values of `{0}`: add `{0}` to LOSSES in make_losses.py",
            entry.loss_type
        );
        for (objective, at, want) in own {
            let got = objective.evaluate(at);
            let least = match objective {
                Objective::ExoPair(_) | Objective::ApoDown(_) => ROUNDED_AWAY,
                _ => ATOL,
            };
            for (which, got, want) in
                [("loss", got.loss, want[0]), ("dchosen", got.dchosen, want[1]), ("drejected", got.drejected, want[2])]
            {
                near(&format!("{which} of {objective:?} at {at:?}"), got, want, least);
                worst = worst.max((got - want).abs() / (1.0 + want.abs()));
            }
        }
        println!("{}: worst error {worst:.1e}", entry.loss_type);
    }
}

/// At one end of its parameters a loss is another one.
#[test]
fn losses_that_are_dpo_at_one_end_are_dpo_there() {
    let at_end = |objective: Objective| {
        for at in points() {
            let (got, want) = (objective.evaluate(&at), dpo(0.3).evaluate(&at));
            let pairs = [(got.loss, want.loss), (got.dchosen, want.dchosen), (got.drejected, want.drejected)];
            for (got, want) in pairs {
                // A sum with a term that is 0 times something: a rounding.
                close(&format!("{objective:?} at {at:?}"), got, want);
            }
        }
    };
    at_end(Objective::Cdpo(Cdpo { beta: 0.3, label_smoothing: 0.0 }));
    at_end(Objective::Robust(Robust { beta: 0.3, label_smoothing: 0.0 }));
    at_end(Objective::Rpo(Rpo { beta: 0.3, rpo_alpha: 0.0 }));
    at_end(Objective::DpoShift(DpoShift { beta: 0.3, f: 1.0 }));
}

/// Losses with a target pull nothing there, and to either side of it towards it.
#[test]
fn targets_are_where_they_are_said_to_be() {
    let check = |objective: Objective, target: f64, of: fn(f64) -> PairLogps, slope: fn(&PairLoss) -> f64| {
        let at = |x: f64| slope(&objective.evaluate(&of(x)));
        assert!(at(target).abs() < 1e-12, "{objective:?}: {}", at(target));
        assert!(at(target - 0.1) < 0.0 && at(target + 0.1) > 0.0, "{objective:?}");
    };
    let of_h = |h: f64| logps(-5.0, -5.0 - h, -5.0, -5.0);
    let of_chosen = |u: f64| logps(-5.0 + u, -7.0, -5.0, -5.0);
    let of_rejected = |v: f64| logps(-4.0, -5.0 + v, -5.0, -5.0);
    let (beta, label_smoothing) = (0.3, 0.1);
    let target = libm::log(0.9 / 0.1) / beta;
    check(Objective::Cdpo(Cdpo { beta, label_smoothing }), target, of_h, |loss| loss.dchosen);
    check(Objective::ExoPair(ExoPair { beta, label_smoothing }), target, of_h, |loss| loss.dchosen);
    check(Objective::NcaPair(NcaPair { beta }), libm::log(2.0) / beta, of_chosen, |loss| loss.dchosen);
    check(Objective::SppoHard(SppoHard { beta }), 0.5 / beta, of_chosen, |loss| loss.dchosen);
    check(Objective::SppoHard(SppoHard { beta }), -0.5 / beta, of_rejected, |loss| loss.drejected);
    check(Objective::Ipo(Ipo { beta }), 8.0 * 0.5 / beta, of_h, |loss| loss.dchosen);
}

/// With the paper's τ DiscoPOP rises where h is 0, as it is where training begins; with a large one it does not.
#[test]
fn discopop_pushes_the_margin_down_at_the_reference() {
    let at = logps(-2.0, -4.0, -2.0, -4.0);
    let slope = |discopop_tau| Objective::Discopop(Discopop { beta: 0.3, discopop_tau }).evaluate(&at).dchosen;
    assert!(slope(0.05) > 0.0 && slope(1.0) < 0.0);
}

/// Nothing has a penalty but DPOP, so that nothing else is told as one.
#[test]
fn only_dpop_has_a_penalty() {
    for objective in samples().iter().filter(|objective| objective.loss_type() != "dpop") {
        assert!(points().iter().all(|at| objective.evaluate(at).penalty == 0.0), "{objective:?}");
    }
}

#[test]
fn a_loss_answers_to_trls_name() {
    assert_eq!(find("sigmoid").map(|entry| entry.loss_type), Some("dpo"));
    assert!(find("sft").is_none() && find("").is_none());
    let mut all: Vec<&str> = names().map(|(name, _)| name).collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!((all.len(), count), (count, REGISTRY.len() + 1), "no name is two losses'");
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

/// Every loss of the registry in every form, and some more of those that have λ.
fn samples() -> Vec<Objective> {
    let mut all = variants();
    all.extend([dpop(0.1, 0.5, Penalty::Outside), dpop(1.0, 5.0, Penalty::Inside), dpop(0.3, 0.0, Penalty::Outside)]);
    all
}

/// Pairs of all kinds: either answer risen or fallen by up to thirty nats, of one to thirty tokens.
fn points() -> Vec<PairLogps> {
    let mut seed = 5_u64;
    let mut draw = |low: f64, high: f64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * (seed >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut point = || {
        let (ref_chosen, ref_rejected) = (draw(-30.0, 0.0), draw(-30.0, 0.0));
        // Some near the reference, where training begins, and some far from it.
        let spread = libm::pow(10.0, draw(-2.0, 1.5));
        PairLogps {
            chosen: ref_chosen + draw(-spread, spread),
            rejected: ref_rejected + draw(-spread, spread),
            ref_chosen,
            ref_rejected,
            chosen_tokens: draw(1.0, 30.0).floor(),
            rejected_tokens: draw(1.0, 30.0).floor(),
        }
    };
    (0..200).map(|_| point()).collect()
}

/// A loss has no derivative on a kink. A point is left out as one where the slopes to its left and to its right differ by more than a step's
/// worth of bending: losses bend by some tens a nat at most, and jump by β at least.
#[test]
fn derivatives_match_finite_differences() {
    // Central differences with step ε err by ε² times the third derivative plus rounding over ε: near 1e-8 at ε = 1e-5 for losses up to
    // some thousands.
    let step = 1e-5;
    for objective in samples() {
        let mut checked = 0;
        for at in points() {
            let PairLoss { loss, dchosen, drejected, .. } = objective.evaluate(&at);
            let moved = |[c, r]: [f64; 2]| {
                objective.evaluate(&PairLogps { chosen: at.chosen + c, rejected: at.rejected + r, ..at }).loss
            };
            for (what, got, [c, r]) in [("dchosen", dchosen, [step, 0.0]), ("drejected", drejected, [0.0, step])] {
                let (right, left) = ((moved([c, r]) - loss) / step, (loss - moved([-c, -r])) / step);
                if (right - left).abs() > 1e-2 * (1.0 + right.abs().min(left.abs())) {
                    continue;
                }
                let want = f64::midpoint(right, left);
                let tolerance = 1e-6 + 1e-7 * want.abs() + 1e-10 * loss.abs();
                assert!((got - want).abs() <= tolerance, "{what} of {objective:?} at {at:?}: {got} and {want}");
                checked += 1;
            }
        }
        assert!(checked > 380, "{objective:?} has kinks nearly everywhere: {checked} of 400 derivatives were compared");
    }
}

/// The analysis needs `∂loss/∂c = −weight · chosen` and `∂loss/∂r = weight · rejected` for every loss, with a weight that is not negative.
#[test]
fn pulls_recompose_the_derivatives() {
    for objective in samples() {
        for at in points() {
            let (got, pull) = (objective.evaluate(&at), objective.pull(&at));
            let what = format!("{objective:?} at {at:?}: {pull:?}");
            assert!(pull.weight >= 0.0, "{what}");
            close(&what, -pull.weight * pull.chosen, got.dchosen);
            close(&what, pull.weight * pull.rejected, got.drejected);
        }
    }
}

#[test]
fn a_pull_is_told_as_what_it_is() {
    let check = |[dchosen, drejected]: [f64; 2], [weight, chosen, rejected]: [f64; 3], lambda: Option<f64>| {
        let pull = PairLoss { loss: 1.0, dchosen, drejected, penalty: 0.0 }.pull();
        assert_eq!(pull, Pull { weight, chosen, rejected }, "{dchosen}, {drejected}");
        assert_eq!(pull.lambda(), lambda, "{dchosen}, {drejected}");
    };
    check([-0.25, 0.25], [0.25, 1.0, 1.0], Some(0.0));
    check([-0.75, 0.25], [0.25, 3.0, 1.0], Some(2.0));
    // Flat; past its target; only one of the completions is pulled.
    check([0.0, 0.0], [0.0, 0.0, 0.0], Some(0.0));
    check([0.5, -0.5], [0.5, -1.0, -1.0], None);
    check([-0.5, 0.0], [0.5, 1.0, 0.0], None);
    check([0.0, 0.5], [0.5, 0.0, 1.0], Some(-1.0));
    // The rejected completion's part has all but underflowed.
    check([-50.0, 5e-324], [50.0, 1.0, 5e-324 / 50.0], None);
    let nan = PairLoss { loss: f64::NAN, dchosen: f64::NAN, drejected: f64::NAN, penalty: 0.0 }.pull();
    assert!(nan.weight.is_nan() && nan.lambda().is_none());
}

#[test]
fn lambdas_of_the_two_forms_are_not_comparable() {
    // At h = 0 with the hinge active: c and r have both fallen by one nat.
    let at = logps(-3.0, -5.0, -2.0, -4.0);
    let lambda = |penalty| dpop(0.3, 50.0, penalty).pull(&at).lambda().expect("the rejected one is pulled down");
    // Either is a quotient of derivatives: some roundings of numbers up to 333.
    assert!((lambda(Penalty::Outside) - 50.0 / 0.15).abs() < 1e-9, "50 / (0.3 · σ(0)) = 333.3");
    assert!((lambda(Penalty::Inside) - 50.0).abs() < 1e-9);
}

/// PyTorch's numbers are of the two forms that are DPOP's. The bug is held by what it is: DPO's loss with so much taken off as the penalty outside
/// adds, and the formula of that form with −λ in place of λ.
#[test]
fn the_wrong_sign_is_the_outer_form_at_minus_lambda() {
    for lambda in [0.0, 0.5, 5.0, 50.0] {
        let [right, wrong] = [Penalty::Outside, Penalty::OutsideWrongSign].map(|penalty| dpop(0.3, lambda, penalty));
        // λ below 0 is nothing that a lab file can have: only the formula is asked.
        let minus = dpop(0.3, -lambda, Penalty::Outside);
        let mut fallen = 0;
        for at in points() {
            let [plain, right, wrong, minus] = [dpo(0.3), right, wrong, minus].map(|loss| loss.evaluate(&at));
            assert_eq!(wrong, minus, "λ = {lambda} at {at:?}");
            let p = at.shortfall();
            // The sum of both parts is rounded, and the parts may cancel.
            let near = |got: f64, want: f64, size: f64| {
                assert!((got - want).abs() <= 1e-13 * size, "λ = {lambda} at {at:?}: {got} and {want}");
            };
            near(wrong.loss, plain.loss - lambda * p, plain.loss + lambda * p);
            near(wrong.loss + right.loss, 2.0 * plain.loss, plain.loss + lambda * p);
            near(wrong.dchosen + right.dchosen, 2.0 * plain.dchosen, lambda + plain.dchosen.abs());
            assert_eq!((wrong.drejected, wrong.penalty), (plain.drejected, p));
            fallen += usize::from(p > 0.0);
        }
        assert!(fallen > 50, "the hinge was hardly ever active");
    }
    let fallen = logps(-3.5, -9.0, -2.5, -4.0);
    let got = dpop(0.3, 5.0, Penalty::OutsideWrongSign).evaluate(&fallen);
    for (got, want) in [got.loss, got.dchosen, got.drejected].into_iter().zip([-4.736718, 4.930557, 0.069443]) {
        assert!((got - want).abs() <= 5e-7, "got {got}, want {want}");
    }
}

/// A loss that falls while both answers fall together, where DPO's does not change, rewards falling: no form of DPOP does, and the bug does.
#[test]
fn only_the_bug_rewards_falling() {
    for penalty in Penalty::ALL {
        let objective = dpop(0.3, 5.0, penalty);
        let [here, lower] = [0.0, -1.0].map(|by| objective.evaluate(&logps(by - 2.0, by - 4.0, -2.0, -4.0)).loss);
        assert_eq!(penalty.is_proper(), lower > here, "{penalty:?}: {here} and {lower}");
        let pull = objective.pull(&logps(-3.0, -5.0, -2.0, -4.0));
        assert_eq!(penalty.is_proper(), pull.lambda() > Some(0.0), "{penalty:?}: {pull:?}");
        let Objective::Dpop(loss) = objective else { continue };
        let effective = loss.effective_lambda(&logps(-3.0, -5.0, -2.0, -4.0));
        close("effective λ", pull.lambda().unwrap_or(f64::NAN), effective);
    }
}

#[test]
fn the_hinge_is_strict_at_the_kink() {
    let at = logps(-2.0, -4.0, -2.0, -4.0);
    for penalty in Penalty::ALL {
        let objective = dpop(0.3, 50.0, penalty);
        assert_eq!(objective.evaluate(&at), dpo(0.3).evaluate(&at), "policy = reference: DPOP is DPO");
        assert_eq!(objective.pull(&at).lambda(), Some(0.0));
    }
}

#[test]
fn extreme_log_probs_stay_numbers() {
    for objective in samples() {
        for at in [logps(-1e4, 0.0, 0.0, -1e4), logps(0.0, -1e4, -1e4, 0.0), logps(-1.0, -1e5, -0.5, 0.0)] {
            let got = objective.evaluate(&at);
            assert!(got.loss.is_finite() && got.dchosen.is_finite(), "{objective:?} at {at:?}: {got:?}");
            let Pull { weight, chosen, rejected } = objective.pull(&at);
            assert!([weight, chosen, rejected].iter().all(|x| x.is_finite()), "{objective:?} at {at:?}");
        }
        assert!(objective.evaluate(&logps(f64::NAN, -1.0, -1.0, -1.0)).loss.is_nan(), "{objective:?} hides a NaN");
    }
}

#[test]
fn what_a_gradient_grows_with_is_found_from_it() {
    let check = |text: &str, expected: &[&str]| {
        for objective in variants().iter().filter(|objective| objective.loss_type() == text) {
            let names: Vec<&str> = objective.steeper_with().iter().map(|(name, _)| *name).collect();
            assert_eq!(names, expected, "{objective:?}");
        }
    };
    check("dpo", &["beta"]);
    for penalty in Penalty::ALL {
        // With the wrong sign DPO's pull works against the hinge: the more of it, the less steep.
        let names: Vec<&str> = dpop(0.3, 50.0, penalty).steeper_with().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, if penalty.is_proper() { vec!["beta", "lambda"] } else { vec!["lambda"] }, "{penalty:?}");
    }
    check("hinge", &["beta"]);
    // The smaller β, the farther its target.
    check("ipo", &[]);
    assert_eq!(dpop(0.3, 0.0, Penalty::Outside).steeper_with(), [("beta", 0.3)]);
}

#[test]
fn registry_round_trips() {
    for objective in samples() {
        let entry = find(objective.loss_type()).expect("every loss is in the registry");
        assert!(std::ptr::eq(entry, objective.entry()));
        assert_eq!((entry.build)(&objective.arguments()), objective);
        let (place, numbers) = objective.numbers();
        assert_eq!(Objective::from_numbers(place, &numbers), Some(objective));
    }
    for (entry, kernel) in REGISTRY.iter().zip(KERNELS) {
        let (loss_type, count) = (entry.loss_type, entry.parameters.len());
        assert!(
            count <= MOST_PARAMETERS,
            "`{loss_type}` has {count} parameters; at most {MOST_PARAMETERS} travel with a run"
        );
        let function = format!("fn {loss_type}(logps: Logps");
        assert!(kernel.contains(&function), "WGSL in src/objective/{loss_type}.rs lacks `{function}, …) -> PairLoss`");
        let named: Vec<&str> = entry.parameters.iter().map(Parameter::name).collect();
        assert!(named.contains(&"beta"), "`{loss_type}` has no beta, by which TRL scales the rewards: {named:?}");
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
