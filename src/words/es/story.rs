//! What has happened, in words: the headline, what stands beneath it, and what is announced.

use super::common::{Listed, RUN, STEP, counted};
use crate::data::decimal;
use crate::words::arguments::Fate;

pub fn headline_start() -> &'static str {
    "Un GPT-2 pequeño parte de números al azar y aún no sabe nada."
}
pub fn aside_start() -> &'static str {
    "Primero, el ajuste fino supervisado (SFT) le muestra las respuestas preferidas."
}
pub fn headline_sft(steps: usize, often: &str) -> String {
    format!("Tras {} de SFT, el modelo escribe una respuesta preferida {often}.", counted(steps, STEP))
}
/// A probability, given as its logarithm, in words: "el 36 % de las veces", "una vez de cada 5500".
pub fn often(logp: f64) -> String {
    let p = logp.exp();
    if p >= 0.00995 {
        return format!("el {:.0} % de las veces", 100.0 * p);
    }
    match count(1.0 / p) {
        Some(Count { number, .. }) => format!("una vez de cada {number}"),
        None => "prácticamente nunca".to_owned(),
    }
}
pub fn aside_sft() -> &'static str {
    "El modelo que resulta se congela como referencia. Después, cada pérdida entrena su propia copia de él."
}
pub fn headline_reference() -> &'static str {
    "SFT terminado: ahora cada entrenamiento parte de este mismo modelo, la referencia."
}
pub fn headline_imported() -> &'static str {
    "No hubo SFT: ahora cada entrenamiento parte del modelo importado, la referencia."
}
pub fn headline_untrained() -> &'static str {
    "No hubo SFT: ahora cada entrenamiento parte de un modelo sin entrenar, de números al azar, y esa es la referencia."
}
pub fn aside_reference() -> &'static str {
    "De aquí en adelante las pérdidas ven pares: una respuesta preferida y una rechazada."
}
pub fn headline_preference(steps: usize, clauses: &[String]) -> String {
    format!("Tras {}, {}.", counted(steps, STEP), clauses.join("; "))
}
pub fn clause_stopped(run: &str, at: usize) -> String {
    format!("{run} {}", stopped_at(at))
}
pub fn headline_stopped(clauses: &[String]) -> String {
    format!("{}.", clauses.join("; "))
}
pub fn stopped_at(step: usize) -> String {
    format!("se detuvo en el paso {step}")
}
pub fn aside_stopped() -> &'static str {
    "Lo que se detuvo tenía números que ya no significan nada; solo se conserva lo de antes."
}
pub fn headline_sft_stopped(at: usize) -> String {
    format!("El SFT {}.", stopped_at(at))
}
pub fn some_stopped(reason: &str, more: usize) -> String {
    match more {
        0 => reason.to_owned(),
        1 => format!("{reason} También se ha detenido otro entrenamiento."),
        more => format!("{reason} También se han detenido otros {more} entrenamientos."),
    }
}
pub fn headline_still(steps: usize, of: usize, pairs: usize) -> String {
    let yet = if steps < of { " todavía" } else { "" };
    let average = if pairs > 1 { "en promedio, " } else { "" };
    format!(
        "Tras {}, casi nada se ha movido{yet}: {average}ninguna respuesta es una vigésima parte más o menos probable.",
        counted(steps, STEP)
    )
}
pub fn aside_still_adamw(rate: f64, steps: usize) -> String {
    let far = rate * steps as f64;
    // To two digits: the others are a binary number's.
    let far = decimal::parse(&format!("{far:.1e}")).unwrap_or(far);
    format!(
        "AdamW mueve un peso alrededor de preference.learning_rate, {rate}, por paso: {far} hasta ahora. La exactitud, la pérdida y el margen solo \
dicen hacia dónde."
    )
}
pub fn aside_still_sgd(rate: f64) -> String {
    format!(
        "SGD mueve un peso en preference.learning_rate, {rate}, multiplicado por su gradiente, que hasta ahora es pequeño. La exactitud, la pérdida y el margen solo \
dicen hacia dónde."
    )
}
pub fn aside_untrained(often: &str) -> String {
    format!(
        "No hubo SFT: la referencia está sin entrenar y escribe una respuesta preferida {often}. Lo que le pasa a un modelo que tiene algo que \
perder se ve tras unos pasos de SFT."
    )
}
pub fn headline_many(
    (steps, pairs): (usize, usize),
    all: usize,
    kept: usize,
    less: usize,
    more: usize,
    stopped: usize,
) -> String {
    let [what, them, likely] = preferred(pairs);
    let have = |count: usize| if count == 1 { "ha" } else { "han" };
    let first = if kept == 0 {
        format!("ninguno de los {} ha conservado {what}", counted(all, RUN))
    } else {
        format!("{kept} de {} {} conservado {what}", counted(all, RUN), have(kept))
    };
    let mut parts = vec![first];
    parts.extend((less > 0).then(|| format!("{less} {them} {} hecho menos {likely}", have(less))));
    parts.extend((more > 0).then(|| {
        if less > 0 {
            format!("{more}, más {likely}")
        } else {
            format!("{more} {them} {} hecho más {likely}", have(more))
        }
    }));
    parts.extend((stopped > 0).then(|| format!("{stopped} se {} detenido", have(stopped))));
    format!("Tras {}, {}.", counted(steps, STEP), parts.join("; "))
}
pub fn clause(runs: &[&str], verdict: &Fate, before: Option<&Fate>, pairs: usize) -> String {
    let is_first = before.is_none();
    let [what, them, probable] = preferred(pairs);
    let (run, has) = (Listed(runs), if runs.len() > 1 { "han" } else { "ha" });
    let made = |likely: &str| {
        if is_first {
            format!("{run} {has} hecho {what} {likely}")
        } else {
            format!("{run} {them} {has} hecho {likely}")
        }
    };
    match (verdict, before) {
        (Fate::Kept, None) => format!("{run} {has} conservado {what}"),
        (Fate::Kept, Some(_)) => format!("{run} {them} {has} conservado"),
        (Fate::Less(times), Some(Fate::Less(_))) | (Fate::More(times), Some(Fate::More(_))) => {
            format!("{run}, {times}")
        }
        (Fate::Less(times), _) => made(&format!("{times} menos {probable}")),
        (Fate::More(times), _) => made(&format!("{times} más {probable}")),
        (Fate::Lost, _) => {
            format!("{run} ya no {} números finitos", if runs.len() > 1 { "tienen" } else { "tiene" })
        }
    }
}
/// What is told of, how it is called again, and how likely it is said to be.
fn preferred(pairs: usize) -> [&'static str; 3] {
    if pairs == 1 { ["la respuesta preferida", "la", "probable"] } else { ["la preferida media", "la", "probable"] }
}
pub fn aside_hidden(run: &str) -> String {
    format!(
        "Y, sin embargo, {run} pone la respuesta preferida por encima de la rechazada en todos los pares: la exactitud y el margen no muestran lo \
que se perdió."
    )
}
pub fn aside_ranking(shares: &[(String, f64)]) -> String {
    const SHOWN: usize = 4;
    let shown = shares.iter().take(SHOWN);
    let mut parts: Vec<String> = shown.map(|(run, share)| format!("{run} {:.0} %", 100.0 * share)).collect();
    if shares.len() > SHOWN {
        parts.push(format!("{} más", counted(shares.len() - SHOWN, RUN)));
    }
    format!("Pares en los que la respuesta preferida ganó más que la rechazada: {}.", parts.join(", "))
}
pub fn aside_opposed(opposed: usize, pairs: usize) -> String {
    format!(
        "{opposed} de los {pairs} pares tienen otro que los invierte: rechaza lo que ellos prefieren, con el mismo prompt. Ningún modelo puede ordenar bien los dos, y lo que uno empuja el otro lo devuelve."
    )
}
pub fn aside_alike(run: &str) -> String {
    format!("Con {run} las rechazadas han caído lo mismo: el margen medio está donde empezó y no lo muestra.")
}
pub fn aside_kept() -> &'static str {
    "Todos los pares están bien ordenados, y las respuestas preferidas siguen ahí."
}
pub fn announce() -> &'static [&'static str; 2] {
    &["Empieza el SFT.", "SFT terminado. Empieza el entrenamiento con preferencias."]
}
pub fn announce_done(headline: &str, aside: &str) -> String {
    format!("Entrenamiento terminado. {headline} {aside}")
}
/// `e^nats` in words: "1.3 veces", "12 veces", "3 millones de veces".
pub fn times(nats: f64) -> String {
    let factor = nats.exp();
    if factor < 9.95 {
        return format!("{factor:.1} veces");
    }
    match count(factor) {
        Some(Count { number, is_named }) => format!("{number}{} veces", if is_named { " de" } else { "" }),
        None => "más de 1000 billones de veces".to_owned(),
    }
}
/// A large number.
struct Count {
    number: String,
    /// It ends in a noun, which what is counted follows with “de”.
    is_named: bool,
}
/// A large number in at most three significant figures; `None` for one that has no everyday name.
fn count(number: f64) -> Option<Count> {
    if number < 999_500.0 {
        let unit = if number < 999.5 {
            1.0
        } else if number < 9_995.0 {
            10.0
        } else {
            1e3
        };
        return Some(Count { number: grouped((number / unit).round() * unit), is_named: false });
    }
    // A billion is a million millions, and what lies between them is counted in millions.
    let (unit, name) = if number < 0.9995e12 { (1e6, "millones") } else { (1e12, "billones") };
    let lead = number / unit;
    let lead = match lead {
        _ if lead >= 999.5 && unit > 1e6 => return None,
        _ if lead < 9.95 => format!("{lead:.1}"),
        _ if lead < 999.5 => format!("{lead:.0}"),
        _ if lead < 9_995.0 => grouped((lead / 10.0).round() * 10.0),
        _ if lead < 99_950.0 => grouped((lead / 100.0).round() * 100.0),
        _ => grouped((lead / 1e3).round() * 1e3),
    };
    Some(Count { number: format!("{lead} {name}"), is_named: true })
}
/// A whole number below a million, with a space before its last three digits where it has more than four.
fn grouped(number: f64) -> String {
    if number < 9_999.5 {
        format!("{number:.0}")
    } else {
        format!("{:.0}\u{202f}{:03.0}", (number / 1e3).floor(), number % 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_have_their_names() {
        let cases = [
            (1.34, "1.3 veces"),
            (12.0, "12 veces"),
            (5_496.0, "5500 veces"),
            (12_345.0, "12\u{202f}000 veces"),
            (999_400.0, "999\u{202f}000 veces"),
            (3.0e6, "3.0 millones de veces"),
            (1.2e9, "1200 millones de veces"),
            (45.6e9, "45\u{202f}600 millones de veces"),
            (2.0e12, "2.0 billones de veces"),
            (1e16, "más de 1000 billones de veces"),
        ];
        for (factor, expected) in cases {
            assert_eq!(times(f64::ln(factor)), expected, "{factor}");
        }
        assert_eq!(often((1.0f64 / 5_496.0).ln()), "una vez de cada 5500");
        assert_eq!(often((1.0f64 / 3.0e6).ln()), "una vez de cada 3.0 millones");
    }

    #[test]
    fn clauses_refer_to_the_first() {
        let less = Fate::Less("144 veces".to_owned());
        assert_eq!(clause(&["DPO"], &less, None, 10), "DPO ha hecho la preferida media 144 veces menos probable");
        assert_eq!(clause(&["DPO"], &less, None, 1), "DPO ha hecho la respuesta preferida 144 veces menos probable");
        assert_eq!(clause(&["DPOP", "IPO"], &Fate::Kept, Some(&less), 10), "DPOP e IPO la han conservado");
        assert_eq!(clause(&["IPO"], &less, Some(&Fate::Kept), 1), "IPO la ha hecho 144 veces menos probable");
        assert_eq!(
            headline_many((1, 1), 7, 1, 0, 2, 4),
            "Tras 1 paso, 1 de 7 entrenamientos ha conservado la respuesta preferida; 2 la han hecho más probable; 4 se han detenido."
        );
    }
}
