//! SFT makes the reference.

use super::nats;
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "First, ordinary training",
    text: &[
        "[Supervised fine-tuning|sft] shows the model the preferred answers, and only these. What comes out is frozen: the [reference].",
        "From here on an answer is measured against the reference. A ratio of 1 means as likely as there, ½ half as likely.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "SFT never shows the rejected answers. What becomes of them meanwhile?",
        choices: &["they become more likely", "they become less likely", "they stay as they are"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["They become more likely too", "They become less likely", "They stay about as they are"];
    format!("{}: {} in the mean; the preferred ones {}.", what[right.min(2)], nats(a), nats(b))
}
