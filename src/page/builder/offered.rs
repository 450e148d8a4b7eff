//! What was found in data that wait for a word: what was done with them, which rows are no pairs, and the choice to leave these out.

use super::desk::doing;
use crate::page::send::send;
use crate::view::offer::Offer;
use crate::view::state::{Action, document};
use crate::words::import as say;
use yew::prelude::*;

/// The offer.
#[inline(never)]
pub fn offered(offer: &Offer, act: &Callback<Action>) -> Html {
    let said = |sentence: &String| html! { <li>{ sentence }</li> };
    let pairs = offer.pairs.len();
    html! {
        <div class="offer" role="group" aria-label={say::read()} data-offer={pairs.to_string()}>
            <p class="fault" role="alert">{ say::offer(pairs, !offer.problems.is_empty()) }</p>
            <ul>{ for offer.problems.iter().chain(&offer.notes).map(said) }</ul>
            <div class="tools">
                if pairs > 0 {
                    { doing("accept", &say::accept(pairs, !offer.problems.is_empty()), send(act, document::Action::Accept.into())) }
                }
                if offer.characters.is_some() {
                    { doing("accept-characters", say::accept_characters(), send(act, document::Action::AcceptCharacters.into())) }
                }
                { doing("decline", say::decline(), send(act, document::Action::Decline.into())) }
            </div>
        </div>
    }
}
