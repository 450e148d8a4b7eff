//! `contradictory`: pairs with the same prompt prefer a to b and b to a, or go around by way of others. No answers fulfil all of them: their pushes
//! cancel, DPO's loss stays near ln 2 and the accuracy near one half, whatever becomes of the answers themselves.

use super::preferences::Preferences;
use super::{Cancelling, Check, Coded, Facts, FindingId, FindingTold, Noticed};
use std::collections::BTreeMap;

/// The check. It has no remedy: which of them is right only a person knows.
pub static CHECK: Check = Check { id: FindingId::Contradictory, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let preferences = Preferences::of(facts);
    let go_around = |pair: &Coded| preferences.go_around(pair.prompt, [pair.chosen, pair.rejected]);
    // Of a pair whose answers are the same, which no lab has, there is another word to say.
    let pairs = facts.places(|pair| pair.chosen != pair.rejected && go_around(pair));
    let mut votes: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
    for pair in &facts.pairs {
        *votes.entry((pair.prompt, pair.chosen, pair.rejected)).or_default() += 1;
    }
    let cancels = |place: &usize| {
        let Some(pair) = facts.pairs.get(*place) else { return Cancelling::Evenly };
        let count = |chosen, rejected| votes.get(&(pair.prompt, chosen, rejected)).copied().unwrap_or(0);
        match (count(pair.chosen, pair.rejected), count(pair.rejected, pair.chosen)) {
            (_, 0) => Cancelling::Around,
            (own, others) if own == others => Cancelling::Evenly,
            _ => Cancelling::InPart,
        }
    };
    let cancelling = pairs.iter().map(cancels).max().unwrap_or(Cancelling::Evenly);
    let told = FindingTold::Contradictory { pairs: pairs.len(), of: facts.pairs.len(), cancelling };
    (!pairs.is_empty()).then_some(Noticed { pairs, told, remedy: None })
}
