//! Pairs that are outvoted: more pairs with the same prompt and the same two answers prefer the other one.

use crate::data::check::Facts;
use std::collections::BTreeMap;

/// Their places.
pub fn outvoted(facts: &Facts) -> Vec<usize> {
    let mut votes: BTreeMap<_, usize> = BTreeMap::new();
    for pair in &facts.pairs {
        *votes.entry((pair.prompt, pair.chosen, pair.rejected)).or_default() += 1;
    }
    let count = |prompt, chosen, rejected| votes.get(&(prompt, chosen, rejected)).copied().unwrap_or(0);
    facts.places(|pair| {
        count(pair.prompt, pair.rejected, pair.chosen) > count(pair.prompt, pair.chosen, pair.rejected)
    })
}
