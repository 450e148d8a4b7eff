//! The vocabulary as chips in the order of their ids: the one that is pressed opens for another spelling, another place, or removal.

use super::desk::{Desk, List, Settles, button, button_if, doing};
use super::say;
use crate::beside::token as sign;
use crate::data::edit::{Uses, uses_of};
use crate::data::{Edit, Tokens};
use crate::view::state::document;
use std::rc::Rc;
use yew::prelude::*;

/// The vocabulary.
#[inline(never)]
pub fn vocabulary(desk: &Rc<Desk>) -> Html {
    let data = &desk.spec.dataset;
    let count = data.vocabulary.len();
    let open = desk.read().token.filter(|id| *id < count);
    let unused = data.vocabulary.iter().skip(1).filter(|token| uses_of(data, token).is_empty()).count();
    let chip = |(id, token): (usize, &String)| {
        let uses = uses_of(data, token).len();
        let pressed = open == Some(id);
        let drag = desk.drag(List::Tokens, id);
        html! {
            <button type="button" class="chip" data-token={token.clone()} data-unused={(uses == 0).then_some("")} draggable="true" data-side={drag.side}
                aria-expanded={pressed.to_string()} aria-label={say::token(token, id, uses)}
                ondragstart={drag.start} ondragenter={drag.over} ondrop={drag.drop} ondragend={drag.end}
                onclick={desk.click(move |notes| notes.token = (!pressed).then_some(id))} onkeydown={keys(id, count, desk)}>{ sign(token) }</button>
        }
    };
    let add = desk.draft(
        "new-token",
        vec![String::new()],
        Settles::Asked,
        Rc::new(|texts| Edit::AddToken(texts.first().cloned().unwrap_or_default())),
    );
    let field = add.field(0, "new-token", say::NEW_TOKEN);
    html! {
        <>
            { kind(desk) }
            <div class="chips">{ for data.vocabulary.iter().enumerate().skip(1).map(chip) }</div>
            <>{ for open.map(|id| token(desk, id)) }</>
            <div class="tools">
                <span class="muted">{ say::NEW_TOKEN }</span>
                { field }
                { doing("add-token", say::ADD, Callback::from(move |_| add.ask())) }
                if unused > 0 { { button(&say::remove_unused(unused), desk.edit(Edit::RemoveUnusedTokens)) } }
            </div>
            <p class="muted note">{ say::EOS_NOTE }</p>
        </>
    }
}

/// What is a token: one of two buttons is pressed. They change the texts, and can be taken back.
fn kind(desk: &Rc<Desk>) -> Html {
    let now = desk.spec.dataset.tokens;
    let choice = |(label, (name, tokens)): (&str, (&'static str, Tokens))| {
        html! {
            <button type="button" data-tokens={name} aria-pressed={(tokens == now).to_string()}
                onclick={desk.edit(Edit::SetTokens(tokens))}>{ label.to_owned() }</button>
        }
    };
    html! {
        <div class="tools">
            <span class="muted" aria-hidden="true">{ say::TOKENS_ARE }</span>
            <span class="kinds" role="group" aria-label={say::TOKENS_ARE}>{ for say::TOKENS.into_iter().zip(Tokens::NAMES).map(choice) }</span>
            <span class="muted">{ say::tokens_note(now) }</span>
        </div>
    }
}

/// What the keyboard does on a token.
fn keys(id: usize, count: usize, desk: &Rc<Desk>) -> Callback<KeyboardEvent> {
    let desk = desk.clone();
    Callback::from(move |event: KeyboardEvent| {
        let to = match (event.key().as_str(), event.alt_key()) {
            ("ArrowLeft", true) if id > 1 => id - 1,
            ("ArrowRight", true) if id + 1 < count => id + 1,
            ("Delete", false) => {
                event.prevent_default();
                desk.act.emit(document::Action::Edit(Edit::RemoveToken { token: id, uses: Uses::Refuse }).into());
                return;
            }
            _ => return,
        };
        event.prevent_default();
        desk.note(|notes| {
            notes.token = Some(to);
            // The focus goes with the token: the same key moves it on.
            notes.focus = Some(format!(".chips > :nth-child({to})"));
        });
        desk.act.emit(document::Action::Edit(Edit::MoveToken { from: id, to }).into());
    })
}

/// One token, opened.
fn token(desk: &Rc<Desk>, id: usize) -> Html {
    let data = &desk.spec.dataset;
    let token = data.vocabulary.get(id).cloned().unwrap_or_default();
    let uses = uses_of(data, &token).len();
    let (label, remove) = match uses {
        0 => (say::REMOVE.to_owned(), Uses::Refuse),
        _ => (say::remove_with(uses), Uses::Remove),
    };
    let last = data.vocabulary.len() - 1;
    let label_all = say::token(&token, id, uses);
    let draft = desk.draft(
        &format!("token-{id}"),
        vec![token],
        Settles::Pause,
        Rc::new(move |texts| Edit::RenameToken { token: id, to: texts.first().cloned().unwrap_or_default() }),
    );
    html! {
        <div class="editor" role="group" aria-label={label_all}>
            <div class="fields">
                <span class="muted" aria-hidden="true">{ say::SPELLING }</span>
                <div>{ draft.field(0, "rename", say::RENAME) }</div>
            </div>
            <div class="tools">
                { button_if((id > 1).then(|| Edit::MoveToken { from: id, to: id - 1 }), say::MOVE_TOKEN[0], desk) }
                { button_if((id < last).then_some(Edit::MoveToken { from: id, to: id + 1 }), say::MOVE_TOKEN[1], desk) }
                { doing("remove-token", &label, desk.edit(Edit::RemoveToken { token: id, uses: remove })) }
                <span class="muted">{ say::uses_of(uses) }</span>
            </div>
        </div>
    }
}
