//! `end-token`: texts bring an end of their own along (`</s>`, `<|im_end|>`, …). Each answer then ends twice: the mark is a token like others, and the
//! lab closes the answer after it.

use super::marks::end_mark;
use super::{Check, Facts, FindingId, FindingTold, Noticed, Remedy};

/// The check.
pub static CHECK: Check = Check { id: FindingId::EndToken, find };

fn find(facts: &Facts) -> Option<Noticed> {
    let found: Vec<Option<&'static str>> =
        facts.tokens().iter().map(|token| end_mark(token).map(|(_, mark)| mark)).collect();
    let pairs = facts.with_token(|token| found.get(token).is_some_and(Option::is_some));
    let mut marks: Vec<&'static str> = Vec::new();
    for mark in found.into_iter().flatten() {
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    let told = FindingTold::EndTokens { marks, pairs: pairs.len() };
    (!pairs.is_empty()).then_some(Noticed { pairs, told, remedy: Some(Remedy::Strip) })
}
