//! A session: where training stands and what comes next.

mod changes;
mod opening;

pub use opening::{Opening, OpeningProgress};

use super::divergence::Symptom;
use super::history::Budget;
use super::memory::{Claim, Purpose, Shortage};
use super::{Divergence, HeldOut, History, Metrics, Phase, Replay, TrainError};
use crate::backend::cpu::{Cpu, Processor};
use crate::backend::{
    Aim, Backend, Device, DeviceError, DeviceKind, Dlogits, Evaluation, Optimizer, OptimizerState, Task, Tick, Work,
};
use crate::data::{LabFile, OptimizerKind, RunSpec, TokenPair, limits};
use crate::model::{Layout, Weights};
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

/// What one [`Session::tick`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A piece of a step.
    Working,
    /// Nothing, until the device has done its part: the event loop must turn.
    Waiting,
    /// The last piece of a step: the metrics at this step are recorded.
    Stepped {
        /// Of what phase.
        phase: Phase,
        /// Updates so far in it.
        step: usize,
    },
    /// All that was asked for is done.
    Idle,
}

/// Whose parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// The common model: its initial values, during SFT, then frozen.
    Reference,
    /// A run.
    Run(usize),
}

/// SFT → frozen reference → runs in lockstep.
pub struct Session {
    /// The lab, of which it is the one owner: whoever else holds a version of it holds one that is never changed.
    lab: Rc<LabFile>,
    /// The imported weights that the first phase starts from.
    weights: Option<Rc<Weights>>,
    /// Where SFT begins.
    first: Rc<OptimizerState>,
    /// Those that are trained, then those that are held out.
    pairs: Rc<[TokenPair]>,
    layout: Layout,
    device: Rc<dyn Device>,
    /// Why the device that the session began with was given up.
    lost: Option<DeviceError>,
    backend: Box<dyn Backend>,
    lookahead: usize,
    phase: Phase,
    /// The next step of the phase that the backend evaluates, and how many have been asked of it and are not done.
    next: usize,
    asked: usize,
    /// Evaluate first where the backend holds no gradient.
    work: Work,
    poise: Poise,
    /// The pair whose logits' gradient is kept.
    watched: Cell<Option<usize>>,
    sft_target: Option<usize>,
    preference_target: Option<usize>,
    history: History,
    /// Rows of both phases that there is memory for.
    rows: (usize, usize),
    claim: Claim,
    diverged: Vec<Option<Divergence>>,
    /// How many runs the backend holds; the others are forks on their way to the step of these.
    level: usize,
    late: Option<Replay>,
    late_states: Vec<OptimizerState>,
}

/// Where the backend's parameters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Poise {
    /// At the last recorded step.
    AtStep,
    /// Somewhere after it, or nowhere.
    Between,
}

impl Session {
    /// A session at SFT step 0 with nothing computed yet.
    ///
    /// # Errors
    /// [`TrainError::TooLarge`], before anything is allocated.
    pub fn new(lab: impl Into<Rc<LabFile>>, device: Rc<dyn Device>) -> Result<Session, TrainError> {
        Session::starting(lab, None, device)
    }

    /// As [`Session::new`], where a lab may name imported weights; all at once, where nobody waits for the event loop.
    ///
    /// # Errors
    /// Those of [`Opening`].
    pub fn starting(
        lab: impl Into<Rc<LabFile>>,
        weights: Option<Rc<Weights>>,
        device: Rc<dyn Device>,
    ) -> Result<Session, TrainError> {
        let mut opening = Opening::new(lab, weights, device)?;
        loop {
            opening = match opening.advance()? {
                OpeningProgress::More(opening) => opening,
                OpeningProgress::Done(session) => return Ok(*session),
            };
        }
    }

    /// Whether there is memory for a lab like this one now.
    ///
    /// # Errors
    /// [`TrainError::NoMemory`].
    pub fn check_memory(spec: &LabFile) -> Result<(), TrainError> {
        let layout = Layout::new(spec.model, spec.dataset.vocabulary.len());
        let held_out = spec.dataset.eval_pairs.len();
        let need = held_by(&layout, (&spec.encode_all(), held_out), spec.runs.len(), DeviceKind::Cpu);
        Claim::new(Purpose::Lab, need, piece(&layout)).map(drop).map_err(TrainError::NoMemory)
    }

    /// The lab file.
    pub fn spec(&self) -> &LabFile {
        &self.lab
    }

    /// The version of the lab that it holds, to be held by others too: a change makes another one.
    pub fn lab(&self) -> &Rc<LabFile> {
        &self.lab
    }

    /// The imported weights that the first phase starts from, if it does.
    pub fn weights(&self) -> Option<&Rc<Weights>> {
        self.weights.as_ref()
    }

    /// The pairs that are trained as token ids, in the lab file's order.
    pub fn pairs(&self) -> &[TokenPair] {
        &self.pairs[..self.trained()]
    }

    /// The pairs that are held out.
    pub fn held_out(&self) -> &[TokenPair] {
        &self.pairs[self.trained()..]
    }

    /// How many pairs are trained. No change on the way adds or takes one.
    fn trained(&self) -> usize {
        self.pairs.len() - self.lab.dataset.eval_pairs.len().min(self.pairs.len())
    }

    /// All pairs, and how many of them, the last ones, are held out.
    fn all_pairs(&self) -> (&[TokenPair], usize) {
        (&self.pairs, self.held_out().len())
    }

    /// What trains now.
    pub fn device(&self) -> DeviceKind {
        self.device.kind()
    }

    /// Why the device that the session began with was given up, if it was. Nothing is lost by it.
    pub fn lost(&self) -> Option<&DeviceError> {
        self.lost.as_ref()
    }

    /// How many steps may be asked of the device at once: few where they are to be watched one by one.
    pub fn set_lookahead(&mut self, steps: usize) {
        self.lookahead = steps.max(1);
    }

    /// Where each parameter lies.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// All that has been computed.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The phase that training is in.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Updates so far in the present phase.
    pub fn step(&self) -> usize {
        self.last_step(self.phase).unwrap_or(0)
    }

    /// The last recorded step of a phase.
    pub fn last_step(&self, phase: Phase) -> Option<usize> {
        let rows = match phase {
            Phase::Sft => self.history.sft().len(),
            Phase::Preference => (0..self.history.runs()).map(|run| self.history.run(run).len()).max().unwrap_or(0),
        };
        rows.checked_sub(1)
    }

    /// The step that was asked for last.
    pub fn target(&self, phase: Phase) -> usize {
        match phase {
            Phase::Sft => self.sft_target.unwrap_or(0),
            Phase::Preference => self.preference_target.unwrap_or(0),
        }
    }

    /// Whether nobody has asked for any of the lab's SFT steps, and it has no weights of its own: its model is what the seed gives.
    pub fn is_untrained(&self) -> bool {
        self.sft_target.is_none() && self.lab.sft.steps > 0 && self.weights.is_none()
    }

    /// Why this run stopped before its time, if it did. SFT's divergence stops every run.
    pub fn diverged(&self, run: usize) -> Option<&Divergence> {
        self.diverged.get(run)?.as_ref()
    }

    /// Asks for training up to this step of the phase. Asking for preference training freezes the reference where SFT will have come to.
    ///
    /// # Errors
    /// [`TrainError::Frozen`] for more SFT after the reference was frozen; [`TrainError::Diverged`] if nothing can be trained any more;
    /// [`TrainError::NoMemory`] if so many steps do not fit.
    pub fn set_target(&mut self, phase: Phase, steps: usize) -> Result<(), TrainError> {
        if let Some(divergence) = self.stopped() {
            return Err(TrainError::Diverged(divergence.clone()));
        }
        match (phase, self.phase) {
            (Phase::Sft, Phase::Sft) => {
                self.make_room(phase, steps + 1)?;
                self.sft_target = self.sft_target.max(Some(steps));
            }
            (Phase::Sft, Phase::Preference) => {
                let at = self.last_step(Phase::Sft).unwrap_or(0);
                if steps > at {
                    return Err(TrainError::Frozen { at });
                }
            }
            (Phase::Preference, _) => {
                self.make_room(phase, steps + 1)?;
                self.preference_target = self.preference_target.max(Some(steps));
            }
        }
        Ok(())
    }

    /// Memory for so many rows of a phase in all.
    fn make_room(&mut self, phase: Phase, wanted: usize) -> Result<(), TrainError> {
        let (sft, preference) = self.rows;
        let known = if phase == Phase::Sft { sft } else { preference };
        if wanted <= known {
            return Ok(());
        }
        let rows = |rows: usize| if phase == Phase::Sft { (rows, preference) } else { (sft, rows) };
        // Whoever asks for one step after the other shall not have everything moved each time.
        let generous = wanted.max((known + known / 4).min(limits::STEPS + 1));
        let runs = self.lab.runs.len();
        self.hold(Purpose::Steps, runs, rows(generous))
            .or_else(|_| self.hold(Purpose::Steps, runs, rows(wanted)))
            .map_err(TrainError::NoMemory)
    }

    /// Memory for so many runs, and for so many rows of both phases; of keyframes for what is left besides.
    fn hold(&mut self, purpose: Purpose, runs: usize, rows: (usize, usize)) -> Result<(), Shortage> {
        let need = held_by(&self.layout, self.all_pairs(), runs, self.device.kind());
        let mut held = Ok(());
        for budget in [1, 8, usize::MAX].map(Budget::divided) {
            let bytes = need + self.history.bytes_for(runs, rows, budget);
            held = self.claim.set(purpose, bytes, piece(&self.layout));
            if held.is_ok() {
                self.rows = rows;
                return self.history.reserve(rows, budget).map_err(|_| Shortage::of_browser(purpose, bytes));
            }
        }
        held
    }

    /// The first run's divergence, if no run can go on.
    pub fn stopped(&self) -> Option<&Divergence> {
        self.diverged.iter().all(Option::is_some).then(|| self.diverged.first()?.as_ref()).flatten()
    }

    /// Does one bounded piece of the work that was asked for.
    pub fn tick(&mut self) -> Step {
        let step = self.piece();
        self.poise = match step {
            Step::Stepped { .. } => Poise::AtStep,
            Step::Idle => self.poise,
            Step::Working | Step::Waiting => Poise::Between,
        };
        step
    }

    fn piece(&mut self) -> Step {
        if self.asked > 0 {
            return match self.backend.tick() {
                Ok(Tick::Working) => Step::Working,
                Ok(Tick::Waiting) => Step::Waiting,
                Ok(Tick::Done) => self.done(),
                Err(cause) => self.fall_back(cause),
            };
        }
        let wanted = match self.phase {
            Phase::Sft => self.sft_target.or(self.preference_target.map(|_| 0)),
            Phase::Preference => self.preference_target,
        };
        match wanted {
            _ if self.stopped().is_some() => Step::Idle,
            // What is known but was lost with a device, or has no gradient since a fork joined, is gone through first.
            Some(_) if self.last_step(self.phase).is_some_and(|last| self.next <= last) => self.start(self.step()),
            _ if self.level < self.policies() => self.catch_up(),
            Some(target) if self.next <= target => self.start(target),
            Some(_) if self.phase == Phase::Sft && self.preference_target.is_some() => self.freeze(),
            Some(_) | None => Step::Idle,
        }
    }

    /// The parameters `(P)` of a policy at a recorded step, where they are at hand: those of keyframes, of the frozen reference, and of the
    /// last step while nothing follows it. For the others there is [`Session::replay`].
    pub fn params(&self, policy: Policy, step: usize) -> Option<&[f32]> {
        let (phase, run) = match policy {
            Policy::Reference => (Phase::Sft, 0),
            Policy::Run(run) => (Phase::Preference, run),
        };
        let last = self.history.track(phase, run)?.metrics.len().checked_sub(1)?;
        let frozen = match policy {
            Policy::Reference => last,
            Policy::Run(_) => 0,
        };
        if step == frozen
            && let Some(state) = self.history.frozen_state()
        {
            return Some(&state.params);
        }
        if step == last && phase == self.phase && self.stands(run) {
            return self.backend.state(run).map(|state| state.params.as_slice());
        }
        let (at, state) = self.history.track(phase, run)?.keyframes.at_or_before(step)?;
        (at == step).then_some(state.params.as_slice())
    }

    /// Whether the backend has this run as it is at its last step. A run that has stopped, and a fork that is behind, do not stand where the
    /// others do.
    fn stands(&self, run: usize) -> bool {
        self.poise == Poise::AtStep && run < self.level && self.diverged(run).is_none()
    }

    /// Keeps, from the next step on, what the backward pass makes of this pair's logits.
    pub fn watch(&self, pair: usize) {
        self.watched.set(Some(pair).filter(|pair| *pair < self.pairs().len()));
    }

    /// What the pass that trains found at a run's last step, and what it made of the watched pair's logits, while nothing follows it. For
    /// other steps and pairs there is [`Session::look`].
    pub fn measured(&self, run: usize, step: usize) -> Option<(&Evaluation, &Dlogits)> {
        let last = self.history.run(run).len().checked_sub(1)?;
        // A fork that is behind is not among the backend's yet.
        if step != last || self.phase != Phase::Preference || !self.stands(run) {
            return None;
        }
        Some((self.backend.evaluation(run), self.backend.dlogits(run)?))
    }

    /// Goes to a step of a run, from its parameters if they are at hand, and keeps there what the backward pass makes of a pair's logits.
    ///
    /// # Errors
    /// As [`Session::replay`].
    pub fn look(&self, run: usize, step: usize, pair: usize) -> Result<Replay, TrainError> {
        let mut replay = match self.params(Policy::Run(run), step) {
            // Nothing is updated, so no moments are needed.
            Some(params) => {
                let state = OptimizerState::new(params.to_vec(), self.lab.preference.optimizer);
                let claim = self.claim_look()?;
                self.walk(Phase::Preference, run, (step, Rc::new(state)), step)?.holding(claim)
            }
            None => self.replay(Policy::Run(run), Some(step))?,
        };
        replay.watch(pair);
        Ok(replay)
    }

    /// Goes back to a step: a [`Replay`] yields the policy there, with the same bits as the first time.
    ///
    /// # Errors
    /// [`TrainError::NoSuchRun`], [`TrainError::NotTrained`], [`TrainError::NoSuchStep`], [`TrainError::NoMemory`].
    pub fn replay(&self, policy: Policy, step: Option<usize>) -> Result<Replay, TrainError> {
        let (phase, run) = match policy {
            Policy::Reference => (Phase::Sft, 0),
            Policy::Run(run) => (Phase::Preference, run),
        };
        let Some(track) = self.history.track(phase, run) else {
            return Err(TrainError::NoSuchRun { given: run.into(), runs: self.lab.runs.len() });
        };
        let last = match (track.metrics.len().checked_sub(1), policy) {
            (Some(last), _) => last,
            // The initial model is there before anything is trained.
            (None, Policy::Reference) => 0,
            (None, Policy::Run(_)) => return Err(TrainError::NotTrained { of: Some(run), phase }),
        };
        let step = step.unwrap_or(last);
        if step > last {
            let of = (policy != Policy::Reference).then_some(run);
            return Err(TrainError::NoSuchStep { step, of, last });
        }
        let claim = self.claim_look()?;
        let kept = track.keyframes.at_or_before(step).map(|(from, state)| (from, state.clone()));
        let from = kept.unwrap_or_else(|| (0, self.initial_state().clone()));
        Ok(self.walk(phase, run, from, step)?.holding(claim))
    }

    /// Memory for one policy on its way.
    fn claim_look(&self) -> Result<Claim, TrainError> {
        let need = held_by(&self.layout, self.all_pairs(), 1, self.device.kind());
        Claim::new(Purpose::Look, need, piece(&self.layout)).map_err(TrainError::NoMemory)
    }

    /// A policy's way from one of its keyframes.
    fn walk(
        &self,
        phase: Phase,
        run: usize,
        (from, state): (usize, Rc<OptimizerState>),
        target: usize,
    ) -> Result<Replay, TrainError> {
        let (task, changes) = match phase {
            Phase::Sft => (sft_task(&self.lab), vec![]),
            Phase::Preference => (self.preference_task(run..run + 1, from), self.changes_after(run, from)),
        };
        let start =
            |device: &dyn Device| device.backend(&self.layout, &self.pairs, vec![(*state).clone()], task.clone());
        // A device that is gone takes nothing of the past with it: the processor goes there as well.
        let backend = start(&*self.device).or_else(|_| start(&Processor)).map_err(TrainError::TooLarge)?;
        Ok(Replay::new(backend, changes, from, target))
    }

    /// Asks for as many steps as there are to the target, within what is looked ahead, and to the next change of a loss.
    fn start(&mut self, target: usize) -> Step {
        let mut end = target;
        if self.phase == Phase::Preference {
            for run in 0..self.level {
                let later = self.lab.runs[run].events.iter().find(|event| event.step > self.next);
                end = end.min(later.map_or(usize::MAX, |event| event.step - 1));
                if self.lab.runs[run].events.iter().any(|event| event.step == self.next) {
                    self.set_aim(run);
                }
            }
        }
        let count = (end + 1 - self.next).min(self.lookahead).min(self.device.lookahead()).max(1);
        self.watched.get().into_iter().for_each(|pair| self.backend.watch(pair));
        self.backend.begin(self.work, count);
        (self.asked, self.work) = (count, Work::Update);
        Step::Working
    }

    /// One of the steps that were asked for is done. It may be known already, where the past had to be gone through again.
    fn done(&mut self) -> Step {
        let step = self.next;
        self.asked -= 1;
        self.next += 1;
        match self.last_step(self.phase) {
            Some(last) if step <= last => Step::Working,
            _ => self.record(step),
        }
    }

    /// SFT is over: its log-probs become the reference's, its parameters every run's.
    fn freeze(&mut self) -> Step {
        let Some(state) = self.backend.state(0) else {
            return self.fall_back(DeviceError::NoTrained);
        };
        let state = OptimizerState::new(state.params.clone(), self.lab.preference.optimizer);
        self.history.freeze(self.backend.evaluation(0).logps.clone(), state);
        self.phase = Phase::Preference;
        // All runs are as forks are that have nothing behind them yet: they join one after the other.
        (self.level, self.next) = (0, 0);
        Step::Working
    }

    /// A backend for the present phase, of these policies as they are at `step`; on the processor, from the last keyframes, if the device
    /// fails. The one before is given up first: there is memory for one.
    fn resume(&mut self, states: Vec<OptimizerState>, step: usize) {
        (self.next, self.asked, self.work) = (step, 0, Work::Evaluate);
        let level = states.len();
        let task = match self.phase {
            Phase::Sft => sft_task(&self.lab),
            Phase::Preference => self.preference_task(0..level, step),
        };
        self.backend =
            Box::new(Cpu::new(&self.layout, &[], vec![], Task { aims: vec![], trains: vec![], ..task.clone() }));
        match self.device.backend(&self.layout, &self.pairs, states, task) {
            Ok(backend) => (self.backend, self.level) = (backend, level),
            // The processor never fails.
            Err(cause) if self.device.kind() == DeviceKind::Gpu => {
                self.fall_back(cause);
                return;
            }
            Err(_) => {}
        }
        let stopped = self.diverged.iter().take(self.level).enumerate().filter(|(_, diverged)| diverged.is_some());
        for (run, _) in stopped {
            self.backend.halt(run);
        }
    }

    /// How many policies there are in the present phase.
    fn policies(&self) -> usize {
        match self.phase {
            Phase::Sft => 1,
            Phase::Preference => self.lab.runs.len(),
        }
    }

    /// The device is lost: the processor goes on from the last keyframes. Steps that are recorded already stay as they are.
    fn fall_back(&mut self, cause: DeviceError) -> Step {
        self.device = Rc::new(Processor);
        self.lost.get_or_insert(cause);
        // Forks on their way begin again.
        (self.late, self.late_states) = (None, vec![]);
        let last = self.last_step(self.phase);
        let keyframe = |run: usize| {
            let track = self.history.track(self.phase, run)?;
            let (step, state) = track.keyframes.at_or_before(last?)?;
            Some((step, (**state).clone()))
        };
        let keyframes: Vec<_> = (0..self.level).map(keyframe).collect();
        // Runs go in lockstep, so that their last keyframes are of one step; those that have stopped are behind, and halted.
        let from = keyframes.iter().flatten().map(|(step, _)| *step).max();
        let fresh = || (**self.initial_state()).clone();
        let states = keyframes.into_iter().map(|kept| kept.map_or_else(fresh, |(_, state)| state)).collect();
        self.resume(states, from.unwrap_or(0));
        Step::Working
    }

    /// Where the present phase begins.
    fn initial_state(&self) -> &Rc<OptimizerState> {
        self.history.frozen_state().unwrap_or(&self.first)
    }

    /// What these runs are trained for at a step.
    fn preference_task(&self, runs: Range<usize>, step: usize) -> Task {
        let reference = self.history.frozen();
        let aim = |run: &RunSpec| reference.clone().map(|logps| Aim::Preference(*run.objective_at(step), logps));
        let settings = &self.lab.preference;
        Task {
            aims: self.lab.runs[runs.clone()].iter().filter_map(aim).collect(),
            trains: self.lab.runs[runs].iter().map(|run| run.train).collect(),
            optimizer: Optimizer {
                kind: settings.optimizer,
                rate: settings.learning_rate,
                weight_decay: settings.weight_decay,
            },
            held_out: self.held_out().len(),
        }
    }

    fn record(&mut self, step: usize) -> Step {
        for run in 0..self.level {
            if self.diverged[run].is_some() {
                continue;
            }
            let evaluation = self.backend.evaluation(run);
            let (metrics, held_out) = self.metrics(run, step, evaluation);
            if let Some(symptom) = Symptom::of(evaluation, &metrics) {
                self.backend.halt(run);
                self.stop(run, step, symptom);
                continue;
            }
            // A phase can always be gone through again from its beginning.
            let initial = (step == 0).then(|| self.initial_state().clone());
            let keyframe = || initial.or_else(|| self.backend.state(run).cloned().map(Rc::new));
            self.history.record(self.phase, run, (metrics, held_out), &evaluation.logps, keyframe);
        }
        Step::Stepped { phase: self.phase, step }
    }

    /// What was measured at a step: of the pairs that are trained, and of the others where there are any.
    fn metrics(&self, run: usize, step: usize, evaluation: &Evaluation) -> (Metrics, Option<HeldOut>) {
        let logps = &evaluation.logps;
        match (self.phase, self.history.reference()) {
            (Phase::Preference, Some(reference)) => {
                let objective = self.lab.runs[run].objective_at(step);
                let metrics = Metrics::of_run(step, evaluation, objective, reference, self.pairs());
                (metrics, HeldOut::of_run(logps, objective, reference))
            }
            _ => (Metrics::of_sft(step, evaluation, self.pairs()), HeldOut::of_sft(logps, self.lab.sft.on)),
        }
    }

    /// Stops what has diverged at `step`: a run alone, or, in SFT, everything.
    fn stop(&mut self, run: usize, step: usize, symptom: Symptom) {
        let divergence = Divergence::new((&self.lab, self.weights.as_deref()), (self.phase, run, step), symptom);
        match self.phase {
            Phase::Sft => self.diverged.fill(Some(divergence)),
            Phase::Preference => self.diverged[run] = Some(divergence),
        }
    }
}

/// Bytes that a session with so many runs holds at most beside its history: their policies; one more, which is SFT's, or a fork's on its
/// way; where they begin, and the lab itself.
fn held_by(layout: &Layout, (pairs, held_out): (&[TokenPair], usize), runs: usize, kind: DeviceKind) -> u64 {
    const LAB: u64 = 1 << 18;
    let state = 3 * size_of::<f32>() as u64 * layout.total as u64;
    let policies = match kind {
        DeviceKind::Cpu => 0,
        // Parameters and moments are here, and once more on their way there.
        DeviceKind::Gpu => 2 * state * runs as u64,
    };
    let policies = policies.max(Cpu::bytes(layout, pairs, held_out, runs));
    policies + Cpu::bytes(layout, pairs, held_out, 1) + 2 * state + LAB
}

/// Bytes of the largest piece that is allocated at once: the parameters, or an activation.
fn piece(layout: &Layout) -> u64 {
    (size_of::<f32>() * layout.total).max(1 << 20) as u64
}

fn sft_task(spec: &LabFile) -> Task {
    let optimizer = Optimizer { kind: OptimizerKind::Adamw, rate: spec.sft.learning_rate, weight_decay: 0.0 };
    Task { aims: vec![Aim::Sft(spec.sft.on)], trains: vec![], optimizer, held_out: spec.dataset.eval_pairs.len() }
}
