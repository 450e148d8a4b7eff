//! The number type of the plain twins: `f32`, or `f64` where the twin is the reference.

use ndarray::NdFloat;

/// `f32` or `f64`, with lossless-enough conversions through `f64`.
pub trait Real: NdFloat + std::iter::Sum {
    /// The nearest value of this type.
    fn of(x: f64) -> Self;
    /// The value as `f64`, exactly.
    fn wide(self) -> f64;
}

impl Real for f32 {
    fn of(x: f64) -> f32 {
        x as f32
    }
    fn wide(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    fn of(x: f64) -> f64 {
        x
    }
    fn wide(self) -> f64 {
        self
    }
}
