//! The page in time: whether and how fast the session trains, how far it has come, and the point that is shown.

/// Whether the session trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It does.
    Training,
    /// It waits.
    Paused,
}

/// How far the session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In the first phase.
    Sft,
    /// In the second phase.
    Preference,
    /// Every step is made.
    Done,
}

impl Stage {
    /// Its name in the page's `data-phase`.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Sft => "sft",
            Stage::Preference => "preference",
            Stage::Done => "done",
        }
    }
}

/// The point of time that the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The newest step.
    Newest,
    /// So many steps after the initial model, if there are so many already.
    At(usize),
}

/// How fast to train.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As fast as it goes.
    Full,
    /// Forty steps a second.
    Slow,
    /// Four steps a second.
    Crawl,
}

impl Pace {
    /// All of them, in the picker's order.
    pub const ALL: [Pace; 3] = [Pace::Full, Pace::Slow, Pace::Crawl];
}

/// Whether the step after the one that is shown is half made: its gradient is shown, and not applied yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// It is not.
    None,
    /// It is.
    Gradient,
}
