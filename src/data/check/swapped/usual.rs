//! Pairs against what is usual: what is left of both answers without the words that they begin and end with in common is the same in many pairs, and
//! nearly all of them prefer the same.
//!
//! Answers that depend on the prompt are no matter of what is usual: numbers, single letters, words for yes and no, and words of the prompt
//! itself are passed over.

use super::answers::is_yes_or_no;
use crate::data::check::{Coded, Facts, Unusual};
use std::collections::{BTreeMap, BTreeSet};

/// So many prompts must have it as it is usual, for each pair that has not.
const FOR_ONE: usize = 12;

/// What is left of an answer has at most this many tokens.
const LONGEST: usize = 4;

/// The places of the pairs against it, and what is to be said of the first kind of them.
pub fn against(facts: &Facts) -> Option<(Vec<usize>, Unusual)> {
    let parts: Vec<Option<[&[usize]; 2]>> = facts.pairs.iter().map(|pair| parts(facts, pair)).collect();
    let mut prompts: BTreeMap<[&[usize]; 2], BTreeSet<usize>> = BTreeMap::new();
    for (parts, pair) in parts.iter().zip(&facts.pairs) {
        if let Some(parts) = parts {
            prompts.entry(*parts).or_default().insert(pair.prompt);
        }
    }
    let count = |parts: &[&[usize]; 2]| prompts.get(parts).map_or(0, BTreeSet::len);
    let is_against = |[chosen, rejected]: &[&[usize]; 2]| {
        let (own, others) = (count(&[chosen, rejected]), count(&[rejected, chosen]));
        others >= FOR_ONE * own
    };
    let against = (0..).zip(&parts).filter_map(|(place, parts)| Some((place, parts.filter(is_against)?)));
    let against: Vec<(usize, [&[usize]; 2])> = against.collect();
    let (_, [chosen, rejected]) = *against.first()?;
    let others = count(&[rejected, chosen]);
    let [chosen, rejected] = [chosen, rejected].map(|part| facts.written(part));
    let unusual = Unusual { pairs: against.len(), chosen, rejected, others };
    Some((against.into_iter().map(|(place, _)| place).collect(), unusual))
}

/// What is left of both answers, if it may be a matter of what is usual.
fn parts<'a>(facts: &'a Facts, pair: &Coded) -> Option<[&'a [usize]; 2]> {
    let (chosen, rejected) = (facts.text(pair.chosen), facts.text(pair.rejected));
    let head = chosen.iter().zip(rejected).take_while(|(a, b)| a == b).count();
    let (chosen, rejected) = (&chosen[head..], &rejected[head..]);
    let tail = chosen.iter().rev().zip(rejected.iter().rev()).take_while(|(a, b)| a == b).count();
    let parts = [&chosen[..chosen.len() - tail], &rejected[..rejected.len() - tail]];
    let is_free = |token: &usize| {
        let word = facts.token(*token);
        let is_letter = word.chars().filter(|sign| sign.is_alphanumeric()).count() < 2;
        let is_number = word.contains(|sign: char| sign.is_numeric());
        !is_letter && !is_number && !is_yes_or_no(word) && !facts.text(pair.prompt).contains(token)
    };
    let is_short = |part: &[usize]| !part.is_empty() && part.len() <= LONGEST;
    parts.iter().all(|part| is_short(part) && part.iter().all(is_free)).then_some(parts)
}
