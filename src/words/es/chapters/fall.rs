//! The failure, watched.

use super::{nats, times};
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "El fallo, a la vista",
    text: &[
        "Nada en esta pérdida sujeta las respuestas preferidas donde estaban. Pueden caer, con tal de que las rechazadas caigan más.",
        "El gráfico muestra hasta cuarenta pasos de entrenamiento a partir de la referencia.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "Tras estos pasos de DPO, las respuestas preferidas son…",
        choices: &["más probables que antes", "menos probables que antes", "más o menos igual de probables"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Más probables", "Menos probables", "Más o menos igual de probables"];
    let much = if right == 1 {
        format!(", {} veces menos probables en promedio sobre los pares", times(a))
    } else {
        String::new()
    };
    format!("{}: {}{much}. Las rechazadas: {}.", what[right.min(2)], nats(a), nats(b))
}
