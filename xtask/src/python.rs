//! Python environments in the cache folder, one for each test that needs packages of the Python package index.

use crate::{
    process::{Doing, Failure, Outcome, answer, run},
    system::{install_packages, on_path},
    tools,
    versions::{PYTHON_MINOR, PypiPackage},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// An environment with pinned packages.
pub struct Environment {
    /// Its folder in the cache.
    pub name: &'static str,
    pub packages: &'static [PypiPackage],
    /// What installing takes, for the person who waits.
    pub size: &'static str,
}

impl Environment {
    /// Its Python. The environment is made first where it is missing or holds other packages.
    pub fn python(&self) -> Outcome<PathBuf> {
        let folder = tools::cache()?.join("python").join(self.name);
        let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        let wanted: Vec<String> =
            self.packages.iter().map(|PypiPackage { name, version }| format!("{name}=={version}")).collect();
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
        println!("    {}: installing them once, {} with all that they need", wanted.join(", "), self.size);
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(&wanted))?;
        fs::write(&stamp, list).doing(format!("writing {}", stamp.display()))?;
        Ok(python)
    }
}

/// A Python that is new enough.
fn system_python() -> Outcome<PathBuf> {
    if on_path(&["python3"]).is_none() {
        install_packages(&["python3", "python3-venv"], "Python is needed for the tests with Python's packages")?;
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
        install_packages(&["python3-venv"], "Python's module venv is needed for the tests with Python's packages")?;
    }
    venv()
}
