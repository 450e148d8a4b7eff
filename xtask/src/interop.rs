//! `cargo xtask test --interop`: bundles of real labs against Hugging Face's own packages, at the versions of `versions.rs`.
//!
//! The packages go into a Python environment in the cache folder. On Linux the registry's torch cannot be imported without the CUDA
//! libraries that it is linked with, so they come along: some 3 GB once, most of it never used.

use crate::{
    process::{Doing, Failure, Outcome, answer, run},
    step::Steps,
    system::{install_packages, on_path},
    tools,
    versions::{INTEROP_PACKAGES, PYTHON_MINOR, PypiPackage},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

pub fn command() -> Outcome {
    let mut steps = Steps::new(3);
    let again = "cargo xtask test --interop";
    let python = steps.step("Hugging Face's packages", again, environment)?;
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

/// The Python of the environment with the pinned packages, which is made first where it is missing or holds other ones.
fn environment() -> Outcome<PathBuf> {
    let folder = tools::cache()?.join("python").join("interop");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted: Vec<String> =
        INTEROP_PACKAGES.iter().map(|PypiPackage { name, version }| format!("{name}=={version}")).collect();
    let stamp = folder.join("installed.txt");
    // Two commands at once would clear away what the other installs: the second waits, and then finds it done.
    let beside = folder.with_extension("lock");
    fs::create_dir_all(folder.with_file_name("")).doing("the cache's folder for Python")?;
    let lock = fs::File::create(&beside).doing(beside.display())?;
    lock.lock().doing(beside.display())?;
    let list = wanted.join("\n");
    if python.is_file() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == list) {
        println!("    {}: in the cache", wanted.join(", "));
        return Ok(python);
    }
    let system = system_python()?;
    make(&system, &folder)?;
    println!("    {}: installing them once, some 3 GB with all that they need", wanted.join(", "));
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(&wanted))?;
    fs::write(&stamp, list).doing(format!("writing {}", stamp.display()))?;
    Ok(python)
}

/// A Python that is new enough.
fn system_python() -> Outcome<PathBuf> {
    if on_path(&["python3"]).is_none() {
        install_packages(
            &["python3", "python3-venv"],
            "Python is needed for the test against Hugging Face's packages",
        )?;
    }
    let python = on_path(&["python3"]).unwrap_or_else(|| "python3".into());
    let version = answer(Command::new(&python).arg("--version")).unwrap_or_default();
    let minor = version.strip_prefix("Python 3.").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    match minor {
        Some(minor) if minor >= PYTHON_MINOR => Ok(python),
        _ => Err(Failure(format!(
            "python3 answers its version with \"{version}\"; 3.{PYTHON_MINOR} or newer is needed."
        ))),
    }
}

/// A fresh environment. Debian keeps what it needs in a package of its own.
fn make(python: &Path, folder: &Path) -> Outcome {
    let venv = || run(Command::new(python).args(["-m", "venv", "--clear"]).arg(folder));
    if answer(Command::new(python).args(["-c", "import ensurepip, venv"])).is_none() {
        install_packages(
            &["python3-venv"],
            "Python's module venv is needed for the test against Hugging Face's packages",
        )?;
    }
    venv()
}
