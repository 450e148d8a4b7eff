//! Vocabulary, preference pairs, edit distance, the lab file, presets, TRL's JSONL, and batches of token ids.

pub mod model_spec;

pub use model_spec::ModelSpec;
