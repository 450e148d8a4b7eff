//! `end-token`: texts bring an end of their own along (`</s>`, `<|im_end|>`, …). Each answer then ends twice: the mark is a token like others, and the
//! lab closes the answer after it.

use super::marks::{Struck, end_mark};
use super::{Check, Facts, FindingId, FindingTold, Noticed, Remedy};
use std::collections::BTreeSet;

/// The check.
pub static CHECK: Check = Check { id: FindingId::EndToken, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let facts = facts.as_words();
    // A token with no mark whatever the text is has none in any: few have.
    let may: Vec<Option<&'static str>> = facts.tokens().iter().map(|token| mark(token, Struck::Nothing)).collect();
    let mut marks: Vec<&'static str> = may.iter().flatten().copied().collect();
    let has = |token: usize, struck| {
        may.get(token).is_some_and(Option::is_some) && mark(facts.token(token), struck).is_some()
    };
    let pairs = facts.with_text(|text| {
        let struck = Struck::of(text.iter().map(|token| facts.token(*token)));
        text.iter().any(|token| has(*token, struck))
    });
    let mut known = BTreeSet::new();
    marks.retain(|mark| known.insert(*mark));
    let told = FindingTold::EndTokens { marks, pairs: pairs.len() };
    (!pairs.is_empty()).then_some(Noticed { pairs, told, remedy: Some(Remedy::Strip) })
}

fn mark(token: &str, struck: Struck) -> Option<&'static str> {
    end_mark(token, struck).map(|(_, mark)| mark)
}
