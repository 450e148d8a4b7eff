//! After the difference.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Después de la diferencia",
    text: &[
        "Después de m los contextos difieren, y con ellos las probabilidades: sʷ tras la respuesta preferida hasta ahí, sˡ tras la rechazada. Sobre un logit que ambos contextos comparten, los dos empujes suman g = sˡ − sʷ.",
        "El artículo espera que un modelo entrenado esté más seguro del token correcto tras el texto correcto. Que compartan un logit es un supuesto; una red comparte pesos.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "En la última palabra de este par, ¿hacia dónde empuja DPO el token correcto?",
        choices: &["hacia arriba", "hacia abajo", "hacia ningún lado"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Hacia arriba", "Hacia abajo", "Apenas lo empuja"];
    format!(
        "{}: g = {}, donde el token tiene probabilidad {b:.3}.",
        what[right.min(2)],
        crate::plot::scale::signed(a, 3)
    )
}
