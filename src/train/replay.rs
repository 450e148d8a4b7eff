//! Going back: from the keyframe before a step, the same updates again, to the same bits.

use super::memory::Claim;
use crate::backend::{Aim, Backend, DeviceError, Dlogits, Evaluation, OptimizerState, Tick, Work};
use std::ops::Range;

/// A policy on its way from a keyframe to a step of the past.
pub struct Replay {
    backend: Box<dyn Backend>,
    /// What it holds of the page's memory, where nobody has asked for that already.
    _claim: Option<Claim>,
    /// Changes of its loss that are still to come, with their steps.
    changes: Vec<(usize, Aim)>,
    work: Work,
    /// The next step to be done, and how many have been asked for.
    next: usize,
    asked: usize,
    target: usize,
}

impl Replay {
    /// `backend` holds one policy as it was at step `from`, with its loss there; `changes` come after that, in ascending order.
    pub(super) fn new(backend: Box<dyn Backend>, changes: Vec<(usize, Aim)>, from: usize, target: usize) -> Replay {
        Replay { backend, _claim: None, changes, work: Work::Evaluate, next: from, asked: 0, target }
    }

    /// Holds the memory that was asked for it.
    pub(super) fn holding(self, claim: Claim) -> Replay {
        Replay { _claim: Some(claim), ..self }
    }

    /// Does one bounded piece; after [`Tick::Done`] state and evaluation are those of the step.
    ///
    /// # Errors
    /// The device is lost; a new replay does without it.
    pub fn tick(&mut self) -> Result<Tick, DeviceError> {
        match self.advance()? {
            Tick::Done if self.next <= self.target => Ok(Tick::Working),
            tick => Ok(tick),
        }
    }

    /// The same, but [`Tick::Done`] after each step on the way.
    pub(super) fn advance(&mut self) -> Result<Tick, DeviceError> {
        if self.asked == 0 {
            while let Some((_, aim)) = self.changes.first().filter(|(step, _)| *step <= self.next) {
                self.backend.aim(0, aim.clone());
                self.changes.remove(0);
            }
            let end = self.changes.first().map_or(usize::MAX, |(step, _)| step - 1).min(self.target);
            self.asked = (end + 1).saturating_sub(self.next).max(1);
            self.backend.begin(self.work, self.asked);
            self.work = Work::Update;
        }
        let tick = self.backend.tick()?;
        if tick == Tick::Done {
            self.asked -= 1;
            self.next += 1;
        }
        Ok(tick)
    }

    /// The step it goes to.
    pub fn target(&self) -> usize {
        self.target
    }

    /// The step that was done last.
    pub(super) fn at(&self) -> usize {
        self.next.saturating_sub(1)
    }

    /// Parameters and moments, once it is there.
    pub fn state(&self) -> Option<&OptimizerState> {
        self.backend.state(0)
    }

    /// The same, to be kept; it goes nowhere afterwards.
    pub(super) fn take_state(&mut self) -> Option<OptimizerState> {
        self.backend.take_state(0)
    }

    /// Keeps what the backward pass makes of this pair's logits. To be asked for before the first tick.
    pub fn watch(&mut self, pair: usize) {
        self.backend.watch(pair);
    }

    /// The same of pairs that follow each other; where memory is far away, of the first alone.
    pub fn watch_all(&mut self, pairs: Range<usize>) {
        self.backend.watch_all(pairs);
    }

    /// Once it is there: goes through the same step once more, and keeps what the backward pass makes of other pairs' logits.
    pub fn look_again(&mut self, pairs: Range<usize>) {
        self.backend.watch_all(pairs);
        self.backend.begin(Work::Evaluate, 1);
        (self.next, self.asked) = (self.target, 1);
    }

    /// The gradient of the watched pair's logits, once it is there.
    pub fn dlogits(&self) -> Option<&Dlogits> {
        self.backend.dlogits(0)
    }

    /// Those of the watched pairs, in their order: as many as were kept.
    pub fn all_dlogits(&self) -> &[Dlogits] {
        self.backend.all_dlogits(0)
    }

    /// Loss, log-probs and gradient norm.
    pub fn evaluation(&self) -> &Evaluation {
        self.backend.evaluation(0)
    }
}
