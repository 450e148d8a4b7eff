//! The texts of the logit microscope, of the answers, and of the token strip's selection.

use crate::beside::{isolated, visible};
use crate::plot::scale::number;
use crate::words::{TokenLoss, percent};

/// What λ the theory asks for at the selected token: to lift the right token, and to lower all others.
pub fn sufficient(token: &str, correct: Option<&str>, others: Option<&str>) -> String {
    let token = quote(token);
    let lifted = correct
        .map_or(format!("No λ lifts {token} here"), |least| format!("From λ {least} on {token} is lifted here"));
    match others {
        Some(least) => format!("{lifted}; from λ {least} on every other token is lowered too (▴ on the slider)."),
        None => format!("{lifted}; no λ lowers every other token."),
    }
}
/// The microscope.
pub fn microscope() -> &'static str {
    "Logit microscope"
}
/// The axis button, by the axis that is shown.
pub fn axis() -> &'static [&'static str; 2] {
    &["Scale: linear", "Scale: log"]
}
/// The run picker, where not all runs fit beside each other.
pub fn run() -> &'static str {
    "Run"
}
/// The rows beneath the bars of a context: how the loss pushes the logits there.
pub fn pushed() -> &'static str {
    "push here"
}
/// The row of the contexts’ pushes together.
pub fn sum() -> &'static str {
    "sum"
}
/// What the sum is, by the theory; goes on with whether it is.
pub fn theory() -> &'static str {
    "= g"
}
/// What agreement means.
pub fn agrees_hint() -> &'static str {
    "The gradients that training uses, of both contexts together, against the paper’s g times the pair’s weight: sign and \
value of every token, to rounding."
}
/// The plot, for those who cannot see it.
pub fn plot() -> &'static str {
    "Probability of each token after the preferred and after the rejected answer so far. Left and right arrow keys read out \
one token after the other; “Show as table” lists all numbers."
}
/// The columns of the table, for one run.
pub fn columns() -> &'static [&'static str; 10] {
    &[
        "p, preferred",
        "ref.",
        "logit",
        "∂loss/∂logit",
        "p, rejected",
        "ref.",
        "logit",
        "∂loss/∂logit",
        "sum",
        "−weight·g",
    ]
}
/// The table, by its name and in full.
pub fn table() -> &'static str {
    "The logit microscope’s numbers"
}
/// See there.
pub fn caption() -> &'static str {
    "After the preferred and after the rejected answer so far: probability in %, the reference’s, logit, the loss’s gradient; \
then both gradients together and what the theory predicts, all gradients in millionths"
}
/// The picker of the token strip's position.
pub fn position_picker() -> &'static str {
    "Position that the logit microscope shows"
}
/// Opens the explanation of the strip's rows.
pub fn why() -> &'static str {
    "Legend"
}
/// The strip's changes, by what they are measured from.
pub fn since() -> &'static [&'static str; 2] {
    &["Δ since reference", "Δ since last step"]
}
/// The answers.
pub fn answers() -> &'static str {
    "The model’s own answers"
}
/// The field of the prompt.
pub fn prompt() -> &'static str {
    "to the prompt"
}
/// Back to the prompt of the selected pair.
pub fn own_prompt() -> &'static str {
    "Pair’s prompt"
}
/// The three shares.
pub fn shares_names() -> &'static [&'static str; 3] {
    &["preferred", "rejected", "anything else"]
}
/// What the shares are.
pub fn shares_hint() -> &'static str {
    "How often the model, sampled as it is, would write exactly the preferred answer, exactly the rejected one, or anything \
else; and what it writes if it always takes the likeliest token."
}
/// A prompt without tokens.
pub fn prompt_empty() -> &'static str {
    "A prompt has at least one token of the vocabulary; tokens are separated by spaces."
}
/// Stands for what the frozen reference, or in SFT the model, is called among the runs.
pub fn model() -> &'static [&'static str; 2] {
    &["SFT model", "reference"]
}

/// The three shares in percent.
pub fn shares(shares: &[f64; 3]) -> String {
    let [chosen, rejected, other] = shares.map(percent);
    format!("{chosen} · {rejected} · {other} %")
}
/// A token that is not in the vocabulary.
pub fn unknown_token(token: &str, nearest: &[&str]) -> String {
    let quoted: Vec<String> = nearest.iter().map(|token| quote(token)).collect();
    format!("The vocabulary has no token {}. The nearest are {}.", quote(token), quoted.join(", "))
}
/// A prompt that is longer than the model takes.
pub fn prompt_long(given: usize, most: usize) -> String {
    format!("The prompt has {given} tokens; this model takes at most {most}, so that one is left for the answer.")
}
/// A token in a sentence.
pub fn quote(token: &str) -> String {
    format!("“{}”", isolated(&visible(token)))
}
/// The head of the microscope: the position, counted from 1, with its token.
pub fn position(k: usize, token: &str) -> String {
    format!("token {}, {}", k + 1, quote(token))
}
/// The column of all tokens that are not shown.
pub fn others(count: usize) -> String {
    format!("+{count}")
}
/// The same in a sentence.
pub fn others_all(count: usize) -> String {
    format!("The other {count} tokens")
}
/// The side of a context in a sentence.
pub fn so_far() -> &'static [&'static str; 2] {
    &["the preferred answer so far", "the rejected answer so far"]
}

/// Where the lost probability went.
pub fn lost(loss: &TokenLoss<'_>) -> String {
    let TokenLoss { run, token, context, side, now, before, winner, keeper } = loss;
    let mut text = format!(
        "After {}, {}, {run} gives {} {} % where the reference gave {} %.",
        quote(context),
        so_far()[*side % 2],
        quote(token),
        percent(*now),
        percent(*before)
    );
    if let Some((winner, points)) = winner {
        text.push_str(&format!(
            " What it lost went first of all to {} (+{} points).",
            quote(winner),
            number(*points, 0)
        ));
    }
    if let Some((keeper, p)) = keeper {
        text.push_str(&format!(" {keeper} still gives it {} %.", percent(*p)));
    }
    text
}
/// Nothing to speak of was lost.
pub fn held(token: &str, before: [Option<f64>; 2], runs: usize) -> String {
    let runs = if runs == 1 { "the run is" } else { "every run is" };
    let shares: Vec<String> = before.into_iter().flatten().map(|p| format!("{} %", percent(p))).collect();
    format!("Here {runs} within 2 points of the reference, which gives {} {}.", quote(token), shares.join(" and "))
}
/// In SFT there is one model only.
pub fn learning(token: &str, context: &str, now: f64) -> String {
    format!("After {} the model gives {} {} %.", quote(context), quote(token), percent(now))
}
/// Before there is anything to see.
pub fn looking() -> &'static str {
    "Looking into the model …"
}
/// While a step of the past is computed again.
pub fn going_back() -> &'static str {
    "Going back to this step …"
}

/// One token's numbers in one context: the reference's probability and each run's. The microscope has three lines for those of both contexts
/// and three runs.
pub fn readout(side: usize, reference: Option<f64>, runs: &[(&str, f64)]) -> String {
    let mut parts: Vec<String> = reference.map(|p| format!("reference {} %", percent(p))).into_iter().collect();
    parts.extend(runs.iter().map(|(run, p)| format!("{run} {} %", percent(*p))));
    let context = ["the preferred answer so far", "the rejected one"][side % 2];
    format!("after {context}: {}", parts.join(", "))
}
/// One run's push on a token, in units of the pair's weight: measured in both contexts, together, and predicted.
pub fn readout_push(run: &str, pushes: [Option<f64>; 2], sum: f64, g: Option<f64>) -> String {
    let [chosen, rejected] = pushes.map(|push| push.map_or("–".to_owned(), signed3));
    let theory = g.map_or(String::new(), |g| format!(", theory {}", signed3(g)));
    format!("{run} pushes it {chosen} and {rejected}, sum {}{theory}", signed3(sum))
}
fn signed3(x: f64) -> String {
    crate::plot::scale::signed(x, 3)
}
