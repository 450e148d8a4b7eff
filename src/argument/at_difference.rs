//! `at-difference`: where the completions differ, the loss moves the right token's logit up and the wrong one's down.
//!
//! Both prefixes are the same there, so that the two contexts' logits are one vector indeed, and the measured gradients add up to its own.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss};
use crate::theory::{LabelledPosition, PlaceKind};

/// The statement, of pairs one token apart that the loss pushes.
pub static STATEMENT: Statement = Statement {
    id: Id::AtDifference,
    counts: Counts::PairsOneApart,
    about: every_loss,
    see,
    otherwise: Idle::NothingPushed,
};

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    if !exhibit.is_pushed() {
        return;
    }
    for position in exhibit.positions(PlaceKind::At) {
        let LabelledPosition::At { chosen, rejected } = position.place else { continue };
        // Descent moves a logit against its gradient.
        let moves = |j: usize| Some(-(position.d_w.get(j)? + position.d_l.get(j)?));
        let holds = moves(chosen).is_some_and(|by| by > 0.0) && moves(rejected).is_some_and(|by| by < 0.0);
        tally.count(holds, Exception::position(exhibit.index, position.k));
    }
}
