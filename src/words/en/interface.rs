//! What JavaScript and links are told, and what is told where a part of the page, or of the browser, is not there.

use crate::lab::bundle::ModelOrigin;
use crate::lab::link::{LONGEST, LinkError};
use crate::lab::refusal::Refusal;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
use crate::lab::runner::RunnerError;
#[cfg(target_arch = "wasm32")]
use crate::parts::Missing;
use std::fmt::{Formatter, Result};

/// What JavaScript is refused.
pub fn refusal(refusal: &Refusal, f: &mut Formatter<'_>) -> Result {
    match refusal {
        Refusal::Backend(name) => {
            write!(f, "backend is {name:?}; allowed are \"auto\", \"gpu\" and \"cpu\".")
        }
        Refusal::NoLab => f.write_str("The link holds no lab: neither preset= nor lab= is in it."),
        Refusal::Phase(name) => write!(f, "phase is {name:?}; allowed are \"sft\" and \"preference\"."),
        Refusal::Untrained(steps) => write!(
            f,
            "The reference is not trained: none of the {steps} SFT steps of this lab (sft.steps) has been made. Call train(\"sft\") first, \
             or train(\"sft\", 0) to take the model as it is."
        ),
        Refusal::Steps { more, from, most } => {
            write!(f, "steps is {more} after {from}; allowed are at most {most} in all.")
        }
        Refusal::Number { name, given, most } => {
            write!(f, "{name} is {given}; allowed are whole numbers from 0 to {most}.")
        }
        Refusal::NoStep => f.write_str("No preference step is made yet: call train(\"preference\") first."),
        Refusal::Freed => f.write_str("The lab was freed while it was working."),
        Refusal::NoGradients => f.write_str("The device did not give back the gradients."),
        Refusal::NoParameters => f.write_str("The device did not give back the parameters."),
    }
}

/// Why there is no link, or nothing behind it.
pub fn link(error: &LinkError, f: &mut Formatter<'_>) -> Result {
    match error {
        LinkError::TooLong(characters) => write!(
            f,
            "The link has {characters} characters; allowed are at most {LONGEST}. Larger labs travel as files: save the lab file, and open it \
             there."
        ),
        LinkError::Version(version) => write!(
            f,
            "The link is of version {version:?}, and this page knows version 1 only. It may open in a newer page."
        ),
        LinkError::Damaged(part) => write!(
            f,
            "The link is damaged: its part {part:?} cannot be read. It may have been cut off on its way; ask for it again, or for the lab \
             file."
        ),
        LinkError::Lab(error) => write!(f, "The link holds a lab that is not valid: {error}"),
    }
}

/// What the model of a bundle is.
pub fn origin(&ModelOrigin { run, step, asked }: &ModelOrigin, f: &mut Formatter<'_>) -> Result {
    if step == 0 {
        return write!(f, "Run {run} before its first update: the model is the reference itself.");
    }
    write!(f, "Run {run} after {step} {}", if step == 1 { "update" } else { "updates" })?;
    if step > asked {
        let more = step - asked;
        write!(f, ", {more} more than lab.json asks for: opened in DPOP Lab, it ends at step {asked}.")
    } else {
        write!(f, " of the {asked} that lab.json asks for.")
    }
}

/// Why a session cannot be run.
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub fn runner(error: &RunnerError, f: &mut Formatter<'_>) -> Result {
    match error {
        RunnerError::Train(cause) => write!(f, "{cause}"),
        RunnerError::NoChannel => {
            f.write_str("This browser has no MessageChannel, which training in the page needs. Use a browser with WebAssembly SIMD.")
        }
    }
}

/// A part of the page has not come.
#[cfg(target_arch = "wasm32")]
pub fn missing(_: &Missing, f: &mut Formatter<'_>) -> Result {
    f.write_str("A part of the page has not come: its host, or the network, does not answer, or the host has another release by now. Try again, or load \
     the page again; what was made here is kept.")
}
