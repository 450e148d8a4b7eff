//! What draws the training: the canvases, the pointer over them, and what stands beneath. The page's part that draws has it.

use crate::page::dom::LiveText;
use crate::page::live::canvases::Canvases;
use crate::page::live::depicting::{Depicting, Painted, Showing, Training};
use crate::page::live::pointer::Pointer;
use crate::page::places::{Place, Places};
use crate::view::reading;
use crate::view::state::Action;
use crate::view::style::Colours;
use crate::view::views::Ahead;
use std::cell::{Cell, RefCell};
use web_sys::PointerEvent;

/// All of it.
pub struct Easel {
    canvases: Canvases,
    pointer: Pointer,
    /// What the picture says, or what stands where the pointer is.
    note: RefCell<Option<LiveText>>,
    ahead: Cell<Ahead>,
    begun: Cell<Begun>,
}

/// How much has been drawn. At first nothing is compiled or laid out yet and everything takes long, so each layer has a frame of its own.
#[derive(Clone, Copy)]
enum Begun {
    Nothing,
    Words,
    Ground,
}

impl Easel {
    /// One that has not drawn yet; none where the page has no place for pictures.
    pub fn make(places: &Places) -> Option<Box<dyn Depicting>> {
        Some(Box::new(Easel {
            canvases: Canvases::find(places)?,
            pointer: Pointer::default(),
            note: RefCell::default(),
            ahead: Cell::default(),
            begun: Cell::new(Begun::Nothing),
        }))
    }
}

impl Depicting for Easel {
    fn show(&self, places: &Places, showing: Showing) {
        self.note.replace(places.text(Place::FigureNote));
        self.pointer.forget();
        self.ahead.set(showing.ahead);
        self.canvases.show(showing);
    }

    fn forget_style(&self) {
        self.canvases.forget_style();
    }

    fn colours(&self) -> Colours {
        self.canvases.colours()
    }

    fn point(&self, event: &PointerEvent, training: &Training<'_>) -> Vec<Action> {
        let session = training.session;
        let found = self.canvases.find_at(training, (f64::from(event.offset_x()), f64::from(event.offset_y())));
        self.pointer.follow(event, found, &self.canvases, (reading::newest(session), reading::time(session)))
    }

    fn paint(&self, training: &Training<'_>) -> Painted {
        match self.begun.get() {
            Begun::Nothing => self.begun.set(Begun::Words),
            Begun::Words => {
                self.canvases.draw_ground(training);
                self.begun.set(Begun::Ground);
            }
            Begun::Ground => {
                // A look at another step would show what is later, or take away what has been seen: the pointer leaves it as it is.
                let looked_at = match self.ahead.get() {
                    Ahead::Shown => self.pointer.hover(),
                    Ahead::Hidden => None,
                };
                let shown = Training { time: looked_at.unwrap_or(training.time), ..*training };
                self.canvases.draw(&shown);
                if let Some(place) = &*self.note.borrow() {
                    let note = self.pointer.read().or_else(|| self.canvases.note(&shown));
                    note.iter().for_each(|note| place.set(note));
                }
                return Painted::Whole;
            }
        }
        Painted::Begun
    }
}
