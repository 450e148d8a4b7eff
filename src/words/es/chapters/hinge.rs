//! The hinge, on and off.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Su bisagra, activa e inactiva",
    text: &[
        "La penalización es una [bisagra|hinge]: plana por un lado, en pendiente por el otro. Por debajo de la referencia empuja hacia arriba cada token de la respuesta preferida; en la referencia ese empuje desaparece, y solo queda la fuerza de DPO.",
        "El segundo gráfico muestra los nats por debajo de la referencia; el tercero, la fracción de pares que la bisagra sostiene.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "¿En cuántos pasos del entrenamiento está activa la bisagra de algún par?",
        choices: &["en todos", "en algunos", "en ninguno"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["En todos", "En algunos", "En ninguno"];
    format!("{}: {a:.0} de {b:.0}.", what[right.min(2)])
}
