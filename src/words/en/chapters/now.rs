//! Exercises.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Now you",
    text: &[
        "Everything here is trained in this page, so change it. Each task is checked on the runs that you train; nothing is lost, and the lab is one key away (L).",
    ],
    example: &[],
    question: None,
    reading: &[],
};
