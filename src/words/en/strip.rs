//! The list of pairs, and the token strip.

use crate::beside::isolated;
use crate::theory::Sign;

/// A push in words: its direction, and its size.
pub fn push_said(sign: Sign, size: Option<&str>) -> String {
    let way = match sign {
        Sign::Up => "up",
        Sign::Down => "down",
        Sign::None => return "not pushed".to_owned(),
    };
    size.map_or(format!("{way}, less than 0.001"), |size| format!("{way} {size}"))
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
pub fn pairs_delta() -> &'static str {
    "Δ preferred:"
}
/// The token strip.
pub fn strip() -> &'static str {
    "Token by token"
}
/// The row of the common model's probabilities.
pub fn probability() -> &'static str {
    "SFT model, %"
}
/// The row of predicted signs.
pub fn push() -> &'static str {
    "push"
}
/// Its numbers and its arrows' lengths; the end of the legend while it is shown.
pub fn push_hint() -> &'static str {
    "The number is the paper’s g in units of the pair’s weight, which all of its tokens have in common: 1 is DPO’s push at the \
difference. A push ten times as strong has an arrow a quarter of the scale longer, from 0.01, and all that is weaker, to 100 and above."
}
/// The toggle of the row of λ, and the row's name for a run that has a λ.
pub fn need() -> &'static str {
    "λ needed"
}
/// The same for a run without one.
pub fn need_by_dpop() -> &'static str {
    "λ DPOP needs"
}
/// What that λ is; the end of the legend while it is shown.
pub fn need_hint() -> &'static str {
    "The smallest λ with which DPOP pushes this token up, (s_w − s_l)/(1 − s_w) in the unit of this run’s own λ (for a loss \
without λ, of a DPOP with the same β), rounded up; darker is more: up to 0.01, 0.1, 1, 10, and beyond. ✓: the run pushes it up, at the latest once \
its hinge is active; ✗: it does not. Tokens up to the difference need no more than any λ above 0."
}
/// Goes on where a hinge is idle now, and the row shows the push that it would give.
pub fn if_fallen() -> &'static str {
    "if it falls"
}
/// The same in full.
pub fn if_fallen_hint() -> &'static str {
    "The push that this loss gives once the preferred answer is below the reference. It is not below it now, so the \
hinge is idle and the next step’s push is DPO’s."
}
/// The row of both, where there is one for each run.
pub fn both() -> &'static str {
    " push, Δ log p"
}
/// The same while it shows the λ that each token needs.
pub fn both_need() -> &'static str {
    " λ needed"
}
/// The row of measured changes.
pub fn measured() -> &'static str {
    "Δ log p"
}
/// What the strip's rows mean.
pub fn strip_note() -> &'static str {
    "“Push”: where the next step moves a token’s logit (↑ up, ↓ down, ∅ not at all) by the paper’s argument, as if both answers \
shared one logit vector. On the reference, as at step 0, or above it DPOP’s hinge is idle, and DPOP pushes like DPO. “Δ log p”: measured, in nats; the \
network shares weights, not logits, so tokens before the difference move too."
}
/// Stands in for the prediction where the argument does not apply.
pub fn strip_note_apart() -> &'static str {
    "These answers differ in more than one token. The paper’s prediction is about one differing token, so there is \
none here. “Δ log p” is the measured change since the reference, in nats."
}
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
