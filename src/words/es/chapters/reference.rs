//! SFT makes the reference.

use super::nats;
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Primero, un entrenamiento común",
    text: &[
        "El [ajuste fino supervisado|sft] muestra al modelo las respuestas preferidas, y solo esas. Lo que resulta se congela: es la [referencia|reference].",
        "De aquí en adelante, cada respuesta se mide frente a la referencia. Una razón de 1 significa tan probable como en ella; ½, la mitad de probable.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "El SFT nunca muestra las respuestas rechazadas. ¿Qué les pasa mientras tanto?",
        choices: &["se vuelven más probables", "se vuelven menos probables", "se quedan como están"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["También se vuelven más probables", "Se vuelven menos probables", "Se quedan más o menos como están"];
    format!("{}: {} en promedio; las preferidas, {}.", what[right.min(2)], nats(a), nats(b))
}
