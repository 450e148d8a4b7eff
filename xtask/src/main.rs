//! The project's commands. `cargo xtask serve` builds the page and shows it; `cargo xtask test` checks everything.
//!
//! Whatever a command needs it finds or installs first (`setup.rs`), at the versions of `versions.rs`.

mod bench;
mod binaryen;
mod browser;
mod build;
mod environment;
mod imports;
mod interop;
mod jupyter;
mod package;
mod process;
mod python;
mod python_package;
mod release;
mod rust_tools;
mod serve;
mod server;
mod setup;
mod single_file;
mod split;
mod step;
mod system;
mod test;
mod tools;
mod versions;
mod vulkan;
mod wasm_target;
mod webkit;

use std::{path::Path, process::ExitCode};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  serve [--port N]   build the page, serve it on this machine (default port 8080) and print its address
  test [--fast]      format, lints, native tests, browser tests, build, end-to-end test; --fast: what needs no browser
  test --interop     bundles against transformers and TRL from the Python package index (3 GB the first time)
  test --jupyter     the Python package in a real JupyterLab, in two browsers (400 MB the first time)
  test --webkit      the core path in WebKitGTK, and the same bits there as in Chromium (Debian; 100 MB the first time)
  build              the site into dist/, with its download sizes
  build --single-file  and dist/dpop-lab-single.html, the whole site in one file that runs from a disk
  package            the module as an npm package in target/package/npm, installed and bundled as a check; and as a Python
                     package with a widget for Jupyter in target/package/python
  bench [--steps N]  ms per training step in headless Chromium, beside jax-js and TensorFlow.js
  bench --gpu        ms per training step of the GPU beside the processor, natively and in headless Chromium
  bench --page       frames a second of the page while two runs train, in headless Chromium
  setup              find or install every tool, and stop there

Tools are kept in $DPOP_LAB_CACHE, or else in the user's cache folder under dpop-lab.";

/// What a person asked for.
enum Task {
    Setup,
    Build(build::Form),
    Package,
    Serve { port: u16 },
    Test(test::Extent),
    Interop,
    Jupyter,
    WebKit,
    Bench { steps: u32 },
    BenchGpu,
    BenchPage,
    Help,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = match parse(&arguments) {
        Ok(task) => task,
        Err(sentence) => {
            eprintln!("{sentence}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    // Every path below is relative to the repository, from wherever the command was given.
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if let Err(error) = std::env::set_current_dir(&repository) {
        eprintln!("error: {}: {error}", repository.display());
        return ExitCode::FAILURE;
    }
    let outcome = match task {
        Task::Setup => setup::command(),
        Task::Build(form) => build::command(form),
        Task::Package => package::command(),
        Task::Serve { port } => serve::command(port),
        Task::Test(extent) => test::command(extent),
        Task::Interop => interop::command(),
        Task::Jupyter => jupyter::command(),
        Task::WebKit => webkit::command(),
        Task::Bench { steps } => bench::command(steps),
        Task::BenchGpu => bench::gpu(),
        Task::BenchPage => bench::page(),
        Task::Help => {
            println!("{USAGE}");
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn parse(arguments: &[String]) -> Result<Task, String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["setup"] => Ok(Task::Setup),
        ["build"] => Ok(Task::Build(build::Form::Site)),
        ["package"] => Ok(Task::Package),
        ["build", "--single-file"] => Ok(Task::Build(build::Form::Whole)),
        ["serve"] => Ok(Task::Serve { port: serve::DEFAULT_PORT }),
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => Ok(Task::Serve { port }),
            Err(_) => Err(format!("--port {port}: a port is a whole number from 0 (any free one) to 65535.")),
        },
        ["test"] => Ok(Task::Test(test::Extent::Everything)),
        ["test", "--fast"] => Ok(Task::Test(test::Extent::WithoutBrowser)),
        ["test", "--interop"] => Ok(Task::Interop),
        ["test", "--jupyter"] => Ok(Task::Jupyter),
        ["test", "--webkit"] => Ok(Task::WebKit),
        ["bench"] => Ok(Task::Bench { steps: bench::DEFAULT_STEPS }),
        ["bench", "--gpu"] => Ok(Task::BenchGpu),
        ["bench", "--page"] => Ok(Task::BenchPage),
        ["bench", "--steps", steps] => match steps.parse() {
            Ok(steps @ 1..=10_000) => Ok(Task::Bench { steps }),
            _ => Err(format!("--steps {steps}: the number of timed steps is from 1 to 10000.")),
        },
        [] | ["help" | "--help" | "-h"] => Ok(Task::Help),
        _ => Err(format!("`cargo xtask {}` is not a command.", words.join(" "))),
    }
}
