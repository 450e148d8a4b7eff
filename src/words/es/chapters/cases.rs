//! DPOP's two cases.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Sus dos casos",
    text: &[
        "Con la bisagra activa, se tira de la preferida hacia arriba 1 + λ veces tan fuerte como se empuja la rechazada hacia abajo (λ es la [λ efectiva|effective]). Así, el token correcto se empuja λ(1 − sʷ) más hacia arriba, y los demás λ sʷ más hacia abajo.",
        "Cuanto mayor es λ, más tokens se empujan como uno quiere.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
