//! The list of pairs, and the token strip.

use super::common::{Noun, counted};
use crate::beside::isolated;
use crate::theory::Sign;

pub fn push_said(sign: Sign, size: Option<&str>) -> String {
    let way = match sign {
        Sign::Up => "hacia arriba",
        Sign::Down => "hacia abajo",
        Sign::None => return "sin empuje".to_owned(),
    };
    size.map_or(format!("{way}, menos de 0.001"), |size| format!("{way} {size}"))
}
pub fn need_said(lambda: Option<&str>, sign: Sign) -> String {
    let need = match lambda {
        Some("0") => "no necesita λ".to_owned(),
        Some(lambda) => format!("necesita λ {lambda}"),
        None => "ninguna λ basta".to_owned(),
    };
    match sign {
        Sign::Up => format!("{need}: empuje hacia arriba"),
        Sign::Down | Sign::None => format!("{need}: sin empuje hacia arriba"),
    }
}
pub fn pairs_delta() -> &'static str {
    "Δ preferida:"
}
pub fn strip() -> &'static str {
    "Token a token"
}
pub fn probability() -> &'static str {
    "modelo SFT, %"
}
pub fn push() -> &'static str {
    "empuje"
}
pub fn push_hint() -> &'static str {
    "El número es la g del artículo en unidades del peso del par, común a todos sus tokens: 1 es el empuje de DPO en la diferencia. \
Un empuje diez veces más fuerte tiene una flecha un cuarto de escala más larga, desde 0.01, con todo lo más débil, hasta 100 y más."
}
pub fn need() -> &'static str {
    "λ necesaria"
}
pub fn need_by_dpop() -> &'static str {
    "λ para DPOP"
}
pub fn need_hint() -> &'static str {
    "La λ más pequeña con la que DPOP empuja este token hacia arriba, (s_w − s_l)/(1 − s_w) en la unidad de la λ de este entrenamiento (si \
su pérdida no tiene λ, la de un DPOP con la misma β), redondeada hacia arriba; más oscuro es más: hasta 0.01, 0.1, 1, 10, y más allá. ✓: el \
entrenamiento lo empuja hacia arriba, a más tardar una vez activa su bisagra; ✗: no lo hace. A los tokens hasta la diferencia les basta cualquier λ \
mayor que 0."
}
pub fn if_fallen() -> &'static str {
    "si cae"
}
pub fn if_fallen_hint() -> &'static str {
    "El empuje que da esta pérdida una vez que la respuesta preferida está por debajo de la referencia. Ahora no lo está, así que la \
bisagra está inactiva y el empuje del paso siguiente es el de DPO."
}
pub fn both() -> &'static str {
    " empuje, Δ log p"
}
pub fn both_need() -> &'static str {
    " λ necesaria"
}
pub fn measured() -> &'static str {
    "Δ log p"
}
pub fn strip_note() -> &'static str {
    "«Empuje»: hacia dónde mueve el paso siguiente el logit de un token (↑ arriba, ↓ abajo, ∅ a ningún lado) según el argumento del artículo, \
como si ambas respuestas compartieran un solo vector de logits. En la referencia, como en el paso 0, o por encima de ella, la bisagra de DPOP está \
inactiva, y DPOP empuja como DPO. «Δ log p»: medido, en nats; la red comparte pesos, no logits, así que los tokens anteriores a la diferencia también \
se mueven."
}
pub fn strip_note_apart() -> &'static str {
    "Estas respuestas difieren en más de un token. La predicción del artículo trata de un solo token distinto, así que aquí no la hay. \
«Δ log p» es el cambio medido desde la referencia, en nats."
}
pub fn pairs(number: usize) -> String {
    counted(number, Noun::masculine("par de preferencia", "pares de preferencia"))
}
pub fn distance(edits: usize) -> String {
    format!("distancia: {}", counted(edits, Noun::masculine("token", "tokens")))
}
pub fn pair(prompt: &str, chosen: &str, rejected: &str) -> String {
    let [prompt, chosen, rejected] = [prompt, chosen, rejected].map(isolated);
    format!("{prompt} preferida {chosen}, rechazada {rejected}")
}
