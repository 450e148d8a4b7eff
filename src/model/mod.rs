//! GPT-2's shape: parameter names and layout, seeded initial values, safetensors in and out.
//!
//! The model is Hugging Face's `GPT2LMHeadModel` with a tied head (Radford et al. 2019, "Language Models are Unsupervised Multitask
//! Learners"): learned positions, pre-LayerNorm, Conv1D weights stored `(in, out)`. All of its parameters live in **one flat vector**
//! of length `P`, so that a copy of a model is a copy of a vector, an optimiser is a loop over one, and a GPU buffer is one upload;
//! [`Layout`] says which part of the vector is which tensor.

pub mod layout;

pub mod init;

pub mod safetensors;

pub mod weights;

pub use init::initial;
pub use layout::{Entry, LayerOffsets, Layout, TensorKind};
pub use weights::Weights;
