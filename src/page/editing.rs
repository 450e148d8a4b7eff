//! Edits of a lab, where what makes them may still be on its way: it comes with the workbench, in which nearly all of them are made.

use crate::page::workbench::workbench;
use crate::view::state::{Action, chrome, document, editing};
use std::task::{Context, Poll, Waker};
use wasm_bindgen_futures::spawn_local;

/// Hands an action on, once what it needs is there. Where that does not come, a sentence says so and nothing is changed.
pub fn hand_on(action: Action, dispatch: impl Fn(Action) + 'static) {
    if editing::editing().is_some() || !edits(&action) {
        dispatch(action);
        return;
    }
    let mut coming = Box::pin(workbench());
    // What is there already is had at once.
    if let Poll::Ready(Ok(bench)) = coming.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        editing::bring(bench.editing);
        dispatch(action);
        return;
    }
    spawn_local(async move {
        match workbench().await {
            Ok(bench) => {
                editing::bring(bench.editing);
                dispatch(action);
            }
            Err(missing) => dispatch(chrome::Action::Notice(missing.to_string()).into()),
        }
    });
}

/// Whether it changes the lab by an edit.
fn edits(action: &Action) -> bool {
    use document::Action::{Accept, AcceptCharacters, Edit, Offer};
    matches!(action, Action::Document(Edit(_) | Offer(_) | Accept | AcceptCharacters))
}
