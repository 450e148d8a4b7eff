//! DPOP's two cases.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Its two cases",
    text: &[
        "While the hinge is on, the preferred answer is pulled up 1 + λ times as hard as the rejected one is pushed down (λ as the [effective λ|effective]). So the right token is pushed up by λ(1 − sʷ) more, and every other token down by λ sʷ more.",
        "The larger λ is, the more tokens are pushed the way one wants.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
