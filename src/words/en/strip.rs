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
/// A push in words: its direction, and its size.
pub fn push_said(sign: Sign, size: Option<&str>) -> String {
    let way = match sign {
        Sign::Up => "up",
        Sign::Down => "down",
        Sign::None => return "not pushed".to_owned(),
    };
    size.map_or(format!("{way}, less than 0.001"), |size| format!("{way} {size}"))
}
/// Whether a λ is enough, by where the right token is pushed with it.
pub fn enough(sign: Sign) -> &'static str {
    match sign {
        Sign::Up => ENOUGH[0],
        Sign::Down | Sign::None => ENOUGH[1],
    }
}
/// What λ a token needs, in words, and whether the run's is enough.
pub fn need_said(lambda: Option<&str>, sign: Sign) -> String {
    let need = match lambda {
        Some("0") => "needs no λ".to_owned(),
        Some(lambda) => format!("needs λ {lambda}"),
        None => "no λ is enough".to_owned(),
    };
    match sign {
        Sign::Up => format!("{need}: pushed up"),
        Sign::Down | Sign::None => format!("{need}: not pushed up"),
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
/// Its numbers and its arrows' lengths; the end of the legend while it is shown.
pub const PUSH_HINT: &str = "The number is the paper’s g in units of the pair’s weight, which all of its tokens have in common: 1 is DPO’s push at the \
difference. A push ten times as strong has an arrow a quarter of the scale longer, from 0.01, and all that is weaker, to 100 and above.";
/// Stands for the size of a push that is too weak for a number.
pub const HARDLY: &str = "≈0";
/// The toggle of the row of λ, and the row's name for a run that has a λ.
pub const NEED: &str = "λ needed";
/// The same for a run without one.
pub const NEED_BY_DPOP: &str = "λ DPOP needs";
/// What that λ is; the end of the legend while it is shown.
pub const NEED_HINT: &str = "The smallest λ with which DPOP pushes this token up, (s_w − s_l)/(1 − s_w) in the unit of this run’s own λ (for a loss \
without λ, of a DPOP with the same β), rounded up; darker is more: up to 0.01, 0.1, 1, 10, and beyond. ✓: the run pushes it up, at the latest once \
its hinge is active; ✗: it does not. Tokens up to the difference need no more than any λ above 0.";
/// Stands where no λ is enough.
pub const NO_LAMBDA: &str = "∞";
/// A λ that is enough, and one that is not.
pub const ENOUGH: [&str; 2] = ["✓", "✗"];
/// Goes on where a hinge is idle now, and the row shows the push that it would give.
pub const IF_FALLEN: &str = "if it falls";
/// The same in full.
pub const IF_FALLEN_HINT: &str = "The push that this loss gives once the preferred answer is below the reference. It is not below it now, so the \
hinge is idle and the next step’s push is DPO’s.";
/// The row of both, where there is one for each run.
pub const BOTH: &str = " push, Δ log p";
/// The same while it shows the λ that each token needs.
pub const BOTH_NEED: &str = " λ needed";
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
