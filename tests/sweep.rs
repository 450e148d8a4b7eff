//! A cell of a sweep has the very numbers of the lab trained alone, whatever it is trained together with.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::trained;
use dpop_lab::data::sweep::Sweep;
use dpop_lab::data::{LabFile, presets};
use dpop_lab::train::{Metrics, Session};

/// Every number of every row of a run, to the bit; and where it stopped.
fn bits(session: &Session, run: usize) -> (Vec<u64>, Option<usize>) {
    let numbers = |row: &Metrics| [row.values().as_slice(), row.more().as_slice()].concat();
    let rows = session.history().run(run).iter().flat_map(numbers);
    (rows.map(f64::to_bits).collect(), session.diverged(run).map(|divergence| divergence.step))
}

fn check(preset: &str, plan: &str, most_runs: usize) {
    let preset = presets().iter().find(|known| known.name == preset).expect("a preset");
    let mut lab = LabFile::from_json(preset.json).expect("valid");
    (lab.sft.steps, lab.preference.steps) = (12, 8);
    let sweep = Sweep::new(lab, plan).expect("a sweep");
    let all: Vec<usize> = (0..sweep.cells()).collect();
    let mut compared = 0;
    for cells in sweep.jobs(&all, most_runs) {
        let job = sweep.job(&cells);
        let together = trained(job.lab.expect("a lab"));
        for (cell, runs) in job.cells {
            let alone = trained(sweep.lab(cell).expect("a lab"));
            for (own, run) in runs.enumerate() {
                assert_eq!(bits(&together, run), bits(&alone, own), "{} run {own}", sweep.place(cell));
                compared += 1;
            }
        }
    }
    assert_eq!(compared, sweep.cells() * sweep.runs());
}

#[test]
fn betas_and_penalties() {
    check(
        "smaug",
        r#"{ "axes": [{ "field": "runs[*].beta", "values": [0.01, 0.3, 5] }, { "field": "runs[1].lambda", "values": [5, 500] }], "seeds": 2 }"#,
        64,
    );
}

#[test]
fn losses_and_what_is_shared_by_all_runs() {
    check(
        "yes-no",
        r#"{ "axes": [{ "field": "runs[0].loss_type", "values": ["dpo", "ipo", "simpo"] }, { "field": "preference.learning_rate", "values": [3e-4, 3e-3] }] }"#,
        4,
    );
}

#[test]
fn one_that_diverges_beside_others() {
    check(
        "smaug",
        r#"{ "axes": [{ "field": "runs[1].lambda", "values": [5, 100000] }, { "field": "preference.optimizer", "values": ["sgd"] }, { "field": "preference.learning_rate", "values": [0.03] }] }"#,
        64,
    );
}

#[test]
fn families_made_by_rule() {
    check(
        "arithmetic",
        r#"{ "axes": [{ "field": "dataset.edit_distance", "values": [1] }, { "field": "dataset.pairs", "values": [1, 5] }], "seeds": [3, 9] }"#,
        8,
    );
}
