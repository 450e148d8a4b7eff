//! At the difference.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "At the difference",
    text: &[
        "At m the text before is still the same, and only the token differs. Two pushes are left: the preferred token’s [logit] up, and the rejected token’s down.",
        "DPO pushes no other logit here. So far there is no harm in it.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
