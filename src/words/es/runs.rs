//! The runs: their scores, names and settings.

use crate::data::Trainable;
use crate::plot::scale::signed;

pub fn loss() -> &'static str {
    "Pérdida"
}
pub fn live_note() -> &'static str {
    "Los cambios valen desde el paso siguiente, y la línea de tiempo los marca. Para cambiar el pasado, vuelve primero atrás en el \
tiempo: allí se puede bifurcar un entrenamiento."
}
pub fn fork_note() -> &'static str {
    "El pasado se queda como está. Con estos ajustes empieza aquí un entrenamiento nuevo: hasta este paso es el mismo, y desde aquí \
sigue su propio camino."
}
pub fn scores() -> &'static str {
    "Los entrenamientos y sus resultados"
}
pub fn score() -> &'static [&'static str; 3] {
    &["preferida", "rechazada", "bien ordenados"]
}
pub fn many_seeds() -> &'static str {
    "¿Siempre? Muchas semillas…"
}
pub fn score_note() -> &'static str {
    "cambio medio de la log-probabilidad desde la referencia, en nats"
}
pub fn score_held_out() -> &'static [&'static str; 2] {
    &["apartados: preferida", "bien ordenados"]
}
pub fn held_out_lines() -> &'static str {
    "; las líneas de puntos son de los pares apartados. "
}
pub fn held_out(run: &str, [held_out, trained]: [f64; 2], [ranked, of_trained]: [(usize, usize); 2]) -> String {
    let (pairs, whose, mean) = match ranked.1 {
        1 => ("el par no entrenado", "la respuesta preferida se ha movido", ""),
        _ => ("los pares no entrenados", "las respuestas preferidas se han movido", " de media"),
    };
    let [held_out, trained] = [held_out, trained].map(|moved| signed(moved, 2));
    let ((right, of), (of_those, all)) = (ranked, of_trained);
    format!(
        "{run}, en {pairs}: {right} de {of} bien ordenados, {whose} {held_out} nats{mean}; en los entrenados: {of_those} de {all}, {trained}."
    )
}
pub fn many_note() -> &'static str {
    "; el nombre de un entrenamiento muestra sus pares, tokens y logits"
}
pub fn twin(name: &str, number: usize) -> String {
    format!("{name} ({number})")
}
pub fn run_title(loss: &str, train: Trainable) -> String {
    match train {
        Trainable::All => loss.to_owned(),
        Trainable::Head => format!("{loss}, solo la cabeza"),
        Trainable::Body => format!("{loss}, todo menos la cabeza"),
    }
}
pub fn argument(name: &str, value: &str) -> String {
    match name {
        "beta" => format!("β {value}"),
        "lambda" => format!("λ {value}"),
        "label_smoothing" => format!("ε {value}"),
        "discopop_tau" => format!("τ {value}"),
        "rpo_alpha" => format!("α {value}"),
        "simpo_gamma" => format!("γ {value}"),
        "f" => format!("f {value}"),
        _ => value.to_owned(),
    }
}
pub fn parameter(name: &str) -> String {
    match name {
        "beta" => "β (beta)".to_owned(),
        "lambda" => "λ (lambda)".to_owned(),
        "label_smoothing" => "ε (label_smoothing)".to_owned(),
        "discopop_tau" => "τ (discopop_tau)".to_owned(),
        "rpo_alpha" => "α (rpo_alpha)".to_owned(),
        "simpo_gamma" => "γ (simpo_gamma)".to_owned(),
        _ => name.to_owned(),
    }
}
pub fn settings_of(name: &str) -> String {
    format!("Ajustes de {name}")
}
pub fn fork(step: usize) -> String {
    if step == 0 {
        "Nuevo entrenamiento con estos ajustes".to_owned()
    } else {
        format!("Bifurcar en el paso {step} de preferencias")
    }
}
pub fn fork_name(parent: &str, step: usize) -> String {
    if step == 0 { format!("{parent}′") } else { format!("{parent} @{step}") }
}
