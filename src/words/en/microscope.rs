//! The texts of the logit microscope, of the answers, and of the token strip's selection.

use crate::beside::isolated;
use crate::plot::scale::number;

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
pub const MICROSCOPE: &str = "Logit microscope";
/// The axis button, by the axis that is shown.
pub const AXIS: [&str; 2] = ["Scale: linear", "Scale: log"];
/// The run picker, where not all runs fit beside each other.
pub const RUN: &str = "Run";
/// The rows beneath the bars of a context: how the loss pushes the logits there.
pub const PUSHED: &str = "push here";
/// The row of the contexts’ pushes together.
pub const SUM: &str = "sum";
/// What the sum is, by the theory; goes on with whether it is.
pub const THEORY: &str = "= g";
/// Agreement of measured and predicted pushes, and the lack of it.
pub const AGREES: [&str; 2] = ["✓", "✗"];
/// What agreement means.
pub const AGREES_HINT: &str = "The gradients that training uses, of both contexts together, against the paper’s g times the pair’s weight: sign and \
value of every token, to rounding.";
/// The plot, for those who cannot see it.
pub const PLOT: &str = "Probability of each token after the preferred and after the rejected answer so far. Left and right arrow keys read out \
one token after the other; “Show as table” lists all numbers.";
/// The columns of the table, for one run.
pub const COLUMNS: [&str; 10] = [
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
];
/// The table, by its name and in full.
pub const TABLE: &str = "The logit microscope’s numbers";
/// See there.
pub const CAPTION: &str = "After the preferred and after the rejected answer so far: probability in %, the reference’s, logit, the loss’s gradient; \
then both gradients together and what the theory predicts, all gradients in millionths";
/// The picker of the token strip's position.
pub const POSITION: &str = "Position that the logit microscope shows";
/// Opens the explanation of the strip's rows.
pub const WHY: &str = "Legend";
/// The strip's changes, by what they are measured from.
pub const SINCE: [&str; 2] = ["Δ since reference", "Δ since last step"];
/// The answers.
pub const ANSWERS: &str = "The model’s own answers";
/// The field of the prompt.
pub const PROMPT: &str = "to the prompt";
/// Back to the prompt of the selected pair.
pub const OWN_PROMPT: &str = "Pair’s prompt";
/// The three shares.
pub const SHARES: [&str; 3] = ["preferred", "rejected", "anything else"];
/// What the shares are.
pub const SHARES_HINT: &str = "How often the model, sampled as it is, would write exactly the preferred answer, exactly the rejected one, or anything \
else; and what it writes if it always takes the likeliest token.";
/// A prompt without tokens.
pub const PROMPT_EMPTY: &str = "A prompt has at least one token of the vocabulary; tokens are separated by spaces.";
/// Stands for what the frozen reference, or in SFT the model, is called among the runs.
pub const MODEL: [&str; 2] = ["SFT model", "reference"];

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
    format!("“{}”", isolated(token))
}
/// Tokens one after the other: each has its own direction, and they follow from left to right, as everywhere on the page.
pub fn text(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| isolated(word)).collect();
    words.join(" ")
}
/// The end of what stands before a position.
pub fn context(words: &[&str], shown: usize) -> String {
    match words.len().checked_sub(shown) {
        Some(0) | None => text(words),
        Some(left) => format!("… {}", text(&words[left..])),
    }
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
pub const SO_FAR: [&str; 2] = ["the preferred answer so far", "the rejected answer so far"];

/// What a run has done to the right token in one context.
pub struct TokenLoss<'a> {
    /// The run.
    pub run: &'a str,
    /// The token.
    pub token: &'a str,
    /// The end of the context.
    pub context: &'a str,
    /// Which answer it belongs to: an index into [`SO_FAR`].
    pub side: usize,
    /// The token's probability under the run, and under the reference.
    pub now: f64,
    /// See `now`.
    pub before: f64,
    /// The token that won most, and by how many points.
    pub winner: Option<(&'a str, f64)>,
    /// Another run, which has kept the token, with its probability there.
    pub keeper: Option<(&'a str, f64)>,
}

/// Where the lost probability went.
pub fn lost(loss: &TokenLoss<'_>) -> String {
    let TokenLoss { run, token, context, side, now, before, winner, keeper } = loss;
    let mut text = format!(
        "After {}, {}, {run} gives {} {} % where the reference gave {} %.",
        quote(context),
        SO_FAR[*side % 2],
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
pub const LOOKING: &str = "Looking into the model …";
/// While a step of the past is computed again.
pub const GOING_BACK: &str = "Going back to this step …";

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
/// A probability in percent, in at most four characters.
pub fn percent(p: f64) -> String {
    let percent = 100.0 * p;
    if percent < 0.1 {
        "<0.1".to_owned()
    } else if percent < 9.95 {
        number(percent, 1)
    } else {
        number(percent, 0)
    }
}
