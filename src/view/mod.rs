//! What the page knows, without a browser: its state with the one pure function from one state to the next, readings of a session at a
//! point of time, what every picture and table shows, and what a visit leaves behind. Elements, events and drawing are `page`'s.

pub mod bands;
pub mod chapters;
pub mod cosines;
pub mod export;
pub mod keys;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod legible;
pub mod marks;
pub mod microscope;
pub mod offer;
pub mod options;
pub mod panel;
pub mod qr;
pub mod reading;
pub mod request;
pub mod scope;
pub mod shared;
pub mod sheet;
pub mod sight;
pub mod slider;
pub mod snapshot;
pub mod snippet;
pub mod state;
pub mod story;
pub mod strip;
pub mod style;
pub mod tables;
pub mod time;
pub mod travel;
pub mod undo;
pub mod views;
pub mod visit;
