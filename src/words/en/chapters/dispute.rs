//! What is contested.

use super::nats;
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "What others say",
    text: &[
        "That few edits are the cause is contested. Razin et al.: similar hidden states, not edit distance, rank which pairs fall. Ren and Sutherland: the mass is squeezed toward the likeliest token. Yuan et al.: what counts is how the two gradients align.",
        "Rafailov et al.: a falling preferred answer need not be failure. And on open-ended data users report weaker models in spite of DPOP.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "In this example the answers differ in many tokens. With DPO, the preferred ones become …",
        choices: &["more likely", "less likely, by more than a nat", "neither, within a nat"],
        told,
    }),
    reading: &[
        ("DPOP: Pal et al. 2024", "https://arxiv.org/abs/2402.13228"),
        ("Razin et al. 2025", "https://arxiv.org/abs/2410.08847"),
        ("Ren & Sutherland 2025", "https://arxiv.org/abs/2407.10490"),
        ("Yuan et al. 2024", "https://arxiv.org/abs/2410.13828"),
        ("Rafailov et al. 2024", "https://arxiv.org/abs/2404.12358"),
    ],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["More likely", "Less likely", "Neither, within a nat"];
    format!("{}: {} in the mean; the rejected ones {}.", what[right.min(2)], nats(a), nats(b))
}
