//! Why a session cannot do what was asked: codes, whose sentences are in `words`.

use super::memory::Shortage;
use super::{Divergence, Phase};
use crate::backend::DeviceError;
use crate::data::{FieldError, ModelSpec};

/// Why it cannot. Written out it names what is wrong and what is allowed.
#[derive(Debug, Clone, PartialEq)]
pub enum TrainError {
    /// The spec asks for more than the device has.
    TooLarge(DeviceError),
    /// The page has no memory for it.
    NoMemory(Shortage),
    /// There is nothing to learn from.
    NoPairs,
    /// The spec names weights that were not given with it.
    NoWeights(u64),
    /// The weights are another shape's.
    OtherShape(ModelSpec),
    /// SFT was asked for after preference training began.
    Frozen {
        /// SFT steps of the frozen reference.
        at: usize,
    },
    /// SFT, or every run, has diverged.
    Diverged(Divergence),
    /// There is no such run.
    NoSuchRun {
        /// What was asked for.
        given: AskedRun,
        /// How many runs there are.
        runs: usize,
    },
    /// A lab holds no more.
    NoRoom,
    /// A run's loss has been changed too often.
    Events(FieldError),
    /// There is no such step yet.
    NoSuchStep {
        /// What was asked for.
        step: usize,
        /// Of this run; nothing for the reference.
        of: Option<usize>,
        /// The last step there is.
        last: usize,
    },
    /// Nothing has been computed yet.
    NotTrained {
        /// This run; nothing for the reference.
        of: Option<usize>,
        /// The phase it belongs to.
        phase: Phase,
    },
}

/// A run as somebody asked for it.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedRun {
    /// By a number.
    Number(f64),
    /// By a name.
    Text(String),
    /// By something else.
    Other,
}

impl From<usize> for AskedRun {
    fn from(index: usize) -> AskedRun {
        AskedRun::Number(index as f64)
    }
}

impl From<FieldError> for TrainError {
    fn from(error: FieldError) -> TrainError {
        TrainError::Events(error)
    }
}
