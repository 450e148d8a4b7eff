//! The section of the charts, with their table twin: the painter fills the canvases, Yew the table.

use super::figure::Table;
use super::page::send;
use super::state::{Action, View};
use super::strings;
use crate::plot::scale::number;
use yew::prelude::*;

/// The training in the view that is chosen: `table` for the table, `field` the run whose loss makes the plane's arrows.
pub fn charts(view: View, table: Option<&Table>, field: &str, act: &Callback<Action>) -> Html {
    let choice = |(option, name): (&View, &'static str)| {
        let pressed = (*option == view).to_string();
        html! {
            <button type="button" class="quiet" aria-pressed={pressed} onclick={send(act, Action::View(*option))}>{ name }</button>
        }
    };
    html! {
        <section class="curves" aria-label={strings::CURVES}>
            <div class="head">
                <h2>{ strings::CURVES }</h2>
                <div class="views">{ for View::ALL.iter().zip(strings::VIEWS).map(choice) }</div>
            </div>
            <div class="figure" data-live="figure" hidden={!matches!(view, View::Charts | View::Losses)}>
                <canvas data-layer="ground" aria-hidden="true"></canvas>
                <canvas data-layer="curves" role="img" aria-label={strings::CANVAS}></canvas>
            </div>
            <div class="figure" data-live="plane" hidden={view != View::Plane}>
                <canvas data-layer="plane" role="img" aria-label={strings::PLANE}></canvas>
            </div>
            if view == View::Plane {
                <p class="muted plane-note">{ strings::plane_note(field) }</p>
            }
            <>{ for table.map(numbers) }</>
        </section>
    }
}

fn numbers(table: &Table) -> Html {
    let row = |(phase, step, values): &(usize, usize, Vec<Option<f64>>)| {
        let cell = |value: &Option<f64>| html! { <td>{ value.map_or(String::new(), |value| number(value, 2)) }</td> };
        let place = format!("{} {step}", strings::TABLE_PHASES.get(*phase).copied().unwrap_or_default());
        html! { <tr><th scope="row">{ place }</th>{ for values.iter().map(cell) }</tr> }
    };
    html! {
        <div class="numbers" tabindex="0" role="region" aria-label={strings::TABLE_CAPTION}>
            <table>
                <caption>{ strings::TABLE_CAPTION }</caption>
                <thead><tr>
                    <th scope="col">{ strings::STEP }</th>
                    { for table.columns.iter().map(|column| html! { <th scope="col">{ column }</th> }) }
                </tr></thead>
                <tbody>{ for table.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
