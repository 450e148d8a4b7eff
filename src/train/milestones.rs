//! The steps at which something happens in a run that is worth going back to. Each is found once, when its row is recorded.

use super::{Metrics, Session};

/// What is looked for in a run's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// The mean chosen log-prob is below the reference by more than a tenth of a nat.
    Fell,
    /// Greedy decoding writes fewer preferred answers than the reference's: the likeliest token is another one somewhere.
    Lost,
    /// A penalty is active for the first time.
    Hinge,
    /// Every pair is ranked correctly.
    Ranked,
}

impl Milestone {
    const ALL: [Milestone; 4] = [Milestone::Fell, Milestone::Lost, Milestone::Hinge, Milestone::Ranked];

    /// Less is within what every run does at its first steps.
    pub const FALLEN: f64 = 0.1;

    fn holds(self, first: &Metrics, row: &Metrics) -> bool {
        match self {
            Milestone::Fell => row.logps_chosen < first.logps_chosen - Milestone::FALLEN,
            Milestone::Lost => row.greedy < first.greedy,
            Milestone::Hinge => row.active_frac > 0.0,
            Milestone::Ranked => row.rewards_accuracies >= 1.0,
        }
    }
}

/// What has been found so far.
#[derive(Clone, Debug, Default)]
pub struct Milestones {
    runs: Vec<Watched>,
}

#[derive(Clone, Debug, Default)]
struct Watched {
    /// Rows that have been looked at.
    rows: usize,
    found: [Option<usize>; Milestone::ALL.len()],
    /// Changes of the loss, of which the lab file tells.
    changes: Vec<usize>,
}

impl Milestones {
    /// Looks at what is new; whether something was found.
    pub fn look(&mut self, session: &Session) -> bool {
        let mut news = false;
        self.runs.resize(session.spec().runs.len(), Watched::default());
        for (run, (seen, spec)) in self.runs.iter_mut().zip(&session.spec().runs).enumerate() {
            let rows = session.history().run(run);
            let Some(first) = rows.first() else { continue };
            for (step, row) in rows.iter().enumerate().skip(seen.rows) {
                for (kind, found) in Milestone::ALL.into_iter().zip(&mut seen.found) {
                    if found.is_none() && step > 0 && kind.holds(first, row) {
                        *found = Some(step);
                        news = true;
                    }
                }
            }
            seen.rows = rows.len();
            let changes = spec.events.iter().map(|event| event.step).filter(|step| *step < rows.len());
            if changes.clone().count() != seen.changes.len() {
                seen.changes = changes.collect();
                news = true;
            }
        }
        news
    }

    /// What has been found in a run: at which step, and what; nothing for a change of its loss, of which the lab file tells.
    pub fn of(&self, run: usize) -> impl Iterator<Item = (usize, Option<Milestone>)> + '_ {
        self.runs.get(run).into_iter().flat_map(|seen| {
            let found = Milestone::ALL.into_iter().zip(seen.found).filter_map(|(kind, step)| Some((step?, Some(kind))));
            found.chain(seen.changes.iter().map(|step| (*step, None)))
        })
    }
}
