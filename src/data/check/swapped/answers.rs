//! Pairs whose answers differ in yes and no alone, and whose chosen answer contradicts itself: “is fire hot ?”, “no , fire is hot .”
//!
//! What follows the yes or no has the very words of the question, in any order, and so affirms it; “no” before it cannot be meant. Where one word
//! is another (“is ice hot ?”, “yes , ice is cold .”) the answer may be meant, and counts only where the lab has pairs of the first kind, and every pair
//! that can be judged is the wrong way round. Questions that deny something are passed over.

use crate::data::check::{Coded, Facts};

/// Words for yes and no, in languages that put them first.
const YES_NO: [[&str; 2]; 11] = [
    ["yes", "no"],
    ["yeah", "nope"],
    ["ja", "nein"],
    ["ja", "nej"],
    ["ja", "nee"],
    ["oui", "non"],
    ["sí", "no"],
    ["si", "no"],
    ["sì", "no"],
    ["sim", "não"],
    ["true", "false"],
];

/// Words that deny.
const DENIALS: [&str; 12] =
    ["not", "never", "no", "nicht", "kein", "keine", "pas", "non", "niet", "inte", "não", "cannot"];

/// What a pair shows.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    /// What follows has the words of the question, and the chosen answer affirms (`true`) or denies it.
    Same(bool),
    /// It has one other word.
    Other(bool),
}

/// The places of such pairs.
pub fn contrary(facts: &Facts) -> Vec<usize> {
    let facts = facts.as_words();
    let signs: Vec<Option<Sign>> = facts.pairs.iter().map(|pair| sign(facts, pair)).collect();
    let has = |sign| signs.contains(&Some(sign));
    let is_whole = has(Sign::Same(false)) && !has(Sign::Same(true)) && !has(Sign::Other(false));
    let is_contrary = |sign: &Option<Sign>| match sign {
        Some(Sign::Same(false)) => true,
        Some(Sign::Other(true)) => is_whole,
        _ => false,
    };
    (0..).zip(&signs).filter(|(_, sign)| is_contrary(sign)).map(|(place, _)| place).collect()
}

/// Whether a word is one for yes or no, or like them depends on what was asked.
pub fn is_yes_or_no(word: &str) -> bool {
    let word = bare(word);
    YES_NO.iter().flatten().any(|known| *known == word)
        || ["right", "wrong", "correct", "incorrect"].contains(&word.as_str())
}

fn sign(facts: &Facts, pair: &Coded) -> Option<Sign> {
    let (chosen, rejected) = (facts.text(pair.chosen), facts.text(pair.rejected));
    let (&[first, ref rest @ ..], &[other, ref same @ ..]) = (chosen, rejected) else { return None };
    if rest != same {
        return None;
    }
    let (first, other) = (bare(facts.token(first)), bare(facts.token(other)));
    let affirms = YES_NO.iter().find_map(|[yes, no]| match (first.as_str(), other.as_str()) {
        (a, b) if a == *yes && b == *no => Some(true),
        (a, b) if a == *no && b == *yes => Some(false),
        _ => None,
    })?;
    if !facts.words(pair.prompt).last()?.ends_with(['?', '？', '؟']) {
        return None;
    }
    let said = words(rest.iter().map(|token| facts.token(*token)));
    let asked = words(facts.words(pair.prompt));
    if said.is_empty() || said.len() != asked.len() || asked.iter().chain(&said).any(|word| denies(word)) {
        return None;
    }
    match missing(&said, &asked) {
        0 => Some(Sign::Same(affirms)),
        1 if said.len() > 2 => Some(Sign::Other(affirms)),
        _ => None,
    }
}

fn denies(word: &str) -> bool {
    DENIALS.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
}

/// A word without signs around it, in small letters.
fn bare(word: &str) -> String {
    word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase()
}

/// The words among tokens, in order of the alphabet.
fn words<'a>(tokens: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = tokens.map(bare).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// How many of these words are not among those; both are sorted.
fn missing(words: &[String], among: &[String]) -> usize {
    let mut rest = among.iter().peekable();
    let is_missing = |word: &&String| {
        while rest.next_if(|next| next < word).is_some() {}
        rest.next_if(|next| next == word).is_none()
    };
    words.iter().filter(is_missing).count()
}
