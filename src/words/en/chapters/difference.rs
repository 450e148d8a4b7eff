//! At the difference.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "At the difference",
    text: &[
        "At m the contexts are still the same, and only the tokens differ. Of the two gradients one push is left for each of the two tokens: the preferred one’s [logit] up, the rejected one’s down.",
        "All other logits stay where they are, as far as DPO is concerned. So far there is no harm in it.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
