//! The map of two settings: where in it the preferred answers are kept, cell by cell, from coarse to fine. A cell opens as a lab.

use super::course::{SweepCourse, use_sweeping};
use super::{EvidenceLab, button, choice_of, progress};
use crate::data::{Edit, LabFile};
use crate::experiments::{
    Estimate, MAP_SEEDS, MapQuestion, PhaseNumber, PhasePlan, SIDES, SheetQuestion, Varied, border, held,
};
use crate::view::snapshot::Held;
use crate::view::state::{Action, document};
use crate::view::style::Labels;
use crate::words::experiments as say;
use crate::words::{self, Language};
use js_sys::Function;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// The drawing's width, in units of its own, and its edges.
const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 330.0;
const EDGES: [f64; 4] = [54.0, 408.0, 24.0, 280.0];

#[derive(PartialEq, Properties)]
pub struct PhaseProps {
    pub spoken: Language,
    pub lab: EvidenceLab,
    /// What a link or a chapter asks.
    pub question: Option<Held<SheetQuestion>>,
    pub sweep: Function,
    pub act: Callback<Action>,
    /// The sheet, which closes where a lab is opened.
    pub place: NodeRef,
}

/// A plan, with so many seeds a cell.
type Mapped = (PhasePlan, usize);

/// The map with its questions.
#[component]
pub fn PhaseMap(props: &PhaseProps) -> Html {
    words::speak(props.spoken);
    let lab: &LabFile = props.lab.lab();
    let asked = use_state(|| MapQuestion::FIRST);
    {
        let set = asked.setter();
        use_effect_with(props.question.clone(), move |question| {
            if let Some(SheetQuestion::Map(question)) = question.as_deref() {
                set.set(*question);
            }
        });
    }
    let MapQuestion { settings: [across, up], side, seeds, number, run } = *asked;
    let at = use_state(|| [0_usize; 2]);
    let sweeping = use_sweeping::<Mapped, _>(&props.sweep, props.lab.lab());
    let chosen = run.filter(|run| *run < lab.runs.len()).unwrap_or_else(|| PhasePlan::first_run(lab));
    let plan = PhasePlan::new(lab, chosen, [across, up], side);
    let begin =
        plan.as_ref().ok().map(|plan| sweeping.begin((plan.clone(), seeds), plan.lab.to_json(), plan.options(seeds)));
    let names = Labels::of(lab).names;
    let settings = Varied::ALL.map(|(name, setting)| (name.to_owned(), say::setting(setting).to_owned(), setting));
    let runs: Vec<(String, String, Option<usize>)> =
        names.iter().enumerate().map(|(run, name)| (run.to_string(), name.clone(), Some(run))).collect();
    let numbers = PhaseNumber::ALL.map(|(name, number)| (name.to_owned(), say::number_of(number).to_owned(), number));
    let wish = run.or(Some(chosen));
    let counts = |all: &[usize], label: &dyn Fn(usize) -> String| -> Vec<(String, String, usize)> {
        all.iter().map(|count| (count.to_string(), label(*count), *count)).collect()
    };
    let sides = counts(&SIDES, &|side| format!("{side} × {side}"));
    let numbers_of_seeds = counts(&MAP_SEEDS, &|seeds| seeds.to_string());
    html! {
        <>
            <div class="ask">
                <label>{ say::run() }{ choice_of(&runs, wish, take(&asked, |asked, run| asked.run = run)) }</label>
                <label>{ say::map_across() }{ choice_of(&settings, across, take(&asked, |asked, across| asked.settings[0] = across)) }</label>
                <label>{ say::map_upwards() }{ choice_of(&settings, up, take(&asked, |asked, up| asked.settings[1] = up)) }</label>
                <label>{ say::cells() }{ choice_of(&sides, side, take(&asked, |asked, side| asked.side = side)) }</label>
                <label>{ say::seeds() }{ choice_of(&numbers_of_seeds, seeds, take(&asked, |asked, seeds| asked.seeds = seeds)) }</label>
                { button(begin, &sweeping) }
            </div>
            <p>{ match &plan {
                Ok(plan) => format!("{} {}", say::map_method(), say::labs(plan.cells(seeds))),
                Err(why) => say::no_plan(*why).to_owned(),
            } }</p>
            { props.lab.link(SheetQuestion::Map(*asked)) }
            if let Some(course) = sweeping.course() {
                { progress(course, course.of.0.cells(course.of.1)) }
                if !course.cells.is_empty() {
                    <div class="ask"><label>{ say::shown() }{ choice_of(&numbers, number, take(&asked, |asked, number| asked.number = number)) }</label></div>
                    { map(course, number, &at, props) }
                }
            }
        </>
    }
}

/// What sets a part of the question.
fn take<T: 'static>(asked: &UseStateHandle<MapQuestion>, put: fn(&mut MapQuestion, T)) -> Callback<T> {
    let (now, set) = (**asked, asked.setter());
    Callback::from(move |value| {
        let mut next = now;
        put(&mut next, value);
        set.set(next);
    })
}

/// The map, and what is said of the cell that is looked at.
fn map(course: &SweepCourse<Mapped>, number: PhaseNumber, at: &UseStateHandle<[usize; 2]>, props: &PhaseProps) -> Html {
    let (plan, seeds) = &*course.of;
    let grid = plan.grid(&course.cells, number);
    let [(across, xs), (up, ys)] = &plan.axes;
    let [left, right, top, bottom] = EDGES;
    let (wide, high) = ((right - left) / xs.len() as f64, (bottom - top) / ys.len() as f64);
    let corner = |x: usize, y: usize| (left + wide * x as f64, bottom - high * (y + 1) as f64);
    let all = || grid.iter().flatten().flatten();
    let largest = all().map(|estimate| estimate.mean.abs()).fold(1e-9, f64::max);
    let open = {
        let (plan, seeds, act, place) = (plan.clone(), *seeds, props.act.clone(), props.place.clone());
        move |at: [usize; 2]| {
            if let Some(lab) = plan.lab(at, seeds) {
                if let Some(sheet) = place.cast::<HtmlDialogElement>() {
                    sheet.close();
                }
                act.emit(document::Action::Edit(Edit::Open(Box::new(lab))).into());
            }
        }
    };
    let cell = |x: usize, y: usize, estimate: &Estimate| {
        let (left, top) = corner(x, y);
        let class = if estimate.mean < 0.0 { "fall" } else { "rise" };
        // By the root: of what is a hundredth of the largest a tenth is seen.
        let share = (estimate.mean.abs() / largest).sqrt();
        let look = {
            let at = at.setter();
            Callback::from(move |_: PointerEvent| at.set([x, y]))
        };
        // A finger looks first: what it has looked at it opens with the button.
        let click = {
            let open = open.clone();
            Callback::from(move |event: MouseEvent| {
                if event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_type() == "mouse") {
                    open([x, y]);
                }
            })
        };
        html! {
            <rect {class} x={format!("{left:.2}")} y={format!("{top:.2}")} width={format!("{wide:.2}")} height={format!("{high:.2}")}
                fill-opacity={format!("{:.3}", 0.06 + 0.94 * share)} onpointerenter={look} onclick={click} />
        }
    };
    let cells = grid
        .iter()
        .enumerate()
        .flat_map(|(y, row)| row.iter().enumerate().filter_map(move |(x, estimate)| Some((x, y, estimate.as_ref()?))));
    let kept = plan.grid(&course.cells, PhaseNumber::Chosen);
    let edge = |[[x, y], [next_x, _]]: [[usize; 2]; 2]| {
        let (from_left, from_top) = corner(x, y);
        // Beside it, or above it.
        let ends = if next_x == x {
            [from_left, from_top, from_left + wide, from_top]
        } else {
            [from_left + wide, from_top, from_left + wide, from_top + high]
        };
        let [x1, y1, x2, y2] = ends.map(|end| format!("{end:.2}"));
        html! { <line class="border" {x1} {y1} {x2} {y2} /> }
    };
    let label = |values: &[f64], place: usize| place.is_multiple_of(values.len().div_ceil(5).max(1));
    let below = xs.iter().enumerate().filter(|(place, _)| label(xs, *place)).map(|(x, value)| {
        html! { <text class="middle" x={format!("{:.1}", corner(x, 0).0 + wide / 2.0)} y={(bottom + 17.0).to_string()}>{ words::axis_value(*value) }</text> }
    });
    let beside = ys.iter().enumerate().filter(|(place, _)| label(ys, *place)).map(|(y, value)| {
        html! { <text class="end" x={(left - 6.0).to_string()} y={format!("{:.1}", corner(0, y).1 + high / 2.0 + 4.5)}>{ words::axis_value(*value) }</text> }
    });
    let [x, y] = [at[0].min(xs.len() - 1), at[1].min(ys.len() - 1)];
    let (ring_x, ring_y) = corner(x, y);
    let seen = grid.get(y).and_then(|row| row.get(x)).copied().flatten();
    let keys = {
        let (at, open) = (at.setter(), open.clone());
        let (most_x, most_y) = (xs.len() - 1, ys.len() - 1);
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowLeft" => [x.saturating_sub(1), y],
                "ArrowRight" => [(x + 1).min(most_x), y],
                "ArrowDown" => [x, y.saturating_sub(1)],
                "ArrowUp" => [x, (y + 1).min(most_y)],
                "Enter" => {
                    event.prevent_default();
                    return open([x, y]);
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            at.set(to);
        })
    };
    let of = plan.cells(*seeds);
    let is_whole = !course.at_work && course.cells.len() == of;
    html! {
        <>
            <figure class="map">
                <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="application" tabindex="0" aria-label={say::map_keys()} onkeydown={keys} >
                    <text class="title" x="0" y="13">{ say::setting(*up) }</text>
                    { for cells.map(|(x, y, estimate)| cell(x, y, estimate)) }
                    { for border(&kept).into_iter().map(edge) }
                    <rect class="ring" x={format!("{ring_x:.2}")} y={format!("{ring_y:.2}")} width={format!("{wide:.2}")} height={format!("{high:.2}")} />
                    { for below }{ for beside }
                    <text class="middle title" x={((left + right) / 2.0).to_string()} y={(HEIGHT - 8.0).to_string()}>{ say::setting(*across) }</text>
                </svg>
            </figure>
            <p class="seen" role="status">{ say::seen([(*across, xs[x]), (*up, ys[y])], number, seen.as_ref()) }</p>
            <p>{ say::mapped(all().count(), held(&kept), *seeds, is_whole) }</p>
            <p class="muted">{ say::map_signs() }</p>
            <p class="files"><button type="button" disabled={seen.is_none()} onclick={move |_: MouseEvent| open([x, y])}>{ say::open() }</button></p>
        </>
    }
}
