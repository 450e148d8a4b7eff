//! What every view is drawn from.

use crate::plot::Window;
use crate::train::Session;
use crate::view::reading;
use crate::view::scope::Scope;
use crate::view::style::{Colours, Lines};

/// A training, as it is looked at.
pub struct TrainingScene<'a> {
    /// The training.
    pub session: &'a Session,
    /// The runs' names.
    pub names: &'a [String],
    /// Which lines there are.
    pub lines: &'a Lines,
    /// The part of the time axis; all of it, where nobody chose.
    pub window: Option<Window>,
    /// The part that is being chosen.
    pub brush: Option<Window>,
    /// The point of time.
    pub time: usize,
    /// The selected pair, and where in it.
    pub look: (&'a Scope, usize),
    /// The colours.
    pub colours: &'a Colours,
}

impl TrainingScene<'_> {
    /// The preference step at the point of time; 0 before there are any.
    pub fn step(&self) -> usize {
        self.time.saturating_sub(reading::time(self.session).sft)
    }
}
