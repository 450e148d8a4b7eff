//! The chapters' texts: words, values that follow the run, and terms that are explained where they stand.

use crate::page::language::use_language;
use crate::page::places::{Among, Place, Places, ValuePlace};
use crate::view::chapters::{Prose, Quantity, prose};
use crate::words::book as say;
use std::cell::Cell;
use yew::prelude::*;

/// Gives each value that is set a place of its own.
pub struct Typesetter<'a> {
    places: &'a Places,
    run: usize,
    next: Cell<usize>,
}

impl<'a> Typesetter<'a> {
    /// For the values of a run.
    pub fn of(places: &'a Places, run: usize) -> Typesetter<'a> {
        Typesetter { places, run, next: Cell::new(0) }
    }

    /// What the element takes as its `ref` at which a quantity's value stands.
    pub fn value(&self, quantity: Quantity, among: Among) -> NodeRef {
        let nth = self.next.replace(self.next.get() + 1);
        self.places.at(Place::Value(ValuePlace { quantity, run: self.run, nth, among }))
    }

    /// A text.
    pub fn text(&self, text: &'static str) -> Html {
        let piece = |piece: Prose<'static>| match piece {
            Prose::Words(words) => html! { { words } },
            Prose::Value(quantity) => {
                html! { <b class="value" ref={self.value(quantity, Among::Words)}></b> }
            }
            Prose::Term(words, name) => html! { <Term {words} {name} /> },
        };
        html! { <>{ for prose(text).into_iter().map(piece) }</> }
    }
}

#[derive(PartialEq, Properties)]
struct TermProps {
    words: &'static str,
    name: &'static str,
}

/// A term: pointed at, focused or touched, it says what it is.
#[component]
fn Term(props: &TermProps) -> Html {
    use_language();
    let open = use_state(|| false);
    let Some((_, name, what)) = say::term(props.name) else { return html! { { props.words } } };
    let set = |to: bool| {
        let open = open.clone();
        move || open.set(to)
    };
    let (enter, leave, focus, blur) = (set(true), set(false), set(true), set(false));
    let escape = {
        let open = open.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                event.prevent_default();
                open.set(false);
            }
        }
    };
    html! {
        <span class="term" onmouseenter={move |_: MouseEvent| enter()} onmouseleave={move |_: MouseEvent| leave()}>
            <button type="button" aria-expanded={open.to_string()} onfocus={move |_: FocusEvent| focus()} onblur={move |_: FocusEvent| blur()} onkeydown={escape}>{ props.words }</button>
            if *open {
                <span class="what" role="tooltip"><b>{ *name }</b>{ " " }{ *what }</span>
            }
        </span>
    }
}
