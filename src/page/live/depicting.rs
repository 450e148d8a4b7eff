//! What draws the training: a part of the page that may still be on its way.

use crate::page::places::Places;
use crate::plot::Window;
use crate::train::Session;
use crate::view::bands::SeedBands;
use crate::view::scope::Scope;
use crate::view::snapshot::Held;
use crate::view::state::Action;
use crate::view::style::{Colours, Lines};
use crate::view::views::{Ahead, View};
use web_sys::PointerEvent;

/// Makes one on a page that has places for pictures.
pub type MakeDepicting = fn(&Places) -> Option<Box<dyn Depicting>>;

/// Draws the training on frames, and knows what pointers on the picture mean.
pub trait Depicting {
    /// Shows something else from now on, in elements that may be others now.
    fn show(&self, places: &Places, showing: Showing);

    /// The size or the colours may be others now.
    fn forget_style(&self);

    /// The colours of the page as they are now.
    fn colours(&self) -> Colours;

    /// What an event means.
    fn point(&self, event: &PointerEvent, training: &Training<'_>) -> Vec<Action>;

    /// Draws, on a frame of its own.
    fn paint(&self, training: &Training<'_>) -> Painted;
}

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Painted {
    /// All.
    Whole,
    /// The rest is for the next frame: at first nothing is compiled or laid out yet, and everything takes long.
    Begun,
}

/// What is shown.
#[derive(Clone)]
pub struct Showing {
    /// The view.
    pub view: View,
    /// In it these lines.
    pub lines: Lines,
    /// Of the steps this part.
    pub window: Option<Window>,
    /// Which of the style sheet's colours each run has.
    pub slots: Held<Vec<usize>>,
    /// Whether what comes after the point of time is shown.
    pub ahead: Ahead,
    /// What the same lab does from many seeds, where that was asked for.
    pub bands: Option<Held<SeedBands>>,
}

/// A training at a point of time, with the selected pair and where in it.
#[derive(Clone, Copy)]
pub struct Training<'a> {
    /// The session.
    pub session: &'a Session,
    /// The runs' names.
    pub names: &'a [String],
    /// The point of time.
    pub time: usize,
    /// The selected pair, and where in it.
    pub look: (&'a Scope, usize),
}
