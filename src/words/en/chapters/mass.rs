//! Where the probability went.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Where did the probability go?",
    text: &[
        "Probabilities add up to one: what the two answers lose, other texts gain. The bars say how often each model, [sampled], writes the preferred answer, the rejected one or anything else; beside them stands what it writes by [greedy decoding|greedy].",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "After DPO, what does the model write most often to this prompt?",
        choices: &["the preferred answer", "the rejected answer", "something else"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["The preferred answer", "The rejected answer", "Something else"];
    format!("{}: {:.1} % of the time; the preferred answer {:.1} %.", what[right.min(2)], 100.0 * a, 100.0 * b)
}
