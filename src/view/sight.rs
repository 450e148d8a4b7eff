//! What the person looks at, as whoever draws it wants to know it.

use super::state::{Look, State};
use super::style::Labels;
use super::time::Cursor;
use super::views::Ahead;

/// What the person looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// The point of time.
    pub cursor: Cursor,
    /// What is looked at there.
    pub look: Look,
    /// How the runs are called and drawn.
    pub labels: Labels,
    /// Whether pictures show what comes after the point of time.
    pub ahead: Ahead,
}

impl Sight {
    /// What the state says, whose lab's labels these are.
    pub fn of(state: &State, labels: &Labels) -> Sight {
        let (look, labels) = (state.look.clone(), labels.clone());
        Sight { cursor: state.playback.cursor, look, labels, ahead: Ahead::Shown }
    }
}
