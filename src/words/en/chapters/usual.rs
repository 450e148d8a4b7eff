//! The usual numbers see nothing.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "The usual numbers see nothing",
    text: &[
        "Whoever trains with DPO watches the loss, the [reward margin|margin] and the [accuracy]. For DPO all three are functions of the gap h: a preferred answer that falls looks to them like one that rises.",
        "So far, at step {step}: margin {margin}, accuracy {accuracy}, loss {mean-loss}.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "At the last step, how many pairs does the model rank rightly?",
        choices: &["all, or nearly all", "about half", "hardly any"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["All, or nearly all", "About half", "Hardly any"];
    format!("{}: accuracy {a:.2}, reward margin {b:.2}.", what[right.min(2)])
}
