//! After the difference.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "After the difference",
    text: &[
        "After m the contexts differ, and so do the probabilities in them: sʷ after the preferred answer so far, sˡ after the rejected one. On a logit that both contexts share, the two pushes add up to g = sˡ − sʷ.",
        "The paper expects a trained model to be surer of the right token after the right text. That they share a logit is assumed; a network shares weights.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "Which way does DPO push the right token at the last word of this pair?",
        choices: &["up", "down", "not at all"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Up", "Down", "Hardly at all"];
    format!("{}: g = {}, where the token has probability {b:.3}.", what[right.min(2)], crate::plot::scale::signed(a, 3))
}
