//! What has happened, in words: the headline, what stands beneath it, and what is announced.

use super::common::Listed;
use crate::data::decimal;
use crate::words::arguments::Fate;

/// Before anything is learned.
pub fn headline_start() -> &'static str {
    "A small GPT-2 starts from random numbers and knows nothing yet."
}
/// What comes next.
pub fn aside_start() -> &'static str {
    "First, supervised fine-tuning (SFT) shows it the preferred answers."
}
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
pub fn aside_sft() -> &'static str {
    "The model that comes out is frozen as the reference. Then each loss trains its own copy of it."
}
/// When the runs stand at the reference.
pub fn headline_reference() -> &'static str {
    "SFT is done: every run now starts from this same model, the reference."
}
/// The same without SFT, from imported weights.
pub fn headline_imported() -> &'static str {
    "There was no SFT: every run now starts from the imported model, the reference."
}
/// The same without SFT, from the seed's numbers.
pub fn headline_untrained() -> &'static str {
    "There was no SFT: every run now starts from an untrained model of random numbers, and that is the reference."
}
/// Beneath it.
pub fn aside_reference() -> &'static str {
    "From here on the losses see pairs: one answer preferred, one rejected."
}
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
pub fn aside_stopped() -> &'static str {
    "What has stopped had numbers that mean nothing any more; only what was before is kept."
}
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
pub fn headline_still(steps: usize, of: usize, pairs: usize) -> String {
    let yet = if steps < of { " yet" } else { "" };
    let average = if pairs > 1 { "on average " } else { "" };
    format!(
        "After {} hardly anything has moved{yet}: {average}no answers are a twentieth more or less likely.",
        steps_of(steps)
    )
}
/// Why, under AdamW.
pub fn aside_still_adamw(rate: f64, steps: usize) -> String {
    let far = rate * steps as f64;
    // To two digits: the others are a binary number's.
    let far = decimal::parse(&format!("{far:.1e}")).unwrap_or(far);
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
pub fn headline_many(
    (steps, pairs): (usize, usize),
    all: usize,
    kept: usize,
    less: usize,
    more: usize,
    stopped: usize,
) -> String {
    let [what, them] = preferred(pairs);
    let mut parts = vec![format!("{kept} of {all} runs have kept {what}")];
    parts.extend((less > 0).then(|| format!("{less} have made {them} less likely")));
    parts.extend((more > 0).then(|| {
        if less > 0 { format!("{more} more likely") } else { format!("{more} have made {them} more likely") }
    }));
    parts.extend((stopped > 0).then(|| format!("{stopped} have stopped")));
    format!("After {} {}.", steps_of(steps), parts.join("; "))
}
/// One run's part of it, or that of several that have kept the answers. The first names the answers, the others refer to them, and to the
/// part before where that says the same. What is said of several pairs is said of their mean, and the first part says so.
pub fn clause(runs: &[&str], verdict: &Fate, before: Option<&Fate>, pairs: usize) -> String {
    let [first, again] = preferred(pairs);
    let what = if before.is_none() { first } else { again };
    let (run, has) = (Listed(runs), if runs.len() > 1 { "have" } else { "has" });
    match (verdict, before) {
        (Fate::Kept, _) => format!("{run} {has} kept {what}"),
        (Fate::Less(times), Some(Fate::Less(_))) | (Fate::More(times), Some(Fate::More(_))) => {
            format!("{run}, {times}")
        }
        (Fate::Less(times), _) => format!("{run} {has} made {what} {times} less likely"),
        (Fate::More(times), _) => format!("{run} {has} made {what} {times} more likely"),
        (Fate::Lost, _) => format!("{run} {has} no finite numbers left"),
    }
}
/// What is told of, and how it is called again.
fn preferred(pairs: usize) -> [&'static str; 2] {
    if pairs == 1 { ["the preferred answer", "it"] } else { ["the average preferred answer", "it"] }
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
/// Pairs that other pairs turn round.
pub fn aside_opposed(opposed: usize, pairs: usize) -> String {
    format!(
        "{opposed} of the {pairs} pairs are turned round by another: it rejects what they prefer, to the same prompt. No model can rank both, and what one pulls the other pulls back."
    )
}
/// Both answers have fallen alike.
pub fn aside_alike(run: &str) -> String {
    format!(
        "Under {run} the rejected answers have fallen just as far: the mean margin stands where it began, and shows nothing of it."
    )
}
/// All is well.
pub fn aside_kept() -> &'static str {
    "Every pair is ranked correctly, and the preferred answers are still there."
}
/// The live region, when a phase begins.
pub fn announce() -> &'static [&'static str; 2] {
    &["SFT has begun.", "SFT is done. Preference training has begun."]
}
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
fn steps_of(steps: usize) -> String {
    if steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") }
}
