//! What one is asked to do, and whether the lab at hand shows that it is done. Nothing is written down as the solution: runs are looked at.

use super::quantity::dpop;
use crate::data::LabFile;
use crate::objective::dpop::Dpop;
use crate::objective::{Objective, PairLogps};
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
    pub const ALL: [Exercise; 4] = [Exercise::SmallestLambda, Exercise::Spared, Exercise::Beaten, Exercise::SignBug];

    /// Its name in the page's attributes.
    pub fn name(self) -> &'static str {
        match self {
            Exercise::SmallestLambda => "smallest-lambda",
            Exercise::Spared => "spared",
            Exercise::Beaten => "beaten",
            Exercise::SignBug => "sign-bug",
        }
    }

    /// The example that it is about, if it has one of its own.
    pub fn example(self) -> Option<&'static str> {
        match self {
            Exercise::SmallestLambda | Exercise::Spared | Exercise::Beaten => None,
            Exercise::SignBug => Some("sign-bug"),
        }
    }

    /// The runs of a lab among which one is to be named: those of DPOP, where the penalty of some of them has the wrong sign.
    pub fn choices(self, lab: &LabFile) -> Vec<usize> {
        let runs = || lab.runs.iter().enumerate();
        match self {
            Exercise::SmallestLambda | Exercise::Spared | Exercise::Beaten => Vec::new(),
            Exercise::SignBug if runs().any(|(_, run)| rewards_falling(&run.objective)) => {
                runs().filter(|(_, run)| dpop(&run.objective).is_some()).map(|(index, _)| index).collect()
            }
            Exercise::SignBug => Vec::new(),
        }
    }

    /// How far the lab at hand has come with it; `named` is the run that a person has named, where one is to be named.
    pub fn progress(self, session: &Session, named: Option<usize>) -> Progress {
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
                    ends.iter().filter_map(|(loss, worst)| Some((proper(loss)?, *worst))).collect();
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
                let held = ends.iter().filter(|(loss, _)| proper(loss).is_some_and(|dpop| dpop.lambda > 0.0));
                let least = held.map(|(_, worst)| *worst).fold(f64::INFINITY, f64::min);
                let values = [least, session.pairs().len() as f64];
                if least < -FALLEN { Progress::Done(values) } else { Progress::Open(values) }
            }
            Exercise::SignBug => {
                let choices = self.choices(lab);
                let Some(run) = named.filter(|run| choices.contains(run)) else {
                    return Progress::Open([choices.len() as f64, 0.0]);
                };
                let values = end(session, run).unwrap_or([f64::NAN; 2]);
                let is_it = lab.runs.get(run).is_some_and(|run| rewards_falling(run.objective_at(usize::MAX)));
                if is_it { Progress::Done(values) } else { Progress::Wrong(values) }
            }
        }
    }
}

/// DPOP in one of its forms: the bug is none of them.
fn proper(objective: &Objective) -> Option<Dpop> {
    dpop(objective).filter(|dpop| dpop.penalty.is_proper())
}

/// Whether a loss falls where both answers fall by a nat, which leaves the gap between them as it was. It is found from the loss, not from its name.
fn rewards_falling(objective: &Objective) -> bool {
    let loss = |by: f64| {
        let (chosen_tokens, rejected_tokens) = (1.0, 1.0);
        let at =
            PairLogps { chosen: by, rejected: by, ref_chosen: 0.0, ref_rejected: 0.0, chosen_tokens, rejected_tokens };
        objective.evaluate(&at).loss
    };
    loss(-1.0) < loss(0.0)
}

/// What a run's preferred answers have gained in the end, in the mean over pairs, and its loss there.
fn end(session: &Session, run: usize) -> Option<[f64; 2]> {
    let rows = session.history().run(run);
    let (first, last) = (rows.first()?, rows.last()?);
    Some([last.logps_chosen - first.logps_chosen, last.loss])
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
        exercise.progress(&trained(exercise, brief), None)
    }

    fn trained(exercise: Exercise, brief: &str) -> Session {
        let (lab, _) = LabFile::from_brief(brief).expect("a lab");
        let (sft, preference) = (lab.sft.steps, lab.preference.steps);
        let mut session = Session::new(lab, Rc::new(Processor)).expect("it fits");
        session.set_target(Phase::Sft, sft).expect("SFT");
        session.set_target(Phase::Preference, preference).expect("preference");
        assert_eq!(exercise.progress(&session, None), Progress::Training, "nothing is trained yet");
        while session.tick() != Step::Idle {}
        session
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
        // What the bug loses DPOP has not lost.
        assert!(matches!(progress(Exercise::Beaten, &runs(&[(50.0, "outside-wrong-sign")])), Progress::Open(_)));
    }

    /// The two runs say the same of themselves, one of them has the wrong sign, and its curves say which: whatever the seed.
    #[test]
    fn the_sign_bug_is_named_from_what_the_runs_show() {
        for seed in 0..6 {
            let brief = format!(r#"{{ "preset": "sign-bug", "seed": {seed} }}"#);
            let session = trained(Exercise::SignBug, &brief);
            let lab = session.spec();
            let choices = Exercise::SignBug.choices(lab);
            let [a, b] = choices[..] else { panic!("two runs of DPOP: {choices:?}") };
            let losses = [a, b].map(|run| dpop(&lab.runs[run].objective).expect("DPOP"));
            assert_eq!((losses[0].beta, losses[0].lambda), (losses[1].beta, losses[1].lambda));
            assert_ne!(losses[0].penalty.is_proper(), losses[1].penalty.is_proper());
            let of = |run: usize| Exercise::SignBug.progress(&session, Some(run));
            assert_eq!(Exercise::SignBug.progress(&session, None), Progress::Open([2.0, 0.0]));
            // DPO is not among those that can be named.
            assert_eq!(of(0), Progress::Open([2.0, 0.0]));
            let [dpo_fall, _] = end(&session, 0).expect("trained");
            let (found, cleared) = match (of(a), of(b)) {
                (Progress::Done(found), Progress::Wrong(cleared)) => (found, cleared),
                (Progress::Wrong(cleared), Progress::Done(found)) => (found, cleared),
                other => panic!("seed {seed}: {other:?}"),
            };
            let ranked = [a, b].map(|run| session.history().run(run).last().expect("trained").rewards_accuracies);
            println!("seed {seed}: DPO {dpo_fall:.2}, wrong sign {found:?}, right sign {cleared:?}, ranked {ranked:?}");
            // Further down than DPO, and a loss that no sum of −log σ and a price can have; the other has neither.
            assert!(found[0] < dpo_fall - 1.0 && found[1] < 0.0, "seed {seed}: {found:?}, DPO {dpo_fall}");
            assert!(cleared[0] > -KEPT && cleared[1] > 0.0, "seed {seed}: {cleared:?}");
            assert!((0..3).all(|run| session.diverged(run).is_none()), "seed {seed}");
        }
        assert_eq!(progress(Exercise::SignBug, r#"{ "preset": "penalties" }"#), Progress::Open([0.0, 0.0]));
    }
}
