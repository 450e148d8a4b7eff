//! The premise, counted.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "La premisa, en números",
    text: &[
        "El argumento necesita dos cosas de cada token tras la diferencia: que el correcto sea al menos tan probable tras el texto preferido, sʷ ≥ sˡ, y que ningún otro lo sea más. El artículo las supone tras el SFT; aquí se cuentan.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "¿En cuántas de esas posiciones se cumplen ambas?",
        choices: &["casi todas", "más o menos la mitad", "casi ninguna"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Casi todas", "Algunas", "Casi ninguna"];
    format!("{}: {a:.0} de {b:.0}.", what[right.min(2)])
}
