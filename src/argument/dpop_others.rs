//! `dpop-others`: while its hinge is active DPOP moves every other token's logit down: `s_j^l − (λ + 1) s_j^w < 0`, λ being the effective one.

use super::dpop_right::about;
use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally};
use crate::theory::PlaceKind;

/// The statement, of all tokens but the right one at positions k > m of pairs whose hinge is active.
pub static STATEMENT: Statement =
    Statement { id: Id::DpopOthers, counts: Counts::Tokens, about, see, otherwise: Idle::HingeIdle };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    if !exhibit.is_held() {
        return;
    }
    for position in exhibit.positions(PlaceKind::After) {
        let right = position.place.correct();
        for (j, g) in exhibit.direction(&position).into_iter().enumerate().filter(|(j, _)| *j != right) {
            let place = Exception { word: Some(j as u32), ..Exception::position(exhibit.index, position.k) };
            tally.count(g < 0.0, place);
        }
    }
}
