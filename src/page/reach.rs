//! The page's end that the document around it can reach, as it is after each render. The first render may be a while in coming: the words of the
//! page's language have to, and what the browser has to do before it.

use crate::page::live::session::Live;
use crate::view::state::{Action, State};
use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
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
pub struct Reach(Rc<Place>);

#[derive(Default)]
struct Place {
    inside: RefCell<Option<Inside>>,
    /// Who waits for the first render.
    waiting: RefCell<Vec<Waker>>,
}

impl PartialEq for Reach {
    fn eq(&self, other: &Reach) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Reach {
    /// Lets the document reach the page as it is now.
    pub fn put(&self, inside: Inside) {
        // What was there before may have an end of its own to come to.
        drop(self.0.inside.replace(Some(inside)));
        self.0.waiting.take().into_iter().for_each(Waker::wake);
    }

    /// Once the page can be reached.
    pub async fn there(&self) {
        poll_fn(|context| {
            if self.0.inside.borrow().is_some() {
                return Poll::Ready(());
            }
            self.0.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Nothing can be reached any more.
    pub fn take(&self) -> Option<Inside> {
        self.0.inside.take()
    }

    /// What is asked of the page, if it is there.
    pub fn with<T>(&self, ask: impl FnOnce(&Inside) -> T) -> Option<T> {
        self.0.inside.borrow().as_ref().map(ask)
    }
}
