//! The texts of experiments: what is asked of many labs, what came of it, and what the papers report beside it. What they share with other rooms would
//! come with every first visit (`words/rooms.rs`): they stand for themselves.

use crate::experiments::{
    Across, Estimate, Experiment, LineTold, Measure, NoPlan, PhaseNumber, Point, ScalesTold, Varied, Zero,
};
use crate::plot::scale::{number, signed};
use crate::words::amounts::axis_value as value;

pub fn title() -> &'static str {
    "¿Siempre? El laboratorio con muchas semillas"
}
pub fn about() -> &'static str {
    "Un solo entrenamiento es una anécdota. Aquí el laboratorio se entrena de nuevo en segundo plano, con muchas semillas o con muchos ajustes; cuando las \
semillas son varias, se dan la media y su intervalo del 95 %."
}
pub fn question() -> &'static str {
    "Pregunta"
}
pub fn seeds() -> &'static str {
    "Semillas"
}
pub fn begin() -> &'static str {
    "Entrenarlos"
}
pub fn stop() -> &'static str {
    "Parar aquí"
}
pub fn up(measure: Measure) -> &'static str {
    match measure {
        Measure::Change | Measure::Parts => "Δ log π de las respuestas preferidas, nats",
        Measure::Scales => "nats; el margen, β por nats; la KL, nats por token",
        Measure::PerToken => "log π de un token tras la diferencia, nats",
        Measure::Shares => "fracción de las posiciones tras la diferencia",
        Measure::Masses => "probabilidad media en las posiciones de las respuestas",
        Measure::Rankings => "fracción de los pares",
        Measure::Ranks => "correlación de rangos ρ con la Δ log π final de los pares",
    }
}
pub fn table() -> &'static str {
    "Todos los números"
}
pub fn heads() -> &'static [&'static str; 4] {
    &["Línea", "Media", "Intervalo del 95 %", "Bajo 0"]
}
pub fn save() -> &'static str {
    "Guardar como CSV"
}
pub fn save_all() -> &'static str {
    "Guardar todos los laboratorios (JSON lines)"
}
pub fn show_bands() -> &'static str {
    "Mostrar como bandas detrás de las curvas"
}
pub fn hide_bands() -> &'static str {
    "Quitar las bandas"
}
pub fn bands() -> &'static str {
    "Detrás de las líneas de cada entrenamiento, en las curvas de la fase de preferencias del laboratorio: la media de estas semillas, como línea fina, y a su alrededor el intervalo del 95 % de esa media."
}
pub fn banded(seeds: usize) -> String {
    format!(
        "Detrás de las curvas de este laboratorio están la media de {seeds} semillas, como línea fina, y el intervalo del 95 % de esa media, en el laboratorio y en las imágenes que se guardan; las tablas y \
el argumento tienen solo el entrenamiento. No se muestran en un laboratorio en el que sea distinto algo más que la semilla, un nombre o un color."
    )
}
pub fn line_of(measure: Measure, place: usize) -> &'static str {
    let lines: &[&str] = match measure {
        Measure::Change | Measure::PerToken => &[],
        Measure::Parts => &["antes de la diferencia", "en la diferencia", "después de la diferencia"],
        Measure::Scales => &[
            "margen de recompensa (β · nats)",
            "Δ log π de las respuestas preferidas (nats)",
            "Δ log π de las respuestas rechazadas (nats)",
            "KL respecto a la referencia a lo largo de las respuestas preferidas (nats por token)",
            "KL respecto a la referencia a lo largo de las respuestas rechazadas (nats por token)",
        ],
        Measure::Shares => &["premisa entera, en la referencia", "token correcto menos probable, al final"],
        Measure::Masses => &[
            "el token más probable",
            "el token de la respuesta preferida",
            "todos los tokens que no son ni uno ni otro",
        ],
        Measure::Rankings => {
            &["la respuesta preferida es la más probable de las dos", "su recompensa es la mayor de las dos"]
        }
        Measure::Ranks => &["semillas"],
    };
    lines.get(place).copied().unwrap_or_default()
}
/// The gauges, as they stand beneath the picture.
const GAUGES: [&str; 6] = ["CHES", "CHES/n", "ocultos", "entrel.", "coseno", "distancia"];
/// And in full.
const GAUGES_IN_FULL: [&str; 6] = [
    "CHES (Razin et al.)",
    "CHES, normalizada por la longitud",
    "coseno de los estados ocultos",
    "entrelazamiento de gradientes ⟨∇c, ∇r⟩ / ‖∇c‖² (Yuan et al.)",
    "coseno de los gradientes",
    "distancia de edición normalizada",
];
/// The weights that are trained, as they stand beneath the picture.
const WEIGHTS: [&str; 3] = ["todos", "cabeza", "resto"];
/// And in full.
const WEIGHTS_IN_FULL: [&str; 3] = ["todos los pesos", "solo la cabeza", "todo menos la cabeza"];
pub fn progress_label() -> &'static str {
    "Progreso"
}

pub fn name(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course => "¿Cae con todas las semillas?",
        Experiment::Parts => "¿Dónde cae, al principio y más tarde?",
        Experiment::PerToken => "¿Cuán probable es un token tras la diferencia?",
        Experiment::Beta => "¿Lo salva otra β?",
        Experiment::BetaScale => "¿Qué cambia β?",
        Experiment::Lambda => "¿Cuánto importa λ?",
        Experiment::Distance => "¿Y con respuestas más distantes?",
        Experiment::Sft => "¿Y con más o menos SFT?",
        Experiment::Pairs => "¿Y con más o menos pares?",
        Experiment::Weights => "¿Y con una parte de los pesos?",
        Experiment::Premise => "¿Hace falta la premisa para la caída?",
        Experiment::Mass => "¿Adónde va la probabilidad?",
        Experiment::Ranking => "¿Las ordena bien el propio modelo?",
        Experiment::Gauges => "¿Qué medida ordena las caídas?",
    }
}

pub fn across(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course | Experiment::Parts | Experiment::PerToken | Experiment::Mass | Experiment::Ranking => {
            "paso de preferencias"
        }
        Experiment::Beta => "β de cada entrenamiento",
        Experiment::BetaScale => "β",
        Experiment::Lambda => "λ de DPOP",
        Experiment::Distance => "tokens en los que difieren las respuestas",
        Experiment::Sft | Experiment::Premise => "pasos de SFT",
        Experiment::Weights => "pesos que se entrenan",
        Experiment::Gauges => "lo que se mide de cada par en la referencia",
        Experiment::Pairs => "pares, los primeros del laboratorio",
    }
}

pub fn method(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course => {
            "Cada semilla sortea otros pesos iniciales; los datos, el SFT y las pérdidas se quedan como están."
        }
        Experiment::Parts => {
            "El cambio de las respuestas preferidas del primer entrenamiento DPO, o del primero de todos si no hay ninguno, en tres partes que suman ese cambio."
        }
        Experiment::PerToken => {
            "Las log-probabilidades de todos los tokens tras la diferencia en las respuestas preferidas, incluidos sus finales, divididas entre el número de esos tokens. En el paso 0 cada entrenamiento es la referencia."
        }
        Experiment::Beta => "Cada entrenamiento se repite con cada β.",
        Experiment::BetaScale => {
            "El primer entrenamiento DPO, o el primero de todos si no hay ninguno, se repite con cada β y el mismo número de pasos. El margen es β por la diferencia entre lo que se han movido las dos \
respuestas. La KL es la de la política respecto a la referencia, sobre el vocabulario entero, en cada posición de una respuesta, incluido su final: la media por token."
        }
        Experiment::Lambda => {
            "Los entrenamientos DPOP del laboratorio se repiten con cada λ; si no tiene ninguno, DPOP con sus ajustes por defecto."
        }
        Experiment::Distance => {
            "Para cada distancia, las respuestas rechazadas se hacen de nuevo al azar: se sustituye ese número de tokens de la respuesta preferida, distintos con cada semilla."
        }
        Experiment::Sft => {
            "La referencia se hace con ese número de pasos supervisados; con 0, es el modelo con sus pesos iniciales."
        }
        Experiment::Premise => {
            "Del primer entrenamiento DPO, o del primero de todos si no hay ninguno: en cuántas posiciones tras la diferencia se cumple entera la premisa al terminar el SFT, y en \
cuántas de ellas el token correcto es al final menos probable."
        }
        Experiment::Mass => {
            "Del primer entrenamiento DPO, o del primero de todos si no hay ninguno: en cada posición de las respuestas preferidas, dadas las palabras anteriores, la probabilidad del token más probable, la del propio de la respuesta y la de todos los demás juntos. Donde el más probable es el propio de la respuesta, los dos primeros son uno solo."
        }
        Experiment::Ranking => {
            "Del primer entrenamiento DPO, o del primero de todos si no hay ninguno: en cuántos pares la respuesta preferida es más probable que la rechazada, y en cuántos es mayor su recompensa, que es su probabilidad frente a la de la referencia. La exactitud habitual cuenta solo la recompensa."
        }
        Experiment::Gauges => {
            "Con cada semilla, los pares del primer entrenamiento DPO, o del primero de todos si no hay ninguno, se ordenan por una medida en la referencia y por cuánto se han movido al final sus \
respuestas preferidas. −1: cuanto mayor es la medida, más honda es la caída. Lo que es igual en todos los pares no ordena ninguno y se omite."
        }
        Experiment::Weights => {
            "Tras el SFT, que entrena todos los pesos, cada entrenamiento los entrena todos, solo la cabeza, que en GPT-2 es también el embedding de los tokens, o todo menos la cabeza."
        }
        Experiment::Pairs => {
            "El SFT y las pérdidas ven solo los primeros pares del laboratorio; el vocabulario se queda como está."
        }
    }
}

pub fn papers(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course => {
            "Pal et al. (2402.13228): con datos de poca distancia de edición, DPO baja la log-probabilidad de las respuestas preferidas y DPOP no. Rafailov et al. (2404.12358): una caída, por sí \
sola, no es por fuerza un fallo."
        }
        Experiment::Parts => {
            "Pal et al. explican la caída por los tokens tras la diferencia, donde ambas respuestas comparten el contexto salvo un token; en su argumento no hay empuje antes de ella."
        }
        Experiment::PerToken => {
            "Pal et al. (2402.13228), con MetaMath, de un token tras la diferencia: referencia −0.37, DPO −1.82, DPOP −0.26."
        }
        Experiment::Beta => "Pal et al. (2402.13228): β en {0.1, 0.3, 1} no salva a DPO.",
        Experiment::BetaScale => {
            "Rafailov et al. (2305.18290): β controla cuánto se aleja la política de la referencia; comparan las pérdidas por la recompensa con la misma KL."
        }
        Experiment::Lambda => "Pal et al. (2402.13228): λ en {5, 50, 500} apenas importa.",
        Experiment::Distance => {
            "Pal et al.: con una distancia de edición normalizada del 6.5 % (MetaMath), DPO falla y DPOP no; con una del 90 % (ARC), ambos mejoran. Razin et al. (2410.08847): no es la distancia de edición, sino la \
semejanza de los estados ocultos, lo que ordena qué respuestas caen."
        }
        Experiment::Sft | Experiment::Weights | Experiment::Pairs => {
            "Ninguna cifra de los artículos se contrasta aquí con esto."
        }
        Experiment::Premise => {
            "Pal et al. suponen que un modelo entrenado da más probabilidad al token correcto en el contexto de la respuesta preferida, y menos a todos los demás, y concluyen que caen todos los \
tokens tras la diferencia."
        }
        Experiment::Mass => {
            "Ren y Sutherland (2407.10490): lo que DPO quita a las respuestas improbables va al token más probable, el efecto de compresión («squeezing»)."
        }
        Experiment::Ranking => {
            "Chen et al. (2405.19534): la mayoría de los modelos ajustados con preferencias que examinaron ordena bien, por su propia probabilidad, menos del 60 % de los pares de conjuntos de datos habituales."
        }
        Experiment::Gauges => {
            "Razin et al. (ICLR 2025): CHES ordena qué conjuntos de datos sufren el desplazamiento; la distancia de edición, no. Yuan et al.: la respuesta preferida cae donde ⟨∇c, ∇r⟩ > ‖∇c‖². En ambos \
artículos se midieron otros modelos y otros datos que los de este laboratorio de juguete."
        }
    }
}

pub fn no_plan(why: NoPlan) -> &'static str {
    match why {
        NoPlan::Empty => "El laboratorio aún no tiene pares.",
        NoPlan::OnePair => "El laboratorio tiene un solo par.",
        NoPlan::FewPairs => "El laboratorio tiene menos de cuatro pares: no hay nada que ordenar.",
        NoPlan::NoLambda => "La pérdida de este entrenamiento no tiene λ.",
        NoPlan::Same => "A lo ancho y hacia arriba tiene que haber dos ajustes distintos.",
        NoPlan::Short => "Una respuesta de este laboratorio tiene un solo token: no hay una distancia mayor.",
        NoPlan::NoSteps => "La fase de preferencias del laboratorio no tiene pasos.",
        NoPlan::Imported => "El laboratorio parte de pesos importados, que ninguna semilla cambia.",
    }
}

pub fn ways() -> &'static str {
    "Qué se pregunta"
}
pub fn questions() -> &'static str {
    "Preguntas"
}
pub fn map() -> &'static str {
    "Un mapa de dos ajustes"
}
pub fn run() -> &'static str {
    "Entrenamiento"
}
pub fn map_across() -> &'static str {
    "A lo ancho"
}
pub fn map_upwards() -> &'static str {
    "Hacia arriba"
}
pub fn cells() -> &'static str {
    "Celdas"
}
pub fn shown() -> &'static str {
    "Se muestra"
}
pub fn map_method() -> &'static str {
    "El entrenamiento se repite, por sí solo, con cada combinación de ambos ajustes; todo lo demás es como en el laboratorio."
}
pub fn map_keys() -> &'static str {
    "Mapa: las flechas van de celda en celda; Intro abre la celda como laboratorio"
}
pub fn map_signs() -> &'static str {
    "Morado es por debajo de 0; verde, por encima; cuanto más intenso, más lejos. La línea es el límite de donde se conservan las respuestas preferidas: a 0.1 nats o menos de la referencia, o por encima de ella."
}
pub fn link() -> &'static str {
    "Enlace a esta pregunta"
}
pub fn no_question(asked: &str) -> String {
    format!("El enlace pregunta «{asked}», que no es ninguna de las preguntas de esta página.")
}
pub fn open() -> &'static str {
    "Abrir esta celda como laboratorio"
}

pub fn setting(setting: Varied) -> &'static str {
    match setting {
        Varied::Beta => "β",
        Varied::Lambda => "λ",
        Varied::Rate => "tasa de aprendizaje",
        Varied::Sft => "pasos de SFT",
        Varied::Distance => "tokens que difieren",
        Varied::Pairs => "pares",
    }
}

pub fn number_of(number: PhaseNumber) -> &'static str {
    match number {
        PhaseNumber::Chosen => "Δ log π de las respuestas preferidas",
        PhaseNumber::After => "lo mismo, tras la diferencia",
        PhaseNumber::Margin => "margen de recompensa",
        PhaseNumber::Greedy => "fracción de prompts respondidos con la respuesta preferida",
    }
}

pub fn seen(place: [(Varied, f64); 2], number: PhaseNumber, of: Option<&Estimate>) -> String {
    let [one, other] = place.map(|(of, at)| {
        let said = value(at);
        match of {
            Varied::Beta | Varied::Lambda | Varied::Rate => format!("{} {said}", setting(of)),
            Varied::Distance if at == 1.0 => format!("{said} token que difiere"),
            Varied::Pairs if at == 1.0 => format!("{said} par"),
            Varied::Sft if at == 1.0 => format!("{said} paso de SFT"),
            Varied::Sft | Varied::Distance | Varied::Pairs => format!("{said} {}", setting(of)),
        }
    });
    let told = of.map_or_else(|| "aún sin entrenar".to_owned(), |of| format!("{} {}", number_of(number), estimate(of)));
    format!("Con {one} y {other}: {told}.")
}

pub fn mapped(there: usize, held: usize, seeds: usize, is_whole: bool) -> String {
    let cells = if there == 1 { "celda" } else { "celdas" };
    let begun = if is_whole { "" } else { " hasta ahora" };
    let from = if seeds == 1 { "una semilla".to_owned() } else { format!("{seeds} semillas") };
    format!("Las respuestas preferidas se conservan en {held} de {there} {cells}{begun}, con {from} en cada una.")
}

pub fn labs(number: usize) -> String {
    if number == 1 { "Se entrena un laboratorio.".to_owned() } else { format!("Se entrenan {number} laboratorios.") }
}

pub fn progress(done: usize, of: usize, seconds_left: Option<f64>) -> String {
    let labs = if of == 1 { "laboratorio" } else { "laboratorios" };
    let left = match seconds_left {
        None => String::new(),
        Some(seconds) if seconds.ceil() == 1.0 => ", falta alrededor de 1 s".to_owned(),
        Some(seconds) if seconds < 90.0 => format!(", faltan unos {} s", number(seconds.ceil(), 0)),
        Some(seconds) => format!(", faltan unos {} min", number((seconds / 60.0).ceil(), 0)),
    };
    format!("{done} de {of} {labs}{left}")
}

pub fn counts(labs: usize, seeds: usize, [_, without, diverged]: [usize; 3], is_whole: bool) -> String {
    let lab = if labs == 1 { "laboratorio" } else { "laboratorios" };
    let seed = if seeds == 1 { "semilla" } else { "semillas" };
    let mut text = if is_whole {
        format!("{labs} {lab} de {seeds} {seed}.")
    } else {
        format!("{labs} {lab} hasta ahora, de {seeds} {seed} como máximo.")
    };
    match without {
        0 => {}
        1 => text += " 1 no tiene números.",
        _ => text += &format!(" {without} no tienen números."),
    }
    match diverged {
        0 => {}
        1 => text += " 1 entrenamiento se detuvo antes de tiempo y no cuenta.",
        _ => text += &format!(" {diverged} entrenamientos se detuvieron antes de tiempo y no cuentan."),
    }
    text
}

/// A mean with its interval: −4.97 (−5.41 a −4.53).
fn estimate(estimate: &Estimate) -> String {
    let interval = interval(estimate).map(|interval| format!(" ({interval})")).unwrap_or_default();
    format!("{}{interval}", signed(estimate.mean, 2))
}

pub fn interval(estimate: &Estimate) -> Option<String> {
    let (low, high) = estimate.ends();
    estimate.half.map(|_| format!("{} a {}", signed(low, 2), signed(high, 2)))
}

pub fn fell(estimate: &Estimate) -> String {
    format!("{} de {}", estimate.below, estimate.count)
}

pub fn sentence(line: &str, measure: Measure, told: &LineTold) -> String {
    let said = |of: &Estimate| said(of, measure);
    match told {
        LineTold::End { step, at_end, reference } => {
            let against = reference.as_ref().map(|reference| format!("; en la referencia, {}", said(reference)));
            let unit = if measure == Measure::PerToken { " nats por token" } else { "" };
            let against = against.unwrap_or_default();
            format!("{line}: {}{unit} en el paso {}{against}.", said(at_end), number(*step, 0))
        }
        LineTold::Moved { step, at_end } => format!(
            "{line}: {} nats en el paso {}; por debajo de la referencia con {} {}.",
            estimate(at_end),
            number(*step, 0),
            fell(at_end),
            if at_end.count == 1 { "semilla" } else { "semillas" }
        ),
        LineTold::Ranked { gauge, of, zero } => {
            let name = GAUGES_IN_FULL.get(*gauge).copied().unwrap_or_default();
            let verdict = match zero {
                Zero::Inside => "su intervalo contiene el 0",
                Zero::Beside => "su intervalo está a un solo lado del 0",
                Zero::Unknown => "una semilla no dice nada de un intervalo",
            };
            format!("{name}: ρ = {}; {verdict}.", estimate(of))
        }
        LineTold::Trained(parts) => {
            let part = |(weights, of): &(usize, Estimate)| {
                format!("{} entrenando {}", estimate(of), WEIGHTS_IN_FULL.get(*weights).copied().unwrap_or_default())
            };
            format!("{line}, en nats: {}.", parts.iter().map(part).collect::<Vec<_>>().join(", "))
        }
        LineTold::FromTo { ends, is_divergence } => {
            let said: fn(f64, usize) -> String = if *is_divergence { number } else { signed };
            let at = |point: &Point| {
                let (low, high) = point.estimate.ends();
                let interval = point.estimate.half.map(|_| format!(" ({} a {})", said(low, 3), said(high, 3)));
                format!("{}{} con β {}", said(point.estimate.mean, 3), interval.unwrap_or_default(), value(point.x))
            };
            format!("{line}: {}.", ends.iter().map(at).collect::<Vec<_>>().join(", "))
        }
        LineTold::Even { at_each, of } => {
            format!("{line}: {}{} con cada uno de los {of} valores.", said(at_each), unit(measure))
        }
        LineTold::Spread { least, most, below, of } => {
            let unit = unit(measure);
            let at = |point: &Point, unit: &str| format!("{}{unit} con {}", said(&point.estimate), value(point.x));
            let between = match most {
                Some(most) => format!("entre {} y {}", at(least, unit), at(most, "")),
                None => at(least, unit),
            };
            match measure {
                Measure::Shares => format!("{line}: {between}."),
                _ => format!(
                    "{line}: {between}; el intervalo entero está por debajo de 0 en {below} de {of} {}.",
                    if *of == 1 { "valor" } else { "valores" }
                ),
            }
        }
    }
}

pub fn scales(told: &ScalesTold) -> String {
    let ScalesTold { betas, margins, times, apart, chosen, rejected, is_contrary, is_nearer } = told;
    let [low, high] = [value(betas[0]), value(betas[1])];
    let [m_low, m_high] = [signed(margins[0], 2), signed(margins[1], 2)];
    let [a_low, a_high] = [signed(apart[0], 1), signed(apart[1], 1)];
    let [c_low, c_high] = [signed(chosen[0], 1), signed(chosen[1], 1)];
    let [r_low, r_high] = [signed(rejected[0], 1), signed(rejected[1], 1)];
    let times = times.map(|times| format!(" (×{})", number(times, usize::from(times < 10.0)))).unwrap_or_default();
    let but = if *is_contrary { ", pero" } else { ", y" };
    let verdict = if *is_contrary {
        "Por los márgenes parece mejor la una; por los nats que hay detrás, la otra: los márgenes de distintas β no son comparables."
    } else {
        "Un margen es β por estos nats: los márgenes de distintas β no son comparables."
    };
    let (is, told) = if *is_nearer { ("está", "") } else { ("no está", ", hasta donde dicen estas semillas") };
    format!(
        "De β {low} a β {high} el margen pasa de {m_low} a {m_high}{times}{but} lo que representa, de {a_low} a {a_high} nats entre las respuestas: las preferidas se han movido {c_low} y {c_high} nats; las rechazadas, {r_low} \
y {r_high}. {verdict} Según la KL, la política {is} más cerca de la referencia con β {high} que con β {low}{told}."
    )
}

/// A mean with its interval, with its sign where it is a change.
fn unit(measure: Measure) -> &'static str {
    if measure == Measure::Shares { " de las posiciones" } else { " nats" }
}

fn said(of: &Estimate, measure: Measure) -> String {
    if !measure.is_share() {
        return estimate(of);
    }
    let (low, high) = of.ends();
    let interval = of.half.map(|_| format!(" ({} a {})", number(low, 2), number(high, 2)));
    format!("{}{}", number(of.mean, 2), interval.unwrap_or_default())
}

pub fn mark(axis: Across, x: f64) -> String {
    match axis {
        Across::Weights => WEIGHTS.get(x as usize).copied().unwrap_or_default().to_owned(),
        Across::Gauges => GAUGES.get(x as usize).copied().unwrap_or_default().to_owned(),
        Across::Steps | Across::Values => value(x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_agrees_with_its_verbs() {
        assert_eq!(counts(1, 1, [1, 0, 0], true), "1 laboratorio de 1 semilla.");
        assert_eq!(
            counts(20, 5, [18, 1, 1], false),
            "20 laboratorios hasta ahora, de 5 semillas como máximo. 1 no tiene números. 1 entrenamiento se detuvo antes de tiempo y no cuenta."
        );
        assert!(
            counts(20, 5, [18, 2, 3], true).ends_with("3 entrenamientos se detuvieron antes de tiempo y no cuentan.")
        );
        assert_eq!(progress(3, 20, Some(0.4)), "3 de 20 laboratorios, falta alrededor de 1 s");
        assert_eq!(progress(3, 20, Some(600.0)), "3 de 20 laboratorios, faltan unos 10 min");
    }

    #[test]
    fn settings_are_told_as_one_says_them() {
        let of = Estimate { count: 3, mean: -0.5, half: Some(0.25), below: 3 };
        let said = |one, other| seen([one, other], PhaseNumber::Chosen, Some(&of));
        let told = "Δ log π de las respuestas preferidas \u{2212}0.50 (\u{2212}0.75 a \u{2212}0.25).";
        assert_eq!(
            said((Varied::Rate, 3e-5), (Varied::Sft, 160.0)),
            format!("Con tasa de aprendizaje 3e-5 y 160 pasos de SFT: {told}")
        );
        assert_eq!(
            said((Varied::Distance, 1.0), (Varied::Lambda, 50.0)),
            format!("Con 1 token que difiere y λ 50: {told}")
        );
    }
}
