//! `after`: after the difference DPO moves logit `j` by `s_j^l − s_j^w`.
//!
//! The sum of the measured gradients through both contexts is minus the pair's weight times the theory's `g`, which is that for DPO; and each of
//! them is its own part of it, so that no two errors cancel in the sum.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss};
use crate::data::Side;
use crate::theory::{PlaceKind, TOLERANCE};

/// The statement, of positions k > m of pairs that the loss pushes; `worst` is a share of a context's largest gradient.
pub static STATEMENT: Statement =
    Statement { id: Id::After, counts: Counts::Positions, about: every_loss, see, otherwise: Idle::NothingPushed };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    if !exhibit.is_pushed() {
        return;
    }
    let [chosen, rejected] = Side::BOTH.map(|side| exhibit.disagreements(side).collect::<Vec<f64>>());
    for position in exhibit.positions(PlaceKind::After) {
        let k = position.k;
        let apart = match (chosen.get(k), rejected.get(k)) {
            (Some(w), Some(l)) => w.max(*l).max(exhibit.sum_apart(&position)),
            _ => f64::INFINITY,
        };
        tally.miss(apart);
        tally.count(apart <= TOLERANCE, Exception::position(exhibit.index, k));
    }
}
