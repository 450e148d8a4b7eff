//! What chapters say and count, held against trainings: no sentence of a chapter claims of its example what its verdict denies, whatever the seed.

use super::*;
use crate::argument::{Examination, Findings, Remark};
use crate::backend::Tick;
use crate::backend::cpu::Processor;
use crate::data::presets;
use crate::experiments::SheetQuestion;
use crate::train::{Phase, Session, Step};
use crate::view::reading;
use crate::words::book as say;
use std::rc::Rc;

fn lab(example: &str) -> LabFile {
    let preset = presets().iter().find(|preset| preset.name == example).expect("an example");
    LabFile::from_json(preset.json).expect("a lab file")
}

fn trained(lab: LabFile) -> Session {
    let (sft, preference) = (lab.sft.steps, lab.preference.steps);
    let mut session = Session::new(lab, Rc::new(Processor)).expect("a session");
    session.set_target(Phase::Sft, sft).expect("the first phase");
    session.set_target(Phase::Preference, preference).expect("and the second");
    while session.tick() != Step::Idle {}
    session
}

fn findings(session: &Session, run: usize, time: usize) -> Findings {
    let (_, step) = reading::place(session, time);
    let mut examination = Examination::new(session, run, Some(step)).expect("trained");
    while examination.tick() != Ok(Tick::Done) {}
    examination.findings()
}

#[test]
fn chapters_have_their_words_and_lie_in_time() {
    for chapter in Chapter::all() {
        let (scene, page, words) = (chapter.scene(), chapter.page(), chapter.words());
        assert!(!words.title.is_empty() && !words.text.is_empty(), "{}", chapter.key());
        assert_eq!(Chapter::named(chapter.key()), Some(chapter));
        assert_eq!(Chapter::named(&chapter.number().to_string()), Some(chapter));
        assert_eq!(page.question.map(|question| question.choices), words.question.as_ref().map(|q| q.choices.len()));
        assert_eq!(page.question.is_some(), scene.asks == Asks::Question, "{}", chapter.key());
        let lab = lab(scene.example);
        if let Some(always) = page.always {
            let asked = SheetQuestion::read(always).expect("a question of the sheet");
            let SheetQuestion::Seeds { experiment, .. } = asked else { panic!("{always} is none for many seeds") };
            assert!(experiment.plan(&lab).is_ok(), "{}: {always}", chapter.key());
            assert_eq!(asked.write(), always, "{}", chapter.key());
        }
        let (from, to) = scene.way(&lab);
        assert!(from <= to && to <= lab.sft.steps + lab.preference.steps, "{}: {from} to {to}", chapter.key());
        let moments: Vec<usize> = (0..=MOMENTS).map(|moment| on_the_way((from, to), moment)).collect();
        assert!(moments.is_sorted() && (moments[0], moments[MOMENTS]) == (from, to), "{moments:?}");
        for text in words.text.iter().chain(words.example) {
            for piece in prose(text) {
                match piece {
                    Prose::Words(words) => assert!(!words.contains(['{', '}', '[', ']']), "{words:?} is not closed"),
                    Prose::Term(_, name) => assert!(say::term(name).is_some(), "{name:?} is no term"),
                    Prose::Value(_) => {}
                }
            }
        }
        // What stands in quotes in what is said of the example is a text of it.
        for quoted in words.example.iter().flat_map(|text| text.split('“').skip(1)).filter_map(|s| s.split('”').next())
        {
            let known = |token: &str| lab.dataset.vocabulary.iter().any(|word| word == token);
            assert!(quoted.split_whitespace().all(known), "{}: {quoted:?} is not in the example", chapter.key());
        }
    }
    for symbol in Symbol::ALL {
        let (name, what) = say::symbol(symbol);
        assert!(!name.is_empty() && what.ends_with('.'), "{symbol:?}");
    }
}

/// Every value that a chapter speaks of is there when it is told, and every question has its answer.
#[test]
fn chapters_find_their_values_and_answers_on_their_examples() {
    let examples: std::collections::BTreeSet<_> = Chapter::all().map(|chapter| chapter.scene().example).collect();
    for example in examples {
        let session = trained(lab(example));
        for chapter in Chapter::all().filter(|chapter| chapter.scene().example == example) {
            let (scene, page) = (chapter.scene(), chapter.page());
            let (run, (from, to)) = (scene.role.run(session.spec()), scene.way(session.spec()));
            let token = scene.scope(session.spec(), 0).position(session.spec(), 0);
            let spot = |time: usize| Spot { session: &session, run, pair: 0, token, time };
            let texts = chapter.words().text.iter().chain(chapter.words().example);
            for piece in texts.flat_map(|text| prose(text)) {
                if let Prose::Value(quantity) = piece {
                    for time in [from, to] {
                        let value = spot(time).value(quantity);
                        assert!(
                            value.is_some_and(f64::is_finite),
                            "{}: {quantity:?} at {time}: {value:?}",
                            chapter.key()
                        );
                    }
                }
            }
            for formula in page.formulas.iter().filter(|formula| formula.value.is_some()) {
                let value = formula.value.and_then(|quantity| spot(to).value(quantity));
                assert!(value.is_some_and(f64::is_finite), "{}: {value:?}", chapter.key());
            }
            if let Some(question) = page.question {
                let found = findings(&session, run, to);
                let outcome =
                    (question.outcome)(&Evidence { spot: spot(to), findings: &|| Some(Rc::new(found.clone())) });
                let outcome = outcome.unwrap_or_else(|| panic!("{}: no answer", chapter.key()));
                assert!(outcome.right < question.choices, "{}: {outcome:?}", chapter.key());
                let words = chapter.words().question.as_ref().expect("its words");
                println!("{}: {} {}", chapter.key(), words.ask, (words.told)(outcome.right, outcome.values));
            }
            for &(role, id) in page.verdicts {
                let found = findings(&session, role.run(session.spec()), to);
                let verdict = found.get(id).expect("every statement has its verdict");
                println!("    {}: {}", id.name(), Remark { findings: &found, verdict });
            }
        }
    }
}

/// The value of a formula is what its symbols come to.
#[test]
fn formulas_come_to_what_their_symbols_say() {
    let session = trained(lab("smaug"));
    for (run, time) in [(0, 104), (0, 260), (1, 105), (1, 260)] {
        let spot = Spot { session: &session, run, pair: 0, token: 11, time };
        let of = |quantity: Quantity| spot.value(quantity).expect("a value");
        let near = |a: f64, b: f64, what: &str| assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs()), "{what}: {a} and {b}");
        let h = (of(Quantity::C) - of(Quantity::Cref)) - (of(Quantity::R) - of(Quantity::Rref));
        near(of(Quantity::H), h, "h");
        let z = of(Quantity::Beta) * h;
        let dpo = (1.0 + (-z).exp()).ln();
        let lambda = if run == 1 { of(Quantity::Lambda) } else { 0.0 };
        near(of(Quantity::Hinge), (of(Quantity::Cref) - of(Quantity::C)).max(0.0), "hinge");
        near(of(Quantity::Loss), dpo + lambda * of(Quantity::Hinge), "loss");
        near(of(Quantity::Ratio), (of(Quantity::C) - of(Quantity::Cref)).exp(), "ratio");
        let pull = if run == 1 && of(Quantity::Hinge) > 0.0 { of(Quantity::Effective) } else { 0.0 };
        let g = pull * (1.0 - of(Quantity::Sw)) + of(Quantity::Sl) - of(Quantity::Sw);
        near(of(Quantity::G), g, "g");
    }
}

/// Shares of what is counted with which a chapter's words agree, whatever the seed.
const SAID: &[(&str, Id, [f64; 2])] = &[
    ("loss", Id::OnlyH, [1.0, 1.0]),
    ("fall", Id::ChosenFalls, [0.75, 1.0]),
    ("usual", Id::LowWhileFalling, [1.0, 1.0]),
    ("apart", Id::OneApart, [1.0, 1.0]),
    ("apart", Id::Prefix, [1.0, 1.0]),
    ("apart", Id::Gradient, [1.0, 1.0]),
    ("difference", Id::AtDifference, [1.0, 1.0]),
    ("after", Id::After, [1.0, 1.0]),
    ("premise", Id::PremiseRight, [0.01, 0.99]),
    ("premise", Id::PremiseOthers, [0.01, 0.99]),
    ("premise", Id::Premise, [0.0, 0.25]),
    ("surprise", Id::Reduced, [0.75, 1.0]),
    ("surprise", Id::ChosenFalls, [0.75, 1.0]),
    ("dpop", Id::ChosenFalls, [0.0, 0.5]),
    // No share is claimed: how many hinges are active at the fifth step is the run's own.
    ("cases", Id::OnlyH, [0.0, 1.0]),
    ("cases", Id::DpopRight, [0.75, 1.0]),
    ("cases", Id::DpopOthers, [0.75, 1.0]),
    ("lambda", Id::LambdaRight, [1.0, 1.0]),
    ("lambda", Id::LambdaOthers, [0.75, 1.0]),
];

#[test]
fn what_is_counted_is_what_is_said_for_six_seeds() {
    for seed in 0..6 {
        let session = trained(LabFile { seed, ..lab("smaug") });
        for chapter in Chapter::all().filter(|chapter| chapter.scene().example == "smaug") {
            let (_, to) = chapter.scene().way(session.spec());
            for &(role, id) in chapter.page().verdicts {
                let said = SAID.iter().find(|said| (said.0, said.1) == (chapter.key(), id));
                let (.., [least, most]) = said.unwrap_or_else(|| panic!("{} says nothing of {id:?}", chapter.key()));
                let found = findings(&session, role.run(session.spec()), to);
                let verdict = found.get(id).expect("every statement has its verdict");
                // Of a hinge that is idle at that step nothing is said, and the page says that.
                if verdict.idle.is_some() {
                    continue;
                }
                let share = verdict.tally.holds as f64 / verdict.tally.of.max(1) as f64;
                let remark = Remark { findings: &found, verdict };
                assert!((*least..=*most).contains(&share), "seed {seed}, {}: {remark}", chapter.key());
            }
        }
    }
}
