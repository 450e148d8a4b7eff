//! Going back: from the keyframe before a step, the same updates again, to the same bits.

use crate::backend::{Backend, DeviceError, Evaluation, State, Tick, Work};

/// A policy on its way from a keyframe to a step of the past.
pub struct Replay {
    backend: Box<dyn Backend>,
    /// Steps still to come.
    left: usize,
    target: usize,
}

impl Replay {
    /// `backend` holds one policy, as it was at step `from`.
    pub(super) fn new(mut backend: Box<dyn Backend>, from: usize, target: usize) -> Replay {
        let left = target - from + 1;
        backend.begin(Work::Evaluate, left);
        Replay { backend, left, target }
    }

    /// Does one bounded piece; after [`Tick::Done`] state and evaluation are those of the step.
    ///
    /// # Errors
    /// The device is lost; a new replay does without it.
    pub fn tick(&mut self) -> Result<Tick, DeviceError> {
        match self.backend.tick()? {
            Tick::Done if self.left > 1 => {
                self.left -= 1;
                Ok(Tick::Working)
            }
            tick => Ok(tick),
        }
    }

    /// The step it goes to.
    pub fn target(&self) -> usize {
        self.target
    }

    /// Parameters and moments, once it is there.
    pub fn state(&self) -> Option<&State> {
        self.backend.state(0)
    }

    /// Loss, log-probs and gradient norm.
    pub fn evaluation(&self) -> &Evaluation {
        self.backend.evaluation(0)
    }
}
