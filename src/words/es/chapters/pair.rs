//! A pair, and how likely an answer is.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "¿Cuán probable es una respuesta?",
    text: &[
        "Un par de preferencia es un prompt con dos respuestas: la [preferida|chosen] y la [rechazada|rejected].",
        "Un modelo de lenguaje da una probabilidad a cada posible [token] siguiente. La [log-probabilidad|logp] de una respuesta es la suma de las log-probabilidades de sus tokens; para la respuesta preferida de este par, c = {c} [nats|nat].",
    ],
    example: &[
        "“2 + 2 =”: la gente prefiere “4 .” a “5 .”. Todavía no se ha entrenado nada, así que la red no sabe nada de sumas.",
    ],
    question: Some(QuestionWords {
        ask: "Antes de entrenar nada, ¿cuán probable es el token correcto en este lugar?",
        choices: &["más o menos 1 entre 2", "más o menos 1 entre el número de tokens", "más o menos 1 entre un millón"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let place = match right {
        0 => "Ha salido mejor que el azar.",
        1 => "Eso es el azar, más o menos.",
        _ => "Eso está lejos del azar.",
    };
    format!("1 entre {:.1}, y el vocabulario tiene {b:.0} tokens. {place}", 1.0 / a)
}
