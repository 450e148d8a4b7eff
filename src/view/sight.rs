//! What the person looks at, as whoever draws it wants to know it.

use super::scope::Scope;
use super::state::State;
use super::time::Cursor;
use super::views::View;
use crate::plot::Window;
use std::rc::Rc;

/// What the person looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// The point of time.
    pub cursor: Cursor,
    /// The selected pair.
    pub pair: usize,
    /// Where in it.
    pub scope: Scope,
    /// The view of the training.
    pub view: View,
    /// The runs whose lines are left out.
    pub hidden: Rc<[usize]>,
    /// The part of the time axis that the charts show.
    pub zoom: Option<Window>,
}

impl Sight {
    /// What the state says.
    pub fn of(state: &State) -> Sight {
        let (look, cursor) = (&state.look, state.playback.cursor);
        let (scope, hidden) = (look.scope.clone(), look.hidden.clone());
        Sight { cursor, pair: look.pair, scope, view: look.view, hidden, zoom: look.zoom }
    }
}
