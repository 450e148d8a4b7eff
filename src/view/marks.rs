//! The marks of the timeline: what was found in the runs, in words, at its point of time.

use super::reading;
use crate::train::{Milestone, Milestones, Session};
use crate::words;

/// A point of time and what happens there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The point of time.
    pub time: usize,
    /// The run.
    pub run: usize,
    /// The run's name.
    pub name: String,
    /// What happens; nothing is a change of the run's settings.
    pub kind: Option<Milestone>,
}

impl Mark {
    /// What happens, as a short phrase with the run's name.
    pub fn said(&self) -> String {
        words::mark(&self.name, self.kind)
    }
}

/// All that has been found, in the order of time. `names` are the runs' names.
pub fn marks(found: &Milestones, session: &Session, names: &[String]) -> Vec<Mark> {
    let sft = reading::time(session).sft;
    let mut marks: Vec<Mark> = Vec::new();
    for (run, name) in names.iter().enumerate() {
        for (step, milestone) in found.of(run) {
            let mark = Mark { time: sft + step, run, name: name.clone(), kind: milestone };
            let at = marks.iter().take_while(|other| other.time <= mark.time).count();
            marks.insert(at, mark);
        }
    }
    marks
}

/// Marks that would touch on a line of this many steps stand together.
pub fn groups(marks: &[Mark], end: usize) -> Vec<Vec<&Mark>> {
    let mut groups: Vec<Vec<&Mark>> = Vec::new();
    for mark in marks {
        match groups.last_mut() {
            Some(group) if (mark.time - group[0].time) * 36 < end => group.push(mark),
            _ => groups.push(vec![mark]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, presets};
    use crate::train::{Milestone, Phase, Step};
    use std::rc::Rc;

    #[test]
    fn the_failure_and_the_hinge_are_found_once() {
        let spec = LabFile::from_json(presets()[0].json).expect("a preset");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 60).expect("first");
        session.set_target(Phase::Preference, 30).expect("then");
        let (mut found, mut news) = (Milestones::default(), 0);
        while session.tick() != Step::Idle {
            news += usize::from(found.look(&session));
        }
        let names = ["DPO".to_owned(), "DPOP".to_owned()];
        let all = marks(&found, &session, &names);
        let text = |mark: &Mark| format!("{} {}", mark.run, mark.said());
        for (run, name, kind) in
            [(0, "DPO", Milestone::Fell), (0, "DPO", Milestone::Lost), (1, "DPOP", Milestone::Hinge)]
        {
            let wanted = format!("{run} {}", words::mark(name, Some(kind)));
            assert!(all.iter().any(|mark| text(mark) == wanted), "{wanted} is not in {all:?}");
        }
        assert!(all.windows(2).all(|two| two[0].time <= two[1].time) && (1..=all.len()).contains(&news));
    }

    #[test]
    fn marks_that_would_touch_stand_together() {
        let check = |times: &[usize], expected: &[usize]| {
            let marks: Vec<Mark> =
                times.iter().map(|time| Mark { time: *time, run: 0, name: String::new(), kind: None }).collect();
            let sizes: Vec<usize> = groups(&marks, 360).iter().map(Vec::len).collect();
            assert_eq!(sizes, expected, "{times:?}");
        };
        check(&[], &[]);
        check(&[5, 14, 15, 100], &[2, 1, 1]);
        check(&[5, 5, 5], &[3]);
    }
}
