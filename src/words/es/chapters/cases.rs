//! DPOP's two cases.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Sus dos casos",
    text: &[
        "Con la bisagra activa, se tira de la preferida hacia arriba 1 + λ veces tan fuerte como se empuja la rechazada hacia abajo (λ es la [λ efectiva|effective]). Eso suma λ(1 − sʷ) al empuje sobre el token correcto, y resta λ sʷ al de los demás.",
        "Cuanto mayor es λ, más tokens se empujan como uno quiere.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
