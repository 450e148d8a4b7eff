//! A row of the settings, and the button that puts a default back.

use super::desk::Desk;
use super::say;
use crate::data::Edit;
use std::rc::Rc;
use yew::prelude::*;

/// A row: name, control, what it means.
pub fn row(name: &'static str, control: Html, help: Html) -> Html {
    html! { <><code>{ name }</code><div>{ control }</div><p class="muted">{ help }</p></> }
}

/// The button that puts a default back.
pub fn reset(desk: &Rc<Desk>, name: &str, default: &str, edit: Edit) -> Html {
    let label = say::reset(name, default);
    html! {
        <button type="button" class="quiet reset" title={label.clone()} aria-label={label} onclick={desk.edit(edit)}>{ "↺" }</button>
    }
}
