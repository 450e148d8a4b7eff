//! `reduced`: "all tokens that follow" the difference "should have reduced probability": `log π(t_k) < log π_ref(t_k)` in the chosen completion.

use super::{Counts, Exception, Exhibit, Id, Idle, RESOLUTION, Statement, Tally, every_loss};
use crate::data::Side;
use crate::theory::PlaceKind;

/// The statement, of positions k > m of the chosen completion.
pub static STATEMENT: Statement =
    Statement { id: Id::Reduced, counts: Counts::Positions, about: every_loss, see, otherwise: Idle::NoneOneApart };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    for position in exhibit.positions(PlaceKind::After) {
        let k = position.k;
        let fell = match (exhibit.now.get(k), exhibit.reference.get(k)) {
            (Some(&now), Some(&before)) => f64::from(before) - f64::from(now),
            _ => 0.0,
        };
        let place = Exception { side: Some(Side::Chosen), ..Exception::position(exhibit.index, k) };
        tally.count(fell > RESOLUTION, place);
    }
}
