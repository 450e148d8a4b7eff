//! What the parts of the page ask of the session at hand. They send it and know nothing of who answers: a closed set of wishes.

use super::views::View;
use crate::objective::Objective;

/// A way through time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// So many steps back.
    Back(usize),
    /// So many steps on; where there are none yet, one is made.
    On(usize),
    /// Half a step: shows the gradient of the next one, and then makes it.
    Half,
    /// Shows so many times as much of the time axis, around where it is.
    Zoom(f64),
    /// To the initial model.
    First,
    /// To the newest step.
    Last,
    /// To the mark before.
    PreviousMark,
    /// To the mark after.
    NextMark,
}

/// What a person asks of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ask {
    /// Another loss from the next step on.
    Change(usize, Objective),
    /// A new run with the past of this one before a step and this loss from there.
    Fork(usize, usize, Objective),
}

/// What the settings are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The run itself, from the next step on.
    Live,
    /// A fork from this step: the past is shown, or there is no next step.
    Fork(usize),
}

/// What is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// A run as a folder for transformers and TRL.
    Bundle(usize),
    /// A run's parameters.
    Weights(usize),
    /// The metrics of every step, for spreadsheets.
    Csv,
    /// The same, a JSON object a line.
    JsonLines,
    /// A picture.
    Picture(Subject, Format),
    /// Every token's log-prob, of every pair, at the step that the page shows.
    Tokens,
    /// What the microscope shows.
    Logits,
}

/// What a picture is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A view of the training.
    Training(View),
    /// The logit microscope.
    Microscope,
}

impl Subject {
    /// Its part of the file's name.
    pub fn name(self) -> &'static str {
        match self {
            Subject::Training(view) => view.name(),
            Subject::Microscope => "microscope",
        }
    }
}

/// How a picture is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As lines and text.
    Svg,
    /// As pixels, four for each of the CSS's.
    Png,
}
