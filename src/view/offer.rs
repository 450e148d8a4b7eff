//! Data that were read from outside, on their way into the lab: at once where all is plain, and else after a word of the person.

use crate::data::{PairText, Tokens};
use std::any::Any;
use std::rc::{Rc, Weak};

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
    /// What they were read from, where they can be read again with other columns.
    pub source: Option<OfferSource>,
}

/// What data were read from: a [`ColumnSheet`](super::sheet::ColumnSheet), which comes with the builder, as does the code of all that it is.
#[derive(Clone, Debug)]
pub struct OfferSource(Rc<dyn Any>);

impl OfferSource {
    /// The source that it is.
    pub fn new<T: 'static>(what: T) -> OfferSource {
        OfferSource(Rc::new(what))
    }

    /// It, where it is of this kind.
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }

    /// The same, without holding it.
    pub fn noted(&self) -> Weak<dyn Any> {
        Rc::downgrade(&self.0)
    }

    /// What was noted, unless it is gone.
    pub fn again(noted: &Weak<dyn Any>) -> Option<OfferSource> {
        noted.upgrade().map(OfferSource)
    }
}

impl PartialEq for OfferSource {
    fn eq(&self, other: &OfferSource) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for OfferSource {}
