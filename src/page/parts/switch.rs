//! The switch between the two whose changes a chapter compares: the network, and one logit vector that both answers share.

use crate::page::send::send;
use crate::view::scope::{LogitSharing, Scope, Turn};
use crate::view::state::{Action, look};
use crate::words::shared as say;
use yew::prelude::*;

/// The switch, as it stands.
pub fn switch(scope: &Scope, act: &Callback<Action>) -> Html {
    let side = |((logits, name), hint): ((LogitSharing, &'static str), &'static str)| {
        let pressed = (scope.logits == logits).to_string();
        html! {
            <button type="button" aria-pressed={pressed} title={hint} onclick={send(act, look::Action::Turn(Turn::Logits(logits)).into())}>{ name }</button>
        }
    };
    let sides = [LogitSharing::Own, LogitSharing::Shared].into_iter().zip(*say::sides()).zip(*say::sides_hints());
    html! { <div class="switch" role="group" aria-label={say::switch()}>{ for sides.map(side) }</div> }
}
