//! Two ways to write it.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Two ways to write it",
    text: &[
        "The formula was first typeset with the penalty outside of the sigmoid; the authors’ revision of July 2024 has it inside, and both are in use.",
        "Outside, the penalty keeps its weight while DPO’s pull fades: the same λ weighs ever more. Inside, both fade together. A λ of the one form says nothing about a λ of the other.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
