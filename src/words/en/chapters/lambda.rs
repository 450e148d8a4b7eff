//! How large is large enough.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "How large is large enough?",
    text: &[
        "The right token is pushed up once the [effective λ|effective] is larger than this fraction, of which each position has its own: here it is {needed}, and this run has {effective}.",
        "With the penalty inside, the slider’s λ is the effective one; outside, divide it by DPO’s own pull, β σ(−βh). The marks on the slider say what this pair needs.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
