//! The heat map, and the plane of log-ratios.

use super::common::Listed;
use super::microscope::quote;
use super::page::{CHOSEN, REJECTED};
use crate::data::Side;
use crate::plot::scale::signed;
use crate::words::arguments::Arrows;

/// What the heat map's tints are.
pub const HEAT_NOTE: &str = "Purple: less likely than before. Green: more likely. A row is a pair, a column a token, underlined where the \
answers differ. A click selects.";
/// What a cell of the heat map says: pair and token counted from 0.
pub fn spot(run: &str, side: Side, (pair, token): (usize, usize), word: &str, change: Option<f64>) -> String {
    let side = match side {
        Side::Chosen => CHOSEN,
        Side::Rejected => REJECTED,
    };
    let change = change.map_or(String::new(), |change| format!(": {run} {} nats", signed(change, 2)));
    format!("Pair {}, {side}, token {} {}{change}", pair + 1, token + 1, quote(word))
}
/// The plane's axes: across and up.
pub const PLANE_TITLES: [&str; 2] =
    ["preferred answers: Δ log-probability, nats", "rejected answers: Δ log-probability, nats"];
/// What lies left of the plane's upright axis, and on its diagonal.
pub const PLANE_NOTES: [&str; 2] = ["below the reference", "h = 0"];
/// What it says where there is nothing on it yet.
pub const PLANE_EARLY: &str = "The plane begins with the reference: it shows how far the answers move from there.";
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
