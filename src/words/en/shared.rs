//! The switch between what the argument predicts with one shared logit vector and what the network has done.

use crate::plot::scale::signed;
use crate::words::arguments::Directions;

/// What the switch is for.
pub fn switch() -> &'static str {
    "Whose changes are shown"
}
/// Its two sides: the network, and the argument.
pub fn sides() -> &'static [&'static str; 2] {
    &["the real network", "one shared logit vector"]
}
/// What they are.
pub fn sides_hints() -> &'static [&'static str; 2] {
    &[
        "What was measured: how far each token’s log-probability has moved",
        "What the argument says: the push on each token’s logit, weight times g, added up over the steps",
    ]
}
/// What the heat map's tints are then.
pub fn heat_note() -> &'static str {
    "Purple: pushed down. Green: pushed up. The argument’s push on each token’s logit, weight times g, added up over the \
steps, as if both answers shared one logit vector."
}
/// What is shown of a run then, beside its name.
pub fn areas_unit() -> &'static str {
    "before, at and after the difference: pushes on the logits, added up"
}
/// Where pushes cannot be added up.
pub fn too_many() -> &'static str {
    "The pushes are added up over every step: this lab has no pair that is one token apart, or too many tokens and steps for it."
}

/// Where the pushes on the preferred answers lie at a step: for each run its name, and what they add up to before, at and after the difference.
pub fn areas_note(step: usize, runs: &[(&str, [f64; 3])]) -> String {
    let part = |value: f64| if value == 0.0 { "∅".to_owned() } else { signed(value, 2) };
    let run = |(name, [before, at, after]): &(&str, [f64; 3])| {
        format!("{name} {} before the difference, {} at it, {} after it", part(*before), part(*at), part(*after))
    };
    let runs: Vec<String> = runs.iter().map(run).collect();
    format!("Pushes, weight times g, added up to step {step}: {}.", runs.join("; "))
}

/// At how many tokens of the preferred answers both go the same way.
pub fn agreement(run: &str, Directions { same, of }: Directions) -> String {
    let part =
        |(place, what): (usize, &str)| (of[place] > 0).then(|| format!("{} of {} {what}", same[place], of[place]));
    let after = if of[2] == 1 { "token after the difference" } else { "tokens after the difference" };
    let parts: Vec<String> = [(2, after), (1, "at it"), (0, "before it")].into_iter().filter_map(part).collect();
    format!("Both go the same way under {run} at {}.", parts.join(", "))
}

/// What is said of it where nothing has been pushed yet.
pub fn still() -> &'static str {
    "At the reference nothing has been pushed yet, and nothing has moved."
}
/// And before there is a reference.
pub fn early() -> &'static str {
    "Pushes begin with the reference, and there is none yet."
}
