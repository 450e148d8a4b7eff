//! A pair that is being edited: its three texts, and its answers word by word, where one word is chosen to make the rejected answer.

use super::desk::{Desk, Draft, Make, Settles, button, button_if, doing};
use super::open::Open;
use super::say;
use crate::beside::token as sign;
use crate::data::edit::{self, EditedAnswer, NewWords, new_words};
use crate::data::{Edit, LabFile, PairText, Tokens};
use crate::view::state::document;
use std::rc::Rc;
use yew::prelude::*;

/// The first field of an editor.
pub const FIRST: &str = ".editor :is(input, textarea)";

/// The keys of a pair's texts in the lab file, in the order of the fields.
const KEYS: [&str; 3] = ["prompt", "chosen", "rejected"];

fn pair_of(texts: &[String]) -> PairText {
    let text = |index: usize| texts.get(index).cloned().unwrap_or_default();
    PairText { prompt: text(0), chosen: text(1), rejected: text(2) }
}

/// The editor of a pair of the list.
#[inline(never)]
pub fn editor(desk: &Rc<Desk>, at: usize) -> Html {
    let data = &desk.spec.dataset;
    let Some(pair) = data.all_pairs().nth(at) else { return html! {} };
    let set = move |texts: &[String], words: NewWords| Edit::SetPair { at, pair: pair_of(texts), words };
    let saved = vec![pair.prompt.clone(), pair.chosen.clone(), pair.rejected.clone()];
    let draft =
        desk.draft(&format!("pair-{at}"), saved, Settles::Pause, Rc::new(move |texts| set(texts, NewWords::Refuse)));
    // Within its list.
    let trained = data.pairs.len();
    let is_held_out = at >= trained;
    let list = if is_held_out { trained..trained + data.eval_pairs.len() } else { 0..trained };
    let adding: Make = Rc::new(move |texts: &[String]| set(texts, NewWords::Add));
    let copy = {
        let desk = desk.clone();
        Callback::from(move |_| {
            // The copy is what is edited then.
            desk.note(|notes| notes.focus = Some(FIRST.to_owned()));
            desk.act.emit(document::Action::Edit(Edit::DuplicatePair(at)).into());
        })
    };
    html! {
        <div class="editor" role="group" aria-label={say::editing(at - list.start, is_held_out)}>
            { fields(desk, &draft, &adding) }
            { chooser(desk, at, pair) }
            <div class="tools">
                { button(say::DUPLICATE, copy) }
                { button_if((at > list.start).then(|| Edit::MovePair { from: at, to: at - 1 }), say::MOVE[0], desk) }
                { button_if((at + 1 < list.end).then_some(Edit::MovePair { from: at, to: at + 1 }), say::MOVE[1], desk) }
                { toggle(desk, at) }
                { button(say::DELETE, desk.edit(Edit::RemovePair(at))) }
                { button(say::CLOSE, desk.click(|notes| notes.open = Open::Nothing)) }
            </div>
            <p class="muted note">{ say::HELD_OUT_NOTE }</p>
        </div>
    }
}

/// Holds the pair out, or trains it again. It stays open, with the focus where it was.
fn toggle(desk: &Rc<Desk>, at: usize) -> Html {
    let data = &desk.spec.dataset;
    let (trained, held_out) = (data.pairs.len(), data.eval_pairs.len());
    let (what, label, edit, open) = if at < trained {
        ("hold-out", say::HOLD_OUT, Edit::HoldOutPair(at), Open::HeldOut(trained + held_out - 1))
    } else {
        ("train", say::TRAIN, Edit::TrainPair(at), Open::Selected)
    };
    // Without a pair that is trained nothing trains.
    if at < trained && trained == 1 {
        return html! { <button type="button" disabled=true>{ label }</button> };
    }
    let desk = desk.clone();
    let toggle = move |_| {
        desk.note(|notes| {
            (notes.open, notes.picked) = (open, None);
            notes.focus = Some(".editor :is([data-do=hold-out], [data-do=train])".to_owned());
        });
        desk.act.emit(document::Action::Edit(edit.clone()).into());
    };
    doing(what, label, Callback::from(toggle))
}

/// The editor of a new pair. It joins the list when it is asked to, not when it happens to be valid.
#[inline(never)]
pub fn new_pair(desk: &Rc<Desk>) -> Html {
    let at = desk.spec.dataset.pairs.len();
    let add = move |texts: &[String], words: NewWords| Edit::AddPair { at, pair: pair_of(texts), words };
    let draft = desk.draft(
        "new-pair",
        vec![String::new(); 3],
        Settles::Asked,
        Rc::new(move |texts| add(texts, NewWords::Refuse)),
    );
    let adding: Make = Rc::new(move |texts: &[String]| add(texts, NewWords::Add));
    let asked = draft.clone();
    html! {
        <div class="editor" role="group" aria-label={say::NEW_PAIR}>
            { fields(desk, &draft, &adding) }
            <div class="tools">
                { doing("add-pair", say::ADD_PAIR, Callback::from(move |_| asked.ask())) }
                { button(say::CLOSE, desk.click(|notes| notes.open = Open::Nothing)) }
            </div>
        </div>
    }
}

/// The three text fields, each with the sentence about it and, where it has words that the vocabulary lacks, a button that lets them in:
/// with the pair, once nothing else is amiss with it and, where it comes in when asked to, it was asked to.
fn fields(desk: &Rc<Desk>, draft: &Rc<Draft>, adding: &Make) -> Html {
    let about = |key: &str| draft.error.as_ref().filter(|error| error.field.ends_with(key));
    let named = KEYS.iter().any(|key| about(key).is_some());
    let field = |(index, key): (usize, &'static str)| {
        // A sentence that names none of the three stands beneath the last.
        let error = about(key).or_else(|| draft.error.as_ref().filter(|_| index == 2 && !named));
        let text = draft.texts.get(index).map_or("", String::as_str);
        let new = new_words(&desk.spec.dataset, text);
        let options = completions(&desk.spec, text);
        let list = format!("complete-{key}");
        let label = say::add_words(&new);
        let (desk, kept, pair) = (desk.clone(), draft.clone(), adding(&draft.texts));
        let unknown = !new.is_empty();
        let add = Callback::from(move |_| {
            let words = Edit::AddWords(new.clone());
            let whole = edit::apply(&desk.spec, &words).and_then(|known| edit::apply(&known, &kept.edit()));
            match (edit::apply(&desk.spec, &words), whole) {
                // The draft goes only when the pair has come in.
                (Ok(_), Ok(_)) if kept.error.is_some() => {
                    kept.forget();
                    desk.act.emit(document::Action::Edit(pair.clone()).into());
                }
                (Ok(_), _) => {
                    kept.clear();
                    desk.act.emit(document::Action::Edit(words).into());
                }
                (Err(error), _) => kept.refuse(error),
            }
        });
        html! {
            <>
                <span class="muted" aria-hidden="true">{ say::FIELDS[index] }</span>
                <div>
                    { draft.input(index, key, say::FIELDS[index], Some(list.clone()), error) }
                    <datalist id={list}>{ for options.into_iter().map(|value| html! { <option {value}></option> }) }</datalist>
                    if unknown { { doing("add-words", &label, add) } }
                </div>
            </>
        }
    };
    html! { <div class="fields">{ for KEYS.into_iter().enumerate().map(field) }</div> }
}

/// The text with its last word completed to each token that it begins, for the browser's own list.
fn completions(spec: &LabFile, text: &str) -> Vec<String> {
    const SHOWN: usize = 12;
    if spec.dataset.tokens == Tokens::Characters {
        return Vec::new();
    }
    let start = text.rfind(' ').map_or(0, |space| space + 1);
    let (head, begun) = text.split_at(start);
    let tokens = spec.dataset.vocabulary.iter().skip(1);
    let fitting = tokens.filter(|token| !begun.is_empty() && token.starts_with(begun) && *token != begun);
    fitting.take(SHOWN).map(|token| format!("{head}{token}")).collect()
}

/// Both answers as buttons; the one that is pressed opens the vocabulary, and what is chosen there stands in the rejected answer.
fn chooser(desk: &Rc<Desk>, at: usize, pair: &PairText) -> Html {
    let picked = desk.read().picked;
    let tokens = desk.spec.dataset.tokens;
    let line = |answer: EditedAnswer| {
        let (index, own, other) = match answer {
            EditedAnswer::Chosen => (1, &pair.chosen, &pair.rejected),
            EditedAnswer::Rejected => (2, &pair.rejected, &pair.chosen),
        };
        let other: Vec<&str> = tokens.split(other).collect();
        let word = |(k, word): (usize, &str)| {
            let place = Some((answer, k));
            let open = picked == place;
            let onclick = desk.click(move |notes| {
                notes.picked = place.filter(|_| !open);
                notes.focus = Some(".chooser .chip".to_owned());
            });
            html! {
                <button type="button" class="chip" data-differs={(other.get(k) != Some(&word)).then_some("")} data-word={k.to_string()}
                    aria-expanded={open.to_string()} aria-label={say::replace(answer, word)} {onclick}>{ sign(word).to_owned() }</button>
            }
        };
        html! {
            <>
                <span class="muted" aria-hidden="true">{ say::FIELDS[index] }</span>
                <div class="chips" data-answer={KEYS[index]}>{ for tokens.split(own).enumerate().map(word) }</div>
            </>
        }
    };
    let choice = picked.map(|(from, position)| {
        let answer = match from {
            EditedAnswer::Chosen => &pair.chosen,
            EditedAnswer::Rejected => &pair.rejected,
        };
        let now = tokens.split(answer).nth(position).unwrap_or_default();
        let token = |token: &String| {
            let (desk, chosen) = (desk.clone(), token.clone());
            let onclick = move |_: MouseEvent| {
                desk.note(|notes| notes.put_back());
                desk.act.emit(
                    document::Action::Edit(Edit::Replace { pair: at, from, position, token: chosen.clone() }).into(),
                );
            };
            html! { <button type="button" class="chip" data-token={token.clone()} {onclick}>{ sign(token) }</button> }
        };
        let closing = desk.clone();
        let onkeydown = move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                closing.note(|notes| notes.put_back());
            }
        };
        let label = say::instead(now);
        let tokens = desk.spec.dataset.vocabulary.iter().skip(1).filter(|token| *token != now);
        html! {
            <div class="chooser" role="group" aria-label={label.clone()} {onkeydown}>
                <p class="muted" aria-hidden="true">{ label }</p>
                <div class="chips">{ for tokens.map(token) }</div>
            </div>
        }
    });
    html! {
        <>
            <div class="fields">{ for [EditedAnswer::Chosen, EditedAnswer::Rejected].into_iter().map(line) }</div>
            { choice.unwrap_or_else(|| html! { <p class="muted note">{ say::words_hint(desk.spec.dataset.tokens) }</p> }) }
        </>
    }
}
