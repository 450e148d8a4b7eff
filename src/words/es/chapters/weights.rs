//! What the network does.

use super::nats;
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Lo que la red hace de verdad",
    text: &[
        "El argumento habla de logits, como si cada uno pudiera moverse solo. Una red comparte sus pesos: lo que aprende en un token mueve también los demás, incluidos los anteriores a la diferencia, donde el argumento dice ∅.",
        "Hasta el paso {step} las preferidas se han movido {mean-gained} nats: {before} antes de la diferencia, {at} en ella, {after} después de ella.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "En el último paso, ¿dónde está la parte más grande de la caída?",
        choices: &["antes de la diferencia", "en la diferencia", "después de la diferencia"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Antes de la diferencia", "En la diferencia", "Después de la diferencia"];
    format!("{}: {} de {}.", what[right.min(2)], nats(a), nats(b))
}
