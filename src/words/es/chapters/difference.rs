//! At the difference.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "En la diferencia",
    text: &[
        "En m los contextos todavía son iguales, y solo difieren los tokens. De los dos gradientes queda un empuje para cada uno de los dos tokens: el [logit] del preferido, hacia arriba; el del rechazado, hacia abajo.",
        "Por lo que toca a DPO, todos los demás logits se quedan donde están. Hasta aquí no hay nada malo en ello.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
