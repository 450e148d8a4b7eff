//! What the person looks at, as whoever draws it wants to know it.

use super::scope::LogitSharing;
use super::state::{Look, PageFace, State};
use super::style::Labels;
use super::time::Cursor;
use super::views::Ahead;
use crate::words::Language;

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
    /// In which language it is said.
    pub language: Language,
    /// The run that an exercise has been answered with.
    pub suspect: Option<usize>,
}

impl Sight {
    /// What the state says, whose lab's labels these are.
    pub fn of(state: &State, labels: &Labels) -> Sight {
        let (look, labels) = (state.look.clone(), labels.clone());
        // Who reads the argument sees no further than the cursor.
        let ahead = match state.book.face {
            PageFace::Argument => Ahead::Hidden,
            PageFace::Lab => Ahead::Shown,
        };
        let (language, suspect) = (state.chrome.language, state.book.suspect);
        Sight { cursor: state.playback.cursor, look, labels, ahead, language, suspect }
    }

    /// Whose changes are shown: in the lab the network's alone.
    pub fn logits(&self) -> LogitSharing {
        self.ahead.logits(&self.look.scope)
    }
}
