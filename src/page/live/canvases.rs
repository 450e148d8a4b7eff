//! The canvases on which the training is drawn: one for what seldom changes, axes and titles, and one above it for the rest.

use crate::data::decimal;
use crate::page::dom;
use crate::page::live::depicting::{Showing, Training};
use crate::page::places::{Place, Places};
use crate::plot::{self, Drawn, Ink, Palette, Window};
use crate::view::style::{self, Colours, Detail, Paper};
use crate::view::views::Ahead;
use crate::view::views::{Composed, Found, Ground, TrainingScene, ViewMaker};
use plotters_canvas::CanvasBackend;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};

/// The two canvases, and what is drawn on them.
pub struct Canvases {
    frame: Element,
    ground: HtmlCanvasElement,
    top: HtmlCanvasElement,
    showing: RefCell<Option<Showing>>,
    brush: Cell<Option<Window>>,
    style: RefCell<Option<Style>>,
    /// What the ground was drawn for, and how large.
    drawn: RefCell<Option<Beneath>>,
}

/// What the ground is drawn from, and its pixels.
type Beneath = (Option<Ground>, (u32, u32));

/// What the style sheet says. It is kept, because asking makes the browser lay out the page.
#[derive(PartialEq)]
pub(super) struct Style {
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
    /// The size of the page's text there.
    pub font: f64,
    /// The page's colours.
    pub colours: Colours,
}

impl Canvases {
    /// The canvases of the page.
    pub fn find(places: &Places) -> Option<Canvases> {
        Some(Canvases {
            frame: places.get(Place::Figure)?,
            ground: places.get(Place::Ground)?,
            top: places.get(Place::Picture)?,
            showing: RefCell::default(),
            brush: Cell::default(),
            style: RefCell::default(),
            drawn: RefCell::default(),
        })
    }

    /// Shows something else from now on.
    pub fn show(&self, showing: Showing) {
        self.showing.replace(Some(showing));
    }

    /// The element that holds both, and that pointers meet.
    pub fn frame(&self) -> &Element {
        &self.frame
    }

    /// Marks the part of the steps that is being chosen.
    pub fn set_brush(&self, brush: Option<Window>) {
        self.brush.set(brush);
    }

    /// The size or the colours may be others now.
    pub fn forget_style(&self) {
        self.style.take();
    }

    /// The colours of the page as they are now.
    pub fn colours(&self) -> Colours {
        self.style.borrow_mut().get_or_insert_with(|| self.read_style()).colours.clone()
    }

    /// Draws what lies beneath, where it is another than before.
    pub fn draw_ground(&self, training: &Training<'_>) {
        self.with_picture(training, |picture, paper| self.ground(picture, paper));
    }

    /// Draws everything.
    pub fn draw(&self, training: &Training<'_>) {
        let drawn = self.with_picture(training, |picture, paper| {
            self.ground(picture, paper);
            draw_on(&self.top, paper, |ink| picture.draw(ink));
        });
        // Where there is no picture of this point of time, none is left of another one.
        let is_picture = || self.showing.borrow().as_ref().is_some_and(|showing| showing.view.picture().is_some());
        if drawn.is_none() && is_picture() {
            self.drawn.take();
            for canvas in [&self.ground, &self.top] {
                cleared(canvas, (canvas.width(), canvas.height()));
            }
        }
    }

    /// What is at a place, in CSS pixels from the upper left corner.
    pub fn find_at(&self, training: &Training<'_>, place: (f64, f64)) -> Found {
        self.with_picture(training, |picture, _| picture.find(place)).unwrap_or(Found::Nothing)
    }

    /// What the picture says, where it says something.
    pub fn note(&self, training: &Training<'_>) -> Option<String> {
        let showing = self.showing.borrow();
        let showing = showing.as_ref()?;
        let ViewMaker::Picture { note: Some(note), .. } = showing.view.maker() else { return None };
        let mut style = self.style.borrow_mut();
        let Style { colours, .. } = style.get_or_insert_with(|| self.read_style());
        Some(note(&self.scene(training, showing, colours)))
    }

    fn ground(&self, picture: &dyn Composed, paper: Paper) {
        let wanted = Some((picture.ground(), pixels(paper)));
        if *self.drawn.borrow() != wanted && draw_on(&self.ground, paper, |ink| picture.draw_ground(ink)).is_some() {
            *self.drawn.borrow_mut() = wanted;
        }
    }

    /// Passes the picture on, if there is one and it is to be seen.
    fn with_picture<T>(&self, training: &Training<'_>, use_: impl FnOnce(&dyn Composed, Paper) -> T) -> Option<T> {
        let showing = self.showing.borrow();
        let showing = showing.as_ref()?;
        let ViewMaker::Picture { compose, .. } = showing.view.maker() else { return None };
        let mut style = self.style.borrow_mut();
        let Style { size, font, colours } = style.get_or_insert_with(|| self.read_style());
        if size.0 < 1.0 || size.1 < 1.0 {
            return None;
        }
        let detail = match showing.ahead {
            Ahead::Shown => Detail::All,
            Ahead::Hidden => Detail::Main,
        };
        let paper = Paper::new(*size, resolution(), *font, detail);
        let scene = self.scene(training, showing, colours);
        let picture = compose(&scene, paper)?;
        Some(use_(&*picture, paper))
    }

    fn scene<'a>(&self, training: &Training<'a>, showing: &'a Showing, colours: &'a Colours) -> TrainingScene<'a> {
        let Training { session, names, time, look } = *training;
        let Showing { ref lines, window, ahead, ref bands, .. } = *showing;
        let bands = bands.as_deref();
        let brush = self.brush.get();
        TrainingScene { session, names, lines, window, brush, time, look, ahead, bands, colours }
    }

    fn read_style(&self) -> Style {
        let showing = self.showing.borrow();
        let slots = showing.as_ref().map_or(&[][..], |showing| &showing.slots);
        read_style(&self.top, &self.frame, slots)
    }
}

/// What the style sheet says of a canvas in a frame, with the colours of runs of these slots.
pub(super) fn read_style(canvas: &HtmlCanvasElement, frame: &Element, slots: &[usize]) -> Style {
    // A canvas shows no text of its own: its text's colour is where the browser computes what the style sheet says, in whatever way.
    let style = dom::window().and_then(|window| window.get_computed_style(canvas).ok().flatten());
    let text = |name: &str| style.as_ref().and_then(|style| style.get_property_value(name).ok());
    let probe = canvas.style();
    let seen = |value: &str| {
        probe.set_property("color", value).ok()?;
        style::computed(&text("color")?)
    };
    let mixed = |value: &str| seen(&format!("color-mix(in srgb,{value},{value})"));
    let value = |value: &str| seen(value).or_else(|| mixed(value)).unwrap_or((128, 128, 128));
    let colour = |name: &str| value(&format!("var({name})"));
    let number = |name: &str| decimal::parse(text(name)?.trim());
    let tones = ["--fall", "--rise"].map(|name| value(&format!("rgb(var({name}))")));
    let palette = Palette {
        ink: colour("--ink"),
        muted: colour("--muted"),
        grid: colour("--grid"),
        band: colour("--band"),
        surface: colour("--surface"),
        reference: colour("--reference"),
        stroke: number("--stroke").unwrap_or(1.0),
    };
    let runs = slots.iter().map(|slot| colour(&format!("--run-{slot}"))).collect();
    probe.remove_property("color").unwrap_or_default();
    let font = text("font-size").and_then(|size| decimal::parse(size.strip_suffix("px")?)).unwrap_or(14.0);
    Style { size: extent(frame), font, colours: Colours { palette, runs, tones } }
}

/// Pixels of a canvas in a CSS pixel. Backends round to whole pixels: at twice the resolution or more a line has no steps.
pub(super) fn resolution() -> f64 {
    dom::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(2.0, 4.0)
}

/// Paper's width and height in the backend's pixels.
pub(super) fn pixels(Paper { size, scale, .. }: Paper) -> (u32, u32) {
    let pixel = |length: f64| (length * scale).round() as u32;
    (pixel(size.0), pixel(size.1))
}

/// An element's width and height in CSS pixels, as far as a chart may be large: no canvas takes a gigabyte, whatever a document does to it.
fn extent(element: &Element) -> (f64, f64) {
    (f64::from(element.client_width().min(4096)), f64::from(element.client_height().min(2048)))
}

/// Draws on a canvas that is empty at first. One that refuses has lost its context; the next frame asks for a new one.
fn draw_on(canvas: &HtmlCanvasElement, paper: Paper, draw: impl FnOnce(&mut Ink<'_>) -> Drawn) -> Option<()> {
    let mut backend = cleared(canvas, pixels(paper))?;
    plot::on(&mut backend, paper.scale, draw).ok()
}

/// The canvas at a size, empty.
pub(super) fn cleared(canvas: &HtmlCanvasElement, size: (u32, u32)) -> Option<CanvasBackend> {
    if (canvas.width(), canvas.height()) == size {
        let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
        context.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
    } else {
        // Setting a size clears as well, and costs an allocation. A canvas that took part in the layout would enlarge its own frame, which
        // would enlarge it: without the style sheet too it does not.
        canvas.style().set_property("position", "absolute").unwrap_or_default();
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    CanvasBackend::with_canvas_object(canvas.clone())
}
