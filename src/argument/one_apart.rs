//! `one-apart`: chosen and rejected differ in one token: edit (Hamming) distance 1.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss};

/// The statement, of all pairs: it is what the statements about positions suppose.
pub static STATEMENT: Statement =
    Statement { id: Id::OneApart, counts: Counts::Pairs, about: every_loss, see, otherwise: Idle::NoneOneApart };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    tally.count(exhibit.is_one_apart(), Exception::pair(exhibit.index));
}
