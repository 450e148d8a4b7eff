//! `low-while-falling`: the loss can be low though the chosen completion is less likely than under the reference, `π_ratio(y_w) < 1`.
//!
//! Low is what is below the loss's value where policy and reference agree: ln 2 for DPO and DPOP.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss};
use crate::objective::PairLogps;

/// The statement, of pairs with `c < rc`.
pub static STATEMENT: Statement =
    Statement { id: Id::LowWhileFalling, counts: Counts::Pairs, about: every_loss, see, otherwise: Idle::NoneFallen };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    let PairLogps { ref_chosen, ref_rejected, .. } = exhibit.logps;
    if exhibit.logps.shortfall() > 0.0 {
        let start = PairLogps { chosen: ref_chosen, rejected: ref_rejected, ..exhibit.logps };
        let start = exhibit.objective.evaluate(&start).loss;
        tally.count(exhibit.loss.loss < start, Exception::pair(exhibit.index));
    }
}
