//! `gradient`: `∇L ∝ −[∇log π(y_w) − ∇log π(y_l)]`, as the backward pass that trains has it at the logits.
//!
//! What is measured at each completion's logits is the loss's own derivative by that completion's log-prob, times the gradient of the latter. For DPO
//! the two derivatives are the pair's weight with both signs, as the formula says; other losses bring theirs, DPOP `1 + λ` times the weight on the
//! chosen side while its hinge is active.

use super::{Counts, Exception, Exhibit, Id, Idle, Statement, Tally, every_loss};
use crate::data::Side;
use crate::theory::TOLERANCE;

/// The statement, of all pairs that the loss pushes; `worst` is a share of a completion's largest gradient.
pub static STATEMENT: Statement =
    Statement { id: Id::Gradient, counts: Counts::Pairs, about: every_loss, see, otherwise: Idle::NothingPushed };

fn see(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    if !exhibit.is_pushed() {
        return;
    }
    let mut wrong = None;
    for side in Side::BOTH {
        for (k, disagreement) in exhibit.disagreements(side).enumerate() {
            tally.miss(disagreement);
            // A NaN agrees with nothing.
            let agrees = disagreement <= TOLERANCE;
            if !agrees && wrong.is_none() {
                wrong = Some(Exception { side: Some(side), ..Exception::position(exhibit.index, k) });
            }
        }
    }
    tally.count(wrong.is_none(), wrong.unwrap_or(Exception::pair(exhibit.index)));
}
