//! The keyboard's focus is never lost: where the control that has it vanishes or goes out of use because of a key or a click, the nearest one
//! takes it. Where another is the better one, whoever takes the control away says so itself.

use crate::page::dom::{self, Frames};
use crate::view::panel::Frame;
use gloo_events::EventListener;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};
use yew::prelude::*;

/// What can have the focus, the pressed one of radio buttons first.
const CONTROLS: [&str; 2] =
    ["input:checked", "button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex]"];

/// Keeps the focus of the whole document.
#[hook]
pub fn use_focus_kept(frame: &Frame) {
    use_effect_with(frame.clone(), |frame| {
        // In someone else's document the focus is not ours to move.
        let document = dom::window().filter(|_| *frame == Frame::Page).and_then(|window| window.document());
        let listeners = document.map(|document| listen(&document));
        move || drop(listeners)
    });
}

fn listen(document: &Document) -> [EventListener; 3] {
    // What had the focus last, and all that it stands in.
    let path = Rc::new(RefCell::new(Vec::new()));
    let frames = {
        let (document, path) = (document.clone(), path.clone());
        // By then everything is rendered that the key or the click has changed.
        Rc::new(Frames::new(move |_| {
            // Taken out, since a new focus writes a new path.
            let before = path.take();
            restore(&document, &before);
            if path.borrow().is_empty() {
                path.replace(before);
            }
        }))
    };
    let focused = move |event: &Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        *path.borrow_mut() = std::iter::successors(target, |element| element.parent_element()).collect();
    };
    let ask = |name: &'static str| {
        let frames = frames.clone();
        EventListener::new(document, name, move |_| frames.request())
    };
    [EventListener::new(document, "focusin", focused), ask("keydown"), ask("click")]
}

fn restore(document: &Document, path: &[Element]) {
    let is = |element: &Element, selector: &str| element.matches(selector).unwrap_or(false);
    let Some((last, around)) = path.split_first() else { return };
    let lost = document.active_element().is_none_or(|now| is(&now, "body, :disabled"));
    // Whoever has put the focus elsewhere, into the browser's own controls say, wants it there.
    if !lost || (last.is_connected() && !is(last, ":disabled")) || !document.has_focus().unwrap_or(false) {
        return;
    }
    let nearest = around.iter().filter(|place| place.is_connected()).find_map(|place| {
        let mut found = CONTROLS.iter().flat_map(|controls| dom::all(place, controls));
        found.find_map(|element| element.dyn_into::<HtmlElement>().ok().filter(|control| control.offset_width() > 0))
    });
    if let Some(control) = nearest {
        control.focus().unwrap_or_default();
    }
}
