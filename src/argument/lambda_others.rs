//! `lambda-others`: for a large enough λ every other token's logit is guaranteed to go down: `λ > s_j^l / s_j^w − 1` for all of them.

use super::lambda_right::{about, count};
use super::{Counts, Exhibit, Id, Idle, Statement, Tally};

/// The statement, of positions k > m.
pub static STATEMENT: Statement =
    Statement { id: Id::LambdaOthers, counts: Counts::Positions, about, see, otherwise: Idle::NoneOneApart };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    count(exhibit, tally, |marks| marks.others);
}
