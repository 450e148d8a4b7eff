//! `cargo xtask test --interop`: bundles of real labs against Hugging Face's own packages, at the versions of `versions.rs`.
//!
//! On Linux the registry's torch cannot be imported without the CUDA libraries that it is linked with, so they come along: some 3 GB once,
//! most of it never used.

use crate::{
    process::{Doing, Outcome, run},
    python::Environment,
    step::Steps,
    tools,
    versions::INTEROP_PACKAGES,
};
use std::{fs, process::Command};

const ENVIRONMENT: Environment = Environment { name: "interop", packages: &INTEROP_PACKAGES, size: "some 3 GB" };

pub fn command() -> Outcome {
    let mut steps = Steps::new(3);
    let again = "cargo xtask test --interop";
    let python = steps.step("Hugging Face's packages", again, || ENVIRONMENT.python())?;
    let folder = tools::cache()?.join("interop-bundles");
    let example = ["run", "--example", "write_bundles", "--"];
    steps.step("bundles", &format!("cargo {} FOLDER", example.join(" ")), || {
        // What an older version wrote must not be taken for this one's.
        if folder.exists() {
            fs::remove_dir_all(&folder).doing(format!("removing {}", folder.display()))?;
        }
        run(Command::new("cargo").args(example).arg(&folder))
    })?;
    steps.step("from_pretrained and TRL", again, || {
        let mut check = Command::new(&python);
        check.arg("tests/interop/check.py").arg(&folder);
        // All that is loaded lies in the bundles; nobody is to be asked for anything.
        run(check.envs([
            ("HF_HUB_OFFLINE", "1"),
            ("HF_HUB_DISABLE_PROGRESS_BARS", "1"),
            ("TRANSFORMERS_VERBOSITY", "error"),
        ]))
    })?;
    steps.table();
    println!("\nAll bundles load, and TRL trains them as the lab did.");
    Ok(())
}
