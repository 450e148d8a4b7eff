//! What a code says when it is written out: its sentence, in the language at hand. The rooms whose codes these are know nothing of it.

use super::en as spoken;
#[cfg(feature = "engine")]
use crate::argument::Remark;
use crate::backend::wire::OtherForm;
use crate::backend::{DeviceError, gpu};
use crate::data::FieldError;
use crate::data::check::Finding;
use crate::data::field_error::Told;
use crate::data::generate::FamilyFault;
use crate::data::import::{DataNote, NoData, RowFault, Unreadable};
use crate::data::pretrained::FolderFault;
use crate::data::sweep::SweepFault;
#[cfg(feature = "engine")]
use crate::lab::bundle::ModelOrigin;
#[cfg(feature = "engine")]
use crate::lab::choice::{Reason, Tried};
#[cfg(feature = "engine")]
use crate::lab::folder::ModelFault;
#[cfg(feature = "engine")]
use crate::lab::link::LinkError;
#[cfg(feature = "engine")]
use crate::lab::refusal::Refusal;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
use crate::lab::runner::RunnerError;
use crate::model::safetensors;
use crate::objective::ArgumentError;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
use crate::parts::Missing;
#[cfg(feature = "engine")]
use crate::theory::NotApplicable;
#[cfg(feature = "engine")]
use crate::train::memory::Shortage;
#[cfg(feature = "engine")]
use crate::train::{Divergence, TrainError};
use std::error::Error;
use std::fmt::{Display, Formatter, Result};

/// Gives each of these errors the sentence of this function.
macro_rules! written_out {
    ($($code:ty: $sentence:path;)+) => {
        $(impl Display for $code {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                $sentence(self, f)
            }
        }

        impl Error for $code {})+
    };
}

/// Gives each of these faults of a field the sentence of this function.
macro_rules! told {
    ($($code:ty: $sentence:path;)+) => {
        $(impl Told for $code {
            fn about(&self, field: &str, f: &mut Formatter<'_>) -> Result {
                $sentence(self, field, f)
            }
        })+
    };
}

written_out! {
    FieldError: spoken::field::sentence;
    ArgumentError: spoken::field::argument;
    safetensors::Error: spoken::models::weights;
    safetensors::OtherLength: spoken::models::length;
    DeviceError: spoken::device::device;
    RowFault: spoken::import::fault;
    DataNote: spoken::import::note;
    OtherForm: spoken::device::other_form;
    gpu::fault::GpuFault: spoken::device::gpu;
}

#[cfg(feature = "engine")]
written_out! {
    NotApplicable: spoken::training::not_applicable;
    TrainError: spoken::training::train;
    Divergence: spoken::training::divergence;
    Shortage: spoken::training::shortage;
    LinkError: spoken::interface::link;
    Refusal: spoken::interface::refusal;
    Reason: spoken::device::reason;
    Tried: spoken::device::tried;
    ModelOrigin: spoken::interface::origin;
}

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
written_out! {
    Missing: spoken::interface::missing;
}

#[cfg(all(target_arch = "wasm32", feature = "page"))]
written_out! {
    RunnerError: spoken::interface::runner;
}

told! {
    FamilyFault: spoken::families::family;
    NoData: spoken::import::no_data;
    Unreadable: spoken::import::unreadable;
    FolderFault: spoken::models::folder;
    SweepFault: spoken::sweeps::sweep;
}

#[cfg(feature = "engine")]
told! {
    ModelFault: spoken::models::model;
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        spoken::check::finding(self, f)
    }
}

#[cfg(feature = "engine")]
impl Display for Remark<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&spoken::argument::sentence(self.findings, self.verdict))
    }
}

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
impl Told for Missing {
    fn about(&self, _field: &str, f: &mut Formatter<'_>) -> Result {
        spoken::interface::missing(self, f)
    }
}
