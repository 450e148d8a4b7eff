//! English.

pub mod error;
pub mod families;
pub mod field;
pub mod models;

#[cfg(feature = "page")]
pub mod builder;
#[cfg(feature = "page")]
pub mod lesson;
#[cfg(feature = "page")]
pub mod microscope;
#[cfg(feature = "page")]
mod page;
#[cfg(feature = "page")]
pub mod share;
#[cfg(feature = "page")]
pub mod views;

#[cfg(feature = "page")]
pub use page::*;
