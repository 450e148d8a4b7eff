//! The charts' canvases: when each is drawn again, and which point of time a place on them means.

use crate::data::decimal;
use crate::page::dom;
use crate::plot::{self, Area, Cell as Spot, Palette, Time, Window};
use crate::train::Session;
use crate::view::charts::{self, Showing, Stack};
use crate::view::figure::{self, Colours, Lines, Paper};
use crate::view::scope::Scope;
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
    /// The heat map's.
    heat: Option<(Element, HtmlCanvasElement)>,
    slots: Vec<usize>,
    lines: RefCell<Lines>,
    stack: Cell<Stack>,
    window: Cell<Option<Window>>,
    brush: Cell<Option<Window>>,
    style: RefCell<Option<Style>>,
    drawn: RefCell<Option<Drawn>>,
}

/// What the style sheet says. It is kept, because asking makes the browser lay out the page.
struct Style {
    /// Width and height in CSS pixels.
    size: (f64, f64),
    /// The size of the page's text there.
    font: f64,
    colours: Colours,
}

/// What the ground was drawn for.
#[derive(PartialEq)]
struct Drawn {
    stack: Stack,
    window: Window,
    size: (u32, u32),
    ranges: Vec<plot::Range>,
    areas: Vec<Area>,
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
            heat: dom::first(root, "[data-live=heat]").zip(dom::first(root, "canvas[data-layer=heat]")),
            slots,
            lines: RefCell::default(),
            stack: Cell::default(),
            window: Cell::default(),
            brush: Cell::default(),
            style: RefCell::default(),
            drawn: RefCell::default(),
        })
    }

    /// Shows this stack of charts, in it these lines, and of them this part.
    pub fn show(&self, stack: Stack, lines: Lines, window: Option<Window>) {
        self.stack.set(stack);
        self.window.set(window);
        self.lines.replace(lines);
    }

    /// The element that holds both, and that pointers meet.
    pub fn frame(&self) -> &Element {
        &self.frame
    }

    /// The heat map's element.
    pub fn heat_frame(&self) -> Option<&Element> {
        self.heat.as_ref().map(|(frame, _)| frame)
    }

    /// Marks the part of the time axis that is being chosen.
    pub fn set_brush(&self, brush: Option<Window>) {
        self.brush.set(brush);
    }

    /// Whether a place, in CSS pixels from the top, is on the time axis below the charts.
    pub fn is_axis(&self, session: &Session, names: &[String], y: f64) -> bool {
        let bottom = self.with_figure(session, names, |figure| figure.areas().last().map(|area| area.bottom));
        bottom.flatten().is_some_and(|bottom| y > bottom)
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
                plot::on(&mut backend, figure.scale, |ink| plot::curves(figure, time, ink)).unwrap_or_default();
            }
        });
    }

    /// Draws the heat map, where it is to be seen, of a pair at a point of time.
    pub fn draw_heat(&self, session: &Session, names: &[String], (scope, pair, time): (&Scope, usize, usize)) {
        self.with_heat(session, names, (scope, pair, time), |heat, canvas| {
            if let Some(mut backend) = cleared(canvas, (pixel(heat.width, heat.scale), pixel(heat.height, heat.scale)))
            {
                // As for the lines: the next frame asks for a new context.
                plot::on(&mut backend, heat.scale, |ink| plot::heat(heat, ink)).unwrap_or_default();
            }
        });
    }

    /// The cell of the heat map at a place in CSS pixels, with the run and the change that it stands for.
    pub fn spot(
        &self,
        session: &Session,
        names: &[String],
        look: (&Scope, usize, usize),
        (x, y): (f64, f64),
    ) -> Option<(Spot, Option<f64>)> {
        self.with_heat(session, names, look, |heat, _| {
            let spot = heat.cell_at(x, y)?;
            let block = heat.lines.get(spot.line).and_then(|(_, blocks)| blocks.get(spot.block))?;
            Some((spot, (block.values)(spot.row).get(spot.column).copied()))
        })?
    }

    fn with_heat<T>(
        &self,
        session: &Session,
        names: &[String],
        look: (&Scope, usize, usize),
        use_: impl FnOnce(&plot::Heat<'_>, &HtmlCanvasElement) -> T,
    ) -> Option<T> {
        let (frame, canvas) = self.heat.as_ref().filter(|(frame, _)| frame.client_width() > 0)?;
        let mut style = self.style.borrow_mut();
        let Style { colours, font, .. } = style.get_or_insert_with(|| self.read_style());
        Some(use_(
            &figure::heat(session, names, look, colours, Paper::new(extent(frame), resolution(), *font))?,
            canvas,
        ))
    }

    /// The colours of the page as they are now.
    pub fn colours(&self) -> Colours {
        self.style.borrow_mut().get_or_insert_with(|| self.read_style()).colours.clone()
    }

    /// Draws the plane, where it is to be seen, with the cursor at a preference step.
    pub fn draw_plane(&self, session: &Session, names: &[String], step: usize) {
        let Some((frame, canvas)) = self.plane.as_ref().filter(|(frame, _)| frame.client_width() > 0) else { return };
        let mut style = self.style.borrow_mut();
        let Style { colours, font, .. } = style.get_or_insert_with(|| self.read_style());
        let paper = Paper::new(extent(frame), resolution(), *font);
        let pixels = (pixel(paper.size.0, paper.scale), pixel(paper.size.1, paper.scale));
        if let Some(plane) = figure::plane(session, names, &self.lines.borrow(), step, colours, paper)
            && let Some(mut backend) = cleared(canvas, pixels)
        {
            // As for the lines: the next frame asks for a new context.
            plot::on(&mut backend, plane.scale, |ink| plot::plane(&plane, ink)).unwrap_or_default();
        }
    }

    /// What the plane says.
    pub fn plane_note(&self, session: &Session, names: &[String], step: usize) -> String {
        figure::plane_note(session, names, &self.lines.borrow(), step)
    }

    fn ground(&self, figure: &plot::Figure<'_>, size: (u32, u32)) {
        let ranges = figure.panels.iter().map(|panel| panel.range).collect();
        let (stack, window) = (self.stack.get(), figure.window);
        let (areas, time, palette) = (figure.areas(), figure.time, figure.palette);
        let wanted = Some(Drawn { stack, window, size, ranges, areas, time, palette });
        if *self.drawn.borrow() != wanted
            && let Some(mut backend) = cleared(&self.ground, size)
            && plot::on(&mut backend, figure.scale, |ink| plot::ground(figure, ink)).is_ok()
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
        let Style { size, font, colours } = style.get_or_insert_with(|| self.read_style());
        if size.0 < 1.0 || size.1 < 1.0 {
            return None;
        }
        let showing = Showing {
            stack: self.stack.get(),
            lines: &self.lines.borrow(),
            window: self.window.get(),
            brush: self.brush.get(),
            paper: Paper::new(*size, resolution(), *font),
        };
        Some(use_(&charts::figure(session, names, &showing, colours)))
    }

    fn read_style(&self) -> Style {
        // A canvas shows no text of its own: its text's colour is where the browser computes what the style sheet says, in whatever way.
        let style = dom::window().and_then(|window| window.get_computed_style(&self.curves).ok().flatten());
        let text = |name: &str| style.as_ref().and_then(|style| style.get_property_value(name).ok());
        let probe = self.curves.style();
        let seen = |value: &str| {
            probe.set_property("color", value).ok()?;
            figure::computed(&text("color")?)
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
        let runs = self.slots.iter().map(|slot| colour(&format!("--run-{slot}"))).collect();
        probe.remove_property("color").unwrap_or_default();
        let font = text("font-size").and_then(|size| decimal::parse(size.strip_suffix("px")?)).unwrap_or(14.0);
        Style { size: extent(&self.frame), font, colours: Colours { palette, runs, tones } }
    }
}

/// Pixels of a canvas in a CSS pixel. Backends round to whole pixels: at twice the resolution or more a line has no steps.
fn resolution() -> f64 {
    dom::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(2.0, 4.0)
}

/// A figure's width and height in the backend's pixels.
fn pixels(figure: &plot::Figure<'_>) -> (u32, u32) {
    (pixel(figure.width, figure.scale), pixel(figure.height, figure.scale))
}

fn pixel(length: f64, scale: f64) -> u32 {
    (length * scale).round() as u32
}

/// An element's width and height in CSS pixels, as far as a chart may be large: no canvas takes a gigabyte, whatever a document does to it.
fn extent(element: &Element) -> (f64, f64) {
    (f64::from(element.client_width().min(4096)), f64::from(element.client_height().min(2048)))
}

/// The canvas at a size, empty.
fn cleared(canvas: &HtmlCanvasElement, size: (u32, u32)) -> Option<CanvasBackend> {
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
