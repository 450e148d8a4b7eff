//! Every sentence for a person: a language a folder, in it a file a room. Nothing else holds words for a reader.
//!
//! Sentences that depend on data are functions of the data: word order, plurals and how numbers stand among words are the translator's, not
//! the caller's. Errors come as codes with their arguments; `codes` gives each of them its sentence.
//!
//! What the page says is asked through `rooms`, in the language at hand: `with_rooms!` lists what comes with a language, `with_evidence_rooms!` what comes
//! when the sheet of many seeds is opened in it. The builder's words, and what the engine says, are English only.

#[cfg(feature = "engine")]
mod amounts;
#[cfg(feature = "page")]
mod arguments;
mod codes;
mod en;
#[cfg(feature = "page")]
pub mod es;
#[cfg(feature = "page")]
mod language;
#[cfg(feature = "page")]
mod rooms;
#[cfg(feature = "page")]
mod signs;
#[cfg(all(test, feature = "page"))]
mod tests;

#[cfg(feature = "page")]
pub use amounts::axis_value;
#[cfg(feature = "page")]
pub use arguments::{
    Arrows, ChapterWords, Directions, Exercise, Fate, LossSaid, Progress, QuestionWords, Symbol, Term, TokenLoss,
    ViewWords,
};
#[cfg(feature = "page")]
pub use en::builder;
#[cfg(feature = "engine")]
pub use en::interface;
#[cfg(feature = "engine")]
pub use en::training;
pub use en::{device, families, field, import, models};
#[cfg(feature = "page")]
pub use language::Language;
#[cfg(feature = "page")]
pub use rooms::charts::*;
#[cfg(feature = "page")]
pub use rooms::page::*;
#[cfg(feature = "page")]
pub use rooms::pictures::*;
#[cfg(feature = "page")]
pub use rooms::runs::*;
#[cfg(feature = "page")]
pub use rooms::story::*;
#[cfg(feature = "page")]
pub use rooms::strip::*;
#[cfg(feature = "page")]
pub use rooms::transport::*;
#[cfg(feature = "page")]
pub use rooms::{
    EvidenceTongue, Tongue, argument, book, bring, bring_evidence, chapters, cosines, experiments, has_evidence,
    is_at_hand, losses, microscope, share, shared, speak, spoken, views,
};
#[cfg(feature = "page")]
pub use signs::*;

/// What stands in files is the same in every language.
#[cfg(feature = "page")]
pub mod files {
    pub use super::en::experiments::{across, line_of};
}
