//! What the page says in words: the story on top, with whatever else there is to be told, and what only a screen reader hears.

use super::live::Live;
use super::options::{Frame, Panel};
use super::page::send;
use super::reading;
use super::state::{Action, Cursor, Half, News, Pledge, Stage, State, Verdict};
use super::strings;
use crate::data::Edit;
use crate::lab::link;
use std::cell::RefCell;
use yew::prelude::*;

/// The sentences on top: what has happened, and what a person should know of now.
#[inline(never)]
pub fn story(state: &State, frame: &Frame, act: &Callback<Action>) -> Html {
    html! {
        <section class="story" aria-label={strings::STORY}>
            if frame.shows(Panel::Headline) {
                <p class="headline" data-live="headline"></p>
                <p class="aside" data-live="aside"></p>
            }
            if let Some(trainer) = state.trainer.as_ref().filter(|trainer| trainer.news == News::Changed) {
                <p class="notice" role="status">{ &trainer.reason }</p>
            }
            { for state.pledge.and_then(verdict) }
            if state.half == Half::Gradient {
                <p class="notice" role="status" data-live="half-note"></p>
            }
            if let Some(name) = state.missing() {
                <p class="notice other" role="status" data-missing={link::hex(name)}>
                    { strings::builder::weights_missing(name) }{ " " }
                    <button type="button" data-do="forget-weights" onclick={send(act, Action::Edit(Edit::ForgetWeights))}>{ strings::builder::FORGET_WEIGHTS }</button>
                </p>
            }
            if state.is_empty() {
                <p class="notice" role="status" data-empty="">{ strings::builder::EMPTY }</p>
            }
            if let Some(notice) = &state.notice {
                <p class="fault" role="alert">{ notice }</p>
            }
            if let Some(fault) = &state.fault {
                <p class="fault" role="alert">{ fault }{ " " }{ strings::FAULT_REMEDY }</p>
            }
        </section>
    }
}

/// Whether training repeated what the link says.
fn verdict(pledge: Pledge) -> Option<Html> {
    let digest = link::hex(pledge.digest);
    let (class, same) = match pledge.verdict {
        Verdict::Open => return None,
        Verdict::Same => ("notice", true),
        Verdict::Other => ("notice other", false),
    };
    Some(
        html! { <p {class} role="status" data-compared={pledge.verdict.name()}>{ strings::share::verdict(same, &digest) }</p> },
    )
}

/// What only a screen reader hears.
#[inline(never)]
pub fn unseen(state: &State, live: &RefCell<Option<Live>>) -> Html {
    html! {
        <>
            <p class="hidden" role="status">{ announcement(state, live) }</p>
            <p class="hidden" role="status" data-told="time">{ place_in_time(state, live) }</p>
            <p class="hidden" role="status" data-told="pair">{ selected(state) }</p>
        </>
    }
}

/// What a screen reader is told: phases as they begin, and the outcome.
fn announcement(state: &State, live: &RefCell<Option<Live>>) -> String {
    match (state.stage, &*live.borrow()) {
        // Nothing trains: what to do about it stands in the story.
        _ if state.is_empty() || state.missing().is_some() => String::new(),
        (Stage::Sft, _) => strings::ANNOUNCE[0].to_owned(),
        (Stage::Done, Some(live)) => {
            let story = live.painter().outcome();
            strings::announce_done(&story.headline, &story.aside)
        }
        (Stage::Preference | Stage::Done, _) => strings::ANNOUNCE[1].to_owned(),
    }
}

/// What it is told where keys have moved the cursor, wherever the focus is: the events there, or the step.
fn place_in_time(state: &State, live: &RefCell<Option<Live>>) -> String {
    let (Cursor::At(_), Some(live)) = (state.cursor, &*live.borrow()) else { return String::new() };
    let time = reading::resolve(&live.session().borrow(), state.cursor);
    let here = state.marks.iter().filter(|mark| mark.time == time);
    let events: Vec<String> = here.map(|mark| strings::mark_at(time, &mark.text)).collect();
    if !events.is_empty() {
        return events.join(". ");
    }
    let (sft, preference) = (state.spec.sft.steps, state.spec.preference.steps);
    match time.checked_sub(sft) {
        Some(step) if step > 0 => strings::step(strings::PHASES_BRIEF[1], step, preference),
        Some(_) | None => strings::step(strings::PHASES_BRIEF[0], time, sft),
    }
}

/// And where they have selected another pair.
fn selected(state: &State) -> String {
    let pair = state.spec.dataset.pairs.get(state.pair);
    pair.map_or(String::new(), |pair| strings::pair(&pair.prompt, &pair.chosen, &pair.rejected))
}
