//! The switch between what the argument predicts with one shared logit vector and what the network has done.

use super::common::Noun;
use crate::plot::scale::signed;
use crate::words::arguments::Directions;

pub fn switch() -> &'static str {
    "De quién son los cambios que se muestran"
}
pub fn sides() -> &'static [&'static str; 2] {
    &["la red real", "un vector de logits compartido"]
}
pub fn sides_hints() -> &'static [&'static str; 2] {
    &[
        "Lo que se midió: cuánto se ha movido la log-probabilidad de cada token",
        "Lo que dice el argumento: el empuje sobre el logit de cada token, peso por g, sumado a lo largo de los pasos",
    ]
}
pub fn heat_note() -> &'static str {
    "Morado: empujado hacia abajo. Verde: hacia arriba. El empuje del argumento sobre el logit de cada token, peso por g, sumado a lo largo de los \
pasos, como si ambas respuestas compartieran un vector de logits."
}
pub fn areas_unit() -> &'static str {
    "antes, en y después de la diferencia: empujes sumados"
}
pub fn too_many() -> &'static str {
    "Los empujes se suman en cada paso: este laboratorio no tiene ningún par a un token de distancia, o tiene demasiados tokens y pasos para eso."
}
pub fn areas_note(step: usize, runs: &[(&str, [f64; 3])]) -> String {
    let part = |value: f64| if value == 0.0 { "∅".to_owned() } else { signed(value, 2) };
    let run = |(name, [before, at, after]): &(&str, [f64; 3])| {
        format!("{name} {} antes de la diferencia, {} en ella, {} después", part(*before), part(*at), part(*after))
    };
    let runs: Vec<String> = runs.iter().map(run).collect();
    format!("Empujes, peso por g, sumados hasta el paso {step}: {}.", runs.join("; "))
}
pub fn agreement(run: &str, Directions { same, of }: Directions) -> String {
    let after = Noun::masculine("token tras la diferencia", "tokens tras la diferencia");
    let part = |place: usize, what: &str| (of[place] > 0).then(|| format!("{} de {} {what}", same[place], of[place]));
    let after = (of[2] > 0).then(|| format!("{} de {} {}", same[2], of[2], after.of(of[2])));
    let parts: Vec<String> = [after, part(1, "en ella"), part(0, "antes de ella")].into_iter().flatten().collect();
    format!("Ambos van en el mismo sentido con {run} en {}.", parts.join(", "))
}
pub fn still() -> &'static str {
    "En la referencia todavía no se ha empujado nada, y nada se ha movido."
}
pub fn early() -> &'static str {
    "Los empujes empiezan con la referencia, y todavía no la hay."
}
