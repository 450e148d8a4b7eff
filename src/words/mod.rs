//! Every sentence for a person: a language a folder, in it a file a room. Nothing else holds words for a reader.
//!
//! Sentences that depend on data are functions of the data: word order, plurals and how numbers stand among words are the translator's, not
//! the caller's. Errors come as codes with their arguments; `codes` gives each of them its sentence.

#[cfg(feature = "page")]
mod arguments;
mod codes;
mod en;

#[cfg(feature = "page")]
pub use arguments::{
    Arrows, ChapterWords, Directions, Exercise, Fate, LossSaid, Progress, QuestionWords, Symbol, ViewWords,
};
#[cfg(feature = "page")]
pub use en::*;
