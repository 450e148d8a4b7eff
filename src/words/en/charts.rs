//! The charts over the steps, and the table of their values.

/// The toggle between charts and their table.
pub fn numbers() -> &'static str {
    "Show as table"
}
/// The other way.
pub fn charts() -> &'static str {
    "Show as charts"
}
/// The charts.
pub fn curves() -> &'static str {
    "Training curves"
}
/// The charts' titles: log-prob of the chosen, of the rejected, margin, accuracy.
pub fn charts_titles() -> &'static [&'static str; 4] {
    &[
        "Preferred answers: log-probability",
        "Rejected answers: log-probability",
        "Reward margin",
        "Pairs ranked correctly",
    ]
}
/// The charts' metrics, under TRL's names.
pub fn charts_notes() -> &'static [&'static str; 4] {
    &["logps/chosen, nats", "logps/rejected, nats", "rewards/margins", "rewards/accuracies"]
}
/// The titles of the other charts: loss, penalty, its active share, norm of the gradient.
pub fn losses_titles() -> &'static [&'static str; 4] {
    &["Loss", "DPOP’s penalty: nats below the reference", "Pairs with the hinge on", "Norm of the gradient"]
}
/// Their metrics.
pub fn losses_notes() -> &'static [&'static str; 4] {
    &["loss", "dpop/penalty, before λ", "dpop/active_frac", "grad_norm"]
}
/// The titles of the charts of token groups, and of what greedy decoding writes.
pub fn tokens_titles() -> &'static [&'static str; 5] {
    &[
        "Before the difference: change",
        "At the difference: change",
        "After the difference, preferred: change",
        "After the difference, rejected: change",
        "Preferred answers that greedy decoding writes",
    ]
}
/// Their metrics.
pub fn tokens_notes() -> &'static [&'static str; 5] {
    &[
        "Δ logps/before",
        "Δ logps/…/at, dashed: rejected",
        "Δ logps/chosen/after",
        "Δ logps/rejected/after",
        "greedy/chosen",
    ]
}
/// The name of a dotted line, which is the held-out pairs'.
pub fn held_out_line() -> &'static str {
    "held out"
}
/// What is behind the lines.
pub fn bands(seeds: usize) -> String {
    format!("Bands: mean of {seeds} seeds and its 95 % interval")
}
/// The table's metrics, in the charts' order.
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
/// The phases in the table's rows.
pub fn table_phases() -> &'static [&'static str; 2] {
    &["SFT", "pref."]
}
/// The buttons that change which part of the time axis is shown: their glyphs and names.
pub fn zoom() -> &'static [(&'static str, &'static str); 3] {
    &[("+", "Zoom in on the steps around the cursor"), ("\u{2212}", "Zoom out"), ("all", "Show all steps")]
}
/// How the part is chosen with a pointer.
pub fn zoom_hint() -> &'static str {
    "Drag along the step numbers to zoom in; double-click to see all steps."
}
/// The table twin.
pub fn table_caption() -> &'static str {
    "The charts’ values at about twenty steps; log-probabilities in nats"
}
/// The button that leaves a run's lines out.
pub fn lines_of(name: &str) -> String {
    format!("Lines of {name}")
}
/// The table's column heads.
pub fn column(metric: &str, run: &str) -> String {
    format!("{run} {metric}")
}
