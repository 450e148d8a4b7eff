//! Exercises.

use crate::words::ChapterWords;

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Ahora tú",
    text: &[
        "Aquí todo se entrena en esta misma página, así que cámbialo. Cada tarea se comprueba en los entrenamientos que hagas; nada se pierde, y el laboratorio está a una tecla (L).",
    ],
    example: &[],
    question: None,
    reading: &[],
};
