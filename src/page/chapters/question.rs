//! A chapter's question: what one thinks, and then what the run says. The answer is read off the run by `live::verdicts`.

use crate::page::language::use_language;
use crate::page::places::{Place, Places};
use crate::page::send::send;
use crate::view::chapters::Chapter;
use crate::view::state::{Action, Guess, book};
use crate::words::QuestionWords;
use crate::words::book as say;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What the question shows.
#[derive(PartialEq, Properties)]
pub struct QuestionProps {
    /// Whose it is.
    pub chapter: Chapter,
    /// What was said to it.
    pub guess: Option<Guess>,
    /// What is filled by the run.
    pub places: Places,
    /// Where actions go.
    pub act: Callback<Action>,
    /// Its words.
    pub words: QuestionText,
}

/// QuestionText that are there for good.
#[derive(Clone, Copy)]
pub struct QuestionText(pub &'static QuestionWords);

impl PartialEq for QuestionText {
    fn eq(&self, other: &QuestionText) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// The question.
#[component]
pub fn QuestionCard(props: &QuestionProps) -> Html {
    use_language();
    let QuestionProps { chapter, guess, places, act, words: QuestionText(words) } = props;
    let told = use_node_ref();
    {
        let told = told.clone();
        let before = use_mut_ref(|| *guess);
        // The answer takes the focus from the choice: the next key goes on.
        use_effect_with((*chapter, *guess), move |(_, guess)| {
            if before.replace(*guess).is_none() && matches!(guess, Some(Guess::Choice(_))) {
                told.cast::<HtmlElement>().iter().for_each(|told| told.focus().unwrap_or_default());
            }
        });
    }
    let choice = |(index, text): (usize, &&'static str)| {
        let chosen = *guess == Some(Guess::Choice(index));
        html! {
            <li key={index} ref={places.at(Place::Choice(*chapter, index))} data-chosen={chosen.then_some("")}>
                <button type="button" aria-pressed={chosen.to_string()} disabled={guess.is_some()} onclick={send(act, book::Action::Guess(Guess::Choice(index)).into())}>{ *text }</button>
            </li>
        }
    };
    html! {
        <section class="question" data-answered={guess.is_some().then_some("")} aria-label={say::question()}>
            <p class="ask">{ words.ask }</p>
            <ul>{ for words.choices.iter().enumerate().map(choice) }</ul>
            <p class="told" ref={told} tabindex="-1" role="status">
                if guess.is_some() {
                    <span ref={places.at(Place::Told(*chapter))}></span>
                } else {
                    <button type="button" class="quiet" onclick={send(act, book::Action::Guess(Guess::None).into())}>{ say::reveal() }</button>
                }
            </p>
        </section>
    }
}
