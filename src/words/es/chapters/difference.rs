//! At the difference.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "En la diferencia",
    text: &[
        "En m el texto anterior todavía es el mismo, y solo difiere el token. Quedan dos empujes: el [logit] del token preferido, hacia arriba; el del rechazado, hacia abajo.",
        "DPO no empuja aquí ningún otro logit. Hasta aquí no hay nada malo en ello.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
