//! The runs: their scores, names and settings.

use crate::data::Trainable;
use crate::plot::scale::signed;

/// The loss picker of a run's settings.
pub fn loss() -> &'static str {
    "Loss"
}
/// What a change of a run's settings does while it trains.
pub fn live_note() -> &'static str {
    "Changes hold from the next step on, and the timeline marks them. To change the past, go back in time first: there a run \
can be forked."
}
/// What it does where the past is shown.
pub fn fork_note() -> &'static str {
    "The past stays as it is. With these settings a new run begins here: up to this step it is the same run, from here it \
goes its own way."
}
/// The scoreboard.
pub fn scores() -> &'static str {
    "Runs and their outcome"
}
/// The scoreboard's three numbers.
pub fn score() -> &'static [&'static str; 3] {
    &["preferred", "rejected", "ranked correctly"]
}
/// What opens the sheet in which a question is put to many seeds, and the sheet.
pub fn many_seeds() -> &'static str {
    "Always? Many seeds…"
}
/// What the numbers of the scoreboard are.
pub fn score_note() -> &'static str {
    "mean change of log-probability since the reference, in nats"
}
/// The two numbers of the pairs that are held out.
pub fn score_held_out() -> &'static [&'static str; 2] {
    &["held out: preferred", "ranked correctly"]
}
/// Goes on where pairs are held out: how their lines are told.
pub fn held_out_lines() -> &'static str {
    "; dotted lines are the held-out pairs’. "
}
/// What a run's held-out pairs show beside those it was trained on: how far the preferred answers have moved, in nats, and how many pairs of how
/// many it ranks correctly.
pub fn held_out(run: &str, [held_out, trained]: [f64; 2], [ranked, of_trained]: [(usize, usize); 2]) -> String {
    let (pairs, whose, mean) = match ranked.1 {
        1 => ("the pair", "the preferred answer", ""),
        _ => ("pairs", "preferred answers", " in the mean"),
    };
    let [held_out, trained] = [held_out, trained].map(|moved| signed(moved, 2));
    let ((right, of), (of_those, all)) = (ranked, of_trained);
    format!(
        "{run}, on {pairs} not trained: {right} of {of} ranked correctly, {whose} moved by {held_out} nats{mean}; on the trained: {of_those} of {all}, by {trained}."
    )
}
/// Goes on where there are more runs than can be looked at together.
pub fn many_note() -> &'static str {
    "; a run’s name shows its pairs, tokens and logits"
}
/// The name of a run that has the same name as an earlier one.
pub fn twin(name: &str, number: usize) -> String {
    format!("{name} ({number})")
}
/// A loss as the name of a run that trains these weights.
pub fn run_title(loss: &str, train: Trainable) -> String {
    match train {
        Trainable::All => loss.to_owned(),
        Trainable::Head => format!("{loss}, head only"),
        Trainable::Body => format!("{loss}, all but the head"),
    }
}
/// A loss's parameter with its value.
pub fn argument(name: &str, value: &str) -> String {
    match name {
        "beta" => format!("β {value}"),
        "lambda" => format!("λ {value}"),
        "label_smoothing" => format!("ε {value}"),
        "discopop_tau" => format!("τ {value}"),
        "rpo_alpha" => format!("α {value}"),
        "simpo_gamma" => format!("γ {value}"),
        "f" => format!("f {value}"),
        _ => value.to_owned(),
    }
}
/// A parameter's name beside its slider.
pub fn parameter(name: &str) -> String {
    match name {
        "beta" => "β (beta)".to_owned(),
        "lambda" => "λ (lambda)".to_owned(),
        "label_smoothing" => "ε (label_smoothing)".to_owned(),
        "discopop_tau" => "τ (discopop_tau)".to_owned(),
        "rpo_alpha" => "α (rpo_alpha)".to_owned(),
        "simpo_gamma" => "γ (simpo_gamma)".to_owned(),
        _ => name.to_owned(),
    }
}
/// The settings of a run.
pub fn settings_of(name: &str) -> String {
    format!("Settings of {name}")
}
/// Makes a fork.
pub fn fork(step: usize) -> String {
    if step == 0 { "Add a run with these settings".to_owned() } else { format!("Fork at preference step {step}") }
}
/// A fork's name.
pub fn fork_name(parent: &str, step: usize) -> String {
    if step == 0 { format!("{parent}′") } else { format!("{parent} @{step}") }
}
