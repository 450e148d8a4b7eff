//! `held-out-trained`: pairs that are held out and trained on at once, token by token. What is measured on them is what was learnt by heart.

use super::{Check, Facts, FindingId, FindingTold, Noticed, Remedy};
use std::collections::BTreeSet;

/// The check; its places are those of the held-out pairs.
pub static CHECK: Check = Check { id: FindingId::HeldOutTrained, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let trained: BTreeSet<_> = facts.pairs.iter().collect();
    let both = (0..).zip(&facts.held_out).filter(|(_, pair)| trained.contains(pair));
    let pairs: Vec<usize> = both.map(|(place, _)| place).collect();
    let told = FindingTold::HeldOutTrained { pairs: pairs.len(), of: facts.held_out.len() };
    (!pairs.is_empty()).then_some(Noticed { pairs, told, remedy: Some(Remedy::LeaveOut) })
}
