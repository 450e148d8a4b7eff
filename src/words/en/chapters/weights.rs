//! What the network does.

use super::nats;
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "What the network really does",
    text: &[
        "The argument is about logits, as if each could move alone. A network shares its weights: what is learned at one token moves the others too, those before the difference included, where the argument says ∅.",
        "By step {step} the preferred answers have moved by {mean-gained} nats: {before} before the difference, {at} at it, {after} after it.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "At the last step, where does the largest part of the fall lie?",
        choices: &["before the difference", "at the difference", "after the difference"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Before the difference", "At the difference", "After the difference"];
    format!("{}: {} of {}.", what[right.min(2)], nats(a), nats(b))
}
