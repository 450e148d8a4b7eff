//! Two ways to write it.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Dos maneras de escribirla",
    text: &[
        "La fórmula se publicó primero con la penalización fuera de la sigmoide; la revisión de los autores, de julio de 2024, la pone dentro, y ambas están en uso.",
        "Fuera, la penalización conserva su peso mientras la fuerza de DPO se debilita: la misma λ pesa cada vez más. Dentro, las dos se debilitan a la par. Una λ de una forma no dice nada de una λ de la otra.",
    ],
    example: &[],
    question: None,
    reading: &[],
};
