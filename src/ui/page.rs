//! The page's frame: header, headline, scoreboard, the three parts of the main view, and the transport below.

use super::answers::Answers;
use super::builder::{Builder, take_dropped};
use super::charts::charts;
use super::figure;
use super::focus::use_focus_kept;
use super::help::{self, use_keys};
use super::keep;
use super::lesson::SCENES;
use super::lesson_card::Card;
use super::memory;
use super::microscope::Microscope;
use super::mount::{Inside, News as Told, Outside};
use super::options::{self, Frame, Options, Panel};
use super::painter::{Look, Painter};
use super::reading;
use super::run_settings::{Ask, Scope};
use super::scores::Scores;
use super::share::{self, Shared, Sheet};
use super::stack;
use super::state::{
    Action, Activity, Cursor, Half, Mode, News, Origin, Pace, Pledge, Source, Stage, State, Theme, Trainer, Verdict,
    View, reduce,
};
use super::strings;
use super::strip::Strip;
use super::take_away::{Take, take};
use super::transport::{Move, transport};
use crate::backend::Kind;
use crate::data::{Edit, LabFile, RunSpec, presets};
use crate::lab::choice;
use crate::lab::devices::{Choice, Opener, choose};
use crate::lab::link;
use crate::lab::runner::{self, Change, Runner};
use crate::model::Weights;
use crate::plot::Window;
use crate::train::{Session, TrainError};
use gloo_events::EventListener;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlSelectElement, ShadowRoot};
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
pub struct Live {
    runner: Rc<Runner>,
    painter: Rc<Painter>,
    /// What a link says of its training.
    pledge: Rc<Cell<Option<Pledge>>>,
}

impl Live {
    /// What draws it.
    pub fn painter(&self) -> &Painter {
        &self.painter
    }

    /// The session, for someone who asks it between two slices.
    pub fn session(&self) -> Rc<RefCell<Session>> {
        self.runner.shared()
    }
}

/// What the page is given by the document around it.
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// Opens a GPU, should one be wanted.
    pub opener: Opener,
    /// The site's address.
    pub home: Rc<str>,
    /// What is asked of it.
    pub options: Rc<Options>,
    /// Who wants to know.
    pub outside: Outside,
}

/// The page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let options = &props.options;
    // A figure is the same for everyone; the page goes on where its person left it.
    let kept = if options.frame == Frame::Page { memory::recall() } else { None };
    match kept.map_or_else(State::first, Ok) {
        Ok(first) => {
            let theme = options.theme.unwrap_or(first.theme);
            let view = options.view.unwrap_or(first.view);
            let first = State { backend: options.backend, notice: options.fault.clone(), theme, view, ..first };
            let first = options.link.clone().map_or(first.clone(), |link| reduce(&first, Action::Open(link)));
            let first = if options.frame == Frame::Page { memory::with_weights(first) } else { first };
            let first = options.lesson.map_or(first.clone(), |scene| reduce(&first, Action::Lesson(Some(scene))));
            html! { <Lab {first} page={props.clone()} /> }
        }
        Err(error) => html! { <p class="fault" role="alert">{ error.to_string() }</p> },
    }
}

#[derive(PartialEq, Properties)]
struct LabProps {
    first: State,
    page: PageProps,
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

    let PageProps { opener, home, options, outside } = &props.page;
    let frame = &options.frame;
    use_session(state, &root, &live, &act, opener, outside);
    use_link(state, frame, &act);
    use_outside(state, &act, &live, outside);
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
        let (live, spec, act) = (live.clone(), state.spec.clone(), act.clone());
        let (look, pledge) = (Look::of(state), state.pledge);
        use_effect(move || {
            if let Some(live) = &mut *live.borrow_mut() {
                if !live.painter.is_for(&spec) {
                    // There is a fork, which wants a row and lines of its own; or a run is called or drawn in another way.
                    live.runner.with(|session| session.relabel(&spec));
                    live.painter = painter(&spec, live.painter.root(), &live.runner, look.clone(), &act);
                    live.runner.level();
                }
                live.painter.rebind(look);
                live.pledge.set(pledge);
                compare(&live.runner.session(), &live.pledge, &act);
            }
        });
    }
    use_effect_with((keep::write(state), frame.clone()), |(text, frame)| {
        if *frame == Frame::Page {
            memory::remember(text);
        }
    });
    use_effect_with((state.weights().cloned(), frame.clone()), |(weights, frame)| {
        if let (Some(weights), Frame::Page) = (weights, frame) {
            memory::remember_weights(weights);
        }
    });
    {
        let root = root.clone();
        use_effect_with((state.theme, state.mode), move |(theme, mode)| {
            // The document, or the element in whose shadow the figure stands.
            let place = root.cast::<Element>().map(|root| root.get_root_node());
            let host = place.and_then(|place| match place.dyn_into::<ShadowRoot>() {
                Ok(shadow) => Some(shadow.host()),
                Err(place) => place.dyn_into::<Document>().ok()?.document_element(),
            });
            if let Some(host) = host {
                super::dom::set(&host, "data-theme", theme.name());
                // The unit of type hangs on the document.
                match mode {
                    Mode::Presentation => super::dom::set(&host, "data-present", ""),
                    Mode::Work => host.remove_attribute("data-present").unwrap_or_default(),
                }
            }
        });
    }

    let names = Rc::new(reading::names(&state.spec));
    let slots = Rc::new(figure::slots(&state.spec.runs));
    let go = {
        let (live, act, state) = (live.clone(), act.clone(), state.clone());
        Callback::from(move |to: Move| {
            if let Some(live) = &*live.borrow() {
                travel(to, &state, live, &act);
            }
        })
    };
    let ask = {
        let (live, act, names) = (live.clone(), act.clone(), names.clone());
        Callback::from(move |asked: Ask| {
            let Some(runner) = live.borrow().as_ref().map(|live| live.runner.clone()) else { return };
            act.emit(match answer(asked, &names, &runner) {
                Ok(runs) => Action::Runs(runs),
                Err(error) => Action::Fail(error.to_string()),
            });
        })
    };
    let take = {
        let (live, act, home) = (live.clone(), act.clone(), home.clone());
        use_callback(state.cursor, move |what: Take, &cursor| {
            if let Some(live) = &*live.borrow() {
                take(what, live, cursor, &home, &act);
            }
        })
    };
    let sheet = use_node_ref();
    use_keys(state, &act, &go, &sheet, frame, &root);
    use_focus_kept(frame);
    let help = {
        let sheet = sheet.clone();
        Callback::from(move |_: MouseEvent| help::open(&sheet))
    };
    let (share_sheet, shared) = (use_node_ref(), use_state(|| None::<Shared>));
    let share = {
        let (place, shared, live) = (share_sheet.clone(), shared.clone(), live.clone());
        let (state, home) = (state.clone(), home.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(live) = &*live.borrow() {
                shared.set(Some(Shared::of(&state, &live.runner.session(), home.clone())));
                share::open(&place);
            }
        })
    };
    let table = match state.view {
        View::Charts | View::Losses | View::Tokens | View::Heat | View::Plane => None,
        View::Table => live.borrow().as_ref().map(|live| stack::table(&live.runner.session(), &names, state.zoom)),
    };
    let about = state
        .lesson
        .map(|scene| Panel::NAMES.iter().find(|(_, panel)| *panel == SCENES[scene].about).map_or("", |(name, _)| name));
    let class = classes!("page", (*frame != Frame::Page).then_some("embedded"));
    let shows = |panel: Panel| frame.shows(panel);
    let story = html! {
        <section class="story" aria-label={strings::STORY}>
            if shows(Panel::Headline) {
                <p class="headline" data-live="headline"></p>
                <p class="aside" data-live="aside"></p>
            }
            if let Some(trainer) = state.trainer.as_ref().filter(|trainer| trainer.news == News::Changed) {
                <p class="notice" role="status">{ &trainer.reason }</p>
            }
            { for state.pledge.and_then(verdict) }
            if state.half == Half::Gradient {
                <p class="notice" role="status" data-live="half-note"></p>
            }
            if let Some(name) = state.missing() {
                <p class="notice other" role="status" data-missing={link::hex(name)}>
                    { strings::builder::weights_missing(name) }{ " " }
                    <button type="button" data-do="forget-weights" onclick={send(&act, Action::Edit(Edit::ForgetWeights))}>{ strings::builder::FORGET_WEIGHTS }</button>
                </p>
            }
            if let Some(notice) = &state.notice {
                <p class="fault" role="alert">{ notice }</p>
            }
            if let Some(fault) = &state.fault {
                <p class="fault" role="alert">{ fault }{ " " }{ strings::FAULT_REMEDY }</p>
            }
        </section>
    };
    html! {
        <div {class} ref={root} data-about={about} data-half={(state.half == Half::Gradient).then_some("")} ondragover={|event: DragEvent| event.prevent_default()} ondrop={take_dropped(&state.spec, &act)}>
            if *frame == Frame::Page {
                <Header preset={state.preset} origin={state.origin()} theme={state.theme} mode={state.mode} lesson={state.lesson} spec={state.spec.clone()} act={act.clone()} {help} {share} />
            }
            { story }
            if shows(Panel::Scores) {
                <Scores spec={state.spec.clone()} names={names.clone()} slots={slots.clone()} step={shown(state)} scope={scope(state)} run={state.scope.run(&state.spec)} hidden={state.hidden.clone()} act={act.clone()} {ask} />
            }
            <main>
                if shows(Panel::Curves) || shows(Panel::Answers) {
                    <div class="right">
                        if shows(Panel::Curves) { { charts(state, table.as_ref(), names.get(state.scope.run(&state.spec)).map_or("", String::as_str), &act, &go) } }
                        if shows(Panel::Answers) {
                            <Answers spec={state.spec.clone()} names={names.clone()} slots={slots.clone()} pair={state.pair} scope={state.scope.clone()} act={act.clone()} />
                        }
                    </div>
                }
                if shows(Panel::Builder) && state.mode == Mode::Work {
                    <Builder shown={state.scope.runs(&state.spec)} spec={state.spec.clone()} preset={state.preset} names={names.clone()} slots={slots.clone()} selected={state.pair}
                        tab={state.tab} undo={state.undo.clone()} refusal={state.refusal.clone()} outcome={state.outcome.clone()} act={act.clone()} take={take.clone()} />
                }
                if shows(Panel::Strip) {
                    <Strip spec={state.spec.clone()} names={names.clone()} slots={slots.clone()} pair={state.pair} scope={state.scope.clone()} act={act.clone()} />
                }
                if shows(Panel::Microscope) {
                    <Microscope spec={state.spec.clone()} names={names.clone()} {slots} pair={state.pair} scope={state.scope.clone()} act={act.clone()} />
                }
            </main>
            if let Some(scene) = state.lesson {
                <Card {scene} spec={state.spec.clone()} session={state.session} replaced={state.undo.has_past()} frame={frame.clone()} act={act.clone()} />
            }
            if shows(Panel::Time) { { transport(state, &act, &go) } }
            if let Frame::Figure(_) = frame {
                <p class="origin"><a href={share::address(state, home)} target="_blank" rel="noopener">{ strings::share::OPEN }</a></p>
            }
            if *frame == Frame::Page {
                { help::sheet(&sheet) }
                <Sheet place={share_sheet} shared={(*shared).clone()} view={state.view} {take} />
            }
            <p class="hidden" role="status">{ announcement(state, &live) }</p>
            <p class="hidden" role="status" data-told="time">{ place_in_time(state, &live) }</p>
            <p class="hidden" role="status" data-told="pair">{ selected(state) }</p>
        </div>
    }
}

/// Whether training repeated what the link says.
fn verdict(pledge: Pledge) -> Option<Html> {
    let digest = link::hex(pledge.digest);
    let (class, same) = match pledge.verdict {
        Verdict::Open => return None,
        Verdict::Same => ("notice", true),
        Verdict::Other => ("notice other", false),
    };
    Some(
        html! { <p {class} role="status" data-compared={pledge.verdict.name()}>{ strings::share::verdict(same, &digest) }</p> },
    )
}

/// Compares, once both are there, what a link says with what was measured here.
fn compare(session: &Session, pledge: &Cell<Option<Pledge>>, act: &Callback<Action>) {
    let Some(Pledge { at, digest, verdict: Verdict::Open }) = pledge.get() else { return };
    if session.device() == Kind::Cpu
        && let Some(here) = session.history().digest(at.0, at.1)
    {
        pledge.set(None);
        act.emit(Action::Compared(if here == digest { Verdict::Same } else { Verdict::Other }));
    }
}

/// Follows the address: another fragment is another lab, and a lab that is changed is no longer the address's.
#[hook]
fn use_link(state: &State, frame: &Frame, act: &Callback<Action>) {
    let wanted = *frame == Frame::Page;
    {
        let act = act.clone();
        use_effect_with(wanted, move |wanted| {
            let window = super::dom::window().filter(|_| *wanted);
            let listener = window.map(|window| {
                EventListener::new(&window.clone(), "hashchange", move |_| {
                    let hash = window.location().hash().unwrap_or_default();
                    let asked = hash.trim_start_matches('#');
                    options::read(asked).actions().for_each(|action| act.emit(action));
                })
            });
            move || drop(listener)
        });
    }
    let before = use_mut_ref(|| state.source);
    use_effect_with((wanted, state.source), move |&(wanted, source)| {
        let left = before.replace(source) == Source::Link && source == Source::Here;
        let Some(window) = super::dom::window().filter(|_| wanted && left) else { return };
        if let (Ok(path), Ok(history)) = (window.location().pathname(), window.history()) {
            // Where the address may not be changed it stays: a reload then shows the link's lab again.
            history.replace_state_with_url(&JsValue::NULL, "", Some(&path)).unwrap_or_default();
        }
    });
}

/// Lets the document around the page reach it, and tells it what happens.
#[hook]
fn use_outside(state: &State, act: &Callback<Action>, live: &Rc<RefCell<Option<Live>>>, outside: &Outside) {
    outside.reach(Inside { state: state.clone(), act: act.clone(), live: live.clone() });
    let looked = (state.pair, state.scope.position(&state.spec, state.pair), state.scope.run(&state.spec));
    {
        let outside = outside.clone();
        let seen = use_mut_ref(|| looked);
        use_effect_with(looked, move |&(pair, token, run)| {
            if seen.replace((pair, token, run)) != (pair, token, run) {
                outside.tell(&Told::Select(pair, token, run));
            }
        });
    }
    let outside = outside.clone();
    use_effect_with((state.session, state.trainer.is_some(), state.stage), move |&(_, ready, stage)| {
        match (ready, stage) {
            (true, Stage::Sft) => outside.tell(&Told::Ready),
            (true, Stage::Done) => outside.tell(&Told::Finish),
            _ => {}
        }
    });
}

/// A new session, with its runner and painter, for each number of `state.session`.
#[hook]
fn use_session(
    state: &State,
    root: &NodeRef,
    live: &Rc<RefCell<Option<Live>>>,
    act: &Callback<Action>,
    opener: &Opener,
    outside: &Outside,
) {
    let outside = outside.clone();
    let (spec, root, live, act) = (state.spec.clone(), root.clone(), live.clone(), act.clone());
    let (look, wish, opener) = (Look::of(state), state.backend, opener.clone());
    let (weights, missing) = (state.weights().cloned(), state.missing());
    use_effect_with(state.session, move |_| {
        // A lab that waits for its weights stays still until they come.
        let wanted = Rc::new(Cell::new(missing.is_none()));
        let (still_wanted, place) = (wanted.clone(), live.clone());
        // Whoever is to train may have to be downloaded, opened and tried.
        wasm_bindgen_futures::spawn_local(async move {
            let (choice, news) = match choose(&spec, wish, &opener).await {
                Ok(choice) => (choice, News::None),
                Err(cause) => (Choice::processor(choice::unusable(&cause.0)), News::Changed),
            };
            let Some(root) = root.cast::<Element>().filter(|_| still_wanted.get()) else { return };
            let trainer = Trainer { kind: choice.device.kind(), reason: choice.reason.clone(), news };
            match open((&spec, weights), choice, root, look, &place, &act, outside) {
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
    (spec, weights): (&LabFile, Option<Rc<Weights>>),
    choice: Choice,
    root: Element,
    look: Look,
    live: &Rc<RefCell<Option<Live>>>,
    act: &Callback<Action>,
    outside: Outside,
) -> Result<Live, String> {
    let pledge = Rc::new(Cell::new(None));
    let pledged = pledge.clone();
    let session = Session::starting(spec.clone(), weights, choice.device).map_err(|error| error.to_string())?;
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
            live.painter.stepped(session);
        }
        compare(session, &pledged, &told);
        outside.tell(&Told::Step(session.phase().name(), session.step()));
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
    let painter = painter(spec, root, &runner, look, act);
    Ok(Live { runner, painter, pledge })
}

fn painter(spec: &LabFile, root: Element, runner: &Rc<Runner>, look: Look, act: &Callback<Action>) -> Rc<Painter> {
    let act = act.clone();
    Painter::new(root, runner.clone(), reading::names(spec), figure::slots(&spec.runs), look, move |action| {
        act.emit(action)
    })
}

/// Goes somewhere in time; on from the newest step means making one.
fn travel(to: Move, state: &State, live: &Live, act: &Callback<Action>) {
    let (newest, time) = {
        let session = live.runner.session();
        (reading::newest(&session), reading::resolve(&session, state.cursor))
    };
    let marks = || state.marks.iter().map(|mark| mark.time);
    let scrub = |time: usize| act.emit(if time >= newest { Action::Follow } else { Action::Scrub(time) });
    match to {
        Move::Back(steps) => act.emit(Action::Scrub(time.saturating_sub(steps))),
        Move::On(_) if time >= newest && state.stage != Stage::Done => {
            act.emit(Action::Pause);
            act.emit(Action::Follow);
            live.runner.step();
        }
        Move::On(steps) => scrub(time + steps),
        Move::Half if time >= newest && state.stage == Stage::Done => {}
        Move::Half if state.half == Half::None => act.emit(Action::Half),
        Move::Half => travel(Move::On(1), state, live, act),
        Move::Zoom(by) => {
            let length = reading::time(&live.runner.session());
            let window = state.zoom.unwrap_or(Window::whole(length)).scaled(by, time, length);
            act.emit(Action::Zoom(Some(window)));
        }
        Move::First => act.emit(Action::Scrub(0)),
        Move::Last => act.emit(Action::Follow),
        Move::PreviousMark => marks().rfind(|mark| *mark < time).into_iter().for_each(scrub),
        Move::NextMark => marks().find(|mark| *mark > time).into_iter().for_each(scrub),
    }
}

/// The preference step at the cursor, or beyond all for the newest one.
fn shown(state: &State) -> usize {
    match state.cursor {
        Cursor::Newest => usize::MAX,
        Cursor::At(time) => time.saturating_sub(state.spec.sft.steps),
    }
}

/// What the runs' settings are for: the next step where that is what is shown, or a fork.
fn scope(state: &State) -> Scope {
    match (state.cursor, state.stage) {
        (Cursor::Newest, Stage::Done) => Scope::Fork(0),
        (Cursor::Newest, Stage::Sft | Stage::Preference) | (Cursor::At(_), Stage::Sft) => Scope::Live,
        (Cursor::At(_), Stage::Preference | Stage::Done) => Scope::Fork(shown(state)),
    }
}

/// Does what is asked of a run while the session goes on; the runs as they are then.
fn answer(asked: Ask, names: &[String], runner: &Runner) -> Result<Vec<RunSpec>, TrainError> {
    runner.with(|session| {
        match asked {
            Ask::Change(run, objective) => session.change(run, objective).map(drop)?,
            Ask::Fork(run, step, objective) => {
                // A run that has stopped early has no later step.
                let step = step.min(session.history().run(run).len().saturating_sub(1));
                let fork = session.fork(run, step, objective)?;
                session.rename(fork, names.get(run).map(|name| strings::fork_name(name, step)));
            }
        }
        Ok(session.spec().runs.clone())
    })
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

/// What it is told where keys have moved the cursor, wherever the focus is: the events there, or the step.
fn place_in_time(state: &State, live: &RefCell<Option<Live>>) -> String {
    let (Cursor::At(_), Some(live)) = (state.cursor, &*live.borrow()) else { return String::new() };
    let time = reading::resolve(&live.runner.session(), state.cursor);
    let here = state.marks.iter().filter(|mark| mark.time == time);
    let events: Vec<String> = here.map(|mark| strings::mark_at(time, &mark.text)).collect();
    if !events.is_empty() {
        return events.join(". ");
    }
    let (sft, preference) = (state.spec.sft.steps, state.spec.preference.steps);
    match time.checked_sub(sft) {
        Some(step) if step > 0 => strings::step(strings::PHASES_BRIEF[1], step, preference),
        Some(_) | None => strings::step(strings::PHASES_BRIEF[0], time, sft),
    }
}

/// And where they have selected another pair.
fn selected(state: &State) -> String {
    let pair = state.spec.dataset.pairs.get(state.pair);
    pair.map_or(String::new(), |pair| strings::pair(&pair.prompt, &pair.chosen, &pair.rejected))
}

#[derive(PartialEq, Properties)]
struct HeaderProps {
    preset: usize,
    origin: Origin,
    theme: Theme,
    mode: Mode,
    lesson: Option<usize>,
    spec: Rc<LabFile>,
    act: Callback<Action>,
    help: Callback<MouseEvent>,
    share: Callback<MouseEvent>,
}

#[component]
fn Header(props: &HeaderProps) -> Html {
    let act = props.act.clone();
    let choose = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            let chosen = presets().iter().position(|preset| preset.name == select.value());
            chosen.into_iter().for_each(|index| act.emit(Action::Choose(index)));
        }
    };
    let index = Theme::NAMES.iter().position(|(_, theme)| *theme == props.theme).unwrap_or_default();
    let theme = strings::THEME[index];
    let (present, mode) = match props.mode {
        Mode::Work => (strings::PRESENT[0], Mode::Presentation),
        Mode::Presentation => (strings::PRESENT[1], Mode::Work),
    };
    let option = |(i, preset): (usize, &crate::data::Preset)| {
        let selected = i == props.preset && props.origin == Origin::Example;
        html! { <option key={preset.name} value={preset.name} {selected}>{ preset.title }</option> }
    };
    let preset = presets().get(props.preset);
    let summary = match props.origin {
        Origin::Edited => strings::builder::EDITED,
        Origin::Example => preset.map_or("", |preset| preset.summary),
    };
    let own = preset.filter(|_| props.origin == Origin::Edited).map(|preset| {
        html! { <option key="" value="" selected=true>{ strings::builder::edited(preset.title) }</option> }
    });
    html! {
        <header>
            <h1>{ strings::TITLE }</h1>
            <label class="example">
                <span>{ strings::EXAMPLE }</span>
                <select aria-label={strings::EXAMPLE} onchange={choose}>{ for own }{ for presets().iter().enumerate().map(option) }</select>
            </label>
            <p class="summary">{ summary }</p>
            <button type="button" class="quiet" aria-pressed={props.lesson.is_some().to_string()} onclick={send(&props.act, Action::Lesson(props.lesson.xor(Some(0))))}>{ strings::lesson::LESSON }</button>
            <button type="button" class="quiet present" onclick={send(&props.act, Action::Present(mode))}>{ present }</button>
            <button type="button" class="quiet" onclick={props.share.clone()}>{ strings::share::SHARE }</button>
            <button type="button" class="quiet theme" aria-label={theme} title={theme} onclick={send(&props.act, Action::NextTheme)}>
                <span>{ theme }</span>
            </button>
            <button type="button" class="quiet" aria-label={strings::HELP} onclick={props.help.clone()}>{ "?" }</button>
        </header>
    }
}

/// A listener that sends one action.
pub fn send<E>(act: &Callback<Action>, action: Action) -> Callback<E> {
    let act = act.clone();
    Callback::from(move |_: E| act.emit(action.clone()))
}
