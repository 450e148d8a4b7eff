//! The section of the charts, with their table twin: the painter fills the canvases, Yew the table.

use crate::page::send::send;
use crate::plot::scale::number;
use crate::view::charts::Table;
use crate::view::request::Move;
use crate::view::state::{Action, State, look};
use crate::view::views::View;
use crate::words;
use yew::prelude::*;

/// The training in the view that is chosen: `table` for the table.
#[inline(never)]
pub fn charts(state: &State, table: Option<&Table>, act: &Callback<Action>, go: &Callback<Move>) -> Html {
    let view = state.look.view;
    let [closer, farther, whole] = words::ZOOM;
    let scale = |(glyph, name): (&'static str, &'static str), by: f64| {
        let go = go.clone();
        html! { <button type="button" class="quiet" aria-label={name} title={name} onclick={move |_: MouseEvent| go.emit(Move::Zoom(by))}>{ glyph }</button> }
    };
    let choice = |(option, name): (&View, &'static str)| {
        let pressed = (*option == view).to_string();
        html! {
            <button type="button" class="quiet" aria-pressed={pressed} onclick={send(act, look::Action::View(*option).into())}>{ name }</button>
        }
    };
    html! {
        <section class="curves" aria-label={words::CURVES}>
            <div class="head">
                <h2>{ words::CURVES }</h2>
                if view.stack().is_some() {
                    <div class="zoom" title={words::ZOOM_HINT}>
                        { scale(closer, 0.5) }
                        if state.look.zoom.is_some() {
                            { scale(farther, 2.0) }
                            <button type="button" class="quiet" aria-label={whole.1} title={whole.1} onclick={send(act, look::Action::Zoom(None).into())}>{ whole.0 }</button>
                        }
                    </div>
                }
                <div class="views">{ for View::ALL.iter().zip(words::VIEWS).map(choice) }</div>
            </div>
            <div class="figure" data-live="figure" data-window={state.look.zoom.map(|window| format!("{} {}", window.from, window.to))} hidden={view.stack().is_none()}>
                <canvas data-layer="ground" aria-hidden="true"></canvas>
                <canvas data-layer="curves" role="img" aria-label={words::CANVAS}></canvas>
            </div>
            <div class="figure" data-live="plane" hidden={view != View::Plane}>
                <canvas data-layer="plane" role="img" aria-label={words::PLANE}></canvas>
            </div>
            <div class="figure cells" data-live="heat" hidden={view != View::Heat}>
                <canvas data-layer="heat" role="img" aria-label={words::HEAT}></canvas>
            </div>
            if view == View::Heat {
                <p class="muted plane-note" data-live="heat-note"></p>
            }
            if view == View::Plane {
                <p class="muted plane-note" data-live="plane-note"></p>
            }
            <>{ for table.map(numbers) }</>
        </section>
    }
}

fn numbers(table: &Table) -> Html {
    let row = |(phase, step, values): &(usize, usize, Vec<Option<f64>>)| {
        let cell = |value: &Option<f64>| html! { <td>{ value.map_or(String::new(), |value| number(value, 2)) }</td> };
        let place = format!("{} {step}", words::TABLE_PHASES.get(*phase).copied().unwrap_or_default());
        html! { <tr><th scope="row">{ place }</th>{ for values.iter().map(cell) }</tr> }
    };
    html! {
        <div class="numbers" tabindex="0" role="region" aria-label={words::TABLE_CAPTION}>
            <table>
                <caption>{ words::TABLE_CAPTION }</caption>
                <thead><tr>
                    <th scope="col">{ words::STEP }</th>
                    { for table.columns.iter().map(|column| html! { <th scope="col">{ column }</th> }) }
                </tr></thead>
                <tbody>{ for table.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
