//! The frame of the page: its name, its keys, and what several rooms call the same.

/// The headline's part of the page.
pub fn story() -> &'static str {
    "What has happened"
}
/// The preset picker.
pub fn example() -> &'static str {
    "Example"
}
/// The theme button, by the theme that it now shows.
pub fn theme() -> &'static [&'static str; 4] {
    &["Theme: system", "Theme: light", "Theme: dark", "Theme: projector"]
}
/// Into the hall, and back to work.
pub fn present() -> &'static [&'static str; 2] {
    &["Present", "Leave presentation"]
}
/// There is nothing to save yet.
pub fn nothing_seen() -> &'static str {
    "There is nothing to save of this yet: it begins with the preference phase."
}
/// The sheet of keys.
pub fn help() -> &'static str {
    "Keyboard"
}
/// Closes it.
pub fn close() -> &'static str {
    "Close"
}
/// Where a part of the page will be, until it has come.
pub fn on_its_way() -> &'static str {
    "Loading …"
}
/// What asks once more for a part that has not come.
pub fn ask_again() -> &'static str {
    "Try again"
}
/// Each key and what it does.
pub fn keys() -> &'static [(&'static str, &'static str)] {
    &[
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
    ]
}
/// The chosen completion.
pub fn chosen() -> &'static str {
    "preferred"
}
/// The rejected completion.
pub fn rejected() -> &'static str {
    "rejected"
}
/// The phases on the time axis.
pub fn phases() -> &'static [&'static str; 2] {
    &["SFT", "preference training"]
}
/// The phases beside the time slider.
pub fn phases_brief() -> &'static [&'static str; 2] {
    &["SFT", "preference"]
}
/// The reference's name on the charts.
pub fn reference() -> &'static str {
    "reference"
}
/// What a person can do about an error of the engine.
pub fn fault_remedy() -> &'static str {
    "Everything before it is kept. Choose another example or press Reset."
}
/// What is told where the browser gives no reason.
pub fn not_saved() -> &'static str {
    "The file could not be made."
}
