//! The gauges as the lab reads them, against PyTorch's on the same models in float64 (`tests/golden/gauges.json`, with the script that made it): the
//! examples, and labs of chance with pairs of every kind.
//!
//! The lab's numbers are f32: a forward and a backward pass of some tens of thousands of rounded operations, which agree with float64 to some 1e-5 of the largest
//! number that a sum is made of. So each is held to 1e-4 of its size. Whole numbers and truths are the same.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use dpop_lab::backend::Tick;
use dpop_lab::data::LabFile;
use dpop_lab::digest::fnv;
use dpop_lab::gauges::{GAUGES, GaugeId, GaugeReading, GaugeRow, Survey};
use dpop_lab::train::{Policy, Session};
use serde_json::Value;

/// The rule of `tests/golden.rs` for f32.
const TOLERANCE: f64 = 1e-4;

fn trained(lab: &Value) -> Session {
    let (spec, _) = LabFile::from_brief(&lab.to_string()).expect("a lab file");
    common::trained(spec)
}

fn surveyed(session: &Session, run: usize, step: usize) -> Vec<GaugeRow> {
    let mut survey = Survey::new(session, run, Some(step)).expect("trained");
    while survey.tick().expect("no device is lost") != Tick::Done {}
    survey.rows().to_vec()
}

/// The digest of the model.
fn digest(session: &Session, run: usize, step: usize) -> String {
    let mut replay = session.replay(Policy::Run(run), Some(step)).expect("trained");
    while replay.tick().expect("no device is lost") != Tick::Done {}
    let params = &replay.state().expect("there").params;
    format!("{:016x}", fnv(params.iter().map(|x| u64::from(x.to_bits()))))
}

/// How large the numbers are of which a gauge is a sum or a difference, so that it can be known to so many digits of them alone. `of` gives PyTorch's.
fn size(id: GaugeId, of: impl Fn(&str) -> f64) -> f64 {
    let own = of(id.name()).abs();
    match id {
        // A log-ratio is the difference of two log-probabilities.
        GaugeId::DeltaChosen => own + of("logps/chosen").abs(),
        GaugeId::DeltaRejected => own + of("logps/rejected").abs(),
        // CHES that of two products, which of like answers are nearly the same.
        GaugeId::Ches => own + of("size/ches"),
        GaugeId::ChesNormalized => own + of("size/ches_normalized"),
        // Cosines, and what is divided by a square: the product of two vectors that may be nearly at right angles.
        GaugeId::HiddenSimilarity | GaugeId::GradientCosine => 1.0,
        GaugeId::GradientEntanglement => own + of("gradient_norm/rejected") / of("gradient_norm/chosen"),
        // Shares of 1.
        GaugeId::ArgmaxMass | GaugeId::ChosenMass | GaugeId::RestMass | GaugeId::ArgmaxIsChosen => 1.0,
        GaugeId::EditDistance
        | GaugeId::EditDistanceNormalized
        | GaugeId::LogpsChosen
        | GaugeId::LogpsRejected
        | GaugeId::GradientNormChosen
        | GaugeId::GradientNormRejected
        | GaugeId::KlChosen
        | GaugeId::KlRejected
        | GaugeId::RanksChosenFirst
        | GaugeId::RewardsChosenFirst => own,
    }
}

#[test]
fn the_numbers_are_those_of_pytorch() {
    let golden: Value = serde_json::from_str(include_str!("golden/gauges.json")).expect("JSON");
    let names: Vec<&str> = golden["names"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
    let known: Vec<&str> = GAUGES.iter().map(|gauge| gauge.id.name()).collect();
    assert_eq!(names[..known.len()], known, "the script has other gauges");
    let (mut cases, mut rows) = (0, 0);
    // The worst error of each gauge, as a share of its size, and of itself.
    let mut worst = vec![(0.0_f64, 0.0_f64); GAUGES.len()];
    for lab in golden["labs"].as_array().expect("labs") {
        let session = trained(&lab["lab"]);
        for case in lab["cases"].as_array().expect("cases") {
            let number = |key: &str| case[key].as_u64().expect("a number") as usize;
            let (run, step) = (number("run"), number("step"));
            let place = format!("{} run {run} step {step}", lab["name"]);
            assert_eq!(
                digest(&session, run, step),
                case["digest"],
                "{place}: training gives other bits than when the numbers were made. If that is meant, make them anew: \
                 cargo run --example write_arguments -- FOLDER, then python tests/golden/make_gauges.py FOLDER > tests/golden/gauges.json"
            );
            let ours = surveyed(&session, run, step);
            let theirs = case["rows"].as_array().expect("rows");
            assert_eq!(ours.len(), theirs.len(), "{place}");
            for (ours, theirs) in ours.iter().zip(theirs) {
                let of = |name: &str| {
                    let value = &theirs[names.iter().position(|known| *known == name).expect("a name")];
                    value.as_bool().map(|truth| f64::from(u8::from(truth))).or(value.as_f64()).expect("a number")
                };
                for (gauge, worst) in GAUGES.iter().zip(&mut worst) {
                    let place = format!("{place} pair {}: {}", ours.pair, gauge.id.name());
                    let (reading, theirs) = (ours.get(gauge.id), of(gauge.id.name()));
                    let value = reading.value().unwrap_or_else(|| panic!("{place}: nothing"));
                    let off = (value - theirs).abs();
                    if !matches!(reading, GaugeReading::Number(_)) {
                        assert_eq!(value, theirs, "{place}");
                        continue;
                    }
                    let is_since =
                        [GaugeId::DeltaChosen, GaugeId::DeltaRejected, GaugeId::KlChosen, GaugeId::KlRejected];
                    if step == 0 && is_since.contains(&gauge.id) {
                        assert_eq!(value, 0.0, "{place}: the reference is itself");
                    }
                    let size = size(gauge.id, of);
                    assert!(off <= TOLERANCE * size, "{place}: {value:e} here, {theirs:e} there");
                    if off > 0.0 {
                        *worst = (worst.0.max(off / size), worst.1.max(off / theirs.abs()));
                    }
                }
                rows += 1;
            }
            cases += 1;
        }
    }
    println!("{cases} cases, {rows} rows; the worst errors, as a share of what a gauge is made of and of itself:");
    for (gauge, (of_size, of_itself)) in GAUGES.iter().zip(worst) {
        println!("{:>26} {of_size:.1e} {of_itself:.1e}", gauge.id.name());
    }
    assert!(cases >= 40 && rows >= 300, "{cases} cases, {rows} rows");
}
