//! `premise`: the premise whole, as the argument needs it: at a position the right token has `s^w ≥ s^l`, and all others `s^w ≤ s^l`.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss, premise_others, premise_right};
use crate::theory::PlaceKind;

/// The statement, of positions k > m.
pub static STATEMENT: Statement =
    Statement { id: Id::Premise, counts: Counts::Positions, about: every_loss, see, otherwise: Idle::NoneOneApart };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    for position in exhibit.positions(PlaceKind::After) {
        let whole = premise_right::holds_at(&position) && premise_others::others(&position).all(|(_, holds)| holds);
        tally.count(whole, Exception::position(exhibit.index, position.k));
    }
}
