//! The lesson: the paper's argument in a few scenes, each with the part of the page that it is about, the time and the token to look at there, and
//! some sentences (`words::lesson`). A scene is a pure function of its number; it is told on the first example, and tests hold what
//! the scenes say of its training against that training. What they say of the literature has its source in `READING`.

use crate::argument::Id;
use crate::data::{LabFile, Preset, presets};
use crate::view::panel::Panel;
use crate::view::scope::{self, Scope, Turn};
use crate::view::views::View;

/// A point of time of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The initial model.
    Start,
    /// So many preference steps after the reference.
    Step(usize),
    /// The last step.
    End,
}

/// A scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    /// What it is about.
    pub about: Panel,
    /// Where the cursor comes from, if it moves.
    pub from: Option<When>,
    /// Where it is in the end.
    pub at: When,
    /// The position to look at, counted from the token in which the answers differ.
    pub token: isize,
    /// How the training is shown.
    pub view: View,
    /// What is counted on the card: of a run, an index into the example's, at the step that is looked at.
    pub verdicts: &'static [(usize, Id)],
}

/// The example's runs.
const DPO: usize = 0;
const DPOP: usize = 1;

const REFERENCE: When = When::Step(0);

/// The position behind the difference, at which the failure begins.
const BEHIND: isize = 1;

/// All scenes, in their order.
pub const SCENES: [Scene; 11] = [
    Scene { about: Panel::Strip, from: None, at: When::Start, token: 0, view: View::ANSWERS, verdicts: &[] },
    Scene {
        about: Panel::Curves,
        from: Some(When::Start),
        at: REFERENCE,
        token: 0,
        view: View::ANSWERS,
        verdicts: &[],
    },
    Scene {
        about: Panel::Strip,
        from: None,
        at: REFERENCE,
        token: 0,
        view: View::ANSWERS,
        verdicts: &[(DPO, Id::Prefix), (DPO, Id::AtDifference), (DPO, Id::PremiseRight)],
    },
    Scene {
        about: Panel::Microscope,
        from: None,
        at: REFERENCE,
        token: BEHIND,
        view: View::ANSWERS,
        verdicts: &[(DPO, Id::After), (DPO, Id::Premise)],
    },
    Scene {
        about: Panel::Curves,
        from: Some(REFERENCE),
        at: When::Step(40),
        token: BEHIND,
        view: View::ANSWERS,
        verdicts: &[(DPO, Id::ChosenFalls), (DPO, Id::OnlyH)],
    },
    Scene {
        about: Panel::Curves,
        from: Some(When::Step(40)),
        at: When::End,
        token: BEHIND,
        view: View::ANSWERS,
        verdicts: &[(DPO, Id::LowWhileFalling)],
    },
    Scene {
        about: Panel::Strip,
        from: None,
        at: When::End,
        token: PREFIX,
        view: View::TOKENS,
        verdicts: &[(DPO, Id::Reduced)],
    },
    Scene { about: Panel::Answers, from: None, at: When::End, token: BEHIND, view: View::ANSWERS, verdicts: &[] },
    Scene {
        about: Panel::Curves,
        from: Some(REFERENCE),
        at: When::End,
        token: BEHIND,
        view: View::LOSS,
        verdicts: &[(DPOP, Id::ChosenFalls), (DPOP, Id::LambdaOthers)],
    },
    Scene {
        about: Panel::Curves,
        from: Some(REFERENCE),
        at: When::End,
        token: BEHIND,
        view: View::PLANE,
        verdicts: &[],
    },
    Scene { about: Panel::Scores, from: None, at: When::End, token: BEHIND, view: View::ANSWERS, verdicts: &[] },
];

/// The first number of the sum, before the difference: the token that falls furthest although the theory has nothing to say of it.
const PREFIX: isize = -4;

/// The example on which it is told.
pub fn example() -> Option<&'static Preset> {
    presets().first()
}

impl Scene {
    /// The points of time from which and to which the cursor goes.
    pub fn way(&self, lab: &LabFile) -> (usize, usize) {
        let (sft, end) = (lab.sft.steps, lab.sft.steps + lab.preference.steps);
        let time = |when: When| match when {
            When::Start => 0,
            When::Step(step) => (sft + step).min(end),
            When::End => end,
        };
        (time(self.from.unwrap_or(self.at)), time(self.at))
    }

    /// Where strip and microscope look: in the first pair.
    pub fn scope(&self, lab: &LabFile) -> Scope {
        let home = lab.dataset.pairs.first().map_or(0, scope::home);
        // Home is behind the difference.
        let position = home.saturating_add_signed(self.token - BEHIND);
        Scope::HOME.turned(0, Turn::Position(position))
    }
}

/// How far a cursor has come on its way after so many of [`MOMENTS`].
pub fn on_the_way((from, to): (usize, usize), moment: usize) -> usize {
    from + (to.saturating_sub(from)) * moment.min(MOMENTS) / MOMENTS
}

/// In how many parts the cursor goes its way.
pub const MOMENTS: usize = 60;

/// How long each of them takes, in milliseconds: the whole way three seconds.
pub const MOMENT_MS: u32 = 50;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argument::{Examination, Remark};
    use crate::backend::Tick;
    use crate::backend::cpu::Processor;
    use crate::data::Side;
    use crate::theory::Sign;
    use crate::train::{Phase, Session, Step};
    use crate::view::reading;
    use crate::words::lesson as say;
    use std::rc::Rc;

    fn lab() -> LabFile {
        LabFile::from_json(example().expect("the first example").json).expect("a lab file")
    }

    #[test]
    fn scenes_have_their_words_and_lie_in_time() {
        assert_eq!(SCENES.len(), say::SCENES.len());
        let lab = lab();
        for scene in &SCENES {
            let (from, to) = scene.way(&lab);
            assert!(from <= to && to <= 260, "{scene:?}: {from} to {to}");
            let moments: Vec<usize> = (0..=MOMENTS).map(|moment| on_the_way((from, to), moment)).collect();
            assert!(moments.is_sorted() && (moments[0], moments[MOMENTS]) == (from, to), "{scene:?}: {moments:?}");
        }
        // What stands in quotes is a text of the example.
        for (title, text) in say::SCENES {
            for quoted in text.split('“').skip(1).filter_map(|rest| rest.split('”').next()) {
                let known = |token: &str| lab.dataset.vocabulary.iter().any(|word| word == token);
                assert!(quoted.split_whitespace().all(known), "{title}: {quoted:?} is not in the example");
            }
        }
    }

    fn trained(lab: LabFile) -> Session {
        let mut session = Session::new(lab, Rc::new(Processor)).expect("a session");
        session.set_target(Phase::Sft, 100).expect("the first phase");
        session.set_target(Phase::Preference, 160).expect("and the second");
        while session.tick() != Step::Idle {}
        session
    }

    /// No scene says of the run what is counted beneath it otherwise, whatever the seed.
    #[test]
    fn what_is_counted_is_what_is_said() {
        // Shares of what is counted that agree with a scene.
        const ALL: [f64; 2] = [1.0, 1.0];
        const SOME: [f64; 2] = [0.01, 0.99];
        const MOST: [f64; 2] = [0.75, 1.0];
        const FEW: [f64; 2] = [0.0, 0.25];
        const SAID: [(usize, Id, [f64; 2]); 11] = [
            (2, Id::Prefix, ALL),
            (2, Id::AtDifference, ALL),
            (2, Id::PremiseRight, SOME),
            (3, Id::After, ALL),
            (3, Id::Premise, FEW),
            (4, Id::ChosenFalls, MOST),
            (4, Id::OnlyH, ALL),
            (5, Id::LowWhileFalling, ALL),
            (6, Id::Reduced, MOST),
            (8, Id::ChosenFalls, FEW),
            (8, Id::LambdaOthers, ALL),
        ];
        for seed in 0..6 {
            let lab = LabFile { seed, ..lab() };
            let session = trained(lab.clone());
            for (at, scene) in SCENES.iter().enumerate() {
                for &(run, id) in scene.verdicts {
                    let (_, step) = reading::place(&session, scene.way(&lab).1);
                    let mut examination = Examination::new(&session, run, Some(step)).expect("trained");
                    while examination.tick() != Ok(Tick::Done) {}
                    let findings = examination.findings();
                    let verdict = findings.get(id).expect("every statement has its verdict");
                    let (_, _, [least, most]) = SAID.iter().find(|said| (said.0, said.1) == (at, id)).expect("a claim");
                    let remark = Remark { findings: &findings, verdict };
                    let share = verdict.tally.holds as f64 / verdict.tally.of as f64;
                    assert!((*least..=*most).contains(&share), "seed {seed}, {}: {remark}", say::SCENES[at].0);
                }
            }
        }
    }

    /// What the other examples are there to show, to which the last scene sends people.
    #[test]
    fn the_other_examples_show_what_they_are_for() {
        let ends = |name: &str| {
            let preset = presets().iter().find(|preset| preset.name == name).expect("an example");
            let session = trained(LabFile::from_json(preset.json).expect("a lab file"));
            let runs = 0..session.spec().runs.len();
            runs.map(|run| reading::score(session.history(), run, 160).expect("a step").delta_chosen)
                .collect::<Vec<_>>()
        };
        let check = |name: &str, holds: fn(&[f64]) -> bool| {
            let ends = ends(name);
            assert!(holds(&ends), "{name}: {ends:?}");
        };
        check("far-apart", |ends| ends[0] > -2.0);
        check("arithmetic", |ends| ends[0] < -1.0 && ends[1] > -0.2);
        check("yes-no", |ends| ends[0] < -1.0 && ends[1] > -0.2);
        check("betas", |ends| ends.iter().all(|end| *end < -3.0));
        check("penalties", |ends| ends[0] < -3.0 && ends[1..].iter().all(|end| *end > -0.2));
    }

    #[test]
    fn what_the_scenes_say_is_so() {
        let session = trained(lab());
        let (dpo, dpop, reference, end) = (0, 1, 100, 260);
        let position = |scene: usize| SCENES[scene].scope(session.spec()).position(session.spec(), 0);

        // The tokens that are named are those that are shown.
        let pair = &session.pairs()[0];
        let word = |side: Side, k: usize| &*session.spec().dataset.vocabulary[side.tokens(pair)[k] as usize];
        assert_eq!((word(Side::Chosen, position(0)), word(Side::Rejected, position(0))), ("8", "7"));
        assert_eq!((word(Side::Chosen, position(3)), word(Side::Chosen, position(6))), ("then", "3"));

        // SFT lifts the preferred answers.
        let sft = session.history().sft();
        assert!(sft[100].logps_chosen > sft[0].logps_chosen + 10.0);

        // Nothing before the difference, up at it, down behind it to the end; the rejected number down.
        let pushes = |side| reading::pushes(&session, dpo, 0, reference, side).expect("one token apart").signs;
        let (up, down, none) = (Sign::Up, Sign::Down, Sign::None);
        assert_eq!(pushes(Side::Chosen), [[none; 5].as_slice(), &[up], &[down; 7]].concat());
        assert_eq!(pushes(Side::Rejected)[5], down);
        let logps = session.history().reference().expect("a reference");
        assert!(logps.chosen(0)[6] > logps.rejected(0)[6], "surer of “then” behind the preferred number");

        // DPO takes the preferred answers down with the rejected ones, and its margin grows; the usual numbers are perfect at the end.
        let row = |run: usize, step: usize| &session.history().run(run)[step];
        let score = |run: usize, step: usize| reading::score(session.history(), run, step).expect("a step");
        let at_40 = score(dpo, 40);
        assert!(at_40.delta_chosen < -3.0 && at_40.delta_rejected < at_40.delta_chosen - 10.0, "{at_40:?}");
        assert!(row(dpo, 40).rewards_margins > row(dpo, 10).rewards_margins);
        assert!(
            row(dpo, 160).rewards_accuracies == 1.0 && row(dpo, 160).rewards_margins > row(dpo, 40).rewards_margins
        );
        assert!(row(dpo, 160).loss < 0.05 * row(dpo, 0).loss);

        // The first number of the sum, before the difference, has fallen further than any other token of the preferred answer.
        let (policy, common) = reading::against_reference(&session, dpo, end).expect("a step");
        let change: Vec<f32> =
            policy.chosen(0).iter().zip(common.chosen(0)).map(|(now, before)| now - before).collect();
        let least = change.iter().copied().fold(f32::INFINITY, f32::min);
        assert!(change[position(6)] == least && least < -1.0, "{change:?}");

        // DPO's model writes neither answer, and DPOP's still the preferred one, as does the reference.
        let share = |run: usize| {
            let (policy, _) = reading::against_reference(&session, run, end).expect("a step");
            reading::shares(policy, 0)
        };
        assert!(
            share(dpo)[0] < 0.02 && share(dpo)[1] < 0.02 && share(dpop)[0] > 0.3,
            "{:?} {:?}",
            share(dpo),
            share(dpop)
        );

        // Always taking the likeliest token, DPO's model writes none of them, and DPOP's all, as did the reference.
        assert_eq!([row(dpo, 160), row(dpop, 160), row(dpop, 0)].map(|row| row.greedy), [0.0, 1.0, 1.0]);

        // DPOP's penalty goes on and off, and its answers stay where they were, all the time; DPO's path is left of the upright line.
        let active = |step: &usize| row(dpop, *step).active_frac > 0.0;
        let on = (1..=160).filter(active).count();
        assert!((20..=150).contains(&on), "on for {on} of 160 steps");
        assert!((0..=160).all(|step| score(dpop, step).delta_chosen > -0.2));
        assert!((5..=160).all(|step| score(dpo, step).delta_chosen < -1.0));
    }
}
