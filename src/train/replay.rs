//! Going back: from the keyframe before a step, the same updates again, to the same bits.

use crate::backend::cpu::Cpu;
use crate::backend::{Backend, Evaluation, State, Tick, Work};

/// A policy on its way from a keyframe to a step of the past.
#[derive(Debug)]
pub struct Replay {
    cpu: Cpu,
    step: usize,
    target: usize,
}

impl Replay {
    /// `cpu` holds one policy, as it was at step `from`.
    pub(super) fn new(mut cpu: Cpu, from: usize, target: usize) -> Replay {
        cpu.begin(Work::Evaluate);
        Replay { cpu, step: from, target }
    }

    /// Does one bounded piece; after [`Tick::Done`] state and evaluation are those of the step.
    pub fn tick(&mut self) -> Tick {
        match self.cpu.tick() {
            Tick::Done if self.step < self.target => {
                self.step += 1;
                self.cpu.begin(Work::Update);
                Tick::Working
            }
            tick => tick,
        }
    }

    /// The step it goes to.
    pub fn target(&self) -> usize {
        self.target
    }

    /// Parameters and moments.
    pub fn state(&self) -> &State {
        self.cpu.state(0)
    }

    /// Loss, log-probs and gradient norm.
    pub fn evaluation(&self) -> &Evaluation {
        self.cpu.evaluation(0)
    }
}
