//! The section of the charts, with their table twin: the painter fills the canvases, Yew the table.

use super::switch::switch;
use crate::page::places::{Place, Places};
use crate::page::send::send;
use crate::plot::scale::number;
use crate::view::request::Move;
use crate::view::state::{Action, State, look};
use crate::view::views::{Caption, Finds, Table, View};
use crate::words;
use yew::prelude::*;

/// How much of the charts is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All, with the choice of views.
    All,
    /// The view that a chapter has chosen.
    View,
    /// Nothing.
    Nothing,
}

/// The training in the view that is chosen: `table` for the table. Where it is not `shown` its canvases stay, and nothing is drawn on them; where what
/// draws has not come, `absence` says so.
#[inline(never)]
pub fn charts(
    (state, shown): (&State, Shown),
    absence: Option<Html>,
    table: Option<&Table>,
    places: &Places,
    act: &Callback<Action>,
    go: &Callback<Move>,
) -> Html {
    let absence = absence.filter(|_| shown != Shown::Nothing);
    let view = state.look.view;
    let picture = view.picture();
    // What the network has done to each token can be had as the argument has it, too.
    let is_compared = [View::HEAT_MAP, View::AREAS].contains(&view);
    let finds = picture.map_or(Finds::Nothing, |picture| picture.finds);
    let [closer, farther, whole] = *words::zoom();
    let scale = |(glyph, name): (&'static str, &'static str), by: f64| {
        let go = go.clone();
        html! { <button type="button" class="quiet" aria-label={name} title={name} onclick={move |_: MouseEvent| go.emit(Move::Zoom(by))}>{ glyph }</button> }
    };
    let choice = |option: &View| {
        let (pressed, name) = ((*option == view).to_string(), option.words().title);
        html! {
            <button type="button" class="quiet" aria-pressed={pressed} onclick={send(act, look::Action::View(*option).into())}>{ name }</button>
        }
    };
    html! {
        <section class="curves" aria-label={words::curves()} hidden={shown == Shown::Nothing}>
            <div class="head">
                <h2>{ if shown == Shown::View { view.words().title } else { words::curves() } }</h2>
                if finds == Finds::Steps {
                    <div class="zoom" title={words::zoom_hint()}>
                        { scale(closer, 0.5) }
                        if state.look.zoom.is_some() {
                            { scale(farther, 2.0) }
                            <button type="button" class="quiet" aria-label={whole.1} title={whole.1} onclick={send(act, look::Action::Zoom(None).into())}>{ whole.0 }</button>
                        }
                    </div>
                }
                if shown == Shown::All {
                    <div class="views">{ for View::ALL.iter().map(choice) }</div>
                } else if is_compared {
                    { switch(&state.look.scope, act) }
                }
            </div>
            if shown == Shown::View && is_compared {
                <p ref={places.at(Place::Agreement)} class="muted agreement"></p>
            }
            <div ref={places.at(Place::Figure)} class="figure" data-live="figure" data-finds={finds.name()} data-window={state.look.zoom.map(|window| format!("{} {}", window.from, window.to))} hidden={picture.is_none() && absence.is_none()}>
                <canvas ref={places.at(Place::Ground)} data-layer="ground" aria-hidden="true"></canvas>
                <canvas ref={places.at(Place::Picture)} data-layer="picture" role="img" aria-label={view.words().label}></canvas>
                <>{ for absence }</>
            </div>
            if picture.is_some_and(|picture| picture.caption == Caption::Note) {
                <p ref={places.at(Place::FigureNote)} class="muted figure-note" data-live="figure-note" data-finds={finds.name()}></p>
            }
            <>{ for table.map(numbers) }</>
        </section>
    }
}

fn numbers(table: &Table) -> Html {
    let row = |(phase, step, values): &(usize, usize, Vec<Option<f64>>)| {
        let cell = |value: &Option<f64>| html! { <td>{ value.map_or(String::new(), |value| number(value, 2)) }</td> };
        let place = format!("{} {step}", words::table_phases().get(*phase).copied().unwrap_or_default());
        html! { <tr><th scope="row">{ place }</th>{ for values.iter().map(cell) }</tr> }
    };
    html! {
        <div class="numbers" tabindex="0" role="region" aria-label={words::table_caption()}>
            <table>
                <caption>{ words::table_caption() }</caption>
                <thead><tr>
                    <th scope="col">{ words::step_name() }</th>
                    { for table.columns.iter().map(|column| html! { <th scope="col">{ column }</th> }) }
                </tr></thead>
                <tbody>{ for table.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
