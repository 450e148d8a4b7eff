//! The conclusion, counted by itself.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "And do the tokens fall?",
    text: &[
        "“All tokens that follow should have reduced probability” is what the argument concludes. A conclusion may be true even where its premise fails, so here it is counted by itself.",
        "Each square is a token of a preferred answer: purple has become less likely than under the reference, green more likely.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "At the last step, how many tokens after the difference are less likely than under the reference?",
        choices: &["nearly all", "about half", "hardly any"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Nearly all", "Some", "Hardly any"];
    format!("{}: {a:.0} of {b:.0}.", what[right.min(2)])
}
