//! What the parts of the page ask of the session at hand. They send it and know nothing of who answers: a closed set of wishes.

use super::state::State;
use super::time::{Cursor, Stage};
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

impl Target {
    /// The next step where that is what is shown, or else a fork.
    pub fn of(state: &State) -> Target {
        match (state.playback.cursor, state.playback.stage) {
            (Cursor::Newest, Stage::Done) => Target::Fork(0),
            (Cursor::Newest, Stage::Sft | Stage::Preference) | (Cursor::At(_), Stage::Sft) => Target::Live,
            (Cursor::At(_), Stage::Preference | Stage::Done) => Target::Fork(shown(state)),
        }
    }
}

/// The preference step at the cursor, or beyond all for the newest one.
pub fn shown(state: &State) -> usize {
    match state.playback.cursor {
        Cursor::Newest => usize::MAX,
        Cursor::At(time) => time.saturating_sub(state.document.spec.sft.steps),
    }
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
            Subject::Training(view) => view.key(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::state::{playback, reduce};

    #[test]
    fn settings_are_for_the_next_step_or_for_a_fork() {
        let check = |actions: &[playback::Action], expected: (Target, usize)| {
            let first = State::first().expect("the first preset");
            let state = actions.iter().cloned().fold(first, |state, action| reduce(&state, action.into()));
            assert_eq!((Target::of(&state), shown(&state)), expected, "{actions:?}");
        };
        let sft = State::first().expect("the first preset").document.spec.sft.steps;
        let (to, at) = (playback::Action::Reached, |step: usize| playback::Action::Scrub(sft + step));
        check(&[], (Target::Live, usize::MAX));
        check(&[playback::Action::Scrub(3)], (Target::Live, 0));
        check(&[to(Stage::Preference)], (Target::Live, usize::MAX));
        check(&[to(Stage::Preference), at(7)], (Target::Fork(7), 7));
        check(&[to(Stage::Done)], (Target::Fork(0), usize::MAX));
        check(&[to(Stage::Done), at(40)], (Target::Fork(40), 40));
    }
}
