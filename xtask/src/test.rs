//! `cargo xtask test`: everything that must hold before a change goes in. `.ci/run` calls it.

use crate::{
    browser::Browsers,
    build,
    environment::{LintEnvironment, TestEnvironment},
    package,
    process::{Doing, Failure, Outcome, run},
    python_package,
    rust_tools::Formatter,
    setup, single_file,
    step::Steps,
    tools,
    versions::{AXE, REVEAL, RUNTIMES, WASM_TARGET},
};
use std::{
    fs,
    path::{self, Path, PathBuf},
    process::Command,
};

/// Generous: a software renderer on a busy machine takes its time, and a test that hangs still ends.
const SECONDS_FOR_BROWSER_TESTS: &str = "900";

/// How much is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Everything,
    WithoutBrowser,
}

pub fn command(extent: Extent) -> Outcome {
    match extent {
        Extent::Everything => everything(),
        Extent::WithoutBrowser => without_browser(),
    }
}

fn everything() -> Outcome {
    let mut steps = Steps::new(10);
    let (environment, lint) =
        steps.step("tools", "cargo xtask setup", || Ok((setup::for_test()?, setup::for_lint()?)))?;
    native(&mut steps, lint)?;
    let clippy_wasm = ["clippy", "--package", "dpop-lab", "--target", WASM_TARGET, "--all-targets", "--", "-Dwarnings"];
    steps.step("clippy, for the page", &format!("cargo {}", clippy_wasm.join(" ")), || {
        run(environment.build.for_wasm("cargo").args(clippy_wasm))
    })?;
    steps.step("tests in the browser", "wasm-pack test --headless --chrome", || browser_tests(&environment))?;
    steps.step("build", "cargo xtask build", || {
        build::within_budget(build::site(&environment.build, build::Form::Whole)?)
    })?;
    steps.step("single file", "cargo xtask build --single-file", single_file::write)?;
    steps.step("packages", "cargo xtask package", || {
        package::write().and_then(|()| package::check()).and_then(|()| python_package::write())
    })?;
    steps.step("end-to-end test", "DPOP_LAB_DIST=dist cargo test --test e2e", || end_to_end(&environment))?;
    finish(&steps, lint)
}

fn without_browser() -> Outcome {
    let mut steps = Steps::new(4);
    let lint = steps.step("tools", "cargo xtask setup", setup::for_lint)?;
    native(&mut steps, lint)?;
    finish(&steps, lint)
}

/// The checks that need neither the page nor a browser.
fn native(steps: &mut Steps, lint: LintEnvironment) -> Outcome {
    steps.step("format", "cargo fmt --all --check", || match lint.formatter {
        Formatter::Installed => {
            run(Command::new("cargo").args(["fmt", "--all", "--check"]))?;
            // What a macro declares as a module is a file that cargo does not find.
            let files = rust_files(Path::new("src"))?;
            run(Command::new("rustfmt").args(["--edition", "2024", "--check"]).args(files))
        }
        Formatter::OutOfReach => {
            println!("    NOT CHECKED: rustfmt is neither installed nor to be had here");
            Ok(())
        }
    })?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-Dwarnings"];
    steps.step("clippy, native", &format!("cargo {}", clippy.join(" ")), || {
        run(lint.clippy.apply(&mut Command::new("cargo")).args(clippy))
    })?;
    steps.step("native tests", "cargo test --workspace", || run(Command::new("cargo").args(["test", "--workspace"])))
}

/// Every source in a folder and those inside it, in their order.
fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).doing(folder.display())?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.append(&mut rust_files(&path)?);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn finish(steps: &Steps, lint: LintEnvironment) -> Outcome {
    steps.table();
    match lint.formatter {
        Formatter::Installed => println!("\nAll tests passed."),
        Formatter::OutOfReach => {
            println!("\nAll tests passed, but the format was NOT CHECKED: rustfmt could not be installed.")
        }
    }
    Ok(())
}

fn browser_tests(environment: &TestEnvironment) -> Outcome {
    let mut wasm_pack = environment.build.for_wasm("wasm-pack");
    wasm_pack.args(["test", "--headless", "--chrome", "--chromedriver"]).arg(&environment.browsers.chromium.driver);
    run(wasm_pack.env("WASM_BINDGEN_TEST_TIMEOUT", SECONDS_FOR_BROWSER_TESTS))
}

fn end_to_end(environment: &TestEnvironment) -> Outcome {
    let dist = path::absolute(build::DIST).doing("the site's folder")?;
    if !dist.join("index.html").is_file() {
        return Err(Failure("dist/ is empty: run `cargo xtask build`.".into()));
    }
    let axe = tools::npm_packages("axe", &[AXE])?.join(AXE.name).join("axe.min.js");
    let reveal = tools::npm_packages("reveal", &[REVEAL])?.join(REVEAL.name);
    let runtimes = tools::npm_packages("runtimes", &RUNTIMES)?;
    let mut cargo = Command::new("cargo");
    cargo.env("DPOP_LAB_NODE", "node").env("DPOP_LAB_DENO", tools::program(&runtimes, "deno"));
    cargo.env("DPOP_LAB_BUN", tools::program(&runtimes, "bun"));
    cargo.env("DPOP_LAB_AXE", axe).env("DPOP_LAB_REVEAL", reveal);
    cargo.args(["test", "--test", "e2e", "--", "--nocapture", "--test-threads=2"]).env("DPOP_LAB_DIST", dist);
    let Browsers { chromium, firefox } = &environment.browsers;
    cargo.env("CHROME", &chromium.program).env("CHROMEDRIVER", &chromium.driver);
    run(cargo.env("FIREFOX", &firefox.program).env("GECKODRIVER", &firefox.driver))
}
