//! The model's own answers: what each model writes after a prompt, and how often it would write the preferred answer, the rejected one, or
//! anything else.
//!
//! Yew makes the rows; [`crate::page::live::microscope`] fills them.

use crate::page::language::use_language;
use crate::page::places::{AnswerPart, Place, Places, Whose};
use crate::page::send::send;
use crate::view::scope::{Scope, Turn, read_prompt};
use crate::view::snapshot::{Held, Snapshot};
use crate::view::state::{Action, look};
use crate::words::microscope as say;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What the answers are about.
#[derive(PartialEq, Properties)]
pub struct AnswersProps {
    /// The lab.
    pub spec: Snapshot,
    /// The runs' names.
    pub names: Held<Vec<String>>,
    /// The runs' colours.
    pub slots: Held<Vec<usize>>,
    /// The selected pair.
    pub pair: usize,
    /// The prompt that was typed, if one was.
    pub scope: Scope,
    /// What is filled as training goes.
    pub places: Places,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The answers.
#[component]
pub fn Answers(props: &AnswersProps) -> Html {
    use_language();
    let Some(pair) = props.spec.dataset.pairs.get(props.pair) else { return html! {} };
    let typed = props.scope.typed(props.pair);
    let fault = typed.and_then(|text| read_prompt(&props.spec, text).err());
    let act = props.act.clone();
    let own = pair.prompt.clone();
    let write = Callback::from(move |event: InputEvent| {
        let text = event.target_dyn_into::<HtmlInputElement>().map(|field| field.value());
        let text = text.or_else(|| event.target_dyn_into::<HtmlTextAreaElement>().map(|field| field.value()));
        if let Some(text) = text {
            act.emit(look::Action::Turn(Turn::Prompt(Some(text).filter(|text| *text != own))).into());
        }
    });
    let (value, invalid) = (typed.unwrap_or(&pair.prompt).to_owned(), fault.is_some().then_some("true"));
    let places = &props.places;
    let row = |whose: Whose, name: &str, slot: Option<String>| {
        let row = match whose {
            Whose::Common => "common".to_owned(),
            Whose::Run(run) => run.to_string(),
        };
        let part = |part: AnswerPart| places.at(Place::AnswerPart(whose, part));
        let share = |i: usize| html! { <i ref={places.at(Place::Share(whose, i))}></i> };
        html! {
            // By their keys the rows stay who they are where a run comes or goes: the painter has filled them.
            <li ref={places.at(Place::Answer(whose))} key={row.clone()} data-answer={row} data-slot={slot}>
                <b ref={part(AnswerPart::Name)} class="name">{ name }</b>
                <span class="bar" aria-hidden="true">{ for (0..say::shares_names().len()).map(share) }</span>
                <span ref={part(AnswerPart::Shares)} class="shares"></span>
                <span ref={part(AnswerPart::Text)} class="text"></span>
            </li>
        }
    };
    let shown = props.scope.runs(&props.spec);
    let runs = props.names.iter().zip(&*props.slots).enumerate().skip(shown.start).take(shown.len());
    let rows = runs.map(|(i, (name, slot))| row(Whose::Run(i), name, Some(slot.to_string())));
    html! {
        <section class="answers" aria-label={say::answers()}>
            <div class="head">
                <h2 title={say::shares_hint()}>{ say::answers() }</h2>
                <label><span class="muted">{ say::prompt() }{ " " }</span>
                    // A line of its own would lose line breaks, which may be characters.
                    if value.contains('\n') {
                        <textarea rows="2" spellcheck="false" autocomplete="off" data-field="prompt" {value} oninput={write} aria-invalid={invalid} />
                    } else {
                        <input type="text" spellcheck="false" autocomplete="off" data-field="prompt" {value} oninput={write} aria-invalid={invalid} />
                    }
                </label>
                if typed.is_some() {
                    <button type="button" class="quiet" onclick={send(&props.act, look::Action::Turn(Turn::Prompt(None)).into())}>
                        { say::own_prompt() }
                    </button>
                }
            </div>
            if let Some(fault) = fault {
                <p class="fault" role="alert">{ fault }</p>
            }
            <ul>
                { row(Whose::Common, "", None) }
                { for rows }
            </ul>
            <p class="key muted" aria-hidden="true">
                { for say::shares_names().iter().map(|share| html! { <span><i></i>{ share }</span> }) }
            </p>
        </section>
    }
}
