//! DPO's loss, by hand.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "La pérdida de DPO ve un solo número",
    text: &[
        "[DPO|dpo] pide que la preferida le saque ventaja a la rechazada. Su pérdida es función solo de la brecha h; [β|beta] dice cuánta brecha basta.",
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
