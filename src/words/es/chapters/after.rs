//! After the difference.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Después de la diferencia",
    text: &[
        "Después de m el modelo lee dos textos distintos: da a un token la probabilidad sʷ tras la respuesta preferida hasta ahí, y sˡ tras la rechazada. Si su logit fuera el mismo en ambos, los dos empujes sumarían g = sˡ − sʷ.",
        "El artículo espera que un modelo entrenado esté más seguro del token correcto tras el texto correcto: entonces g < 0. El logit compartido es un supuesto; una red comparte pesos.",
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
