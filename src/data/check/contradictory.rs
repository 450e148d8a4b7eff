//! `contradictory`: pairs with the same prompt prefer a to b and b to a, or go around by way of others. No answers fulfil all of them: their pushes
//! cancel, DPO's loss stays near ln 2 and the accuracy near one half, whatever becomes of the answers themselves.

use super::preferences::Preferences;
use super::{Check, Facts, FindingId, FindingTold, Found};
use std::collections::BTreeSet;

/// The check. It has no remedy: which of them is right only a person knows.
pub static CHECK: Check = Check { id: FindingId::Contradictory, find };

fn find(facts: &Facts) -> Option<Found> {
    let preferences = Preferences::of(facts);
    let pairs = facts.places(|pair| preferences.go_around(pair.prompt, [pair.chosen, pair.rejected]));
    let known: BTreeSet<_> = facts.pairs.iter().map(|pair| (pair.prompt, pair.chosen, pair.rejected)).collect();
    let is_opposed = |place: &usize| {
        facts.pairs.get(*place).is_some_and(|pair| known.contains(&(pair.prompt, pair.rejected, pair.chosen)))
    };
    let around = !pairs.iter().all(is_opposed);
    let told = FindingTold::Contradictory { pairs: pairs.len(), of: facts.pairs.len(), around };
    (!pairs.is_empty()).then_some(Found { pairs, told, remedy: None })
}
