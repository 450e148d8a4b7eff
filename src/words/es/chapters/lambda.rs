//! How large is large enough.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "¿Cuánto es suficiente?",
    text: &[
        "El token correcto sube donde la [λ efectiva|effective] es mayor que esta fracción. Cada posición pide su propia λ: aquí, {needed}; la actual es {effective}.",
        "La λ del control deslizante cuenta tal cual con la penalización dentro; fuera, se divide por la propia fuerza de DPO, β σ(−βh). Las marcas del control dicen lo que este par necesita.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
