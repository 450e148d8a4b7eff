//! The page's end that the document around it can reach, as it is after each render.

use crate::page::live::session::Live;
use crate::view::state::{Action, State};
use std::cell::RefCell;
use std::rc::Rc;
use yew::Callback;

/// What the document can reach.
pub struct Inside {
    /// The page's state.
    pub state: State,
    /// Changes it.
    pub act: Callback<Action>,
    /// The session, once there is one.
    pub live: Rc<RefCell<Option<Live>>>,
}

/// Where it is put, while the page is mounted.
#[derive(Clone, Default)]
pub struct Reach(Rc<RefCell<Option<Inside>>>);

impl PartialEq for Reach {
    fn eq(&self, other: &Reach) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Reach {
    /// Lets the document reach the page as it is now.
    pub fn put(&self, inside: Inside) {
        // What was there before may have an end of its own to come to.
        drop(self.0.replace(Some(inside)));
    }

    /// Nothing can be reached any more.
    pub fn take(&self) -> Option<Inside> {
        self.0.take()
    }

    /// What is asked of the page, if it is there.
    pub fn with<T>(&self, ask: impl FnOnce(&Inside) -> T) -> Option<T> {
        self.0.borrow().as_ref().map(ask)
    }
}
