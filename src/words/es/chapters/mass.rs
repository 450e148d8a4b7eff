//! Where the probability went.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "¿Adónde se fue la probabilidad?",
    text: &[
        "Las probabilidades suman uno: lo que pierden las dos respuestas lo ganan otros textos. Las barras dicen con qué frecuencia escribe cada modelo, por [muestreo|sampled], la respuesta preferida, la rechazada o cualquier otra cosa; al lado está lo que escribe por [decodificación voraz|greedy].",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "Después de DPO, ¿qué escribe el modelo más a menudo ante este prompt?",
        choices: &["la respuesta preferida", "la respuesta rechazada", "otra cosa"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["La respuesta preferida", "La respuesta rechazada", "Otra cosa"];
    format!(
        "{}: el {:.1} % de las veces; la respuesta preferida, el {:.1} %.",
        what[right.min(2)],
        100.0 * a,
        100.0 * b
    )
}
