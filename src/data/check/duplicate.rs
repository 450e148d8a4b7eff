//! `duplicate`: pairs that are there more than once, token by token. A mean over pairs counts them as often.

use super::{Check, Facts, FindingId, FindingTold, Noticed, Remedy};
use std::collections::BTreeSet;

/// The check; it is about the copies, and not about the first of each.
pub static CHECK: Check = Check { id: FindingId::Duplicate, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let mut known = BTreeSet::new();
    let copies = (0..).zip(&facts.pairs).filter(|(_, pair)| !known.insert(**pair));
    let pairs: Vec<usize> = copies.map(|(place, _)| place).collect();
    let told = FindingTold::Duplicate(pairs.len());
    (!pairs.is_empty()).then_some(Noticed { pairs, told, remedy: Some(Remedy::LeaveOut) })
}
