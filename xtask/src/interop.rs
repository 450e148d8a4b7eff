//! `cargo xtask test --interop`: bundles of real labs, models that come in, the argument's counts, and the gauges, against Hugging Face's own packages and PyTorch, at the
//! versions of `versions.rs`.
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
    let mut steps = Steps::new(7);
    let again = "cargo xtask test --interop";
    let python = steps.step("Hugging Face's packages", again, || ENVIRONMENT.python())?;
    let folder = tools::cache()?.join("interop-bundles");
    let script = |path: &str| {
        let mut script = Command::new(&python);
        script.arg(format!("tests/{path}"));
        // All that is loaded lies in folders here; nobody is to be asked for anything.
        script.envs([
            ("HF_HUB_OFFLINE", "1"),
            ("HF_HUB_DISABLE_PROGRESS_BARS", "1"),
            ("TRANSFORMERS_VERBOSITY", "error"),
        ]);
        script
    };
    steps.step("tokenizers like the lab's, and others", again, || run(&mut script("interop/splitting.py")))?;
    let example = ["run", "--example", "write_bundles", "--"];
    steps.step("bundles", &format!("cargo {} FOLDER", example.join(" ")), || {
        empty(&folder)?;
        run(Command::new("cargo").args(example).arg(&folder))
    })?;
    steps.step("from_pretrained and TRL", again, || run(script("interop/check.py").arg(&folder)))?;
    let imports = tools::cache()?.join("interop-imports");
    steps.step("save_pretrained and the lab", again, || {
        empty(&imports)?;
        run(script("interop/imports.py").arg("make").arg(&imports))?;
        run(Command::new("cargo").args(["run", "--example", "read_folders", "--"]).arg(&imports))?;
        run(script("interop/imports.py").arg("check").arg(&imports))
    })?;
    let arguments = tools::cache()?.join("interop-arguments");
    steps.step("the paper's statements, counted by PyTorch", again, || {
        empty(&arguments)?;
        run(Command::new("cargo").args(["run", "--example", "write_arguments", "--"]).arg(&arguments))?;
        run(script("golden/make_argument.py").arg(&arguments).args(["--check", "tests/golden/argument.json"]))
    })?;
    // Of the same models.
    steps.step("the gauges, measured by PyTorch", again, || {
        run(script("golden/make_gauges.py").arg(&arguments).args(["--check", "tests/golden/gauges.json"]))
    })?;
    steps.table();
    println!(
        "\nAll bundles load, and TRL trains them as the lab did; what transformers saves, the lab computes with; and what the lab counts and measures, PyTorch does."
    );
    Ok(())
}

/// An empty folder: what an older version wrote must not be taken for this one's.
fn empty(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).doing(format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(folder).doing(folder.display())
}
