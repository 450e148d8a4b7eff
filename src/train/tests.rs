//! Training as a whole: the failure and its cure over many seeds, determinism, replay, divergence.

use super::metrics::Parts;
use super::*;
use crate::backend::cpu::look::argmax;
use crate::backend::cpu::{Cpu, Processor, contexts};
use crate::backend::{
    Aim, Backend, Device, DeviceError, DeviceKind, Dlogits, Evaluation, OptimizerState, Task, Tick, Work,
};
use crate::data::{LabFile, OptimizerKind, RunSpec, TokenPair, Trainable, presets};
use crate::model::Layout;
use crate::objective::{Dpop, Objective, Penalty};
use std::cell::Cell;
use std::rc::Rc;

fn spec(name: &str, edit: impl FnOnce(&mut LabFile)) -> LabFile {
    let preset = presets().iter().find(|preset| preset.name == name).expect("a preset");
    let mut spec = LabFile::from_json(preset.json).expect("presets are valid");
    edit(&mut spec);
    spec
}

fn trained(spec: LabFile) -> Session {
    trained_on(spec, Rc::new(Processor))
}

fn trained_on(spec: LabFile, device: Rc<dyn Device>) -> Session {
    let (sft, preference) = (spec.sft.steps, spec.preference.steps);
    let mut session = Session::new(spec, device).expect("small enough");
    session.set_target(Phase::Sft, sft).expect("SFT comes first");
    session.set_target(Phase::Preference, preference).expect("then the runs");
    finish(&mut session);
    session
}

fn finish(session: &mut Session) {
    while session.tick() != Step::Idle {}
}

fn replayed(session: &Session, policy: Policy, step: usize) -> Replay {
    let mut replay = session.replay(policy, Some(step)).expect("a step of the past");
    while replay.tick() != Ok(Tick::Done) {}
    replay
}

#[test]
fn n_steps_give_rows_0_to_n() {
    let session = trained(spec("arithmetic", |spec| (spec.sft.steps, spec.preference.steps) = (5, 7)));
    assert_eq!(session.history().sft().len(), 6);
    assert_eq!((session.history().run(0).len(), session.history().run(1).len()), (8, 8));
    assert!(session.history().run(0).iter().enumerate().all(|(step, row)| row.step == step));
}

#[test]
fn a_fork_that_is_behind_is_asked_for_nothing_that_was_measured() {
    let mut session = trained(spec("arithmetic", |spec| (spec.sft.steps, spec.preference.steps) = (3, 9)));
    let fork = session.fork(0, 4, dpop(40.0)).expect("there is room");
    session.set_target(Phase::Preference, 9).expect("to the end again");
    session.watch(0);
    let mut behind = 0;
    loop {
        let rows = |run: usize| session.history().run(run).len();
        for run in 0..=fork {
            let seen = session.measured(run, rows(run) - 1).is_some();
            let is_behind = run == fork && rows(fork) < rows(0);
            behind += usize::from(is_behind);
            assert!(!seen || !is_behind, "run {run} at row {}", rows(run));
        }
        if session.tick() == Step::Idle {
            break;
        }
    }
    assert!(behind > 0 && session.history().run(fork).len() == 10);
}

#[test]
fn at_step_0_every_run_is_the_reference_and_no_penalty_is_active() {
    let session = trained(spec("smaug", |spec| (spec.sft.steps, spec.preference.steps) = (3, 0)));
    for run in 0..2 {
        let first = session.history().run(run)[0];
        assert_eq!(session.history().token_logps(Phase::Preference, run, 0), session.history().reference());
        assert!((first.loss - std::f64::consts::LN_2).abs() < 1e-12, "{}", first.loss);
        assert_eq!((first.penalty, first.active_frac, first.rewards_margins), (0.0, 0.0, 0.0));
    }
}

#[test]
fn the_same_spec_gives_the_same_bits() {
    let edit = |spec: &mut LabFile| (spec.sft.steps, spec.preference.steps) = (6, 6);
    let (a, b) = (trained(spec("smaug", edit)), trained(spec("smaug", edit)));
    assert_eq!(a.history().run(1), b.history().run(1));
    let (a, b) = (replayed(&a, Policy::Run(1), 6), replayed(&b, Policy::Run(1), 6));
    assert_eq!(a.state(), b.state());
}

#[test]
fn replay_gives_the_same_bits_as_the_first_time() {
    let edit = |steps: usize| move |spec: &mut LabFile| (spec.sft.steps, spec.preference.steps) = (4, steps);
    let long = trained(spec("smaug", edit(9)));
    for step in [0, 3, 9] {
        let again = replayed(&long, Policy::Run(1), step);
        assert_eq!(Some(&again.evaluation().logps), long.history().token_logps(Phase::Preference, 1, step));
        let short = trained(spec("smaug", edit(step)));
        assert_eq!(again.state(), replayed(&short, Policy::Run(1), step).state(), "step {step}");
    }
}

#[test]
fn runs_do_not_see_each_other() {
    let both = trained(spec("smaug", |spec| (spec.sft.steps, spec.preference.steps) = (4, 5)));
    let alone = trained(spec("smaug", |spec| {
        (spec.sft.steps, spec.preference.steps) = (4, 5);
        spec.runs.remove(0);
    }));
    assert_eq!(both.history().run(1), alone.history().run(0));
}

#[test]
fn weights_that_a_run_does_not_train_stay_the_references() {
    let edit = |spec: &mut LabFile| {
        (spec.sft.steps, spec.preference.steps, spec.preference.weight_decay) = (4, 9, 0.1);
        let run = |train: Trainable| RunSpec { train, ..RunSpec::new(dpop(5.0)) };
        spec.runs = Trainable::NAMES.map(|(_, train)| run(train)).to_vec();
    };
    for optimizer in [OptimizerKind::Adamw, OptimizerKind::Sgd] {
        let mut session = trained(spec("arithmetic", |spec| {
            edit(spec);
            spec.preference.optimizer = optimizer;
        }));
        let head =
            Layout::new(session.spec().model, session.spec().dataset.vocabulary.len()).trainable(Trainable::Head);
        let start = replayed(&session, Policy::Reference, 4).state().expect("its end").params.clone();
        let moves = |session: &Session, run: usize, step: usize| {
            let replay = replayed(session, Policy::Run(run), step);
            let now = &replay.state().expect("it is there").params;
            let differs = |range: std::ops::Range<usize>| now[range.clone()] != start[range];
            [differs(head.clone()), differs(head.end..now.len())]
        };
        let all = |session: &Session| [0, 1, 2].map(|run| moves(session, run, 9));
        assert_eq!(all(&session), [[true, true], [true, false], [false, true]], "{optimizer:?}");
        // A fork goes on with what its run trains, from the middle too.
        let fork = session.fork(1, 5, dpop(50.0)).expect("there is room");
        session.set_target(Phase::Preference, 9).expect("to the end again");
        finish(&mut session);
        assert_eq!(moves(&session, fork, 9), [true, false]);
    }
}

#[test]
fn training_in_parts_is_training_at_once() {
    let edit = |spec: &mut LabFile| (spec.sft.steps, spec.preference.steps) = (4, 6);
    let once = trained(spec("arithmetic", edit));
    let mut parts = Session::new(spec("arithmetic", edit), Rc::new(Processor)).expect("small enough");
    for (phase, steps) in
        [(Phase::Sft, 1), (Phase::Sft, 4), (Phase::Preference, 0), (Phase::Preference, 2), (Phase::Preference, 6)]
    {
        parts.set_target(phase, steps).expect("in order");
        finish(&mut parts);
    }
    assert_eq!(once.history().run(0), parts.history().run(0));
    assert_eq!(parts.set_target(Phase::Sft, 5), Err(TrainError::Frozen { at: 4 }));
}

#[test]
fn divergence_stops_the_run_and_keeps_what_was_before() {
    let session = trained(spec("arithmetic", |spec| {
        (spec.sft.steps, spec.preference.steps) = (2, 40);
        spec.preference.learning_rate = 1e30;
    }));
    let message = session.diverged(0).expect("no network survives such a rate").to_string();
    assert!(message.contains("preference step") && message.contains("learning_rate"), "{message}");
    let kept = session.history().run(0);
    assert!(!kept.is_empty() && kept.iter().all(|row| row.loss.is_finite()));
}

#[test]
fn unknown_runs_and_steps_are_named() {
    let session = trained(spec("arithmetic", |spec| (spec.sft.steps, spec.preference.steps) = (2, 3)));
    let message = |policy, step| session.replay(policy, step).err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(message(Policy::Run(2), None), "run is 2; allowed are 0 to 1, or \"reference\".");
    assert_eq!(message(Policy::Run(0), Some(4)), "step is 4; run 0 has been trained to step 3, so allowed are 0 to 3.");
}

/// The same of the source's own example, in characters: whatever the seed, DPO loses right answers after the character that differs, and DPOP none.
#[test]
fn characters_show_the_failure_too() {
    for seed in 0..8 {
        let session = trained(spec("two-plus-two", |spec| spec.seed = seed));
        let history = session.history();
        let reference = history.reference().expect("frozen");
        let change = |run: usize| history.run(run)[160].logps_chosen - history.run(run)[0].logps_chosen;
        let last = history.token_logps(Phase::Preference, 0, 160).expect("recorded");
        let after = |(pair, tokens): (usize, &TokenPair)| {
            let from = tokens.first_difference().expect("they differ") + 1;
            let sum = |logps: &[f32]| logps[from..].iter().map(|logp| f64::from(*logp)).sum::<f64>();
            sum(last.chosen(pair)) - sum(reference.chosen(pair))
        };
        let after = session.pairs().iter().enumerate().map(after).sum::<f64>() / session.pairs().len() as f64;
        let (dpo, dpop) = (change(0), change(1));
        println!("{seed} | DPO {dpo:.3}, after the difference {after:.3} | DPOP {dpop:.3}");
        assert!(dpo < -1.0 && after < -0.5 && dpop > 0.0, "seed {seed}: DPO {dpo}, after {after}, DPOP {dpop}");
        assert_eq!(history.run(0)[160].rewards_accuracies, 1.0, "seed {seed}: and the usual numbers see nothing");
    }
}

/// The claim of the whole page (FACTS): over 20 seeds DPO lowers the chosen log-prob by more than a nat while its accuracy is 1, mostly
/// on the tokens after the difference; DPOP, both forms at λ = 50, holds it. Run with `--nocapture` for the table.
#[test]
fn dpo_pushes_the_chosen_answer_down_and_dpop_holds_it() {
    println!("seed | dpo Δchosen Δafter Δrejected accuracy | outside Δchosen | inside Δchosen");
    for seed in 0..20 {
        let session = trained(spec("smaug", |spec| {
            spec.seed = seed;
            let inside = r#"{"dataset":{"pairs":[{"prompt":"a","chosen":"b","rejected":"c"}]},
                "runs":[{"loss_type":"dpop","beta":0.3,"lambda":50,"penalty":"inside"}]}"#;
            spec.runs.extend(LabFile::from_json(inside).expect("a lab file").runs);
        }));
        let history = session.history();
        let reference = history.reference().expect("frozen");
        let change = |run: usize| {
            let (first, last) = (history.run(run)[0], history.run(run)[160]);
            (last.logps_chosen - first.logps_chosen, last.logps_rejected - first.logps_rejected)
        };
        let last = history.token_logps(Phase::Preference, 0, 160).expect("recorded");
        let after: f64 = (session.pairs().iter().enumerate())
            .map(|(pair, tokens)| {
                let from = tokens.first_difference().expect("they differ") + 1;
                let (now, then) = (&last.chosen(pair)[from..], &reference.chosen(pair)[from..]);
                now.iter().zip(then).map(|(now, then)| f64::from(now - then)).sum::<f64>()
            })
            .sum::<f64>()
            / session.pairs().len() as f64;
        let accuracy = history.run(0)[160].rewards_accuracies;
        let ((dpo, rejected), (outside, _), (inside, _)) = (change(0), change(1), change(2));
        println!("{seed:4} | {dpo:10.3} {after:8.3} {rejected:10.3} {accuracy:8.2} | {outside:10.3} | {inside:10.3}");
        assert!(
            dpo < -1.0 && after < 0.0 && accuracy == 1.0,
            "seed {seed}: DPO {dpo}, after {after}, accuracy {accuracy}"
        );
        assert!(outside >= -0.1 && inside >= -0.1, "seed {seed}: DPOP outside {outside}, inside {inside}");
    }
}

/// The processor behind a device that is asked for several steps at once, gives parameters back for the last of them only, lets the
/// caller wait now and then, and is lost after so many ticks.
#[derive(Debug)]
struct Distant {
    ticks: Rc<Cell<usize>>,
}

#[derive(Debug)]
struct DistantBackend {
    cpu: Cpu,
    left: usize,
    ticks: Rc<Cell<usize>>,
}

impl Device for Distant {
    fn check(&self, _: &Layout, _: &[TokenPair], _: usize) -> Result<(), DeviceError> {
        Ok(())
    }

    fn backend(
        &self,
        layout: &Layout,
        pairs: &[TokenPair],
        states: Vec<OptimizerState>,
        task: Task,
    ) -> Result<Box<dyn Backend>, DeviceError> {
        let cpu = Cpu::new(layout, pairs, states, task);
        Ok(Box::new(DistantBackend { cpu, left: 0, ticks: self.ticks.clone() }))
    }

    fn kind(&self) -> DeviceKind {
        DeviceKind::Gpu
    }

    fn lookahead(&self) -> usize {
        5
    }
}

impl Backend for DistantBackend {
    fn begin(&mut self, work: Work, steps: usize) {
        self.left = steps;
        self.cpu.begin(work, steps);
    }

    fn tick(&mut self) -> Result<Tick, DeviceError> {
        let left = self.ticks.get().checked_sub(1).ok_or(DeviceError::Said("Lost.".to_owned()))?;
        self.ticks.set(left);
        if left.is_multiple_of(7) {
            return Ok(Tick::Waiting);
        }
        let tick = self.cpu.tick()?;
        self.left -= usize::from(tick == Tick::Done);
        Ok(tick)
    }

    fn evaluation(&self, policy: usize) -> &Evaluation {
        self.cpu.evaluation(policy)
    }

    fn state(&self, policy: usize) -> Option<&OptimizerState> {
        self.cpu.state(policy).filter(|_| self.left == 0)
    }

    fn aim(&mut self, policy: usize, aim: Aim) {
        self.cpu.aim(policy, aim);
    }

    fn halt(&mut self, policy: usize) {
        self.cpu.halt(policy);
    }

    fn watch(&mut self, pair: usize) {
        self.cpu.watch(pair);
    }

    fn dlogits(&self, policy: usize) -> Option<&Dlogits> {
        self.cpu.dlogits(policy).filter(|_| self.left == 0)
    }
}

#[test]
fn a_lost_device_costs_nothing_that_was_computed() {
    let small = || spec("arithmetic", |spec| (spec.sft.steps, spec.preference.steps) = (13, 17));
    let whole = trained(small());
    let forever = usize::MAX;
    // The first step of SFT, the middle of it, about its end, early and late in preference training, and never.
    for ticks in [0, 1, 30, 100, 140, 150, 160, 200, 400, forever] {
        let session = trained_on(small(), Rc::new(Distant { ticks: Rc::new(Cell::new(ticks)) }));
        assert_eq!(session.lost().is_some(), ticks != forever, "{ticks}");
        assert_eq!(session.device(), if ticks == forever { DeviceKind::Gpu } else { DeviceKind::Cpu });
        assert_eq!(session.history().sft(), whole.history().sft(), "{ticks}");
        for run in 0..2 {
            assert_eq!(session.history().run(run), whole.history().run(run), "{ticks}");
            for step in [0, 4, 17] {
                let (here, there) =
                    (replayed(&session, Policy::Run(run), step), replayed(&whole, Policy::Run(run), step));
                assert_eq!(here.state(), there.state(), "{ticks}, step {step}");
            }
        }
    }
}

fn dpop(lambda: f64) -> Objective {
    Objective::Dpop(Dpop { beta: 0.3, lambda, penalty: Penalty::Outside })
}

/// Both devices, since a distant one is asked for many steps at once.
fn devices() -> [Rc<dyn Device>; 2] {
    let distant = Distant { ticks: Rc::new(Cell::new(usize::MAX)) };
    [Rc::new(Processor), Rc::new(distant)]
}

#[test]
fn a_change_on_the_way_is_an_event_that_the_lab_file_repeats() {
    for device in devices() {
        let edit = |spec: &mut LabFile| (spec.sft.steps, spec.preference.steps) = (6, 8);
        let mut live = trained_on(spec("arithmetic", edit), device.clone());
        assert_eq!(live.change(0, dpop(20.0)), Ok(9));
        live.set_target(Phase::Preference, 12).expect("onward");
        finish(&mut live);
        assert_eq!(live.change(0, dpop(5.0)), Ok(13));
        live.set_target(Phase::Preference, 20).expect("onward");
        finish(&mut live);
        let again = trained_on(
            LabFile {
                preference: crate::data::PreferenceSpec { steps: 20, ..live.spec().preference },
                ..live.spec().clone()
            },
            device,
        );
        for run in 0..2 {
            assert_eq!(live.history().run(run), again.history().run(run), "run {run}");
            for step in [8, 9, 12, 13, 20] {
                let (a, b) = (replayed(&live, Policy::Run(run), step), replayed(&again, Policy::Run(run), step));
                assert_eq!(a.state(), b.state(), "run {run}, step {step}");
                assert_eq!(Some(&a.evaluation().logps), live.history().token_logps(Phase::Preference, run, step));
            }
        }
        let (plain, changed) =
            (trained(spec("arithmetic", |spec| (spec.sft.steps, spec.preference.steps) = (6, 20))), live);
        assert_eq!(plain.history().run(0)[..9], changed.history().run(0)[..9]);
        assert_ne!(plain.history().run(0)[10], changed.history().run(0)[10]);
    }
}

#[test]
fn a_change_before_the_runs_begin_is_their_beginning() {
    let mut session = Session::new(spec("arithmetic", |_| {}), Rc::new(Processor)).expect("small enough");
    assert_eq!(session.change(0, dpop(3.0)), Ok(0));
    assert_eq!((session.spec().runs[0].objective, session.spec().runs[0].events.len()), (dpop(3.0), 0));
    assert!(matches!(session.change(9, dpop(3.0)), Err(TrainError::NoSuchRun { .. })));
}

#[test]
fn a_version_of_the_lab_that_others_hold_is_never_changed() {
    let edit = |spec: &mut LabFile| (spec.sft.steps, spec.preference.steps) = (1, 1);
    let mut session = trained(spec("arithmetic", edit));
    let changes: [fn(&mut Session); 3] = [
        |session| drop(session.change(0, dpop(3.0))),
        |session| drop(session.fork(0, 1, dpop(3.0))),
        |session| session.rename(0, Some("another".to_owned())),
    ];
    for change in changes {
        let (held, text) = (session.lab().clone(), session.spec().to_json());
        change(&mut session);
        assert!(!Rc::ptr_eq(&held, session.lab()) && held.to_json() == text && *held != **session.lab());
    }
    let refusals: [fn(&mut Session); 2] =
        [|session| drop(session.change(9, dpop(3.0))), |session| drop(session.fork(0, 9, dpop(3.0)))];
    for refusal in refusals {
        let held = session.lab().clone();
        refusal(&mut session);
        assert!(Rc::ptr_eq(&held, session.lab()), "what is refused makes no version");
    }
}

#[test]
fn a_session_goes_on_with_a_lab_that_trains_as_its_own_and_with_no_other() {
    let mut session = Session::new(spec("arithmetic", |_| {}), Rc::new(Processor)).expect("small enough");
    let mut check = |edit: fn(&mut LabFile), goes_on: bool| {
        let lab = Rc::new(spec("arithmetic", edit));
        session.go_on(&lab);
        assert_eq!(Rc::ptr_eq(session.lab(), &lab), goes_on);
    };
    check(|lab| lab.runs[1].name = Some("mine".to_owned()), true);
    check(|lab| lab.runs[0].color = Some(crate::data::Color::Teal), true);
    check(|lab| lab.seed += 1, false);
    check(|lab| drop(lab.runs.pop()), false);
}

#[test]
fn a_fork_shares_the_past_and_comes_level() {
    for device in devices() {
        for step in [0, 1, 5, 8] {
            let edit = |spec: &mut LabFile| (spec.sft.steps, spec.preference.steps) = (6, 8);
            let mut session = trained_on(spec("arithmetic", edit), device.clone());
            let before: Vec<_> = (0..2).map(|run| session.history().run(run).to_vec()).collect();
            assert_eq!(session.fork(0, step, dpop(40.0)), Ok(2));
            finish(&mut session);
            assert_eq!(session.history().run(2).len(), 9, "from step {step}");
            assert_eq!(session.history().run(2)[..step], before[0][..step]);
            session.set_target(Phase::Preference, 12).expect("onward");
            finish(&mut session);
            // The others did not notice.
            let plain = trained(spec("arithmetic", |spec| (spec.sft.steps, spec.preference.steps) = (6, 12)));
            for run in 0..2 {
                assert_eq!(session.history().run(run), plain.history().run(run), "run {run}, fork from step {step}");
            }
            // The lab file as it is now does the same from the start.
            let preference = crate::data::PreferenceSpec { steps: 12, ..session.spec().preference };
            let again = trained(LabFile { preference, ..session.spec().clone() });
            assert_eq!(again.history().run(2), session.history().run(2), "from step {step}");
            let state = |session: &Session| replayed(session, Policy::Run(2), 12).state().cloned();
            assert_eq!(state(&again), state(&session));
        }
    }
}

#[test]
fn two_forks_at_once_while_the_runs_go_on() {
    let mut session = Session::new(spec("arithmetic", |spec| spec.sft.steps = 5), Rc::new(Processor)).expect("small");
    session.set_target(Phase::Preference, 10).expect("asked");
    session.set_target(Phase::Sft, 5).expect("asked");
    while session.last_step(Phase::Preference) < Some(4) {
        session.tick();
    }
    assert_eq!((session.fork(1, 2, dpop(1.0)), session.fork(0, 3, dpop(2.0))), (Ok(2), Ok(3)));
    finish(&mut session);
    let rows: Vec<usize> = (0..4).map(|run| session.history().run(run).len()).collect();
    assert_eq!(rows, [11; 4]);
    let refused =
        |session: &mut Session, run, step| session.fork(run, step, dpop(1.0)).map_err(|error| error.to_string());
    assert!(refused(&mut session, 9, 0).is_err_and(|text| text.contains("run is 9")));
    assert!(refused(&mut session, 0, 99).is_err_and(|text| text.contains("step is 99")));
    while session.spec().runs.len() < 64 {
        session.fork(0, 9, dpop(1.0)).expect("there is room");
    }
    assert_eq!(session.fork(0, 9, dpop(1.0)), Err(TrainError::NoRoom));
    finish(&mut session);
    assert_eq!(session.history().run(63).len(), 11);
}

#[test]
fn a_device_lost_while_forking_costs_nothing_either() {
    let forked = |device: Rc<dyn Device>| {
        let edit = |spec: &mut LabFile| (spec.sft.steps, spec.preference.steps) = (3, 9);
        let mut session = trained_on(spec("arithmetic", edit), device);
        session.fork(0, 4, dpop(40.0)).expect("there is room");
        session.fork(1, 0, dpop(3.0)).expect("there is room");
        session.set_target(Phase::Preference, 11).expect("onward");
        finish(&mut session);
        session
    };
    let whole = forked(Rc::new(Processor));
    for ticks in (100..2000).step_by(191) {
        let session = forked(Rc::new(Distant { ticks: Rc::new(Cell::new(ticks)) }));
        for run in 0..4 {
            assert_eq!(session.history().run(run), whole.history().run(run), "lost after {ticks} ticks, run {run}");
        }
        assert!(session.is_level(), "{ticks}");
    }
}

#[test]
fn ten_thousand_steps_stay_within_the_budget_and_within_reach() {
    let session = trained(spec("arithmetic", |spec| {
        spec.model = crate::data::ModelSpec { n_embd: 8, n_layer: 1, n_head: 2, ..spec.model };
        spec.dataset.pairs.truncate(2);
        (spec.sft.steps, spec.preference.steps) = (5, 10_000);
    }));
    assert_eq!((session.history().run(0).len(), session.history().run(1).len()), (10_001, 10_001));
    // 64 MiB of keyframes and 32 of token log-probs; metrics come on top, 88 bytes a row.
    assert!(session.history().bytes() <= 96 << 20, "{}", session.history().bytes());
    for step in [0, 1, 4_999, 7_321, 10_000] {
        for run in 0..2 {
            let replay = replayed(&session, Policy::Run(run), step);
            let (chosen, _) = (0..replay.evaluation().logps.pairs())
                .map(|pair| replay.evaluation().logps.sums(pair))
                .fold((0.0, 0.0), |(c, r), sums| (c + sums.0, r + sums.1));
            let mean = chosen / replay.evaluation().logps.pairs() as f64;
            assert_eq!(mean, session.history().run(run)[step].logps_chosen, "run {run}, step {step}");
        }
    }
}

#[test]
fn log_probs_add_up_by_where_their_tokens_stand_and_greedy_answers_are_those_of_decoding() {
    let session = trained(spec("smaug", |_| {}));
    let rows = (0..2).flat_map(|run| session.history().run(run)).chain(session.history().sft());
    for row in rows {
        let Parts { before, at, after } = row.parts;
        for (side, whole) in [row.logps_chosen, row.logps_rejected].into_iter().enumerate() {
            let sum = f64::from(before) + f64::from(at[side]) + f64::from(after[side]);
            // Three roundings to f32.
            assert!((sum - whole).abs() <= 4.0 * f64::from(f32::EPSILON) * whole.abs().max(1.0), "{sum} {whole}");
        }
    }
    let last = session.history().run(0).len() - 1;
    for run in 0..2 {
        let replay = replayed(&session, Policy::Run(run), last);
        let params = &replay.state().expect("there").params;
        let written = |pair: &TokenPair| {
            let logits = contexts(session.layout(), params, pair).chosen;
            logits.iter().zip(&pair.chosen).all(|(logits, label)| argmax(logits) == *label)
        };
        let written: Vec<bool> = session.pairs().iter().map(written).collect();
        assert_eq!(replay.evaluation().greedy, written, "run {run}");
        let share = written.iter().filter(|one| **one).count() as f32 / written.len() as f32;
        assert_eq!(session.history().run(run)[last].greedy, share);
    }
}

/// A preset of which the last `count` pairs are held out, over the vocabulary of all.
fn holding_out(name: &str, count: usize, edit: impl FnOnce(&mut LabFile)) -> LabFile {
    spec(name, |spec| {
        (spec.sft.steps, spec.preference.steps) = (6, 7);
        let trained = spec.dataset.pairs.len() - count;
        spec.dataset.eval_pairs = spec.dataset.pairs.split_off(trained);
        edit(spec);
    })
}

#[test]
fn held_out_pairs_change_no_bit_of_what_is_trained() {
    let check = |edit: fn(&mut LabFile)| {
        let with = trained(holding_out("smaug", 4, edit));
        let mut spec = with.spec().clone();
        spec.dataset.eval_pairs.clear();
        let without = trained(spec);
        assert_eq!((with.pairs(), with.held_out().len()), (without.pairs(), 4));
        assert_eq!(with.history().sft(), without.history().sft());
        for run in 0..with.history().runs() {
            assert_eq!(with.history().run(run), without.history().run(run));
            assert_eq!((with.history().held_out(run).len(), without.history().held_out(run).len()), (8, 0));
            let [here, there] = [&with, &without].map(|session| replayed(session, Policy::Run(run), 7));
            assert_eq!(here.state(), there.state());
        }
        let at = (Phase::Preference, 7);
        assert_eq!(with.history().digest(at.0, at.1), without.history().digest(at.0, at.1));
        assert_eq!(with.history().held_out_sft().len(), 7);
    };
    check(|_| {});
    check(|spec| spec.sft.on = crate::data::SftOn::Both);
    check(|spec| spec.preference.optimizer = crate::data::OptimizerKind::Sgd);
    // Every loss, and chunks of few pairs: a wide model's rows are cut.
    check(|spec| spec.runs = crate::objective::variants().into_iter().map(crate::data::RunSpec::new).collect());
    check(|spec| (spec.model.n_embd, spec.sft.steps, spec.preference.steps) = (128, 6, 7));
}

/// A network that has the held-out pairs for its only ones finds the same log-probs at the same parameters, to the bit, and the losses of
/// this one are their means.
#[test]
fn held_out_pairs_are_measured_as_if_they_were_alone() {
    let session = trained(holding_out("arithmetic", 3, |spec| spec.sft.on = crate::data::SftOn::Both));
    let evaluated = |aim: Aim, params: &[f32]| {
        let state = OptimizerState::new(params.to_vec(), crate::data::OptimizerKind::Adamw);
        let optimizer =
            crate::backend::Optimizer { kind: crate::data::OptimizerKind::Adamw, rate: 0.0, weight_decay: 0.0 };
        let task = Task { aims: vec![aim], trains: vec![], optimizer, held_out: 0 };
        let mut cpu = Cpu::new(session.layout(), session.held_out(), vec![state], task);
        cpu.begin(Work::Evaluate, 1);
        while cpu.tick() != Ok(Tick::Done) {}
        cpu.evaluation(0).clone()
    };
    let params = |policy, step| replayed(&session, policy, step).state().expect("there").params.clone();
    let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "{a} and {b}");
    let history = session.history();
    for step in [0, 3, 6] {
        let alone = evaluated(Aim::Sft(crate::data::SftOn::Both), &params(Policy::Reference, step));
        let row = history.held_out_sft()[step];
        close(row.loss, alone.loss);
        let (c, r) = (0..3).map(|pair| alone.logps.sums(pair)).fold((0.0, 0.0), |(c, r), x| (c + x.0, r + x.1));
        assert_eq!((row.logps_chosen, row.logps_rejected), (c / 3.0, r / 3.0));
        assert_eq!((row.rewards_margins, row.rewards_accuracies), (0.0, 0.0));
    }
    let reference = evaluated(Aim::Sft(crate::data::SftOn::Both), &params(Policy::Reference, 6)).logps;
    let frozen = history.reference().expect("frozen");
    for run in 0..2 {
        let objective = *session.spec().runs[run].objective_at(0);
        for step in [0, 4, 7] {
            let aim = Aim::Preference(objective, Rc::new(reference.clone()));
            let alone = evaluated(aim, &params(Policy::Run(run), step));
            let kept = history.token_logps(Phase::Preference, run, step).expect("every step is kept");
            for pair in 0..3 {
                let behind = kept.held_out().start + pair;
                assert_eq!(
                    (alone.logps.chosen(pair), alone.logps.rejected(pair)),
                    (kept.chosen(behind), kept.rejected(behind))
                );
                assert_eq!(reference.chosen(pair), frozen.chosen(behind));
            }
            let row = history.held_out(run)[step];
            close(row.loss, alone.loss);
            let there = Metrics::of_run(step, &alone, &objective, &reference, session.held_out());
            assert_eq!(row.values()[1..], there.values()[1..7]);
        }
    }
}

#[test]
fn forks_changes_and_lost_devices_keep_what_held_out_pairs_showed() {
    let small = || holding_out("arithmetic", 3, |spec| spec.preference.steps = 12);
    let whole = trained(small());
    for ticks in [1, 60, 120, 200, usize::MAX] {
        let session = trained_on(small(), Rc::new(Distant { ticks: Rc::new(Cell::new(ticks)) }));
        assert_eq!(session.history().held_out_sft(), whole.history().held_out_sft(), "{ticks}");
        assert_eq!(session.history().held_out(1), whole.history().held_out(1), "{ticks}");
    }
    let mut session = trained(small());
    let fork = session.fork(0, 5, dpop(40.0)).expect("there is room");
    session.set_target(Phase::Preference, 12).expect("to the end again");
    finish(&mut session);
    let rows = |run: usize| session.history().held_out(run).to_vec();
    assert_eq!((rows(fork).len(), &rows(fork)[..5]), (13, &rows(0)[..5]));
    assert_ne!(rows(fork)[12], rows(0)[12]);
    // The fork is the run that has had that change from the beginning.
    let mut spec = small();
    spec.runs.push(session.spec().runs[fork].clone());
    assert_eq!(trained(spec).history().held_out(fork), rows(fork));
}

#[test]
fn memory_is_asked_for_what_held_out_pairs_take() {
    use super::memory::held;
    let before = held().0;
    let bytes = |count: usize| {
        let mut spec = holding_out("smaug", 4, |_| {});
        spec.dataset.eval_pairs.truncate(count);
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small enough");
        let empty = held().0 - before;
        session.set_target(Phase::Preference, 10_000).expect("there is room");
        (empty, held().0 - before - empty)
    };
    let [none, some] = [0, 4].map(bytes);
    let rows = 2 * 10_001 * size_of::<HeldOut>() as u64;
    assert!(some.0 > none.0 && some.1 >= none.1 + rows, "{none:?} {some:?}");
    assert_eq!(held().0, before);
}
