//! Draws the session at hand. Yew makes the elements and never touches what is in them; the painter fills them on animation frames, and only
//! when something is new. So a training step costs the page nothing until a frame is due.

use crate::backend::remote::now as time_now;
use crate::lab::runner::Runner;
use crate::page::dom::{self, Frames, LiveText};
use crate::page::live::canvases::{Canvases, Showing, Training};
use crate::page::live::looking::{Looking, Lookings, Motion};
use crate::page::live::pointer::Pointer;
use crate::page::live::texts::Texts;
use crate::page::live::watches::{Happening, Medium, Watches};
use crate::page::places::{Place, Places};
use crate::train::Session;
use crate::view::microscope::Picture;
use crate::view::reading;
use crate::view::sight::Sight;
use crate::view::state::{Action, look};
use crate::view::story::{self, Story};
use crate::view::style::Lines;
use crate::view::views::{Ahead, TrainingScene};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use web_sys::{Element, PointerEvent};

/// Drawing takes time from training: where it takes more than this, on a phone or with many runs, 30 frames a second are smooth enough.
const SWIFT_MS: f64 = 5.0;

/// How long after a frame the next one is drawn, at the earliest, where drawing is swift and where it is not. A little less than the
/// distance of one or of two frames at 60 Hz, so that every frame or every second one is drawn, however its time is rounded.
const FRAME_MS: [f64; 2] = [12.0, 28.0];

/// Draws one session at the page's places. Dropping it ends its frames and listeners.
pub struct Painter {
    places: Places,
    runner: Rc<Runner>,
    sight: RefCell<Sight>,
    /// Look into the models, once those parts of the page have come.
    looking: [OnceCell<Box<dyn Looking>>; 3],
    found: Rc<dyn Fn()>,
    texts: RefCell<Texts>,
    canvases: Option<Canvases>,
    /// What the picture says, or what stands where the pointer is.
    note: RefCell<Option<LiveText>>,
    pointer: Pointer,
    frames: Frames,
    /// Before this time of the frames' clock nothing is drawn.
    due: Cell<f64>,
    begun: Cell<Begun>,
    _watches: Watches,
    act: Box<dyn Fn(Action)>,
}

/// How much has been drawn. At first nothing is compiled or laid out yet and everything takes long, so each part has a frame of its own.
#[derive(Clone, Copy)]
enum Begun {
    Nothing,
    Words,
    Ground,
}

impl Painter {
    /// A painter that has not drawn yet. `act` gets what pointers on the pictures mean.
    pub fn new(places: Places, runner: Rc<Runner>, sight: Sight, act: impl Fn(Action) + 'static) -> Rc<Painter> {
        Rc::new_cyclic(|painter: &Weak<Painter>| {
            let found = {
                let painter = painter.clone();
                move || painter.upgrade().iter().for_each(|painter| painter.mark())
            };
            let draw = {
                let painter = painter.clone();
                move |now| painter.upgrade().iter().for_each(|painter| painter.paint(now))
            };
            let happens = {
                let painter = painter.clone();
                move |happening: Happening<'_>| {
                    if let Some(painter) = painter.upgrade() {
                        painter.meet(&happening);
                    }
                }
            };
            let canvases = Canvases::find(&places);
            let page = places.get::<Element>(Place::Page);
            Painter {
                _watches: Watches::over(page.as_ref(), canvases.as_ref().map(Canvases::frame), happens),
                canvases,
                places,
                looking: Default::default(),
                found: Rc::new(found),
                runner,
                sight: RefCell::new(sight),
                texts: RefCell::default(),
                note: RefCell::default(),
                pointer: Pointer::default(),
                frames: Frames::new(draw),
                due: Cell::new(0.0),
                begun: Cell::new(Begun::Nothing),
                act: Box::new(act),
            }
        })
    }

    /// There are new steps: draw them when it is time.
    pub fn mark(&self) {
        self.frames.request();
    }

    /// A slice of training has ended.
    pub fn stepped(&self, session: &Session) {
        self.looks().for_each(|looking| looking.stepped(session, &self.sight.borrow()));
        self.mark();
    }

    /// The elements or what is to be seen may have changed, and what looks into the models may have come.
    pub fn rebind(&self, sight: Sight, looking: Lookings) {
        let Sight { look, labels, ahead, .. } = &sight;
        let ahead = *ahead;
        if let Some(canvases) = &self.canvases {
            let lines = self.lines(&sight);
            let slots = labels.slots.clone();
            canvases.show(Showing { picture: look.view.picture(), lines, window: look.zoom, slots, ahead });
        }
        let runs = labels.names.len();
        for (looking, make) in self.looking.iter().zip(looking) {
            let made = make.map(|make| looking.get_or_init(|| make(self.runner.clone(), self.found.clone())));
            made.iter().for_each(|looking| looking.rebind(&self.places, runs));
        }
        self.texts.replace(Texts::find(&self.places, runs));
        self.note.replace(self.places.text(Place::FigureNote));
        self.pointer.forget();
        self.sight.replace(sight);
        self.restyle();
    }

    /// The sentences at the newest step.
    pub fn outcome(&self) -> Story {
        let session = self.runner.session();
        story::story(&session, &self.sight.borrow().labels.names, reading::newest(&session))
    }

    /// Hands over what pictures and tables of what is seen are made from, with what the microscope shows.
    pub fn with_scene<T>(&self, use_: impl FnOnce(&TrainingScene<'_>, Option<(Picture, Vec<&str>)>) -> T) -> Option<T> {
        let colours = self.canvases.as_ref()?.colours();
        let (session, sight) = (self.runner.session(), self.sight.borrow());
        let scene = TrainingScene {
            session: &session,
            names: &sight.labels.names,
            lines: &self.lines(&sight),
            window: sight.look.zoom,
            brush: None,
            time: reading::resolve(&session, sight.cursor),
            look: (&sight.look.scope, sight.look.pair),
            ahead: sight.ahead,
            colours: &colours,
        };
        Some(use_(&scene, self.looks().find_map(|looking| looking.seen(&session, &sight))))
    }

    fn looks(&self) -> impl Iterator<Item = &dyn Looking> {
        self.looking.iter().filter_map(OnceCell::get).map(|looking| &**looking)
    }

    fn lines(&self, sight: &Sight) -> Lines {
        let labelled = sight.look.scope.runs(self.runner.session().spec());
        Lines { labelled, hidden: sight.look.hidden.clone() }
    }

    fn meet(&self, happening: &Happening<'_>) {
        match happening {
            Happening::Style => self.restyle(),
            Happening::Medium(medium) => self.print(*medium),
            Happening::Pointer(event) => self.point(event),
            Happening::Whole => (self.act)(look::Action::Zoom(None).into()),
        }
    }

    /// A person did something: draw on the next frame.
    fn answer(&self) {
        self.due.set(0.0);
        self.frames.request();
    }

    /// Size, theme or resolution changed.
    fn restyle(&self) {
        self.canvases.iter().for_each(Canvases::forget_style);
        self.looks().for_each(|looking| looking.measure());
        self.answer();
    }

    /// The charts are drawn for paper at once, since no frame comes before the page is printed.
    fn print(&self, medium: Medium) {
        if let Some(host) = self.places.get::<Element>(Place::Page).as_ref().and_then(dom::host) {
            match medium {
                Medium::Paper => dom::set(&host, "data-print", ""),
                Medium::Screen => host.remove_attribute("data-print").unwrap_or_default(),
            }
        }
        self.restyle();
        self.paint(0.0);
    }

    fn point(&self, event: &PointerEvent) {
        let Some(canvases) = &self.canvases else { return };
        let (found, range) = {
            let (session, sight) = (self.runner.session(), self.sight.borrow());
            let place = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            let time = reading::resolve(&session, sight.cursor);
            let found = canvases.find_at(&training(&session, &sight, time), place);
            (found, (reading::newest(&session), reading::time(&session)))
        };
        // Whoever acts may look at the session: nothing is borrowed then.
        self.pointer.follow(event, found, canvases, range).into_iter().for_each(|action| (self.act)(action));
        self.answer();
    }

    fn paint(&self, now: f64) {
        if now < self.due.get() {
            return self.mark();
        }
        let begun = time_now();
        let (session, sight) = (self.runner.session(), self.sight.borrow());
        let time = reading::resolve(&session, sight.cursor);
        self.texts.borrow().fill(&session, &sight, time);
        let motion = if self.runner.is_playing() { Motion::Training } else { Motion::Still };
        self.looks().for_each(|looking| looking.paint(&session, &sight, time, motion));
        let Some(canvases) = &self.canvases else { return };
        match self.begun.get() {
            Begun::Nothing => {
                self.begun.set(Begun::Words);
                return self.mark();
            }
            Begun::Words => {
                canvases.draw_ground(&training(&session, &sight, time));
                self.begun.set(Begun::Ground);
                return self.mark();
            }
            Begun::Ground => {
                // A look at another step would show what is later, or take away what has been seen: the pointer leaves it as it is.
                let looked_at = match sight.ahead {
                    Ahead::Shown => self.pointer.hover(),
                    Ahead::Hidden => None,
                };
                let shown = training(&session, &sight, looked_at.unwrap_or(time));
                canvases.draw(&shown);
                if let Some(place) = &*self.note.borrow() {
                    let note = self.pointer.read().or_else(|| canvases.note(&shown));
                    note.iter().for_each(|note| place.set(note));
                }
            }
        }
        let [swift, slow] = FRAME_MS;
        self.due.set(now + if time_now() - begun < SWIFT_MS { swift } else { slow });
    }
}

fn training<'a>(session: &'a Session, sight: &'a Sight, time: usize) -> Training<'a> {
    Training { session, names: &sight.labels.names, time, look: (&sight.look.scope, sight.look.pair) }
}
