//! What one is asked to do, and whether the lab at hand shows that it is done. Nothing is written down as the solution: runs are looked at.

use super::quantity::dpop;
use crate::data::LabFile;
use crate::objective::Objective;
use crate::objective::dpop::Dpop;
use crate::train::Session;
use crate::view::reading;
use crate::view::time::Stage;
use crate::words::{Exercise, Progress};

/// An answer that is less than this below the reference, in nats, is where it was: 10 % less likely. The hinge works only below it, so that it is
/// never held to the bit.
pub const KEPT: f64 = 0.1;

/// An answer that is further than this below the reference has fallen: it is less than half as likely.
pub const FALLEN: f64 = 0.7;

impl Exercise {
    /// All of them.
    pub const ALL: [Exercise; 3] = [Exercise::SmallestLambda, Exercise::Spared, Exercise::Beaten];

    /// Its name in the page's attributes.
    pub fn name(self) -> &'static str {
        match self {
            Exercise::SmallestLambda => "smallest-lambda",
            Exercise::Spared => "spared",
            Exercise::Beaten => "beaten",
        }
    }

    /// How far the lab at hand has come with it.
    pub fn progress(self, session: &Session) -> Progress {
        if reading::stage(session) != Stage::Done {
            return Progress::Training;
        }
        let lab: &LabFile = session.spec();
        let ends: Vec<(Objective, f64)> = (0..lab.runs.len())
            .filter(|run| session.diverged(*run).is_none())
            .filter_map(|run| Some((*lab.runs.get(run)?.objective_at(usize::MAX), worst(session, run)?)))
            .collect();
        match self {
            Exercise::SmallestLambda => {
                let runs: Vec<(Dpop, f64)> =
                    ends.iter().filter_map(|(loss, worst)| Some((dpop(loss)?, *worst))).collect();
                // A λ can be compared with that of the same form and the same β alone.
                let alike = |of: &Dpop| brackets(runs.iter().filter(|(run, _)| is_alike(run, of)));
                let found: Vec<Progress> = runs.iter().map(|(run, _)| alike(run)).collect();
                let done = found.iter().find(|progress| matches!(progress, Progress::Done(_)));
                done.or(found.first()).copied().unwrap_or(Progress::Open([f64::INFINITY, 0.0]))
            }
            Exercise::Spared => {
                let dpo = ends.iter().filter(|(loss, _)| matches!(loss, Objective::Dpo(_)));
                let best = dpo.map(|(_, worst)| *worst).fold(f64::NEG_INFINITY, f64::max);
                let values = [best, session.pairs().len() as f64];
                if best > -KEPT { Progress::Done(values) } else { Progress::Open(values) }
            }
            Exercise::Beaten => {
                let held = ends.iter().filter(|(loss, _)| dpop(loss).is_some_and(|dpop| dpop.lambda > 0.0));
                let least = held.map(|(_, worst)| *worst).fold(f64::INFINITY, f64::min);
                let values = [least, session.pairs().len() as f64];
                if least < -FALLEN { Progress::Done(values) } else { Progress::Open(values) }
            }
        }
    }
}

/// Whether two runs differ in λ alone.
fn is_alike(a: &Dpop, b: &Dpop) -> bool {
    (a.penalty, a.beta) == (b.penalty, b.beta)
}

/// The smallest λ that keeps all answers and the largest that does not, among runs that differ in nothing else.
fn brackets<'a>(runs: impl Iterator<Item = &'a (Dpop, f64)>) -> Progress {
    let (kept, lost): (Vec<_>, Vec<_>) = runs.partition(|(_, worst)| *worst > -KEPT);
    let lambdas = |of: Vec<&(Dpop, f64)>| of.into_iter().map(|(run, _)| run.lambda).collect::<Vec<_>>();
    let least = lambdas(kept).into_iter().fold(f64::INFINITY, f64::min);
    let most = lambdas(lost).into_iter().fold(0.0, f64::max);
    let is_close = least.is_finite() && most > 0.0 && most < least && least <= 2.0 * most;
    if is_close { Progress::Done([least, most]) } else { Progress::Open([least, most]) }
}

/// What the preferred answer that has fallen furthest in a run has gained since the reference, in nats: negative where it has fallen.
fn worst(session: &Session, run: usize) -> Option<f64> {
    let end = reading::newest(session);
    let gains = (0..session.pairs().len()).map(|pair| reading::pair_delta(session, run, pair, end));
    gains.collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::min)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::train::{Phase, Step};
    use std::rc::Rc;

    fn progress(exercise: Exercise, brief: &str) -> Progress {
        let (lab, _) = LabFile::from_brief(brief).expect("a lab");
        let (sft, preference) = (lab.sft.steps, lab.preference.steps);
        let mut session = Session::new(lab, Rc::new(Processor)).expect("it fits");
        session.set_target(Phase::Sft, sft).expect("SFT");
        session.set_target(Phase::Preference, preference).expect("preference");
        assert_eq!(exercise.progress(&session), Progress::Training, "nothing is trained yet");
        while session.tick() != Step::Idle {}
        exercise.progress(&session)
    }

    fn runs(runs: &[(f64, &str)]) -> String {
        let run = |(lambda, penalty): &(f64, &str)| {
            format!(r#"{{ "loss_type": "dpop", "beta": 0.3, "lambda": {lambda}, "penalty": "{penalty}" }}"#)
        };
        let runs: Vec<String> = runs.iter().map(run).collect();
        format!(r#"{{ "preset": "smaug", "runs": [{}] }}"#, runs.join(", "))
    }

    #[test]
    fn the_smallest_lambda_is_bracketed_within_one_form() {
        let of = |list: &[(f64, &str)]| progress(Exercise::SmallestLambda, &runs(list));
        assert_eq!(of(&[(0.02, "outside"), (0.01, "outside")]), Progress::Done([0.02, 0.01]));
        assert!(matches!(of(&[(50.0, "outside"), (0.01, "outside")]), Progress::Open(_)), "too far apart");
        // 15 inside loses some, and says nothing of a λ outside.
        assert!(matches!(of(&[(20.0, "outside"), (15.0, "inside")]), Progress::Open(_)), "two forms");
        assert!(matches!(progress(Exercise::SmallestLambda, r#"{ "preset": "betas" }"#), Progress::Open(_)), "no DPOP");
    }

    #[test]
    fn what_spares_and_what_beats_is_read_off_the_runs() {
        let spared = r#"{ "preset": "smaug", "sft": { "steps": 0 } }"#;
        assert!(matches!(progress(Exercise::Spared, spared), Progress::Done(_)));
        assert!(matches!(progress(Exercise::Spared, r#"{ "preset": "smaug" }"#), Progress::Open(_)));
        assert!(matches!(progress(Exercise::Beaten, &runs(&[(1.0, "inside")])), Progress::Done(_)));
        assert!(matches!(progress(Exercise::Beaten, r#"{ "preset": "smaug" }"#), Progress::Open(_)));
    }
}
