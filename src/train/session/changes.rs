//! Other losses while a session trains: a change of a run's loss from the next step on, and forks, new runs that share another's past up
//! to a step. Both are events of the lab file, so that a replay, or a link, does the same again.
//!
//! A fork goes its way alone, from the keyframe before its step to the step of the other runs, and then joins them in lockstep.

use super::{Session, Step};
use crate::backend::{Aim, DeviceError, Tick};
use crate::data::{LabFile, limits};
use crate::objective::Objective;
use crate::train::divergence::Symptom;
use crate::train::memory::Purpose;
use crate::train::{Phase, TrainError};
use std::rc::Rc;

impl Session {
    /// Gives a run another loss from the next step on that has not been asked for; returns that step.
    ///
    /// # Errors
    /// [`TrainError::NoSuchRun`]; [`TrainError::Events`] after too many changes.
    pub fn change(&mut self, run: usize, objective: Objective) -> Result<usize, TrainError> {
        let step = match self.phase {
            Phase::Sft => 0,
            Phase::Preference => self.next + self.asked,
        };
        let runs = self.lab.runs.len();
        let spec = self.lab.runs.get(run);
        let mut spec = spec.ok_or(TrainError::NoSuchRun { given: run.into(), runs })?.clone();
        spec.change(step, objective)?;
        self.lab_mut().runs[run] = spec;
        if step == 0 && self.phase == Phase::Preference {
            self.set_aim(run);
        }
        Ok(step)
    }

    /// Adds a run that has this run's past before `step` and another loss from there; returns its index.
    ///
    /// # Errors
    /// [`TrainError::NoSuchRun`], [`TrainError::NotTrained`], [`TrainError::NoSuchStep`], [`TrainError::NoRoom`], [`TrainError::Events`],
    /// [`TrainError::TooLarge`] and [`TrainError::NoMemory`] where there is no room for one more.
    pub fn fork(&mut self, run: usize, step: usize, objective: Objective) -> Result<usize, TrainError> {
        let runs = self.lab.runs.len();
        let parent = self.lab.runs.get(run).ok_or(TrainError::NoSuchRun { given: run.into(), runs })?;
        match self.history.run(run).len().checked_sub(1) {
            None => return Err(TrainError::NotTrained { of: Some(run), phase: Phase::Preference }),
            Some(last) if step > last => return Err(TrainError::NoSuchStep { step, of: Some(run), last }),
            Some(_) if runs >= limits::RUNS => return Err(TrainError::NoRoom),
            Some(_) => {}
        }
        self.device.check(&self.layout, &self.pairs, runs + 1).map_err(TrainError::TooLarge)?;
        let fork = parent.fork(step, objective)?;
        self.hold(Purpose::Fork, runs + 1, self.rows).map_err(TrainError::NoMemory)?;
        self.lab_mut().runs.push(fork);
        self.history.fork(run, step, self.rows.1);
        self.diverged.push(None);
        Ok(runs)
    }

    /// Gives a run a name, or takes it away.
    pub fn rename(&mut self, run: usize, name: Option<String>) {
        if run < self.lab.runs.len() {
            self.lab_mut().runs[run].name = name;
        }
    }

    /// Goes on with this version of the lab, which trains as the one that it holds. With any other it does not: that is another session's.
    pub fn go_on(&mut self, lab: &Rc<LabFile>) {
        if self.lab.trains_as(lab) {
            self.lab = Rc::clone(lab);
        }
    }

    /// The lab to be changed: a version of its own, where others hold this one.
    fn lab_mut(&mut self) -> &mut LabFile {
        Rc::make_mut(&mut self.lab)
    }

    /// Whether every fork has come to the others' step.
    pub fn is_level(&self) -> bool {
        self.phase == Phase::Sft || self.level >= self.policies()
    }

    /// A piece of the way of the first run that is behind: a fork, or any at the beginning.
    pub(super) fn catch_up(&mut self) -> Step {
        let run = self.level + self.late_states.len();
        if run == self.policies() {
            return self.join();
        }
        if self.next == 0 {
            self.late_states.push((**self.initial_state()).clone());
            return Step::Working;
        }
        let Some(replay) = &mut self.late else {
            return match self.set_out(run) {
                Ok(()) => Step::Working,
                Err(cause) => self.fall_back(cause),
            };
        };
        match replay.advance() {
            Ok(Tick::Working) => Step::Working,
            Ok(Tick::Waiting) => Step::Waiting,
            Ok(Tick::Done) => self.came_to(run),
            Err(cause) => self.fall_back(cause),
        }
    }

    fn set_out(&mut self, run: usize) -> Result<(), DeviceError> {
        let lost = || DeviceError::NoBeginning;
        let target = self.next.saturating_sub(1);
        let track = self.history.track(Phase::Preference, run).ok_or_else(lost)?;
        let (from, state) = track.keyframes.at_or_before(track.metrics.len()).ok_or_else(lost)?;
        let walk = self.walk(Phase::Preference, run, (from, state.clone()), target);
        self.late = Some(walk.map_err(|cause| DeviceError::Said(cause.to_string()))?);
        Ok(())
    }

    /// The fork has done one step.
    fn came_to(&mut self, run: usize) -> Step {
        let Some(mut replay) = self.late.take() else { return Step::Working };
        let (step, target) = (replay.at(), replay.target());
        let evaluation = replay.evaluation();
        let is_new = step >= self.history.run(run).len();
        let (metrics, held_out) = self.metrics(run, step, evaluation);
        let symptom = Symptom::of(evaluation, &metrics);
        match symptom {
            Some(symptom) => self.stop(run, step, symptom),
            None if is_new => {
                let keyframe = || replay.state().cloned().map(Rc::new);
                self.history.record(Phase::Preference, run, (metrics, held_out), &evaluation.logps, keyframe);
            }
            None => {}
        }
        if symptom.is_some() || step >= target {
            self.late_states.push(replay.take_state().unwrap_or_else(|| (**self.initial_state()).clone()));
        } else {
            self.late = Some(replay);
        }
        if is_new { Step::Stepped { phase: Phase::Preference, step } } else { Step::Working }
    }

    /// All forks have come level: from here on they go in lockstep with the others.
    fn join(&mut self) -> Step {
        let Some(mut states) = (0..self.level).map(|run| self.backend.take_state(run)).collect::<Option<Vec<_>>>()
        else {
            return self.fall_back(DeviceError::NoParameters);
        };
        states.append(&mut self.late_states);
        // The step that all are at is evaluated once more, for the gradients.
        self.resume(states, self.next.saturating_sub(1));
        Step::Working
    }

    /// The backend is told what this run's loss is at the next step.
    pub(super) fn set_aim(&mut self, run: usize) {
        if let Some(reference) = self.history.frozen()
            && run < self.level
        {
            self.backend.aim(run, Aim::Preference(*self.lab.runs[run].objective_at(self.next), reference));
        }
    }

    /// A run's changes of loss after a step.
    pub(super) fn changes_after(&self, run: usize, step: usize) -> Vec<(usize, Aim)> {
        let Some(reference) = self.history.frozen() else { return vec![] };
        let later = self.lab.runs[run].events.iter().filter(|event| event.step > step);
        later.map(|event| (event.step, Aim::Preference(event.objective, reference.clone()))).collect()
    }
}
