//! Events found in the runs: the steps at which something happens that is worth going back to. Each is found once, when its row is recorded.

use super::reading;
use super::strings;
use crate::train::{Metrics, Session};

/// A point of time and what happens there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The point of time.
    pub time: usize,
    /// The run.
    pub run: usize,
    /// What happens, as a short phrase with the run's name.
    pub text: String,
}

/// What is looked for in a run's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The mean chosen log-prob is below the reference by more than a tenth of a nat.
    Fell,
    /// Greedy decoding writes fewer preferred answers than the reference's: the likeliest token is another one somewhere.
    Lost,
    /// A penalty is active for the first time.
    Hinge,
    /// Every pair is ranked correctly.
    Ranked,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Fell, Kind::Lost, Kind::Hinge, Kind::Ranked];

    /// Less is within what every run does at its first steps.
    pub const FALLEN: f64 = 0.1;

    fn holds(self, first: &Metrics, row: &Metrics) -> bool {
        match self {
            Kind::Fell => row.logps_chosen < first.logps_chosen - Kind::FALLEN,
            Kind::Lost => row.greedy < first.greedy,
            Kind::Hinge => row.active_frac > 0.0,
            Kind::Ranked => row.rewards_accuracies >= 1.0,
        }
    }
}

/// What has been found so far.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    runs: Vec<Seen>,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    /// Rows that have been looked at.
    rows: usize,
    found: [Option<usize>; Kind::ALL.len()],
    /// Changes of the loss, of which the lab file tells.
    changes: Vec<usize>,
}

impl Marks {
    /// Looks at what is new; whether something was found.
    pub fn look(&mut self, session: &Session) -> bool {
        let mut news = false;
        self.runs.resize(session.spec().runs.len(), Seen::default());
        for (run, (seen, spec)) in self.runs.iter_mut().zip(&session.spec().runs).enumerate() {
            let rows = session.history().run(run);
            let Some(first) = rows.first() else { continue };
            for (step, row) in rows.iter().enumerate().skip(seen.rows) {
                for (kind, found) in Kind::ALL.into_iter().zip(&mut seen.found) {
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

    /// All marks in the order of time. `names` are the runs' names.
    pub fn all(&self, session: &Session, names: &[String]) -> Vec<Mark> {
        let sft = reading::time(session).sft;
        let mut marks: Vec<Mark> = Vec::new();
        for (run, (seen, name)) in self.runs.iter().zip(names).enumerate() {
            let found = Kind::ALL.into_iter().zip(seen.found).filter_map(|(kind, step)| Some((step?, Some(kind))));
            for (step, kind) in found.chain(seen.changes.iter().map(|step| (*step, None))) {
                let mark = Mark { time: sft + step, run, text: strings::mark(name, kind) };
                let at = marks.iter().take_while(|other| other.time <= mark.time).count();
                marks.insert(at, mark);
            }
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, presets};
    use crate::train::{Phase, Step};
    use std::rc::Rc;

    #[test]
    fn the_failure_and_the_hinge_are_found_once() {
        let spec = LabFile::from_json(presets()[0].json).expect("a preset");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 60).expect("first");
        session.set_target(Phase::Preference, 30).expect("then");
        let (mut marks, mut news) = (Marks::default(), 0);
        while session.tick() != Step::Idle {
            news += usize::from(marks.look(&session));
        }
        let names = ["DPO".to_owned(), "DPOP".to_owned()];
        let all = marks.all(&session, &names);
        let text = |mark: &Mark| format!("{} {}", mark.run, mark.text);
        for (run, name, kind) in [(0, "DPO", Kind::Fell), (0, "DPO", Kind::Lost), (1, "DPOP", Kind::Hinge)] {
            let wanted = format!("{run} {}", strings::mark(name, Some(kind)));
            assert!(all.iter().any(|mark| text(mark) == wanted), "{wanted} is not in {all:?}");
        }
        assert!(all.windows(2).all(|two| two[0].time <= two[1].time) && (1..=all.len()).contains(&news));
    }
}
