//! DPOP's two cases.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Its two cases",
    text: &[
        "While the hinge is on, the preferred answer is pulled up 1 + λ times as hard as the rejected one is pushed down (λ as the [effective λ|effective]). That adds λ(1 − sʷ) to the push on the right token, and takes λ sʷ from that on every other one.",
        "The larger λ is, the more tokens are pushed the way one wants.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
