//! Finding or installing everything: what each command needs, and no more.

use crate::{
    browser,
    environment::{BuildEnvironment, LintEnvironment, TestEnvironment},
    process::Outcome,
    rust_tools,
    step::Steps,
    tools,
    versions::{BENCH_PACKAGES, BINARYEN, CargoTool, TRUNK, WASM_BINDGEN, WASM_PACK, WASM_SPLIT},
    vulkan, wasm_target,
};

/// `cargo xtask setup`: everything that any command needs.
pub fn command() -> Outcome {
    let mut steps = Steps::new(3);
    steps.step("tools for building and testing", "cargo xtask setup", for_test)?;
    steps.step("tools for linting and native tests", "cargo xtask setup", for_lint)?;
    steps.step("packages for the bench", "cargo xtask setup", || tools::npm_packages("bench", &BENCH_PACKAGES))?;
    steps.table();
    println!("\nTools are in {}.", tools::cache()?.display());
    Ok(())
}

/// What `cargo xtask build` needs.
pub fn for_build() -> Outcome<BuildEnvironment> {
    with_tools(&[&WASM_BINDGEN, &WASM_SPLIT, &TRUNK])
}

/// What `cargo xtask test` needs.
pub fn for_test() -> Outcome<TestEnvironment> {
    // The browsers first: where one can neither be found nor installed, nobody waits for the tools to learn it.
    let browsers = browser::ensure()?;
    let build = with_tools(&[&WASM_BINDGEN, &WASM_SPLIT, &WASM_PACK, &TRUNK])?;
    Ok(TestEnvironment { build, browsers })
}

/// What the format check, the lints and the native tests need.
pub fn for_lint() -> Outcome<LintEnvironment> {
    vulkan::ensure()?;
    let (formatter, clippy) = rust_tools::ensure(wasm_target::ensure()?)?;
    Ok(LintEnvironment { formatter, clippy })
}

fn with_tools(needed: &[&CargoTool]) -> Outcome<BuildEnvironment> {
    let wasm = wasm_target::ensure()?;
    let modules = tools::npm_packages("binaryen", &[BINARYEN])?;
    let folders = needed.iter().map(|tool| tools::cargo_tool(tool)).collect::<Outcome<Vec<_>>>()?;
    tools::tidy()?;
    Ok(BuildEnvironment::new(&folders, wasm, modules.join("binaryen/index.js")))
}
