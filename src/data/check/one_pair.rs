//! `one-pair`: there is one pair, or copies of one. Then “1 of 1” is all that an accuracy can say, and nothing is said of any other prompt.

use super::{Check, Facts, FindingId, FindingTold, Noticed};

/// The check.
pub static CHECK: Check = Check { id: FindingId::OnePair, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let first = facts.pairs.first()?;
    let is_alone = facts.pairs.iter().all(|pair| pair == first);
    is_alone.then(|| Noticed { pairs: vec![0], told: FindingTold::OnePair(facts.pairs.len()), remedy: None })
}
