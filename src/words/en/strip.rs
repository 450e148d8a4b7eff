//! The list of pairs, and the token strip.

use crate::beside::isolated;
use crate::theory::Sign;

/// A direction as a sign.
pub fn glyph(sign: Sign) -> &'static str {
    match sign {
        Sign::Up => GLYPHS[0],
        Sign::Down => GLYPHS[1],
        Sign::None => GLYPHS[2],
    }
}
/// The columns at the right of the list of pairs.
pub const PAIRS_DELTA: &str = "Δ preferred:";
/// The token strip.
pub const STRIP: &str = "Token by token";
/// The row of the common model's probabilities.
pub const PROBABILITY: &str = "SFT model, %";
/// The row of predicted signs.
pub const PUSH: &str = "push";
/// Goes on where a hinge is idle now, and the row shows the push that it would give.
pub const IF_FALLEN: &str = "if it falls";
/// The same in full.
pub const IF_FALLEN_HINT: &str = "The push that this loss gives once the preferred answer is below the reference. It is not below it now, so the \
hinge is idle and the next step’s push is DPO’s.";
/// The row of both, where there is one for each run.
pub const BOTH: &str = " push, Δ log p";
/// The row of measured changes.
pub const MEASURED: &str = "Δ log p";
/// The marks of the token strip: a push up, down, or none.
pub const GLYPHS: [&str; 3] = ["↑", "↓", "∅"];
/// What the strip's rows mean.
pub const STRIP_NOTE: &str = "“Push”: where the next step moves a token’s logit (↑ up, ↓ down, ∅ not at all) by the paper’s argument, as if both answers \
shared one logit vector. On the reference, as at step 0, or above it DPOP’s hinge is idle, and DPOP pushes like DPO. “Δ log p”: measured, in nats; the \
network shares weights, not logits, so tokens before the difference move too.";
/// Stands in for the prediction where the argument does not apply.
pub const STRIP_NOTE_APART: &str = "These answers differ in more than one token. The paper’s prediction is about one differing token, so there is \
none here. “Δ log p” is the measured change since the reference, in nats.";
/// The list of pairs, with their number.
pub fn pairs(number: usize) -> String {
    if number == 1 { "1 preference pair".to_owned() } else { format!("{number} preference pairs") }
}
/// The chip that labels the distance of a pair.
pub fn distance(edits: usize) -> String {
    if edits == 1 { "1 token apart".to_owned() } else { format!("{edits} tokens apart") }
}
/// A pair's accessible name.
pub fn pair(prompt: &str, chosen: &str, rejected: &str) -> String {
    let [prompt, chosen, rejected] = [prompt, chosen, rejected].map(isolated);
    format!("{prompt} preferred {chosen}, rejected {rejected}")
}
