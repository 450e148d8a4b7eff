//! The gauges on real trainings: what must hold whatever the numbers are, what they are of, and how long a piece takes.

use super::*;
use crate::backend::Tick;
use crate::backend::cpu::Processor;
use crate::backend::cpu::net::fault;
use crate::data::{LabFile, presets};
use crate::train::{Phase, Session, Step, TrainError};
use std::rc::Rc;
use std::time::{Duration, Instant};

fn preset(name: &str) -> LabFile {
    let json = presets().iter().find(|known| known.name == name).expect("a preset").json;
    LabFile::from_json(json).expect("valid")
}

fn trained(spec: LabFile, [sft, preference]: [usize; 2]) -> Session {
    let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
    session.set_target(Phase::Sft, sft).expect("first");
    session.set_target(Phase::Preference, preference).expect("then");
    while session.tick() != Step::Idle {}
    session
}

fn surveyed(session: &Session, run: usize, step: Option<usize>) -> Vec<GaugeRow> {
    let mut survey = Survey::new(session, run, step).expect("in the past");
    while survey.tick().expect("no device is lost") != Tick::Done {}
    survey.rows().to_vec()
}

#[track_caller]
fn number(row: &GaugeRow, id: GaugeId) -> f64 {
    row.get(id).value().unwrap_or_else(|| panic!("{id:?} of pair {} says nothing", row.pair))
}

#[test]
fn a_row_a_pair_with_all_gauges_and_what_holds_of_each() {
    for name in ["smaug", "arithmetic", "yes-no", "far-apart", "penalties"] {
        let spec = preset(name);
        let pairs = spec.encode();
        let session = trained(spec, [60, 20]);
        for (run, step) in [(0, 0), (0, 7), (1, 20)] {
            let rows = surveyed(&session, run, Some(step));
            assert_eq!(rows.iter().map(|row| row.pair).collect::<Vec<_>>(), (0..pairs.len()).collect::<Vec<_>>());
            for (row, pair) in rows.iter().zip(&pairs) {
                let of = |id| number(row, id);
                assert_eq!(of(GaugeId::EditDistance), pair.edit_distance() as f64);
                for id in [GaugeId::HiddenSimilarity, GaugeId::GradientCosine] {
                    assert!(of(id).abs() <= 1.0 + 1e-12, "{id:?}");
                }
                let [argmax, chosen, rest] = [GaugeId::ArgmaxMass, GaugeId::ChosenMass, GaugeId::RestMass].map(of);
                assert!(0.0 <= chosen && chosen <= argmax && argmax + rest <= 1.0 + 1e-6);
                assert!(argmax + chosen + rest >= 1.0 - 1e-6);
                // The squares behind them are no other than the norms'.
                let [cc, rr] = [GaugeId::GradientNormChosen, GaugeId::GradientNormRejected].map(of);
                let product = of(GaugeId::GradientEntanglement) * cc * cc;
                assert!((product - of(GaugeId::GradientCosine) * cc * rr).abs() <= 1e-9 * cc * rr);
                let [c, r] = [GaugeId::LogpsChosen, GaugeId::LogpsRejected].map(of);
                assert_eq!(of(GaugeId::RanksChosenFirst), f64::from(u8::from(c > r)));
                let deltas = [GaugeId::DeltaChosen, GaugeId::DeltaRejected].map(of);
                assert_eq!(of(GaugeId::RewardsChosenFirst), f64::from(u8::from(deltas[0] > deltas[1])));
                let kls = [GaugeId::KlChosen, GaugeId::KlRejected].map(of);
                if step == 0 {
                    assert_eq!(deltas, [0.0, 0.0], "the reference is itself");
                    assert_eq!(kls, [0.0, 0.0], "the reference is itself");
                }
                assert!(kls.iter().all(|kl| (step > 0 && *kl > 0.0) || *kl == 0.0), "{name}: {kls:?}");
            }
            let mean = |id| rows.iter().map(|row| number(row, id)).sum::<f64>() / rows.len() as f64;
            let metrics = &session.history().run(run)[step];
            assert!((metrics.logps_chosen - mean(GaugeId::LogpsChosen)).abs() < 1e-9, "{name}");
            assert_eq!(metrics.rewards_accuracies, mean(GaugeId::RewardsChosenFirst), "{name}");
        }
    }
}

/// At step 0 all runs are the reference, and a step of the past is what it was when it was the last one.
#[test]
fn a_survey_is_a_function_of_session_run_and_step() {
    let mut session = trained(preset("smaug"), [40, 6]);
    let [first, second] = [0, 1].map(|run| surveyed(&session, run, Some(0)));
    assert_eq!(first, second);
    let last = surveyed(&session, 1, None);
    assert_eq!(last, surveyed(&session, 1, Some(6)));
    let mut under_way = Survey::new(&session, 1, None).expect("trained");
    session.set_target(Phase::Preference, 30).expect("more");
    while session.tick() != Step::Idle {
        under_way.tick().expect("no device is lost");
    }
    while under_way.tick().expect("no device is lost") != Tick::Done {}
    assert_eq!((under_way.step(), under_way.rows()), (6, &last[..]));
    assert_eq!(surveyed(&session, 1, Some(6)), last);
    assert_ne!(surveyed(&session, 1, None), last);
}

/// A small step along the gradients moves the preferred answer by what the products say: a forward pass confirms the backward pass.
#[test]
fn entanglement_says_where_the_preferred_answer_goes() {
    let mut spec = preset("smaug");
    spec.dataset.pairs.truncate(1);
    spec.preference.optimizer = crate::data::OptimizerKind::Sgd;
    spec.preference.learning_rate = 1e-5;
    spec.runs.truncate(1);
    let session = trained(spec, [60, 1]);
    let (before, after) = (&surveyed(&session, 0, Some(0))[0], &surveyed(&session, 0, Some(1))[0]);
    // At step 0 DPO pulls both answers alike, with half of β.
    let pull = session.spec().runs[0].objective_at(0).beta() / 2.0 * 1e-5;
    let square = number(before, GaugeId::GradientNormChosen).powi(2);
    let predicted = pull * square * (1.0 - number(before, GaugeId::GradientEntanglement));
    let moved = number(after, GaugeId::DeltaChosen);
    assert!((moved - predicted).abs() < 0.02 * predicted.abs() + 1e-5, "{moved} and {predicted}");
}

/// One pair alone has the row that it has among all, and its tokens' cosines make up the whole answers' entanglement.
#[test]
fn one_pair_has_its_row_and_its_tokens() {
    let session = trained(preset("smaug"), [60, 8]);
    for pair in [0, 9] {
        let mut survey = Survey::of_pair(&session, 0, None, pair).expect("trained");
        while survey.tick().expect("no device is lost") != Tick::Done {}
        assert_eq!(survey.rows(), &surveyed(&session, 0, None)[pair..=pair]);
        let tokens = &session.pairs()[pair];
        let cosines: Vec<Vec<f64>> = survey
            .tokens()
            .map(TokenCosines::rows)
            .into_iter()
            .flatten()
            .map(|row| row.iter().map(|cosine| cosine.value().expect("no gradient is zero")).collect())
            .collect();
        let (chosen, all) = (tokens.chosen.len(), tokens.chosen.len() + tokens.rejected.len());
        assert_eq!((cosines.len(), cosines[0].len()), (all, all));
        let first = tokens.first_difference().expect("they differ");
        for (i, row) in cosines.iter().enumerate() {
            assert!((row[i] - 1.0).abs() < 1e-12);
            assert!(row.iter().zip(&cosines).all(|(one, other)| *one == other[i] && one.abs() <= 1.0 + 1e-12));
        }
        // Before the difference both answers say the same after the same.
        assert!((0..first).all(|k| (cosines[k][chosen + k] - 1.0).abs() < 1e-12));
    }
    assert!(Survey::new(&session, 0, None).expect("trained").tokens().is_none());
    for pair in [10, usize::MAX] {
        let mut survey = Survey::of_pair(&session, 0, None, pair).expect("trained");
        assert_eq!((survey.tick(), survey.rows().len()), (Ok(Tick::Done), 0));
    }
}

/// What is measured comes out of the pass that trains: one that is wrong by a hundredth is seen.
#[test]
fn gradients_are_read_out_of_the_pass_that_trains() {
    let session = trained(preset("smaug"), [40, 2]);
    let norm = |rows: &[GaugeRow]| number(&rows[0], GaugeId::GradientNormChosen);
    let right = norm(&surveyed(&session, 0, None));
    fault::SCALE.set(1.01);
    let wrong = norm(&surveyed(&session, 0, None));
    fault::SCALE.set(1.0);
    assert!((wrong / right - 1.01).abs() < 1e-3, "{right}, {wrong}");
}

#[test]
fn what_is_not_there_is_refused() {
    let session = trained(preset("yes-no"), [3, 2]);
    let refused = |run, step| Survey::new(&session, run, step).map(|_| ()).expect_err("there is none");
    for run in [2, 99, usize::MAX] {
        assert!(matches!(refused(run, None), TrainError::NoSuchRun { .. }), "{run}");
        assert!(matches!(refused(run, Some(0)), TrainError::NoSuchRun { .. }), "{run}");
    }
    for step in [3, 100_000, usize::MAX] {
        assert!(matches!(refused(0, Some(step)), TrainError::NoSuchStep { .. }), "{step}");
    }
    let fresh = Session::new(preset("yes-no"), Rc::new(Processor)).expect("small");
    for step in [None, Some(0), Some(7)] {
        let refused = Survey::new(&fresh, 0, step).map(|_| ()).expect_err("nothing is trained");
        assert!(matches!(refused, TrainError::NotTrained { .. }), "{refused:?}");
    }
}

/// Rows of a run that has diverged are its last kept steps, and every number in them is one.
#[test]
fn a_run_that_has_diverged_says_nothing_that_is_no_number() {
    let mut spec = preset("yes-no");
    spec.preference.optimizer = crate::data::OptimizerKind::Sgd;
    spec.preference.learning_rate = 300.0;
    let session = trained(spec, [10, 40]);
    assert!(session.diverged(0).is_some(), "it was meant to");
    for step in 0..session.history().run(0).len() {
        for row in surveyed(&session, 0, Some(step)) {
            assert!(row.readings.iter().all(|reading| reading.value().is_none_or(f64::is_finite)), "{row:?}");
        }
    }
}

#[test]
fn readings_are_numbers_or_nothing() {
    for (number, reading) in
        [(1.5, GaugeReading::Number(1.5)), (f64::NAN, GaugeReading::Undefined), (1.0 / 0.0, GaugeReading::Undefined)]
    {
        assert_eq!(GaugeReading::from(number), reading);
    }
    // An answer that could not be likelier has no gradient, and no share of one.
    let nothing = Specimen {
        pair: 0,
        tokens: crate::data::TokenPair { prompt: vec![1], chosen: vec![0], rejected: vec![1, 0] },
        chosen: AnswerSums::default(),
        rejected: AnswerSums::default(),
        gradient_product: 0.0,
    };
    let row = GaugeRow::of(&nothing);
    for id in [GaugeId::GradientEntanglement, GaugeId::GradientCosine, GaugeId::HiddenSimilarity, GaugeId::ArgmaxMass] {
        assert_eq!(row.get(id), GaugeReading::Undefined, "{id:?}");
    }
    assert_eq!(row.get(GaugeId::GradientNormChosen), GaugeReading::Number(0.0));
}

#[test]
fn every_gauge_stands_at_its_place_in_the_table_once() {
    let names: std::collections::BTreeSet<&str> = GAUGES.iter().map(|gauge| gauge.id.name()).collect();
    assert_eq!(names.len(), GAUGES.len());
}

/// The largest lab's longest pair: how long its pieces take is told, and none is longer than a training step's of the same pair could be. The bound
/// is generous, for other programs run beside tests.
#[test]
fn pieces_are_short() {
    let words =
        |n: usize, from: usize| (0..n).map(|i| format!("w{}", (i * 7 + from) % 200)).collect::<Vec<_>>().join(" ");
    let lab = serde_json::json!({
        "dataset": { "pairs": [{ "prompt": words(1, 0), "chosen": words(126, 1), "rejected": words(126, 2) }] },
        "model": { "n_embd": 256, "n_layer": 8, "n_head": 8, "n_positions": 128 },
        "runs": [{ "loss_type": "dpo" }],
    });
    let spec = LabFile::from_json(&lab.to_string()).expect("a lab file");
    let session = trained(spec, [1, 0]);
    let mut survey = Survey::new(&session, 0, None).expect("trained");
    let mut times: Vec<Duration> = vec![];
    loop {
        let begin = Instant::now();
        let tick = survey.tick().expect("no device is lost");
        times.push(begin.elapsed());
        if tick == Tick::Done {
            break;
        }
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{} pieces: half below {:.1} ms, nine in ten below {:.1} ms, the longest {:.1} ms",
        times.len(),
        at(0.5),
        at(0.9),
        at(1.0)
    );
    assert!(at(0.5) < 100.0);
}
