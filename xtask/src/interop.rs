//! `cargo xtask test --interop`: bundles of real labs, and models that come in, against Hugging Face's own packages, at the versions of `versions.rs`.
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
use std::{fs, path::Path, process::Command};

const ENVIRONMENT: Environment = Environment { name: "interop", packages: &INTEROP_PACKAGES, size: "some 3 GB" };

pub fn command() -> Outcome {
    let mut steps = Steps::new(5);
    let again = "cargo xtask test --interop";
    let python = steps.step("Hugging Face's packages", again, || ENVIRONMENT.python())?;
    let folder = tools::cache()?.join("interop-bundles");
    let script = |name: &str| {
        let mut script = Command::new(&python);
        script.arg(format!("tests/interop/{name}"));
        // All that is loaded lies in folders here; nobody is to be asked for anything.
        script.envs([
            ("HF_HUB_OFFLINE", "1"),
            ("HF_HUB_DISABLE_PROGRESS_BARS", "1"),
            ("TRANSFORMERS_VERBOSITY", "error"),
        ]);
        script
    };
    steps.step("tokenizers like the lab's, and others", again, || run(&mut script("splitting.py")))?;
    let example = ["run", "--example", "write_bundles", "--"];
    steps.step("bundles", &format!("cargo {} FOLDER", example.join(" ")), || {
        empty(&folder)?;
        run(Command::new("cargo").args(example).arg(&folder))
    })?;
    steps.step("from_pretrained and TRL", again, || run(script("check.py").arg(&folder)))?;
    let imports = tools::cache()?.join("interop-imports");
    steps.step("save_pretrained and the lab", again, || {
        empty(&imports)?;
        run(script("imports.py").arg("make").arg(&imports))?;
        run(Command::new("cargo").args(["run", "--example", "read_folders", "--"]).arg(&imports))?;
        run(script("imports.py").arg("check").arg(&imports))
    })?;
    steps.table();
    println!("\nAll bundles load, and TRL trains them as the lab did; what transformers saves, the lab computes with.");
    Ok(())
}

/// An empty folder: what an older version wrote must not be taken for this one's.
fn empty(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).doing(format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(folder).doing(folder.display())
}
