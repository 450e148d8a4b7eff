//! `invisible`: texts have characters that cannot be seen, such as zero-width spaces and controls of the writing direction. A word with one of them is
//! another token than the same word without it.

use super::glyphs::invisible_signs;
use super::{Check, Facts, FindingId, FindingTold, Noticed, Remedy};
use std::collections::BTreeSet;

/// The check.
pub static CHECK: Check = Check { id: FindingId::Invisible, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let facts = facts.as_words();
    let hidden: Vec<Vec<char>> =
        facts.tokens().iter().map(|token| invisible_signs(token).map(|(_, sign)| sign).collect()).collect();
    let pairs = facts.with_token(|token| hidden.get(token).is_some_and(|signs| !signs.is_empty()));
    let signs: BTreeSet<char> = hidden.into_iter().flatten().collect();
    let told = FindingTold::Invisible { signs: signs.into_iter().collect(), pairs: pairs.len() };
    (!pairs.is_empty()).then_some(Noticed { pairs, told, remedy: Some(Remedy::Strip) })
}
