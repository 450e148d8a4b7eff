//! DPOP's loss.

use super::nats;
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "DPOP: a price for falling",
    text: &[
        "[DPOP|dpop] adds a term: [λ|lambda] times the nats by which the preferred answer is below the reference. At the reference and above it the term is zero.",
        "So this loss sees c itself, and not the gap alone.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "How far do the preferred answers fall now?",
        choices: &["not at all, or hardly", "less far than with DPO", "as far as with DPO"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Not at all, or hardly", "Less far than with DPO", "As far as with DPO"];
    format!("{}: {} with DPOP, {} with DPO, in the mean.", what[right.min(2)], nats(a), nats(b))
}
