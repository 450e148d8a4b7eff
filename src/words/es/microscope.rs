//! The texts of the logit microscope, of the answers, and of the token strip's selection.

use super::common::Listed;
use crate::beside::{isolated, visible};
use crate::plot::scale::number;
use crate::words::{TokenLoss, percent};

pub fn sufficient(token: &str, correct: Option<&str>, others: Option<&str>) -> String {
    let token = quote(token);
    let lifted = correct
        .map_or(format!("Ninguna λ hace subir {token} aquí"), |least| format!("Desde λ {least}, {token} sube aquí"));
    match others {
        Some(least) => format!("{lifted}; desde λ {least}, bajan también todos los demás tokens (▴ en el control)."),
        None => format!("{lifted}; ninguna λ hace bajar todos los demás tokens."),
    }
}
pub fn microscope() -> &'static str {
    "Microscopio de logits"
}
pub fn axis() -> &'static [&'static str; 2] {
    &["Escala: lineal", "Escala: log"]
}
pub fn run() -> &'static str {
    "Entrenamiento"
}
pub fn pushed() -> &'static str {
    "empuje aquí"
}
pub fn sum() -> &'static str {
    "suma"
}
pub fn theory() -> &'static str {
    "= g"
}
pub fn agrees_hint() -> &'static str {
    "Los gradientes que usa el entrenamiento, los de ambos contextos juntos, frente a la g del artículo por el peso del par: signo y \
valor de cada token, salvo redondeo."
}
pub fn plot() -> &'static str {
    "Probabilidad de cada token tras la respuesta preferida y tras la rechazada hasta ahí. Las flechas izquierda y derecha leen un token \
tras otro; «Ver como tabla» da todos los números."
}
pub fn columns() -> &'static [&'static str; 10] {
    &["p, preferida", "ref.", "logit", "∂L/∂logit", "p, rechazada", "ref.", "logit", "∂L/∂logit", "suma", "−peso·g"]
}
pub fn table() -> &'static str {
    "Los números del microscopio de logits"
}
pub fn caption() -> &'static str {
    "Tras la respuesta preferida y tras la rechazada hasta ahí: probabilidad en %, la de la referencia, logit, gradiente de la pérdida L; luego \
ambos gradientes juntos y lo que predice la teoría, todos los gradientes en millonésimas"
}
pub fn position_picker() -> &'static str {
    "Posición que muestra el microscopio de logits"
}
pub fn why() -> &'static str {
    "Leyenda"
}
pub fn since() -> &'static [&'static str; 2] {
    &["Δ desde la referencia", "Δ desde el último paso"]
}
pub fn answers() -> &'static str {
    "Las respuestas del modelo"
}
pub fn prompt() -> &'static str {
    "al prompt"
}
pub fn own_prompt() -> &'static str {
    "Prompt del par"
}
pub fn shares_names() -> &'static [&'static str; 3] {
    &["preferida", "rechazada", "otra cosa"]
}
pub fn shares_hint() -> &'static str {
    "Con qué frecuencia el modelo, muestreado tal cual, escribiría exactamente la respuesta preferida, exactamente la rechazada o \
cualquier otra cosa; y qué escribe si siempre toma el token más probable."
}
pub fn prompt_empty() -> &'static str {
    "Un prompt tiene al menos un token del vocabulario; los tokens se separan con espacios."
}
pub fn model() -> &'static [&'static str; 2] {
    &["modelo SFT", "referencia"]
}

pub fn shares(shares: &[f64; 3]) -> String {
    let [chosen, rejected, other] = shares.map(percent);
    format!("{chosen} · {rejected} · {other} %")
}
pub fn unknown_token(token: &str, nearest: &[&str]) -> String {
    let quoted: Vec<String> = nearest.iter().map(|token| quote(token)).collect();
    let near = if quoted.len() == 1 { "El más parecido es" } else { "Los más parecidos son" };
    format!("El vocabulario no tiene el token {}. {near} {}.", quote(token), Listed(&quoted))
}
pub fn prompt_long(given: usize, most: usize) -> String {
    format!("El prompt tiene {given} tokens; este modelo admite hasta {most}, para que quede uno para la respuesta.")
}
pub fn quote(token: &str) -> String {
    format!("«{}»", isolated(&visible(token)))
}
pub fn position(k: usize, token: &str) -> String {
    format!("token {}, {}", k + 1, quote(token))
}
pub fn others(count: usize) -> String {
    format!("+{count}")
}
pub fn others_all(count: usize) -> String {
    if count == 1 { "El otro token".to_owned() } else { format!("Los otros {count} tokens") }
}
pub fn so_far() -> &'static [&'static str; 2] {
    &["la respuesta preferida hasta ahí", "la respuesta rechazada hasta ahí"]
}

pub fn lost(loss: &TokenLoss<'_>) -> String {
    let TokenLoss { run, token, context, side, now, before, winner, keeper } = loss;
    let mut text = format!(
        "Tras {}, {}, {run} da a {} un {} % donde la referencia daba un {} %.",
        quote(context),
        so_far()[*side % 2],
        quote(token),
        percent(*now),
        percent(*before)
    );
    if let Some((winner, points)) = winner {
        text.push_str(&format!(
            " Lo que perdió se fue sobre todo a {} (+{} puntos).",
            quote(winner),
            number(*points, 0)
        ));
    }
    if let Some((keeper, p)) = keeper {
        text.push_str(&format!(" {keeper} todavía le da un {} %.", percent(*p)));
    }
    text
}
pub fn held(token: &str, before: [Option<f64>; 2], runs: usize) -> String {
    let runs = if runs == 1 { "el entrenamiento" } else { "cada entrenamiento" };
    let shares: Vec<String> = before.into_iter().flatten().map(|p| format!("un {} %", percent(p))).collect();
    format!("Aquí {runs} está, como mucho, a 2 puntos de la referencia, que da a {} {}.", quote(token), Listed(&shares))
}
pub fn learning(token: &str, context: &str, now: f64) -> String {
    format!("Tras {} el modelo da a {} un {} %.", quote(context), quote(token), percent(now))
}
pub fn looking() -> &'static str {
    "Mirando dentro del modelo…"
}
pub fn going_back() -> &'static str {
    "Volviendo a este paso…"
}

pub fn readout(side: usize, reference: Option<f64>, runs: &[(&str, f64)]) -> String {
    let mut parts: Vec<String> = reference.map(|p| format!("referencia {} %", percent(p))).into_iter().collect();
    parts.extend(runs.iter().map(|(run, p)| format!("{run} {} %", percent(*p))));
    let context = ["la respuesta preferida hasta ahí", "la rechazada"][side % 2];
    format!("tras {context}: {}", parts.join(", "))
}
pub fn readout_push(run: &str, pushes: [Option<f64>; 2], sum: f64, g: Option<f64>) -> String {
    let [chosen, rejected] = pushes.map(|push| push.map_or("–".to_owned(), signed3));
    let theory = g.map_or(String::new(), |g| format!(", teoría {}", signed3(g)));
    format!("{run} empuja {chosen} y {rejected}, suma {}{theory}", signed3(sum))
}
fn signed3(x: f64) -> String {
    crate::plot::scale::signed(x, 3)
}
