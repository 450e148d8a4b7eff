//! How large is large enough.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "¿Cuánto es suficiente?",
    text: &[
        "El token correcto se empuja hacia arriba en cuanto la [λ efectiva|effective] supera esta fracción, que cada posición tiene la suya: aquí es {needed}, y la λ actual, {effective}.",
        "Con la penalización dentro, la λ del control es la efectiva; fuera, divídela por la propia fuerza de DPO, β σ(−βh). Las marcas del control dicen lo que este par necesita.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
