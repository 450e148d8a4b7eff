//! The bottom line: training, time, and who trains.

use super::microscope::quote;
use crate::theory::{Due, Sign};
use crate::train::Milestone;

/// Half a step on: its first half and its second.
pub const HALF: [&str; 2] = ["Half a step: show where the next step pushes", "The other half: make the step"];
/// Its button.
pub const HALF_GLYPH: &str = "½";
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
