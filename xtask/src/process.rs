//! Running other programs: in full view, quietly, or for a bounded time; and what went wrong, as one sentence.

use std::{
    fmt,
    process::{Command, Stdio},
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

/// What a person reads when something did not work: the sentence says what failed and what to do.
#[derive(Debug)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub type Outcome<T = ()> = Result<T, Failure>;

/// Turns an error into a failure that says what was being done.
pub trait Doing<T> {
    fn doing(self, what: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("{what}: {error}")))
    }
}

/// Runs a program in full view, so that its own progress is the progress shown.
pub fn run(command: &mut Command) -> Outcome {
    let line = describe(command);
    println!("    $ {line}");
    let status = command.status().doing(format!("`{line}` could not be started"))?;
    if status.success() { Ok(()) } else { Err(Failure(format!("`{line}` failed ({status})"))) }
}

/// Runs a program that has nothing to say but what went wrong.
pub fn run_quietly(command: &mut Command) -> Outcome {
    let line = describe(command);
    let output = command.stdin(Stdio::null()).output().doing(format!("`{line}` could not be started"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure(format!("`{line}` failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim())))
}

/// Runs a program in full view for at most `limit`, then ends it.
pub fn run_within(limit: Duration, command: &mut Command) -> Outcome {
    let line = describe(command);
    println!("    $ {line}   (at most {} s)", limit.as_secs());
    let mut child = command.spawn().doing(format!("`{line}` could not be started"))?;
    let start = Instant::now();
    loop {
        match child.try_wait().doing(format!("`{line}` was lost"))? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(Failure(format!("`{line}` failed ({status})"))),
            None if start.elapsed() > limit => {
                // Both may fail only because the child has just ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                return Err(Failure(format!("`{line}` took more than {} s and was ended", limit.as_secs())));
            }
            None => thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// What a thread has come to. One that panicked has said why.
pub fn joined<T>(thread: ScopedJoinHandle<'_, Outcome<T>>) -> Outcome<T> {
    thread.join().unwrap_or_else(|_| Err(Failure("a thread panicked".to_owned())))
}

/// The standard output of a program that succeeds, or nothing: for questions such as `--version`.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as a person would type it.
pub fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
