//! The hinge, on and off.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Its hinge, on and off",
    text: &[
        "The penalty is a [hinge]: flat on one side, a slope on the other. Below the reference it pushes every token of the preferred answer up; at the reference that push is gone, and only DPO’s pull is left.",
        "The second chart shows the nats below the reference, the third the share of pairs that the hinge holds up.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "For how many of the training steps is the hinge of some pair on?",
        choices: &["all of them", "some of them", "none of them"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["All of them", "Some of them", "None of them"];
    format!("{}: {a:.0} of {b:.0}.", what[right.min(2)])
}
