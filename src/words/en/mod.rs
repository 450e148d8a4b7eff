//! English.

#[cfg(feature = "engine")]
pub mod argument;
mod common;
pub mod device;
pub mod families;
pub mod field;
#[cfg(feature = "engine")]
pub mod interface;
pub mod models;
#[cfg(feature = "engine")]
pub mod training;

#[cfg(feature = "page")]
pub mod book;
#[cfg(feature = "page")]
pub mod builder;
#[cfg(feature = "page")]
pub mod chapters;
#[cfg(feature = "page")]
mod charts;
#[cfg(feature = "page")]
pub mod microscope;
#[cfg(feature = "page")]
mod page;
#[cfg(feature = "page")]
mod pictures;
#[cfg(feature = "page")]
mod runs;
#[cfg(feature = "page")]
pub mod share;
#[cfg(feature = "page")]
pub mod shared;
#[cfg(feature = "page")]
mod story;
#[cfg(feature = "page")]
mod strip;
#[cfg(feature = "page")]
mod transport;
#[cfg(feature = "page")]
pub mod views;

#[cfg(feature = "page")]
pub use charts::*;
#[cfg(feature = "page")]
pub use page::*;
#[cfg(feature = "page")]
pub use pictures::*;
#[cfg(feature = "page")]
pub use runs::*;
#[cfg(feature = "page")]
pub use story::*;
#[cfg(feature = "page")]
pub use strip::*;
#[cfg(feature = "page")]
pub use transport::*;
