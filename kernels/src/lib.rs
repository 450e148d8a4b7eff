//! The arithmetic of the CPU backend: the operations of GPT-2 forward and backward, on plain arrays and slices.
//!
//! A package of its own for one reason: the page must be small and this must be fast, and the compiler's level is set per package. For the
//! same reason what the page calls is not generic and never inlined: generic and inlined code is compiled where it is used.
//! Knows nothing of models, losses or data.

pub mod gemm;
pub mod math;
pub mod ops;
pub mod peak;
mod real;

pub use real::Real;
