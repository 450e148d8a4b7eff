//! The list of pairs: each with its difference marked and, at the cursor, the change of its chosen answer under each run. The selected one
//! opens for editing in its place.

use super::desk::{Desk, List, doing};
use super::open::Open;
use super::{BuilderProps, editor, say};
use crate::beside::{contained, visible};
use crate::data::{Edit, LabFile, PairText, Tokens};
use crate::page::places::Place;
use crate::page::send::send;
use crate::view::state::{document, look};
use crate::words;
use std::rc::Rc;
use yew::prelude::*;

/// The list. Its rows are radio buttons, so arrow keys select.
#[inline(never)]
pub fn pairs(props: &BuilderProps, desk: &Rc<Desk>) -> Html {
    let count = words::pairs(desk.spec.dataset.pairs.len());
    let open = desk.read().open;
    let tokens = desk.spec.dataset.tokens;
    let between = tokens.between();
    let row = |(i, pair): (usize, &PairText)| {
        let selected = i == props.selected;
        let editing = selected && open == Open::Selected;
        let drag = desk.drag(List::Pairs, i);
        let edit = desk.click(move |notes| notes.open = if editing { Open::Nothing } else { Open::Selected });
        let select = send(&props.act, look::Action::Select(i).into());
        html! {
            <key={i}>
                <div class="row" data-pair={i.to_string()} draggable="true" data-side={drag.side}
                    ondragstart={drag.start} ondragenter={drag.over} ondrop={drag.drop} ondragend={drag.end}
                    onclick={send(&props.act, look::Action::Select(i).into())} ondblclick={desk.click(|notes| notes.open = Open::Selected)}>
                    <label class="pair">
                        <input type="radio" name="pair" checked={selected} onchange={select} onkeydown={keys(i, desk)}
                            aria-label={words::pair(&pair.prompt, &pair.chosen, &pair.rejected)} aria-describedby="pairs-keys" />
                        <span class="words" aria-hidden="true">
                            <bdi class="muted">{ shown(&pair.prompt) }</bdi>{ between }{ answers(tokens, pair) }
                        </span>
                    </label>
                    if selected {
                        <button type="button" class="quiet edit" aria-expanded={editing.to_string()} onclick={edit}>{ say::EDIT }</button>
                    }
                    { changes(props, i) }
                </div>
                if editing { { editor::editor(desk, i) } }
            </>
        }
    };
    let new = desk.click(|notes| {
        notes.open = Open::New;
        notes.focus = Some(editor::FIRST.to_owned());
    });
    let empty = desk.act.clone();
    html! {
        <>
            if !desk.spec.dataset.pairs.is_empty() {
                <div role="radiogroup" aria-label={count}>{ for desk.spec.dataset.pairs.iter().enumerate().map(row) }</div>
            }
            { held_out(props, desk) }
            <p class="hidden" id="pairs-keys">{ say::PAIRS_KEYS }</p>
            if open == Open::New {
                { editor::new_pair(desk) }
            } else {
                <div class="tools">
                    { doing("new-pair", say::NEW_PAIR, new.clone()) }
                    if *desk.spec != LabFile::empty() {
                        { doing("start-empty", say::START_EMPTY, Callback::from(move |event| { empty.emit(document::Action::Edit(Edit::StartEmpty).into()); new.emit(event) })) }
                    }
                </div>
            }
        </>
    }
}

/// How far each run that is looked at has moved a pair's chosen answer.
fn changes(props: &BuilderProps, pair: usize) -> Html {
    let runs = props.slots.iter().enumerate().skip(props.shown.start).take(props.shown.len());
    let values = runs.map(|(run, slot)| {
        html! { <b ref={props.places.at(Place::PairChange(pair, run))} class="heat" data-slot={slot.to_string()}></b> }
    });
    html! { <span class="values" aria-hidden="true">{ for values }</span> }
}

/// The pairs that are held out, beneath the others; nothing where there are none. None of them is selected: what is shown of a pair elsewhere is
/// shown of one that is trained.
fn held_out(props: &BuilderProps, desk: &Rc<Desk>) -> Html {
    let data = &desk.spec.dataset;
    if data.eval_pairs.is_empty() {
        return Html::default();
    }
    let open = desk.read().open;
    let row = |(i, pair): (usize, &PairText)| {
        let editing = open == Open::HeldOut(i);
        let edit = desk.click(move |notes| notes.open = if editing { Open::Nothing } else { Open::HeldOut(i) });
        html! {
            <key={i}>
                <div class="row" data-held-out={i.to_string()}>
                    <span class="pair">
                        <span class="words"><bdi class="muted">{ contained(&pair.prompt).into_owned() }</bdi>{ " " }{ answers(data.tokens, pair) }</span>
                    </span>
                    <button type="button" class="quiet edit" aria-expanded={editing.to_string()}
                        aria-label={say::edit_held_out(i - data.pairs.len())} onclick={edit}>{ say::EDIT }</button>
                    { changes(props, i) }
                </div>
                if editing { { editor::editor(desk, i) } }
            </>
        }
    };
    let rows = (data.pairs.len()..).zip(&data.eval_pairs).map(row);
    html! {
        <div class="held-out">
            <p class="muted note">{ say::held_out(data.eval_pairs.len()) }</p>
            <div role="group" aria-label={say::HELD_OUT}>{ for rows }</div>
        </div>
    }
}

/// What the keyboard does on the row of a pair.
fn keys(pair: usize, desk: &Rc<Desk>) -> Callback<KeyboardEvent> {
    let desk = desk.clone();
    Callback::from(move |event: KeyboardEvent| {
        let edit = |edit: Edit| desk.act.emit(document::Action::Edit(edit).into());
        // The focus goes with the pair: the same key moves it on.
        let to = |to: usize| {
            desk.note(|notes| notes.focus = Some(format!("[data-pair=\"{to}\"] input")));
            edit(Edit::MovePair { from: pair, to });
        };
        match (event.key().as_str(), event.alt_key()) {
            ("Enter" | "F2", false) => desk.note(|notes| {
                notes.open = Open::Selected;
                notes.focus = Some(editor::FIRST.to_owned());
            }),
            ("Delete", false) => edit(Edit::RemovePair(pair)),
            ("ArrowUp", true) if pair > 0 => to(pair - 1),
            ("ArrowUp", true) => {}
            ("ArrowDown", true) => to(pair + 1),
            _ => return,
        }
        event.prevent_default();
    })
}

/// Both answers as one text where they share their ends: the chosen words of the difference, then the rejected ones struck out.
pub fn answers(tokens: Tokens, pair: &PairText) -> Html {
    let chosen: Vec<&str> = tokens.split(&pair.chosen).collect();
    let rejected: Vec<&str> = tokens.split(&pair.rejected).collect();
    let between = tokens.between();
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = chosen.iter().zip(&rejected).take_while(same).count();
    let left = chosen.len().min(rejected.len()) - head;
    let tail = chosen.iter().rev().zip(rejected.iter().rev()).take(left).take_while(same).count();
    let part = |words: &[&str]| shown(&tokens.join(words));
    html! {
        <>
            <bdi>{ part(&chosen[..head]) }</bdi>{ between }
            <ins>{ part(&chosen[head..chosen.len() - tail]) }</ins>
            <del>{ part(&rejected[head..rejected.len() - tail]) }</del>
            { between }<bdi>{ part(&chosen[chosen.len() - tail..]) }</bdi>
        </>
    }
}

/// A text, or a part of it, in the list.
pub fn shown(text: &str) -> String {
    contained(&visible(text)).into_owned()
}
