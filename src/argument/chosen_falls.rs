//! `chosen-falls`: the preferred answer falls: `c < rc`.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss};

/// The statement, of all pairs.
pub static STATEMENT: Statement =
    Statement { id: Id::ChosenFalls, counts: Counts::Pairs, about: every_loss, see, otherwise: Idle::NoneFallen };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    tally.count(exhibit.logps.shortfall() > 0.0, Exception::pair(exhibit.index));
}
