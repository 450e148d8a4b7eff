//! The paper's statements as the lab counts them, against PyTorch's counts on the same models in float64 (`tests/golden/argument.json`, with the
//! script that made it): the examples, and labs of chance with pairs and losses of every kind.
//!
//! The lab's numbers are f32, so a comparison that is decided by less than their rounding may come out otherwise. The script counts those that
//! are as near: counts may differ by no more, and where there is none, the exceptions are the same too. The rounding is measured here.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use dpop_lab::argument::{Examination, Exception, Findings, RESOLUTION, Tally};
use dpop_lab::backend::Tick;
use dpop_lab::data::LabFile;
use dpop_lab::digest::fnv;

use dpop_lab::objective::REGISTRY;
use dpop_lab::theory::TOLERANCE;
use dpop_lab::train::{Policy, Session};
use serde_json::Value;

/// The script's NOISE: token log-probs in f32 are closer to those in f64.
const NOISE: f64 = RESOLUTION / 2.0;

/// What is counted in no more than differences of log-probs, as λ, agrees to so much of itself: some tens of [`NOISE`], for they are
/// sums over a completion, and ratios.
const NUMBERS: f64 = 50.0 * NOISE;

fn trained(lab: &Value) -> Session {
    let (spec, _) = LabFile::from_brief(&lab.to_string()).expect("a lab file");
    common::trained(spec)
}

fn examined(session: &Session, run: usize, step: usize) -> Findings {
    let mut examination = Examination::new(session, run, Some(step)).expect("trained");
    while examination.tick().expect("no device is lost") != Tick::Done {}
    examination.findings()
}

/// The digest of the model, and the worst difference of a log-prob of a chosen completion's token.
fn model(session: &Session, run: usize, step: usize, logps: &Value) -> (String, f64) {
    let mut replay = session.replay(Policy::Run(run), Some(step)).expect("trained");
    while replay.tick().expect("no device is lost") != Tick::Done {}
    let params = &replay.state().expect("there").params;
    let mut worst = 0.0_f64;
    for (pair, logps) in logps.as_array().expect("pairs").iter().enumerate() {
        let ours = replay.evaluation().logps.chosen(pair);
        let theirs = numbers(logps);
        assert_eq!(ours.len(), theirs.len());
        worst =
            ours.iter().zip(theirs).fold(worst, |worst, (ours, theirs)| worst.max((f64::from(*ours) - theirs).abs()));
    }
    (format!("{:016x}", fnv(params.iter().map(|x| u64::from(x.to_bits())))), worst)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn are_close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= NUMBERS * (1.0 + theirs.abs())
}

/// Gives how many comparisons were too near to be sure of.
#[track_caller]
fn check(place: &str, ours: &Tally, theirs: &Value) -> usize {
    let number = |key: &str| theirs[key].as_u64().unwrap_or_else(|| panic!("{place}: {key}")) as usize;
    let unsure = number("unsure");
    assert_eq!(ours.of, number("of"), "{place}: {ours:?} and {theirs}");
    assert!(ours.holds.abs_diff(number("holds")) <= unsure, "{place}: {ours:?} and {theirs}");
    if let Some(needed) = ours.needed {
        for (ours, theirs) in
            [needed.effective, needed.outside, needed.inside].into_iter().zip(numbers(&theirs["needed"]))
        {
            assert!(are_close(ours, theirs), "{place}: {ours} is needed here, {theirs} there");
        }
    }
    assert_eq!(ours.needed.is_none(), theirs["needed"].is_null(), "{place}");
    // Errors are rounding, but where they are what a loss does.
    match (ours.worst, theirs["worst"].as_f64()) {
        (Some(ours), Some(theirs)) => {
            assert!(
                theirs <= TOLERANCE && ours <= TOLERANCE || are_close(ours, theirs),
                "{place}: {ours:e}, {theirs:e}"
            );
        }
        (ours, _) => assert!(ours.is_none_or(|ours| ours <= TOLERANCE), "{place}: {ours:?}"),
    }
    if unsure == 0 {
        let named = |Exception { pair, token, word, .. }: &Exception| serde_json::json!([pair, token, word]);
        let theirs = theirs["exceptions"].as_array().expect("a list");
        let ours: Vec<Value> = ours.exceptions.iter().take(theirs.len()).map(named).collect();
        assert_eq!(&ours, theirs, "{place}");
    }
    unsure
}

#[test]
fn the_counts_are_those_of_pytorch() {
    let labs: Value = serde_json::from_str(include_str!("golden/argument.json")).expect("JSON");
    let (mut cases, mut counts, mut unsure, mut worst) = (0, 0, 0, 0.0_f64);
    for lab in labs.as_array().expect("labs") {
        let session = trained(&lab["lab"]);
        for case in lab["cases"].as_array().expect("cases") {
            let number = |key: &str| case[key].as_u64().expect("a number") as usize;
            let (run, step) = (number("run"), number("step"));
            let place = format!("{} run {run} step {step}", lab["name"]);
            let (digest, apart) = model(&session, run, step, &case["logps"]);
            assert_eq!(
                digest, case["digest"],
                "{place}: training gives other bits than when the numbers were made. If that is meant, make them anew: \
                 cargo run --example write_arguments -- FOLDER, then python tests/golden/make_argument.py FOLDER > tests/golden/argument.json"
            );
            assert!(apart <= NOISE, "{place}: a log-prob is off by {apart:e} nats");
            let findings = examined(&session, run, step);
            let theirs = case["statements"].as_object().expect("statements");
            assert_eq!(findings.verdicts.len(), theirs.len(), "{place}");
            for verdict in &findings.verdicts {
                let id = verdict.statement.id.name();
                unsure += check(&format!("{place}: {id}"), &verdict.tally, &theirs[id]);
                counts += verdict.tally.of;
            }
            (cases, worst) = (cases + 1, worst.max(apart));
        }
    }
    println!(
        "{cases} cases, {counts} comparisons, {unsure} of them too near to be sure of; log-probs agree to {worst:.1e} nats"
    );
    // Labs of chance are named after the loss that they are for.
    let named: Vec<&str> = labs.as_array().into_iter().flatten().filter_map(|lab| lab["name"].as_str()).collect();
    for entry in REGISTRY {
        let name = format!("random-{}", entry.loss_type);
        assert!(named.contains(&&*name), "{name} is not among the labs that PyTorch counted: make the numbers anew");
    }
    // A test that is sure of little says little.
    assert!(cases >= 50 && unsure * 500 <= counts, "{cases} cases, {unsure} of {counts}");
}
