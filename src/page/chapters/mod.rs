//! What is told, a scene at a time.

pub mod lesson;
