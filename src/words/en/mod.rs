//! English.

#[cfg(feature = "engine")]
pub mod argument;
mod common;
pub mod device;
pub mod families;
pub mod field;
pub mod import;
#[cfg(feature = "engine")]
pub mod interface;
#[cfg(feature = "engine")]
pub mod losses;
pub mod models;
pub mod sweeps;
#[cfg(feature = "engine")]
pub mod training;

#[cfg(feature = "page")]
pub mod book;
#[cfg(feature = "page")]
pub mod builder;
#[cfg(feature = "page")]
pub mod chapters;
#[cfg(feature = "page")]
pub mod charts;
#[cfg(feature = "page")]
pub mod experiments;
#[cfg(feature = "page")]
pub mod microscope;
#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "page")]
pub mod pictures;
#[cfg(feature = "page")]
pub mod runs;
#[cfg(feature = "page")]
pub mod share;
#[cfg(feature = "page")]
pub mod shared;
#[cfg(feature = "page")]
pub mod story;
#[cfg(feature = "page")]
pub mod strip;
#[cfg(feature = "page")]
pub mod transport;
#[cfg(feature = "page")]
pub mod views;
