//! Sweeps: one lab over axes of values and over seeds. Which cells there are, which lab each of them is, and which are trained together.
//!
//! A cell is a lab of its own. Cells that differ in nothing but their runs have one supervised phase in common, and are one lab with all of
//! their runs: runs train beside one another without touching, so that each has the bits that it has alone.

mod axis;
pub use axis::fields;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use super::field_error::{Fault, FieldError, Items, JsonText};
use super::json;
use super::lab_file::{LabFile, limits};
use super::reader::FieldNode;
use axis::Axis;
use std::collections::BTreeMap;
use std::ops::Range;

/// Most axes.
pub const MOST_AXES: usize = 6;
/// Most values of an axis.
pub const MOST_VALUES: usize = 1000;
/// Most seeds.
pub const MOST_SEEDS: usize = 10_000;
/// Most cells, seeds included.
pub const MOST_CELLS: usize = 100_000;
/// The other axes' values with which a value is tried before it is refused for good.
const TRIES: usize = 64;

/// One lab over axes and seeds.
#[derive(Debug)]
pub struct Sweep {
    lab: LabFile,
    axes: Vec<Axis>,
    seeds: Vec<u64>,
}

/// Cells that are trained together.
#[derive(Debug)]
pub struct SweepJob {
    /// The lab with the runs of all of them, one cell's after the other's; none where every cell was refused.
    pub lab: Option<LabFile>,
    /// Its cells, each with its runs in the lab.
    pub cells: Vec<(usize, Range<usize>)>,
    /// Cells that are no valid labs, and why.
    pub refused: Vec<(usize, FieldError)>,
}

/// Why there is no such sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SweepFault {
    /// A field that no axis can have.
    Field(String),
    /// It has more cells than are allowed.
    Cells(usize),
    /// Two axes have the same field, or an axis is the seed where seeds are given besides.
    Twice(String),
    /// No such shard: which, and of how many.
    Shard(usize, usize),
}

impl Sweep {
    /// The sweep of a lab that a JSON text says: `{ "axes": [{ "field": "runs[0].beta", "values": [0.1, 0.3] }], "seeds": 20 }`. Without
    /// `seeds` the lab's own is the only one; a number n stands for the seeds 0 to n − 1.
    ///
    /// # Errors
    /// Axes or seeds that are none, fields that no axis can have, and values that no cell could have.
    pub fn new(lab: LabFile, plan: &str) -> Result<Sweep, FieldError> {
        let plan = json::parse(plan, JsonText::Sweep)?;
        let plan = FieldNode::root(&plan).object(&["axes", "seeds"])?;
        let axes = match plan.get("axes") {
            Some(axes) => axes.items(0..=MOST_AXES, Items::Axes)?.iter().map(axis::read).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let given = plan.get("seeds");
        let seeds = given.as_ref().map_or(Ok(vec![lab.seed]), seeds)?;
        let sweep = Sweep { lab, axes, seeds };
        for (place, axis) in sweep.axes.iter().enumerate() {
            let twice = sweep.axes.iter().take(place).any(|other| other.field == axis.field);
            if twice || (axis.field == axis::SEED && given.is_some()) {
                return Err(FieldError::new(
                    format!("axes[{place}].field"),
                    Fault::of(SweepFault::Twice(axis.field.clone())),
                ));
            }
        }
        let cells = sweep.axes.iter().map(|axis| axis.values.len()).try_fold(sweep.seeds.len(), usize::checked_mul);
        match cells {
            Some(cells) if cells <= MOST_CELLS => {}
            _ => return Err(FieldError::new("axes", Fault::of(SweepFault::Cells(cells.unwrap_or(usize::MAX))))),
        }
        sweep.check_values()?;
        Ok(sweep)
    }

    /// How many cells there are. The last axis varies fastest but for the seeds, which vary fastest of all.
    pub fn cells(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product::<usize>() * self.seeds.len()
    }

    /// How many runs a cell has.
    pub fn runs(&self) -> usize {
        self.lab.runs.len()
    }

    /// The axes and the seeds as a JSON text, every seed named.
    pub fn to_json(&self) -> String {
        let seeds: Vec<String> = self.seeds.iter().map(u64::to_string).collect();
        format!("{{\"axes\": {}, \"seeds\": [{}]}}", self.axes_to_json(), seeds.join(", "))
    }

    /// The axes alone.
    pub fn axes_to_json(&self) -> String {
        let axes: Vec<String> = self.axes.iter().map(Axis::to_json).collect();
        format!("[{}]", axes.join(", "))
    }

    /// A cell's values of the axes, and its seed, as a JSON text: `{"at": [0.1, 0.003], "seed": 4}`.
    pub fn place(&self, cell: usize) -> String {
        let (values, seed) = self.coordinates(cell);
        let written: Vec<String> = self.axes.iter().zip(&values).map(|(axis, value)| axis.write(*value)).collect();
        let own = self.axes.iter().zip(&values).find(|(axis, _)| axis.field == axis::SEED);
        let seed = own.map_or_else(|| self.seeds[seed].to_string(), |(axis, value)| axis.write(*value));
        format!("{{\"at\": [{}], \"seed\": {seed}}}", written.join(", "))
    }

    /// The lab of a cell.
    ///
    /// # Errors
    /// Its values do not go together.
    pub fn lab(&self, cell: usize) -> Result<LabFile, FieldError> {
        let (values, seed) = self.coordinates(cell);
        self.lab_at(&values, self.seeds[seed])
    }

    /// The cells of a shard: every `of`-th, so that shards take about as long as one another. Shards are counted from 1.
    ///
    /// # Errors
    /// No such shard.
    pub fn shard(&self, shard: usize, of: usize) -> Result<Vec<usize>, FieldError> {
        if of == 0 || of > MOST_CELLS || !(1..=of).contains(&shard) {
            return Err(FieldError::new("shard", Fault::of(SweepFault::Shard(shard, of))));
        }
        Ok((shard - 1..self.cells()).step_by(of).collect())
    }

    /// Some of the cells, those together that have one supervised phase in common: at most so many runs a job, in the order of the cells.
    pub fn jobs(&self, cells: &[usize], most_runs: usize) -> Vec<Vec<usize>> {
        // All of a job's runs are written in one lab file.
        let by_bytes = limits::BYTES / 2 / self.lab.to_json().len().max(1);
        let most = (most_runs.min(limits::RUNS) / self.runs()).min(by_bytes).max(1);
        let mut jobs: Vec<Vec<usize>> = Vec::new();
        // The open job of each supervised phase.
        let mut open: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for &cell in cells.iter().filter(|cell| **cell < self.cells()) {
            let (values, seed) = self.coordinates(cell);
            let shared = self.axes.iter().zip(values).filter(|(axis, _)| !axis.is_of_runs()).map(|(_, value)| value);
            let key: Vec<usize> = shared.chain([seed]).collect();
            match open.get(&key).copied() {
                Some(job) if jobs[job].len() < most => jobs[job].push(cell),
                _ => {
                    open.insert(key, jobs.len());
                    jobs.push(vec![cell]);
                }
            }
        }
        jobs
    }

    /// The cells of one of [`Sweep::jobs`] as one lab.
    pub fn job(&self, cells: &[usize]) -> SweepJob {
        let mut job = SweepJob { lab: None, cells: Vec::new(), refused: Vec::new() };
        for &cell in cells {
            match self.lab(cell) {
                Ok(lab) => {
                    let from = job.lab.as_ref().map_or(0, |all| all.runs.len());
                    job.cells.push((cell, from..from + lab.runs.len()));
                    match &mut job.lab {
                        Some(all) => all.runs.extend(lab.runs),
                        None => job.lab = Some(lab),
                    }
                }
                Err(error) => job.refused.push((cell, error)),
            }
        }
        job
    }

    /// A cell's values, an index into each axis, and the index of its seed.
    fn coordinates(&self, cell: usize) -> (Vec<usize>, usize) {
        let (mut rest, seed) = (cell / self.seeds.len(), cell % self.seeds.len());
        let mut values = vec![0; self.axes.len()];
        for (value, axis) in values.iter_mut().zip(&self.axes).rev() {
            (*value, rest) = (rest % axis.values.len(), rest / axis.values.len());
        }
        (values, seed)
    }

    fn lab_at(&self, values: &[usize], seed: u64) -> Result<LabFile, FieldError> {
        let mut lab = LabFile { seed, ..self.lab.clone() };
        // Another loss brings parameters, which other axes may set; and pairs are made by rule from those of the lab.
        let mut order: Vec<(&Axis, usize)> = self.axes.iter().zip(values.iter().copied()).collect();
        order.sort_by_key(|(axis, _)| axis.turn());
        let mut root = json::parse(&lab.to_json(), JsonText::LabFile)?;
        for (axis, value) in order {
            if !axis.put(&mut root, value)? {
                lab = axis.apply(&LabFile::from_node(&root)?, value)?;
                root = json::parse(&lab.to_json(), JsonText::LabFile)?;
            }
        }
        LabFile::from_node(&root)
    }

    /// Refuses a value that no cell could have: one that is refused beside whatever the others are, as far as they are tried.
    fn check_values(&self) -> Result<(), FieldError> {
        for (place, axis) in self.axes.iter().enumerate() {
            let others = self.cells() / self.seeds.len() / axis.values.len();
            for value in 0..axis.values.len() {
                let mut first = None;
                let possible = (0..others.min(TRIES)).any(|other| {
                    let at = self.others_at(place, other * others / others.min(TRIES), value);
                    self.lab_at(&at, self.seeds[0]).map_err(|error| first.get_or_insert(error).clone()).is_ok()
                });
                if let (false, Some(error)) = (possible, first) {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Coordinates with this value of one axis, and the others' `number`-th combination.
    fn others_at(&self, place: usize, mut number: usize, value: usize) -> Vec<usize> {
        let mut at = vec![value; self.axes.len()];
        for (other, axis) in self.axes.iter().enumerate().rev().filter(|(other, _)| *other != place) {
            (at[other], number) = (number % axis.values.len(), number / axis.values.len());
        }
        at
    }
}

/// So many seeds from 0, or these.
fn seeds(field: &FieldNode<'_>) -> Result<Vec<u64>, FieldError> {
    if !field.is_list() {
        return Ok((0..field.integer(1..=MOST_SEEDS as u64)?).collect());
    }
    let mut seeds = Vec::new();
    for item in field.items(1..=MOST_SEEDS, Items::Seeds)? {
        let seed = item.integer(0..=limits::SEED)?;
        seeds.push(seed);
    }
    let mut sorted: Vec<u64> = seeds.clone();
    sorted.sort_unstable();
    match sorted.windows(2).find(|two| two[0] == two[1]) {
        Some(two) => Err(FieldError::new("seeds", Fault::of(SweepFault::Twice(two[0].to_string())))),
        None => Ok(seeds),
    }
}
