//! The texts of the picture of a pair token by token: what it is of, and what its cosines come to. What they share with other rooms would come with
//! every first visit (`words/rooms.rs`): they stand for themselves.

use crate::beside;
use crate::data::Side;
use crate::gauges::{Lean, MapPart, MapReading, MapTold, TokenAt};
use crate::words::amounts;

pub fn way() -> &'static str {
    "Un par, token a token"
}
pub fn about() -> &'static str {
    "¿Qué tokens tiran de cuáles? Del propio entrenamiento del laboratorio, tal como se hizo aquí: el coseno de los gradientes de cada pareja de tokens de un par, sobre todos los parámetros. Con \
+1, lo que hace más probable un token hace más probable también el otro; con \u{2212}1, menos probable. Para esto no se entrena nada."
}
pub fn papers() -> &'static str {
    "Yuan et al. (2410.13828) examinan el entrelazamiento de gradientes token a token."
}
pub fn run() -> &'static str {
    "Entrenamiento"
}
pub fn step() -> &'static str {
    "Paso de preferencias"
}
pub fn pair() -> &'static str {
    "Par"
}
pub fn begin() -> &'static str {
    "Comparar los gradientes"
}
pub fn stop() -> &'static str {
    "Parar aquí"
}
pub fn at_work() -> &'static str {
    "Calculando los gradientes…"
}
pub fn no_session() -> &'static str {
    "Este laboratorio aún no tiene a mano ningún modelo entrenado."
}
pub fn not_trained() -> &'static str {
    "Este entrenamiento aún no tiene ningún paso de su fase de preferencias: deja que el laboratorio entrene y vuelve a preguntar."
}
pub fn other_lab() -> &'static str {
    "La página ha pasado a otra versión del laboratorio. Cierra esta hoja y ábrela de nuevo."
}
pub fn sides() -> &'static [&'static str; 2] {
    &["preferida", "rechazada"]
}
pub fn keys() -> &'static str {
    "Cosenos de los tokens del par: las flechas van de celda en celda"
}
pub fn signs() -> &'static str {
    "Morado es por debajo de 0; verde, por encima; cuanto más intenso, más lejos; y donde no cabe el número, una raya es por debajo de 0; × no tiene valor, porque allí un gradiente es cero. Filas y columnas son los mismos tokens, los de la \
respuesta preferida antes de la línea y los de la rechazada después; hay barras donde las respuestas difieren."
}
pub fn undefined() -> &'static str {
    "sin valor"
}
pub fn table() -> &'static str {
    "Todos los cosenos"
}
pub fn row() -> &'static str {
    "Los cosenos de un token"
}
pub fn heads() -> &'static [&'static str; 2] {
    &["Con", "Coseno"]
}
pub fn token_label() -> &'static str {
    "Token"
}
pub fn save() -> &'static str {
    "Guardar como CSV"
}
pub fn save_picture() -> &'static [&'static str; 2] {
    &["Imagen como SVG", "Imagen como PNG"]
}
pub fn picture_title(run: &str, step: usize, pair: usize) -> String {
    format!("{run}, paso {step}, par {}", pair + 1)
}

pub fn no_pair(given: usize, pairs: usize) -> String {
    format!("No hay ningún par {}; el laboratorio entrena {pairs}.", given + 1)
}

pub fn token_head((of, place, word): TokenAt<'_>) -> String {
    format!("{} {} {}", side(of), place + 1, beside::isolated(beside::token(word)))
}

pub fn cosine(value: Option<f64>) -> String {
    match value {
        Some(value) => amounts::cosine(value),
        None => undefined().to_owned(),
    }
}

pub fn seen(row: TokenAt<'_>, column: TokenAt<'_>, value: Option<f64>) -> String {
    match value {
        Some(value) => format!("{} con {}: {}.", token(row), token(column), cosine(Some(value))),
        None => format!("{} con {}: sin valor, un gradiente es cero.", token(row), token(column)),
    }
}

pub fn sentences(told: &MapTold<'_>) -> Vec<String> {
    let MapTold { reading, is_alike, .. } = told;
    let mut said = if *is_alike {
        vec![format!("Las respuestas son iguales en sus {} tokens: no hay diferencia.", reading.tokens[0])]
    } else {
        vec![before(told), at(told), after(&reading.after)]
    };
    said.extend(least(told));
    said.extend(undefined_of(reading));
    said.extend(verdict(told));
    said
}

fn side(side: Side) -> &'static str {
    sides()[usize::from(side != Side::Chosen)]
}

/// A token, as in: preferida 3, «a».
fn token((of, place, word): TokenAt<'_>) -> String {
    format!("{} {}, {}", side(of), place + 1, quote(word))
}

fn quote(word: &str) -> String {
    format!("«{}»", beside::isolated(beside::token(word)))
}

fn tokens(count: usize) -> String {
    if count == 1 { "un token".to_owned() } else { format!("{count} tokens") }
}

/// So many tokens, each with itself.
fn with_itself(count: usize) -> String {
    if count == 1 { "un token, consigo mismo".to_owned() } else { format!("{count} tokens, cada uno consigo mismo") }
}

/// A mean of so many; of one it is no mean.
fn mean(mean: f64, count: usize) -> String {
    if count == 1 { cosine(Some(mean)) } else { format!("{} en promedio", cosine(Some(mean))) }
}

fn before(told: &MapTold<'_>) -> String {
    let part = &told.reading.before;
    match (part.count, part.mean) {
        (0, _) => "Antes de la diferencia no hay nada: está en el primer token.".to_owned(),
        (count, None) => format!("Antes de la diferencia, {}: no todos los cosenos tienen valor.", tokens(count)),
        (1, _) if told.is_same_before => {
            "Antes de la diferencia, un token que ambas respuestas tienen en el mismo contexto: un mismo gradiente, coseno 1.".to_owned()
        }
        (count, _) if told.is_same_before => {
            format!("Antes de la diferencia, {count} tokens que ambas respuestas tienen en los mismos contextos: los mismos gradientes, coseno 1 en cada uno.")
        }
        (count, Some((value, _))) => {
            format!("Antes de la diferencia, {} en la otra respuesta: {}.", with_itself(count), mean(value, count))
        }
    }
}

fn at(told: &MapTold<'_>) -> String {
    let part = &told.reading.at;
    match (part.count, part.mean, told.first) {
        (0, ..) => {
            "En la diferencia, una de las respuestas no tiene nada que se pueda comparar: la otra tiene tokens de más."
                .to_owned()
        }
        (_, None, _) => "En la diferencia no todos los cosenos tienen valor.".to_owned(),
        (1, Some((value, _)), Some([(.., own), (.., other)])) => {
            format!("En la diferencia, {} con {}: {}.", quote(own), quote(other), cosine(Some(value)))
        }
        (count, Some((value, _)), _) => format!(
            "En la diferencia, {} de la respuesta preferida con {} de la rechazada: {}.",
            tokens(told.own[0]),
            tokens(told.own[1]),
            mean(value, count)
        ),
    }
}

fn after(part: &MapPart) -> String {
    match (part.count, part.mean) {
        (0, _) => "Después de la diferencia no hay nada que ambas compartan.".to_owned(),
        (count, None) => format!("Después de la diferencia, {}: no todos los cosenos tienen valor.", tokens(count)),
        (count, Some((value, _))) => {
            format!("Después de la diferencia, {} en la otra respuesta: {}.", with_itself(count), mean(value, count))
        }
    }
}

/// Which tokens of the two answers oppose one another most.
fn least(told: &MapTold<'_>) -> Option<String> {
    let ([one, other], value) = told.least?;
    let (one, other) = (token(one), token(other));
    Some(if value < 0.0 {
        format!(
            "El token de la preferida y el de la rechazada que más se oponen: {one} y {other} ({}).",
            cosine(Some(value))
        )
    } else {
        format!(
            "Ningún token de la preferida se opone a uno de la rechazada: el coseno más bajo es {}, el de {one} y {other}.",
            cosine(Some(value))
        )
    })
}

fn undefined_of(reading: &MapReading) -> Option<String> {
    let (of, count) = reading.undefined;
    let have = if count == 1 { "tiene" } else { "tienen" };
    (count > 0).then(|| format!("{count} de {of} cosenos no {have} valor: allí un gradiente es cero."))
}

/// What the shared tokens and those that differ do to what couples the answers; nothing where there is no difference to speak of.
fn verdict(told: &MapTold<'_>) -> Option<String> {
    let [at, after] = told.leans?;
    let shared = match after {
        Some(Lean::Together) => "los tokens compartidos tras la diferencia van juntos",
        Some(Lean::Against) => "los tokens compartidos tras la diferencia se oponen entre sí",
        Some(Lean::Neither) => "los tokens compartidos tras la diferencia no hacen apenas ni lo uno ni lo otro",
        None => "de los tokens compartidos tras la diferencia no todos tienen valor",
    };
    let own = match at {
        Some(Lean::Together) => "los que difieren van juntos",
        Some(Lean::Against) => "los que difieren se oponen entre sí",
        Some(Lean::Neither) => "los que difieren no hacen apenas ni lo uno ni lo otro",
        None => "de los que difieren no todos tienen valor",
    };
    Some(format!(
        "⟨∇c, ∇r⟩, que acopla dos respuestas (Yuan et al.), es la suma sobre todos los tokens de ambas: lo que va junto le suma, lo que se opone le resta. Aquí {shared}; {own}."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::TokenPair;
    use crate::gauges::TokenMap;

    /// What is said of two answers whose tokens all have this cosine across the answers.
    fn said(chosen: &[u32], rejected: &[u32], across: f64) -> Vec<String> {
        let pair = TokenPair { prompt: vec![1], chosen: chosen.into(), rejected: rejected.into() };
        let words = Side::BOTH.map(|side| side.tokens(&pair).iter().map(|id| format!("w{id}")).collect::<Vec<_>>());
        let (first, all) = (chosen.len(), chosen.len() + rejected.len());
        let cosine = |one: usize, other: usize| Some(if (one < first) == (other < first) { 0.5 } else { across });
        let rows = (0..all).map(|one| (0..all).map(|other| cosine(one, other)).collect()).collect();
        sentences(&TokenMap::new(&pair, words, rows).expect("it fits").told())
    }

    #[test]
    fn one_token_and_several_are_told_apart() {
        assert_eq!(
            said(&[5, 6, 7, 0], &[5, 8, 7, 0], -0.42),
            [
                "Antes de la diferencia, un token, consigo mismo en la otra respuesta: \u{2212}0.42.",
                "En la diferencia, «w6» con «w8»: \u{2212}0.42.",
                "Después de la diferencia, 2 tokens, cada uno consigo mismo en la otra respuesta: \u{2212}0.42 en promedio.",
                "El token de la preferida y el de la rechazada que más se oponen: preferida 1, «w5» y rechazada 1, «w5» (\u{2212}0.42).",
                "⟨∇c, ∇r⟩, que acopla dos respuestas (Yuan et al.), es la suma sobre todos los tokens de ambas: lo que va junto le suma, lo que se opone le resta. Aquí los tokens compartidos tras la diferencia se oponen entre sí; los que difieren se oponen entre sí.",
            ]
        );
        let far = said(&[5, 6, 0], &[7, 8, 9, 0], 0.3);
        assert_eq!(far[0], "Antes de la diferencia no hay nada: está en el primer token.");
        assert_eq!(
            far[1],
            "En la diferencia, 2 tokens de la respuesta preferida con 3 tokens de la rechazada: +0.30 en promedio."
        );
        assert!(far[3].starts_with("Ningún token de la preferida se opone a uno de la rechazada"), "{}", far[3]);
        assert!(far[4].ends_with("van juntos; los que difieren van juntos."), "{}", far[4]);
    }
}
