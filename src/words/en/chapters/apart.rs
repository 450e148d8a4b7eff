//! One token apart: what cancels.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "One token apart: what cancels",
    text: &[
        "DPO pushes the preferred answer up and the rejected one down, both with the same [weight] w. Take answers that differ in one token only, at position m.",
        "Before m both answers are the same text after the same prompt. What pushes up in the one pushes down in the other.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "So which way does the loss push the tokens before the difference?",
        choices: &["up", "down", "not at all"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Up", "Down", "Not at all (∅)"];
    format!("{}: both gradients cancel at {a:.0} of {b:.0} positions before the difference.", what[right.min(2)])
}
