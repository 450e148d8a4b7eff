//! The heat map, and the plane of log-ratios.

use super::common::{Listed, PAIR};
use super::microscope::quote;
use super::page::{chosen, rejected};
use crate::data::Side;
use crate::plot::scale::{number, signed};
use crate::words::arguments::{Arrows, LossSaid};

pub fn heat_note() -> &'static str {
    "Morado: menos probable que antes. Verde: más probable. Una fila es un par; una columna, un token, subrayado donde las respuestas \
difieren. Un clic selecciona."
}
pub fn spot(run: &str, side: Side, (pair, token): (usize, usize), word: &str, change: Option<f64>) -> String {
    let side = match side {
        Side::Chosen => chosen(),
        Side::Rejected => rejected(),
    };
    let change = change.map_or(String::new(), |change| format!(": {run} {} nats", signed(change, 2)));
    format!("Par {}, {side}, token {} {}{change}", pair + 1, token + 1, quote(word))
}
pub fn plane_titles() -> &'static [&'static str; 2] {
    &["respuestas preferidas: Δ log-probabilidad, nats", "respuestas rechazadas: Δ log-probabilidad, nats"]
}
pub fn plane_notes() -> &'static [&'static str; 2] {
    &["bajo la referencia", "h = 0"]
}
pub fn plane_early() -> &'static str {
    "El plano empieza con la referencia: muestra cuánto se alejan de ella las respuestas."
}
pub fn plane_note(Arrows { free, held, others, flat, left }: &Arrows<'_>) -> String {
    let all: Vec<&str> = free.iter().chain(*held).chain(*others).copied().collect();
    if all.is_empty() {
        return "Sin flechas: están ocultas las líneas de todos los entrenamientos que se miran.".to_owned();
    }
    let push = |names: &[&str]| if names.len() == 1 { "empuja" } else { "empujan" };
    let mut text = format!(
        "Flechas del color de cada entrenamiento: hacia dónde {} {} un par que sea como la media (larga: con fuerza; un tercio de la longitud es cien \
veces más débil). Un nat mide lo mismo a lo ancho que hacia arriba.",
        push(&all),
        if all.len() == 1 {
            format!("la pérdida de {}", all[0])
        } else {
            format!("las pérdidas de {}", Listed(&all))
        }
    );
    if !free.is_empty() {
        text.push_str(&format!(
            " {} {} solo a lo largo de la diferencia: tanto hacia la derecha como hacia abajo.",
            Listed(free),
            push(free)
        ));
    }
    if !held.is_empty() {
        text.push_str(&format!(
            " {} {} como DPO a la derecha de la línea vertical; a su izquierda la penalización empuja, además, hacia la derecha.",
            Listed(held),
            push(held)
        ));
    }
    if !flat.is_empty() {
        let has = if flat.len() == 1 { "tiene" } else { "tienen" };
        text.push_str(&format!(
            " Donde {} no {has} flechas no se empuja nada: allí la pérdida es plana.",
            Listed(flat)
        ));
    }
    // Arrows of which nothing is said may point there.
    if !left.is_empty() && others.is_empty() {
        let lead = if left.len() == 1 { "El camino de" } else { "Los caminos de" };
        let leads = if left.len() == 1 { "lleva" } else { "llevan" };
        text.push_str(&format!(
            " {lead} {} {leads} hacia la izquierda, adonde no apunta ninguna flecha: la red comparte pesos, no log-probabilidades.",
            Listed(left)
        ));
    }
    text
}
pub fn areas_parts() -> &'static [&'static str; 3] {
    &["antes", "en ella", "después"]
}
pub fn areas_sum() -> &'static str {
    "suma"
}
pub fn areas_unit() -> &'static str {
    "antes de la diferencia, en ella y después: cambio, nats"
}
pub fn areas_early() -> &'static str {
    "Las áreas empiezan con la referencia: muestran cuánto se alejan de ella las respuestas preferidas, y dónde."
}
pub fn areas_note(step: usize, runs: &[(&str, Option<[f64; 3]>)]) -> String {
    if runs.is_empty() {
        return "Sin áreas: están ocultas las líneas de todos los entrenamientos que se miran.".to_owned();
    }
    // What is said of many is said briefly: it has three lines.
    let is_brief = runs.len() > 2;
    let clause = |(name, parts): &(&str, Option<[f64; 3]>)| match parts {
        Some([before, at, after]) if is_brief && before + at + after < -LEAST => {
            let (fall, share) = (-(before + at + after), 100.0 * after / (before + at + after));
            format!("{name}: {share:.0} % de {} nats después de la diferencia", number(fall, 2))
        }
        _ => fall(name, *parts),
    };
    let clauses: Vec<String> = runs.iter().map(clause).collect();
    format!("En el paso {step}, {}.", clauses.join("; "))
}
/// A fall of so many nats is worth a sentence.
const LEAST: f64 = 0.1;
fn fall(name: &str, parts: Option<[f64; 3]>) -> String {
    let Some([before, at, after]) = parts.filter(|parts| parts.iter().all(|part| part.is_finite())) else {
        return format!("{name} ya se ha detenido");
    };
    // What is less than is written of it has not moved.
    let is_seen = |part: &f64| part.abs() >= 0.005;
    let groups = [(after, "después de"), (at, "en"), (before, "antes de")];
    let fallen = groups.iter().map(|(part, _)| -part.min(0.0)).filter(is_seen).sum::<f64>();
    if fallen == 0.0 {
        return format!("con {name} no ha caído nada");
    }
    // Shares of next to nothing say nothing.
    if fallen < LEAST {
        return format!("con {name} la caída es de {} nats", number(fallen, 2));
    }
    let places = groups.iter().filter(|(part, _)| !is_seen(part) || *part < 0.0).enumerate();
    let shares = places.map(|(index, (part, place))| {
        let share = if is_seen(part) { -100.0 * part / fallen } else { 0.0 };
        let whole =
            if index == 0 { format!(" de la caída de {} nats está", number(fallen, 2)) } else { String::new() };
        format!("el {share:.0} %{whole} {place} {}", if index == 0 { "la diferencia" } else { "ella" })
    });
    let shares: Vec<String> = shares.collect();
    let gained = groups.iter().filter(|(part, _)| is_seen(part) && *part > 0.0);
    let gains: Vec<String> = gained.map(|(part, place)| format!("{} nats {place} ella", number(*part, 2))).collect();
    let gains = if gains.is_empty() { String::new() } else { format!(" (ganado: {})", gains.join(", ")) };
    format!("con {name} {}{gains}", shares.join(", "))
}
pub fn loss_curve_titles() -> &'static [&'static str; 2] {
    &["h: margen sobre la referencia, nats", "Pérdida de cada par"]
}
pub fn loss_curve_signs() -> &'static [&'static str; 5] {
    &[
        "pérdida debida solo a h",
        "respuesta preferida bajo la referencia",
        "en ella o encima",
        "añadido por la penalización",
        "el par seleccionado",
    ]
}
pub fn loss_curve_early() -> &'static str {
    "h se cuenta desde la referencia, y todavía no la hay: primero va el SFT."
}
pub fn loss_curve_note(runs: &[LossSaid<'_>]) -> String {
    if runs.is_empty() {
        return "Sin puntos: están ocultas las líneas de todos los entrenamientos que se miran.".to_owned();
    }
    let clauses: Vec<String> = runs.iter().enumerate().map(|(index, said)| loss_clause(said, index)).collect();
    clauses.join(" ")
}
/// The first run's clause says what is counted, the others' are shorter.
fn loss_clause(said: &LossSaid<'_>, index: usize) -> String {
    let LossSaid { name, pairs, fallen, h, loss, slope, added, off, above, highest } = *said;
    if pairs == 0 {
        return format!("{name} ya se ha detenido.");
    }
    // A loss that is almost gone is not gone.
    let small = |value: f64| match value {
        _ if value >= 0.0995 => number(value, 2),
        _ if value > 0.0 && value < 0.0005 => "menos de 0.001".to_owned(),
        _ => number(value, 3),
    };
    let (h, loss, slope) = (number(h, 1), small(loss), number(slope, 3));
    let added = match added {
        _ if added >= 0.005 => format!(" ({} por la penalización)", small(added)),
        _ if added <= -0.005 => format!(" (le quita {} una penalización de signo equivocado)", small(-added)),
        _ => String::new(),
    };
    let higher = if above > 0 {
        format!("; {above} más arriba que la imagen, hasta {}", number(highest, 1))
    } else {
        String::new()
    };
    let higher = if off > 0 {
        format!("{higher}; la pérdida ve más que h, y su curva es la de una preferida que está en la referencia")
    } else {
        higher
    };
    if index == 0 {
        return format!(
            "{name}: en promedio, h es {h}, la pérdida {loss}{added} y su pendiente {slope}; en {fallen} de {pairs} {} la respuesta preferida está \
por debajo de la referencia{higher}.",
            PAIR.of(pairs)
        );
    }
    format!("{name}: h {h}, pérdida {loss}{added}, pendiente {slope}; {fallen} de {pairs} por debajo{higher}.")
}
pub fn pair_spot(run: &str, pair: usize, [h, loss, change]: [f64; 3]) -> String {
    format!(
        "Par {}, {run}: h {}, pérdida {}; respuesta preferida {} nats desde la referencia",
        pair + 1,
        number(h, 2),
        number(loss, 2),
        signed(change, 2)
    )
}
