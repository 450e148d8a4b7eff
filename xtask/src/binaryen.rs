//! Makes wasm shorter with Binaryen: many files, shared out to as many programs (`binaryen.mjs`) as the machine has cores.

use crate::{
    environment::BuildEnvironment,
    process::{Outcome, joined, run_quietly},
};
use std::{
    cmp::Reverse,
    fs, iter,
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Instant,
};

/// What it runs.
const PROGRAM: &str = "xtask/src/binaryen.mjs";

/// A file that is made shorter.
pub struct Job {
    from: PathBuf,
    to: PathBuf,
}

impl Job {
    /// From one file to another.
    pub fn new(from: PathBuf, to: PathBuf) -> Job {
        Job { from, to }
    }

    /// A file in its own place.
    pub fn within(folder: &Path, name: &str) -> Job {
        Job::new(folder.join(name), folder.join(name))
    }
}

/// Does all of it.
pub fn shorten(environment: &BuildEnvironment, jobs: Vec<Job>) -> Outcome {
    let (files, start) = (jobs.len(), Instant::now());
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let sized = jobs.into_iter().map(|job| (fs::metadata(&job.from).map_or(0, |file| file.len()), job));
    let shares = share_out(sized.collect(), cores.min(files));
    thread::scope(|scope| {
        let programs: Vec<_> = shares.iter().map(|share| scope.spawn(|| one(environment, share))).collect();
        programs.into_iter().try_for_each(joined)
    })?;
    println!("    Binaryen: {files} files shortened in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// What one program does.
fn one(environment: &BuildEnvironment, jobs: &[Job]) -> Outcome {
    let mut program = Command::new("node");
    program.arg(PROGRAM).arg(environment.binaryen());
    run_quietly(program.args(jobs.iter().flat_map(|job| [&job.from, &job.to])))
}

/// Shares of about the same size: the largest first, each to who has least.
fn share_out<T>(mut sized: Vec<(u64, T)>, shares: usize) -> Vec<Vec<T>> {
    sized.sort_by_key(|(size, _)| Reverse(*size));
    let mut shares: Vec<(u64, Vec<T>)> = iter::repeat_with(|| (0, Vec::new())).take(shares).collect();
    for (size, job) in sized {
        if let Some((sum, share)) = shares.iter_mut().min_by_key(|(sum, _)| *sum) {
            *sum += size;
            share.push(job);
        }
    }
    shares.into_iter().map(|(_, share)| share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_alone_where_the_others_are_as_much_together() {
        let sized = [5, 40, 20, 16].map(|size| (size, size)).to_vec();
        assert_eq!(share_out(sized, 2), [vec![40], vec![20, 16, 5]]);
        assert_eq!(share_out(Vec::<(u64, u64)>::new(), 0), Vec::<Vec<u64>>::new());
    }
}
