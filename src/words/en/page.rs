//! The frame of the page: its name, its keys, and what several rooms call the same.

/// The name of the page.
pub const TITLE: &str = "DPOP Lab";
/// The headline's part of the page.
pub const STORY: &str = "What has happened";
/// The preset picker.
pub const EXAMPLE: &str = "Example";
/// The theme button, by the theme that it now shows.
pub const THEME: [&str; 4] = ["Theme: system", "Theme: light", "Theme: dark", "Theme: projector"];
/// Stands for it where there is little room.
pub const THEME_GLYPH: &str = "◐";
/// Into the hall, and back to work.
pub const PRESENT: [&str; 2] = ["Present", "Leave presentation"];
/// There is nothing to save yet.
pub const NOTHING_SEEN: &str = "There is nothing to save of this yet: it begins with the preference phase.";
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
/// The chosen completion.
pub const CHOSEN: &str = "preferred";
/// The rejected completion.
pub const REJECTED: &str = "rejected";
/// The phases on the time axis.
pub const PHASES: [&str; 2] = ["SFT", "preference training"];
/// The phases beside the time slider.
pub const PHASES_BRIEF: [&str; 2] = ["SFT", "preference"];
/// The reference's name on the charts.
pub const REFERENCE: &str = "reference";
/// What a person can do about an error of the engine.
pub const FAULT_REMEDY: &str = "Everything before it is kept. Choose another example or press Reset.";
/// What is told where the browser gives no reason.
pub const NOT_SAVED: &str = "The file could not be made.";
