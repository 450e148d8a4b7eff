//! What is inspected, on real trainings: measured against predicted, and what happens where the backward pass is wrong.

use super::*;
use crate::backend::Device;
use crate::backend::cpu::Processor;
use crate::backend::cpu::net::fault;
use crate::data::{LabFile, RunSpec, presets};
use crate::objective::variants;
use crate::theory::TOLERANCE;
use crate::train::{Phase, Policy, Session, Step};
use std::ops::Range;
use std::rc::Rc;

/// A session of the first example with every loss of the registry, trained far enough that hinges are on and words unlikely.
fn trained(device: Rc<dyn Device>, [sft, preference]: [usize; 2]) -> Session {
    let json = presets().iter().find(|preset| preset.name == "smaug").expect("a preset").json;
    let mut spec = LabFile::from_json(json).expect("valid");
    let others = variants().into_iter().filter(|loss| !spec.runs.iter().any(|run| run.objective == *loss));
    let others: Vec<RunSpec> = others.map(RunSpec::new).collect();
    spec.runs.extend(others);
    let mut session = Session::new(spec, device).expect("small");
    session.set_target(Phase::Sft, sft).expect("first");
    session.set_target(Phase::Preference, preference).expect("then");
    while session.tick() != Step::Idle {}
    session
}

/// What is seen of these pairs in every run at a step.
fn inspections(session: &Session, step: usize, pairs: Range<usize>) -> Vec<(usize, usize, Inspection)> {
    let mut all = vec![];
    for run in 0..session.spec().runs.len() {
        for index in pairs.clone() {
            let mut replay = session.replay(Policy::Run(run), Some(step)).expect("in the past");
            replay.watch(index);
            while replay.tick() != Ok(crate::backend::Tick::Done) {}
            let subject = Inspected {
                layout: session.layout(),
                params: &replay.state().expect("there").params,
                vocabulary: &session.spec().dataset.vocabulary,
                pair: &session.pairs()[index],
                index,
                objective: Some(&session.spec().runs[run].objective),
                logps: &replay.evaluation().logps,
                reference: session.history().reference().expect("frozen"),
                dlogits: replay.dlogits().expect("watched"),
            };
            let inspection = inspect(&subject);
            let theory = inspection.to_value(&subject).get("theory").cloned().expect("always there");
            assert_eq!(theory.get("applies"), Some(&Value::Bool(true)));
            all.push((run, index, inspection));
        }
    }
    all
}

/// The disagreements of all positions, the smallest and the largest, and how many times a loss was flat: it pushes nothing then, and is said
/// to push nothing, so that there is nothing to be wrong by a hundredth.
fn disagreements(session: &Session, step: usize, pairs: Range<usize>) -> (f64, f64, usize) {
    let mut range = (f64::INFINITY, 0.0_f64, 0);
    for (run, index, inspection) in inspections(session, step, pairs) {
        let gradients = inspection.gradients.expect("a run has a loss");
        let (flat, positions) = (gradients.weight == 0.0, gradients.theory.expect("one token apart"));
        assert_eq!(positions.len(), session.pairs()[index].chosen.len());
        if flat {
            let still = |x: &f64| *x == 0.0;
            assert!(
                gradients.dchosen.iter().chain(&gradients.drejected).flatten().all(still),
                "run {run}, pair {index}"
            );
            for position in positions {
                assert!(
                    position.g.iter().all(still) && position.predicted == Sign::None && position.disagreement == 0.0
                );
            }
            range.2 += 1;
            continue;
        }
        for (k, position) in positions.iter().enumerate() {
            assert!(position.disagreement.is_finite(), "run {run}, pair {index}, k {k}: {position:?}");
            range = (range.0.min(position.disagreement), range.1.max(position.disagreement), range.2);
        }
    }
    range
}

/// The identity of DESIGN §2 on the real network: the gradients that training uses, at the chosen and at the rejected context of the same
/// position, are what makes up minus the pair's weight times the theory's g. On the processor, whose forward pass gives the same bits wherever
/// it is from, to the rounding of f32 alone; a pass that is wrong by a hundredth is seen to be so at every single position.
#[test]
fn the_networks_own_gradients_add_up_to_the_theory_and_a_wrong_pass_is_seen_everywhere() {
    let session = trained(Rc::new(Processor), [60, 25]);
    for step in [0, 20] {
        let (_, most, flat) = disagreements(&session, step, 0..10);
        println!("step {step}: {most:.1e}, flat {flat} times");
        assert!(most <= 1e-5, "step {step}: {most:e}");
        assert_eq!(flat > 0, step > 0, "the hinge loss is done with some pairs by then: {flat}");
        fault::SCALE.set(1.01);
        let (least, most, _) = disagreements(&session, step, 0..10);
        fault::SCALE.set(1.0);
        println!("step {step}, wrong by a hundredth: {least:.1e} to {most:.1e}");
        // A likely label's own push has lost digits, so that a little less than a hundredth is left there; others' have not.
        assert!(least > 9.0 * TOLERANCE && most < 0.011, "step {step}: {least:e} to {most:e}");
    }
}

/// Before the difference both completions go through one row. Each has its own gradient there; DPO's two cancel, as the row itself says.
#[test]
fn a_row_that_both_completions_share_holds_both_gradients() {
    let session = trained(Rc::new(Processor), [60, 25]);
    for (run, index, Inspection { gradients, contexts }) in inspections(&session, 20, 0..10) {
        let gradients = gradients.expect("a run has a loss");
        let pair = &session.pairs()[index];
        let m = pair.first_difference().expect("one token apart");
        for k in 0..=m {
            assert_eq!(contexts.s_chosen[k], contexts.s_rejected[k], "one row");
            // Before the difference DPO's two pushes are the same with other signs.
            if run == 0 && k < m {
                let sum = gradients.dchosen[k].iter().zip(&gradients.drejected[k]).map(|(w, l)| (w + l).abs());
                let worst = sum.fold(0.0, f64::max);
                assert!(worst <= 1e-6 * gradients.weight, "run {run}, pair {index}, k {k}: {worst:e}");
            }
        }
    }
}

/// Likewise on a GPU, whose kernels the forward pass of the prediction has no part in.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn on_a_gpu_too_the_gradients_add_up_and_a_wrong_kernel_is_seen_everywhere() {
    use crate::backend::gpu::{Gpu, shaders};
    let open = || {
        Rc::new(pollster::block_on(Gpu::open(|| 0.0)).expect("a Vulkan driver; mesa-vulkan-drivers has a software one"))
    };
    let session = trained(open(), [8, 4]);
    assert!(session.lost().is_none(), "{:?}", session.lost());
    for step in [0, 3] {
        let (_, most, _) = disagreements(&session, step, 2..3);
        println!("GPU, step {step}: {most:.1e}");
        assert!(most <= TOLERANCE, "step {step}: {most:e}");
        shaders::fault::PATCH.set(Some(("d = dlogp * (", "d = 1.01 * dlogp * (")));
        let (least, most, _) = disagreements(&session, step, 2..3);
        shaders::fault::PATCH.set(None);
        println!("GPU, step {step}, wrong by a hundredth: {least:.1e} to {most:.1e}");
        assert!(least > 5.0 * TOLERANCE && most < 0.02, "step {step}: {least:e} to {most:e}");
    }
}
