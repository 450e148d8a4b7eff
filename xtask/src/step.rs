//! Named steps: each says that it starts and how long it took; at the end a table of all, and at a failure the command that repeats it.

use crate::process::{Failure, Outcome};
use std::time::{Duration, Instant};

/// The steps of one command.
pub struct Steps {
    planned: usize,
    done: Vec<(String, Duration)>,
    start: Instant,
}

impl Steps {
    /// `planned` is how many steps will follow.
    pub fn new(planned: usize) -> Steps {
        Steps { planned, done: Vec::new(), start: Instant::now() }
    }

    /// Runs one step. `again` is the command with which a person repeats just this step.
    pub fn step<T>(&mut self, name: &str, again: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        println!("\n== [{}/{}] {name}", self.done.len() + 1, self.planned);
        let start = Instant::now();
        let outcome = work();
        let took = start.elapsed();
        match outcome {
            Ok(value) => {
                println!("   {name}: done in {:.1} s", took.as_secs_f64());
                self.done.push((name.to_owned(), took));
                Ok(value)
            }
            Err(Failure(cause)) => {
                self.table();
                Err(Failure(format!(
                    "step \"{name}\" failed after {:.1} s.\n  {cause}\n  to repeat it: {again}",
                    took.as_secs_f64()
                )))
            }
        }
    }

    /// Prints the table of steps and times.
    pub fn table(&self) {
        println!("\n{:<44} {:>9}", "step", "seconds");
        for (name, took) in &self.done {
            println!("{name:<44} {:>9.1}", took.as_secs_f64());
        }
        println!("{:<44} {:>9.1}", "in all", self.start.elapsed().as_secs_f64());
    }
}
