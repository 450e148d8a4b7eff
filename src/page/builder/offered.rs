//! What was found in data that wait for a word: what was done with them, which rows are no pairs, and the choice to leave these out, or to take other
//! columns.

use super::desk::{Desk, doing};
use super::sheet::{FIRST, sheet};
use crate::page::send::send;
use crate::view::offer::{Offer, OfferSource};
use crate::view::sheet::{ColumnSheet, SheetSeen};
use crate::view::state::document;
use crate::words::import as say;
use std::rc::Rc;
use yew::prelude::*;

/// The offer.
#[inline(never)]
pub fn offered(offer: &Offer, desk: &Rc<Desk>) -> Html {
    let said = |sentence: &String| html! { <li>{ sentence }</li> };
    let pairs = offer.pairs.len();
    let source = offer.source.as_ref();
    let is_closed = |source: &&OfferSource| seen(source) == Some(SheetSeen::Closed);
    let act = &desk.act;
    html! {
        // It scrolls by itself, as what is behind the tabs does.
        <div class="offer panel noticed" role="group" aria-label={say::read()} data-offer={pairs.to_string()}>
            <p class="fault" role="alert">{ say::offer(pairs, !offer.problems.is_empty()) }</p>
            if let Some(source) = source.filter(|source| !is_closed(source)) { { sheet(offer, source, desk) } }
            <ul>{ for offer.problems.iter().chain(&offer.notes).map(said) }</ul>
            <div class="tools">
                if pairs > 0 {
                    { doing("accept", &say::accept(pairs, !offer.problems.is_empty()), send(act, document::Action::Accept.into())) }
                }
                if offer.characters.is_some() {
                    { doing("accept-characters", say::accept_characters(), send(act, document::Action::AcceptCharacters.into())) }
                }
                if let Some(source) = source.filter(is_closed) {
                    { doing("columns", say::other_columns(), opening(source, desk)) }
                }
                { doing("decline", say::decline(), send(act, document::Action::Decline.into())) }
            </div>
        </div>
    }
}

fn seen(source: &OfferSource) -> Option<SheetSeen> {
    source.get::<ColumnSheet>().map(ColumnSheet::seen)
}

/// Opens the sheet, with the keyboard's focus in it.
fn opening(source: &OfferSource, desk: &Rc<Desk>) -> Callback<MouseEvent> {
    let source = source.clone();
    desk.click(move |notes| {
        if let Some(sheet) = source.get::<ColumnSheet>() {
            sheet.open();
        }
        notes.focus = Some(FIRST.to_owned());
    })
}
