//! DPOP's loss.

use super::nats;
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "DPOP: caer tiene un precio",
    text: &[
        "[DPOP|dpop] añade un término: [λ|lambda] por cada nat que la respuesta preferida está por debajo de la referencia. En la referencia y por encima de ella, el término es cero.",
        "Así, esta pérdida ve la propia c, y no solo la brecha.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "¿Cuánto caen ahora las respuestas preferidas?",
        choices: &["nada, o casi nada", "menos que con DPO", "tanto como con DPO"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Nada, o casi nada", "Menos que con DPO", "Tanto como con DPO"];
    format!("{}: {} con DPOP, {} con DPO, en promedio.", what[right.min(2)], nats(a), nats(b))
}
