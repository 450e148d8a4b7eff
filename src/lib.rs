//! DPOP Lab: a toy vocabulary, preference pairs one token apart, and a small GPT-2 trained on them in the page, first with SFT and then
//! with DPO and DPOP, so that one can see token by token what each loss does to every logit.
//!
//! Data flows one way, from the bottom of this list to the top; `ARCHITECTURE.md` gives the map and the arrows that are allowed.

#[cfg(feature = "engine")]
pub mod argument;
pub mod backend;
pub mod beside;
pub mod data;
pub mod digest;
#[cfg(feature = "page")]
pub mod experiments;
#[cfg(feature = "engine")]
pub mod gauges;
#[cfg(feature = "engine")]
pub mod lab;
pub mod model;
pub mod objective;
#[cfg(all(feature = "page", target_arch = "wasm32"))]
mod page;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
pub mod parts;
#[cfg(feature = "page")]
pub mod plot;
#[cfg(feature = "engine")]
pub mod theory;
#[cfg(feature = "engine")]
pub mod train;
#[cfg(feature = "page")]
pub mod view;
pub mod words;
