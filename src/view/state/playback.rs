//! The training in time: whether it goes on, how far it has come, who trains, and the point of time that is shown.

use crate::backend::DeviceKind;
use crate::lab::choice::Wish;
use crate::view::marks::Mark;
use crate::view::snapshot::{Course, Held};
use crate::view::time::{Activity, Cursor, Half, Pace, Stage};

/// Who trains, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trainer {
    /// Processor or GPU.
    pub kind: DeviceKind,
    /// One sentence.
    pub reason: String,
    /// Whether the person should read it now.
    pub news: TrainerNews,
}

/// Whether something happened that the person did not ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrainerNews {
    /// All is as it was decided.
    None,
    /// Another device has taken over, or the wish could not be granted.
    Changed,
}

/// The training in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    /// Whether it trains.
    pub activity: Activity,
    /// How far it has come.
    pub stage: Stage,
    /// The point of time that the page shows.
    pub cursor: Cursor,
    /// How fast it trains.
    pub pace: Pace,
    /// Whether the next step is half made.
    pub half: Half,
    /// Who shall train.
    pub backend: Wish,
    /// Who does; nothing until that is decided.
    pub trainer: Option<Trainer>,
    /// What has been found in the runs.
    pub marks: Held<Vec<Mark>>,
    /// Why it cannot go on, as a sentence for the person.
    pub fault: Option<String>,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Trains on; from the start, if everything was done.
    Train,
    /// Stops training for a while.
    Pause,
    /// Trains on, if there is anything to train, and looks where it looked.
    Resume,
    /// Back to the initial model, not training.
    Reset,
    /// Puts the cursor on a point of time.
    Scrub(usize),
    /// Moves the cursor on from one point of time to another, if nobody else has moved it.
    Sweep(usize, usize),
    /// Lets the cursor follow the newest step.
    Follow,
    /// Changes the pace.
    Pace(Pace),
    /// Shows the gradient of the next step, without making it.
    Half,
    /// Lets another device train, from the initial model.
    Backend(Wish),
    /// Something was found in the runs.
    Marks(Held<Vec<Mark>>),
    /// It is decided, or has changed, who trains.
    Trains(Trainer),
    /// The session has come to a stage.
    Reached(Stage),
    /// The session cannot go on.
    Fail(String),
}

/// What a lab has to train.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// Pairs.
    Some,
    /// None: the lab is only begun.
    None,
}

impl Playback {
    /// As a first visit finds it: alive without a click.
    pub fn first() -> Playback {
        Playback {
            activity: Activity::Training,
            stage: Stage::Sft,
            cursor: Cursor::Newest,
            pace: Pace::Full,
            half: Half::None,
            backend: Wish::Auto,
            trainer: None,
            marks: Held::default(),
            fault: None,
        }
    }

    /// Another session, from the initial model.
    pub fn anew(&self, activity: Activity, work: Workload) -> Playback {
        let activity = if work == Workload::None { Activity::Paused } else { activity };
        Playback { activity, pace: self.pace, backend: self.backend, ..Playback::first() }
    }

    /// Puts the cursor somewhere: what is shown there are whole steps.
    pub fn look_at(&mut self, cursor: Cursor) {
        (self.cursor, self.half) = (cursor, Half::None);
    }

    /// After an action, and whether the session goes on or another begins.
    pub fn reduce(&self, action: Action, work: Workload) -> (Course, Playback) {
        let (mut next, mut course) = (self.clone(), Course::GoesOn);
        let is_over = self.stage == Stage::Done || self.fault.is_some();
        match action {
            Action::Train | Action::Resume if work == Workload::None => {}
            Action::Train if is_over => (course, next) = (Course::Anew, self.anew(Activity::Training, work)),
            Action::Train => {
                next.activity = Activity::Training;
                next.look_at(Cursor::Newest);
            }
            Action::Resume if is_over => {}
            Action::Resume => next.activity = Activity::Training,
            Action::Pause => next.activity = Activity::Paused,
            Action::Reset => (course, next) = (Course::Anew, self.anew(Activity::Paused, work)),
            Action::Scrub(time) => next.look_at(Cursor::At(time)),
            Action::Sweep(from, to) if self.cursor == Cursor::At(from) => next.cursor = Cursor::At(to),
            Action::Sweep(..) => {}
            Action::Follow => next.look_at(Cursor::Newest),
            Action::Pace(pace) => next.pace = pace,
            Action::Half => (next.half, next.activity) = (Half::Gradient, Activity::Paused),
            Action::Backend(backend) => {
                (course, next) = (Course::Anew, Playback { backend, ..self.anew(Activity::Training, work) });
            }
            Action::Marks(marks) => next.marks = marks,
            Action::Trains(trainer) => next.trainer = Some(trainer),
            Action::Reached(stage) => {
                next.stage = stage;
                if stage == Stage::Done {
                    next.activity = Activity::Paused;
                }
            }
            Action::Fail(sentence) => (next.fault, next.activity) = (Some(sentence), Activity::Paused),
        }
        (course, next)
    }
}
