//! Why a device cannot train, and why it is this one that does.

use crate::backend::DeviceError;
use crate::backend::gpu::fault::{GpuBuffer, GpuFault, GpuFaultKind};
use crate::backend::wire::OtherForm;
#[cfg(feature = "engine")]
use crate::lab::choice::{Reason, Tried};
use std::fmt::{Formatter, Result};

/// Why a device cannot do, or go on with, what was asked.
pub fn device(error: &DeviceError, f: &mut Formatter<'_>) -> Result {
    match error {
        DeviceError::Said(sentence) => f.write_str(sentence),
        DeviceError::Failed => f.write_str("The GPU failed. This page leaves it alone until it is loaded anew."),
        DeviceError::Silent(seconds) => {
            write!(
                f,
                "The GPU gave no answer for {seconds} seconds. This page leaves it alone until it is loaded anew."
            )
        }
        DeviceError::NotOpened => f.write_str("The GPU could not be opened."),
        DeviceError::NoChannel => f.write_str("This browser has no MessageChannel, which trying a GPU needs."),
        DeviceError::NoParameters => f.write_str("The device did not give back the parameters."),
        DeviceError::NoTrained => f.write_str("The device did not give back the trained parameters."),
        DeviceError::NoGradients => f.write_str("The device did not give back the gradients."),
        DeviceError::NoBeginning => f.write_str("The fork's beginning is not in the history."),
    }
}

/// The page and the GPU's module are not of one release.
pub fn other_form(_: &OtherForm, f: &mut Formatter<'_>) -> Result {
    f.write_str("The GPU's module is of another version than the page's; reload the page.")
}

/// What goes wrong with a GPU.
pub fn gpu(GpuFault { kind, cause }: &GpuFault, f: &mut Formatter<'_>) -> Result {
    match kind {
        GpuFaultKind::None => f.write_str("This machine offers no GPU to programs of this kind."),
        GpuFaultKind::NotOpened => f.write_str("The browser found a GPU but could not open it."),
        GpuFaultKind::Lost => f.write_str("The GPU was lost, as happens when its driver starts anew."),
        GpuFaultKind::Memory => f.write_str("The GPU has too little memory left for this lab."),
        GpuFaultKind::Failed => f.write_str("The GPU failed in its work."),
        GpuFaultKind::Silent => f.write_str("The GPU does not answer."),
        GpuFaultKind::Refused => f.write_str("The GPU refused to give its results back."),
        GpuFaultKind::Unreadable => f.write_str("The GPU's results could not be read."),
        GpuFaultKind::Large { what, runs, needed, allowed } => {
            let what = match what {
                GpuBuffer::Activations => "activations",
                GpuBuffer::Parameters => "parameters",
                GpuBuffer::Results => "results",
            };
            write!(
                f,
                "The {what} of {runs} runs would take {needed} MiB in one piece of the GPU's memory; it allows {allowed} MiB."
            )
        }
    }?;
    cause.as_ref().map_or(Ok(()), |cause| write!(f, " ({cause})"))
}

/// Why it is this device that trains.
#[cfg(feature = "engine")]
pub fn reason(reason: &Reason, f: &mut Formatter<'_>) -> Result {
    match reason {
        Reason::CpuAsked => f.write_str("The CPU trains, as asked."),
        Reason::Short(seconds) => {
            f.write_str("The CPU trains: it takes about ")?;
            match seconds.ceil() as usize {
                0 | 1 => f.write_str("a second")?,
                seconds => write!(f, "{seconds} seconds")?,
            }
            f.write_str(" for the whole lab, too little for a GPU to pay.")
        }
        Reason::Unusable(cause) => write!(f, "The CPU trains. {cause}"),
        Reason::Lost(cause) => write!(f, "The CPU has taken over, and nothing is lost. {cause}"),
    }
}

/// Why it is this device that trains, once a GPU was opened.
#[cfg(feature = "engine")]
pub fn tried(tried: &Tried, f: &mut Formatter<'_>) -> Result {
    match tried {
        Tried::AsAsked { name, is_software } => {
            let kind = if *is_software { ", which is software on the CPU and slower than it," } else { "" };
            write!(f, "The GPU ({name}){kind} trains, as asked.")
        }
        Tried::OnlySoftware(name) => {
            write!(f, "The CPU trains: the only GPU here ({name}) is software, which is slower.")
        }
        Tried::Compared { name, gpu, cpu, cores } => {
            let who = if tried.is_for_gpu() { "GPU" } else { "CPU" };
            let many = match cores {
                0 | 1 => String::new(),
                cores => format!(", of which {cores} cores train such labs beside one another"),
            };
            write!(
                f,
                "The {who} trains: tried with this lab, a step takes {} ms on the GPU ({name}) and {} ms on the CPU{many}.",
                brief(*gpu),
                brief(*cpu)
            )
        }
    }
}

#[cfg(feature = "engine")]
fn brief(ms: f64) -> String {
    if ms < 9.95 { format!("{ms:.1}") } else { format!("{ms:.0}") }
}
