//! DPO's loss, by hand.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "La pérdida de DPO ve un solo número",
    text: &[
        "[DPO|dpo] pide que la preferida gane más que la rechazada respecto a la referencia. Cuánto más es la brecha h, y la pérdida no ve otra cosa; [β|beta] dice cuánta brecha basta.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "Quita 5 nats a ambas respuestas (148 veces menos probables). La pérdida…",
        choices: &["sube", "baja", "se queda igual"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Sube", "Baja", "Se queda igual"];
    format!("{}: {a:.4} antes, {b:.4} después.", what[right.min(2)])
}
