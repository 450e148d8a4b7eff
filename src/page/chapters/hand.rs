//! The picture in which `c` and `r` are moved by hand: what each loss says of them, and which way it would push either. Nothing is trained here:
//! every number comes from the losses themselves, for a pair that stands at the reference when both sliders are at 0.

use crate::objective::{Objective, PairLogps};
use crate::page::language::use_language;
use crate::plot::scale::{number, signed};
use crate::view::snapshot::{Held, Snapshot};
use crate::words::book as say;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the picture shows.
#[derive(PartialEq, Properties)]
pub struct HandProps {
    /// The lab, whose losses are shown.
    pub spec: Snapshot,
    /// The runs' names.
    pub names: Held<Vec<String>>,
    /// The runs' colours.
    pub slots: Held<Vec<usize>>,
}

/// Which of the two answers a slider moves.
#[derive(Clone, Copy, PartialEq)]
enum Moved {
    Chosen,
    Rejected,
}

/// How far each answer can be moved, in nats from the reference.
const REACH: [(f64, f64); 2] = [(-12.0, 4.0), (-24.0, 4.0)];

/// The gaps that are drawn, from left to right, and the largest loss that is.
const GAPS: (f64, f64) = (-16.0, 28.0);
const MOST: f64 = 6.0;

/// Points of a curve.
const POINTS: usize = 89;

/// Runs that are shown, at most.
const RUNS: usize = 4;

/// A pair that has moved so far from the reference.
fn moved(c: f64, r: f64) -> PairLogps {
    PairLogps { chosen: c, rejected: r, ref_chosen: 0.0, ref_rejected: 0.0, chosen_tokens: 1.0, rejected_tokens: 1.0 }
}

fn across(h: f64) -> f64 {
    100.0 * (h - GAPS.0) / (GAPS.1 - GAPS.0)
}

fn up(loss: f64) -> f64 {
    100.0 - 100.0 * (loss / MOST).clamp(0.0, 1.0)
}

/// The loss over the gap while the preferred answer stays where it is.
fn curve(objective: &Objective, c: f64) -> String {
    let point = |i: usize| {
        let h = GAPS.0 + (GAPS.1 - GAPS.0) * i as f64 / (POINTS - 1) as f64;
        format!("{:.2},{:.2}", across(h), up(objective.evaluate(&moved(c, c - h)).loss))
    };
    (0..POINTS).map(point).collect::<Vec<_>>().join(" ")
}

/// The picture.
#[component]
pub fn Hand(props: &HandProps) -> Html {
    use_language();
    let at = use_state(|| (0.0, 0.0));
    let (c, r) = *at;
    let set = |moved: Moved| {
        let at = at.clone();
        move |event: InputEvent| {
            let value = event.target_dyn_into::<HtmlInputElement>().map(|slider| slider.value_as_number());
            if let Some(value) = value.filter(|value| value.is_finite()) {
                at.set(match moved {
                    Moved::Chosen => (value, at.1),
                    Moved::Rejected => (at.0, value),
                });
            }
        }
    };
    let both = {
        let at = at.clone();
        let (c, r) = (c - 1.0, r - 1.0);
        let is_there = c >= REACH[0].0 && r >= REACH[1].0;
        (is_there, move |_: MouseEvent| at.set((c, r)))
    };
    let home = {
        let at = at.clone();
        move |_: MouseEvent| at.set((0.0, 0.0))
    };
    let slider = |moved: Moved, value: f64| {
        let (low, high) = REACH[usize::from(moved == Moved::Rejected)];
        let (letter, name) = say::hand_sliders()[usize::from(moved == Moved::Rejected)];
        let text = signed(value, 1);
        html! {
            <label data-symbol={if moved == Moved::Chosen { "chosen" } else { "rejected" }}>
                <span><i>{ letter }</i>{ " " }{ name }</span>
                <input type="range" min={low.to_string()} max={high.to_string()} step="0.5" value={value.to_string()} aria-valuetext={say::nats(&text)} oninput={set(moved)} />
                <b class="value">{ text }</b>
            </label>
        }
    };
    let logps = moved(c, r);
    let runs = props.spec.runs.iter().zip(&*props.names).zip(&*props.slots).take(RUNS);
    let runs: Vec<_> = runs.map(|((run, name), slot)| (run.objective, name.clone(), slot.to_string())).collect();
    let line = |(objective, _, slot): &(Objective, String, String)| {
        html! { <polyline data-slot={slot.clone()} points={curve(objective, c)} /> }
    };
    let dot = |(objective, _, slot): &(Objective, String, String)| {
        let place = format!("left: {:.2}%; top: {:.2}%", across(logps.margin()), up(objective.evaluate(&logps).loss));
        html! { <i class="dot" data-slot={slot.clone()} ~style={place}></i> }
    };
    let row = |(objective, name, slot): &(Objective, String, String)| {
        let loss = objective.evaluate(&logps);
        let push = |value: f64| {
            let glyph = if value > 1e-9 {
                "↑"
            } else if value < -1e-9 {
                "↓"
            } else {
                "∅"
            };
            html! { <td><b>{ glyph }</b>{ " " }{ number(value.abs(), 3) }</td> }
        };
        html! {
            <tr data-slot={slot.clone()}>
                <th scope="row"><b class="name">{ name }</b></th>
                <td>{ number(loss.loss, 3) }</td>
                { push(-loss.dchosen) }
                { push(-loss.drejected) }
            </tr>
        }
    };
    let [loss, push_c, push_r] = say::hand_columns();
    html! {
        <section class="hand" aria-label={say::hand()}>
            <div class="head"><h2>{ say::hand() }</h2><p class="value">{ "h = " }{ signed(logps.margin(), 1) }</p></div>
            <div class="plane" aria-hidden="true">
                <svg viewBox="0 0 100 100" preserveAspectRatio="none">
                    <line class="axis" x1={across(0.0).to_string()} x2={across(0.0).to_string()} y1="0" y2="100" />
                    <line class="axis" x1="0" x2="100" y1="100" y2="100" />
                    { for runs.iter().map(line) }
                </svg>
                { for runs.iter().map(dot) }
                <span class="x">{ say::hand_axes()[0] }</span><span class="y">{ say::hand_axes()[1] }</span>
                <span class="zero" ~style={format!("left: {:.2}%", across(0.0))}>{ "0" }</span>
            </div>
            { slider(Moved::Chosen, c) }
            { slider(Moved::Rejected, r) }
            <div class="tools">
                <button type="button" disabled={!both.0} onclick={both.1}>{ say::hand_both() }</button>
                <button type="button" class="quiet" onclick={home}>{ say::hand_home() }</button>
            </div>
            <table>
                <thead><tr><td></td><th scope="col">{ loss }</th><th scope="col">{ push_c }</th><th scope="col">{ push_r }</th></tr></thead>
                <tbody>{ for runs.iter().map(row) }</tbody>
            </table>
        </section>
    }
}
