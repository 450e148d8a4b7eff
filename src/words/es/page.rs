//! The frame of the page: its name, its keys, and what several rooms call the same.

pub fn story() -> &'static str {
    "Qué ha pasado"
}
pub fn example() -> &'static str {
    "Ejemplo"
}
pub fn theme() -> &'static [&'static str; 4] {
    &["Tema: sistema", "Tema: claro", "Tema: oscuro", "Tema: proyector"]
}
pub fn present() -> &'static [&'static str; 2] {
    &["Presentar", "Dejar de presentar"]
}
pub fn nothing_seen() -> &'static str {
    "De esto todavía no hay nada que guardar: empieza con la fase de preferencias."
}
pub fn help() -> &'static str {
    "Teclado"
}
pub fn close() -> &'static str {
    "Cerrar"
}
pub fn on_its_way() -> &'static str {
    "Cargando…"
}
pub fn ask_again() -> &'static str {
    "Reintentar"
}
pub fn keys() -> &'static [(&'static str, &'static str)] {
    &[
        ("Espacio", "entrenar o pausar"),
        ("← →", "un paso atrás o adelante; adelante desde el último paso, se entrena uno más"),
        ("h", "medio paso: primero el gradiente, luego el paso"),
        ("Re Pág, Av Pág", "diez pasos atrás o adelante"),
        ("Inicio, Fin", "el modelo inicial, el último paso"),
        (", .", "el suceso anterior o el siguiente"),
        ("k j", "el par anterior o el siguiente"),
        ("l, n b", "la lección, su escena siguiente y la anterior; Escape la termina"),
        ("v", "la vista siguiente: respuestas, pérdida, tokens, mapa de calor, plano, tabla"),
        ("+ - 0", "acercar las curvas, alejarlas o ver todos los pasos"),
        ("t", "los colores del sistema, claros, oscuros o para un proyector"),
        ("p, Escape", "presentación: letra más grande, nada con que construir; y volver"),
        ("r", "reiniciar"),
        ("Ctrl Z, Ctrl Mayús Z", "deshacer o rehacer un cambio de datos o de ajustes"),
        ("?", "esta hoja"),
    ]
}
pub fn chosen() -> &'static str {
    "preferida"
}
pub fn rejected() -> &'static str {
    "rechazada"
}
pub fn phases() -> &'static [&'static str; 2] {
    &["SFT", "fase de preferencias"]
}
pub fn phases_brief() -> &'static [&'static str; 2] {
    &["SFT", "preferencias"]
}
pub fn reference() -> &'static str {
    "referencia"
}
pub fn fault_remedy() -> &'static str {
    "Todo lo anterior se conserva. Elige otro ejemplo o pulsa Reiniciar."
}
pub fn not_saved() -> &'static str {
    "No se ha podido crear el archivo."
}
