//! Pairs that are outvoted: more speaks among the pairs with the same prompt for the rejected answer than for the chosen one.
//!
//! A vote is each pair with the same two answers, and each third answer that comes between them: a over b and b over c is a vote for a over c. So of the six
//! pairs of a ranking of four the one that is the wrong way round is found. A circle alone gives each of its pairs one vote against one.

use crate::data::check::preferences::Preferences;
use crate::data::check::{Coded, Facts};
use std::collections::{BTreeMap, BTreeSet};

/// So many answers that come after another, or before it, are asked at most: time stays in proportion to the pairs.
const ASKED: usize = 64;

/// Their places.
pub fn outvoted(facts: &Facts) -> Vec<usize> {
    let preferences = Preferences::of(facts);
    let mut votes: BTreeMap<_, usize> = BTreeMap::new();
    let mut after: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
    for Coded { prompt, chosen, rejected } in &facts.pairs {
        *votes.entry((*prompt, *chosen, *rejected)).or_default() += 1;
        after.entry((*prompt, *chosen)).or_default().insert(*rejected);
    }
    let speaks_for = |prompt: usize, better: usize, worse: usize| {
        let direct = |better, worse| votes.get(&(prompt, better, worse)).copied().unwrap_or(0);
        let between = after.get(&(prompt, better)).into_iter().flatten().take(ASKED);
        direct(better, worse) + between.filter(|third| **third != worse && direct(**third, worse) > 0).count()
    };
    facts.places(|&Coded { prompt, chosen, rejected }| {
        // Only where something speaks for both there is anything to count.
        preferences.go_around(prompt, [chosen, rejected])
            && speaks_for(prompt, rejected, chosen) > speaks_for(prompt, chosen, rejected)
    })
}
