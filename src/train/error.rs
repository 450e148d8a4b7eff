//! Why a session cannot do what was asked: sentences for the person.

use super::memory::Shortage;
use super::{Divergence, Phase};
use crate::backend::DeviceError;
use crate::data::{FieldError, ModelSpec};

/// The text names what is wrong and what is allowed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TrainError {
    /// The spec asks for more than the device has.
    #[error("{0} Use fewer runs, or a smaller model.n_embd or model.n_layer.")]
    TooLarge(DeviceError),
    /// The page has no memory for it.
    #[error("{0}")]
    NoMemory(Shortage),
    /// There is nothing to learn from.
    #[error(
        "dataset.pairs is an empty list; allowed for training are 1 to {} preference pairs. Add one first.",
        crate::data::limits::PAIRS
    )]
    NoPairs,
    /// The spec names weights that were not given with it.
    #[error(
        "weights is \"{0:016x}\", the name of imported weights that are not at hand; allowed is to give them: the model that this lab was made \
         with, as a zip or as its model.safetensors."
    )]
    NoWeights(u64),
    /// The weights are another shape's.
    #[error("weights are those of a model of n_embd {}, n_layer {} and n_head {}; allowed are those of this lab's model.", .0.n_embd, .0.n_layer, .0.n_head)]
    OtherShape(ModelSpec),
    /// SFT was asked for after preference training began.
    #[error(
        "SFT cannot go on: the reference was frozen after {at} SFT steps, when preference training began. Create a new lab \
         to train SFT for longer."
    )]
    Frozen {
        /// SFT steps of the frozen reference.
        at: usize,
    },
    /// SFT, or every run, has diverged.
    #[error("{0}")]
    Diverged(Divergence),
    /// There is no such run.
    #[error("run is {given}; allowed are 0 to {}, or \"reference\".", runs - 1)]
    NoSuchRun {
        /// What was asked for.
        given: String,
        /// How many runs there are.
        runs: usize,
    },
    /// A lab holds no more.
    #[error("runs holds {} already; more are not allowed. Remove one first.", crate::data::limits::RUNS)]
    NoRoom,
    /// A run's loss has been changed too often.
    #[error("{0}")]
    Events(#[from] FieldError),
    /// There is no such step yet.
    #[error("step is {step}; {what} has been trained to step {last}, so allowed are 0 to {last}.")]
    NoSuchStep {
        /// What was asked for.
        step: usize,
        /// Of what.
        what: String,
        /// The last step there is.
        last: usize,
    },
    /// Nothing has been computed yet.
    #[error("{what} has not been trained yet: call train(\"{}\") first.", phase.name())]
    NotTrained {
        /// What was asked for.
        what: String,
        /// The phase it belongs to.
        phase: Phase,
    },
}
