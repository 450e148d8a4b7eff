//! What goes wrong with a GPU: codes, whose sentences are in `words`. They leave the GPU's module as these, for what crosses its border is text.

use crate::backend::DeviceError;
use std::fmt::Display;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GpuFaultKind {
    /// The machine offers none.
    None,
    /// There is one that could not be opened.
    NotOpened,
    /// It was lost.
    Lost,
    /// It has too little memory.
    Memory,
    /// It failed in its work.
    Failed,
    /// It does not answer.
    Silent,
    /// It keeps its results to itself.
    Refused,
    /// Its results could not be read.
    Unreadable,
    /// Something would be larger than it allows.
    Large {
        /// What.
        what: GpuBuffer,
        /// Of so many runs.
        runs: usize,
        /// Its size in MiB.
        needed: u64,
        /// The allowed one.
        allowed: u64,
    },
}

/// A piece of the GPU's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GpuBuffer {
    /// What a forward pass leaves for the backward pass.
    Activations,
    /// Parameters and moments.
    Parameters,
    /// What is read back.
    Results,
}

/// What went wrong, with what the device says itself where the person can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpuFault {
    /// What.
    pub kind: GpuFaultKind,
    /// In the device's own words.
    pub cause: Option<String>,
}

impl From<GpuFaultKind> for GpuFault {
    fn from(kind: GpuFaultKind) -> GpuFault {
        GpuFault { kind, cause: None }
    }
}

impl GpuFault {
    /// With what the device says itself, which is for those who look for the cause: in the browser's console, or natively.
    pub fn new(kind: GpuFaultKind, cause: impl Display) -> GpuFault {
        #[cfg(target_arch = "wasm32")]
        {
            crate::backend::remote::log(&cause.to_string());
            kind.into()
        }
        #[cfg(not(target_arch = "wasm32"))]
        GpuFault { kind, cause: Some(cause.to_string()) }
    }
}

impl From<GpuFault> for DeviceError {
    fn from(fault: GpuFault) -> DeviceError {
        DeviceError::Said(fault.to_string())
    }
}
