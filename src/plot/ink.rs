//! Colours and strokes: the few drawing words that the charts use, over any plotters backend, in CSS pixels.
//!
//! Backends take whole pixels. The page draws at twice the device's resolution or more, so that rounding to them stays invisible.

use super::{Area, Stroke};
use crate::beside::{is_control, isolated};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily, FontStyle,
};

/// The fonts of the page, for canvas and SVG alike.
pub const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/// The size of the small text, as on axes, in sizes of the text.
pub const SMALL: f64 = 0.88;

/// A colour without transparency.
pub type Rgb = (u8, u8, u8);

/// The colours of everything but the lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Titles and the cursor.
    pub ink: Rgb,
    /// Tick labels and notes.
    pub muted: Rgb,
    /// Grid lines.
    pub grid: Rgb,
    /// The ground of the SFT phase.
    pub band: Rgb,
    /// The ground itself.
    pub surface: Rgb,
    /// The reference.
    pub reference: Rgb,
    /// How many times as wide as usual lines are.
    pub stroke: f64,
}

/// How a text stands at its point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Size in CSS pixels.
    pub size: f64,
    /// Its weight.
    pub weight: Weight,
    /// Where the point is: at the left, the middle or the right of the text.
    pub anchor: Anchor,
    /// Its colour.
    pub colour: Rgb,
}

/// A font's weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Normal,
    /// Titles and labels of lines.
    Bold,
}

/// About how wide a text is, in sizes of it: letters as the widest of the page's fonts has them on average, those of East Asia and pictures
/// as squares.
pub fn measure(text: &str, weight: Weight) -> f64 {
    let letter = match weight {
        Weight::Normal => 0.62,
        Weight::Bold => 0.7,
    };
    let is_square = |c: char| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..);
    text.chars().filter(|c| !is_control(*c)).map(|c| if is_square(c) { 1.05 } else { letter }).sum()
}

/// A text that is so many sizes wide at most: it is shortened where it is longer.
pub fn fitting(text: &str, weight: Weight, room: f64) -> String {
    if measure(text, weight) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if measure(&kept, weight) + measure("…", weight) > room {
            kept.pop();
            break;
        }
    }
    kept.truncate(kept.trim_end().len());
    // What was cut off may have ended what turns the text.
    isolated(&(kept + "…")).into_owned()
}

/// Horizontal alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// What every backend can do, behind one pointer: the charts are compiled once, and not again for each backend.
pub trait Pencil {
    /// A line through points, in the backend's pixels.
    fn path(&mut self, points: &[BackendCoord], pen: &Pen) -> Drawn;
    /// A filled rectangle between two corners.
    fn rectangle(&mut self, corners: [BackendCoord; 2], pen: &Pen) -> Drawn;
    /// A filled polygon.
    fn polygon(&mut self, corners: &[BackendCoord], pen: &Pen) -> Drawn;
    /// A filled circle.
    fn circle(&mut self, centre: BackendCoord, radius: u32, pen: &Pen) -> Drawn;
    /// A text at a point.
    fn words(&mut self, text: &str, face: &Typeface, point: BackendCoord) -> Drawn;
}

/// The backend has failed, and says why to whoever gave it; what is left is not drawn.
#[derive(Clone, Copy, Debug)]
pub struct Failed;

/// What drawing returns.
pub type Drawn = Result<(), Failed>;

/// A plotters backend with its first fault.
struct On<'b, B: DrawingBackend> {
    backend: &'b mut B,
    fault: Option<DrawingErrorKind<B::ErrorType>>,
}

impl<B: DrawingBackend> On<'_, B> {
    fn note(&mut self, result: Result<(), DrawingErrorKind<B::ErrorType>>) -> Drawn {
        result.map_err(|fault| {
            self.fault = Some(fault);
            Failed
        })
    }
}

impl<B: DrawingBackend> Pencil for On<'_, B> {
    fn path(&mut self, points: &[BackendCoord], pen: &Pen) -> Drawn {
        let result = self.backend.draw_path(points.iter().copied(), pen);
        self.note(result)
    }

    fn rectangle(&mut self, [from, to]: [BackendCoord; 2], pen: &Pen) -> Drawn {
        let result = self.backend.draw_rect(from, to, pen, true);
        self.note(result)
    }

    fn polygon(&mut self, corners: &[BackendCoord], pen: &Pen) -> Drawn {
        let result = self.backend.fill_polygon(corners.iter().copied(), pen);
        self.note(result)
    }

    fn circle(&mut self, centre: BackendCoord, radius: u32, pen: &Pen) -> Drawn {
        let result = self.backend.draw_circle(centre, radius, pen, true);
        self.note(result)
    }

    fn words(&mut self, text: &str, face: &Typeface, point: BackendCoord) -> Drawn {
        let result = self.backend.draw_text(text, face, point);
        self.note(result)
    }
}

/// Lets `draw` draw on a backend, with `scale` of its pixels in a CSS pixel.
///
/// # Errors
/// The backend's.
pub fn on<B: DrawingBackend>(
    backend: &mut B,
    scale: f64,
    draw: impl FnOnce(&mut Ink<'_>) -> Drawn,
) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    backend.ensure_prepared()?;
    let mut on = On { backend, fault: None };
    // What it fails with is kept beside it.
    let _ = Ink::with(&mut on, scale, draw);
    match on.fault {
        Some(fault) => Err(fault),
        None => backend.present(),
    }
}

/// A pencil with a scale.
pub struct Ink<'p> {
    pencil: &'p mut dyn Pencil,
    scale: f64,
}

impl Ink<'_> {
    /// Lets `draw` draw with a pencil, with `scale` of its pixels in a CSS pixel.
    pub fn with(pencil: &mut dyn Pencil, scale: f64, draw: impl FnOnce(&mut Ink<'_>) -> Drawn) -> Drawn {
        draw(&mut Ink { pencil, scale })
    }

    fn at(&self, (x, y): (f64, f64)) -> BackendCoord {
        // `as` saturates, so a value far outside the picture cannot wrap round into it.
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f64, f64)], colour: Rgb, alpha: f64, width: f64, stroke: Stroke) -> Drawn {
        let pen = Pen { colour, alpha, width: (width * self.scale).round().max(1.0) as u32 };
        match stroke {
            Stroke::Solid => self.path(points, &pen),
            Stroke::Dashed => dashes(points, 5.0, 3.5).iter().try_for_each(|dash| self.path(dash, &pen)),
            Stroke::Dotted => dashes(points, 1.5, 2.5).iter().try_for_each(|dash| self.path(dash, &pen)),
        }
    }

    fn path(&mut self, points: &[(f64, f64)], pen: &Pen) -> Drawn {
        if points.len() < 2 {
            return Ok(());
        }
        let points: Vec<_> = points.iter().map(|&point| self.at(point)).collect();
        self.pencil.path(&points, pen)
    }

    /// A filled rectangle.
    pub fn fill(&mut self, area: Area, colour: Rgb, alpha: f64) -> Drawn {
        let corners = [self.at((area.left, area.top)), self.at((area.right, area.bottom))];
        self.pencil.rectangle(corners, &Pen { colour, alpha, width: 0 })
    }

    /// A filled polygon.
    pub fn polygon(&mut self, corners: &[(f64, f64)], colour: Rgb, alpha: f64) -> Drawn {
        if corners.len() < 3 {
            return Ok(());
        }
        let corners: Vec<_> = corners.iter().map(|&corner| self.at(corner)).collect();
        self.pencil.polygon(&corners, &Pen { colour, alpha, width: 0 })
    }

    /// A filled circle.
    pub fn dot(&mut self, centre: (f64, f64), radius: f64, colour: Rgb) -> Drawn {
        let pen = Pen { colour, alpha: 1.0, width: 0 };
        self.pencil.circle(self.at(centre), (radius * self.scale).round() as u32, &pen)
    }

    /// A text, vertically centred on its point.
    pub fn text(&mut self, text: &str, point: (f64, f64), style: Type) -> Drawn {
        let point = self.at(point);
        self.pencil.words(text, &Typeface { style, scale: self.scale }, point)
    }
}

/// How lines and areas are drawn.
pub struct Pen {
    /// The colour.
    pub colour: Rgb,
    /// How much it covers: 0 … 1.
    pub alpha: f64,
    /// The width of lines, in the backend's pixels.
    pub width: u32,
}

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        BackendColor { rgb: self.colour, alpha: self.alpha }
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// How a text is set.
pub struct Typeface {
    /// In CSS pixels.
    pub style: Type,
    /// Pixels of the backend in one of those.
    pub scale: f64,
}

impl BackendTextStyle for Typeface {
    fn color(&self) -> BackendColor {
        BackendColor { rgb: self.style.colour, alpha: 1.0 }
    }

    fn size(&self) -> f64 {
        self.style.size * self.scale
    }

    fn style(&self) -> FontStyle {
        match self.style.weight {
            Weight::Normal => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        }
    }

    fn anchor(&self) -> Pos {
        let h_pos = match self.style.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        Pos::new(h_pos, VPos::Center)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FONT)
    }

    /// Only asked by backends that rasterise text themselves; canvas and SVG lay it out on their own.
    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        let width = 0.6 * self.size() * text.chars().count() as f64;
        Ok(((0, 0), (width.ceil() as i32, self.size().ceil() as i32)))
    }

    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _text: &str,
        _pos: BackendCoord,
        _draw: DrawFunc,
    ) -> Result<Result<(), E>, Self::FontError> {
        Ok(Ok(()))
    }

    type FontError = std::convert::Infallible;
}

/// Cuts a line into dashes of `on` pixels with gaps of `off`, measured along the line.
fn dashes(points: &[(f64, f64)], on: f64, off: f64) -> Vec<Vec<(f64, f64)>> {
    let Some(&first) = points.first() else { return Vec::new() };
    let mut dashes = Vec::new();
    let mut dash = vec![first];
    let mut drawing = true;
    let mut left = on;
    for pair in points.windows(2) {
        let [mut from, to] = [pair[0], pair[1]];
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length.is_nan() || length <= left {
                left -= length;
                break;
            }
            let share = left / length;
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            if drawing {
                dash.push(from);
                dashes.push(std::mem::take(&mut dash));
            } else {
                dash = vec![from];
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
        }
        if drawing {
            dash.push(to);
        }
    }
    if drawing && dash.len() > 1 {
        dashes.push(dash);
    }
    dashes
}
