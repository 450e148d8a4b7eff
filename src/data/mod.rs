//! Vocabulary, preference pairs, edit distance, the lab file, presets and TRL's JSONL: everything that a person writes, as
//! checked values.
//!
//! Whatever comes from outside (a file, a link, JavaScript) enters here as text, through [`LabFile::from_json`] or
//! [`import::read`] or [`Pretrained::read`], and leaves as a value within every limit or as one [`FieldError`].

pub mod check;
pub mod color;
pub mod decimal;
pub mod distance;
pub mod edit;
pub mod field_error;
pub mod generate;
pub mod import;
pub(crate) mod json;
pub mod jsonl;
pub mod lab_file;
pub mod model_spec;
pub mod pair;
pub mod preset;
pub mod pretrained;
mod reader;
pub mod statistics;
pub mod sweep;
pub mod tokens;
pub mod trainable;
pub mod vocabulary;

pub use color::Color;
pub use edit::Edit;
pub use field_error::FieldError;
pub use lab_file::{Dataset, Event, LabFile, OptimizerKind, PreferenceSpec, RunSpec, SftOn, SftSpec, limits};
pub use model_spec::ModelSpec;
pub use pair::{PairText, Side, TokenPair};
pub use preset::{Preset, presets};
pub use pretrained::Pretrained;
pub use reader::unknown_option;
pub use tokens::Tokens;
pub use trainable::Trainable;
pub use vocabulary::{EOS, EOS_ID, TokenId, Vocabulary};
