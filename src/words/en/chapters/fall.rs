//! The failure, watched.

use super::{nats, times};
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "The failure, watched",
    text: &[
        "Nothing in this loss holds the preferred answers where they were. They may fall, as long as the rejected ones fall further.",
        "The chart shows up to forty steps of training from the reference on.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "After these steps of DPO, the preferred answers are …",
        choices: &["more likely than before", "less likely than before", "about as likely as before"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["More likely", "Less likely", "About as likely"];
    let much =
        if right == 1 { format!(", {} times less likely in the mean over the pairs", times(a)) } else { String::new() };
    format!("{}: {}{much}. The rejected ones: {}.", what[right.min(2)], nats(a), nats(b))
}
