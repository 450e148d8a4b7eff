//! The keyboard: what each key does, and the sheet that says so.

use crate::view::options::Frame;
use crate::view::panel::Panel;
use crate::view::request::Move;
use crate::view::state::{Action, Mode, State};
use crate::view::time::Activity;
use crate::words;
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlDialogElement, KeyboardEvent};
use yew::prelude::*;

/// What is held while a key is pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum With {
    Nothing,
    /// Ctrl, or ⌘.
    Control,
}

/// What a key means.
enum Meaning {
    Act(Action),
    Go(Move),
    Help,
}

/// What a key means where these parts of the page are shown. One that can do nothing there means nothing: it is the document's around.
fn meaning(key: &str, state: &State, frame: &Frame) -> Option<Meaning> {
    let is_page = *frame == Frame::Page;
    Some(match key {
        " " => Meaning::Act(match state.activity {
            Activity::Training => Action::Pause,
            Activity::Paused => Action::Train,
        }),
        "ArrowLeft" => Meaning::Go(Move::Back(1)),
        "ArrowRight" => Meaning::Go(Move::On(1)),
        "PageUp" => Meaning::Go(Move::Back(10)),
        "PageDown" => Meaning::Go(Move::On(10)),
        "Home" => Meaning::Go(Move::First),
        "End" => Meaning::Go(Move::Last),
        "," => Meaning::Go(Move::PreviousMark),
        "." => Meaning::Go(Move::NextMark),
        "h" => Meaning::Go(Move::Half),
        "+" | "=" | "-" | "0" | "v" if !frame.shows(Panel::Curves) => return None,
        "+" | "=" => Meaning::Go(Move::Zoom(0.5)),
        "-" => Meaning::Go(Move::Zoom(2.0)),
        "0" => Meaning::Act(Action::Zoom(None)),
        "p" if is_page => Meaning::Act(Action::Present(match state.mode {
            Mode::Work => Mode::Presentation,
            Mode::Presentation => Mode::Work,
        })),
        "l" => Meaning::Act(Action::Lesson(state.lesson.xor(Some(0)))),
        "n" => Meaning::Act(Action::Lesson(Some(state.lesson? + 1))),
        "b" => Meaning::Act(Action::Lesson(Some(state.lesson?.saturating_sub(1)))),
        "Escape" if state.lesson.is_some() => Meaning::Act(Action::Lesson(None)),
        "Escape" if state.mode == Mode::Presentation => Meaning::Act(Action::Present(Mode::Work)),
        "j" => Meaning::Act(Action::Select(state.pair + 1)),
        "k" => Meaning::Act(Action::Select(state.pair.saturating_sub(1))),
        "r" => Meaning::Act(Action::Reset),
        "v" => Meaning::Act(Action::NextView),
        "t" => Meaning::Act(Action::NextTheme),
        "?" if is_page => Meaning::Help,
        _ => return None,
    })
}

/// What a key means together with Ctrl, or with ⌘: what it means in every editor. A figure takes it where there is something to take back.
fn with_control(key: &str, state: &State, frame: &Frame) -> Option<Action> {
    let is_page = *frame == Frame::Page;
    match key {
        "z" if is_page || state.undo.has_past() => Some(Action::Undo),
        "Z" | "y" if is_page || state.undo.has_future() => Some(Action::Redo),
        _ => None,
    }
}

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
    let (state, act, go, sheet) = (state.clone(), act.clone(), go.clone(), sheet.clone());
    let (frame, root) = (frame.clone(), root.clone());
    use_effect(move || {
        let place = match &frame {
            Frame::Page => crate::page::dom::window().and_then(|window| window.document()).map(EventTarget::from),
            Frame::Figure(_) => root.cast::<Element>().map(EventTarget::from),
        };
        let listener = place.map(|place| {
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&place, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                // What an input method is given is for the text that it makes; what a control has taken is done.
                if crate::page::dom::is_composing(event) || event.default_prevented() {
                    return;
                }
                let key = event.key();
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let with = if event.ctrl_key() || event.meta_key() { With::Control } else { With::Nothing };
                let taken = target.is_some_and(|target| is_taken(&target, &key, with));
                if taken || event.alt_key() {
                    return;
                }
                let meaning = match with {
                    With::Control => with_control(&key, &state, &frame).map(Meaning::Act),
                    With::Nothing => meaning(&key, &state, &frame),
                };
                let Some(meaning) = meaning else { return };
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
        <dialog ref={place} aria-label={words::HELP}>
            <h2>{ words::HELP }</h2>
            <dl>{ for words::KEYS.iter().map(row) }</dl>
            <form method="dialog"><button>{ words::CLOSE }</button></form>
        </dialog>
    }
}
