//! The sheet in which a question is put to many seeds: what is asked, how far it is, what came of it.

mod bands;
mod course;
mod figure;
mod inside;
mod phase;
mod tokens;

use crate::experiments::{
    Experiment, LineTold, Measure, NoPlan, SEEDS, SeedPicture, SeedPlan, SheetQuestion, picture, scales, told,
};
use crate::page::dom;
use crate::page::language::use_language;
use crate::page::late::use_part;
use crate::parts::part;
use crate::view::bands::SeedBands;
use crate::view::options::ASKS;
use crate::view::snapshot::{Held, Snapshot};
use crate::view::snippet;
use crate::view::state::{Action, State};
use crate::view::style::Labels;
use crate::words::experiments as say;
use crate::words::{self, Language, files};
use course::{SweepCourse, Sweeping, use_sweeping};
use inside::Inside;
use js_sys::Function;
use phase::PhaseMap;
use std::rc::Rc;
use tokens::{AtHand, TokenPicture};
use web_sys::{HtmlDialogElement, HtmlSelectElement};
use yew::prelude::*;

/// The file of what came of it.
const FILE: &str = "dpop-lab-seeds.csv";

/// And that of every lab's numbers.
const ALL_FILE: &str = "dpop-lab-seeds.jsonl";

/// Of what a link asks so much is repeated.
const REPEATED: usize = 60;

/// The page at the moment in which the sheet was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceLab {
    state: Rc<State>,
    /// The address of the page that opens links; empty where none is known.
    home: Rc<str>,
}

impl EvidenceLab {
    /// That of the page as it is.
    pub fn of(state: &State, home: &Rc<str>) -> EvidenceLab {
        EvidenceLab { state: Rc::new(state.clone()), home: home.clone() }
    }

    /// The lab.
    fn lab(&self) -> &Snapshot {
        &self.state.document.spec
    }

    /// What a link or a chapter asks of it.
    fn asks(&self) -> Option<&Held<Rc<str>>> {
        self.state.chrome.asks.as_ref()
    }

    /// A link to a question about it, where the page has an address.
    fn link(&self, question: SheetQuestion) -> Html {
        if self.home.is_empty() {
            return Html::default();
        }
        let address = snippet::address(&self.state, &self.home);
        html! { <p><a href={format!("{address}&{ASKS}={}", question.write())}>{ say::link() }</a></p> }
    }
}

/// What the sheet is about.
#[derive(Clone, PartialEq, Properties)]
pub struct EvidenceProps {
    /// Where the sheet stands.
    pub place: NodeRef,
    /// Where actions go: a lab of the map may be opened.
    pub act: Callback<Action>,
    /// The lab, once the sheet was opened.
    pub lab: Option<EvidenceLab>,
    /// What is shown behind the curves.
    pub bands: Option<Held<SeedBands>>,
    /// Trains many labs: called with a lab file and options as JSON and a function that hears of it, and gives what stops it.
    pub sweep: Function,
    /// Gives the session at hand, of whose runs a pair is looked at token by token.
    pub session: AtHand,
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

/// What a sweep answers: the question, with how many seeds, and the plan.
type Asked = (Experiment, usize, SeedPlan);

/// What is seen of the sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Questions,
    Map,
    Tokens,
}

impl Way {
    /// Where this question is put.
    fn of(question: SheetQuestion) -> Way {
        match question {
            SheetQuestion::Seeds { .. } => Way::Questions,
            SheetQuestion::Map(_) => Way::Map,
            SheetQuestion::Tokens(_) => Way::Tokens,
        }
    }
}

#[derive(PartialEq, Properties)]
struct WaysProps {
    of: EvidenceProps,
    /// What all that is in it speaks.
    spoken: Language,
    is_seen: bool,
}

/// Questions, a map of two settings, or a pair token by token.
#[component]
fn Ways(WaysProps { of: props, spoken, is_seen }: &WaysProps) -> Html {
    words::speak(*spoken);
    let asks = props.lab.as_ref().and_then(EvidenceLab::asks);
    let way = use_state(|| Way::Questions);
    let question =
        use_memo(asks.cloned(), |asks| asks.as_ref().and_then(|asks| SheetQuestion::read(asks)).map(Held::from));
    let question = &*question;
    {
        let set = way.setter();
        use_effect_with(question.clone(), move |question| {
            if let Some(question) = question.as_deref() {
                set.set(Way::of(*question));
            }
        });
    }
    let Some(lab) = &props.lab else { return Html::default() };
    let unknown = asks.filter(|_| question.is_none()).map(|asks| asks.chars().take(REPEATED).collect::<String>());
    let side = |to: Way, label: &'static str| {
        let set = way.setter();
        html! { <button type="button" aria-pressed={(*way == to).to_string()} onclick={move |_: MouseEvent| set.set(to)}>{ label }</button> }
    };
    let hidden = |of: Way| !is_seen || *way != of;
    html! {
        <>
            if *is_seen {
                <h2>{ say::title() }</h2>
                if *way != Way::Tokens { <p class="muted">{ say::about() }</p> }
                if let Some(unknown) = &unknown { <p class="fault" role="alert">{ say::no_question(unknown) }</p> }
                <div class="switch" role="group" aria-label={say::ways()}>{ side(Way::Questions, say::questions()) }{ side(Way::Map, say::map()) }{ side(Way::Tokens, words::cosines::way()) }</div>
            }
            // All stay: what one of them trains goes on while another is looked at.
            <div hidden={hidden(Way::Questions)}>
                { bands::shown(&props.bands, lab.lab(), &props.act) }
                <Questions spoken={*spoken} lab={lab.clone()} question={question.clone()} sweep={props.sweep.clone()} act={props.act.clone()} place={props.place.clone()} />
            </div>
            <div hidden={hidden(Way::Map)}><PhaseMap spoken={*spoken} lab={lab.clone()} question={question.clone()} sweep={props.sweep.clone()} act={props.act.clone()} place={props.place.clone()} /></div>
            <div hidden={hidden(Way::Tokens)}><TokenPicture spoken={*spoken} lab={lab.clone()} question={question.clone()} session={props.session.clone()} /></div>
        </>
    }
}

#[derive(PartialEq, Properties)]
struct QuestionsProps {
    spoken: Language,
    lab: EvidenceLab,
    /// What a link or a chapter asks.
    question: Option<Held<SheetQuestion>>,
    sweep: Function,
    act: Callback<Action>,
    /// The sheet, which closes where what came of it is shown elsewhere.
    place: NodeRef,
}

/// Questions that are put to many seeds.
#[component]
fn Questions(props: &QuestionsProps) -> Html {
    words::speak(props.spoken);
    let (experiment, seeds) = (use_state(|| Experiment::Course), use_state(|| SEEDS[1]));
    {
        let (experiment, number) = (experiment.setter(), seeds.setter());
        use_effect_with(props.question.clone(), move |question| {
            if let Some(SheetQuestion::Seeds { experiment: asked, seeds }) = question.as_deref() {
                experiment.set(*asked);
                number.set(*seeds);
            }
        });
    }
    let lab = props.lab.lab();
    let sweeping = use_sweeping::<Asked, _>(&props.sweep, lab);
    let plan = (*experiment).plan(lab);
    let begin = plan
        .as_ref()
        .ok()
        .map(|plan| sweeping.begin((*experiment, *seeds, plan.clone()), plan.lab.to_json(), plan.options(*seeds)));
    html! {
        <>
            <div class="ask">
                <label>{ say::question() }{ choice(Experiment::ALL.map(|(name, experiment)| (name.to_owned(), say::name(experiment).to_owned(), experiment)), &experiment) }</label>
                <label>{ say::seeds() }{ choice(SEEDS.map(|seeds| (seeds.to_string(), seeds.to_string(), seeds)), &seeds) }</label>
                { button(begin, &sweeping) }
            </div>
            { method(*experiment, &plan, *seeds) }
            { props.lab.link(SheetQuestion::Seeds { experiment: *experiment, seeds: *seeds }) }
            { for sweeping.course().map(|course| outcome(course, &bands::offer(course, props))) }
        </>
    }
}

/// The button that begins, or ends, a sweep.
fn button<T: Clone + PartialEq + 'static>(begin: Option<Callback<MouseEvent>>, sweeping: &Sweeping<T>) -> Html {
    if sweeping.is_at_work() {
        html! { <button key="stop" type="button" onclick={sweeping.stop()}>{ say::stop() }</button> }
    } else {
        html! { <button key="begin" type="button" class="main" disabled={begin.is_none()} onclick={begin}>{ say::begin() }</button> }
    }
}

/// How far a sweep is, and what went wrong with it.
fn progress<T: Clone + PartialEq + 'static>(course: &SweepCourse<T>, of: usize) -> Html {
    html! {
        <>
            if course.at_work {
                <p class="course"><progress max={of.to_string()} value={course.done.to_string()} aria-label={say::progress_label()}></progress><span>{ say::progress(course.done, of, course.seconds_left) }</span></p>
            }
            { for course.fault.as_deref().map(fault) }
        </>
    }
}

/// What the engine says went wrong, which it says in English.
fn fault(sentence: &str) -> Html {
    html! { <p class="fault" role="alert" lang={Language::English.tag()}>{ sentence }</p> }
}

/// A list of which one is taken.
fn choice<T: Copy + PartialEq + 'static, const N: usize>(
    options: [(String, String, T); N],
    taken: &UseStateHandle<T>,
) -> Html {
    let set = taken.setter();
    choice_of(&options, **taken, Callback::from(move |option| set.set(option)))
}

/// The same of as many as there are: names, labels and what they stand for.
fn choice_of<T: Copy + PartialEq + 'static>(options: &[(String, String, T)], taken: T, take: Callback<T>) -> Html {
    let values: Vec<(String, T)> = options.iter().map(|(value, _, option)| (value.clone(), *option)).collect();
    let onchange = move |event: Event| {
        let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        if let Some((_, option)) = values.iter().find(|(name, _)| Some(name) == value.as_ref()) {
            take.emit(*option);
        }
    };
    let option = |(value, label, option): &(String, String, T)| {
        html! { <option key={value.clone()} value={value.clone()} selected={*option == taken}>{ label }</option> }
    };
    html! { <select {onchange}>{ for options.iter().map(option) }</select> }
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
fn outcome(course: &SweepCourse<Asked>, offer: &Html) -> Html {
    let (experiment, seeds, plan) = &*course.of;
    let SweepCourse { cells, lines, at_work, .. } = course;
    let picture = picture(plan, cells);
    let labels = Labels::of(&plan.lab);
    let named = |line: usize, line_of: fn(Measure, usize) -> &'static str| match plan.measure {
        Measure::Change | Measure::PerToken => labels.names[line].clone(),
        measure => line_of(measure, line).to_owned(),
    };
    let name = |line: usize| named(line, say::line_of);
    let slot = |line: usize| if plan.measure.is_of_runs() { labels.slots[line] } else { line };
    let of = plan.cells(*seeds);
    let sentences = |line: usize| {
        let item = |told: LineTold| html! { <li data-slot={slot(line).to_string()}><i class={figure::form(line)}></i>{ say::sentence(&name(line), plan.measure, &told) }</li> };
        told(&picture, line).into_iter().map(item).collect::<Vec<_>>()
    };
    let save = {
        let text = table_text(&picture, &|line| named(line, files::line_of), *experiment);
        // A browser that makes no blob saves nothing; every one since 2012 does.
        move |_: MouseEvent| dom::save(&text, FILE, "text/csv").unwrap_or_default()
    };
    let save_all = {
        let lines = lines.clone();
        move |_: MouseEvent| dom::save(&(lines.join("\n") + "\n"), ALL_FILE, "application/jsonl").unwrap_or_default()
    };
    let is_shown = !cells.is_empty();
    html! {
        <>
            { progress(course, of) }
            if is_shown {
                <h3>{ say::name(*experiment) }</h3>
                { figure::figure(&picture, *experiment, &slot) }
                <ul class="lines" data-experiment={Experiment::ALL.iter().find(|(_, other)| other == experiment).map(|(name, _)| *name)}>{ for (0..picture.lines.len()).flat_map(sentences) }</ul>
                { for scales(&picture).map(|told| html! { <p class="verdict">{ say::scales(&told) }</p> }) }
                <p class="muted" role="status">{ say::counts(cells.len(), *seeds, picture.counts, !at_work && cells.len() == of) }</p>
                { offer.clone() }
                <details><summary>{ say::table() }</summary>{ table(&picture, &name, *experiment) }</details>
                <p class="files"><button type="button" onclick={save}>{ say::save() }</button><button type="button" onclick={save_all}>{ say::save_all() }</button></p>
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
                <td>{ say::interval(estimate).unwrap_or_default() }</td><td>{ if picture.measure.is_absolute() { String::new() } else { say::fell(estimate) } }</td></tr>
        }
    };
    html! {
        <div class="numbers" tabindex="0" role="region" aria-label={say::table()}>
            <table>
                <thead><tr><th scope="col">{ say::across(experiment) }</th>{ for say::heads().iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>{ for rows.map(row) }</tbody>
            </table>
        </div>
    }
}

/// The same as CSV, in full. It is read by programs, too: its names are the same in every language.
fn table_text(picture: &SeedPicture, name: &dyn Fn(usize) -> String, experiment: Experiment) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = format!("{},run,mean,low,high,below,seeds\r\n", quoted(files::across(experiment)));
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
