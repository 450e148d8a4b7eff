//! Plans on the examples, and pictures of cells that were made by hand.

use super::*;
use crate::data::presets;
use crate::data::sweep::Sweep;

fn lab(name: &str) -> LabFile {
    LabFile::from_json(presets().iter().find(|preset| preset.name == name).expect("a preset").json).expect("valid")
}

#[test]
fn every_experiment_is_a_sweep_of_every_example() {
    for preset in presets() {
        let lab = LabFile::from_json(preset.json).expect("valid");
        for (name, experiment) in Experiment::ALL {
            let plan = match experiment.plan(&lab) {
                Ok(plan) => plan,
                // Its sums are answered by one token.
                Err(NoPlan::Short) if preset.name == "arithmetic" => continue,
                Err(why) => panic!("{name} of {}: {why:?}", preset.name),
            };
            // Steps and questions are the module's own; axes and seeds are the sweep's.
            let mut options: serde_json::Value = serde_json::from_str(&plan.options(3)).expect("JSON");
            options.as_object_mut().expect("an object").retain(|key, _| key == "axes" || key == "seeds");
            let sweep = Sweep::new(plan.lab.clone(), &options.to_string())
                .unwrap_or_else(|error| panic!("{name} of {}: {error}", preset.name));
            assert_eq!(sweep.cells(), plan.cells(3), "{name}");
            let refused: Vec<String> =
                (0..sweep.cells()).filter_map(|cell| sweep.lab(cell).err()).map(|error| error.to_string()).collect();
            assert!(refused.is_empty(), "{name} of {}: {refused:?}", preset.name);
        }
    }
}

#[test]
fn what_cannot_be_asked_says_why() {
    assert_eq!(Experiment::Course.plan(&LabFile::empty()), Err(NoPlan::Empty));
    let mut one = lab("smaug");
    one.dataset.pairs.truncate(1);
    assert_eq!(Experiment::Pairs.plan(&one), Err(NoPlan::OnePair));
    one.weights = Some(7);
    assert_eq!(Experiment::Beta.plan(&one), Err(NoPlan::Imported));
    let mut still = lab("smaug");
    still.preference.steps = 0;
    assert_eq!(Experiment::Sft.plan(&still), Err(NoPlan::NoSteps));
    let mut three = lab("smaug");
    three.dataset.pairs.truncate(3);
    assert_eq!(Experiment::Gauges.plan(&three), Err(NoPlan::FewPairs));
}

#[test]
fn a_picture_is_of_the_cells_that_are_there() {
    let plan = Experiment::Beta.plan(&lab("smaug")).expect("a plan");
    let line = |cell: usize, beta: f64, chosen: f64| {
        format!(
            r#"{{"cell": {cell}, "at": [{beta}], "seed": 0, "runs": [{{"loss_type": "dpo", "delta/chosen": {chosen}}}, {{"delta/chosen": null, "diverged": "no"}}]}}"#
        )
    };
    let cells: Vec<SweptCell> = [
        line(0, 0.1, -8.0),
        line(1, 0.1, -6.0),
        line(2, 1.0, 0.5),
        r#"{"cell": 3, "at": [0.3], "seed": 0, "runs": [], "error": "lost"}"#.into(),
    ]
    .iter()
    .map(|text| SweptCell::read(text).expect("a cell"))
    .collect();
    let picture = picture(&plan, &cells);
    assert_eq!(picture.xs, [0.1, 0.3, 1.0]);
    let told: Vec<(f64, f64, usize)> =
        picture.lines[0].iter().map(|point| (point.x, point.estimate.mean, point.estimate.below)).collect();
    assert_eq!(told, [(0.1, -7.0, 2), (1.0, 0.5, 0)]);
    assert!(picture.lines[1].is_empty(), "of what stopped no number is taken");
    assert_eq!(picture.counts, [3, 1, 3]);
    assert_eq!([0.1, 0.3, 1.0].map(|x| picture.across(x)), [0.5 / 3.0, 0.5, 2.5 / 3.0]);
    assert!(SweptCell::read("[1]").is_none() && SweptCell::read("nonsense").is_none());
}

#[test]
fn parts_add_up_to_the_whole() {
    let course = Experiment::Course.plan(&lab("smaug")).expect("a plan");
    let parts = Experiment::Parts.plan(&lab("smaug")).expect("a plan");
    let rows: Vec<String> = [0, 20, 40, 60, 80, 100, 120, 140, 160]
        .iter()
        .map(|step| format!(r#"{{"step": {step}, "logps/chosen": {0}, "logps/before": {1}, "logps/chosen/at": 0, "logps/chosen/after": {1}}}"#, -step, -step / 2))
        .collect();
    let text = format!(
        r#"{{"cell": 0, "at": [], "seed": 0, "runs": [{{"delta/chosen": -160, "rows": [{}]}}]}}"#,
        rows.join(",")
    );
    let cells = [SweptCell::read(&text).expect("a cell")];
    let (whole, parts) = (picture(&course, &cells), picture(&parts, &cells));
    assert_eq!(whole.xs, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 140.0, 160.0]);
    let ends = |picture: &SeedPicture| {
        picture.lines.iter().filter_map(|line| line.last()).map(|point| point.estimate.mean).collect::<Vec<_>>()
    };
    assert_eq!((ends(&whole), ends(&parts)), (vec![-160.0], vec![-80.0, 0.0, -80.0]));
    assert_eq!(whole.across(40.0), 0.25);
}

#[test]
fn numbers_are_spread_evenly() {
    assert_eq!(spread(0, 160, 9), [0, 20, 40, 60, 80, 100, 120, 140, 160]);
    assert_eq!(spread(1, 10, 4), [1, 4, 7, 10]);
    assert_eq!(spread(1, 2, 4), [1, 2]);
    assert_eq!(spread(0, 3, 9), [0, 1, 2, 3]);
}

/// A gauge that ranks as the falls do, one that ranks them the other way round, one that is equal for all.
#[test]
fn ranks_are_those_of_spearman() {
    let plan = Experiment::Gauges.plan(&lab("smaug")).expect("a plan");
    let line = |list: &dyn Fn(usize) -> String| (0..5).map(list).collect::<Vec<_>>().join(", ");
    let start =
        line(&|i| format!(r#"{{"ches": {i}, "gradient_cosine": {}, "edit_distance_normalized": 0.1}}"#, 99 - i * i));
    let end = line(&|i| format!(r#"{{"delta/chosen": {}}}"#, -1.5 * (i as f64)));
    let cell = |cell: usize| {
        format!(
            r#"{{"cell": {cell}, "at": [], "runs": [{{"delta/chosen": 0, "gauges": {{"start": [{start}], "end": [{end}]}}}}]}}"#
        )
    };
    let cells: Vec<SweptCell> = (0..2).map(|number| SweptCell::read(&cell(number)).expect("a cell")).collect();
    let picture = picture(&plan, &cells);
    let told: Vec<(f64, f64)> = picture.lines[0].iter().map(|point| (point.x, point.estimate.mean)).collect();
    assert_eq!(told, [(0.0, -1.0), (4.0, 1.0)]);
}

/// What a line of a picture comes to: its places and means.
fn told(picture: &SeedPicture) -> Vec<Vec<(f64, f64)>> {
    let line = |line: &Vec<Point>| line.iter().map(|point| (point.x, point.estimate.mean)).collect();
    picture.lines.iter().map(line).collect()
}

#[test]
fn weights_have_their_places_by_name() {
    let plan = Experiment::Weights.plan(&lab("smaug")).expect("a plan");
    let cell = |name: &str, chosen: f64| {
        let run = format!(r#"{{"delta/chosen": {chosen}}}"#);
        SweptCell::read(&format!(r#"{{"cell": 0, "at": ["{name}"], "runs": [{run}, {run}]}}"#)).expect("a cell")
    };
    let cells = [cell("body", -2.0), cell("all", -4.0), cell("head", 0.25), cell("tail", 9.0)];
    let line = vec![(0.0, -4.0), (1.0, 0.25), (2.0, -2.0)];
    assert_eq!(told(&picture(&plan, &cells)), [line.clone(), line]);
}

#[test]
fn a_token_after_the_difference_has_its_share_of_the_sum() {
    let mut lab = lab("smaug");
    lab.dataset.pairs.truncate(1);
    let tail = lab.encode()[0].common_ends().1;
    let plan = Experiment::PerToken.plan(&lab).expect("a plan");
    let row = |step: usize, after: f64| format!(r#"{{"step": {step}, "logps/chosen/after": {after}}}"#);
    let rows = [row(0, -3.0), row(160, -12.0)].join(", ");
    let text = format!(r#"{{"cell": 0, "at": [], "runs": [{{"delta/chosen": 0, "rows": [{rows}]}}]}}"#);
    let cells = [SweptCell::read(&text).expect("a cell")];
    assert!(tail > 1);
    assert_eq!(told(&picture(&plan, &cells))[0], [(0.0, -3.0 / tail as f64), (160.0, -12.0 / tail as f64)]);
}

#[test]
fn masses_and_rankings_are_means_over_the_pairs() {
    let pair = |mass: f64, ranks: bool| {
        format!(
            r#"{{"argmax_mass": 0.9, "chosen_mass": {mass}, "rest_mass": 0.1, "ranks_chosen_first": {ranks}, "rewards_chosen_first": true}}"#
        )
    };
    let rows = format!(r#"{{"step": 80, "pairs": [{}, {}]}}"#, pair(0.5, true), pair(0.7, false));
    let text = format!(
        r#"{{"cell": 0, "at": [], "runs": [{{"delta/chosen": 0, "gauges": {{"start": [], "end": [], "rows": [{rows}]}}}}]}}"#
    );
    let cells = [SweptCell::read(&text).expect("a cell")];
    let of = |experiment: Experiment| told(&picture(&experiment.plan(&lab("smaug")).expect("a plan"), &cells));
    assert_eq!(of(Experiment::Mass), [[(80.0, 0.9)], [(80.0, 0.6)], [(80.0, 0.1)]]);
    assert_eq!(of(Experiment::Ranking), [[(80.0, 0.5)], [(80.0, 1.0)]]);
}

/// Of each β the numbers of the last row, and the means of both divergences over the pairs at the end.
#[test]
fn scales_are_those_of_the_end() {
    let plan = Experiment::BetaScale.plan(&lab("smaug")).expect("a plan");
    assert!(plan.options(2).ends_with(r#""ask": ["gauges"]}"#) && plan.cells(20) == 140);
    let cell = |beta: f64, margin: f64, rejected: f64| {
        let pair = |kl: f64| format!(r#"{{"kl/chosen": {kl}, "kl/rejected": {}}}"#, 10.0 * kl);
        let gauges = format!(r#"{{"start": [{}], "end": [{}, {}]}}"#, pair(9.0), pair(0.25), pair(0.75));
        let run = format!(
            r#"{{"delta/chosen": -1, "delta/rejected": {rejected}, "rewards/margins": {margin}, "gauges": {gauges}}}"#
        );
        SweptCell::read(&format!(r#"{{"cell": 0, "at": [{beta}], "runs": [{run}]}}"#)).expect("a cell")
    };
    let picture = picture(&plan, &[cell(0.01, 0.09, -10.0), cell(0.01, 0.11, -12.0), cell(5.0, 6.0, -2.2)]);
    assert_eq!(
        told(&picture),
        [
            [(0.01, 0.1), (5.0, 6.0)],
            [(0.01, -1.0), (5.0, -1.0)],
            [(0.01, -11.0), (5.0, -2.2)],
            [(0.01, 0.5), (5.0, 0.5)],
            [(0.01, 5.0), (5.0, 5.0)],
        ]
    );
}

#[test]
fn shares_are_those_of_the_verdicts() {
    let plan = Experiment::Premise.plan(&lab("smaug")).expect("a plan");
    let verdicts = |id: &str, holds: usize| {
        format!(r#"[{{"id": "prefix", "holds": 9, "of": 9}}, {{"id": "{id}", "holds": {holds}, "of": 8}}]"#)
    };
    let text = format!(
        r#"{{"cell": 0, "at": [50], "runs": [{{"delta/chosen": 0, "argument": {{"start": {}, "end": {}}}}}]}}"#,
        verdicts("premise", 2),
        verdicts("reduced", 6)
    );
    let picture = picture(&plan, &[SweptCell::read(&text).expect("a cell")]);
    let told: Vec<Vec<(f64, f64)>> =
        picture.lines.iter().map(|line| line.iter().map(|point| (point.x, point.estimate.mean)).collect()).collect();
    assert_eq!(told, [vec![(50.0, 0.25)], vec![(50.0, 0.75)]]);
}

/// Every two settings of every example make a sweep, and each place of the map opens as the lab of its cell.
#[test]
fn every_map_is_a_sweep_and_its_places_open() {
    for preset in presets() {
        let lab = LabFile::from_json(preset.json).expect("valid");
        let run = PhasePlan::first_run(&lab);
        for (one, across) in Varied::ALL {
            for (other, up) in Varied::ALL {
                let plan = match PhasePlan::new(&lab, run, [across, up], 16) {
                    Ok(plan) => plan,
                    Err(NoPlan::Same) if one == other => continue,
                    Err(NoPlan::Short) if preset.name == "arithmetic" => continue,
                    Err(NoPlan::NoLambda) if preset.name == "betas" => continue,
                    Err(why) => panic!("{one} and {other} of {}: {why:?}", preset.name),
                };
                let sweep = Sweep::new(plan.lab.clone(), &plan.options(2)).expect("a sweep");
                assert_eq!(sweep.cells(), plan.cells(2));
                let [(_, xs), (_, ys)] = &plan.axes;
                assert!((2..=16).contains(&xs.len()) && xs.is_sorted() && ys.is_sorted(), "{xs:?} {ys:?}");
                let last = [xs.len() - 1, ys.len() - 1];
                assert_eq!(plan.lab(last, 2), sweep.lab(sweep.cells() - 2).ok());
                assert_eq!(plan.lab([xs.len(), 0], 2), None);
            }
        }
    }
}

#[test]
fn a_map_has_each_cell_at_its_place_and_a_border() {
    let plan = PhasePlan::new(&lab("smaug"), 1, [Varied::Beta, Varied::Sft], 3).expect("a plan");
    let [(_, xs), (_, ys)] = &plan.axes;
    assert_eq!((xs.as_slice(), ys.as_slice()), ([0.03, 0.3, 3.0].as_slice(), [0.0, 150.0, 300.0].as_slice()));
    let line = |x: f64, y: f64, chosen: f64| {
        let text =
            format!(r#"{{"cell": 0, "at": [{x}, {y}], "runs": [{{"delta/chosen": {chosen}, "greedy/chosen": 0.5}}]}}"#);
        SweptCell::read(&text).expect("a cell")
    };
    let cells = [line(0.03, 0.0, -3.0), line(0.03, 0.0, -1.0), line(0.3, 0.0, 0.5), line(0.03, 150.0, -0.05)];
    let grid = plan.grid(&cells, PhaseNumber::Chosen);
    let means: Vec<Vec<Option<f64>>> =
        grid.iter().map(|row| row.iter().map(|estimate| estimate.map(|estimate| estimate.mean)).collect()).collect();
    assert_eq!(means[0], [Some(-2.0), Some(0.5), None]);
    assert_eq!(means[1], [Some(-0.05), None, None]);
    // Between what has lost 2 nats and what has lost less than 0.1: to the right, and above.
    assert_eq!(border(&grid), [[[0, 0], [1, 0]], [[0, 0], [0, 1]]]);
    assert_eq!(plan.grid(&cells, PhaseNumber::Greedy)[0][1].map(|estimate| estimate.mean), Some(0.5));
    assert_eq!(plan.grid(&cells, PhaseNumber::Margin)[0][0], None);
}

/// What is told of a line that has these values at these places, with one seed each or several.
fn told_of(axis: Across, measure: Measure, points: &[(f64, &[f64])]) -> Vec<LineTold> {
    let point = |(x, values): &(f64, &[f64])| Point { x: *x, estimate: estimate(values).expect("some") };
    let lines = vec![points.iter().map(point).collect(); SCALES.len()];
    let xs = points.iter().map(|(x, _)| *x).collect();
    let up = crate::plot::Range { low: -1.0, high: 1.0 };
    crate::experiments::told(&SeedPicture { axis, xs, measure, lines, up, counts: [1, 0, 0] }, 0)
}

#[test]
fn of_a_line_is_told_what_its_points_show() {
    let steps: [(f64, &[f64]); 2] = [(0.0, &[0.5]), (160.0, &[-2.0, -3.0])];
    let at = |place: usize| estimate(steps[place].1).expect("some");
    assert_eq!(
        told_of(Across::Steps, Measure::Change, &steps),
        [LineTold::Moved { step: 160.0, at_end: at(1) }],
        "a change is nothing at the reference"
    );
    let end = |reference| LineTold::End { step: 160.0, at_end: at(1), reference };
    assert_eq!(told_of(Across::Steps, Measure::Masses, &steps), [end(Some(at(0)))]);
    assert_eq!(told_of(Across::Steps, Measure::Masses, &steps[1..]), [end(None)]);
    let zero = |values: &[f64]| match told_of(Across::Gauges, Measure::Ranks, &[(2.0, values)])[..] {
        [LineTold::Ranked { gauge: 2, zero, .. }] => zero,
        ref other => panic!("{other:?}"),
    };
    assert_eq!(
        [zero(&[-1.0, 1.0]), zero(&[0.9, 0.91, 0.9]), zero(&[0.9])],
        [Zero::Inside, Zero::Beside, Zero::Unknown]
    );
    let spread = |points| match told_of(Across::Values, Measure::Change, points)[..] {
        [LineTold::Spread { least, most, below, of }] => (least.x, most.map(|most| most.x), below, of),
        ref other => panic!("{other:?}"),
    };
    assert_eq!(spread(&[(0.1, &[-3.0, -3.1]), (0.3, &[-9.0, 1.0]), (1.0, &[2.0])]), (0.3, Some(1.0), 1, 3));
    assert_eq!(spread(&[(0.1, &[-3.0])]), (0.1, None, 0, 1));
    let none: [(f64, &[f64]); 3] = [0.0, 25.0, 200.0].map(|steps| (steps, &[0.0, 0.0][..]));
    let even = LineTold::Even { at_each: estimate(&[0.0, 0.0]).expect("some"), of: 3 };
    assert_eq!(told_of(Across::Values, Measure::Shares, &none), [even]);
    let ends = |points: &[(f64, &[f64])]| match &told_of(Across::Values, Measure::Scales, points)[..] {
        [LineTold::FromTo { ends, is_divergence: false }] => ends.iter().map(|end| end.x).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(ends(&[(0.1, &[1.0]), (0.3, &[2.0]), (5.0, &[3.0])]), [0.1, 5.0]);
    assert_eq!(ends(&[(0.1, &[1.0])]), [0.1]);
    assert!(
        matches!(&told_of(Across::Weights, Measure::Change, &[(1.0, &[2.0])])[..], [LineTold::Trained(parts)] if parts[0].0 == 1)
    );
    assert_eq!(told_of(Across::Steps, Measure::Change, &[]), []);
    let kept = vec![vec![estimate(&[-0.05]), None], vec![estimate(&[-0.2]), estimate(&[3.0])]];
    assert_eq!(held(&kept), 2);
}
