//! What is contested.

use super::nats;
use crate::words::{ChapterWords, QuestionWords};

/// The texts.
pub const WORDS: ChapterWords = ChapterWords {
    title: "Lo que dicen otros",
    text: &[
        "Se discute que la causa sean las pocas ediciones. Razin et al.: la semejanza de los estados ocultos, no la distancia de edición, ordena qué pares caen. Ren y Sutherland: la masa se comprime hacia el token más probable. Yuan et al.: cuenta cómo se alinean los gradientes.",
        "Rafailov et al.: que caiga la preferida no es por fuerza un fallo. Y con datos abiertos hay quien informa de modelos más débiles pese a DPOP.",
    ],
    example: &[],
    question: Some(QuestionWords {
        ask: "En este ejemplo las respuestas difieren en muchos tokens. Con DPO, las preferidas se vuelven…",
        choices: &["más probables", "menos probables", "igual, ± un nat"],
        told,
    }),
    reading: &[
        ("DPOP: Pal et al. 2024", "https://arxiv.org/abs/2402.13228"),
        ("Razin et al. 2025", "https://arxiv.org/abs/2410.08847"),
        ("Ren y Sutherland 2025", "https://arxiv.org/abs/2407.10490"),
        ("Yuan et al. 2024", "https://arxiv.org/abs/2410.13828"),
        ("Rafailov et al. 2024", "https://arxiv.org/abs/2404.12358"),
    ],
};

fn told(right: usize, [a, b]: [f64; 2]) -> String {
    let what = ["Más probables", "Menos probables", "Igual, ± un nat"];
    format!("{}: {} en promedio; las rechazadas, {}.", what[right.min(2)], nats(a), nats(b))
}
