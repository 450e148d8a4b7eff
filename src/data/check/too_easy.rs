//! `too-easy`: the answers can be told apart without a look at the prompts, so that a low loss and an accuracy of one say little.
//!
//! Two signs of it, each over the lab as a whole. One answer is the same text in nearly all pairs, for different prompts, and never on the other side.
//! Or most rejected answers share no token with the preferred ones and consist of tokens that no prompt and no preferred answer of the lab has:
//! SFT alone makes those unlikely everywhere. Answers that merely differ in every word are no such thing.

use super::{Check, Facts, FindingId, FindingTold, Noticed};
use crate::data::pair::Side;
use std::collections::{BTreeMap, BTreeSet};

/// The check.
pub static CHECK: Check = Check { id: FindingId::TooEasy, find };

/// Fewer pairs than these, or prompts, show nothing.
const FEWEST: usize = 4;

/// The same answer is in at least so many tenths of the pairs.
const TENTHS: usize = 9;

fn find(facts: &Facts) -> Option<Noticed> {
    [Side::Rejected, Side::Chosen].into_iter().find_map(|side| same_answer(facts, side)).or_else(|| foreign(facts))
}

fn same_answer(facts: &Facts, side: Side) -> Option<Noticed> {
    let of = facts.pairs.len();
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for pair in &facts.pairs {
        *counts.entry(pair.side(side)).or_default() += 1;
    }
    let (&answer, &pairs) = counts.iter().max_by_key(|(_, count)| **count)?;
    let prompts: BTreeSet<usize> =
        facts.pairs.iter().filter(|pair| pair.side(side) == answer).map(|pair| pair.prompt).collect();
    let other = if side == Side::Chosen { Side::Rejected } else { Side::Chosen };
    let is_on_both = facts.pairs.iter().any(|pair| pair.side(other) == answer);
    let told = FindingTold::SameAnswer { side, answer: facts.written(facts.text(answer)), pairs, of };
    let is_easy = prompts.len() >= FEWEST && pairs * 10 >= of * TENTHS && !is_on_both;
    is_easy.then(|| Noticed { pairs: facts.places(|pair| pair.side(side) == answer), told, remedy: None })
}

fn foreign(facts: &Facts) -> Option<Noticed> {
    let mut known = vec![false; facts.tokens().len()];
    for token in facts.pairs.iter().flat_map(|pair| facts.text(pair.prompt).iter().chain(facts.text(pair.chosen))) {
        known[*token] = true;
    }
    // One word may be an answer of its own; several that are nowhere else are another manner of speaking.
    let is_foreign = |text: usize| facts.text(text).len() > 1 && facts.text(text).iter().all(|token| !known[*token]);
    let pairs = facts.places(|pair| is_foreign(pair.rejected));
    let told = FindingTold::Foreign { pairs: pairs.len(), of: facts.pairs.len() };
    let is_easy = pairs.len() >= FEWEST && pairs.len() * 2 > facts.pairs.len();
    is_easy.then_some(Noticed { pairs, told, remedy: None })
}
