//! `dpop-right`: while its hinge is active DPOP moves the right token's logit up: `λ (1 − s^w) + s^l − s^w > 0`, λ being the effective one.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally};
use crate::objective::Objective;
use crate::theory::PlaceKind;

/// The statement, of positions k > m of pairs whose hinge is active.
pub static STATEMENT: Statement =
    Statement { id: Id::DpopRight, counts: Counts::Positions, about, see, otherwise: Idle::HingeIdle };

/// About DPOP only; where its penalty has the wrong sign it is counted what that does.
pub fn about(objective: &Objective) -> Result<(), Idle> {
    if matches!(objective, Objective::Dpop(_)) { Ok(()) } else { Err(Idle::NoHinge) }
}

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    if !exhibit.is_held() {
        return;
    }
    for position in exhibit.positions(PlaceKind::After) {
        let up = exhibit.direction(&position).get(position.place.correct()).is_some_and(|g| *g > 0.0);
        tally.count(up, Exception::position(exhibit.index, position.k));
    }
}
