//! The bottom line: training and time. One timeline for everything, with marks where something happens.

use super::marks::Mark;
use super::page::send;
use super::state::{Action, Activity, Cursor, Half, Pace, Stage, State};
use super::strings;
use super::trainer::trainer;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A way through time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// So many steps back.
    Back(usize),
    /// So many steps on; where there are none yet, one is made.
    On(usize),
    /// Half a step: shows the gradient of the next one, and then makes it.
    Half,
    /// Shows so many times as much of the time axis, around where it is.
    Zoom(f64),
    /// To the initial model.
    First,
    /// To the newest step.
    Last,
    /// To the mark before.
    PreviousMark,
    /// To the mark after.
    NextMark,
}

/// The line.
#[inline(never)]
pub fn transport(state: &State, act: &Callback<Action>, go: &Callback<Move>) -> Html {
    let end = state.spec.sft.steps + state.spec.preference.steps;
    let scrub = {
        let act = act.clone();
        move |event: InputEvent| {
            let value = event.target_dyn_into::<HtmlInputElement>().map(|slider| slider.value_as_number());
            if let Some(value) = value.filter(|value| value.is_finite()) {
                act.emit(Action::Scrub(value.max(0.0) as usize));
            }
        }
    };
    let pace = {
        let act = act.clone();
        move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let index = select.and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(pace) = index.and_then(|index| Pace::ALL.get(index)) {
                act.emit(Action::Pace(*pace));
            }
        }
    };
    let (label, action) = match (state.activity, state.stage) {
        (Activity::Training, _) => (strings::PAUSE, Action::Pause),
        (Activity::Paused, Stage::Done) => (strings::AGAIN, Action::Train),
        (Activity::Paused, _) => (strings::TRAIN, Action::Train),
    };
    let step = |glyph: &'static str, name: &'static str, to: Move| {
        let go = go.clone();
        html! {
            <button type="button" class="quiet glyph" aria-label={name} title={name} onclick={move |_: MouseEvent| go.emit(to)}>{ glyph }</button>
        }
    };
    let paces = Pace::ALL.into_iter().zip(strings::PACES);
    html! {
        <footer>
            <button type="button" class="main" disabled={state.is_empty()} onclick={send(act, action)}>{ label }</button>
            <button type="button" onclick={send(act, Action::Reset)}>{ strings::RESET }</button>
            { step("◂", strings::BACK, Move::Back(1)) }
            { half(state, go) }
            { step("▸", strings::ON, Move::On(1)) }
            <div class="time">
                <label>
                    <span class="hidden">{ strings::STEP }</span>
                    <input type="range" data-live="slider" min="0" max={end.to_string()} step="1" oninput={scrub} />
                </label>
                // One child of its parent, like every list of changing length: what stands beside it keeps its place, and so the focus.
                <>{ for groups(&state.marks, end).into_iter().map(|group| mark(&group, end, act)) }</>
            </div>
            <span class="step" data-live="step"></span>
            <button type="button" class="quiet latest" disabled={state.cursor == Cursor::Newest} onclick={send(act, Action::Follow)}>
                { strings::FOLLOW }
            </button>
            <label class="pace"><span>{ strings::SPEED }</span>
                <select onchange={pace} aria-label={strings::SPEED}>
                    { for paces.map(|(pace, name)| html! { <option selected={pace == state.pace}>{ name }</option> }) }
                </select>
            </label>
            { trainer(state, act) }
        </footer>
    }
}

/// The half step, which says what it would do next.
fn half(state: &State, go: &Callback<Move>) -> Html {
    let go = go.clone();
    let name = match state.half {
        Half::None => strings::HALF[0],
        Half::Gradient => strings::HALF[1],
    };
    let pressed = (state.half == Half::Gradient).to_string();
    // After the last step there is no next one, whose gradient could be shown.
    let end = state.spec.sft.steps + state.spec.preference.steps;
    let disabled = match state.cursor {
        Cursor::Newest => state.stage == Stage::Done,
        Cursor::At(time) => time >= end,
    };
    html! {
        <button type="button" class="quiet glyph half" {disabled} aria-pressed={pressed} aria-label={name} title={name} onclick={move |_: MouseEvent| go.emit(Move::Half)}>
            { strings::HALF_GLYPH }
        </button>
    }
}

/// Marks that would touch on the line stand together.
fn groups(marks: &[Mark], end: usize) -> Vec<Vec<&Mark>> {
    let mut groups: Vec<Vec<&Mark>> = Vec::new();
    for mark in marks {
        match groups.last_mut() {
            Some(group) if (mark.time - group[0].time) * 36 < end => group.push(mark),
            _ => groups.push(vec![mark]),
        }
    }
    groups
}

fn mark(group: &[&Mark], end: usize, act: &Callback<Action>) -> Html {
    let Some(first) = group.first() else { return Html::default() };
    let texts: Vec<String> = group.iter().map(|mark| strings::mark_at(mark.time, &mark.text)).collect();
    let text = texts.join("\n");
    let place = format!("--at: {:.4}", first.time as f64 / end.max(1) as f64);
    html! {
        <button type="button" class="mark" ~style={place} title={text.clone()} aria-label={text} onclick={send(act, Action::Scrub(first.time))}>
            { strings::MARK }
        </button>
    }
}
