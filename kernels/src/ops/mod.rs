//! The operations of GPT-2, forward and backward side by side. In each file the *plain* functions, generic over [`crate::Real`], are
//! the twin: the plainest correct statement of the operation. The `f32` functions on slices in `fast` are what trains in the page.
//!
//! Gradients: `d` + name; functions *accumulate* into parameter gradients and *return* or overwrite activation gradients.

pub mod attention;
pub mod embedding;
pub mod gelu;
pub mod layer_norm;
pub mod linear;
pub mod log_prob;
pub mod optimizer;
