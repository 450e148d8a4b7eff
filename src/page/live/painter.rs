//! Draws the session at hand. Yew makes the elements and never touches what is in them; the painter fills them on animation frames, and only
//! when something is new. So a training step costs the page nothing until a frame is due.

use crate::argument::{Exception, Id};
use crate::backend::remote::now as time_now;
use crate::lab::runner::Runner;
use crate::page::dom::{self, Frames};
use crate::page::live::depicting::{Depicting, MakeDepicting, Painted, Showing, Training};
use crate::page::live::looking::{Looking, Lookings, Motion};
use crate::page::live::watches::{Happening, Medium, Watches};
use crate::page::places::{Place, Places};
use crate::train::Session;
use crate::view::microscope::Picture;
use crate::view::reading;
use crate::view::sight::Sight;
use crate::view::state::{Action, look};
use crate::view::story::Story;
use crate::view::style::Lines;
use crate::view::views::TrainingScene;
use crate::words;
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
    looking: [OnceCell<Box<dyn Looking>>; 4],
    found: Rc<dyn Fn()>,
    page: Option<Element>,
    /// Draws the training, once that part of the page has come.
    drawing: OnceCell<Box<dyn Depicting>>,
    frames: Frames,
    /// Before this time of the frames' clock nothing is drawn.
    due: Cell<f64>,
    _watches: Watches,
    act: Box<dyn Fn(Action)>,
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
            let [page, figure] = [Place::Page, Place::Figure].map(|place| places.get::<Element>(place));
            Painter {
                _watches: Watches::over(page.as_ref(), figure.as_ref(), happens),
                places,
                looking: Default::default(),
                drawing: OnceCell::new(),
                found: Rc::new(found),
                runner,
                sight: RefCell::new(sight),
                page,
                frames: Frames::new(draw),
                due: Cell::new(0.0),
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

    /// The elements or what is to be seen may have changed, and what looks into the models or draws may have come.
    pub fn rebind(&self, sight: Sight, looking: Lookings, drawing: Option<MakeDepicting>) {
        let Sight { look, labels, ahead, .. } = &sight;
        if self.drawing.get().is_none()
            && let Some(made) = drawing.and_then(|make| make(&self.places))
        {
            self.drawing.get_or_init(|| made);
        }
        if let Some(drawing) = self.drawing.get() {
            let (lines, slots) = (self.lines(&sight), labels.slots.clone());
            let (window, ahead, bands) = (look.zoom, *ahead, look.bands.clone());
            drawing.show(&self.places, Showing { view: look.view, lines, window, slots, ahead, bands });
        }
        let runs = labels.names.len();
        for (looking, make) in self.looking.iter().zip(looking) {
            let made = make.map(|make| looking.get_or_init(|| make(self.runner.clone(), self.found.clone())));
            made.iter().for_each(|looking| looking.rebind(&self.places, runs));
        }
        self.sight.replace(sight);
        self.restyle();
    }

    /// The sentences at the newest step.
    pub fn outcome(&self, story: fn(&Session, &[String], usize) -> Story) -> Story {
        self.speak();
        let session = self.runner.session();
        story(&session, &self.sight.borrow().labels.names, reading::newest(&session))
    }

    /// Hands over what pictures and tables of what is seen are made from, with what the microscope shows.
    pub fn with_scene<T>(&self, use_: impl FnOnce(&TrainingScene<'_>, Option<(Picture, Vec<&str>)>) -> T) -> Option<T> {
        self.speak();
        let colours = self.drawing.get()?.colours();
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
            bands: sight.look.bands.as_deref(),
            colours: &colours,
        };
        Some(use_(&scene, self.looks().find_map(|looking| looking.seen(&session, &sight))))
    }

    /// Where a statement of the paper does not hold of a run, as far as that is known and shown.
    pub fn exceptions(&self, time: usize, of: (usize, Id)) -> Vec<Exception> {
        let session = self.runner.session();
        let found = self.looks().map(|looking| looking.exceptions(&session, time, of));
        found.into_iter().flatten().collect()
    }

    /// Other pages of the document may have said something in another language meanwhile.
    fn speak(&self) {
        words::speak(self.sight.borrow().language);
    }

    fn looks(&self) -> impl Iterator<Item = &dyn Looking> {
        self.looking.iter().filter_map(OnceCell::get).map(|looking| &**looking)
    }

    fn lines(&self, sight: &Sight) -> Lines {
        let labelled = sight.look.scope.runs(self.runner.session().spec());
        Lines { labelled, hidden: sight.look.hidden.clone(), pointed: sight.look.pointed }
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
        self.drawing.get().iter().for_each(|drawing| drawing.forget_style());
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
        let Some(drawing) = self.drawing.get() else { return };
        let actions = {
            let (session, sight) = (self.runner.session(), self.sight.borrow());
            drawing.point(event, &training(&session, &sight, reading::resolve(&session, sight.cursor)))
        };
        // Whoever acts may look at the session: nothing is borrowed then.
        actions.into_iter().for_each(|action| (self.act)(action));
        self.answer();
    }

    /// What the page's own element tells of the training.
    fn tell(&self, session: &Session, time: usize) {
        let Some(page) = &self.page else { return };
        let (_, step) = reading::place(session, reading::newest(session));
        dom::set(page, "data-phase", reading::stage(session).name());
        dom::set(page, "data-shown", reading::place(session, time).0.name());
        dom::set(page, "data-step", &step.to_string());
        dom::set(page, "data-cursor", &time.to_string());
    }

    fn paint(&self, now: f64) {
        if now < self.due.get() {
            return self.mark();
        }
        self.speak();
        let begun = time_now();
        let (session, sight) = (self.runner.session(), self.sight.borrow());
        let time = reading::resolve(&session, sight.cursor);
        self.tell(&session, time);
        let motion = if self.runner.is_playing() { Motion::Training } else { Motion::Still };
        self.looks().for_each(|looking| looking.paint(&session, &sight, time, motion));
        let painted = self.drawing.get().map(|drawing| drawing.paint(&training(&session, &sight, time)));
        if painted == Some(Painted::Begun) {
            return self.mark();
        }
        let [swift, slow] = FRAME_MS;
        self.due.set(now + if time_now() - begun < SWIFT_MS { swift } else { slow });
    }
}

fn training<'a>(session: &'a Session, sight: &'a Sight, time: usize) -> Training<'a> {
    Training { session, names: &sight.labels.names, time, look: (&sight.look.scope, sight.look.pair) }
}
