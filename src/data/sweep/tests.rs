//! Cells, labs, jobs and shards of small sweeps, and what is refused.

use super::*;
use crate::data::presets;

fn smaug() -> LabFile {
    LabFile::from_json(presets()[0].json).expect("a preset")
}

fn sweep(plan: &str) -> Sweep {
    Sweep::new(smaug(), plan).expect("a sweep")
}

#[test]
fn a_cell_is_the_lab_with_its_values() {
    let sweep = sweep(
        r#"{ "axes": [{ "field": "preference.learning_rate", "values": [1e-3, 3e-4] }, { "field": "runs[1].lambda", "values": [5, 50, 500] }], "seeds": 4 }"#,
    );
    assert_eq!((sweep.cells(), sweep.runs()), (24, 2));
    assert_eq!(sweep.place(0), r#"{"at": [0.001, 5], "seed": 0}"#);
    assert_eq!(sweep.place(23), r#"{"at": [0.0003, 500], "seed": 3}"#);
    let mut expected = smaug();
    expected.seed = 2;
    expected.preference.learning_rate = 3e-4;
    expected.runs[1].objective = LabFile::from_json(&smaug().to_json().replace(r#""lambda": 50"#, r#""lambda": 500"#))
        .map(|lab| lab.runs[1].objective)
        .expect("another λ");
    assert_eq!(sweep.lab(22).expect("a lab").to_json(), expected.to_json());
}

#[test]
fn without_axes_and_seeds_it_is_the_lab_itself() {
    let sweep = sweep("{}");
    assert_eq!(sweep.cells(), 1);
    assert_eq!(sweep.lab(0), Ok(smaug()));
    assert_eq!(sweep.to_json(), r#"{"axes": [], "seeds": [0]}"#);
}

#[test]
fn what_it_says_of_itself_makes_it_again() {
    let plan = r#"{ "axes": [{ "field": "runs[*].loss_type", "values": ["dpo", "ipo"] }, { "field": "seed", "values": [7, 9] }] }"#;
    let one = sweep(plan);
    let own = one.to_json().replace(r#", "seeds": [0]"#, "");
    let again = sweep(&own);
    for cell in 0..one.cells() {
        assert_eq!((one.lab(cell), one.place(cell)), (again.lab(cell), again.place(cell)));
    }
}

#[test]
fn another_loss_comes_before_its_parameters() {
    let sweep = sweep(
        r#"{ "axes": [{ "field": "runs[0].lambda", "values": [5, 50] }, { "field": "runs[0].loss_type", "values": ["dpop"] }] }"#,
    );
    let lambdas: Vec<String> = (0..2).map(|cell| sweep.lab(cell).expect("a lab").to_json()).collect();
    assert!(lambdas[0].contains(r#""lambda": 5,"#) && lambdas[1].contains(r#""lambda": 50"#), "{lambdas:?}");
}

#[test]
fn pairs_are_made_by_rule() {
    let sweep = sweep(
        r#"{ "axes": [{ "field": "dataset.edit_distance", "values": [1, 4] }, { "field": "dataset.pairs", "values": [3, 10] }], "seeds": 2 }"#,
    );
    for cell in 0..sweep.cells() {
        let lab = sweep.lab(cell).expect("a lab");
        let place = sweep.place(cell);
        let (distance, pairs) = (if place.contains("[1,") { 1 } else { 4 }, if place.contains("3]") { 3 } else { 10 });
        assert_eq!(lab.dataset.pairs.len(), pairs, "{place}");
        for pair in &lab.dataset.pairs {
            let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(crate::data::distance::edit_distance(&words(&pair.chosen), &words(&pair.rejected)), distance);
        }
    }
}

#[test]
fn jobs_share_a_supervised_phase_and_have_each_cell_once() {
    let sweep = sweep(
        r#"{ "axes": [{ "field": "runs[*].beta", "values": [0.1, 0.3, 1] }, { "field": "sft.steps", "values": [0, 50] }, { "field": "runs[1].lambda", "values": [5, 50] }], "seeds": 3 }"#,
    );
    let all: Vec<usize> = (0..sweep.cells()).collect();
    for (most, jobs) in [(64, 6), (12, 6), (8, 12), (2, 36), (1, 36)] {
        let made = sweep.jobs(&all, most);
        assert_eq!(made.len(), jobs, "at most {most} runs");
        let mut cells: Vec<usize> = made.concat();
        cells.sort_unstable();
        assert_eq!(cells, all);
        for cells in made {
            let job = sweep.job(&cells);
            let lab = job.lab.expect("a lab");
            assert!(lab.runs.len() <= most.max(2) && job.refused.is_empty());
            assert_eq!(lab.checked().as_ref(), Ok(&lab), "its text is read again");
            for (cell, runs) in job.cells {
                let own = sweep.lab(cell).expect("a lab");
                assert_eq!(own.runs, lab.runs[runs]);
                assert_eq!(LabFile { runs: own.runs.clone(), ..lab.clone() }, own);
            }
        }
    }
}

#[test]
fn shards_have_each_cell_once() {
    let sweep = sweep(r#"{ "axes": [{ "field": "runs[*].beta", "values": [0.1, 0.3, 1] }], "seeds": 7 }"#);
    let mut cells: Vec<usize> = (1..=16).flat_map(|shard| sweep.shard(shard, 16).expect("a shard")).collect();
    cells.sort_unstable();
    assert_eq!(cells, (0..21).collect::<Vec<_>>());
    for (shard, of) in [(0, 3), (4, 3), (1, 0), (1, usize::MAX)] {
        assert!(sweep.shard(shard, of).is_err());
    }
}

/// Held-out pairs become as far apart as those that are trained, and are otherwise left alone.
#[test]
fn held_out_pairs_follow_the_distance() {
    let mut lab = smaug();
    lab.dataset.eval_pairs = lab.dataset.pairs.split_off(7);
    let plan = r#"{ "axes": [{ "field": "dataset.edit_distance", "values": [3] }, { "field": "dataset.pairs", "values": [2, 7] }] }"#;
    let sweep = Sweep::new(lab, plan).expect("a sweep");
    for (cell, pairs) in [(0, 2), (1, 7)] {
        let lab = sweep.lab(cell).expect("a lab");
        let all = lab.encode_all();
        assert_eq!((lab.dataset.pairs.len(), lab.dataset.eval_pairs.len()), (pairs, 3));
        assert!(all.iter().all(|pair| pair.edit_distance() == 3));
    }
}

#[test]
fn values_that_only_some_cells_can_have_are_those_cells_errors() {
    let sweep = sweep(
        r#"{ "axes": [{ "field": "model.n_head", "values": [2, 3] }, { "field": "model.n_embd", "values": [32, 48] }] }"#,
    );
    let job = sweep.job(&[0, 2]);
    assert_eq!(job.cells, [(0, 0..2)]);
    assert_eq!(job.refused.len(), 1);
    assert!(sweep.lab(3).is_ok());
}

#[test]
fn what_no_cell_can_have_is_said_at_once() {
    let cases = [
        (r#"{ "axes": [{ "field": "runs[0].beta", "values": [0.1, -1] }] }"#, "runs[0].beta is -1; allowed is"),
        (
            r#"{ "axes": [{ "field": "runs[7].beta", "values": [1] }] }"#,
            "runs[7] is not there; runs has 2 entries, counted from 0.",
        ),
        (r#"{ "axes": [{ "field": "runs[0].lambda", "values": [1] }] }"#, "runs[0].lambda"),
        (
            r#"{ "axes": [{ "field": "runs[0].loss_type", "values": ["dpoo"] }] }"#,
            "runs[0].loss_type is \"dpoo\"; allowed is",
        ),
        (
            r#"{ "axes": [{ "field": "weights", "values": ["x"] }] }"#,
            "axes[0].field is \"weights\"; allowed are runs[0].beta",
        ),
        (r#"{ "axes": [{ "field": "sft.steps", "values": [] }] }"#, "axes[0].values is"),
        (r#"{ "axes": [{ "field": "sft.steps", "values": [[1]] }] }"#, "axes[0].values[0] is"),
        (r#"{ "axes": [{ "field": "sft.steps" }] }"#, "axes[0].values is missing"),
        (r#"{ "axes": [{ "values": [1] }] }"#, "axes[0].field is missing"),
        (
            r#"{ "axes": [{ "field": "seed", "values": [1] }], "seeds": 3 }"#,
            "axes[0].field is seed, which is given a second time",
        ),
        (
            r#"{ "axes": [{ "field": "sft.steps", "values": [1] }, { "field": "sft.steps", "values": [2] }] }"#,
            "axes[1].field is sft.steps",
        ),
        (r#"{ "seeds": 0 }"#, "seeds is 0; allowed is a whole number from 1 to 10000"),
        (r#"{ "seeds": [1, 1] }"#, "seeds is 1, which is given a second time"),
        (r#"{ "axis": [] }"#, "axis is not a key"),
        (
            r#"{ "axes": [{ "field": "dataset.edit_distance", "values": [99] }] }"#,
            "The distance is 99; allowed is 1 to",
        ),
        (
            r#"{ "axes": [{ "field": "dataset.pairs", "values": [11] }] }"#,
            "dataset.pairs is 11; allowed is a whole number from 1 to 10",
        ),
    ];
    for (plan, said) in cases {
        let error = Sweep::new(smaug(), plan).expect_err(plan).to_string();
        assert!(error.starts_with(said), "{plan}: {error}");
    }
    let many: Vec<String> = ["runs[0].beta", "preference.learning_rate", "sft.learning_rate"]
        .iter()
        .map(|field| {
            format!(
                r#"{{ "field": "{field}", "values": [{}] }}"#,
                (1..=100).map(|i| format!("{}", f64::from(i) / 100.0)).collect::<Vec<_>>().join(",")
            )
        })
        .collect();
    let error = Sweep::new(smaug(), &format!(r#"{{ "axes": [{}] }}"#, many.join(","))).expect_err("too many");
    assert_eq!(error.to_string(), "The axes and seeds make 1000000 cells; allowed are at most 100000.");
}
