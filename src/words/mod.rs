//! Every text of the page, in one place, ready for translation. Nothing else in `ui` holds words for a reader.
//!
//! Sentences that depend on data are functions of the data: word order is the translator's, not the caller's.

pub mod argument;
#[cfg(feature = "page")]
pub mod builder;
pub mod lesson;
#[cfg(feature = "page")]
pub mod microscope;
pub mod share;
pub mod views;

use crate::beside::isolated;
#[cfg(feature = "page")]
use crate::data::Side;
#[cfg(feature = "page")]
use crate::plot::scale::signed;
#[cfg(feature = "page")]
use crate::theory::Due;
use crate::theory::Sign;
use crate::train::Milestone;

/// The name of the page.
pub const TITLE: &str = "DPOP Lab";
/// The headline's part of the page.
pub const STORY: &str = "What has happened";
/// The preset picker.
pub const EXAMPLE: &str = "Example";
/// The theme button, by the theme that it now shows.
pub const THEME: [&str; 4] = ["Theme: system", "Theme: light", "Theme: dark", "Theme: projector"];
/// Into the hall, and back to work.
pub const PRESENT: [&str; 2] = ["Present", "Leave presentation"];
/// Half a step on: its first half and its second.
pub const HALF: [&str; 2] = ["Half a step: show where the next step pushes", "The other half: make the step"];
/// Its button.
pub const HALF_GLYPH: &str = "½";
/// What is seen between the halves: where the next step pushes the selected token's logit under each run, where that can be said.
#[cfg(feature = "page")]
pub fn half_note(token: &str, pushes: &[(&str, Sign, Due)]) -> String {
    let way = |(run, sign, when): &(&str, Sign, Due)| match (sign, when) {
        (_, Due::IfFallen) => format!("{run} has no need to hold it"),
        (Sign::Up, Due::Now) => format!("{run} pushes it up"),
        (Sign::Down, Due::Now) => format!("{run} pushes it down"),
        (Sign::None, Due::Now) => format!("{run} leaves it"),
    };
    let ways: Vec<String> = pushes.iter().map(way).collect();
    let selected =
        if ways.is_empty() { String::new() } else { format!("{}: {}. ", microscope::quote(token), ways.join(", ")) };
    format!(
        "Half a step: the arrows are the next step’s gradient. {selected}Nothing has moved yet; press ½ again and it does."
    )
}
/// A direction as a sign.
pub fn glyph(sign: Sign) -> &'static str {
    match sign {
        Sign::Up => GLYPHS[0],
        Sign::Down => GLYPHS[1],
        Sign::None => GLYPHS[2],
    }
}
/// There is nothing to save yet.
pub const NOTHING_SEEN: &str = "There is nothing to save of this yet: it begins with the preference phase.";
/// Starts training.
pub const TRAIN: &str = "Train";
/// Starts it over, when every step is made.
pub const AGAIN: &str = "Train again";
/// Stops training for a while.
pub const PAUSE: &str = "Pause";
/// Starts again from the initial model.
pub const RESET: &str = "Reset";
/// Puts the cursor back on the newest step.
pub const FOLLOW: &str = "Latest";
/// A step back in time.
pub const BACK: &str = "One step back";
/// A step on.
pub const ON: &str = "One step on";
/// An event on the timeline.
pub const MARK: &str = "▾";
/// The loss picker of a run's settings.
pub const LOSS: &str = "Loss";
/// What a change of a run's settings does while it trains.
pub const LIVE_NOTE: &str = "Changes hold from the next step on, and the timeline marks them. To change the past, go back in time first: there a run \
can be forked.";
/// What it does where the past is shown.
pub const FORK_NOTE: &str = "The past stays as it is. With these settings a new run begins here: up to this step it is the same run, from here it \
goes its own way.";
/// The sheet of keys.
pub const HELP: &str = "Keyboard";
/// Closes it.
pub const CLOSE: &str = "Close";
/// Where a part of the page will be, until it has come.
pub const ON_ITS_WAY: &str = "Loading …";
/// What asks once more for a part that has not come.
pub const ASK_AGAIN: &str = "Try again";
/// Each key and what it does.
pub const KEYS: [(&str, &str); 15] = [
    ("Space", "train or pause"),
    ("← →", "one step back or on; on from the newest step trains one step"),
    ("h", "half a step: the gradient first, then the step"),
    ("Page Up, Page Down", "ten steps back or on"),
    ("Home, End", "the initial model, the newest step"),
    (", .", "the event before or after"),
    ("k j", "the pair before or after"),
    ("l, n b", "the lesson, its next scene and the one before; Escape ends it"),
    ("v", "the next view: answers, loss, tokens, heat map, plane, table"),
    ("+ - 0", "zoom the curves in, out, or show all steps"),
    ("t", "the system’s colours, light, dark or for a projector"),
    ("p, Escape", "presentation: larger type, nothing to build with; and back"),
    ("r", "reset"),
    ("Ctrl Z, Ctrl Shift Z", "undo or redo a change of data or settings"),
    ("?", "this sheet"),
];
/// The pace picker.
pub const SPEED: &str = "Speed";
/// The paces, in the order of `Pace::ALL`.
pub const PACES: [&str; 3] = ["full", "slow", "step by step"];
/// Who trains.
pub const TRAINER: &str = "Trained by";
/// Who can, in the picker's order.
pub const TRAINERS: [&str; 3] = ["whichever is faster", "the GPU", "the CPU"];
/// What stands there until that is decided.
pub const TRAINER_SOUGHT: &str = "A GPU is being tried.";
/// The time slider.
pub const STEP: &str = "Step";
/// The toggle between charts and their table.
pub const NUMBERS: &str = "Show as table";
/// The other way.
pub const CHARTS: &str = "Show as charts";
/// The columns at the right of the list of pairs.
pub const PAIRS_DELTA: &str = "Δ preferred:";
/// The token strip.
pub const STRIP: &str = "Token by token";
/// The charts.
pub const CURVES: &str = "Training curves";
/// The chosen completion.
pub const CHOSEN: &str = "preferred";
/// The rejected completion.
pub const REJECTED: &str = "rejected";
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
/// The phases on the time axis.
pub const PHASES: [&str; 2] = ["SFT", "preference training"];
/// The phases beside the time slider.
pub const PHASES_BRIEF: [&str; 2] = ["SFT", "preference"];
/// The reference's name on the charts.
pub const REFERENCE: &str = "reference";
/// The marks of the token strip: a push up, down, or none.
pub const GLYPHS: [&str; 3] = ["↑", "↓", "∅"];
/// What the strip's rows mean.
pub const STRIP_NOTE: &str = "“Push”: where the next step moves a token’s logit (↑ up, ↓ down, ∅ not at all) by the paper’s argument, as if both answers \
shared one logit vector. On the reference, as at step 0, or above it DPOP’s hinge is idle, and DPOP pushes like DPO. “Δ log p”: measured, in nats; the \
network shares weights, not logits, so tokens before the difference move too.";
/// Stands in for the prediction where the argument does not apply.
pub const STRIP_NOTE_APART: &str = "These answers differ in more than one token. The paper’s prediction is about one differing token, so there is \
none here. “Δ log p” is the measured change since the reference, in nats.";
/// The charts' titles: log-prob of the chosen, of the rejected, margin, accuracy.
pub const CHARTS_TITLES: [&str; 4] = [
    "Preferred answers: log-probability",
    "Rejected answers: log-probability",
    "Reward margin",
    "Pairs ranked correctly",
];
/// The charts' metrics, under TRL's names.
pub const CHARTS_NOTES: [&str; 4] =
    ["logps/chosen, nats", "logps/rejected, nats", "rewards/margins", "rewards/accuracies"];
/// The titles of the other charts: loss, penalty, its active share, norm of the gradient.
pub const LOSSES_TITLES: [&str; 4] =
    ["Loss", "DPOP’s penalty: nats below the reference", "Pairs that it holds up", "Norm of the gradient"];
/// Their metrics.
pub const LOSSES_NOTES: [&str; 4] = ["loss", "dpop/penalty, before λ", "dpop/active_frac", "grad_norm"];
/// The titles of the charts of token groups, and of what greedy decoding writes.
pub const TOKENS_TITLES: [&str; 5] = [
    "Before the difference: change",
    "At the difference: change",
    "After the difference, preferred: change",
    "After the difference, rejected: change",
    "Preferred answers that greedy decoding writes",
];
/// Their metrics.
pub const TOKENS_NOTES: [&str; 5] = [
    "Δ logps/before",
    "Δ logps/…/at, dashed: rejected",
    "Δ logps/chosen/after",
    "Δ logps/rejected/after",
    "greedy/chosen",
];
/// Stands at a dashed line beside a solid one of the same run.
pub const DASHED: &str = "- -";
/// The scoreboard.
pub const SCORES: &str = "Runs and their outcome";
/// The scoreboard's three numbers.
pub const SCORE: [&str; 3] = ["preferred", "rejected", "ranked correctly"];
/// What the numbers of the scoreboard are.
pub const SCORE_NOTE: &str = "mean change of log-probability since the reference, in nats";
/// Goes on where there are more runs than can be looked at together.
pub const MANY_NOTE: &str = "; a run’s name shows its pairs, tokens and logits";
/// The table's metrics, in the charts' order.
pub const TABLE_COLUMNS: [&str; 14] = [
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
];
/// The phases in the table's rows.
pub const TABLE_PHASES: [&str; 2] = ["SFT", "pref."];
/// The buttons that change which part of the time axis is shown: their glyphs and names.
pub const ZOOM: [(&str, &str); 3] =
    [("+", "Zoom in on the steps around the cursor"), ("\u{2212}", "Zoom out"), ("all", "Show all steps")];
/// How the part is chosen with a pointer.
pub const ZOOM_HINT: &str = "Drag along the step numbers to zoom in; double-click to see all steps.";
/// What the heat map's tints are.
pub const HEAT_NOTE: &str = "Purple: less likely than before. Green: more likely. A row is a pair, a column a token, underlined where the \
answers differ. A click selects.";
/// What a cell of the heat map says: pair and token counted from 0.
#[cfg(feature = "page")]
pub fn spot(run: &str, side: Side, (pair, token): (usize, usize), word: &str, change: Option<f64>) -> String {
    let side = match side {
        Side::Chosen => CHOSEN,
        Side::Rejected => REJECTED,
    };
    let change = change.map_or(String::new(), |change| format!(": {run} {} nats", signed(change, 2)));
    format!("Pair {}, {side}, token {} {}{change}", pair + 1, token + 1, microscope::quote(word))
}
/// The plane's axes: across and up.
pub const PLANE_TITLES: [&str; 2] =
    ["preferred answers: Δ log-probability, nats", "rejected answers: Δ log-probability, nats"];
/// What lies left of the plane's upright axis, and on its diagonal.
pub const PLANE_NOTES: [&str; 2] = ["below the reference", "h = 0"];
/// What it says where there is nothing on it yet.
pub const PLANE_EARLY: &str = "The plane begins with the reference: it shows how far the answers move from there.";
/// The runs whose losses' arrows are on the plane, by what is said of them.
pub struct Arrows<'a> {
    /// Whose losses see the difference alone.
    pub free: &'a [&'a str],
    /// Whom a penalty holds besides.
    pub held: &'a [&'a str],
    /// Of whose arrows no more is said.
    pub others: &'a [&'a str],
    /// Those among all these whose loss is flat somewhere.
    pub flat: &'a [&'a str],
    /// Those among the first two kinds that stand left of the upright line.
    pub left: &'a [&'a str],
}
/// What the plane's arrows are.
pub fn plane_note(Arrows { free, held, others, flat, left }: &Arrows<'_>) -> String {
    let all: Vec<&str> = free.iter().chain(*held).chain(*others).copied().collect();
    if all.is_empty() {
        return "No arrows: the lines of every run that is looked at are left out.".to_owned();
    }
    let s = |names: &[&str]| if names.len() == 1 { "es" } else { "" };
    let mut text = format!(
        "Arrows in a run’s colour: where the {} push{} a pair that is as the mean is (long: strongly; a third of the length is a hundred \
times weaker). A nat is as long across as upwards.",
        if all.len() == 1 { format!("loss of {}", all[0]) } else { format!("losses of {}", together(&all)) },
        s(&all)
    );
    if !free.is_empty() {
        let push = s(free);
        text.push_str(&format!(
            " {} push{push} along the difference alone: as far to the right as down.",
            together(free)
        ));
    }
    if !held.is_empty() {
        let push = s(held);
        text.push_str(&format!(
            " {} push{push} like DPO right of the upright line; left of it the penalty pushes to the right besides.",
            together(held)
        ));
    }
    if !flat.is_empty() {
        let has = if flat.len() == 1 { "has" } else { "have" };
        text.push_str(&format!(
            " Where {} {has} no arrows, nothing is pushed: the loss is flat there.",
            together(flat)
        ));
    }
    // Arrows of which nothing is said may point there.
    if !left.is_empty() && others.is_empty() {
        let paths = if left.len() == 1 { "The path of" } else { "The paths of" };
        let lead = if left.len() == 1 { "leads" } else { "lead" };
        text.push_str(&format!(
            " {paths} {} {lead} to the left, where no arrow points: the network shares weights, not log-probabilities.",
            together(left)
        ));
    }
    text
}
/// `A`, `A and B`, `A, B and C`.
fn together(names: &[&str]) -> String {
    match names {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}
/// The table twin.
pub const TABLE_CAPTION: &str = "The charts’ values at about twenty steps; log-probabilities in nats";
/// What a person can do about an error of the engine.
pub const FAULT_REMEDY: &str = "Everything before it is kept. Choose another example or press Reset.";
/// The name of a run that has the same name as an earlier one.
pub fn twin(name: &str, number: usize) -> String {
    format!("{name} ({number})")
}
/// A loss's parameter with its value.
pub fn argument(name: &str, value: &str) -> String {
    match name {
        "beta" => format!("β {value}"),
        "lambda" => format!("λ {value}"),
        _ => value.to_owned(),
    }
}
/// A parameter's name beside its slider.
pub fn parameter(name: &str) -> String {
    match name {
        "beta" => "β (beta)".to_owned(),
        "lambda" => "λ (lambda)".to_owned(),
        _ => name.to_owned(),
    }
}
/// The button that leaves a run's lines out.
pub fn lines_of(name: &str) -> String {
    format!("Lines of {name}")
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
/// What happens at a mark of the timeline; `None` is a change of the run's settings.
pub fn mark(name: &str, kind: Option<Milestone>) -> String {
    match kind {
        Some(Milestone::Fell) => format!("{name}’s preferred answers fall below the reference"),
        Some(Milestone::Lost) => format!("{name} stops writing a preferred answer: another token is likelier"),
        Some(Milestone::Hinge) => format!("{name}’s penalty begins to push"),
        Some(Milestone::Ranked) => format!("{name} ranks every pair correctly"),
        None => format!("{name} gets other settings"),
    }
}
/// The same with its point of time.
pub fn mark_at(time: usize, text: &str) -> String {
    format!("Step {time}: {text}")
}
/// The list of pairs, with their number.
pub fn pairs(number: usize) -> String {
    if number == 1 { "1 preference pair".to_owned() } else { format!("{number} preference pairs") }
}
/// The slider's value in words.
pub fn step(phase: &str, step: usize, of: usize) -> String {
    format!("{phase} {step}/{of}")
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
/// The table's column heads.
pub fn column(metric: &str, run: &str) -> String {
    format!("{run} {metric}")
}

/// Before anything is learned.
pub const HEADLINE_START: &str = "A small GPT-2 starts from random numbers and knows nothing yet.";
/// What comes next.
pub const ASIDE_START: &str = "First, supervised fine-tuning (SFT) shows it the preferred answers.";
/// During SFT: how often the model, sampled, would write a preferred answer in full.
pub fn headline_sft(steps: usize, often: &str) -> String {
    format!("After {} of SFT the model writes a preferred answer {often}.", steps_of(steps))
}
/// A probability, given as its logarithm, in words: "36 % of the time", "one time in 5,500".
pub fn often(logp: f64) -> String {
    let p = logp.exp();
    if p >= 0.00995 {
        return format!("{:.0} % of the time", 100.0 * p);
    }
    match count(1.0 / p) {
        Some(count) => format!("one time in {count}"),
        None => "practically never".to_owned(),
    }
}
/// During SFT, beneath the headline.
pub const ASIDE_SFT: &str =
    "The model that comes out is frozen as the reference. Then each loss trains its own copy of it.";
/// When the runs stand at the reference.
pub const HEADLINE_REFERENCE: &str = "SFT is done: every run now starts from this same model, the reference.";
/// The same without SFT, from imported weights.
pub const HEADLINE_IMPORTED: &str = "There was no SFT: every run now starts from the imported model, the reference.";
/// The same without SFT, from the seed's numbers.
pub const HEADLINE_UNTRAINED: &str =
    "There was no SFT: every run now starts from an untrained model of random numbers, and that is the reference.";
/// Beneath it.
pub const ASIDE_REFERENCE: &str = "From here on the losses see pairs: one answer preferred, one rejected.";
/// During the preference phase.
pub fn headline_preference(steps: usize, clauses: &[String]) -> String {
    format!("After {} {}.", steps_of(steps), clauses.join("; "))
}
/// The part of it about a run that has stopped.
pub fn clause_stopped(run: &str, at: usize) -> String {
    format!("{run} {}", stopped_at(at))
}
/// Where no run goes on.
pub fn headline_stopped(clauses: &[String]) -> String {
    format!("{}.", clauses.join("; "))
}
/// On the scoreboard, in place of its numbers.
pub fn stopped_at(step: usize) -> String {
    format!("stopped at step {step}")
}
/// Beneath a headline with runs that have stopped.
pub const ASIDE_STOPPED: &str =
    "What has stopped had numbers that mean nothing any more; only what was before is kept.";
/// SFT has stopped before its time.
pub fn headline_sft_stopped(at: usize) -> String {
    format!("SFT {}.", stopped_at(at))
}
/// Runs have stopped while the others go on: why the first one did.
pub fn some_stopped(reason: &str, more: usize) -> String {
    match more {
        0 => reason.to_owned(),
        1 => format!("{reason} Another run has stopped too."),
        more => format!("{reason} {more} more runs have stopped too."),
    }
}
/// No run has changed anything that could be seen.
pub fn headline_still(steps: usize, of: usize) -> String {
    let yet = if steps < of { " yet" } else { "" };
    format!("After {} hardly anything has moved{yet}: no answers are a twentieth more or less likely.", steps_of(steps))
}
/// Why, under AdamW.
pub fn aside_still_adamw(rate: f64, steps: usize) -> String {
    let far = rate * steps as f64;
    // To two digits: the others are a binary number's.
    let far: f64 = format!("{far:.1e}").parse().unwrap_or(far);
    format!(
        "AdamW moves a weight by about preference.learning_rate, {rate}, a step: by {far} so far. Accuracy, loss and margin only say which way."
    )
}
/// Why, under SGD.
pub fn aside_still_sgd(rate: f64) -> String {
    format!(
        "SGD moves a weight by preference.learning_rate, {rate}, times its gradient, which is little so far. Accuracy, loss and margin only say \
which way."
    )
}
/// Where the reference knows nothing.
pub fn aside_untrained(often: &str) -> String {
    format!(
        "There was no SFT: the reference is untrained and writes a preferred answer {often}. What happens to a model that has something to lose \
shows after some steps of SFT."
    )
}
/// The same for many runs: how many have kept the answers, made them less and made them more likely, and have stopped.
pub fn headline_many(steps: usize, all: usize, kept: usize, less: usize, more: usize, stopped: usize) -> String {
    let mut parts = vec![format!("{kept} of {all} runs have kept the preferred answers")];
    parts.extend((less > 0).then(|| format!("{less} have made them less likely")));
    parts.extend((more > 0).then(|| format!("{more} more likely")));
    parts.extend((stopped > 0).then(|| format!("{stopped} have stopped")));
    format!("After {} {}.", steps_of(steps), parts.join("; "))
}
/// One run's part of it, or that of several that have kept the answers. The first names the answers, the others refer to them, and to the
/// part before where that says the same.
pub fn clause(runs: &[&str], verdict: &Verdict, before: Option<&Verdict>) -> String {
    let what = if before.is_none() { "the preferred answers" } else { "them" };
    let (run, has) = (together(runs), if runs.len() > 1 { "have" } else { "has" });
    match (verdict, before) {
        (Verdict::Kept, _) => format!("{run} {has} kept {what}"),
        (Verdict::Less(times), Some(Verdict::Less(_))) | (Verdict::More(times), Some(Verdict::More(_))) => {
            format!("{run}, {times}")
        }
        (Verdict::Less(times), _) => format!("{run} {has} made {what} {times} less likely"),
        (Verdict::More(times), _) => format!("{run} {has} made {what} {times} more likely"),
        (Verdict::Lost, _) => format!("{run} {has} no finite numbers left"),
    }
}
/// What became of the preferred answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Within a fifth of where they were.
    Kept,
    /// So many times less likely.
    Less(String),
    /// So many times more likely.
    More(String),
    /// Not a number.
    Lost,
}
/// The point of the page: ranking looks perfect while the preferred answers fall.
pub fn aside_hidden(run: &str) -> String {
    format!(
        "Yet {run} ranks the preferred answer above the rejected one in every pair: accuracy and margin do not show what was lost."
    )
}
/// While ranking is not perfect yet.
pub fn aside_ranking(shares: &[(String, f64)]) -> String {
    const SHOWN: usize = 4;
    let shown = shares.iter().take(SHOWN);
    let mut parts: Vec<String> = shown.map(|(run, share)| format!("{run} {:.0} %", 100.0 * share)).collect();
    if shares.len() > SHOWN {
        parts.push(format!("{} more runs", shares.len() - SHOWN));
    }
    format!("Pairs in which the preferred answer gained more than the rejected one: {}.", parts.join(", "))
}
/// All is well.
pub const ASIDE_KEPT: &str = "Every pair is ranked correctly, and the preferred answers are still there.";
/// The live region, when a phase begins.
pub const ANNOUNCE: [&str; 2] = ["SFT has begun.", "SFT is done. Preference training has begun."];
/// The live region at the end.
pub fn announce_done(headline: &str, aside: &str) -> String {
    format!("Training is done. {headline} {aside}")
}

/// `e^nats` in words: "1.3 times", "12 times", "3 million times".
pub fn times(nats: f64) -> String {
    let factor = nats.exp();
    if factor < 9.95 {
        return format!("{factor:.1} times");
    }
    match count(factor) {
        Some(count) => format!("{count} times"),
        None => "more than 1000 trillion times".to_owned(),
    }
}

/// A large number in at most three significant figures; `None` for one that has no everyday name.
fn count(number: f64) -> Option<String> {
    let names = [(1e12, " trillion"), (1e9, " billion"), (1e6, " million")];
    if number < 999.5 {
        return Some(format!("{number:.0}"));
    }
    if number < 999_500.0 {
        let rounded = if number < 9_995.0 { (number / 10.0).round() * 10.0 } else { (number / 1e3).round() * 1e3 };
        return Some(format!("{:.0},{:03.0}", (rounded / 1e3).floor(), rounded % 1e3));
    }
    let (unit, name) = names.into_iter().find(|(unit, _)| number >= unit * 0.9995)?;
    let lead = number / unit;
    match lead {
        _ if lead >= 999.5 => None,
        _ if lead < 9.95 => Some(format!("{lead:.1}{name}")),
        _ => Some(format!("{lead:.0}{name}")),
    }
}

/// What is told where the browser gives no reason.
pub const NOT_SAVED: &str = "The file could not be made.";

fn steps_of(steps: usize) -> String {
    if steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") }
}
