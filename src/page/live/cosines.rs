//! Draws a pair's cosines on a canvas, some rows at a time, as often as its frame or the colours become others; and has the picture taken away. It comes with
//! what draws the training.

use crate::gauges::TokenMap;
use crate::lab::slices::{self, Piece};
use crate::page::dom;
use crate::page::live::canvases::{Style, cleared, pixels, read_style, resolution};
use crate::page::live::picturing::{SCALE, save_canvas, unseen_canvas};
use crate::page::live::watches::{Happening, Watches};
use crate::plot::{self, Grid};
use crate::view::cosines::{on_paper, sheet, with_matrix};
use crate::view::export;
use crate::view::request::Format;
use crate::view::style::{Colours, Detail, Paper};
use crate::words::cosines as say;
use plotters_canvas::CanvasBackend;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlCanvasElement;

/// All of it.
#[derive(Clone, Copy)]
pub struct CosineEasel {
    /// Shows cosines on a canvas until what it gives is dropped; each time they are drawn it says where the cells lie.
    pub show: fn(&HtmlCanvasElement, Rc<TokenMap>, Box<dyn Fn(Grid)>) -> Box<dyn Any>,
    /// Saves a picture in the colours of this canvas.
    pub save: fn(&HtmlCanvasElement, &Rc<TokenMap>, Format),
}

/// It.
pub const EASEL: CosineEasel = CosineEasel { show, save };

/// The picture is no wider, in CSS pixels: there is enough room in it for as many tokens as there can be.
const WIDEST: f64 = 640.0;

/// About so many cells are drawn in one piece: a millisecond or two.
const CELLS: usize = 512;

/// A picture that is shown.
struct Shown {
    turn: Rc<Cell<usize>>,
    _watches: Watches,
}

impl Drop for Shown {
    fn drop(&mut self) {
        // What is being drawn ends.
        self.turn.set(self.turn.get() + 1);
    }
}

fn show(canvas: &HtmlCanvasElement, map: Rc<TokenMap>, tell: Box<dyn Fn(Grid)>) -> Box<dyn Any> {
    let turn = Rc::new(Cell::new(0));
    let draw = {
        let (canvas, turn, drawn) = (canvas.clone(), turn.clone(), RefCell::new(None::<(f64, f64, Colours)>));
        move || {
            let Some(frame) = canvas.parent_element() else { return };
            let Style { size: (width, _), font, colours } = read_style(&canvas, &frame, &[]);
            let wanted = Some((width, font, colours));
            // Its own height is one of the things that change; a sheet that is closed has no width.
            if width < 1.0 || *drawn.borrow() == wanted {
                return;
            }
            if let Some((width, font, colours)) = &wanted {
                let width = width.min(WIDEST);
                let text = Paper::new((width, width), 1.0, *font, Detail::All).text;
                turn.set(turn.get() + 1);
                tell(draw(&canvas, &map, (colours.clone(), width, text), &turn));
            }
            *drawn.borrow_mut() = wanted;
        }
    };
    draw();
    let frame = canvas.parent_element();
    let watches = Watches::over(None, frame.as_ref(), move |happening| {
        if let Happening::Style = happening {
            draw();
        }
    });
    Box::new(Shown { turn, _watches: watches })
}

/// Begins to draw, as the newest turn: where the cells will lie.
fn draw(
    canvas: &HtmlCanvasElement,
    map: &Rc<TokenMap>,
    (colours, width, text): (Colours, f64, f64),
    turn: &Rc<Cell<usize>>,
) -> Grid {
    let grid = with_matrix(map, &colours, text, |matrix| matrix.grid(width));
    let scale = resolution();
    let style = canvas.style();
    for (name, length) in [("width", grid.size.0), ("height", grid.size.1)] {
        // Lengths that a style sheet knows.
        style.set_property(name, &format!("{length:.1}px")).unwrap_or_default();
    }
    // An empty one of this size; what cannot be drawn on is not.
    drop(cleared(canvas, pixels(Paper { size: grid.size, scale, text, detail: Detail::All })));
    style.set_property("position", "static").unwrap_or_default();
    let (canvas, map, turn, own) = (canvas.clone(), map.clone(), turn.clone(), turn.get());
    spawn_local(async move {
        let is_wanted = move || turn.get() == own;
        // A canvas that refuses has lost its context, and stays as it is.
        paint(&canvas, &map, (colours, grid, text), scale, is_wanted).await.unwrap_or_default();
    });
    grid
}

/// Draws in slices: what stands around the cells, the cells, the lines over them. `None` where it could not be drawn, or is not wanted any more.
async fn paint(
    canvas: &HtmlCanvasElement,
    map: &TokenMap,
    (colours, grid, text): (Colours, Grid, f64),
    scale: f64,
    is_wanted: impl Fn() -> bool,
) -> Option<()> {
    let each = (CELLS / grid.count.max(1)).max(1);
    let mut next = None::<usize>;
    let piece = || {
        let backend = is_wanted().then(|| CanvasBackend::with_canvas_object(canvas.clone())).flatten();
        let Some(mut backend) = backend else { return Ok(Piece::Done(None)) };
        let drawn = plot::on(&mut backend, scale, |ink| {
            with_matrix(map, &colours, text, |matrix| match next {
                None => matrix.ground(grid, ink),
                Some(row) if row < grid.count => matrix.rows(grid, row..row + each, ink),
                Some(_) => matrix.lines(grid, ink),
            })
        });
        let is_last = next.is_some_and(|row| row >= grid.count);
        next = Some(next.map_or(0, |row| row + each));
        Ok(match (drawn, is_last) {
            (Err(_), _) => Piece::Done(None),
            (Ok(()), true) => Piece::Done(Some(())),
            (Ok(()), false) => Piece::More,
        })
    };
    slices::run(piece).await.ok().flatten()
}

fn save(canvas: &HtmlCanvasElement, map: &Rc<TokenMap>, format: Format) {
    let Some(frame) = canvas.parent_element() else { return };
    let Style { colours, .. } = read_style(canvas, &frame, &[]);
    match format {
        Format::Svg => {
            let text = export::svg(sheet(map, &colours));
            // A browser that makes no blob saves nothing; every one since 2012 does.
            dom::save(&text, &format!("{}.svg", say::FILE), "image/svg+xml").unwrap_or_default();
        }
        Format::Png => {
            let map = map.clone();
            spawn_local(async move { png(&map, colours).await.unwrap_or_default() });
        }
    }
}

/// Draws on a canvas that nobody sees, in slices, and saves it.
async fn png(map: &TokenMap, colours: Colours) -> Option<()> {
    let (grid, text) = on_paper(map, &colours);
    let canvas = unseen_canvas(grid.size)?;
    let mut backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    let whole = plot::Area { left: 0.0, top: 0.0, right: grid.size.0, bottom: grid.size.1 };
    plot::on(&mut backend, SCALE, |ink| ink.fill(whole, colours.palette.surface, 1.0)).ok()?;
    paint(&canvas, map, (colours, grid, text), SCALE, || true).await?;
    save_canvas(&canvas, format!("{}.png", say::FILE))
}
