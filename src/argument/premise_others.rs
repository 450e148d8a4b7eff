//! `premise-others`: after SFT every other token has `s^w ≤ s^l` wherever the prefixes differ.

use super::exhibit::are_equal;
use super::{Counts, Exception, Exhibit, Id, Idle, Position, Statement, Tally, every_loss};
use crate::theory::PlaceKind;

/// The statement, of all tokens but the right one at positions k > m.
pub static STATEMENT: Statement =
    Statement { id: Id::PremiseOthers, counts: Counts::Tokens, about: every_loss, see, otherwise: Idle::NoneOneApart };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    for position in exhibit.positions(PlaceKind::After) {
        for (j, holds) in others(&position) {
            tally.count(holds, Exception { word: Some(j), ..Exception::position(exhibit.index, position.k) });
        }
    }
}

/// The tokens of the vocabulary but the right one, and whether the premise holds of each at a position.
pub fn others(position: &Position<'_>) -> impl Iterator<Item = (u32, bool)> {
    let right = position.place.correct();
    let each = position.s_w.iter().zip(position.s_l).enumerate();
    each.filter(move |(j, _)| *j != right).map(|(j, (&w, &l))| (j as u32, w <= l || are_equal(w, l)))
}
