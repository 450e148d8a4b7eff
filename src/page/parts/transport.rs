//! The bottom line: training and time. One timeline for everything, with marks where something happens.

use crate::page::parts::trainer::trainer;
use crate::page::places::{Place, Places};
use crate::page::send::send;
use crate::view::marks::{Mark, groups};
use crate::view::request::Move;
use crate::view::state::{Action, State, playback};
use crate::view::time::{Activity, Cursor, Half, Pace, Stage};
use crate::words;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The line.
#[inline(never)]
pub fn transport(state: &State, places: &Places, act: &Callback<Action>, go: &Callback<Move>) -> Html {
    let end = state.document.spec.sft.steps + state.document.spec.preference.steps;
    let scrub = {
        let act = act.clone();
        move |event: InputEvent| {
            let value = event.target_dyn_into::<HtmlInputElement>().map(|slider| slider.value_as_number());
            if let Some(value) = value.filter(|value| value.is_finite()) {
                act.emit(playback::Action::Scrub(value.max(0.0) as usize).into());
            }
        }
    };
    let pace = {
        let act = act.clone();
        move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let index = select.and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(pace) = index.and_then(|index| Pace::ALL.get(index)) {
                act.emit(playback::Action::Pace(*pace).into());
            }
        }
    };
    let (label, action) = match (state.playback.activity, state.playback.stage) {
        (Activity::Training, _) => (words::pause(), playback::Action::Pause.into()),
        (Activity::Paused, Stage::Done) => (words::again(), playback::Action::Train.into()),
        (Activity::Paused, _) => (words::train(), playback::Action::Train.into()),
    };
    let step = |glyph: &'static str, name: &'static str, to: Move| {
        let go = go.clone();
        html! {
            <button type="button" class="quiet glyph" aria-label={name} title={name} onclick={move |_: MouseEvent| go.emit(to)}>{ glyph }</button>
        }
    };
    let paces = Pace::ALL.into_iter().zip(words::paces());
    html! {
        <footer>
            <button type="button" class="main" disabled={state.document.is_empty()} onclick={send(act, action)}>{ label }</button>
            <button type="button" class="reset" onclick={send(act, playback::Action::Reset.into())}>{ words::reset() }</button>
            { step("◂", words::back(), Move::Back(1)) }
            { half(state, go) }
            { step("▸", words::on(), Move::On(1)) }
            <div class="time">
                <label>
                    <span class="hidden">{ words::step_name() }</span>
                    <input ref={places.at(Place::Slider)} type="range" data-live="slider" min="0" max={end.to_string()} step="1" oninput={scrub} />
                </label>
                // One child of its parent, like every list of changing length: what stands beside it keeps its place, and so the focus.
                <>{ for groups(&state.playback.marks, end).into_iter().map(|group| mark(&group, end, act)) }</>
            </div>
            <span ref={places.at(Place::Step)} class="step" data-live="step"></span>
            <button type="button" class="quiet latest" disabled={state.playback.cursor == Cursor::Newest} onclick={send(act, playback::Action::Follow.into())}>
                { words::follow() }
            </button>
            <label class="pace"><span>{ words::speed() }</span>
                <select onchange={pace} aria-label={words::speed()}>
                    { for paces.map(|(pace, name)| html! { <option selected={pace == state.playback.pace}>{ name }</option> }) }
                </select>
            </label>
            { trainer(state, act) }
        </footer>
    }
}

/// The half step, which says what it would do next.
fn half(state: &State, go: &Callback<Move>) -> Html {
    let go = go.clone();
    let name = match state.playback.half {
        Half::None => words::half()[0],
        Half::Gradient => words::half()[1],
    };
    let pressed = (state.playback.half == Half::Gradient).to_string();
    // After the last step there is no next one, whose gradient could be shown.
    let end = state.document.spec.sft.steps + state.document.spec.preference.steps;
    let disabled = match state.playback.cursor {
        Cursor::Newest => state.playback.stage == Stage::Done,
        Cursor::At(time) => time >= end,
    };
    html! {
        <button type="button" class="quiet glyph half" {disabled} aria-pressed={pressed} aria-label={name} title={name} onclick={move |_: MouseEvent| go.emit(Move::Half)}>
            { words::HALF_GLYPH }
        </button>
    }
}

fn mark(group: &[&Mark], end: usize, act: &Callback<Action>) -> Html {
    let Some(first) = group.first() else { return Html::default() };
    let texts: Vec<String> = group.iter().map(|mark| words::mark_at(mark.time, &mark.said())).collect();
    let text = texts.join("\n");
    let place = format!("--at: {:.4}", first.time as f64 / end.max(1) as f64);
    html! {
        <button type="button" class="mark" ~style={place} title={text.clone()} aria-label={text} onclick={send(act, playback::Action::Scrub(first.time).into())}>
            { words::MARK }
        </button>
    }
}
