//! Sending an action when something is clicked.

use crate::view::state::Action;
use yew::Callback;

/// A listener that sends one action.
pub fn send<E>(act: &Callback<Action>, action: Action) -> Callback<E> {
    let act = act.clone();
    Callback::from(move |_: E| act.emit(action.clone()))
}
