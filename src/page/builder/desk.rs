//! What lies on the builder's desk: the lab, what is open, and text as it is being typed.
//!
//! Typed text stays in its field, right or wrong, until it is a valid edit; then it becomes one after a pause, so that a lab is not trained
//! anew at each key. All of it lies here, in one place for all parts: they are plain functions of it, since every Yew component of its own
//! would add kilobytes to the download.

use super::open::{Choices, Open};
use crate::data::edit::{self, Edit, EditedAnswer};
use crate::data::{FieldError, Tokens};
use crate::page::dom;
use crate::view::snapshot::Snapshot;
use crate::view::state::{Action, document};
use gloo_timers::callback::Timeout;
use std::cell::{Ref, RefCell};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Long enough to type on, short enough to see the effect as one's own.
const PAUSE_MS: u32 = 700;

/// Makes an edit of typed texts.
pub type Make = Rc<dyn Fn(&[String]) -> Edit>;

/// The desk, as one rendering sees it. It is shared by count: a listener that holds it is then a few bytes of code.
pub struct Desk {
    /// The lab.
    pub spec: Snapshot,
    /// Where actions go.
    pub act: Callback<Action>,
    /// What lies on it. Shared by all renderings, so that a listener of an old one does not put back what has changed since.
    pub notes: Rc<RefCell<Notes>>,
    /// Renders again.
    pub update: UseForceUpdateHandle,
}

/// What lies on the desk and is no part of the lab.
#[derive(Default)]
pub struct Notes {
    kept: Vec<Typed>,
    pause: Option<Timeout>,
    /// What is open in the list of pairs.
    pub open: Open,
    /// The word of an answer that is being replaced.
    pub picked: Option<(EditedAnswer, usize)>,
    /// The token that is open.
    pub token: Option<usize>,
    /// The token or pair that is being dragged, and the one it is over.
    dragged: Option<(List, usize, usize)>,
    /// The generator's pickers.
    pub choices: Choices,
    /// What shall have the keyboard's focus once it is there.
    pub focus: Option<String>,
}

impl Notes {
    /// The word that is being replaced is one among the others again, with the focus on it.
    pub fn put_back(&mut self) {
        if let Some((answer, k)) = self.picked.take() {
            let answer = match answer {
                EditedAnswer::Chosen => "chosen",
                EditedAnswer::Rejected => "rejected",
            };
            self.focus = Some(format!("[data-answer={answer}] [data-word=\"{k}\"]"));
        }
    }
}

/// Some texts that are typed into together.
struct Typed {
    key: String,
    /// What they were before anybody typed.
    base: Vec<String>,
    texts: Vec<String>,
    /// Why they were refused when they were to be taken.
    tried: Option<FieldError>,
}

/// When typed text becomes an edit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Settles {
    /// After a pause, and when the field is left.
    Pause,
    /// When a button says so.
    Asked,
}

impl Desk {
    /// Changes what lies on the desk, and shows it.
    pub fn note(&self, change: impl FnOnce(&mut Notes)) {
        change(&mut self.notes.borrow_mut());
        self.update.force_update();
    }

    /// What lies on the desk, to be read while rendering.
    pub fn read(&self) -> Ref<'_, Notes> {
        self.notes.borrow()
    }

    /// A listener that makes an edit.
    pub fn edit<E>(&self, edit: Edit) -> Callback<E> {
        crate::page::send::send(&self.act, document::Action::Edit(edit).into())
    }

    /// A listener that changes what lies on the desk.
    pub fn click(self: &Rc<Self>, change: impl Fn(&mut Notes) + 'static) -> Callback<MouseEvent> {
        let desk = self.clone();
        Callback::from(move |_: MouseEvent| desk.note(&change))
    }

    /// The draft of texts that are `saved` in the lab as it is.
    pub fn draft(self: &Rc<Self>, key: &str, saved: Vec<String>, when: Settles, make: Make) -> Rc<Draft> {
        let notes = self.read();
        let tidy = |text: &String| self.spec.dataset.tokens.tidy(text);
        // Once the lab has something else there than what was typed over, as after an undo, what was typed is about something gone.
        let kept = notes.kept.iter().find(|kept| kept.key == key).filter(|kept| {
            kept.base == saved || kept.texts.iter().zip(&saved).all(|(text, saved)| tidy(text) == *saved)
        });
        let texts = kept.map_or_else(|| saved.clone(), |kept| kept.texts.clone());
        let error = match (when, kept) {
            (_, None) => None,
            (Settles::Asked, Some(kept)) => kept.tried.clone(),
            (Settles::Pause, Some(_)) if texts == saved => None,
            (Settles::Pause, Some(_)) => edit::apply(&self.spec, &make(&texts)).err(),
        };
        Rc::new(Draft { desk: self.clone(), key: key.to_owned(), saved, texts, error, when, make })
    }

    /// The draft of one text that no edit is made of, but a button's work.
    pub fn plain(self: &Rc<Self>, key: &str, start: &str) -> Rc<Draft> {
        self.draft(key, vec![start.to_owned()], Settles::Asked, Rc::new(|_| Edit::RemoveUnusedTokens))
    }

    /// Forgets what was typed.
    pub fn forget(&self, key: &str) {
        self.note(|notes| {
            notes.pause = None;
            notes.kept.retain(|kept| kept.key != key);
        });
    }

    /// Whatever was typed belongs to another lab.
    pub fn clear(&self) {
        *self.notes.borrow_mut() = Notes::default();
    }

    /// One text field for one text of the lab.
    pub fn field(
        self: &Rc<Self>,
        name: &str,
        label: &str,
        value: String,
        make: impl Fn(String) -> Edit + 'static,
    ) -> Html {
        let make = Rc::new(move |texts: &[String]| make(texts.first().cloned().unwrap_or_default()));
        self.draft(name, vec![value], Settles::Pause, make).field(0, name, label)
    }
}

/// Text as it is being typed, with what stands in the lab.
pub struct Draft {
    desk: Rc<Desk>,
    key: String,
    saved: Vec<String>,
    /// What stands in the fields.
    pub texts: Vec<String>,
    /// Why it cannot be taken.
    pub error: Option<FieldError>,
    when: Settles,
    make: Make,
}

impl Draft {
    /// The first or only text.
    pub fn text(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }

    /// Something was typed.
    pub fn typed(&self, index: usize, text: String) {
        let mut texts = self.texts.clone();
        if let Some(place) = texts.get_mut(index) {
            *place = text;
        }
        let edit = (self.make)(&texts);
        let soon = self.when == Settles::Pause && edit::apply(&self.desk.spec, &edit).is_ok();
        let act = self.desk.act.clone();
        let pause = soon.then(|| Timeout::new(PAUSE_MS, move || act.emit(document::Action::Edit(edit).into())));
        let kept = Typed { key: self.key.clone(), base: self.saved.clone(), texts, tried: None };
        self.desk.note(move |notes| {
            notes.pause = pause;
            notes.kept.retain(|other| other.key != kept.key);
            notes.kept.push(kept);
        });
    }

    /// The person is done with it: Enter, or another field. What is wrong stays.
    fn settle(&self) {
        if self.when == Settles::Asked || self.error.is_some() {
            return;
        }
        self.desk.forget(&self.key);
        if self.texts != self.saved {
            self.desk.act.emit(document::Action::Edit((self.make)(&self.texts)).into());
        }
    }

    /// The edit that it makes.
    pub fn edit(&self) -> Edit {
        (self.make)(&self.texts)
    }

    /// Makes an edit of it now, or says why not.
    pub fn ask(&self) {
        let edit = self.edit();
        match edit::apply(&self.desk.spec, &edit) {
            Ok(_) => {
                self.desk.forget(&self.key);
                self.desk.act.emit(document::Action::Edit(edit).into());
            }
            Err(error) => self.refuse(error),
        }
    }

    /// Shows why it was refused.
    pub fn refuse(&self, error: FieldError) {
        self.keep(Some(error));
    }

    fn keep(&self, tried: Option<FieldError>) {
        let kept = Typed { key: self.key.clone(), base: self.saved.clone(), texts: self.texts.clone(), tried };
        self.desk.note(move |notes| {
            notes.kept.retain(|other| other.key != kept.key);
            notes.kept.push(kept);
        });
    }

    /// What it was refused for is no longer so.
    pub fn clear(&self) {
        self.keep(None);
    }

    /// Forgets it.
    pub fn forget(&self) {
        self.desk.forget(&self.key);
    }

    /// A text field, and beneath it what is wrong.
    pub fn field(self: &Rc<Self>, index: usize, name: &str, label: &str) -> Html {
        self.input(index, name, label, None, self.error.as_ref())
    }

    /// A text field with a list of completions, and beneath it what is wrong with it.
    pub fn input(
        self: &Rc<Self>,
        index: usize,
        name: &str,
        label: &str,
        list: Option<String>,
        wrong: Option<&FieldError>,
    ) -> Html {
        let draft = self.clone();
        let oninput = text_of(move |text| draft.typed(index, text));
        let draft = self.clone();
        let onchange = move |_: Event| draft.settle();
        // The texts of pairs, of which line breaks may be characters.
        let has_lines = list.is_some() && self.desk.spec.dataset.tokens == Tokens::Characters;
        let draft = self.clone();
        let onkeydown = move |event: KeyboardEvent| match event.key().as_str() {
            _ if dom::is_composing(&event) => {}
            "Escape" => {
                event.prevent_default();
                draft.forget();
            }
            "Enter" if draft.when == Settles::Asked && !has_lines => draft.ask(),
            _ => {}
        };
        let value = self.texts.get(index).cloned().unwrap_or_default();
        if has_lines {
            let rows = (value.matches('\n').count() + 1).to_string();
            return html! {
                <>
                    <textarea class="lines" {rows} autocomplete="off" spellcheck="false" autocapitalize="off" name={name.to_owned()}
                        aria-label={label.to_owned()} aria-invalid={wrong.map(|_| "true")} {value} {oninput} {onchange} {onkeydown} />
                    { sentence(wrong, "status") }
                </>
            };
        }
        html! {
            <>
                <input type="text" autocomplete="off" spellcheck="false" autocapitalize="off" name={name.to_owned()} {list}
                    aria-label={label.to_owned()} aria-invalid={wrong.map(|_| "true")} {value} {oninput} {onchange} {onkeydown} />
                { sentence(wrong, "status") }
            </>
        }
    }

    /// A text field of several lines.
    pub fn area(self: &Rc<Self>, name: &str, label: &str) -> Html {
        let draft = self.clone();
        let oninput = text_of(move |text| draft.typed(0, text));
        html! {
            <textarea rows="3" spellcheck="false" name={name.to_owned()} aria-label={label.to_owned()}
                aria-invalid={self.error.as_ref().map(|_| "true")} value={self.text().to_owned()} {oninput} />
        }
    }
}

/// A sentence about what is wrong with what a person has done. One about what is being typed waits until a screen reader has said the rest:
/// half a word is no mistake.
pub fn fault(error: Option<&FieldError>) -> Html {
    sentence(error, "alert")
}

fn sentence(error: Option<&FieldError>, role: &'static str) -> Html {
    html! { if let Some(error) = error { <p class="fault" {role}>{ error.to_string() }</p> } }
}

/// A picker with the option of this index chosen, which passes on the index of what is chosen.
pub fn picker(name: &str, options: &[&'static str], chosen: usize, then: impl Fn(usize) + 'static) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(index) = select.and_then(|select| usize::try_from(select.selected_index()).ok()) {
            then(index);
        }
    });
    let option =
        |(index, option): (usize, &&'static str)| html! { <option selected={index == chosen}>{ *option }</option> };
    html! { <select name={name.to_owned()} aria-label={name.to_owned()} {onchange}>{ for options.iter().enumerate().map(option) }</select> }
}

/// A plain button.
pub fn button(label: &str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" {onclick}>{ label.to_owned() }</button> }
}

/// A button that tests find by what it does.
pub fn doing(what: &'static str, label: &str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" data-do={what} {onclick}>{ label.to_owned() }</button> }
}

/// A button that may be out of use.
pub fn button_if(possible: Option<Edit>, label: &str, desk: &Rc<Desk>) -> Html {
    match possible {
        Some(edit) => button(label, desk.edit(edit)),
        None => html! { <button type="button" disabled=true>{ label.to_owned() }</button> },
    }
}

/// A listener that passes on what stands in a text field.
pub fn text_of(then: impl Fn(String) + 'static) -> Callback<InputEvent> {
    Callback::from(move |event: InputEvent| {
        let text = event.target_dyn_into::<HtmlInputElement>().map(|field| field.value());
        let text = text.or_else(|| event.target_dyn_into::<HtmlTextAreaElement>().map(|field| field.value()));
        if let Some(text) = text {
            then(text);
        }
    })
}

/// What drags an item by the browser's own means; for those without a mouse there are keys and buttons.
pub struct Drag {
    /// It is picked up.
    pub start: Callback<DragEvent>,
    /// Another one is over it.
    pub over: Callback<DragEvent>,
    /// Another one is dropped on it.
    pub drop: Callback<DragEvent>,
    /// It is let go, wherever that is.
    pub end: Callback<DragEvent>,
    /// On which side of it what is over it would come: a mark for the style sheet.
    pub side: Option<&'static str>,
}

/// Which list is dragged in: what is picked up in one is not dropped in another.
#[derive(Clone, Copy, PartialEq)]
pub enum List {
    Tokens,
    Pairs,
}

impl Desk {
    /// Drags the item of this index in this list.
    pub fn drag(self: &Rc<Self>, list: List, index: usize) -> Drag {
        let side = match self.read().dragged {
            Some((of, from, over)) if of == list && over == index && from != index => {
                Some(if from < index { "after" } else { "before" })
            }
            _ => None,
        };
        let with = |change: fn(&Desk, &DragEvent, List, usize)| {
            let desk = self.clone();
            Callback::from(move |event: DragEvent| change(&desk, &event, list, index))
        };
        Drag {
            start: with(|desk, event, list, index| {
                desk.notes.borrow_mut().dragged = Some((list, index, index));
                if let Some(data) = event.data_transfer() {
                    // Without data Firefox drags nothing.
                    data.set_data("text/plain", "").unwrap_or_default();
                }
            }),
            over: with(|desk, _, list, index| {
                let dragged = desk.read().dragged;
                if let Some((of, from, over)) = dragged
                    && of == list
                    && over != index
                {
                    desk.note(|notes| notes.dragged = Some((of, from, index)));
                }
            }),
            drop: with(|desk, event, list, to| {
                let dragged = desk.notes.borrow_mut().dragged.take();
                if let Some((of, from, _)) = dragged
                    && of == list
                {
                    event.prevent_default();
                    desk.act.emit(
                        document::Action::Edit(match list {
                            List::Tokens => Edit::MoveToken { from, to },
                            List::Pairs => Edit::MovePair { from, to },
                        })
                        .into(),
                    );
                }
            }),
            // Else a file dropped later would be taken for it.
            end: with(|desk, _, _, _| desk.note(|notes| notes.dragged = None)),
            side,
        }
    }
}
