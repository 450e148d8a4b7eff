//! `swapped`: pairs that look as if chosen and rejected had changed places.
//!
//! Only a person knows what should be preferred, so that there must be evidence in the pairs themselves: more pairs with the same prompt and answers
//! say the opposite (`votes`), the chosen answer is wrong arithmetic and the rejected one right (`sums`), the chosen answer says no and then affirms
//! (`answers`), or all but very few of many pairs that differ in the same words prefer the other ones (`usual`). That an answer is chosen
//! for another prompt, or after a worse one, is no evidence.

mod answers;
mod sums;
mod usual;
mod votes;

use super::{Check, Facts, FindingId, FindingTold, Noticed, Remedy};
use std::collections::BTreeSet;

/// The check.
pub static CHECK: Check = Check { id: FindingId::Swapped, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let mut pairs: BTreeSet<usize> = BTreeSet::new();
    // Each pair is counted for the strongest evidence alone.
    let mut counted = |places: Vec<usize>| places.into_iter().filter(|place| pairs.insert(*place)).count();
    let (outvoted, sums, answers) =
        (counted(votes::outvoted(facts)), counted(sums::wrong(facts)), counted(answers::contrary(facts)));
    let unusual = usual::against(facts).and_then(|(places, unusual)| {
        let count = counted(places);
        (count > 0).then_some(super::Unusual { pairs: count, ..unusual })
    });
    let told = FindingTold::Swapped { outvoted, sums, answers, unusual };
    let pairs: Vec<usize> = pairs.into_iter().collect();
    (!pairs.is_empty()).then_some(Noticed { pairs, told, remedy: Some(Remedy::Swap) })
}
