//! Training: SFT, the frozen reference, then every run from that reference in lockstep; metrics of every step, and a history from which
//! any step can be had again.
//!
//! [`Session`] goes forward in small pieces and records; [`Replay`] goes from a keyframe to a step of the past and yields the same bits.
//! Neither knows of the page, of time or of threads.

pub mod divergence;
mod error;
mod history;
pub mod memory;
mod metrics;
mod milestones;
mod replay;
mod session;
#[cfg(test)]
mod tests;
mod thinned;

pub use divergence::Divergence;
pub use error::{AskedRun, TrainError};
pub use history::History;
pub use metrics::{HeldOut, Metrics};
pub use milestones::{Milestone, Milestones};
pub use replay::Replay;
pub use session::{Opening, OpeningProgress, Policy, Session, Step};

/// What is being trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// One model on the completions themselves.
    Sft,
    /// Every run from the frozen reference with its own loss.
    Preference,
}

impl Phase {
    /// The name that the JavaScript interface and the lab file use.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Sft => "sft",
            Phase::Preference => "preference",
        }
    }
}
