//! The usual numbers see nothing.

use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Los números de siempre no ven nada",
    text: &[
        "Quien entrena con DPO vigila la pérdida, el [margen de recompensa|margin] y la [exactitud|accuracy]. En DPO los tres son funciones de la brecha h: una respuesta preferida que cae les parece igual que una que sube.",
        "Hasta ahora, en el paso {step}: margen {margin}, exactitud {accuracy}, pérdida {mean-loss}.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "En el último paso, ¿cuántos pares ordena bien el modelo?",
        choices: &["todos, o casi todos", "más o menos la mitad", "casi ninguno"],
        told,
    }),
    reading: &[],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Todos, o casi todos", "Más o menos la mitad", "Casi ninguno"];
    format!("{}: exactitud {a:.2}, margen de recompensa {b:.2}.", what[right.min(2)])
}
