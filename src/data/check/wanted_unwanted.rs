//! `wanted-unwanted`: to the same prompt, the same answer is preferred in one pair and rejected in another, as where a ranking was made into pairs.
//! One step then pushes it up and down at once.
//!
//! To other prompts an answer may well be wrong: “4 .” is right for 2 + 2 and wrong for 1 + 2, and nothing is said of that. Nor of pairs that
//! contradict each other, which are a finding of their own.

use super::preferences::Preferences;
use super::{Check, Facts, FindingId, FindingTold, Noticed};
use std::collections::BTreeSet;

/// The check.
pub static CHECK: Check = Check { id: FindingId::WantedUnwanted, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let preferences = Preferences::of(facts);
    let (mut wanted, mut unwanted) = (BTreeSet::new(), BTreeSet::new());
    for pair in facts.pairs.iter().filter(|pair| !preferences.go_around(pair.prompt, [pair.chosen, pair.rejected])) {
        wanted.insert((pair.prompt, pair.chosen));
        unwanted.insert((pair.prompt, pair.rejected));
    }
    let both: BTreeSet<_> = wanted.intersection(&unwanted).copied().collect();
    let example =
        both.iter().min_by_key(|(_, answer)| *answer).map(|(_, answer)| facts.written(facts.text(*answer)))?;
    let pairs =
        facts.places(|pair| [pair.chosen, pair.rejected].iter().any(|answer| both.contains(&(pair.prompt, *answer))));
    Some(Noticed { pairs, told: FindingTold::WantedUnwanted { answers: both.len(), example }, remedy: None })
}
