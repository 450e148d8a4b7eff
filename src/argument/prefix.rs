//! `prefix`: tokens before the difference do not matter, because there the two completions' gradients cancel.
//!
//! The measured gradients of the logits through the chosen and through the rejected completion are summed. DPOP fails while its hinge is active:
//! then `λ (1 − s)` of the chosen completion's push is left.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss};
use crate::theory::{PlaceKind, TOLERANCE, share};

/// The statement, of positions k < m; `worst` is what is left, as a share of the larger of the two gradients.
pub static STATEMENT: Statement =
    Statement { id: Id::Prefix, counts: Counts::Positions, about: every_loss, see, otherwise: Idle::NothingBefore };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    if !exhibit.is_pushed() {
        return;
    }
    for position in exhibit.positions(PlaceKind::Before) {
        let (mut left, mut largest) = (0.0_f64, 0.0_f64);
        for (w, l) in position.d_w.iter().zip(position.d_l) {
            left = left.max((w + l).abs());
            largest = largest.max(w.abs()).max(l.abs());
        }
        let left = share(left, largest);
        tally.miss(left);
        tally.count(left <= TOLERANCE, Exception::position(exhibit.index, position.k));
    }
}
