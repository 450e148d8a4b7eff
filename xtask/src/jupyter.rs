//! `cargo xtask test --jupyter`: the Python package in a real JupyterLab with a real kernel, seen by two browsers, at the versions of `versions.rs`.

use crate::{
    browser::{self, Browsers},
    build,
    process::{Outcome, run},
    python::Environment,
    python_package, setup,
    step::Steps,
    versions::JUPYTER_PACKAGES,
};
use std::process::Command;

const ENVIRONMENT: Environment = Environment { name: "jupyter", packages: &JUPYTER_PACKAGES, size: "some 400 MB" };

pub fn command() -> Outcome {
    let mut steps = Steps::new(6);
    let again = "cargo xtask test --jupyter";
    // The browsers first: where one is missing, nobody waits for the rest to learn it.
    let Browsers { chromium, firefox } = steps.step("browsers", again, browser::ensure)?;
    let python = steps.step("JupyterLab", again, || ENVIRONMENT.python())?;
    let environment = steps.step("tools", "cargo xtask setup", setup::for_build)?;
    steps.step("build", "cargo xtask build", || build::site(&environment, build::Form::Whole))?;
    steps.step("Python package", "cargo xtask package", || {
        python_package::write()?;
        // Without an index: what the package needs at run time is in the environment, and it brings the rest along.
        let mut pip = Command::new(&python);
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-index",
            "--no-build-isolation",
        ]);
        run(pip.args(["--force-reinstall", "--no-deps"]).arg(python_package::FOLDER))
    })?;
    steps.step("in a notebook", again, || {
        run(Command::new(&python).args(["-m", "unittest", "discover", "--start-directory", "tests/jupyter"]))?;
        let mut check = Command::new(&python);
        check.env("CHROME", &chromium.program).env("CHROMEDRIVER", &chromium.driver);
        check.env("FIREFOX", &firefox.program).env("GECKODRIVER", &firefox.driver);
        run(check.arg("tests/jupyter/check.py"))
    })?;
    steps.table();
    println!("\nThe notebook trains in JupyterLab, and Python has its metrics.");
    Ok(())
}
