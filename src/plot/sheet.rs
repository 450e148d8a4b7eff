//! A sheet that notes where texts stand, for tests: what is cut off, what lies over another text, what a plate covers by half.

use super::Area;
use super::ink::{Anchor, Drawn, Failed, Ink, Pen, Pencil, Typeface, Weight};
use plotters_backend::BackendCoord;

/// Backend pixels in a CSS pixel: as on the page.
const SCALE: f64 = 2.0;

/// What is wrong with the texts of a drawing on a sheet of this size in CSS pixels; nothing where each can be read.
pub fn faults(size: (f64, f64), draw: impl FnOnce(&mut Ink<'_>) -> Drawn) -> Vec<String> {
    let mut sheet = Sheet { size, texts: Vec::new(), faults: Vec::new() };
    if let Err(Failed) = Ink::with(&mut sheet, SCALE, draw) {
        sheet.faults.push("it was not drawn to its end".to_owned());
    }
    let texts = &sheet.texts;
    let pairs = texts.iter().enumerate().flat_map(|(i, text)| texts[..i].iter().map(move |before| (before, text)));
    let over = pairs.filter(|((_, below), (_, above))| common(below, above) > 0.0);
    sheet.faults.extend(over.map(|((below, _), (above, _))| format!("“{above}” lies over “{below}”")));
    sheet.faults
}

struct Sheet {
    size: (f64, f64),
    texts: Vec<(String, Area)>,
    faults: Vec<String>,
}

impl Pencil for Sheet {
    fn path(&mut self, _: &[BackendCoord], _: &Pen) -> Drawn {
        Ok(())
    }

    fn rectangle(&mut self, [from, to]: [BackendCoord; 2], pen: &Pen) -> Drawn {
        let css = |(x, y): BackendCoord| (f64::from(x) / SCALE, f64::from(y) / SCALE);
        let ((left, top), (right, bottom)) = (css(from), css(to));
        let plate = Area { left, top, right, bottom };
        if pen.alpha < 0.9 {
            return Ok(());
        }
        let mut left = Vec::new();
        for (text, place) in self.texts.drain(..) {
            let covered = common(&place, &plate) / common(&place, &place);
            // A hair's breadth of a letter's edge is not missed; what is covered whole is not there.
            match covered {
                _ if covered < 0.1 => left.push((text, place)),
                _ if covered < 0.9 => self.faults.push(format!("{:.0} % of “{text}” is covered", 100.0 * covered)),
                _ => {}
            }
        }
        self.texts = left;
        Ok(())
    }

    fn polygon(&mut self, _: &[BackendCoord], _: &Pen) -> Drawn {
        Ok(())
    }

    fn circle(&mut self, _: BackendCoord, _: u32, _: &Pen) -> Drawn {
        Ok(())
    }

    fn words(&mut self, text: &str, Typeface { style, .. }: &Typeface, (x, y): BackendCoord) -> Drawn {
        let (x, y) = (f64::from(x) / SCALE, f64::from(y) / SCALE);
        // As in DejaVu Sans, the widest of the page's fonts, where digits have 0.64 and 0.7 of their size, and running text less.
        let letter = if style.weight == Weight::Bold { 0.68 } else { 0.6 };
        let long = style.size * text.chars().map(|c| if c < '\u{2e80}' { letter } else { 1.0 }).sum::<f64>();
        let left = match style.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - long / 2.0,
            Anchor::End => x - long,
        };
        // From the top of capitals to the foot of descenders.
        let place = Area { left, right: left + long, top: y - 0.4 * style.size, bottom: y + 0.4 * style.size };
        let (width, height) = self.size;
        if place.left < 0.0 || place.right > width || place.top < 0.0 || place.bottom > height {
            self.faults.push(format!("“{text}” is cut off: {place:?} on {width} × {height}"));
        }
        if !text.trim().is_empty() {
            self.texts.push((text.to_owned(), place));
        }
        Ok(())
    }
}

/// The size of what two rectangles have in common.
fn common(a: &Area, b: &Area) -> f64 {
    let across = (a.right.min(b.right) - a.left.max(b.left)).max(0.0);
    let down = (a.bottom.min(b.bottom) - a.top.max(b.top)).max(0.0);
    across * down
}
