//! The page's frame: header, headline, scoreboard, the three parts of the main view, and the transport below.

use super::charts::charts;
use super::figure;
use super::painter::{Look, Painter};
use super::pairs::Pairs;
use super::reading;
use super::state::{Action, Activity, Cursor, News, Pace, Stage, State, Theme, Trainer, View, reduce};
use super::strings;
use super::strip::Strip;
use super::trainer::trainer;
use crate::data::{LabFile, presets};
use crate::lab::choice::{self, Wish};
use crate::lab::devices::{Choice, Opener, choose};
use crate::lab::runner::{self, Change, Runner};
use crate::train::Session;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The state as Yew keeps it.
#[derive(PartialEq)]
struct Kept(State);

impl Reducible for Kept {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let next = reduce(&self.0, action);
        if next == self.0 { self } else { Rc::new(Kept(next)) }
    }
}

/// The session at hand and what draws it.
struct Live {
    runner: Rc<Runner>,
    painter: Rc<Painter>,
}

/// What the page is given by the document around it.
#[derive(PartialEq, Properties)]
pub struct PageProps {
    /// Opens a GPU, should one be wanted.
    pub opener: Opener,
    /// Who shall train, as a link names it.
    pub backend: String,
}

/// The page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let opener = props.opener.clone();
    match State::first() {
        Ok(first) => {
            let (backend, fault) = match Wish::named(&props.backend) {
                Ok(wish) => (wish, None),
                Err(sentence) => (Wish::Auto, Some(sentence)),
            };
            html! { <Lab first={State { backend, fault, ..first }} {opener} /> }
        }
        Err(error) => html! { <p class="fault" role="alert">{ error.to_string() }</p> },
    }
}

#[derive(PartialEq, Properties)]
struct LabProps {
    first: State,
    opener: Opener,
}

#[component]
fn Lab(props: &LabProps) -> Html {
    let first = props.first.clone();
    let kept = use_reducer_eq(move || Kept(first));
    let dispatcher = kept.dispatcher();
    let act = use_callback((), move |action: Action, ()| dispatcher.dispatch(action));
    let root = use_node_ref();
    let live = use_mut_ref(|| None::<Live>);
    let state = &kept.0;

    use_session(state, &root, &live, &act, &props.opener);
    {
        let live = live.clone();
        let ready = state.trainer.is_some();
        use_effect_with((state.session, ready, state.activity, state.pace), move |&(_, _, activity, pace)| {
            if let Some(live) = &*live.borrow() {
                live.runner.set_pace(match pace {
                    Pace::Full => runner::Pace::Full,
                    Pace::Slow => runner::Pace::StepsPerSecond(40.0),
                    Pace::Crawl => runner::Pace::StepsPerSecond(4.0),
                });
                match activity {
                    Activity::Training => live.runner.play(),
                    Activity::Paused => live.runner.pause(),
                }
            }
        });
    }
    {
        let live = live.clone();
        let look = Look { cursor: state.cursor, pair: state.pair };
        use_effect(move || {
            if let Some(live) = &*live.borrow() {
                live.painter.rebind(look);
            }
        });
    }
    use_effect_with(state.theme, |theme| {
        let name = match theme {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let document = super::dom::window().and_then(|window| window.document());
        if let Some(element) = document.and_then(|document| document.document_element()) {
            super::dom::set(&element, "data-theme", name);
        }
    });

    let names = Rc::new(reading::names(&state.spec));
    let slots = Rc::new(slots(&state.spec));
    let table = match state.view {
        View::Charts => None,
        View::Table => live.borrow().as_ref().map(|live| figure::table(&live.runner.session(), &names)),
    };
    html! {
        <div class="page" ref={root}>
            <Header preset={state.preset} theme={state.theme} spec={state.spec.clone()} act={act.clone()} />
            <section class="story" aria-label={strings::STORY}>
                <p class="headline" data-live="headline"></p>
                <p class="aside" data-live="aside"></p>
                if let Some(trainer) = state.trainer.as_ref().filter(|trainer| trainer.news == News::Changed) {
                    <p class="notice" role="status">{ &trainer.reason }</p>
                }
                if let Some(fault) = &state.fault {
                    <p class="fault" role="alert">{ fault }{ " " }{ strings::FAULT_REMEDY }</p>
                }
            </section>
            <Scores spec={state.spec.clone()} names={names.clone()} slots={slots.clone()} />
            <main>
                { charts(table.as_ref(), &act) }
                <Pairs spec={state.spec.clone()} names={names.clone()} slots={slots.clone()} selected={state.pair} act={act.clone()} />
                <Strip spec={state.spec.clone()} names={names.clone()} {slots} pair={state.pair} />
            </main>
            { transport(state, &act) }
            <p class="hidden" role="status">{ announcement(state, &live) }</p>
        </div>
    }
}

/// A new session, with its runner and painter, for each number of `state.session`.
#[hook]
fn use_session(
    state: &State,
    root: &NodeRef,
    live: &Rc<RefCell<Option<Live>>>,
    act: &Callback<Action>,
    opener: &Opener,
) {
    let (spec, root, live, act) = (state.spec.clone(), root.clone(), live.clone(), act.clone());
    let (look, wish, opener) = (Look { cursor: state.cursor, pair: state.pair }, state.backend, opener.clone());
    use_effect_with(state.session, move |_| {
        let wanted = Rc::new(Cell::new(true));
        let (still_wanted, place) = (wanted.clone(), live.clone());
        // Whoever is to train may have to be downloaded, opened and tried.
        wasm_bindgen_futures::spawn_local(async move {
            let (choice, news) = match choose(&spec, wish, &opener).await {
                Ok(choice) => (choice, News::None),
                Err(cause) => (Choice::processor(choice::unusable(&cause.0)), News::Changed),
            };
            let Some(root) = root.cast::<Element>().filter(|_| still_wanted.get()) else { return };
            let trainer = Trainer { kind: choice.device.kind(), reason: choice.reason.clone(), news };
            match open(&spec, choice, root, look, &place, &act) {
                Ok(opened) => {
                    *place.borrow_mut() = Some(opened);
                    act.emit(Action::Trains(trainer));
                }
                Err(sentence) => act.emit(Action::Fail(sentence)),
            }
        });
        move || {
            wanted.set(false);
            drop(live.borrow_mut().take());
        }
    });
}

fn open(
    spec: &LabFile,
    choice: Choice,
    root: Element,
    look: Look,
    live: &Rc<RefCell<Option<Live>>>,
    act: &Callback<Action>,
) -> Result<Live, String> {
    let session = Session::new(spec.clone(), choice.device).map_err(|error| error.to_string())?;
    let (seen, lost) = (RefCell::new(Stage::Sft), Cell::new(false));
    let (weak, told) = (Rc::downgrade(live), act.clone());
    let on_change = move |session: &Session, change: Change| {
        if let Some(cause) = session.lost()
            && !lost.replace(true)
        {
            let reason = choice::lost(&cause.0);
            told.emit(Action::Trains(Trainer { kind: session.device(), reason, news: News::Changed }));
        }
        if let Some(live) = weak.upgrade()
            && let Some(live) = &*live.borrow()
        {
            live.painter.mark();
        }
        let stage = reading::stage(session);
        if seen.replace(stage) != stage {
            told.emit(Action::Reached(stage));
        }
        if let Change::Failed(sentence) = change {
            told.emit(Action::Fail(sentence));
        }
    };
    let runner = Runner::new(session, on_change).map_err(|error| error.to_string())?;
    let runner = Rc::new(runner);
    let act = act.clone();
    let on_scrub = move |time| act.emit(Action::Scrub(time));
    let painter = Painter::new(root, runner.clone(), reading::names(spec), slots(spec), look, on_scrub);
    Ok(Live { runner, painter })
}

fn slots(spec: &LabFile) -> Vec<usize> {
    let types: Vec<&str> = spec.runs.iter().map(|run| run.objective.loss_type()).collect();
    figure::slots(&types)
}

/// What a screen reader is told: phases as they begin, and the outcome.
fn announcement(state: &State, live: &RefCell<Option<Live>>) -> String {
    match (state.stage, &*live.borrow()) {
        (Stage::Sft, _) => strings::ANNOUNCE[0].to_owned(),
        (Stage::Done, Some(live)) => {
            let story = live.painter.outcome();
            strings::announce_done(&story.headline, &story.aside)
        }
        (Stage::Preference | Stage::Done, _) => strings::ANNOUNCE[1].to_owned(),
    }
}

#[derive(PartialEq, Properties)]
struct HeaderProps {
    preset: usize,
    theme: Theme,
    spec: Rc<LabFile>,
    act: Callback<Action>,
}

#[component]
fn Header(props: &HeaderProps) -> Html {
    let act = props.act.clone();
    let choose = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            act.emit(Action::Choose(usize::try_from(select.selected_index()).unwrap_or(0)));
        }
    };
    let theme = match props.theme {
        Theme::System => strings::THEME[0],
        Theme::Light => strings::THEME[1],
        Theme::Dark => strings::THEME[2],
    };
    let option = |(i, preset): (usize, &crate::data::Preset)| {
        html! { <option value={preset.name} selected={i == props.preset}>{ preset.title }</option> }
    };
    let summary = presets().get(props.preset).map_or("", |preset| preset.summary);
    html! {
        <header>
            <h1>{ strings::TITLE }</h1>
            <label class="example">
                <span>{ strings::EXAMPLE }</span>
                <select onchange={choose}>{ for presets().iter().enumerate().map(option) }</select>
            </label>
            <p class="summary">{ summary }</p>
            <button type="button" class="quiet" onclick={send(&props.act, Action::NextTheme)}>{ theme }</button>
        </header>
    }
}

#[derive(PartialEq, Properties)]
struct ScoresProps {
    spec: Rc<LabFile>,
    names: Rc<Vec<String>>,
    slots: Rc<Vec<usize>>,
}

/// The legend, with each run's outcome at the cursor.
#[component]
fn Scores(props: &ScoresProps) -> Html {
    let runs = props.spec.runs.iter().zip(&*props.names).zip(&*props.slots).enumerate();
    let item = |(run, ((spec, name), slot)): (usize, ((&crate::data::RunSpec, &String), &usize))| {
        let value = |label: &'static str| html! { <span>{ label }{ " " }<b data-value=""></b></span> };
        html! {
            <li data-run={run.to_string()} data-loss-type={spec.objective.loss_type()} data-slot={slot.to_string()}>
                <svg viewBox="0 0 34 16" aria-hidden="true"><path d="M1 4H33" /><path d="M1 12H33" stroke-dasharray="5 3.5" /></svg>
                <strong>{ name }</strong>
                <span class="muted">{ reading::arguments(&spec.objective) }</span>
                { for strings::SCORE.into_iter().map(value) }
            </li>
        }
    };
    html! {
        <div class="scores">
            <ul>{ for runs.map(item) }</ul>
            <p class="muted">{ strings::SCORE_NOTE }</p>
        </div>
    }
}

fn transport(state: &State, act: &Callback<Action>) -> Html {
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
            let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
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
    let paces = Pace::ALL.into_iter().zip(strings::PACES);
    html! {
        <footer>
            <button type="button" class="main" onclick={send(act, action)}>{ label }</button>
            <button type="button" onclick={send(act, Action::Reset)}>{ strings::RESET }</button>
            <label class="time">
                <span class="hidden">{ strings::STEP }</span>
                <input type="range" data-live="slider" min="0" max={end.to_string()} step="1" oninput={scrub} />
            </label>
            <span class="step" data-live="step"></span>
            <button type="button" class="quiet latest" disabled={state.cursor == Cursor::Newest} onclick={send(act, Action::Follow)}>
                { strings::FOLLOW }
            </button>
            <label class="pace"><span>{ strings::SPEED }</span>
                <select onchange={pace}>
                    { for paces.map(|(pace, name)| html! { <option selected={pace == state.pace}>{ name }</option> }) }
                </select>
            </label>
            { trainer(state, act) }
        </footer>
    }
}

/// A listener that sends one action.
pub fn send<E>(act: &Callback<Action>, action: Action) -> Callback<E> {
    let act = act.clone();
    Callback::from(move |_: E| act.emit(action.clone()))
}
