//! Which column is what: a list for each, and the first rows as they are read by it.

use super::desk::Desk;
use super::files::read_again;
use super::pairs::shown;
use crate::data::PairText;
use crate::data::import::MOST_COLUMNS;
use crate::view::offer::{Offer, OfferSource};
use crate::view::sheet::{ColumnRole, ColumnSheet, SheetSeen};
use crate::words::import as say;
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The first of the lists.
pub const FIRST: &str = "[name=column-prompt]";

/// Their names.
const NAMES: [&str; 5] = ["column-prompt", "column-chosen", "column-rejected", "column-system", "column-held-out"];

/// Rows that are shown.
const ROWS: usize = 3;

/// The sheet.
#[inline(never)]
pub fn sheet(offer: &Offer, source: &OfferSource, desk: &Rc<Desk>) -> Html {
    let Some(sheet) = source.get::<ColumnSheet>() else { return Html::default() };
    let names = sheet.names();
    let list = |((role, label), name): ((ColumnRole, &'static str), &'static str)| {
        let chosen = sheet.column(role);
        let option = |(place, name): (usize, &String)| {
            html! { <option selected={chosen == Some(place)}>{ if name.is_empty() { say::unnamed() } else { name } }</option> }
        };
        html! {
            <label class="labelled">
                <span class="muted">{ label }</span>
                <select {name} onchange={choosing(role, source, desk)}>
                    <option selected={chosen.is_none()}>{ none(role) }</option>
                    { for names.iter().enumerate().map(option) }
                </select>
            </label>
        }
    };
    let lists = ColumnRole::ALL.into_iter().zip(say::roles()).zip(NAMES).map(list);
    let held_out = offer.eval_pairs.iter().map(|pair| (pair, Some(say::row_held_out())));
    let rows = offer.pairs.iter().map(|pair| (pair, None)).chain(held_out).take(ROWS);
    // The lists of another sheet are others: what was chosen in one stays in its elements.
    let key = format!("{sheet:p}");
    html! {
        <div {key} role="group" aria-label={say::columns()} data-columns={names.len().to_string()}>
            <p class="muted note">
                { if sheet.seen() == SheetSeen::Guessed { say::guessed_columns() } else { say::chosen_columns() } }
                if names.len() >= MOST_COLUMNS { { " " }{ say::many_columns() } }
            </p>
            <div class="form">{ for lists }</div>
            <ul aria-label={say::first_rows()}>{ for rows.map(|(pair, mark)| row(pair, mark)) }</ul>
        </div>
    }
}

fn none(role: ColumnRole) -> &'static str {
    if role == ColumnRole::Prompt { say::no_prompt() } else { say::no_column() }
}

/// What is chosen is read at once.
fn choosing(role: ColumnRole, source: &OfferSource, desk: &Rc<Desk>) -> Callback<Event> {
    let (source, desk) = (source.clone(), desk.clone());
    Callback::from(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        let index = select.and_then(|select| usize::try_from(select.selected_index()).ok());
        if let (Some(sheet), Some(index)) = (source.get::<ColumnSheet>(), index) {
            sheet.choose(role, index.checked_sub(1));
            read_again(&source, &desk.act);
        }
    })
}

/// A row as it is read, with what is said of it besides.
fn row(pair: &PairText, mark: Option<&'static str>) -> Html {
    /// What is shown of a text.
    const LONGEST: usize = 160;
    let short = |text: &str| match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown(&text[..end])),
        None => shown(text),
    };
    let texts = [&pair.prompt, &pair.chosen, &pair.rejected];
    let line = |(label, text): (&'static str, &String)| {
        html! { <div class="labelled"><span class="muted">{ label }</span><bdi>{ short(text) }</bdi></div> }
    };
    html! {
        <li data-row="">
            { for say::roles().into_iter().zip(texts).map(line) }
            if let Some(mark) = mark { <p class="muted">{ mark }</p> }
        </li>
    }
}
