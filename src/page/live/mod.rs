//! The session at hand: what trains it, and what draws it on animation frames.

mod canvases;
mod lambda_marks;
mod microscope;
mod painter;
mod prober;
pub mod saving;
pub mod session;
