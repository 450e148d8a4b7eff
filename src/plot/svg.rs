//! SVG, written directly: plotters' own backend for it weighs several times as much in the page, and cannot say which fonts may stand in.

use super::ink::{Anchor, Drawn, FONT, Ink, Pen, Pencil, Rgb, Typeface, Weight};
use super::scale::number;
use plotters_backend::BackendCoord;

/// Units in a CSS pixel: coordinates are whole, and rounding to a quarter of a pixel is not seen.
const SCALE: f64 = 4.0;

/// What `draw` draws on a sheet of this size in CSS pixels, as an SVG document that needs nothing beside it.
pub fn svg(size: (f64, f64), draw: impl FnOnce(&mut Ink<'_>, f64) -> Drawn) -> String {
    let mut sheet = SvgSheet::new(size);
    sheet.draw(draw);
    sheet.finish()
}

/// Such a document on its way, for what is drawn a piece at a time.
pub struct SvgSheet(Svg);

impl SvgSheet {
    /// An empty one of this size in CSS pixels.
    pub fn new(size: (f64, f64)) -> SvgSheet {
        let [width, height] = [size.0, size.1].map(|length| number(length, 0));
        let [across, down] = [size.0, size.1].map(|length| number(SCALE * length, 0));
        SvgSheet(Svg(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {across} {down}\" \
         font-family=\"{FONT}\" style=\"font-variant-numeric:tabular-nums\">\n"
        )))
    }

    /// Draws what comes next.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Ink<'_>, f64) -> Drawn) {
        // Writing into memory does not fail.
        let _ = Ink::with(&mut self.0, SCALE, |ink| draw(ink, SCALE));
    }

    /// The document.
    pub fn finish(self) -> String {
        self.0.0 + "</svg>\n"
    }
}

struct Svg(String);

impl Svg {
    fn push(&mut self, parts: &[&str]) -> Drawn {
        self.0.extend(parts.iter().copied());
        Ok(())
    }
}

fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

impl Pencil for Svg {
    fn path(&mut self, points: &[BackendCoord], pen: &Pen) -> Drawn {
        self.push(&[
            "<polyline fill=\"none\" stroke-linejoin=\"round\" stroke=\"",
            &hex(pen.colour),
            "\" stroke-opacity=\"",
        ])?;
        self.push(&[&number(pen.alpha, 2), "\" stroke-width=\"", &pen.width.to_string(), "\" points=\""])?;
        for (x, y) in points {
            self.push(&[&x.to_string(), ",", &y.to_string(), " "])?;
        }
        self.push(&["\"/>\n"])
    }

    fn rectangle(&mut self, [(left, top), (right, bottom)]: [BackendCoord; 2], pen: &Pen) -> Drawn {
        self.push(&["<rect fill=\"", &hex(pen.colour), "\" fill-opacity=\"", &number(pen.alpha, 2)])?;
        self.push(&["\" x=\"", &left.to_string(), "\" y=\"", &top.to_string(), "\" width=\""])?;
        let [width, height] = [right.saturating_sub(left), bottom.saturating_sub(top)].map(|length| length.max(0));
        self.push(&[&width.to_string(), "\" height=\"", &height.to_string(), "\"/>\n"])
    }

    fn polygon(&mut self, corners: &[BackendCoord], pen: &Pen) -> Drawn {
        self.push(&[
            "<polygon fill=\"",
            &hex(pen.colour),
            "\" fill-opacity=\"",
            &number(pen.alpha, 2),
            "\" points=\"",
        ])?;
        for (x, y) in corners {
            self.push(&[&x.to_string(), ",", &y.to_string(), " "])?;
        }
        self.push(&["\"/>\n"])
    }

    fn circle(&mut self, (x, y): BackendCoord, radius: u32, pen: &Pen) -> Drawn {
        self.push(&["<circle fill=\"", &hex(pen.colour), "\" cx=\"", &x.to_string(), "\" cy=\"", &y.to_string()])?;
        self.push(&["\" r=\"", &radius.to_string(), "\"/>\n"])
    }

    fn words(&mut self, text: &str, Typeface { style, scale }: &Typeface, (x, y): BackendCoord) -> Drawn {
        let anchor = match style.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = match style.weight {
            Weight::Normal => "400",
            Weight::Bold => "700",
        };
        let size = number(style.size * scale, 1);
        self.push(&["<text fill=\"", &hex(style.colour), "\" font-weight=\"", weight, "\" font-size=\"", &size])?;
        self.push(&["\" text-anchor=\"", anchor, "\" dominant-baseline=\"central\" x=\"", &x.to_string()])?;
        self.push(&["\" y=\"", &y.to_string(), "\">"])?;
        for letter in text.chars() {
            match letter {
                '<' => self.0 += "&lt;",
                '>' => self.0 += "&gt;",
                '&' => self.0 += "&amp;",
                // XML has no way to write these, and a picture with one of them would not open.
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => self.0.push(char::REPLACEMENT_CHARACTER),
                _ => self.0.push(letter),
            }
        }
        self.push(&["</text>\n"])
    }
}
