//! The bottom line: training, time, and who trains.

use super::microscope::quote;
use crate::theory::{Due, Sign};
use crate::train::Milestone;

/// Half a step on: its first half and its second.
pub fn half() -> &'static [&'static str; 2] {
    &["Half a step: show where the next step pushes", "The other half: make the step"]
}
/// What is seen between the halves: where the next step pushes the selected token's logit under each run, where that can be said.
pub fn half_note(token: &str, pushes: &[(&str, Sign, Due)]) -> String {
    let way = |(run, sign, when): &(&str, Sign, Due)| match (sign, when) {
        (_, Due::IfFallen) => format!("{run} has no need to hold it"),
        (Sign::Up, Due::Now) => format!("{run} pushes it up"),
        (Sign::Down, Due::Now) => format!("{run} pushes it down"),
        (Sign::None, Due::Now) => format!("{run} leaves it"),
    };
    let ways: Vec<String> = pushes.iter().map(way).collect();
    let selected = if ways.is_empty() { String::new() } else { format!("{}: {}. ", quote(token), ways.join(", ")) };
    format!(
        "Half a step: the arrows are the next step’s gradient. {selected}Nothing has moved yet; press ½ again and it does."
    )
}
/// Starts training.
pub fn train() -> &'static str {
    "Train"
}
/// Starts it over, when every step is made.
pub fn again() -> &'static str {
    "Train again"
}
/// Stops training for a while.
pub fn pause() -> &'static str {
    "Pause"
}
/// Starts again from the initial model.
pub fn reset() -> &'static str {
    "Reset"
}
/// Puts the cursor back on the newest step.
pub fn follow() -> &'static str {
    "Latest"
}
/// A step back in time.
pub fn back() -> &'static str {
    "One step back"
}
/// A step on.
pub fn on() -> &'static str {
    "One step on"
}
/// The pace picker.
pub fn speed() -> &'static str {
    "Speed"
}
/// The paces, in the order of `Pace::ALL`.
pub fn paces() -> &'static [&'static str; 3] {
    &["full", "slow", "step by step"]
}
/// Who trains.
pub fn trainer() -> &'static str {
    "Trained by"
}
/// Who can, in the picker's order.
pub fn trainers() -> &'static [&'static str; 3] {
    &["whichever is faster", "the GPU", "the CPU"]
}
/// What stands there until that is decided.
pub fn trainer_sought() -> &'static str {
    "A GPU is being tried."
}
/// The time slider.
pub fn step_name() -> &'static str {
    "Step"
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
/// The slider's value in words.
pub fn step(phase: &str, step: usize, of: usize) -> String {
    format!("{phase} {step}/{of}")
}
