//! DPOP's two cases.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Sus dos casos",
    text: &[
        "Con la bisagra activa, la fuerza que tira hacia arriba de la respuesta preferida es 1 + λ veces la que empuja hacia abajo la rechazada (λ es la [λ efectiva|effective]). Eso suma λ(1 − sʷ) al empuje sobre el token correcto, y resta λ sʷ al que recibe cada uno de los demás.",
        "Cuanto mayor es λ, más tokens reciben el empuje en el sentido deseado.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
