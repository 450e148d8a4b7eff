//! A part of the page that may still be on its way: its place is kept until then, and if it does not come a sentence says so, with a button that asks again.

use crate::parts::{Coming, Missing};
use crate::words;
use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What has come of a part.
#[derive(Clone, Copy)]
enum Come<T> {
    Unasked,
    OnItsWay,
    Here(T),
    Missing(Missing),
}

/// Whether a place of a part says that it is still on its way, or has not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    Speaks,
    Silent,
}

/// A part of the page.
pub struct Part<T> {
    come: Rc<RefCell<Come<T>>>,
    ask: Callback<()>,
}

/// A part, which is asked for as soon as it is `wanted`; the component is rendered anew when it has come.
#[hook]
pub fn use_part<T: Copy + 'static>(load: fn() -> Coming<T>, wanted: bool) -> Part<T> {
    let come = use_mut_ref(|| Come::Unasked);
    let update = use_force_update();
    let ask = {
        let come = come.clone();
        Callback::from(move |()| {
            let mut coming = load();
            // What is there already is had at once.
            if let Poll::Ready(outcome) = coming.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                come.replace(outcome.map_or_else(Come::Missing, Come::Here));
                return;
            }
            come.replace(Come::OnItsWay);
            let (come, update) = (come.clone(), update.clone());
            spawn_local(async move {
                let outcome = coming.await;
                come.replace(outcome.map_or_else(Come::Missing, Come::Here));
                update.force_update();
            });
        })
    };
    let unasked = matches!(*come.borrow(), Come::Unasked);
    if wanted && unasked {
        ask.emit(());
    }
    Part { come, ask }
}

impl<T: Copy> Part<T> {
    /// Whether it has come.
    pub fn is_here(&self) -> bool {
        matches!(*self.come.borrow(), Come::Here(_))
    }

    /// What is made of it, once it has come.
    pub fn get<U>(&self, make: impl FnOnce(T) -> U) -> Option<U> {
        let come = *self.come.borrow();
        match come {
            Come::Here(part) => Some(make(part)),
            Come::Unasked | Come::OnItsWay | Come::Missing(_) => None,
        }
    }

    /// What is made of it in one of several places; until then a section of this class, which the styles give the room that it will have. What is
    /// to be said of it is said in one of the places.
    pub fn show_in(&self, class: &'static str, voice: Voice, make: impl FnOnce(T) -> Html) -> Html {
        let inside = match (self.is_here(), voice) {
            (true, _) => self.show(make),
            (false, Voice::Speaks) => html! { <section {class}>{ self.show(make) }</section> },
            (false, Voice::Silent) => html! { <section {class}><p class="late"></p></section> },
        };
        // An element of its own, which is no box: Yew loses its place among siblings where an element makes room for a component that shows nothing.
        html! { <div class="place">{ inside }</div> }
    }

    /// What is made of it, or what stands in its place.
    pub fn show(&self, make: impl FnOnce(T) -> Html) -> Html {
        self.get(make).or_else(|| self.absence()).unwrap_or_default()
    }

    /// What stands in its place until it has come.
    pub fn absence(&self) -> Option<Html> {
        match *self.come.borrow() {
            Come::Here(_) => None,
            Come::Unasked | Come::OnItsWay => {
                Some(html! { <p class="late muted" role="status">{ words::on_its_way() }</p> })
            }
            Come::Missing(missing) => {
                let ask = self.ask.clone();
                Some(html! {
                    <div class="late" role="alert">
                        <p class="fault">{ missing.to_string() }</p>
                        <button type="button" onclick={move |_: MouseEvent| ask.emit(())}>{ words::ask_again() }</button>
                    </div>
                })
            }
        }
    }
}
