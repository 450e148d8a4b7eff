//! One token apart: what cancels.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "A un token de distancia: lo que se cancela",
    text: &[
        "DPO empuja la preferida hacia arriba y la rechazada hacia abajo, ambas con el mismo [peso|weight] w. Toma respuestas que difieren en un token, en la posición m.",
        "Antes de m ambas son el mismo texto tras el mismo prompt: lo que una empuja hacia arriba, la otra hacia abajo.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "Entonces, ¿hacia dónde empuja los tokens previos?",
        choices: &["hacia arriba", "hacia abajo", "hacia ningún lado"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Hacia arriba", "Hacia abajo", "Hacia ningún lado (∅)"];
    format!("{}: se cancelan en {a:.0} de {b:.0} posiciones previas.", what[right.min(2)])
}
