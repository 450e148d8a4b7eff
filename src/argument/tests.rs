//! The verdicts on real trainings: what must hold whatever the numbers are, and what happens where the backward pass is wrong.

use super::*;
use crate::backend::cpu::Processor;
use crate::backend::cpu::net::fault;
use crate::backend::{Device, Tick};
use crate::data::{LabFile, RunSpec, presets};
use crate::objective::{Penalty, variants};
use crate::theory::TOLERANCE;
use crate::train::{Phase, Session, Step};
use std::rc::Rc;

fn preset(name: &str) -> LabFile {
    let json = presets().iter().find(|known| known.name == name).expect("a preset").json;
    LabFile::from_json(json).expect("valid")
}

fn trained_on(device: Rc<dyn Device>, spec: LabFile, [sft, preference]: [usize; 2]) -> Session {
    let mut session = Session::new(spec, device).expect("small");
    session.set_target(Phase::Sft, sft).expect("first");
    session.set_target(Phase::Preference, preference).expect("then");
    while session.tick() != Step::Idle {}
    session
}

fn trained(spec: LabFile, steps: [usize; 2]) -> Session {
    trained_on(Rc::new(Processor), spec, steps)
}

fn examined(session: &Session, run: usize, step: usize) -> Findings {
    let mut examination = Examination::new(session, run, Some(step)).expect("in the past");
    while examination.tick().expect("no device is lost") != Tick::Done {}
    examination.findings()
}

fn tally(findings: &Findings, id: Id) -> &Tally {
    &findings.get(id).expect("every statement has a verdict").tally
}

/// What is true of all findings; gives them back.
#[track_caller]
fn checked(findings: Findings) -> Findings {
    let place = format!("{:?}, run {}, step {}", findings.objective, findings.run, findings.step);
    assert_eq!(findings.verdicts.len(), STATEMENTS.len(), "{place}");
    for verdict in &findings.verdicts {
        let tally = &verdict.tally;
        assert!(tally.holds <= tally.of, "{place}: {verdict:?}");
        assert_eq!(verdict.idle.is_some(), tally.of == 0, "{place}: {verdict:?}");
        assert_eq!(tally.exceptions.len(), (tally.of - tally.holds).min(MOST_EXCEPTIONS), "{place}: {verdict:?}");
        assert!(tally.worst.is_none_or(|worst| worst >= 0.0 && worst.is_finite()), "{place}: {verdict:?}");
        let needed = tally.needed.unwrap_or_default();
        assert!(
            [needed.effective, needed.outside, needed.inside].iter().all(|needed| *needed >= 0.0),
            "{place}: {verdict:?}"
        );
    }
    let holds = |id| tally(&findings, id).holds;
    assert!(holds(Id::Premise) <= holds(Id::PremiseRight), "{place}");
    // A token that has not fallen lies in an answer; an answer that has fallen is one of its pairs.
    assert!(holds(Id::LowWhileFalling) <= holds(Id::ChosenFalls), "{place}");
    assert_eq!(tally(&findings, Id::LowWhileFalling).of, holds(Id::ChosenFalls), "{place}");
    findings
}

/// For six seeds of the first example, from the reference to the end: the formulas of the gradient hold everywhere, whatever is counted.
#[test]
fn the_formulas_hold_everywhere_for_six_seeds() {
    let mut held = 0;
    for seed in 0..6 {
        let spec = LabFile { seed, ..preset("smaug") };
        let (pairs, steps) = (spec.dataset.pairs.len(), [spec.sft.steps, 60]);
        let session = trained(spec, steps);
        for run in 0..2 {
            for step in [0, 4, 20, 60] {
                let findings = checked(examined(&session, run, step));
                let of = |id| tally(&findings, id).of;
                assert_eq!(
                    [Id::OneApart, Id::PremiseRight, Id::Reduced, Id::Prefix, Id::AtDifference].map(of),
                    [pairs, 70, 70, 50, pairs]
                );
                assert_eq!(of(Id::PremiseOthers), 70 * (session.spec().dataset.vocabulary.len() - 1));
                for id in [Id::Gradient, Id::After, Id::AtDifference, Id::OneApart] {
                    let tally = tally(&findings, id);
                    assert_eq!(tally.holds, tally.of, "{id:?}, seed {seed}, run {run}, step {step}");
                    // Rounding of f32, on the processor, whose forward pass gives the same bits wherever it is from.
                    assert!(tally.worst.is_none_or(|worst| worst <= 1e-5), "{id:?}: {tally:?}");
                }
                // Before the difference nothing is left of two pushes, but where DPOP's hinge adds to one of them.
                let active = tally(&findings, Id::DpopRight).of / 7;
                held += active;
                let prefix = tally(&findings, Id::Prefix);
                assert_eq!(prefix.holds, 50 - 5 * active, "seed {seed}, run {run}, step {step}");
                assert!(active > 0 || prefix.worst.is_some_and(|worst| worst <= 1e-6), "{prefix:?}");
                // The same hinge is what the loss sees beside h.
                assert_eq!(tally(&findings, Id::OnlyH).holds, pairs - active, "seed {seed}, run {run}, step {step}");
                assert_eq!(
                    tally(&findings, Id::ChosenFalls).holds,
                    if run == 0 { of(Id::LowWhileFalling) } else { active }
                );
                if step == 0 {
                    assert_eq!(
                        [Id::ChosenFalls, Id::Reduced].map(|id| tally(&findings, id).holds),
                        [0, 0],
                        "the reference itself"
                    );
                }
                // Where all hinges are active, the λ at hand is the one that pushes.
                if active == pairs {
                    assert_eq!(tally(&findings, Id::DpopRight).holds, tally(&findings, Id::LambdaRight).holds);
                }
            }
        }
    }
    assert!(held > 0, "DPOP's hinge is active now and then");
}

/// A backward pass that is wrong by a hundredth is no longer the formula's, at no pair and no position. What compares signs, or two pushes with
/// each other, does not see it.
#[test]
fn a_wrong_backward_pass_is_seen() {
    let session = trained(preset("smaug"), [60, 12]);
    for run in 0..2 {
        for step in [0, 12] {
            let right = checked(examined(&session, run, step));
            fault::SCALE.set(1.01);
            let wrong = examined(&session, run, step);
            fault::SCALE.set(1.0);
            for id in [Id::Gradient, Id::After] {
                let (right, wrong) = (tally(&right, id), tally(&wrong, id));
                assert_eq!(
                    (right.holds, wrong.holds, wrong.of),
                    (right.of, 0, right.of),
                    "{id:?}, run {run}, step {step}"
                );
                assert!(wrong.worst > Some(9.0 * TOLERANCE), "{wrong:?}");
            }
            for id in [Id::Prefix, Id::AtDifference, Id::PremiseRight, Id::LambdaOthers] {
                assert_eq!(tally(&right, id).holds, tally(&wrong, id).holds, "{id:?}, run {run}, step {step}");
            }
        }
    }
}

/// Likewise on a GPU, whose kernels the forward pass of the prediction has no part in.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn on_a_gpu_too_the_formulas_hold() {
    use crate::backend::gpu::Gpu;
    let gpu = pollster::block_on(Gpu::open(|| 0.0)).expect("a Vulkan driver; mesa-vulkan-drivers has a software one");
    let mut spec = preset("smaug");
    spec.dataset.pairs.truncate(4);
    let session = trained_on(Rc::new(gpu), spec, [8, 4]);
    assert!(session.lost().is_none(), "{:?}", session.lost());
    for run in 0..2 {
        let findings = checked(examined(&session, run, 4));
        for id in [Id::Gradient, Id::After] {
            assert_eq!(tally(&findings, id).holds, tally(&findings, id).of, "{id:?}");
        }
    }
}

/// Every loss of the registry: what is not about it says so, and of a loss that has reached its target nothing is said to be pushed.
#[test]
fn every_loss_has_verdicts() {
    let mut spec = preset("smaug");
    spec.runs = variants().into_iter().map(RunSpec::new).collect();
    let session = trained(spec, [60, 40]);
    let mut flat = 0;
    for (run, objective) in variants().iter().enumerate() {
        for step in [0, 40] {
            let findings = checked(examined(&session, run, step));
            let idle = |id| findings.get(id).and_then(|verdict| verdict.idle);
            let is_dpop = matches!(objective, Objective::Dpop(_));
            assert_eq!(idle(Id::DpopRight) == Some(Idle::NoHinge), !is_dpop, "{objective:?}");
            assert_eq!(idle(Id::LambdaRight) == Some(Idle::NoLambda), dpop(objective).is_none(), "{objective:?}");
            let is_wrong = dpop(objective).is_some_and(|dpop| !dpop.penalty.is_proper());
            for id in [Id::LambdaRight, Id::LambdaOthers] {
                assert_eq!(idle(id) == Some(Idle::WrongSign), is_wrong, "{objective:?}");
            }
            assert_eq!(tally(&findings, Id::Gradient).holds, tally(&findings, Id::Gradient).of, "{objective:?}");
            flat += 10 - tally(&findings, Id::Gradient).of;
        }
    }
    assert!(flat > 0, "the hinge loss is done with some pairs by then");
}

/// With the wrong sign nothing is said to be held: what DPOP's statements count is what the run shows, and of λ nothing is claimed.
#[test]
fn a_penalty_of_the_wrong_sign_is_told_as_one() {
    let mut spec = preset("smaug");
    let wrong = |lambda| crate::objective::Dpop { beta: 0.3, lambda, penalty: Penalty::OutsideWrongSign };
    spec.runs = [0.1, 50.0].map(|lambda| RunSpec::new(Objective::Dpop(wrong(lambda)))).to_vec();
    let session = trained(spec, [100, 20]);
    for run in 0..2 {
        let findings = checked(examined(&session, run, 20));
        let said = |id| {
            let verdict = findings.get(id).expect("every statement has a verdict");
            Remark { findings: &findings, verdict }.to_string()
        };
        let right = tally(&findings, Id::DpopRight);
        assert!(right.of > 0, "the preferred answers have fallen, run {run}");
        for id in [Id::DpopRight, Id::DpopOthers, Id::LambdaRight, Id::LambdaOthers] {
            assert!(said(id).contains("has the wrong sign"), "{}", said(id));
        }
        // λ = 50 is more than DPO's pull can be: the right token is pushed down, and the others up, wherever the hinge is active.
        if run == 1 {
            assert_eq!((right.holds, tally(&findings, Id::DpopOthers).holds), (0, 0));
            assert!(said(Id::DpopRight).contains("pushed up at none of the"), "{}", said(Id::DpopRight));
        }
        let prefix = tally(&findings, Id::Prefix);
        assert!(prefix.holds < prefix.of && said(Id::Prefix).contains("takes away"), "{}", said(Id::Prefix));
        for id in [Id::Gradient, Id::After] {
            assert_eq!(tally(&findings, id).holds, tally(&findings, id).of, "{id:?}, run {run}");
        }
    }
}

/// Pairs of every kind: one token apart at the first place, at the last, further apart, of unequal lengths.
#[test]
fn what_pairs_do_not_have_is_not_counted() {
    let lab = |pairs: &[[&str; 2]]| {
        let pair = |[chosen, rejected]: &[&str; 2]| {
            format!(r#"{{ "prompt": "a b", "chosen": "{chosen}", "rejected": "{rejected}" }}"#)
        };
        let pairs: Vec<String> = pairs.iter().map(pair).collect();
        let json = format!(
            r#"{{ "dataset": {{ "pairs": [{}] }}, "model": {{ "n_embd": 8, "n_layer": 1, "n_head": 2 }} }}"#,
            pairs.join(", ")
        );
        let session = trained(LabFile::from_json(&json).expect("valid"), [3, 3]);
        checked(examined(&session, 0, 3))
    };
    let idle = |findings: &Findings, id| findings.get(id).and_then(|verdict| verdict.idle);
    let counts = |findings: &Findings, ids: [Id; 4]| ids.map(|id| tally(findings, id).of);
    let ids = [Id::OneApart, Id::Gradient, Id::Prefix, Id::After];

    let far = lab(&[["c d", "d c"], ["c", "c d"]]);
    assert_eq!((counts(&far, ids), tally(&far, Id::OneApart).holds), ([2, 2, 0, 0], 0));
    for id in [Id::Prefix, Id::AtDifference, Id::After, Id::Premise, Id::Reduced, Id::LambdaRight] {
        assert_eq!(idle(&far, id), Some(Idle::NoneOneApart), "{id:?}");
    }
    let first = lab(&[["c", "d"]]);
    assert_eq!(counts(&first, ids), [1, 1, 0, 1]);
    assert_eq!(idle(&first, Id::Prefix), Some(Idle::NothingBefore));
    let mixed = lab(&[["c d", "c a"], ["c d", "d c"], ["c", "d c a"], ["c a b", "d a b"]]);
    assert_eq!((counts(&mixed, ids), tally(&mixed, Id::OneApart).holds), ([4, 4, 1, 4], 2));
}

/// Of a run that has diverged nothing is claimed, at none of its steps.
#[test]
fn nothing_is_claimed_of_a_run_that_diverged() {
    let mut spec = preset("smaug");
    spec.preference.learning_rate = 1e3;
    let session = trained(spec, [10, 20]);
    assert!(session.diverged(0).is_some());
    let findings = checked(examined(&session, 0, 0));
    assert!(findings.verdicts.iter().all(|verdict| verdict.idle == Some(Idle::Diverged)), "{findings:?}");
}

/// The verdicts of a step of the past are the same while the session goes on, and after a change of the loss.
#[test]
fn the_verdicts_are_a_function_of_session_run_and_step() {
    let mut session = trained(preset("arithmetic"), [30, 12]);
    let told = |findings: &Findings| format!("{findings:?}");
    // The newest step's parameters are at hand; later on they are computed again.
    let (before, newest) = (checked(examined(&session, 1, 7)), checked(examined(&session, 1, 12)));
    let mut during = Examination::new(&session, 1, Some(7)).expect("in the past");
    session.change(1, variants()[0]).expect("allowed");
    session.set_target(Phase::Preference, 20).expect("more");
    while session.tick() != Step::Idle {
        during.tick().expect("no device is lost");
    }
    while during.tick().expect("no device is lost") != Tick::Done {}
    assert_eq!(told(&during.findings()), told(&before));
    assert_eq!(told(&examined(&session, 1, 7)), told(&before));
    assert_eq!(told(&examined(&session, 1, 12)), told(&newest));
    assert_ne!(examined(&session, 1, 20).objective, before.objective);
}

/// λ that is a little above what is needed lets no position fail, and one that is a little below does: in the unit of either form.
#[test]
fn the_needed_lambda_is_enough_and_no_more() {
    let session = trained(preset("smaug"), [100, 20]);
    let needed = tally(&checked(examined(&session, 0, 20)), Id::LambdaOthers).needed.expect("DPO is DPOP with λ = 0");
    for (penalty, least) in [(Penalty::Outside, needed.outside), (Penalty::Inside, needed.inside)] {
        for (factor, all) in [(1.0 + 1e-9, true), (1.0 - 1e-9, false)] {
            let mut at = Examination::new(&session, 0, Some(20)).expect("in the past");
            at.objective = Objective::Dpop(crate::objective::Dpop { beta: 0.3, lambda: factor * least, penalty });
            while at.tick().expect("no device is lost") != Tick::Done {}
            let findings = at.findings();
            let tally = tally(&findings, Id::LambdaOthers);
            assert_eq!(tally.holds == tally.of, all, "{penalty:?}, {factor}: {tally:?}");
        }
    }
}
