//! The logit microscope: for one position, a column of bars for each token, in both contexts, with the pushes on its logit beneath them.
//!
//! Yew makes as many columns as any window has room for; [`crate::page::live::microscope`] fills them.

use crate::data::Side;
use crate::data::{LabFile, TokenPair};
use crate::page::language::use_language;
use crate::page::places::{Places, ScopePlace as Place};
use crate::page::send::send;
use crate::view::microscope::{COLUMNS, Words, word};
use crate::view::scope::{Axis, Face, Scope, Turn};
use crate::view::snapshot::{Held, Snapshot};
use crate::view::state::{Action, look};
use crate::words::microscope as say;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the microscope shows.
#[derive(PartialEq, Properties)]
pub struct MicroscopeProps {
    /// The lab.
    pub spec: Snapshot,
    /// The runs' names.
    pub names: Held<Vec<String>>,
    /// The runs' colours.
    pub slots: Held<Vec<usize>>,
    /// The selected pair.
    pub pair: usize,
    /// Where it looks.
    pub scope: Scope,
    /// What is filled as training goes.
    pub places: Places,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The microscope.
#[component]
pub fn Microscope(props: &MicroscopeProps) -> Html {
    use_language();
    let encoded = use_memo(props.spec.clone(), |spec| spec.encode());
    let Some(pair) = encoded.get(props.pair) else { return html! {} };
    let (spec, scope) = (&props.spec, &props.scope);
    let k = scope.position(spec, props.pair);
    let label = pair.chosen.get(k).or(pair.rejected.get(k)).copied().unwrap_or_default();
    let turn = |turn: Turn| send(&props.act, look::Action::Turn(turn).into());
    let axis = match scope.axis {
        Axis::Linear => say::axis()[0],
        Axis::Log => say::axis()[1],
    };
    let (body, other) = match scope.face {
        Face::Bars => (plot(props, pair, k), crate::words::numbers()),
        Face::Numbers => (numbers(spec, &props.places), crate::words::charts()),
    };
    let one_run = spec.runs.len() > scope.runs(spec).len() || scope.face == Face::Numbers;
    html! {
        <section class="scope" aria-label={say::microscope()}>
            <div class="head">
                <h2>{ say::microscope() }</h2>
                <p class="muted at">{ say::position(k, word(&spec.dataset.vocabulary, label)) }</p>
                if one_run && spec.runs.len() > 1 { { picker(props) } }
                if scope.face == Face::Bars {
                    <button type="button" class="quiet" onclick={turn(Turn::Axis)}>{ axis }</button>
                }
                <button type="button" class="quiet" data-toggle="scope" onclick={turn(Turn::Face)}>{ other }</button>
            </div>
            { body }
            <p ref={props.places.at(Place::Says)} class="says" data-live="scope-says"></p>
            <p ref={props.places.at(Place::Said)} class="hidden" role="status"></p>
        </section>
    }
}

fn picker(props: &MicroscopeProps) -> Html {
    let act = props.act.clone();
    let choose = move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        let index = select.and_then(|select| usize::try_from(select.selected_index()).ok());
        act.emit(look::Action::Turn(Turn::Run(index.unwrap_or(0))).into());
    };
    let run = props.scope.run(&props.spec);
    let option = |(i, name): (usize, &String)| html! { <option selected={i == run}>{ name }</option> };
    html! {
        <select aria-label={say::run()} onchange={choose}>{ for props.names.iter().enumerate().map(option) }</select>
    }
}

fn plot(props: &MicroscopeProps, pair: &TokenPair, k: usize) -> Html {
    let words = Words { data: &props.spec.dataset, pair };
    let runs = props.scope.runs(&props.spec);
    let slots: Vec<String> = runs.clone().filter_map(|run| props.slots.get(run)).map(usize::to_string).collect();
    let context = |side: Side, name: &'static str| {
        html! {
            <>
                <div class="context"><b>{ name }</b><span>{ words.context(side, k, 2) }{ " _" }</span></div>
                <div class="marks muted">{ say::pushed() }</div>
            </>
        }
    };
    let theory = pair.one_token_apart().is_some();
    let axis = match props.scope.axis {
        Axis::Linear => "linear",
        Axis::Log => "log",
    };
    let places = &props.places;
    let agrees = |(run, slot): (usize, &String)| html! { <b ref={places.at(Place::Agrees(run))} class="name" data-agrees="" data-slot={slot.clone()}></b> };
    html! {
        <div ref={places.at(Place::Plot)} class="plot" data-axis={axis} tabindex="0" role="group" aria-label={say::plot()}>
            <div ref={places.at(Place::Labels)} class="labels">
                { context(Side::Chosen, crate::words::chosen()) }
                <div ref={places.at(Place::Line)} class="token"></div>
                { context(Side::Rejected, crate::words::rejected()) }
                <div class="marks sum muted">
                    { say::sum() }
                    if theory { <span title={say::agrees_hint()}>{ say::theory() }{ " " }{ for slots.iter().enumerate().map(agrees) }</span> }
                </div>
            </div>
            { for (0..COLUMNS).map(|column| column_of(column, &slots, places)) }
        </div>
    }
}

fn column_of(column: usize, slots: &[String], places: &Places) -> Html {
    let bar = |side: Side, (run, slot): (usize, &String)| html! { <i ref={places.at(Place::Bar(column, side, run))} data-slot={slot.clone()}></i> };
    let marks = |class: &'static str, place: &dyn Fn(usize) -> Place| {
        let mark = |(run, slot): (usize, &String)| html! { <b ref={places.at(place(run))} class="name" data-slot={slot.clone()}></b> };
        html! { <div class={classes!("marks", class)}>{ for slots.iter().enumerate().map(mark) }</div> }
    };
    let half = |side: Side| {
        html! {
            <>
                <div class="bars"><s ref={places.at(Place::Reference(column, side))}></s>{ for slots.iter().enumerate().map(|run| bar(side, run)) }</div>
                { marks("push", &|run| Place::Push(column, side, run)) }
            </>
        }
    };
    html! {
        <div ref={places.at(Place::Column(column))} class="column" hidden={true}>
            { half(Side::Chosen) }
            <div ref={places.at(Place::Token(column))} class="token"></div>
            { half(Side::Rejected) }
            { marks("sum", &|run| Place::Sum(column, run)) }
        </div>
    }
}

fn numbers(spec: &LabFile, places: &Places) -> Html {
    let row = |id: u32| {
        let cell = |column: usize| html! { <td ref={places.at(Place::Cell(id as usize, column))}></td> };
        html! {
            <tr data-token=""><th scope="row">{ word(&spec.dataset.vocabulary, id) }</th>{ for (0..say::columns().len()).map(cell) }</tr>
        }
    };
    let count = u32::try_from(spec.dataset.vocabulary.len()).unwrap_or(0);
    html! {
        <div class="numbers" tabindex="0" role="region" aria-label={say::table()}>
            <table>
                <caption>{ say::caption() }</caption>
                <thead><tr>
                    <td></td>
                    { for say::columns().iter().map(|column| html! { <th scope="col">{ column }</th> }) }
                </tr></thead>
                <tbody>{ for (0..count).map(row) }</tbody>
            </table>
        </div>
    }
}
