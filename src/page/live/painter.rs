//! What changes with every step: charts, numbers, the headline. Yew makes the elements and never touches what is in them; the painter fills
//! them on animation frames, and only when something is new. So a training step costs the page nothing until a frame is due.

use crate::backend::remote::now as time_now;
use crate::data::Side;
use crate::lab::runner::Runner;
use crate::page::dom::{self, Frames, LiveText, Resizes};
use crate::page::live::canvases::{Canvases, Showing, Training};
use crate::page::live::microscope::{Motion, ScopePainter};
use crate::plot::Window;
use crate::plot::scale::{narrow, number, signed};
use crate::theory::Due;
use crate::train::{Phase, Session};
use crate::view::microscope::Picture;
use crate::view::reading;
use crate::view::scope::Turn;
use crate::view::sight::Sight;
use crate::view::state::{Action, look, playback};
use crate::view::story::{self, Story};
use crate::view::style::Lines;
use crate::view::views::{Found, Scene};
use crate::words;
use gloo_events::EventListener;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlCanvasElement, HtmlInputElement, MediaQueryListEvent, PointerEvent};

/// Drawing takes time from training: where it takes more than this, on a phone or with many runs, 30 frames a second are smooth enough.
const SWIFT_MS: f64 = 5.0;

/// How long after a frame the next one is drawn, at the earliest, where drawing is swift and where it is not. A little less than the
/// distance of one or of two frames at 60 Hz, so that every frame or every second one is drawn, however its time is rounded.
const FRAME_MS: [f64; 2] = [12.0, 28.0];

/// Draws one session into the page's elements. Dropping it ends its frames and listeners.
pub struct Painter {
    root: Element,
    runner: Rc<Runner>,
    sight: RefCell<Sight>,
    scope: ScopePainter,
    hover: Cell<Option<usize>>,
    /// What stands where the pointer is.
    read: RefCell<Option<String>>,
    /// Where the part of the time axis begins that is being chosen.
    brush: Cell<Option<usize>>,
    bound: RefCell<Bound>,
    canvases: Option<Canvases>,
    frames: Frames,
    /// Before this time of the frames' clock nothing is drawn.
    due: Cell<f64>,
    begun: Cell<Begun>,
    /// Ended with the painter.
    watches: RefCell<Vec<Attachment>>,
    act: Box<dyn Fn(Action)>,
}

/// How much has been drawn. At first nothing is compiled or laid out yet and everything takes long, so each part has a frame of its own.
#[derive(Clone, Copy)]
enum Begun {
    Nothing,
    Words,
    Ground,
}

/// Something to end with the painter.
#[expect(dead_code, reason = "held only to be dropped")]
enum Attachment {
    Listener(EventListener),
    Size(Resizes),
}

/// The elements to fill, found again after each render.
#[derive(Default)]
struct Bound {
    headline: Option<LiveText>,
    aside: Option<LiveText>,
    step: Option<LiveText>,
    half_note: Option<LiveText>,
    figure_note: Option<LiveText>,
    slider: Option<HtmlInputElement>,
    /// Each run's element, its three numbers, and what stands in their place where it has stopped.
    runs: Vec<(Element, Vec<LiveText>)>,
    /// The token strip's cells: for each side the common row, then for each run pushes and changes.
    strip: [StripSide; 2],
    /// Each pair's changes, run by run.
    pairs: Vec<Vec<LiveText>>,
}

#[derive(Default)]
struct StripSide {
    common: Vec<LiveText>,
    runs: Vec<StripRun>,
}

struct StripRun {
    /// The row of pushes, where there is one.
    row: Option<Element>,
    pushes: Vec<LiveText>,
    deltas: Vec<LiveText>,
}

/// Empties what a painter has filled, where there is no session to be shown: a lab without pairs, or one that waits for its weights.
pub fn blank(root: &Element) {
    const TEXTS: &str = "[data-value], [data-cell], [data-live=headline], [data-live=aside], [data-live=step], \
        [data-live=figure-note], [data-live=half-note]";
    for text in dom::all(root, TEXTS) {
        text.set_text_content(None);
    }
    for canvas in dom::all(root, "canvas").into_iter().filter_map(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok())
    {
        // A canvas is empty once it is given a size, be it its own.
        canvas.set_width(canvas.width());
    }
    for told in ["data-phase", "data-step", "data-cursor"] {
        // Only an invalid name can fail.
        root.remove_attribute(told).unwrap_or_default();
    }
}

fn texts(root: &Element, selector: &str) -> Vec<LiveText> {
    dom::all(root, selector).into_iter().map(LiveText::new).collect()
}

impl Bound {
    fn find(root: &Element, runs: usize) -> Bound {
        let live = |name: &str| dom::first(root, &format!("[data-live={name}]")).map(LiveText::new);
        let strip = |side: &str| {
            let row = |row: &str| dom::first::<Element>(root, &format!("[data-strip={side}] [data-row={row}]"));
            let cells = |row: Option<&Element>| row.map_or(Vec::new(), |row| texts(row, "[data-cell]"));
            let run = |run: usize| {
                if let Some(both) = row(&format!("both-{run}")) {
                    let (pushes, deltas) = (texts(&both, "[data-push]"), texts(&both, "[data-delta]"));
                    return StripRun { row: Some(both), pushes, deltas };
                }
                let pushes = row(&format!("push-{run}"));
                let deltas = row(&format!("delta-{run}"));
                StripRun { pushes: cells(pushes.as_ref()), row: pushes, deltas: cells(deltas.as_ref()) }
            };
            StripSide { common: cells(row("common").as_ref()), runs: (0..runs).map(run).collect() }
        };
        Bound {
            headline: live("headline"),
            aside: live("aside"),
            step: live("step"),
            half_note: live("half-note"),
            figure_note: live("figure-note"),
            slider: dom::first(root, "[data-live=slider]"),
            runs: dom::all(root, "[data-run]")
                .into_iter()
                .map(|element| {
                    let numbers = texts(&element, "[data-value]");
                    (element, numbers)
                })
                .collect(),
            strip: [strip("chosen"), strip("rejected")],
            pairs: dom::all(root, "[data-pair]").iter().map(|pair| texts(pair, "[data-value]")).collect(),
        }
    }
}

impl Painter {
    /// A painter that has not drawn yet. `act` gets what pointers on the pictures mean.
    pub fn new(root: Element, runner: Rc<Runner>, sight: Sight, act: impl Fn(Action) + 'static) -> Rc<Painter> {
        let painter = Rc::new_cyclic(|weak: &Weak<Painter>| {
            let painter = weak.clone();
            let found = {
                let painter = weak.clone();
                move || painter.upgrade().iter().for_each(|painter| painter.mark())
            };
            let draw = move |now| {
                if let Some(painter) = painter.upgrade() {
                    painter.paint(now);
                }
            };
            Painter {
                canvases: Canvases::find(&root),
                root,
                scope: ScopePainter::new(runner.clone(), found),
                runner,
                sight: RefCell::new(sight),
                hover: Cell::new(None),
                read: RefCell::default(),
                brush: Cell::new(None),
                bound: RefCell::default(),
                frames: Frames::new(draw),
                due: Cell::new(0.0),
                begun: Cell::new(Begun::Nothing),
                watches: RefCell::default(),
                act: Box::new(act),
            }
        });
        painter.watch();
        painter
    }

    /// There are new steps: draw them when it is time.
    pub fn mark(&self) {
        self.frames.request();
    }

    /// A slice of training has ended.
    pub fn stepped(&self, session: &Session) {
        self.scope.stepped(session, &self.sight.borrow());
        self.mark();
    }

    /// A person did something: draw on the next frame.
    fn answer(&self) {
        self.due.set(0.0);
        self.frames.request();
    }

    /// Size, theme or resolution changed.
    fn restyle(&self) {
        self.canvases.iter().for_each(Canvases::forget_style);
        self.scope.measure();
        self.answer();
    }

    /// On paper everything is black on white: the charts are drawn for it at once, since no frame comes before the page is printed.
    fn print(&self, is_print: bool) {
        if let Some(host) = dom::host(&self.root) {
            if is_print {
                dom::set(&host, "data-print", "");
            } else {
                host.remove_attribute("data-print").unwrap_or_default();
            }
        }
        self.restyle();
        self.paint(0.0);
    }

    /// The elements or what is to be seen may have changed.
    pub fn rebind(&self, sight: Sight) {
        let Sight { look, labels, .. } = &sight;
        let shown = look.scope.runs(self.runner.session().spec());
        let lines = Lines { labelled: shown, hidden: look.hidden.clone() };
        let slots = labels.slots.clone();
        let showing = Showing { picture: look.view.picture(), lines, window: look.zoom, slots };
        if let Some(canvases) = &self.canvases {
            canvases.show(showing);
        }
        self.scope.rebind(&self.root);
        *self.bound.borrow_mut() = Bound::find(&self.root, labels.names.len());
        self.sight.replace(sight);
        self.read.take();
        self.restyle();
    }

    /// The sentences at the newest step.
    pub fn outcome(&self) -> Story {
        let session = self.runner.session();
        story::story(&session, &self.sight.borrow().labels.names, reading::newest(&session))
    }

    /// Hands over what pictures and tables of what is seen are made from, with what the microscope shows.
    pub fn with_scene<T>(&self, use_: impl FnOnce(&Scene<'_>, Option<(Picture, Vec<&str>)>) -> T) -> Option<T> {
        let colours = self.canvases.as_ref()?.colours();
        let (session, sight) = (self.runner.session(), self.sight.borrow());
        let look = &sight.look;
        let lines = Lines { labelled: look.scope.runs(session.spec()), hidden: look.hidden.clone() };
        let scene = Scene {
            session: &session,
            names: &sight.labels.names,
            lines: &lines,
            window: look.zoom,
            brush: None,
            time: reading::resolve(&session, sight.cursor),
            look: (&look.scope, look.pair),
            colours: &colours,
        };
        Some(use_(&scene, self.scope.seen(&session, &sight)))
    }

    fn watch(self: &Rc<Painter>) {
        let Some(frame) = self.canvases.as_ref().map(Canvases::frame) else { return };
        let mut watches = self.watches.borrow_mut();
        let weak = Rc::downgrade(self);
        let marked = move || {
            if let Some(painter) = weak.upgrade() {
                painter.restyle();
            }
        };
        // A view that is not shown does not tell of a window that grows.
        for place in [frame, &self.root] {
            watches.push(Attachment::Size(Resizes::new(place, marked.clone())));
        }
        for query in ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(resolution: 1dppx)"] {
            let list = dom::window().and_then(|window| window.match_media(query).ok().flatten());
            let marked = marked.clone();
            watches
                .extend(list.map(|list| Attachment::Listener(EventListener::new(&list, "change", move |_| marked()))));
        }
        let printed = |place: &EventTarget, kind: &'static str, is_print: fn(&Event) -> bool| {
            let weak = Rc::downgrade(self);
            let tell = move |event: &Event| weak.upgrade().iter().for_each(|painter| painter.print(is_print(event)));
            Attachment::Listener(EventListener::new(place, kind, tell))
        };
        if let Some(window) = dom::window() {
            watches.push(printed(&window, "beforeprint", |_| true));
            watches.push(printed(&window, "afterprint", |_| false));
            // Tools that print without a dialogue change the medium alone.
            let list = window.match_media("print").ok().flatten();
            let is_print = |event: &Event| event.dyn_ref::<MediaQueryListEvent>().is_some_and(|event| event.matches());
            watches.extend(list.map(|list| printed(&list, "change", is_print)));
        }
        for kind in ["pointermove", "pointerdown", "pointerup", "pointerleave"] {
            let weak = Rc::downgrade(self);
            watches.push(Attachment::Listener(EventListener::new(frame, kind, move |event| {
                if let (Some(painter), Some(event)) = (weak.upgrade(), event.dyn_ref::<PointerEvent>()) {
                    painter.point(event);
                }
            })));
        }
        let weak = Rc::downgrade(self);
        let whole = move |_: &web_sys::Event| {
            weak.upgrade().iter().for_each(|painter| (painter.act)(look::Action::Zoom(None).into()))
        };
        watches.push(Attachment::Listener(EventListener::new(frame, "dblclick", whole)));
    }

    /// Chooses a part of the time axis; whether the event was about that.
    fn choose(&self, event: &PointerEvent, time: Option<usize>, is_axis: bool) -> bool {
        let Some(canvases) = &self.canvases else { return false };
        let kind = event.type_();
        if kind == "pointerdown" && (is_axis || event.shift_key()) {
            self.brush.set(time);
            // Without it a pointer that leaves the charts is not followed; nothing else depends on it.
            canvases.frame().set_pointer_capture(event.pointer_id()).unwrap_or_default();
        }
        let Some(from) = self.brush.get() else { return false };
        let length = reading::time(&self.runner.session());
        let part = time.filter(|time| time.abs_diff(from) > 1).map(|time| Window::between(from, time, length));
        if kind == "pointerup" || event.buttons() & 1 == 0 {
            self.brush.set(None);
            canvases.set_brush(None);
            if kind == "pointerup" && part.is_some() {
                (self.act)(look::Action::Zoom(part).into());
            }
        } else {
            canvases.set_brush(part);
        }
        true
    }

    /// A pointer over the picture looks at the step or reads the token that it finds; pressed, it puts the cursor there or selects it.
    fn point(&self, event: &PointerEvent) {
        let Some(canvases) = &self.canvases else { return };
        let (found, newest) = {
            let (session, sight) = (self.runner.session(), self.sight.borrow());
            let place = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            let time = reading::resolve(&session, sight.cursor);
            (canvases.find_at(&self.training(&session, &sight, time), place), reading::newest(&session))
        };
        let (time, is_axis) = match &found {
            Found::Time(time) => (Some(*time), false),
            Found::Axis(time) => (*time, true),
            Found::Token { .. } | Found::Nothing => (None, false),
        };
        if self.choose(event, time, is_axis) {
            self.hover.set(None);
            return self.answer();
        }
        let is_pressed = event.buttons() & 1 == 1;
        match found {
            Found::Token { pair, token, says } => {
                if event.type_() == "pointerdown" {
                    (self.act)(look::Action::Select(pair).into());
                    (self.act)(look::Action::Turn(Turn::Position(token)).into());
                }
                self.read.replace(Some(says).filter(|_| event.type_() != "pointerleave"));
            }
            Found::Time(_) | Found::Axis(_) | Found::Nothing => drop(self.read.take()),
        }
        let time = time.map(|time| time.min(newest));
        match time.filter(|_| is_pressed) {
            Some(time) => {
                self.hover.set(None);
                (self.act)(playback::Action::Scrub(time).into());
            }
            // A finger has no hover, and would leave its crosshair behind.
            None => self.hover.set(time.filter(|_| event.type_() == "pointermove" && event.pointer_type() == "mouse")),
        }
        self.answer();
    }

    fn training<'a>(&'a self, session: &'a Session, sight: &'a Sight, time: usize) -> Training<'a> {
        Training { session, names: &sight.labels.names, time, look: (&sight.look.scope, sight.look.pair) }
    }

    fn paint(&self, now: f64) {
        if now < self.due.get() {
            return self.mark();
        }
        let begun = time_now();
        let session = self.runner.session();
        let time = reading::resolve(&session, self.sight.borrow().cursor);
        self.words(&session, time);
        self.scores(&session, time);
        self.strip(&session, time);
        self.pairs(&session, time);
        let motion = if self.runner.is_playing() { Motion::Training } else { Motion::Still };
        self.scope.paint(&session, &self.sight.borrow(), time, motion);
        let Some(canvases) = &self.canvases else { return };
        match self.begun.get() {
            Begun::Nothing => {
                self.begun.set(Begun::Words);
                return self.mark();
            }
            Begun::Words => {
                canvases.draw_ground(&self.training(&session, &self.sight.borrow(), time));
                self.begun.set(Begun::Ground);
                return self.mark();
            }
            Begun::Ground => {
                let sight = self.sight.borrow();
                let shown = self.training(&session, &sight, self.hover.get().unwrap_or(time));
                canvases.draw(&shown);
                if let Some(place) = &self.bound.borrow().figure_note {
                    let read = self.read.borrow().clone();
                    read.or_else(|| canvases.note(&shown)).iter().for_each(|note| place.set(note));
                }
            }
        }
        let [swift, slow] = FRAME_MS;
        self.due.set(now + if time_now() - begun < SWIFT_MS { swift } else { slow });
    }

    #[inline(never)]
    fn words(&self, session: &Session, time: usize) {
        let bound = self.bound.borrow();
        let story = story::story(session, &self.sight.borrow().labels.names, time);
        for (text, place) in [(&story.headline, &bound.headline), (&story.aside, &bound.aside)] {
            place.iter().for_each(|place| place.set(text));
        }
        if let Some(place) = &bound.half_note {
            place.set(&self.half_note(session, time));
        }
        let (phase, step) = reading::place(session, time);
        let length = reading::time(session);
        let text = match phase {
            Phase::Sft => words::step(words::PHASES_BRIEF[0], step, length.sft),
            Phase::Preference => words::step(words::PHASES_BRIEF[1], step, length.preference),
        };
        bound.step.iter().for_each(|place| place.set(&text));
        if let Some(slider) = &bound.slider {
            slider.set_value(&time.to_string());
            dom::set(slider, "aria-valuetext", &text);
            let share = |time: usize| format!("{:.4}", time as f64 / length.end().max(1) as f64);
            let style = slider.style();
            for (name, value) in [("--done", share(reading::newest(session))), ("--boundary", share(length.sft))] {
                style.set_property(name, &value).unwrap_or_default();
            }
        }
        let newest = reading::newest(session);
        let (_, step) = reading::place(session, newest);
        dom::set(&self.root, "data-phase", reading::stage(session).name());
        dom::set(&self.root, "data-step", &step.to_string());
        dom::set(&self.root, "data-cursor", &time.to_string());
    }

    /// Where the next step pushes the selected token's logit in the preferred answer, run by run.
    fn half_note(&self, session: &Session, time: usize) -> String {
        let sight = self.sight.borrow();
        let (look, names) = (&sight.look, &sight.labels.names);
        let (spec, token) = (session.spec(), look.scope.position(session.spec(), look.pair));
        let word = session.pairs().get(look.pair).and_then(|pair| {
            let id = *pair.chosen.get(token)?;
            spec.dataset.vocabulary.get(id as usize)
        });
        let push = |run: usize| {
            let pushes = reading::pushes(session, run, look.pair, time, Side::Chosen)?;
            Some((names.get(run)?.as_str(), *pushes.signs.get(token)?, pushes.when))
        };
        let pushes: Vec<_> = look.scope.runs(spec).filter_map(push).collect();
        words::half_note(word.map_or("", String::as_str), &pushes)
    }

    #[inline(never)]
    fn scores(&self, session: &Session, time: usize) {
        for (run, (element, places)) in self.bound.borrow().runs.iter().enumerate() {
            let score = match reading::place(session, time) {
                (Phase::Sft, _) => None,
                (Phase::Preference, step) => reading::score(session.history(), run, step),
            };
            let values = score.map(|score| [score.delta_chosen, score.delta_rejected, score.accuracy]);
            for (i, name) in ["data-delta-chosen", "data-delta-rejected", "data-accuracy"].into_iter().enumerate() {
                dom::set(element, name, &values.map_or(String::new(), |values| format!("{:.6}", values[i])));
            }
            let stopped = match reading::place(session, time) {
                (Phase::Sft, _) => None,
                (Phase::Preference, step) => reading::stopped(session, run, step),
            };
            let stopped = stopped.map_or(String::new(), words::stopped_at);
            dom::set(element, "data-stopped", if stopped.is_empty() { "" } else { "true" });
            places.get(3).iter().for_each(|place| place.set(&stopped));
            for (i, place) in places.iter().enumerate().take(3) {
                let text = values.map_or("–".to_owned(), |values| match i {
                    2 => format!("{} %", number(100.0 * values[2], 0)),
                    _ => signed(values[i], 2),
                });
                place.set(&text);
            }
        }
    }

    #[inline(never)]
    fn strip(&self, session: &Session, time: usize) {
        let pair = self.sight.borrow().look.pair;
        if pair >= session.pairs().len() {
            return;
        }
        for (side, places) in Side::BOTH.into_iter().zip(&self.bound.borrow().strip) {
            let common = reading::common(session, time).map(|logps| logps.side(side, pair));
            for (k, place) in places.common.iter().enumerate() {
                let logp = common.and_then(|logps| logps.get(k));
                place.set(&logp.map_or(String::new(), |&logp| words::microscope::percent(f64::from(logp).exp())));
            }
            for (run, StripRun { row, pushes, deltas }) in places.runs.iter().enumerate() {
                let predicted = reading::pushes(session, run, pair, time, side);
                if let Some(row) = row {
                    dom::set(row, "data-when", predicted.as_ref().map_or(Due::Now, |pushes| pushes.when).name());
                }
                for (k, place) in pushes.iter().enumerate() {
                    let sign = predicted.as_ref().and_then(|pushes| pushes.signs.get(k));
                    place.set(sign.map_or("", |&sign| words::glyph(sign)));
                }
                let both = reading::against(session, run, time, self.sight.borrow().look.scope.since);
                let both = both.map(|(policy, reference)| (policy.side(side, pair), reference.side(side, pair)));
                for (k, place) in deltas.iter().enumerate() {
                    let both = both.and_then(|(policy, reference)| policy.get(k).zip(reference.get(k)));
                    change(place, both.map(|(&policy, &reference)| f64::from(policy) - f64::from(reference)), narrow);
                }
            }
        }
    }

    #[inline(never)]
    fn pairs(&self, session: &Session, time: usize) {
        let shown = self.sight.borrow().look.scope.runs(session.spec());
        for (pair, places) in self.bound.borrow().pairs.iter().enumerate().take(session.pairs().len()) {
            for (run, place) in shown.clone().zip(places) {
                change(place, reading::pair_delta(session, run, pair, time), |delta| signed(delta, 2));
            }
        }
    }
}

/// A change in nats, with its sign for the style sheet's tint.
fn change(place: &LiveText, delta: Option<f64>, format: fn(f64) -> String) {
    let text = delta.map_or(String::new(), format);
    let heat = delta.map_or(0, |delta| {
        // Five steps of tint by magnitude: from a twentieth of a nat, which is 5 %, to 3 nats, which is 20-fold.
        let level = [0.05, 0.2, 0.7, 1.5, 3.0].iter().filter(|least| delta.abs() >= **least).count() as i32;
        if delta < 0.0 { -level } else { level }
    });
    place.set(&text);
    dom::set(place.element(), "data-heat", &heat.to_string());
}
