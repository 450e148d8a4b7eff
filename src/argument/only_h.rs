//! `only-h`: DPO's loss depends on `c` and `r` only through `h`, and so does not see both of them fall.
//!
//! By value: a nat more on both leaves the loss as it was. More, and not less, because less may be what wakes a penalty that is idle. DPOP fails
//! where its hinge is active, and a loss of means over tokens where the completions have other lengths.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss};
use crate::objective::PairLogps;

/// The statement; `worst` is the largest change of a pair's loss, in nats.
pub static STATEMENT: Statement =
    Statement { id: Id::OnlyH, counts: Counts::Pairs, about: every_loss, see, otherwise: Idle::NothingPushed };

/// So much of the loss may rounding change: it is f64, of differences of log-probs up to 10⁶ times as large.
const ROUNDING: f64 = 1e-9;

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    let PairLogps { chosen, rejected, .. } = exhibit.logps;
    let moved = PairLogps { chosen: chosen + 1.0, rejected: rejected + 1.0, ..exhibit.logps };
    let change = (exhibit.objective.evaluate(&moved).loss - exhibit.loss.loss).abs();
    tally.miss(change);
    tally.count(change <= ROUNDING * (1.0 + exhibit.loss.loss.abs()), Exception::pair(exhibit.index));
}
