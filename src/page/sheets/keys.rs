//! The keyboard: who listens, and the sheet that says what each key does.

use crate::page::dom;
use crate::view::keys::{Meaning, With, meaning};
use crate::view::panel::Frame;
use crate::view::request::Move;
use crate::view::state::{Action, State};
use crate::words;
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlDialogElement, KeyboardEvent};
use yew::prelude::*;

/// Whether the element that has the focus does something of its own with this key.
fn is_taken(target: &Element, key: &str, with: With) -> bool {
    let within = |selector: &str| target.closest(selector).is_ok_and(|found| found.is_some());
    match key {
        // Letters and marks are typed into fields, which have an undo of their own.
        _ if within("input:not([type=range]):not([type=radio]), textarea, dialog") => true,
        // Lists go to the entry of a letter; with Ctrl it means nothing to them.
        _ if within("select") => with == With::Nothing,
        // Sliders have no use for it, nor has the one radio button of a group that the focus is on.
        " " => within("button, summary, a"),
        "ArrowLeft" | "ArrowRight" | "PageUp" | "PageDown" | "Home" | "End" => within("input, [tabindex]"),
        _ => false,
    }
}

/// Listens to the keys of the whole document, or of the figure alone, where the document is someone else's; and holds the sheet.
#[hook]
pub fn use_keys(
    state: &State,
    act: &Callback<Action>,
    go: &Callback<Move>,
    sheet: &NodeRef,
    frame: &Frame,
    root: &NodeRef,
) {
    // One listener for as long as the page is there, which looks at the newest state.
    let newest = use_mut_ref(|| state.clone());
    *newest.borrow_mut() = state.clone();
    let (act, go, sheet, root) = (act.clone(), go.clone(), sheet.clone(), root.clone());
    use_effect_with(frame.clone(), move |frame| {
        let place = match frame {
            Frame::Page => dom::window().and_then(|window| window.document()).map(EventTarget::from),
            Frame::Figure(_) => root.cast::<Element>().map(EventTarget::from),
        };
        let frame = frame.clone();
        let listener = place.map(|place| {
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&place, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                // What an input method is given is for the text that it makes; what a control has taken is done.
                if dom::is_composing(event) || event.default_prevented() {
                    return;
                }
                let key = event.key();
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let with = if event.ctrl_key() || event.meta_key() { With::Control } else { With::Nothing };
                let taken = target.is_some_and(|target| is_taken(&target, &key, with));
                if taken || event.alt_key() {
                    return;
                }
                let Some(meaning) = meaning(&key, with, &newest.borrow(), &frame) else { return };
                event.prevent_default();
                match meaning {
                    Meaning::Act(action) => act.emit(action),
                    Meaning::Go(to) => go.emit(to),
                    Meaning::Help => open(&sheet),
                }
            })
        });
        move || drop(listener)
    });
}

/// Shows the sheet.
pub fn open(sheet: &NodeRef) {
    if let Some(dialog) = sheet.cast::<HtmlDialogElement>() {
        // It fails only where it is open already.
        dialog.show_modal().unwrap_or_default();
    }
}

/// The sheet.
#[inline(never)]
pub fn sheet(place: &NodeRef) -> Html {
    let row = |(keys, what): &(&'static str, &'static str)| html! { <div><dt><kbd>{ *keys }</kbd></dt><dd>{ *what }</dd></div> };
    html! {
        <dialog ref={place} aria-label={words::help()}>
            <h2>{ words::help() }</h2>
            <dl>{ for words::keys().iter().map(row) }</dl>
            <form method="dialog"><button>{ words::close() }</button></form>
        </dialog>
    }
}
