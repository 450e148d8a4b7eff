//! Makes wasm shorter: Binaryen's wasm-opt, over many files, as many of them at a time as the machine has cores.

use crate::{
    environment::BuildEnvironment,
    process::{Outcome, joined, run_quietly},
};
use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

/// What of wasm the page asks of browsers, and how much is made of bytes: functions lie in the order of their names, which gzip finds alike, and what is
/// called from one place only is not drawn into it (ARCHITECTURE.md, "stay functions of their own"). Sections that say who made a wasm, and for what kind of
/// engine, go: no engine reads them, and of many small ones they would be half.
const PARAMETERS: [&str; 14] = [
    "-Oz",
    "--converge",
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=20",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--reorder-functions-by-name",
    "--strip-producers",
    "--strip-target-features",
];

/// A file that is made shorter.
pub struct Job {
    from: PathBuf,
    to: PathBuf,
    more: &'static [&'static str],
}

impl Job {
    /// From one file to another.
    pub fn new(from: PathBuf, to: PathBuf) -> Job {
        Job { from, to, more: &[] }
    }

    /// A file in its own place.
    pub fn within(folder: &Path, name: &str) -> Job {
        Job::new(folder.join(name), folder.join(name))
    }

    /// The names of functions go as well.
    pub fn without_names(self) -> Job {
        Job { more: &["--strip-debug"], ..self }
    }
}

/// Does all of it, the largest files first.
pub fn all(environment: &BuildEnvironment, mut jobs: Vec<Job>) -> Outcome {
    let start = Instant::now();
    jobs.sort_by_key(|job| std::cmp::Reverse(fs::metadata(&job.from).map_or(0, |file| file.len())));
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(Job { from, to, more }) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut wasm_opt = environment.for_wasm("wasm-opt");
            run_quietly(wasm_opt.args(PARAMETERS).args(*more).arg("-o").arg(to).arg(from))?;
        }
        Ok(())
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(jobs.len())).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(joined)
    })?;
    println!("    wasm-opt {}: {} files in {:.0} s", PARAMETERS[0], jobs.len(), start.elapsed().as_secs_f64());
    Ok(())
}
