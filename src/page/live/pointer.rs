//! The pointer over the picture: it looks at the step or reads the token that it finds; pressed, it puts the cursor there or selects it, and
//! drawn along the axis it chooses a part of the time.

use crate::page::live::canvases::Canvases;
use crate::plot::{Time, Window};
use crate::view::scope::Turn;
use crate::view::state::{Action, look, playback};
use crate::view::views::Found;
use std::cell::{Cell, RefCell};
use web_sys::PointerEvent;

/// What a pointer has found, and what it is about.
#[derive(Default)]
pub struct Pointer {
    hover: Cell<Option<usize>>,
    read: RefCell<Option<String>>,
    /// Where the part of the time axis begins that is being chosen.
    brush: Cell<Option<usize>>,
}

impl Pointer {
    /// The point of time where it is.
    pub fn hover(&self) -> Option<usize> {
        self.hover.get()
    }

    /// What stands where it is.
    pub fn read(&self) -> Option<String> {
        self.read.borrow().clone()
    }

    /// Something else may stand there now.
    pub fn forget(&self) {
        self.read.take();
    }

    /// What an event means that found this, in a training of so many steps of which `newest` is the newest.
    pub fn follow(
        &self,
        event: &PointerEvent,
        found: Found,
        canvases: &Canvases,
        (newest, length): (usize, Time),
    ) -> Vec<Action> {
        let (time, is_axis) = match &found {
            Found::Time(time) => (Some(*time), false),
            Found::Axis(time) => (*time, true),
            Found::Token { .. } | Found::Nothing => (None, false),
        };
        if event.type_() == "pointerdown" && (is_axis || event.shift_key()) {
            self.brush.set(time);
            // Without it a pointer that leaves the charts is not followed; nothing else depends on it.
            canvases.frame().set_pointer_capture(event.pointer_id()).unwrap_or_default();
        }
        if let Some(from) = self.brush.get() {
            self.hover.set(None);
            let part = time.filter(|time| time.abs_diff(from) > 1).map(|time| Window::between(from, time, length));
            return self.choose(event, part, canvases);
        }
        let mut actions = Vec::new();
        match found {
            Found::Token { pair, token, says } => {
                if event.type_() == "pointerdown" {
                    actions.push(look::Action::Select(pair).into());
                    actions.push(look::Action::Turn(Turn::Position(token)).into());
                }
                self.read.replace(Some(says).filter(|_| event.type_() != "pointerleave"));
            }
            Found::Time(_) | Found::Axis(_) | Found::Nothing => self.forget(),
        }
        let time = time.map(|time| time.min(newest));
        match time.filter(|_| is_pressed(event)) {
            Some(time) => {
                self.hover.set(None);
                actions.push(playback::Action::Scrub(time).into());
            }
            // A finger has no hover, and would leave its crosshair behind.
            None => self.hover.set(time.filter(|_| event.type_() == "pointermove" && event.pointer_type() == "mouse")),
        }
        actions
    }

    /// Chooses a part of the time axis, or marks it as long as the pointer is drawn.
    fn choose(&self, event: &PointerEvent, part: Option<Window>, canvases: &Canvases) -> Vec<Action> {
        let is_over = event.type_() == "pointerup";
        if is_over || !is_pressed(event) {
            self.brush.set(None);
            canvases.set_brush(None);
            let chosen = part.filter(|_| is_over);
            return chosen.map(|part| look::Action::Zoom(Some(part)).into()).into_iter().collect();
        }
        canvases.set_brush(part);
        Vec::new()
    }
}

fn is_pressed(event: &PointerEvent) -> bool {
    event.buttons() & 1 == 1
}
