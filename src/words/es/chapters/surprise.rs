//! The conclusion, counted by itself.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "¿Y los tokens, caen?",
    text: &[
        "«Todos los tokens que siguen deberían tener una probabilidad reducida»: eso es lo que concluye el argumento. Una conclusión puede ser cierta aunque falle su premisa, así que aquí se cuenta por sí sola.",
        "Cada cuadro es un token de una respuesta preferida: el morado se ha vuelto menos probable que con la referencia; el verde, más.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "En el último paso, ¿cuántos tokens posteriores a la diferencia son menos probables que con la referencia?",
        choices: &["casi todos", "más o menos la mitad", "casi ninguno"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Casi todos", "Algunos", "Casi ninguno"];
    format!("{}: {a:.0} de {b:.0}.", what[right.min(2)])
}
