//! The texts of links and figures.

pub fn share() -> &'static str {
    "Compartir"
}
pub fn link() -> &'static str {
    "Enlace a lo que ves"
}
pub fn link_note() -> &'static str {
    "Contiene el laboratorio entero: quien lo abra entrena los mismos modelos, ve el mismo paso y puede cambiarlo todo."
}
pub fn code() -> &'static str {
    "Código QR del enlace"
}
pub fn code_note() -> &'static str {
    "La cámara de un teléfono abre el enlace con este código."
}
pub fn code_here() -> &'static str {
    "Esta página viene solo de este equipo, donde un teléfono no la encuentra: ábrela primero en una dirección pública."
}
pub fn code_large() -> &'static str {
    "Mostrarlo en grande"
}
pub fn no_site() -> &'static str {
    "Esta copia de DPOP Lab vino sin una página que pueda abrir sus enlaces: quien la aloja no ha dicho dónde hay una (site). Un archivo de laboratorio viaja de todos modos."
}
pub fn copy() -> &'static str {
    "Copiar"
}
pub fn copied() -> &'static str {
    "Copiado."
}
pub fn copy_yourself() -> &'static str {
    "Este navegador no deja copiar a la página. Está seleccionado: pulsa Ctrl C, o ⌘ C."
}
pub fn embed() -> &'static str {
    "Figura para un artículo o una diapositiva"
}
pub fn ways() -> &'static [&'static str; 2] {
    &["como marco (funciona en todas partes)", "como elemento (muchos en una página comparten un motor)"]
}
pub fn shows() -> &'static str {
    "Muestra"
}
pub fn panels() -> &'static [&'static str; 8] {
    &[
        "la frase",
        "resultados",
        "pares y ajustes",
        "tira de tokens",
        "microscopio de logits",
        "curvas",
        "las respuestas de los modelos",
        "controles y línea de tiempo",
    ]
}
pub fn chapter_parts() -> &'static [&'static str; 5] {
    &["texto", "fórmulas con los números de este entrenamiento", "pregunta", "veredictos", "imágenes y línea de tiempo"]
}
pub fn snippet() -> &'static str {
    "HTML para pegar"
}
pub fn files() -> &'static str {
    "Imágenes y tablas de lo que ves"
}
pub fn save_as() -> &'static str {
    "Guardar"
}
pub fn microscope() -> &'static str {
    "el microscopio de logits"
}
pub fn tokens() -> &'static str {
    "la log-probabilidad de cada token en este paso"
}
pub fn logits() -> &'static str {
    "los logits y gradientes del token seleccionado"
}
pub fn metrics() -> &'static str {
    "las métricas de cada paso"
}
pub fn save() -> &'static str {
    "Guardar el laboratorio"
}
pub fn frame() -> &'static str {
    "DPOP Lab: qué le hacen DPO y DPOP a la respuesta preferida, token a token"
}
pub fn open() -> &'static str {
    "Abrir en DPOP Lab"
}

pub fn step(phase: &str, step: usize) -> String {
    format!("paso {step} de {phase}")
}
pub fn digest(digest: &str, step: &str) -> String {
    format!("Huella del entrenamiento hasta el {step}: {digest}. La página que abre el enlace la compara.")
}
pub fn code_long(characters: usize, most: usize) -> String {
    format!(
        "Sin código QR: el enlace tiene {characters} caracteres, y un código de más de {most} es demasiado fino para la cámara de un teléfono en \
una sala. Con menos pares el enlace es más corto."
    )
}
pub fn long(characters: usize) -> String {
    format!(
        "{characters} caracteres: algunos programas cortan los enlaces de esa longitud. Un archivo de laboratorio viaja seguro."
    )
}
pub fn verdict(same: bool, digest: &str) -> String {
    if same {
        format!("Los mismos números, hasta el último bit, que donde se hizo este enlace (huella {digest}).")
    } else {
        format!(
            "Los números no son los de donde se hizo este enlace (huella {digest}): viene de otra versión de esta página."
        )
    }
}
pub fn unknown_view(name: &str) -> String {
    format!("view es {name:?}; se admiten answers, loss, tokens, heat-map, plane, areas, loss-curve y table.")
}
pub fn unknown_panel(name: &str) -> String {
    format!(
        "panel es {name:?}; se admiten headline, scores, pairs, strip, microscope, curves, answers y time, separados por comas."
    )
}
