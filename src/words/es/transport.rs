//! The bottom line: training, time, and who trains.

use super::microscope::quote;
use crate::theory::{Due, Sign};
use crate::train::Milestone;

pub fn half() -> &'static [&'static str; 2] {
    &["Medio paso: ver hacia dónde empuja el siguiente", "La otra mitad: dar el paso"]
}
pub fn half_note(token: &str, pushes: &[(&str, Sign, Due)]) -> String {
    let way = |(run, sign, when): &(&str, Sign, Due)| match (sign, when) {
        (_, Due::IfFallen) => format!("{run} no necesita sujetarlo"),
        (Sign::Up, Due::Now) => format!("{run} lo empuja hacia arriba"),
        (Sign::Down, Due::Now) => format!("{run} lo empuja hacia abajo"),
        (Sign::None, Due::Now) => format!("{run} lo deja"),
    };
    let ways: Vec<String> = pushes.iter().map(way).collect();
    let selected = if ways.is_empty() { String::new() } else { format!("{}: {}. ", quote(token), ways.join(", ")) };
    format!(
        "Medio paso: las flechas son el gradiente del paso siguiente. {selected}Aún no se ha movido nada; pulsa ½ otra vez y se moverá."
    )
}
pub fn train() -> &'static str {
    "Entrenar"
}
pub fn again() -> &'static str {
    "Reentrenar"
}
pub fn pause() -> &'static str {
    "Pausa"
}
pub fn reset() -> &'static str {
    "Reiniciar"
}
pub fn follow() -> &'static str {
    "Último"
}
pub fn back() -> &'static str {
    "Un paso atrás"
}
pub fn on() -> &'static str {
    "Un paso adelante"
}
pub fn speed() -> &'static str {
    "Ritmo"
}
pub fn paces() -> &'static [&'static str; 3] {
    &["máximo", "lento", "paso a paso"]
}
pub fn trainer() -> &'static str {
    "Entrena"
}
pub fn trainers() -> &'static [&'static str; 3] {
    &["lo más rápido", "la GPU", "la CPU"]
}
pub fn trainer_sought() -> &'static str {
    "Probando una GPU."
}
pub fn step_name() -> &'static str {
    "Paso"
}
pub fn mark(name: &str, kind: Option<Milestone>) -> String {
    match kind {
        Some(Milestone::Fell) => format!("{name}: las respuestas preferidas caen por debajo de la referencia"),
        Some(Milestone::Lost) => format!("{name} deja de escribir una respuesta preferida: otro token es más probable"),
        Some(Milestone::Hinge) => format!("{name}: la penalización empieza a empujar"),
        Some(Milestone::Ranked) => format!("{name} ordena bien todos los pares"),
        None => format!("{name} recibe otros ajustes"),
    }
}
pub fn mark_at(time: usize, text: &str) -> String {
    format!("Paso {time}: {text}")
}
pub fn step(phase: &str, step: usize, of: usize) -> String {
    format!("{phase} {step}/{of}")
}
