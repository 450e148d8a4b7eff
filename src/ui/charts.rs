//! The section of the charts, with their table twin: the painter fills the canvases, Yew the table.

use super::figure::Table;
use super::page::send;
use super::state::Action;
use super::strings;
use crate::plot::scale::number;
use yew::prelude::*;

/// The charts, or in their place the table if there is one.
pub fn charts(table: Option<&Table>, act: &Callback<Action>) -> Html {
    let other = if table.is_some() { strings::CHARTS } else { strings::NUMBERS };
    html! {
        <section class="curves">
            <div class="head">
                <h2>{ strings::CURVES }</h2>
                <button type="button" class="quiet" onclick={send(act, Action::ToggleView)}>{ other }</button>
            </div>
            <div class="figure" data-live="figure" hidden={table.is_some()}>
                <canvas data-layer="ground" aria-hidden="true"></canvas>
                <canvas data-layer="curves" role="img" aria-label={strings::CANVAS}></canvas>
            </div>
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
