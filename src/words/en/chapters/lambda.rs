//! How large is large enough.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "How large is large enough?",
    text: &[
        "The right token goes up where the [effective λ|effective] is larger than this fraction. Each position asks for a λ of its own: here {needed}, where {effective} is at hand.",
        "The slider’s λ counts as it stands with the penalty inside; outside it is divided by DPO’s own pull, β σ(−βh). The marks on the slider say what this pair needs.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
