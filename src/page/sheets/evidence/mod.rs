//! The sheet in which a question is put to many seeds: what is asked, how far it is, what came of it.

mod figure;

use crate::experiments::{Experiment, Measure, NoPlan, SeedPicture, SeedPlan, SweptCell, picture};
use crate::page::dom;
use crate::page::language::use_language;
use crate::page::late::use_part;
use crate::parts::part;
use crate::view::snapshot::Snapshot;
use crate::view::style::Labels;
use crate::words;
use crate::words::experiments as say;
use js_sys::{Array, Function};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlDialogElement, HtmlSelectElement};
use yew::prelude::*;

/// How many seeds are offered; the second is what the sheet begins with.
const SEEDS: [usize; 3] = [5, 20, 50];

/// What the sheet is about.
#[derive(Clone, PartialEq, Properties)]
pub struct EvidenceProps {
    /// Where the sheet stands.
    pub place: NodeRef,
    /// The lab at the moment in which it was opened, once it was.
    pub lab: Option<Snapshot>,
    /// Trains many labs: called with a lab file and options as JSON and a function that hears of it, and gives what stops it.
    pub sweep: Function,
}

part! {
    /// What is in the sheet.
    pub fn inside() -> fn(&EvidenceProps) -> Html = evidence(|props| html! { <Inside ..props.clone() /> });
}

/// Shows the sheet.
pub fn open(sheet: &NodeRef) {
    if let Some(dialog) = sheet.cast::<HtmlDialogElement>() {
        // It fails only where it is open already.
        dialog.show_modal().unwrap_or_default();
    }
}

/// The sheet, which is there before what is in it.
#[component]
pub fn EvidenceSheet(props: &EvidenceProps) -> Html {
    use_language();
    let inside = use_part(|| Box::pin(inside()), props.lab.is_some());
    html! {
        <dialog ref={&props.place} class="evidence" aria-label={words::many_seeds()}>
            if props.lab.is_some() { { inside.show(|inside| inside(props)) } }
            <form method="dialog"><button>{ words::close() }</button></form>
        </dialog>
    }
}

/// What was begun, and what has come of it.
#[derive(Clone, PartialEq)]
struct Course {
    experiment: Experiment,
    seeds: usize,
    plan: Rc<SeedPlan>,
    cells: Rc<Vec<SweptCell>>,
    /// The same as the module told it.
    lines: Rc<Vec<String>>,
    done: usize,
    seconds_left: Option<f64>,
    at_work: bool,
    fault: Option<String>,
}

/// What happens to it.
enum Happening {
    Begin(Box<Course>),
    Told { done: usize, seconds_left: Option<f64>, lines: Vec<String> },
    Ended(Option<String>),
    Forgotten,
}

/// It, if there is one.
#[derive(Clone, Default, PartialEq)]
struct Told(Option<Course>);

impl Reducible for Told {
    type Action = Happening;

    fn reduce(self: Rc<Self>, happening: Happening) -> Rc<Self> {
        let mut told = (*self).clone();
        match (happening, &mut told.0) {
            (Happening::Begin(course), _) => told.0 = Some(*course),
            (Happening::Forgotten, _) => told.0 = None,
            (Happening::Told { done, seconds_left, lines }, Some(course)) => {
                (course.done, course.seconds_left) = (done, seconds_left);
                if !lines.is_empty() {
                    let fresh = lines.iter().filter_map(|line| SweptCell::read(line));
                    course.cells = Rc::new(course.cells.iter().cloned().chain(fresh).collect());
                    course.lines = Rc::new(course.lines.iter().cloned().chain(lines).collect());
                }
            }
            (Happening::Ended(fault), Some(course)) => (course.at_work, course.fault) = (false, fault),
            (Happening::Told { .. } | Happening::Ended(_), None) => {}
        }
        Rc::new(told)
    }
}

/// A sweep that is at work; it stops when this goes.
struct AtWork {
    stop: Function,
    _hears: Closure<dyn FnMut(JsValue, JsValue, Array, JsValue)>,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        // What has ended already is not stopped any more.
        self.stop.call0(&JsValue::NULL).unwrap_or_default();
    }
}

/// What is in the sheet.
#[component]
fn Inside(props: &EvidenceProps) -> Html {
    use_language();
    let (experiment, seeds) = (use_state(|| Experiment::Course), use_state(|| SEEDS[1]));
    let told = use_reducer_eq(Told::default);
    let at_work = use_mut_ref(|| None::<AtWork>);
    {
        // Of another lab nothing is known.
        let (told, at_work) = (told.dispatcher(), at_work.clone());
        use_effect_with(props.lab.clone(), move |_| {
            at_work.replace(None);
            told.dispatch(Happening::Forgotten);
        });
    }
    let Some(lab) = &props.lab else { return Html::default() };
    let plan = (*experiment).plan(lab);
    let begin = {
        let (told, at_work, sweep) = (told.dispatcher(), at_work.clone(), props.sweep.clone());
        let (plan, experiment, seeds) = (plan.clone(), *experiment, *seeds);
        Callback::from(move |_: MouseEvent| {
            let Ok(plan) = plan.clone() else { return };
            at_work.replace(None);
            let (spec, options) = (plan.lab.to_json(), plan.options(seeds));
            let (cells, lines) = (Rc::default(), Rc::default());
            let course = Course {
                experiment,
                seeds,
                plan: Rc::new(plan),
                cells,
                lines,
                done: 0,
                seconds_left: None,
                at_work: true,
                fault: None,
            };
            told.dispatch(Happening::Begin(Box::new(course)));
            let hears = {
                let told = told.clone();
                Closure::new(move |done: JsValue, seconds: JsValue, lines: Array, ended: JsValue| {
                    let lines: Vec<String> = lines.iter().filter_map(|line| line.as_string()).collect();
                    let done = done.as_f64().unwrap_or(0.0) as usize;
                    told.dispatch(Happening::Told { done, seconds_left: seconds.as_f64(), lines });
                    if !ended.is_undefined() {
                        told.dispatch(Happening::Ended(ended.as_string()));
                    }
                })
            };
            let hears: Closure<dyn FnMut(JsValue, JsValue, Array, JsValue)> = hears;
            let stop = sweep.call3(&JsValue::NULL, &spec.into(), &options.into(), hears.as_ref());
            match stop.map(Function::from) {
                Ok(stop) => drop(at_work.replace(Some(AtWork { stop, _hears: hears }))),
                Err(_) => told.dispatch(Happening::Ended(None)),
            }
        })
    };
    let stop = {
        let (told, at_work) = (told.dispatcher(), at_work.clone());
        Callback::from(move |_: MouseEvent| {
            at_work.replace(None);
            told.dispatch(Happening::Ended(None));
        })
    };
    let is_at_work = told.0.as_ref().is_some_and(|course| course.at_work);
    html! {
        <>
            <h2>{ say::TITLE }</h2>
            <p class="muted">{ say::ABOUT }</p>
            <div class="ask">
                <label>{ say::QUESTION }{ choice(Experiment::ALL.map(|(name, experiment)| (name.to_owned(), say::name(experiment).to_owned(), experiment)), &experiment) }</label>
                <label>{ say::SEEDS }{ choice(SEEDS.map(|seeds| (seeds.to_string(), seeds.to_string(), seeds)), &seeds) }</label>
                if is_at_work {
                    <button type="button" onclick={stop}>{ say::STOP }</button>
                } else {
                    <button type="button" class="main" disabled={plan.is_err()} onclick={begin}>{ say::BEGIN }</button>
                }
            </div>
            { method(*experiment, &plan, *seeds) }
            { for told.0.as_ref().map(outcome) }
        </>
    }
}

/// A list of which one is taken.
fn choice<T: Copy + PartialEq + 'static, const N: usize>(
    options: [(String, String, T); N],
    taken: &UseStateHandle<T>,
) -> Html {
    let values = options.clone().map(|(value, _, option)| (value, option));
    let set = taken.setter();
    let onchange = move |event: Event| {
        let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        if let Some((_, option)) = values.iter().find(|(name, _)| Some(name) == value.as_ref()) {
            set.set(*option);
        }
    };
    let option = |(value, label, option): (String, String, T)| {
        html! { <option key={value.clone()} {value} selected={option == **taken}>{ label }</option> }
    };
    html! { <select {onchange}>{ for options.into_iter().map(option) }</select> }
}

/// What is done to the lab, and what the papers report.
fn method(experiment: Experiment, plan: &Result<SeedPlan, NoPlan>, seeds: usize) -> Html {
    html! {
        <>
            <p>{ match plan {
                Ok(plan) => format!("{} {}", say::method(experiment), say::labs(plan.cells(seeds))),
                Err(why) => say::no_plan(*why).to_owned(),
            } }</p>
            <p class="muted">{ say::papers(experiment) }</p>
        </>
    }
}

/// What has come of it so far.
fn outcome(course: &Course) -> Html {
    let Course { experiment, seeds, plan, cells, lines, done, seconds_left, at_work, fault } = course;
    let picture = picture(plan, cells);
    let labels = Labels::of(&plan.lab);
    let name = |line: usize| match plan.measure {
        Measure::Change => labels.names[line].clone(),
        Measure::Parts => say::PARTS[line].to_owned(),
        Measure::Shares => say::SHARES[line].to_owned(),
        Measure::Ranks => say::RANKS.to_owned(),
    };
    let slot = |line: usize| if plan.measure == Measure::Change { labels.slots[line] } else { line };
    let of = plan.cells(*seeds);
    let sentences = |(line, points): (usize, &Vec<_>)| {
        let item = move |sentence: String| html! { <li data-slot={slot(line).to_string()}><i class={figure::form(line)}></i>{ sentence }</li> };
        say::sentences(&name(line), points, &picture).into_iter().map(item).collect::<Vec<_>>()
    };
    let save = {
        let (text, (file, kind)) = (table_text(&picture, &name, *experiment), say::FILE);
        // A browser that makes no blob saves nothing; every one since 2012 does.
        move |_: MouseEvent| dom::save(&text, file, kind).unwrap_or_default()
    };
    let save_all = {
        let (lines, (file, kind)) = (lines.clone(), say::ALL_FILE);
        move |_: MouseEvent| dom::save(&(lines.join("\n") + "\n"), file, kind).unwrap_or_default()
    };
    let is_shown = !cells.is_empty();
    html! {
        <>
            if *at_work {
                <p class="course"><progress max={of.to_string()} value={done.to_string()} aria-label={say::PROGRESS}></progress><span>{ say::progress(*done, of, *seconds_left) }</span></p>
            }
            if let Some(fault) = fault { <p class="fault" role="alert">{ fault }</p> }
            if is_shown {
                <h3>{ say::name(*experiment) }</h3>
                { figure::figure(&picture, *experiment, &slot) }
                <ul class="lines" data-experiment={Experiment::ALL.iter().find(|(_, other)| other == experiment).map(|(name, _)| *name)}>{ for picture.lines.iter().enumerate().flat_map(sentences) }</ul>
                <p class="muted" role="status">{ say::counts(cells.len(), *seeds, picture.counts, !at_work && cells.len() == of) }</p>
                <details><summary>{ say::TABLE }</summary>{ table(&picture, &name, *experiment) }</details>
                <p class="files"><button type="button" onclick={save}>{ say::SAVE }</button><button type="button" onclick={save_all}>{ say::SAVE_ALL }</button></p>
            }
        </>
    }
}

/// All numbers.
fn table(picture: &SeedPicture, name: &dyn Fn(usize) -> String, experiment: Experiment) -> Html {
    let rows =
        picture.lines.iter().enumerate().flat_map(|(line, points)| points.iter().map(move |point| (line, point)));
    let row = |(line, point): (usize, &crate::experiments::Point)| {
        let estimate = &point.estimate;
        html! {
            <tr><td>{ say::mark(picture.axis, point.x) }</td><td>{ name(line) }</td><td>{ crate::plot::scale::signed(estimate.mean, 3) }</td>
                <td>{ say::interval(estimate).unwrap_or_default() }</td><td>{ say::fell(estimate) }</td></tr>
        }
    };
    html! {
        <div class="numbers" tabindex="0" role="region" aria-label={say::TABLE}>
            <table>
                <thead><tr><th scope="col">{ say::across(experiment) }</th>{ for say::HEADS.map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>{ for rows.map(row) }</tbody>
            </table>
        </div>
    }
}

/// The same as CSV, in full.
fn table_text(picture: &SeedPicture, name: &dyn Fn(usize) -> String, experiment: Experiment) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = format!("{},run,mean,low,high,below,seeds\r\n", quoted(say::across(experiment)));
    for (line, points) in picture.lines.iter().enumerate() {
        for point in points {
            let (low, high) = point.estimate.ends();
            let estimate = &point.estimate;
            text += &format!(
                "{},{},{},{low},{high},{},{}\r\n",
                point.x,
                quoted(&name(line)),
                estimate.mean,
                estimate.below,
                estimate.count
            );
        }
    }
    text
}
