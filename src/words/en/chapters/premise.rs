//! The premise, counted.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "The premise, counted",
    text: &[
        "The argument needs two things of every token after the difference: the right one is at least as likely after the preferred text, sʷ ≥ sˡ, and every other one at most as likely. The paper takes both for granted after SFT; on this run they can be counted.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "At how many positions after the difference do both hold?",
        choices: &["nearly all", "about half", "hardly any"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Nearly all", "Some", "Hardly any"];
    format!("{}: {a:.0} of {b:.0}.", what[right.min(2)])
}
