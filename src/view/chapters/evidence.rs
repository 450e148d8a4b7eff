//! What a chapter asks, and what the run at hand answers. No answer is written down anywhere: each is read off the training.

use super::{Role, Spot};
use crate::argument::{Findings, Id, Tally};
use crate::train::{Metrics, Phase};
use crate::view::reading;
use std::rc::Rc;

/// A question with its choices; their words are `words`'.
#[derive(Clone, Copy)]
pub struct ChapterQuestion {
    /// How many choices there are.
    pub choices: usize,
    /// Which of them is right in a run, once it has come so far.
    pub outcome: fn(&Evidence<'_>) -> Option<Outcome>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The choice that is right.
    pub right: usize,
    /// The numbers that decide it.
    pub values: [f64; 2],
}

/// What a question is answered by: a run at the time at which the chapter ends.
pub struct Evidence<'a> {
    /// Run, pair, token and time.
    pub spot: Spot<'a>,
    /// What holds of the run then; nothing while it is examined.
    pub findings: &'a dyn Fn() -> Option<Rc<Findings>>,
}

impl Evidence<'_> {
    /// The run's metrics at a step of the preference phase; none before it has come so far.
    pub fn row(&self, step: usize) -> Option<&Metrics> {
        self.spot.session.history().run(self.spot.run).get(step)
    }

    /// Its metrics at the chapter's end, with those at the reference.
    pub fn ends(&self) -> Option<(&Metrics, &Metrics)> {
        let (Phase::Preference, step) = reading::place(self.spot.session, self.spot.time) else { return None };
        Some((self.row(0)?, self.row(step)?))
    }

    /// What the preferred answers of another run have gained at the chapter's end, as a mean over pairs.
    pub fn change_of(&self, role: Role) -> Option<f64> {
        let session = self.spot.session;
        let (_, step) = reading::place(session, self.spot.time);
        Some(reading::score(session.history(), role.run(session.spec()), step)?.delta_chosen)
    }

    /// How often the run writes the preferred answer of the pair, the rejected one, and anything else.
    pub fn shares(&self) -> Option<[f64; 3]> {
        let Spot { session, run, pair, time, .. } = self.spot;
        session.pairs().get(pair)?;
        Some(reading::shares(reading::against_reference(session, run, time)?.0, pair))
    }

    /// How often a statement holds.
    pub fn tally(&self, id: Id) -> Option<Tally> {
        let findings = (self.findings)()?;
        findings.get(id).filter(|verdict| verdict.idle.is_none()).map(|verdict| verdict.tally.clone())
    }
}

/// 0 for what has risen, 1 for what has fallen, 2 for what has stayed within so much of where it was.
pub fn way(change: f64, still: f64) -> usize {
    if change.abs() <= still {
        2
    } else if change > 0.0 {
        0
    } else {
        1
    }
}
