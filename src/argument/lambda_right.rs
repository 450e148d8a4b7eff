//! `lambda-right`: for a large enough λ the right token's logit is guaranteed to go up: `λ > (s^w − s^l)/(1 − s^w)`.
//!
//! The λ at hand is the effective one that DPOP has, or would have, with its hinge active; DPO is DPOP with none.

use super::{Counts, Exception, Exhibit, Id, Idle, Needed, Statement, Tally, dpop};
use crate::objective::Objective;
use crate::theory::{PlaceKind, Thresholds, thresholds};

/// The statement, of positions k > m.
pub static STATEMENT: Statement =
    Statement { id: Id::LambdaRight, counts: Counts::Positions, about, see, otherwise: Idle::NoneOneApart };

/// About DPOP, and DPO.
pub fn about(objective: &Objective) -> Result<(), Idle> {
    match dpop(objective) {
        Some(dpop) if dpop.penalty.is_proper() => Ok(()),
        Some(_) => Err(Idle::WrongSign),
        None => Err(Idle::NoLambda),
    }
}

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    count(exhibit, tally, |marks| marks.correct);
}

/// Counts the positions at which the λ at hand is above a mark.
pub fn count(exhibit: &Exhibit<'_>, tally: &mut Tally, mark: fn(&Thresholds) -> f64) {
    let Some(dpop) = dpop(exhibit.objective) else { return };
    let at_hand = dpop.effective_lambda(&exhibit.logps);
    for position in exhibit.positions(PlaceKind::After) {
        let mark = mark(&thresholds(position.place, position.s_w, position.s_l, 1.0));
        tally.need(Needed::at(mark, dpop, &exhibit.logps));
        tally.count(at_hand > mark, Exception::position(exhibit.index, position.k));
    }
}
