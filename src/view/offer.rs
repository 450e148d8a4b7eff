//! Data that were read from outside, on their way into the lab: at once where all is plain, and else after a word of the person.

use crate::data::{PairText, Tokens};
use std::rc::Rc;

/// The pairs that data hold, and what is said of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The pairs, as many as a lab takes.
    pub pairs: Vec<PairText>,
    /// Those that are held out, likewise.
    pub eval_pairs: Vec<PairText>,
    /// What of their texts is a token.
    pub tokens: Tokens,
    /// The same data with characters as tokens, where these are likely what was meant.
    pub characters: Option<Rc<Offer>>,
    /// What was done with the data, in sentences.
    pub notes: Vec<String>,
    /// The rows of which no pair could be made, in sentences.
    pub problems: Vec<String>,
    /// Whether the person is asked first: something would be left out, or was put together that did not lie together.
    pub asks: bool,
}
