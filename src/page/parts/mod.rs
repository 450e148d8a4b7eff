//! The parts of the lab, a file each: they make the elements, and `live` fills what changes with every step.

pub mod answers;
pub mod charts;
pub mod header;
pub mod headline;
pub mod microscope;
mod run_settings;
pub mod scores;
pub mod strip;
mod switch;
mod trainer;
pub mod transport;
