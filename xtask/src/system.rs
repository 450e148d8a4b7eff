//! What comes from the system: programs on PATH, and Debian packages where this is Debian and we may install.

use crate::process::{Failure, Outcome, answer, run};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::Once,
};

/// The first of these programs that is on PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    names.iter().find_map(|name| {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file())
    })
}

/// How packages get installed here.
enum Installer {
    Root,
    Sudo,
}

/// Installs Debian packages, or says in one sentence what a person has to do. `purpose` names what they are for.
pub fn install_packages(packages: &[&str], purpose: &str) -> Outcome {
    let by_hand = format!("{purpose}: install it, on Debian with `apt-get install {}`", packages.join(" "));
    let Some(installer) = installer() else {
        return Err(Failure(format!("{by_hand} (there is no apt-get here that may be used without a password).")));
    };
    static LISTS: Once = Once::new();
    let mut updated = Ok(());
    LISTS.call_once(|| updated = run(apt(&installer).arg("update")));
    updated?;
    run(apt(&installer).args(["install", "-y", "--no-install-recommends"]).args(packages))
        .map_err(|Failure(cause)| Failure(format!("{by_hand}: {cause}")))
}

fn installer() -> Option<Installer> {
    on_path(&["apt-get"])?;
    if answer(Command::new("id").arg("-u")).as_deref() == Some("0") {
        return Some(Installer::Root);
    }
    on_path(&["sudo"])?;
    answer(Command::new("sudo").args(["-n", "true"])).map(|_| Installer::Sudo)
}

fn apt(installer: &Installer) -> Command {
    let mut command = as_root(installer, "env");
    // Another apt may be at work just after a machine has started.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]);
    command
}

fn as_root(installer: &Installer, program: &str) -> Command {
    match installer {
        Installer::Root => Command::new(program),
        Installer::Sudo => {
            let mut command = Command::new("sudo");
            command.args(["-n", program]);
            command
        }
    }
}

/// Copies files into a folder of the system's.
pub fn copy_as_root(files: &[PathBuf], folder: &Path) -> Outcome {
    let Some(installer) = installer() else {
        return Err(Failure(format!("copying into {} needs root, or sudo without a password", folder.display())));
    };
    run(as_root(&installer, "mkdir").arg("-p").arg(folder))?;
    println!("    copying {} files into {}", files.len(), folder.display());
    let status = as_root(&installer, "cp").args(files).arg(folder).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure(format!("copying into {} failed ({status})", folder.display()))),
        Err(error) => Err(Failure(format!("copying into {} failed: {error}", folder.display()))),
    }
}
