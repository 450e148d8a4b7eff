//! Where there is no session to be shown: a lab without pairs, or one that waits for its weights.

use crate::page::dom;
use crate::page::places::{Place, Places, PushPart};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement};

/// Empties what has been filled and would be taken for what the lab does.
pub fn blank(places: &Places) {
    for (place, element) in places.all() {
        match place {
            Place::Page => {
                for told in ["data-phase", "data-shown", "data-step", "data-cursor"] {
                    // Only an invalid name can fail.
                    element.remove_attribute(told).unwrap_or_default();
                }
            }
            Place::Headline
            | Place::Aside
            | Place::HalfNote
            | Place::Step
            | Place::FigureNote
            | Place::Agreement
            | Place::Score(..)
            | Place::HeldOut
            | Place::Stopped(_)
            | Place::PairChange(..)
            | Place::Common(..)
            | Place::Pulls
            | Place::Push(.., PushPart::Mark | PushPart::Size | PushPart::Said)
            | Place::Change(..)
            | Place::Verdict(..)
            | Place::Value(_)
            | Place::Told(_)
            | Place::Progress(_) => element.set_text_content(None),
            Place::Push(.., PushPart::Cell) => {
                for told in ["title", "data-need"] {
                    element.remove_attribute(told).unwrap_or_default();
                }
            }
            Place::Exception(..) => dom::set(&element, "hidden", ""),
            Place::Ground | Place::Picture => clear(element),
            // Rows and frames hold what is emptied by itself; microscope and answers are about a pair, and go with it.
            Place::Slider
            | Place::Figure
            | Place::Run(_)
            | Place::Settings(_)
            | Place::Sufficient(_)
            | Place::Pushes(..)
            | Place::Answer(_)
            | Place::AnswerPart(..)
            | Place::Share(..)
            | Place::Choice(..)
            | Place::Scope(_) => {}
        }
    }
}

fn clear(element: Element) {
    if let Ok(canvas) = element.dyn_into::<HtmlCanvasElement>() {
        // A canvas is empty once it is given a size, be it its own.
        canvas.set_width(canvas.width());
    }
}
