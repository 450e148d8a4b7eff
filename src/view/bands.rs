//! What a lab's runs do from many seeds: of every number of a row of metrics the mean and its 95 % interval, step by step, for charts to draw behind the
//! run's own lines.
//!
//! They belong to that one lab, whatever its seed, and whatever its runs are called and coloured. Where anything else of it is another they are not shown, and
//! where it is as it was again, they are.

use crate::data::{LabFile, RunSpec};
use crate::experiments::{MOST_RUNS, SweptRow, estimate, rows};
use crate::train::Metrics;

/// The numbers of a row, in the order of [`Metrics::NAMES`] and [`Metrics::MORE`].
const NUMBERS: usize = Metrics::NAMES.len() + Metrics::MORE.len();

/// All of them.
#[derive(Debug)]
pub struct SeedBands {
    lab: LabFile,
    seeds: usize,
    /// Of each run; none of one that was changed on the way, which no seed has done.
    runs: Vec<Vec<BandRow>>,
}

/// What the seeds come to at a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandRow {
    /// The step of the preference phase.
    pub step: usize,
    /// Of the numbers themselves.
    pub at: Spread,
    /// Of how far they have come, each seed from its own reference.
    pub moved: Spread,
}

/// A mean, and the ends of its 95 % interval, of every number of a row. What fewer than two seeds have is not a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The lower end.
    pub low: Metrics,
    /// The mean.
    pub mean: Metrics,
    /// The upper end.
    pub high: Metrics,
}

impl SeedBands {
    /// Those of a lab, from the cells of its sweep over seeds, as the module tells them; nothing where fewer than two have numbers.
    pub fn of(lab: &LabFile, cells: &[String]) -> Option<SeedBands> {
        let names: Vec<&str> = Metrics::NAMES.into_iter().chain(Metrics::MORE).collect();
        let cells: Vec<_> = cells.iter().filter_map(|cell| rows(cell, &names)).collect();
        let of_run = |(run, spec): (usize, &RunSpec)| {
            let all: Vec<&[SweptRow]> = cells.iter().filter_map(|runs| runs.get(run)?.as_deref()).collect();
            if spec.events.is_empty() && run < MOST_RUNS { band(&all) } else { vec![] }
        };
        let runs: Vec<Vec<BandRow>> = lab.runs.iter().enumerate().map(of_run).collect();
        let seeds = cells.iter().filter(|runs| runs.iter().any(Option::is_some)).count();
        runs.iter().any(|rows| !rows.is_empty()).then(|| SeedBands { lab: lab.clone(), seeds, runs })
    }

    /// Whether they are this lab's. It is asked with every picture, and copies nothing.
    pub fn fit(&self, lab: &LabFile) -> bool {
        let LabFile { version, seed: _, weights, dataset, model, sft, preference, runs } = lab;
        let same = |(one, other): (&RunSpec, &RunSpec)| {
            let RunSpec { name: _, color: _, objective, train, events } = one;
            (objective, train, events) == (&other.objective, &other.train, &other.events)
        };
        let own = &self.lab;
        (version, weights, model, sft) == (&own.version, &own.weights, &own.model, &own.sft)
            && *preference == own.preference
            && runs.len() == own.runs.len()
            && runs.iter().zip(&own.runs).all(same)
            && *dataset == own.dataset
    }

    /// From how many seeds they are.
    pub fn seeds(&self) -> usize {
        self.seeds
    }

    /// A run's, in the order of the steps.
    pub fn run(&self, run: usize) -> &[BandRow] {
        self.runs.get(run).map_or(&[], Vec::as_slice)
    }
}

/// What the rows of a run, from all seeds, come to: at the steps that the first of them has.
fn band(seeds: &[&[SweptRow]]) -> Vec<BandRow> {
    let ([first, ..], true) = (seeds, seeds.len() > 1) else { return vec![] };
    let at_step = |SweptRow { step, .. }: &SweptRow| {
        let now =
            |seed: &[SweptRow], number: usize| seed.iter().find(|row| row.step == *step)?.numbers.get(number).copied();
        let moved = |seed: &[SweptRow], number: usize| Some(now(seed, number)? - seed.first()?.numbers.get(number)?);
        let spread = |take: &dyn Fn(&[SweptRow], usize) -> Option<f64>| {
            let of = |number: usize| {
                let values: Vec<f64> =
                    seeds.iter().filter_map(|seed| take(seed, number)).filter(|x| x.is_finite()).collect();
                let found = estimate(&values).filter(|found| found.half.is_some());
                found.map_or([f64::NAN; 3], |found| [found.ends().0, found.mean, found.ends().1])
            };
            let all: [[f64; 3]; NUMBERS] = std::array::from_fn(of);
            let which = |end: usize| Metrics::from_numbers(*step, all.map(|of| of[end]));
            Spread { low: which(0), mean: which(1), high: which(2) }
        };
        BandRow { step: *step, at: spread(&now), moved: spread(&moved) }
    };
    first.iter().map(at_step).collect()
}

/// What the module would tell of a session's runs as one cell of a sweep, for tests of what is drawn.
#[cfg(test)]
pub fn cell_of(session: &crate::train::Session) -> String {
    let row = |row: &Metrics| {
        let named = Metrics::NAMES.into_iter().zip(row.values()).chain(Metrics::MORE.into_iter().zip(row.more()));
        let numbers: Vec<String> = named.map(|(name, value)| format!(r#", "{name}": {value:?}"#)).collect();
        format!(r#"{{"step": {}{}}}"#, row.step, numbers.concat())
    };
    let run = |run: usize| {
        let rows: Vec<String> = session.history().run(run).iter().map(row).collect();
        format!(r#"{{"rows": [{}]}}"#, rows.join(", "))
    };
    let runs: Vec<String> = (0..session.spec().runs.len()).map(run).collect();
    format!(r#"{{"cell": 0, "at": [], "seed": 0, "runs": [{}]}}"#, runs.join(", "))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::edit::{self, Setting};
    use crate::data::{Color, Edit, presets};
    use crate::train::{Phase, Session, Step};
    use std::rc::Rc;

    fn lab() -> LabFile {
        LabFile::from_json(presets()[0].json).expect("a preset")
    }

    /// A cell of two runs, the second of which has stopped before its time.
    fn cell(chosen: [f64; 2]) -> String {
        let row = |step: usize, chosen: f64| {
            format!(r#"{{"step": {step}, "logps/chosen": {chosen}, "loss": null, "logps/before": {}}}"#, 2.0 * chosen)
        };
        let rows = format!("[{}, {}]", row(0, chosen[0]), row(160, chosen[1]));
        format!(
            r#"{{"cell": 0, "at": [], "seed": 0, "runs": [{{"rows": {rows}}}, {{"diverged": "it", "rows": {rows}}}]}}"#
        )
    }

    #[test]
    fn means_and_intervals_are_those_of_the_seeds() {
        let lost = r#"{"cell": 3, "at": [], "seed": 3, "runs": [], "error": "lost"}"#.to_owned();
        let bands = SeedBands::of(&lab(), &[cell([-1.0, -8.0]), cell([-3.0, -6.0]), lost]).expect("two seeds");
        assert_eq!((bands.seeds(), bands.run(1), bands.run(7)), (2, &[][..], &[][..]));
        let told: Vec<(usize, [f64; 3], [f64; 3])> = bands
            .run(0)
            .iter()
            .map(|BandRow { step, at, moved }| {
                let of = |spread: &Spread| [spread.low, spread.mean, spread.high].map(|row| row.logps_chosen);
                (*step, of(at), of(moved))
            })
            .collect();
        // Of two values Student's t is 12.706 at one degree of freedom, times half of what they differ by.
        let about = |mean: f64, off: f64| [mean - 12.706 * off, mean, mean + 12.706 * off];
        let close = |ours: [f64; 3], theirs: [f64; 3]| ours.iter().zip(theirs).all(|(a, b)| (a - b).abs() < 1e-3);
        for ((step, at, moved), expected) in
            told.into_iter().zip([(0, about(-2.0, 1.0), [0.0; 3]), (160, about(-7.0, 1.0), about(-5.0, 2.0))])
        {
            assert!(
                (step, close(at, expected.1), close(moved, expected.2)) == (expected.0, true, true),
                "{at:?} {moved:?}"
            );
        }
        let last = bands.run(0)[1].at.mean;
        assert!(last.loss.is_nan() && last.parts.before == -14.0, "{last:?}");
    }

    /// Seeds that do the same have a mean that is what they do, number by number, and no width.
    #[test]
    fn every_number_of_a_row_comes_back() {
        let brief =
            r#"{ "preset": "smaug", "sft": { "steps": 4 }, "preference": { "steps": 3, "learning_rate": 0.005 } }"#;
        let (spec, _) = LabFile::from_brief(brief).expect("a lab");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 4).expect("first");
        session.set_target(Phase::Preference, 3).expect("then");
        while session.tick() != Step::Idle {}
        let cell = cell_of(&session);
        let bands = SeedBands::of(session.spec(), &[cell.clone(), cell]).expect("two seeds");
        for run in 0..2 {
            for (band, row) in bands.run(run).iter().zip(session.history().run(run)) {
                assert_eq!((band.at.mean, band.at.low, band.at.high), (*row, *row, *row));
            }
            assert_eq!(bands.run(run).len(), 4);
        }
    }

    #[test]
    fn one_seed_has_no_interval() {
        assert!(SeedBands::of(&lab(), &[cell([0.0, 1.0])]).is_none());
        assert!(SeedBands::of(&lab(), &["nonsense".to_owned(), "[]".to_owned()]).is_none());
    }

    #[test]
    fn they_are_their_own_labs_whatever_its_seed_names_and_colours() {
        let bands = SeedBands::of(&lab(), &[cell([0.0, 1.0]), cell([0.0, 2.0])]).expect("two seeds");
        let check = |change: Edit, fits: bool| {
            let after = edit::apply(&lab(), &change).expect("it is allowed");
            assert_eq!(bands.fit(&after), fits, "{change:?}");
        };
        assert!(bands.fit(&lab()));
        check(Edit::NameRun(0, "mine".into()), true);
        check(Edit::ColorRun(1, Some(Color::Teal)), true);
        check(Edit::Set(Setting::Seed, "7".into()), true);
        check(Edit::Set(Setting::Steps, "20".into()), false);
        check(Edit::SetArgument { run: 0, parameter: "beta", value: "0.7".into() }, false);
        check(Edit::AddRun, false);
        check(Edit::RemoveRun(1), false);
        check(Edit::RemovePair(3), false);
    }
}
