//! The session at hand: what trains it, and what draws it on animation frames.

mod answers;
mod asking;
mod blank;
mod canvases;
mod columns;
pub mod cosines;
pub mod depicting;
pub mod easel;
mod lambda_marks;
mod logits;
pub mod looking;
pub mod microscope;
mod painter;
mod pen;
mod picturing;
mod pointer;
mod prober;
mod pushes;
pub mod saving;
pub mod session;
pub mod texts;
pub mod values;
pub mod verdicts;
mod watches;
