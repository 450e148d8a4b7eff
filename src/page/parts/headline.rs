//! What the page says in words: the story on top, with whatever else there is to be told, and what only a screen reader hears.

use crate::data::Edit;
use crate::lab::link;
use crate::page::places::{Place, Places};
use crate::page::send::send;
use crate::view::panel::Frame;
use crate::view::panel::Panel;
use crate::view::state::{Action, Comparison, Pledge, State, TrainerNews, document};
use crate::view::story::Story;
use crate::view::time::{Cursor, Half, Stage};
use crate::words;
use yew::prelude::*;

/// The sentences on top: what has happened, and what a person should know of now.
#[inline(never)]
pub fn story(state: &State, frame: &Frame, places: &Places, act: &Callback<Action>) -> Html {
    html! {
        <section class="story" aria-label={words::story()}>
            if state.shows(frame, Panel::Headline) {
                <p ref={places.at(Place::Headline)} class="headline" data-live="headline"></p>
                <p ref={places.at(Place::Aside)} class="aside"></p>
            }
            if let Some(trainer) = state.playback.trainer.as_ref().filter(|trainer| trainer.news == TrainerNews::Changed) {
                <p class="notice" role="status">{ &trainer.reason }</p>
            }
            { for state.document.pledge.and_then(verdict) }
            if state.playback.half == Half::Gradient {
                <p ref={places.at(Place::HalfNote)} class="notice" role="status"></p>
            }
            if let Some(name) = state.document.missing() {
                <p class="notice other" role="status" data-missing={link::hex(name)}>
                    { words::builder::weights_missing(name) }{ " " }
                    <button type="button" data-do="forget-weights" onclick={send(act, document::Action::Edit(Edit::ForgetWeights).into())}>{ words::builder::FORGET_WEIGHTS }</button>
                </p>
            }
            if state.document.is_empty() {
                <p class="notice" role="status" data-empty="">{ words::builder::EMPTY }</p>
            }
            if let Some(notice) = &state.chrome.notice {
                <p class="fault" role="alert">{ notice }</p>
            }
            if let Some(fault) = &state.playback.fault {
                <p class="fault" role="alert">{ fault }{ " " }{ words::fault_remedy() }</p>
            }
        </section>
    }
}

/// Whether training repeated what the link says.
fn verdict(pledge: Pledge) -> Option<Html> {
    let digest = link::hex(pledge.digest);
    let (class, same) = match pledge.verdict {
        Comparison::Open => return None,
        Comparison::Same => ("notice", true),
        Comparison::Other => ("notice other", false),
    };
    Some(
        html! { <p {class} role="status" data-compared={pledge.verdict.name()}>{ words::share::verdict(same, &digest) }</p> },
    )
}

/// What a session says that is to be told.
pub struct Heard {
    /// The point of time that is shown.
    pub time: usize,
    /// The sentences at its newest step, once every step is made.
    pub outcome: Option<Story>,
}

/// What only a screen reader hears.
#[inline(never)]
pub fn unseen(state: &State, told: Option<&Heard>) -> Html {
    html! {
        <>
            <p class="hidden" role="status">{ announcement(state, told) }</p>
            <p class="hidden" role="status" data-told="time">{ place_in_time(state, told) }</p>
            <p class="hidden" role="status" data-told="pair">{ selected(state) }</p>
        </>
    }
}

/// What a screen reader is told: phases as they begin, and the outcome.
fn announcement(state: &State, told: Option<&Heard>) -> String {
    match (state.playback.stage, told) {
        // Nothing trains: what to do about it stands in the story.
        _ if state.document.is_empty() || state.document.missing().is_some() => String::new(),
        (Stage::Sft, _) => words::announce()[0].to_owned(),
        (Stage::Done, Some(Heard { outcome: Some(story), .. })) => words::announce_done(&story.headline, &story.aside),
        (Stage::Preference | Stage::Done, _) => words::announce()[1].to_owned(),
    }
}

/// What it is told where keys have moved the cursor, wherever the focus is: the events there, or the step.
fn place_in_time(state: &State, told: Option<&Heard>) -> String {
    let (Cursor::At(_), Some(Heard { time, .. })) = (state.playback.cursor, told) else { return String::new() };
    let time = *time;
    let here = state.playback.marks.iter().filter(|mark| mark.time == time);
    let events: Vec<String> = here.map(|mark| words::mark_at(time, &mark.said())).collect();
    if !events.is_empty() {
        return events.join(". ");
    }
    let (sft, preference) = (state.document.spec.sft.steps, state.document.spec.preference.steps);
    match time.checked_sub(sft) {
        Some(step) if step > 0 => words::step(words::phases_brief()[1], step, preference),
        Some(_) | None => words::step(words::phases_brief()[0], time, sft),
    }
}

/// And where they have selected another pair.
fn selected(state: &State) -> String {
    let pair = state.document.spec.dataset.pairs.get(state.look.pair);
    pair.map_or(String::new(), |pair| words::pair(&pair.prompt, &pair.chosen, &pair.rejected))
}
