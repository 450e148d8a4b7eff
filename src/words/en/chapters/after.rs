//! After the difference.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "After the difference",
    text: &[
        "After m the model reads two different texts: it gives a token the probability sʷ after the preferred answer so far, and sˡ after the rejected one. Were its logit the same in both, the two pushes on it would add up to g = sˡ − sʷ.",
        "The paper expects a trained model to be surer of the right token after the right text: then g < 0. The shared logit is an assumption; a network shares weights.",
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
