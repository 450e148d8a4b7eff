//! What the logit microscope and the answers look at: the part of the page's state that says where, and its pure changes.

use crate::data::{LabFile, PairText, TokenId, Tokens, Vocabulary, distance};
use crate::words;
use std::rc::Rc;

/// Where microscope, token strip and answers look.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// The position that a person chose, with the pair in which they did.
    position: Option<(usize, usize)>,
    /// The prompt that a person typed, with the pair that was selected then.
    prompt: Option<(usize, Rc<str>)>,
    run: usize,
    /// How probabilities become heights.
    pub axis: Axis,
    /// Bars or numbers.
    pub face: Face,
    /// Since when the strip's changes are measured.
    pub since: Since,
    /// What the strip says of the theory.
    pub theory: Theory,
    /// Whose changes are shown, where a chapter asks.
    pub logits: LogitSharing,
}

/// How probabilities become heights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Twice the probability is twice as high.
    Linear,
    /// Ten times the probability is a sixth higher: from a millionth to one.
    Log,
}

impl Axis {
    /// The height of a probability: 0 … 1.
    pub fn height(self, p: f64) -> f64 {
        let height = match self {
            Axis::Linear => p,
            Axis::Log => 1.0 + libm::log10(p) / 6.0,
        };
        // The comparison that a NaN, which only a diverged model gives, does not pass.
        if height > 0.0 { height.min(1.0) } else { 0.0 }
    }
}

/// How the microscope shows its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// As bars and arrows.
    Bars,
    /// As a table.
    Numbers,
}

/// Since when a change is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Since the reference.
    Reference,
    /// Since the step before.
    Step,
}

/// What the strip says of the theory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theory {
    /// Where the next step pushes each token.
    Push,
    /// The λ that each token needs.
    Lambda,
}

/// Whose changes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogitSharing {
    /// The network's, whose contexts have logits of their own: what was measured.
    Own,
    /// Those of one vector that both answers share, as the argument has it: its pushes, added up.
    Shared,
}

/// A change of where to look.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// To a position of the selected pair's completions.
    Position(usize),
    /// To a prompt that was typed; nothing for the selected pair's own.
    Prompt(Option<String>),
    /// To a run.
    Run(usize),
    /// To the other axis.
    Axis,
    /// To numbers, or back to bars.
    Face,
    /// To changes since the step before, or back to those since the reference.
    Since,
    /// To the λ that each token needs, or back to pushes.
    Theory,
    /// To the network's changes, or to those of one shared logit vector.
    Logits(LogitSharing),
}

impl Scope {
    /// Every pair at its home position, with its own prompt.
    pub const HOME: Scope = Scope {
        position: None,
        prompt: None,
        run: 0,
        axis: Axis::Linear,
        face: Face::Bars,
        since: Since::Reference,
        theory: Theory::Push,
        logits: LogitSharing::Own,
    };

    /// After a change, while this pair is selected.
    pub fn turned(&self, pair: usize, turn: Turn) -> Scope {
        let mut scope = self.clone();
        match turn {
            Turn::Position(k) => scope.position = Some((pair, k)),
            Turn::Prompt(prompt) => scope.prompt = prompt.map(|prompt| (pair, prompt.into())),
            Turn::Run(run) => scope.run = run,
            Turn::Axis => {
                scope.axis = match self.axis {
                    Axis::Linear => Axis::Log,
                    Axis::Log => Axis::Linear,
                }
            }
            Turn::Face => {
                scope.face = match self.face {
                    Face::Bars => Face::Numbers,
                    Face::Numbers => Face::Bars,
                }
            }
            Turn::Since => {
                scope.since = match self.since {
                    Since::Reference => Since::Step,
                    Since::Step => Since::Reference,
                }
            }
            Turn::Theory => {
                scope.theory = match self.theory {
                    Theory::Push => Theory::Lambda,
                    Theory::Lambda => Theory::Push,
                }
            }
            Turn::Logits(logits) => scope.logits = logits,
        }
        scope
    }

    /// The position in a pair: the one chosen in it, within its length, or the pair's [`home`].
    pub fn position(&self, spec: &LabFile, pair: usize) -> usize {
        let Some(text) = spec.dataset.pairs.get(pair) else { return 0 };
        match self.position {
            Some((of, k)) if of == pair => k.min(length(spec.dataset.tokens, text) - 1),
            _ => home(spec.dataset.tokens, text),
        }
    }

    /// Whether a person chose a position in this pair.
    pub fn is_turned(&self, pair: usize) -> bool {
        self.position.is_some_and(|(of, _)| of == pair)
    }

    /// The prompt that was typed while this pair was selected.
    pub fn typed(&self, pair: usize) -> Option<&str> {
        self.prompt.as_ref().filter(|(of, _)| *of == pair).map(|(_, prompt)| &**prompt)
    }

    /// The run to look at where there is room for one only.
    pub fn run(&self, spec: &LabFile) -> usize {
        self.run.min(spec.runs.len().saturating_sub(1))
    }

    /// The runs to look at: all, where that are few enough to stand beside each other.
    pub fn runs(&self, spec: &LabFile) -> std::ops::Range<usize> {
        if spec.runs.len() <= BESIDE {
            0..spec.runs.len()
        } else {
            let run = self.run(spec);
            run..run + 1
        }
    }
}

/// As many runs fit beside each other.
pub const BESIDE: usize = 3;

/// The positions of a pair: those of the longer completion, `<eos>` included.
fn length(tokens: Tokens, pair: &PairText) -> usize {
    let words = |text: &str| tokens.count(text) + 1;
    words(&pair.chosen).max(words(&pair.rejected))
}

/// The first position after the difference, where the preferred answer is lost, if both completions have it; else the difference.
pub fn home(tokens: Tokens, pair: &PairText) -> usize {
    let words = |text: &str| tokens.count(text) + 1;
    let both = tokens.split(&pair.chosen).zip(tokens.split(&pair.rejected));
    let same = both.take_while(|(w, l)| w == l).count();
    let shorter = words(&pair.chosen).min(words(&pair.rejected));
    (same + 1).min(shorter - 1)
}

/// A typed prompt as token ids.
///
/// # Errors
/// A sentence: it has no token, too many, or one that the vocabulary lacks, with those that are spelt most like it.
pub fn read_prompt(spec: &LabFile, text: &str) -> Result<Vec<TokenId>, String> {
    let tokens = &spec.dataset.vocabulary;
    let ids = Vocabulary::new(spec.dataset.tokens, tokens)
        .encode(text)
        .map_err(|token| words::microscope::unknown_token(&shortened(token), &nearest(token, tokens)))?;
    // One position is left for an answer of one token.
    let most = spec.model.n_positions - 1;
    match ids.len() {
        0 => Err(words::microscope::prompt_empty().to_owned()),
        given if given > most => Err(words::microscope::prompt_long(given, most)),
        _ => Ok(ids),
    }
}

/// So much of what somebody typed is read and repeated.
const LONGEST: usize = 24;

fn shortened(token: &str) -> String {
    let mut short: String = token.chars().take(LONGEST).collect();
    if short.len() < token.len() {
        short.push('…');
    }
    short
}

/// The three tokens that are spelt most like a word, nearest first.
fn nearest<'a>(word: &str, tokens: &'a [String]) -> Vec<&'a str> {
    let letters = |text: &str| -> Vec<char> { text.chars().take(LONGEST).map(|c| c.to_ascii_lowercase()).collect() };
    let typed = letters(word);
    let mut best: Vec<(usize, &str)> = Vec::new();
    // The first is `<eos>`, which no prompt has.
    for token in tokens.iter().skip(1) {
        let apart = distance::edit_distance(&typed, &letters(token));
        let at = best.iter().position(|(other, _)| apart < *other).unwrap_or(best.len());
        best.insert(at, (apart, token));
        best.truncate(3);
    }
    best.into_iter().map(|(_, token)| token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::presets;

    fn spec() -> LabFile {
        LabFile::from_json(presets()[0].json).expect("the first preset is a lab file")
    }

    #[test]
    fn home_is_just_after_the_difference() {
        let check = |chosen: &str, rejected: &str, expected: usize| {
            let pair = PairText { prompt: "x".into(), chosen: chosen.into(), rejected: rejected.into() };
            assert_eq!(home(Tokens::Words, &pair), expected, "{chosen} / {rejected}");
            assert!(home(Tokens::Words, &pair) < length(Tokens::Words, &pair));
        };
        check("a b c", "a d c", 2);
        check("a b", "a d", 2);
        check("a", "b", 1);
        check("a b c", "a", 1);
        check("a", "a b c", 1);
        check("a b c d", "e f g", 1);
    }

    #[test]
    fn a_position_stays_within_its_pair() {
        let spec = spec();
        let check = |scope: &Scope, pair: usize, expected: usize| {
            assert_eq!(scope.position(&spec, pair), expected, "pair {pair}");
        };
        // "First 3 + 5 = 8 then …": the difference is at 5.
        check(&Scope::HOME, 0, 6);
        let chosen = Scope::HOME.turned(0, Turn::Position(2));
        check(&chosen, 0, 2);
        check(&chosen, 1, 6);
        check(&Scope::HOME.turned(0, Turn::Position(usize::MAX)), 0, 12);
        check(&Scope::HOME, usize::MAX, 0);
        let shared = chosen.turned(0, Turn::Logits(LogitSharing::Shared));
        assert!(shared != chosen && shared.turned(0, Turn::Logits(LogitSharing::Own)) == chosen);
        for turn in [Turn::Axis, Turn::Face, Turn::Since, Turn::Theory] {
            assert_ne!(chosen.turned(0, turn.clone()), chosen);
            assert_eq!(chosen.turned(0, turn.clone()).turned(0, turn), chosen);
        }
        assert_eq!(Scope::HOME.turned(0, Turn::Run(9)).run(&spec), 1);
    }

    #[test]
    fn a_typed_prompt_belongs_to_its_pair() {
        let scope = Scope::HOME.turned(3, Turn::Prompt(Some("( 3".to_owned())));
        assert_eq!((scope.typed(3), scope.typed(4)), (Some("( 3"), None));
        assert_eq!(scope.turned(3, Turn::Prompt(None)), Scope::HOME);
    }

    #[test]
    fn prompts_are_read_or_refused_with_a_sentence() {
        let spec = spec();
        let check = |text: &str, expected: Result<usize, &str>| match (read_prompt(&spec, text), expected) {
            (Ok(ids), Ok(length)) => assert_eq!(ids.len(), length, "{text:?}"),
            (Err(sentence), Err(part)) => assert!(sentence.contains(part), "{text:?}: {sentence}"),
            (got, _) => panic!("{text:?}: {got:?}"),
        };
        check(" ( 3  + 5 ) ", Ok(5));
        check("", Err("at least one"));
        check("3 + first", Err("“first”"));
        check("3 + first", Err("“First”"));
        check(&"3 ".repeat(40), Err("40"));
        check(&"x".repeat(10_000), Err("…"));
    }

    #[test]
    fn characters_are_positions_too() {
        let (spec, _) = LabFile::from_brief(r#"{ "preset": "two-plus-two" }"#).expect("a lab");
        // "4." and "17, so 17-5=12.": the differences are at 0 and at 1.
        assert_eq!((Scope::HOME.position(&spec, 0), Scope::HOME.position(&spec, 8)), (1, 2));
        assert_eq!(Scope::HOME.turned(8, Turn::Position(usize::MAX)).position(&spec, 8), 15);
        assert_eq!(read_prompt(&spec, "2+2= ").map(|ids| ids.len()), Ok(5));
        assert!(read_prompt(&spec, "2\n").is_err_and(|sentence| sentence.contains("“↵”")));
    }

    #[test]
    fn heights() {
        let check = |axis: Axis, p: f64, expected: f64| {
            assert!((axis.height(p) - expected).abs() < 1e-12, "{axis:?} of {p}: {}", axis.height(p));
        };
        check(Axis::Linear, 0.25, 0.25);
        check(Axis::Log, 1.0, 1.0);
        check(Axis::Log, 1e-3, 0.5);
        check(Axis::Log, 1e-9, 0.0);
        check(Axis::Log, 0.0, 0.0);
        check(Axis::Linear, f64::NAN, 0.0);
    }
}
