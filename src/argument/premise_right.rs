//! `premise-right`: after SFT the right token has `s^w ≥ s^l` wherever the prefixes differ: the chosen one predicts it better.

use super::exhibit::are_equal;
use super::{Counts, Exception, Exhibit, Id, Idle, Position, Statement, Tally, every_loss};
use crate::theory::PlaceKind;

/// The statement, of positions k > m.
pub static STATEMENT: Statement = Statement {
    id: Id::PremiseRight,
    counts: Counts::Positions,
    about: every_loss,
    see,
    otherwise: Idle::NoneOneApart,
};

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    for position in exhibit.positions(PlaceKind::After) {
        tally.count(holds_at(&position), Exception::position(exhibit.index, position.k));
    }
}

/// Whether the right token's part of the premise holds at a position.
pub fn holds_at(position: &Position<'_>) -> bool {
    let right = position.place.correct();
    match (position.s_w.get(right), position.s_l.get(right)) {
        (Some(&w), Some(&l)) => w >= l || are_equal(w, l),
        _ => false,
    }
}
