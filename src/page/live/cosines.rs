//! Draws a pair's cosines on a canvas, some rows at a time, as often as its frame or the colours become others; and has the picture taken away. It comes with
//! what draws the training.

use crate::gauges::TokenMap;
use crate::lab::slices::{self, Piece};
use crate::page::dom;
use crate::page::live::canvases::{Style, cleared, pixels, read_style, resolution};
use crate::page::live::picturing::{SCALE, save_canvas, unseen_canvas};
use crate::page::live::watches::{Happening, Watches};
use crate::plot::{self, Grid, SvgSheet};
use crate::view::cosines::{CosineFigure, CosineWords, FILE, draw_piece, on_paper, pieces, with_matrix};
use crate::view::request::Format;
use crate::view::style::{Colours, Detail, Paper};
use plotters_canvas::CanvasBackend;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlCanvasElement;

/// Cosines, and what stands beside them.
pub type SaidCosines = (Rc<TokenMap>, CosineWords);

/// Shows cosines on a canvas, and says to the function where the cells lie each time they are drawn.
pub type ShowCosines = fn(&HtmlCanvasElement, SaidCosines, Box<dyn Fn(Grid)>) -> Box<dyn Any>;

/// All of it.
#[derive(Clone, Copy)]
pub struct CosineEasel {
    /// Shows cosines until what it gives is dropped.
    pub show: ShowCosines,
    /// Saves a picture in the colours of this canvas.
    pub save: fn(&HtmlCanvasElement, SaidCosines, Format),
}

/// It.
pub const EASEL: CosineEasel = CosineEasel { show, save };

/// The picture is no wider, in CSS pixels: there is enough room in it for as many tokens as there can be.
const WIDEST: f64 = 640.0;

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

fn show(canvas: &HtmlCanvasElement, said: SaidCosines, tell: Box<dyn Fn(Grid)>) -> Box<dyn Any> {
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
                tell(draw(&canvas, &said, (colours.clone(), width, text), &turn));
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
    said: &SaidCosines,
    (colours, width, text): (Colours, f64, f64),
    turn: &Rc<Cell<usize>>,
) -> Grid {
    let grid = with_matrix(picture(said, &colours), text, |matrix| matrix.grid(width));
    let scale = resolution();
    let style = canvas.style();
    for (name, length) in [("width", grid.size.0), ("height", grid.size.1)] {
        // Lengths that a style sheet knows.
        style.set_property(name, &format!("{length:.1}px")).unwrap_or_default();
    }
    // An empty one of this size; what cannot be drawn on is not.
    drop(cleared(canvas, pixels(Paper { size: grid.size, scale, text, detail: Detail::All })));
    style.set_property("position", "static").unwrap_or_default();
    let (canvas, said, turn, own) = (canvas.clone(), said.clone(), turn.clone(), turn.get());
    spawn_local(async move {
        let is_wanted = move || turn.get() == own;
        // A canvas that refuses has lost its context, and stays as it is.
        paint(&canvas, picture(&said, &colours), (grid, text), scale, is_wanted).await.unwrap_or_default();
    });
    grid
}

fn picture<'a>((map, words): &'a SaidCosines, colours: &'a Colours) -> CosineFigure<'a> {
    CosineFigure { map, words: *words, colours }
}

/// Draws on a canvas in slices. `None` where it could not be drawn, or is not wanted any more.
async fn paint(
    canvas: &HtmlCanvasElement,
    picture: CosineFigure<'_>,
    paper: (Grid, f64),
    scale: f64,
    is_wanted: impl Fn() -> bool,
) -> Option<()> {
    in_pieces(paper.0, |piece| {
        let mut backend = is_wanted().then(|| CanvasBackend::with_canvas_object(canvas.clone())).flatten()?;
        plot::on(&mut backend, scale, |ink| draw_piece(picture, paper, piece, ink)).ok()
    })
    .await
}

/// Has all pieces drawn in slices, as long as they can be.
async fn in_pieces(grid: Grid, mut draw: impl FnMut(usize) -> Option<()>) -> Option<()> {
    let mut next = 0;
    let piece = || {
        let drawn = draw(next);
        next += 1;
        Ok(if drawn.is_some() && next < pieces(grid) { Piece::More } else { Piece::Done(drawn) })
    };
    slices::run(piece).await.ok().flatten()
}

fn save(canvas: &HtmlCanvasElement, said: SaidCosines, format: Format) {
    let Some(frame) = canvas.parent_element() else { return };
    let Style { colours, .. } = read_style(canvas, &frame, &[]);
    spawn_local(async move {
        let picture = picture(&said, &colours);
        match format {
            Format::Svg => svg(picture).await,
            Format::Png => png(picture).await,
        }
        .unwrap_or_default();
    });
}

/// Draws it as a document, and saves that.
async fn svg(picture: CosineFigure<'_>) -> Option<()> {
    let paper = on_paper(picture);
    let mut sheet = SvgSheet::new(paper.0.size);
    in_pieces(paper.0, |piece| {
        sheet.draw(|ink, _| draw_piece(picture, paper, piece, ink));
        Some(())
    })
    .await?;
    // A browser that makes no blob saves nothing; every one since 2012 does.
    dom::save(&sheet.finish(), &format!("{FILE}.svg"), "image/svg+xml").ok()
}

/// Draws on a canvas that nobody sees, and saves it.
async fn png(picture: CosineFigure<'_>) -> Option<()> {
    let paper = on_paper(picture);
    let canvas = unseen_canvas(paper.0.size)?;
    paint(&canvas, picture, paper, SCALE, || true).await?;
    save_canvas(&canvas, format!("{FILE}.png"))
}
