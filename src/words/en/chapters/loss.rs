//! DPO's loss, by hand.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "DPO’s loss sees one number",
    text: &[
        "[DPO|dpo] asks that the preferred answer gains more on the reference than the rejected one does. By how much is the gap h, and the loss sees nothing else; [β|beta] says how large a gap is enough.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "Take 5 nats from both answers (148 times less likely). The loss …",
        choices: &["rises", "falls", "stays as it is"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["It rises", "It falls", "It stays as it is"];
    format!("{}: {a:.4} before, {b:.4} after.", what[right.min(2)])
}
