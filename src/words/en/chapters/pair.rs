//! A pair, and how likely an answer is.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "How likely is an answer?",
    text: &[
        "A preference pair is one prompt with two answers: the [preferred|chosen] one and the [rejected|rejected] one.",
        "A language model gives every next [token] a probability. The [log-probability|logp] of an answer is the sum of its tokens’ log-probabilities; for the preferred answer of this pair, c = {c} [nats|nat].",
    ],
    example: &[
        "“2 + 2 =”: people prefer “4 .” to “5 .”. Nothing is trained yet, so the network knows nothing of sums.",
    ],
    question: Some(QuestionWords {
        ask: "Before any training, how likely is the right token at this place?",
        choices: &["about 1 in 2", "about 1 in as many as there are tokens", "about 1 in a million"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let place = match right {
        0 => "It has been luckier than chance.",
        1 => "That is chance, near enough.",
        _ => "That is far from chance.",
    };
    format!("1 in {:.1}, and the vocabulary has {b:.0} tokens. {place}", 1.0 / a)
}
