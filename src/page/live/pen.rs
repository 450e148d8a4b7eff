//! Numbers as sizes: lengths, and glyphs as large as the push that they stand for.

use crate::page::dom::LiveText;
use crate::plot::scale::number;
use crate::theory::Sign;
use crate::view::microscope::direction;
use crate::words::glyph;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A number between 0 and 1 that the style sheet turns into a size, told in thousandths.
pub struct Length {
    element: HtmlElement,
    last: Cell<i32>,
}

impl Length {
    /// The size of this element.
    pub fn new(element: HtmlElement) -> Length {
        Length { element, last: Cell::new(-1) }
    }

    /// Makes it this long.
    pub fn set(&self, share: f64) {
        let thousandths = (share * 1000.0).round() as i32;
        if self.last.replace(thousandths) != thousandths {
            let text = number(f64::from(thousandths) / 1000.0, 3);
            self.element.style().set_property("--p", &text).unwrap_or_default();
        }
    }
}

/// A push: a glyph as large as the push is strong.
pub struct PushGlyph {
    text: LiveText,
    size: Option<Length>,
}

impl PushGlyph {
    /// The glyph in this element.
    pub fn new(element: Element) -> PushGlyph {
        PushGlyph { size: element.clone().dyn_into().ok().map(Length::new), text: LiveText::new(element) }
    }

    /// Shows a push beside the strongest there is.
    pub fn set(&self, push: f64, strongest: f64) {
        let sign = direction(push, strongest);
        self.text.set(glyph(sign));
        // The root keeps weak pushes legible beside strong ones.
        let share = match sign {
            Sign::None => 0.0,
            Sign::Up | Sign::Down => (push / strongest).abs().min(1.0).sqrt(),
        };
        self.size.iter().for_each(|size| size.set(share));
    }

    /// Shows nothing.
    pub fn clear(&self) {
        self.text.set("");
    }
}
