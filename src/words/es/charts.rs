//! The charts over the steps, and the table of their values.

pub fn numbers() -> &'static str {
    "Ver como tabla"
}
pub fn charts() -> &'static str {
    "Ver como gráficos"
}
pub fn curves() -> &'static str {
    "Curvas"
}
pub fn charts_titles() -> &'static [&'static str; 4] {
    &[
        "Respuestas preferidas: log-probabilidad",
        "Respuestas rechazadas: log-probabilidad",
        "Margen de recompensa",
        "Pares bien ordenados",
    ]
}
pub fn charts_notes() -> &'static [&'static str; 4] {
    &["logps/chosen, nats", "logps/rejected, nats", "rewards/margins", "rewards/accuracies"]
}
pub fn losses_titles() -> &'static [&'static str; 4] {
    &["Pérdida", "Penalización de DPOP: nats bajo la referencia", "Pares con la bisagra activa", "Norma del gradiente"]
}
pub fn losses_notes() -> &'static [&'static str; 4] {
    &["loss", "dpop/penalty, antes de λ", "dpop/active_frac", "grad_norm"]
}
pub fn tokens_titles() -> &'static [&'static str; 5] {
    &[
        "Antes de la diferencia: cambio",
        "En la diferencia: cambio",
        "Tras la diferencia, preferidas: cambio",
        "Tras la diferencia, rechazadas: cambio",
        "Preferidas que escribe la decodificación voraz",
    ]
}
pub fn tokens_notes() -> &'static [&'static str; 5] {
    &[
        "Δ logps/before",
        "Δ logps/…/at, a trazos: rechazadas",
        "Δ logps/chosen/after",
        "Δ logps/rejected/after",
        "greedy/chosen",
    ]
}
pub fn held_out_line() -> &'static str {
    "apartados"
}
pub fn bands(seeds: usize) -> String {
    format!("Bandas: media de {seeds} semillas y su intervalo del 95 %")
}
pub fn table_columns() -> &'static [&'static str; 14] {
    &[
        "logps/ chosen",
        "logps/ rejected",
        "rewards/ margins",
        "rewards/ accuracies",
        "loss",
        "dpop/ penalty",
        "dpop/ active_frac",
        "grad_norm",
        "logps/ before",
        "logps/chosen/ at",
        "logps/rejected/ at",
        "logps/chosen/ after",
        "logps/rejected/ after",
        "greedy/ chosen",
    ]
}
pub fn table_phases() -> &'static [&'static str; 2] {
    &["SFT", "pref."]
}
pub fn zoom() -> &'static [(&'static str, &'static str); 3] {
    &[("+", "Acercar los pasos en torno al cursor"), ("\u{2212}", "Alejar"), ("todo", "Ver todos los pasos")]
}
pub fn zoom_hint() -> &'static str {
    "Arrastra sobre los números de los pasos para acercar; doble clic para ver todos los pasos."
}
pub fn table_caption() -> &'static str {
    "Los valores de los gráficos en unos veinte pasos; log-probabilidades en nats"
}
pub fn lines_of(name: &str) -> String {
    format!("Líneas de {name}")
}
pub fn column(metric: &str, run: &str) -> String {
    format!("{run} {metric}")
}
