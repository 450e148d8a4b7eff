//! The waist between training and arithmetic.
