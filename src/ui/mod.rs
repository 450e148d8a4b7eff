//! The page: one state, one [`state::Action`], one pure [`state::reduce`], and a painter for everything that moves.
//!
//! `state`, `reading`, `story`, `figure` and `strings` are pure and know no browser; `page` and its parts are Yew components that render
//! when a person does something; `painter` and `canvases` fill numbers and charts on animation frames while the session trains.

pub mod figure;
pub mod keep;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod legible;
pub mod lesson;
pub mod marks;
pub mod options;
pub mod picture;
pub mod pictures;
pub mod reading;
pub mod scope;
pub mod slider;
pub mod stack;
pub mod state;
pub mod story;
pub mod strings;
pub mod tables;
pub mod undo;

#[cfg(target_arch = "wasm32")]
mod answers;
#[cfg(target_arch = "wasm32")]
mod builder;
#[cfg(target_arch = "wasm32")]
mod canvases;
#[cfg(target_arch = "wasm32")]
mod charts;
#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod focus;
#[cfg(target_arch = "wasm32")]
mod header;
#[cfg(target_arch = "wasm32")]
mod help;
#[cfg(target_arch = "wasm32")]
mod lambda_marks;
#[cfg(target_arch = "wasm32")]
mod lesson_card;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
mod microscope;
#[cfg(target_arch = "wasm32")]
mod mount;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod painter;
#[cfg(target_arch = "wasm32")]
mod prober;
#[cfg(target_arch = "wasm32")]
mod run_settings;
#[cfg(target_arch = "wasm32")]
mod scope_painter;
#[cfg(target_arch = "wasm32")]
mod scores;
#[cfg(target_arch = "wasm32")]
mod share;
#[cfg(target_arch = "wasm32")]
mod strip;
#[cfg(target_arch = "wasm32")]
mod take_away;
#[cfg(target_arch = "wasm32")]
mod told;
#[cfg(target_arch = "wasm32")]
mod trainer;
#[cfg(target_arch = "wasm32")]
mod transport;
