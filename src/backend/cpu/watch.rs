//! What the backward pass makes of one pair's logits, read out of the pass that trains.
//!
//! Where both completions share a row, the pass has their gradients in one sum. So the rejected one goes through it alone before, and what the
//! row then holds at the end is, less that, the chosen one's.

use super::net::Net;
use super::rows::PairRows;
use crate::backend::Dlogits;

/// The rejected completion's gradients `(K, V)` alone, `drejected` being the loss's derivative by its log-prob. Leaves nothing behind.
pub fn rejected_alone(net: &mut Net, rows: &PairRows, drejected: f32) -> Vec<Vec<f32>> {
    let push = |(k, &label): (usize, &u32)| {
        net.push_log_prob(rows.rejected_row(k), label, drejected);
        net.take_dlogits(rows.rejected_row(k))
    };
    rows.rejected.iter().enumerate().map(push).collect()
}

/// Both completions' gradients, as the head has just gone back through them.
pub fn read(net: &Net, rows: &PairRows, pair: usize, alone: Vec<Vec<f32>>) -> Dlogits {
    let mut rejected = alone;
    let mut chosen: Vec<Vec<f32>> = vec![];
    for k in 0..rows.chosen.len() {
        let mut values = net.dlogits(rows.chosen_row(k)).to_vec();
        if k < rows.shared_scores
            && let Some(rejected) = rejected.get(k)
        {
            values.iter_mut().zip(rejected).for_each(|(sum, rejected)| *sum -= rejected);
        }
        chosen.push(values);
    }
    for (k, values) in rejected.iter_mut().enumerate().skip(rows.shared_scores) {
        values.copy_from_slice(net.dlogits(rows.rejected_row(k)));
    }
    Dlogits { pair, chosen, rejected }
}
