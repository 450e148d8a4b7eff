//! The charts' canvases: when each is drawn again, and which point of time a place on them means.

use super::dom;
use super::figure::{self, Colours, Lines, Stack};
use crate::plot::{self, Palette, Rgb, Time};
use crate::train::Session;
use plotters_canvas::CanvasBackend;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};

/// A canvas for what seldom changes, axes and titles, and one above it for the lines.
pub struct Canvases {
    frame: Element,
    ground: HtmlCanvasElement,
    curves: HtmlCanvasElement,
    /// The plane's frame and canvas.
    plane: Option<(Element, HtmlCanvasElement)>,
    slots: Vec<usize>,
    lines: RefCell<Lines>,
    stack: Cell<Stack>,
    style: RefCell<Option<Style>>,
    drawn: RefCell<Option<Drawn>>,
}

/// What the style sheet says. It is kept, because asking makes the browser lay out the page.
struct Style {
    /// Width and height in CSS pixels.
    size: (f64, f64),
    colours: Colours,
}

/// What the ground was drawn for.
#[derive(PartialEq)]
struct Drawn {
    stack: Stack,
    size: (u32, u32),
    ranges: Vec<plot::Range>,
    time: Time,
    palette: Palette,
}

impl Canvases {
    /// The canvases of the page; `slots` are the runs' colours.
    pub fn find(root: &Element, slots: Vec<usize>) -> Option<Canvases> {
        Some(Canvases {
            frame: dom::first(root, "[data-live=figure]")?,
            ground: dom::first(root, "canvas[data-layer=ground]")?,
            curves: dom::first(root, "canvas[data-layer=curves]")?,
            plane: dom::first(root, "[data-live=plane]").zip(dom::first(root, "canvas[data-layer=plane]")),
            slots,
            lines: RefCell::default(),
            stack: Cell::default(),
            style: RefCell::default(),
            drawn: RefCell::default(),
        })
    }

    /// Shows this stack of charts, and in it these lines.
    pub fn show(&self, stack: Stack, lines: Lines) {
        self.stack.set(stack);
        self.lines.replace(lines);
    }

    /// The element that holds both, and that pointers meet.
    pub fn frame(&self) -> &Element {
        &self.frame
    }

    /// The size or the colours may be others now.
    pub fn forget_style(&self) {
        self.style.take();
    }

    /// The point of time at a distance from the left edge, in CSS pixels.
    pub fn time_at(&self, session: &Session, names: &[String], x: f64) -> Option<usize> {
        self.with_figure(session, names, |figure| figure.time_at(x))?
    }

    /// Draws what lies beneath the lines, where it is another than before.
    pub fn draw_ground(&self, session: &Session, names: &[String]) {
        self.with_figure(session, names, |figure| self.ground(figure, pixels(figure)));
    }

    /// Draws the lines with the cursor at `time`, and the ground.
    pub fn draw(&self, session: &Session, names: &[String], time: usize) {
        self.with_figure(session, names, |figure| {
            let size = pixels(figure);
            self.ground(figure, size);
            if let Some(mut backend) = cleared(&self.curves, size) {
                // A canvas that refuses to draw has lost its context; the next frame asks for a new one.
                plot::curves(figure, time, &mut backend).unwrap_or_default();
            }
        });
    }

    /// Draws the plane, where it is to be seen, with the cursor at a preference step.
    pub fn draw_plane(&self, session: &Session, names: &[String], field: usize, step: usize) {
        let Some((frame, canvas)) = self.plane.as_ref().filter(|(frame, _)| frame.client_width() > 0) else { return };
        let size = (f64::from(frame.client_width()), f64::from(frame.client_height()));
        let mut style = self.style.borrow_mut();
        let Style { colours, .. } = style.get_or_insert_with(|| self.read_style());
        let scale = resolution();
        let pixels = ((size.0 * scale).round() as u32, (size.1 * scale).round() as u32);
        if let Some(plane) = figure::plane(session, names, &self.lines.borrow(), (field, step), colours, size, scale)
            && let Some(mut backend) = cleared(canvas, pixels)
        {
            // As for the lines: the next frame asks for a new context.
            plot::plane(&plane, &mut backend).unwrap_or_default();
        }
    }

    fn ground(&self, figure: &plot::Figure<'_>, size: (u32, u32)) {
        let ranges = figure.panels.iter().map(|panel| panel.range).collect();
        let wanted = Some(Drawn { stack: self.stack.get(), size, ranges, time: figure.time, palette: figure.palette });
        if *self.drawn.borrow() != wanted
            && let Some(mut backend) = cleared(&self.ground, size)
            && plot::ground(figure, &mut backend).is_ok()
        {
            *self.drawn.borrow_mut() = wanted;
        }
    }

    /// Passes the figure on, if the canvases are to be seen.
    fn with_figure<T>(
        &self,
        session: &Session,
        names: &[String],
        use_: impl FnOnce(&plot::Figure<'_>) -> T,
    ) -> Option<T> {
        let mut style = self.style.borrow_mut();
        let Style { size, colours } = style.get_or_insert_with(|| self.read_style());
        if size.0 < 1.0 || size.1 < 1.0 {
            return None;
        }
        Some(use_(&figure::figure(
            session,
            names,
            (self.stack.get(), &self.lines.borrow()),
            colours,
            *size,
            resolution(),
        )))
    }

    fn read_style(&self) -> Style {
        let style = dom::window().and_then(|window| window.get_computed_style(&self.frame).ok().flatten());
        let read = |name: &str| style.as_ref().and_then(|style| hex(style.get_property_value(name).ok()?.trim()));
        let colour = |name: &str| read(name).unwrap_or((128, 128, 128));
        let palette = Palette {
            ink: colour("--ink"),
            muted: colour("--muted"),
            grid: colour("--grid"),
            band: colour("--band"),
            surface: colour("--surface"),
            reference: colour("--reference"),
        };
        let runs = self.slots.iter().map(|slot| colour(&format!("--run-{slot}"))).collect();
        let size = (f64::from(self.frame.client_width()), f64::from(self.frame.client_height()));
        Style { size, colours: Colours { palette, runs } }
    }
}

/// Pixels of a canvas in a CSS pixel. Backends round to whole pixels: at twice the resolution or more a line has no steps.
fn resolution() -> f64 {
    dom::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(2.0, 4.0)
}

/// A figure's width and height in the backend's pixels.
fn pixels(figure: &plot::Figure<'_>) -> (u32, u32) {
    ((figure.width * figure.scale).round() as u32, (figure.height * figure.scale).round() as u32)
}

/// The canvas at a size, empty.
fn cleared(canvas: &HtmlCanvasElement, size: (u32, u32)) -> Option<CanvasBackend> {
    if (canvas.width(), canvas.height()) == size {
        let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
        context.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
    } else {
        // Setting a size clears as well, and costs an allocation.
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    CanvasBackend::with_canvas_object(canvas.clone())
}

/// `#rrggbb`.
fn hex(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |i: usize| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    Some((part(0)?, part(2)?, part(4)?))
}
