//! The heat map, and the plane of log-ratios.

use super::common::Listed;
use super::microscope::quote;
use super::page::{chosen, rejected};
use crate::data::Side;
use crate::plot::scale::{number, signed};
use crate::words::arguments::{Arrows, LossSaid};

/// What the heat map's tints are.
pub fn heat_note() -> &'static str {
    "Purple: less likely than before. Green: more likely. A row is a pair, a column a token, underlined where the \
answers differ. A click selects."
}
/// What a cell of the heat map says: pair and token counted from 0.
pub fn spot(run: &str, side: Side, (pair, token): (usize, usize), word: &str, change: Option<f64>) -> String {
    let side = match side {
        Side::Chosen => chosen(),
        Side::Rejected => rejected(),
    };
    let change = change.map_or(String::new(), |change| format!(": {run} {} nats", signed(change, 2)));
    format!("Pair {}, {side}, token {} {}{change}", pair + 1, token + 1, quote(word))
}
/// The plane's axes: across and up.
pub fn plane_titles() -> &'static [&'static str; 2] {
    &["preferred answers: Δ log-probability, nats", "rejected answers: Δ log-probability, nats"]
}
/// What lies left of the plane's upright axis, and on its diagonal.
pub fn plane_notes() -> &'static [&'static str; 2] {
    &["below the reference", "h = 0"]
}
/// What it says where there is nothing on it yet.
pub fn plane_early() -> &'static str {
    "The plane begins with the reference: it shows how far the answers move from there."
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
        if all.len() == 1 { format!("loss of {}", all[0]) } else { format!("losses of {}", Listed(&all)) },
        s(&all)
    );
    if !free.is_empty() {
        let push = s(free);
        text.push_str(&format!(
            " {} push{push} along the difference alone: as far to the right as down.",
            Listed(free)
        ));
    }
    if !held.is_empty() {
        let push = s(held);
        text.push_str(&format!(
            " {} push{push} like DPO right of the upright line; left of it the penalty pushes to the right besides.",
            Listed(held)
        ));
    }
    if !flat.is_empty() {
        let has = if flat.len() == 1 { "has" } else { "have" };
        text.push_str(&format!(" Where {} {has} no arrows, nothing is pushed: the loss is flat there.", Listed(flat)));
    }
    // Arrows of which nothing is said may point there.
    if !left.is_empty() && others.is_empty() {
        let paths = if left.len() == 1 { "The path of" } else { "The paths of" };
        let lead = if left.len() == 1 { "leads" } else { "lead" };
        text.push_str(&format!(
            " {paths} {} {lead} to the left, where no arrow points: the network shares weights, not log-probabilities.",
            Listed(left)
        ));
    }
    text
}
/// The areas' names, in the order of the tokens in an answer: before the difference, at it, after it.
pub fn areas_parts() -> &'static [&'static str; 3] {
    &["before", "at", "after"]
}
/// Their sum.
pub fn areas_sum() -> &'static str {
    "sum"
}
/// What is shown of a run, beside its name.
pub fn areas_unit() -> &'static str {
    "before, at and after the difference: change, nats"
}
/// What is said where there is nothing to show yet.
pub fn areas_early() -> &'static str {
    "The areas begin with the reference: they show how far the preferred answers move from there, and where."
}
/// Where the preferred answers have fallen at a step: for each run its name, and by how many nats the tokens before, at and after the
/// difference have moved; nothing for a run that has no such step.
pub fn areas_note(step: usize, runs: &[(&str, Option<[f64; 3]>)]) -> String {
    if runs.is_empty() {
        return "No areas: the lines of every run that is looked at are left out.".to_owned();
    }
    // What is said of many is said briefly: it has three lines.
    let is_brief = runs.len() > 2;
    let clause = |(name, parts): &(&str, Option<[f64; 3]>)| match parts {
        Some([before, at, after]) if is_brief && before + at + after < -LEAST => {
            let (fall, share) = (-(before + at + after), 100.0 * after / (before + at + after));
            format!("{name}: {share:.0} % of {} nats after the difference", number(fall, 2))
        }
        _ => fall(name, *parts),
    };
    let clauses: Vec<String> = runs.iter().map(clause).collect();
    format!("At step {step}, {}.", clauses.join("; "))
}
/// A fall of so many nats is worth a sentence.
const LEAST: f64 = 0.1;
fn fall(name: &str, parts: Option<[f64; 3]>) -> String {
    let Some([before, at, after]) = parts.filter(|parts| parts.iter().all(|part| part.is_finite())) else {
        return format!("{name} has stopped already");
    };
    // What is less than is written of it has not moved.
    let is_seen = |part: &f64| part.abs() >= 0.005;
    let groups = [(after, "after"), (at, "at"), (before, "before")];
    let fallen = groups.iter().map(|(part, _)| -part.min(0.0)).filter(is_seen).sum::<f64>();
    if fallen == 0.0 {
        return format!("under {name} nothing has fallen");
    }
    // Shares of next to nothing say nothing.
    if fallen < LEAST {
        return format!("under {name} the fall is {} nats", number(fallen, 2));
    }
    let places = groups.iter().filter(|(part, _)| !is_seen(part) || *part < 0.0).enumerate();
    let shares = places.map(|(index, (part, place))| {
        let share = if is_seen(part) { -100.0 * part / fallen } else { 0.0 };
        let whole = if index == 0 { format!(" of the fall of {} nats is", number(fallen, 2)) } else { String::new() };
        format!("{share:.0} %{whole} {place} {}", if index == 0 { "the difference" } else { "it" })
    });
    let shares: Vec<String> = shares.collect();
    let gained = groups.iter().filter(|(part, _)| is_seen(part) && *part > 0.0);
    let gains: Vec<String> = gained.map(|(part, place)| format!("{} nats {place} it", number(*part, 2))).collect();
    let gains = if gains.is_empty() { String::new() } else { format!(" (gained: {})", gains.join(", ")) };
    format!("under {name} {}{gains}", shares.join(", "))
}
/// The loss over h: what is across, and what is upwards.
pub fn loss_curve_titles() -> &'static [&'static str; 2] {
    &["h: margin over the reference, nats", "Loss of each pair"]
}
/// What its signs mean: curve, hollow point, filled point, upright line, ring.
pub fn loss_curve_signs() -> &'static [&'static str; 5] {
    &[
        "the loss by h alone",
        "preferred answer below the reference",
        "at or above it",
        "added by the penalty",
        "the selected pair",
    ]
}
/// What it says where there is nothing on it yet.
pub fn loss_curve_early() -> &'static str {
    "h is counted from the reference, and there is none yet: SFT comes first."
}
/// What holds of the runs' pairs.
pub fn loss_curve_note(runs: &[LossSaid<'_>]) -> String {
    if runs.is_empty() {
        return "No points: the lines of every run that is looked at are left out.".to_owned();
    }
    let clauses: Vec<String> = runs.iter().enumerate().map(|(index, said)| loss_clause(said, index)).collect();
    clauses.join(" ")
}
/// The first run's clause says what is counted, the others' are shorter.
fn loss_clause(said: &LossSaid<'_>, index: usize) -> String {
    let LossSaid { name, pairs, fallen, h, loss, slope, added, off, above, highest } = *said;
    if pairs == 0 {
        return format!("{name} has stopped already.");
    }
    // A loss that is almost gone is not gone.
    let small = |value: f64| match value {
        _ if value >= 0.0995 => number(value, 2),
        _ if value > 0.0 && value < 0.0005 => "below 0.001".to_owned(),
        _ => number(value, 3),
    };
    let (h, loss, slope) = (number(h, 1), small(loss), number(slope, 3));
    let added = match added {
        _ if added >= 0.005 => format!(" ({} from the penalty)", small(added)),
        _ if added <= -0.005 => format!(" ({} taken off by a penalty of the wrong sign)", small(-added)),
        _ => String::new(),
    };
    let higher = if above > 0 {
        format!("; {above} higher than the picture, up to {}", number(highest, 1))
    } else {
        String::new()
    };
    // Its points are where they are, and the curve is one of many.
    let higher = if off > 0 {
        format!(
            "{higher}; the loss sees more than h, and its curve is that of a preferred answer which stands at the reference"
        )
    } else {
        higher
    };
    if index == 0 {
        return format!(
            "{name}: h is {h} in the mean, the loss {loss}{added}, its slope {slope}; at {fallen} of {pairs} pairs the preferred answer is \
below the reference{higher}."
        );
    }
    format!("{name}: h {h}, loss {loss}{added}, slope {slope}; {fallen} of {pairs} below{higher}.")
}
/// What a point of the loss over h says: the pair is counted from 0; its h, its loss, and the change of its preferred answer.
pub fn pair_spot(run: &str, pair: usize, [h, loss, change]: [f64; 3]) -> String {
    format!(
        "Pair {}, {run}: h {}, loss {}; preferred answer {} nats since the reference",
        pair + 1,
        number(h, 2),
        number(loss, 2),
        signed(change, 2)
    )
}
