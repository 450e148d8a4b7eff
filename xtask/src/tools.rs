//! The cache folder and the tools in it: `tools/NAME-VERSION/bin` for programs built from source, `npm` for packages that run under Node.

use crate::{
    process::{Doing, Failure, Outcome, answer, run},
    system::{install_packages, on_path},
    versions::{CargoTool, ESBUILD, Lockfile, NODE_MAJOR, NpmPackage},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// The folder in which everything that is installed for this project is kept and found again.
pub fn cache() -> Outcome<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(chosen) = folder("DPOP_LAB_CACHE") {
        return std::path::absolute(chosen).doing("DPOP_LAB_CACHE");
    }
    let users = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
    };
    users.map(|users| users.join("dpop-lab")).ok_or_else(|| {
        Failure("no cache folder is known here: set DPOP_LAB_CACHE to a folder that tools may be kept in.".into())
    })
}

/// The folder of this tool's programs; builds and installs it first where it is missing or answers with another version.
pub fn cargo_tool(tool: &CargoTool) -> Outcome<PathBuf> {
    let cache = cache()?;
    let root = cache.join("tools").join(format!("{}-{}", tool.package, tool.version));
    let bin = root.join("bin");
    if has_version(&root, tool) {
        println!("    {} {}: in the cache", tool.package, tool.version);
        return Ok(bin);
    }
    println!("    {} {}: building it once, about {} min on two cores", tool.package, tool.version, tool.minutes);
    let start = Instant::now();
    let scratch = cache.join("scratch");
    let mut install = Command::new("cargo");
    install.args(["install", "--force", "--version", &format!("={}", tool.version)]);
    if matches!(tool.lockfile, Lockfile::Used) {
        install.arg("--locked");
    }
    for package in tool.swift {
        install.args(["--config", &format!("profile.release.package.{package}.opt-level=1")]);
    }
    install.args(tool.features).arg("--root").arg(&root).arg(tool.package);
    // The tools share what they depend on.
    install.env("CARGO_TARGET_DIR", &scratch).envs([
        ("CARGO_PROFILE_RELEASE_LTO", "off"),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
        ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
        ("CARGO_PROFILE_RELEASE_PANIC", "unwind"),
    ]);
    // The project's own flags are not the tools'.
    install.current_dir(&cache_ready(&cache)?).env_remove("RUSTFLAGS");
    run(&mut install)?;
    if !has_version(&root, tool) {
        return Err(Failure(format!("{} {} was installed but does not run.", tool.package, tool.version)));
    }
    println!("    {} {}: built in {:.0} s", tool.package, tool.version, start.elapsed().as_secs_f64());
    Ok(bin)
}

fn cache_ready(cache: &Path) -> Outcome<PathBuf> {
    fs::create_dir_all(cache).doing(format!("creating the cache folder {}", cache.display()))?;
    Ok(cache.to_owned())
}

/// Whether this version is there, as cargo has noted, and runs: not every program says its own version.
fn has_version(root: &Path, tool: &CargoTool) -> bool {
    let noted = fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
    let runs = || answer(Command::new(root.join("bin").join(tool.program)).arg("--help")).is_some();
    noted.contains(&format!("\"{} {} ", tool.package, tool.version)) && runs()
}

/// Removes what building the tools has left behind.
pub fn tidy() -> Outcome {
    let scratch = cache()?.join("scratch");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).doing(format!("removing {}", scratch.display()))
    } else {
        Ok(())
    }
}

/// The `node_modules` folder that holds these packages at these versions; installs what is missing. `set` names the folder in the cache.
pub fn npm_packages(set: &str, packages: &[NpmPackage]) -> Outcome<PathBuf> {
    node()?;
    let folder = cache()?.join("npm").join(set);
    let modules = folder.join("node_modules");
    let installed = |package: &NpmPackage| {
        let manifest = fs::read_to_string(modules.join(package.name).join("package.json")).unwrap_or_default();
        manifest.contains(&format!("\"version\": \"{}\"", package.version))
    };
    if packages.iter().all(installed) {
        println!("    npm {set}: in the cache");
        return Ok(modules);
    }
    fs::create_dir_all(&folder).doing(format!("creating {}", folder.display()))?;
    let names = packages.iter().map(|package| format!("{}@{}", package.name, package.version));
    let npm = on_path(&["npm", "npm.cmd"]).unwrap_or_else(|| "npm".into());
    let mut install = Command::new(npm);
    install.args(["install", "--no-audit", "--no-fund", "--save-exact", "--prefix"]).arg(&folder).args(names);
    run(&mut install)?;
    if packages.iter().all(installed) {
        Ok(modules)
    } else {
        Err(Failure(format!("npm did not install the pinned versions into {}.", folder.display())))
    }
}

/// The program of esbuild.
pub fn esbuild() -> Outcome<PathBuf> {
    Ok(program(&npm_packages("esbuild", &[ESBUILD])?, ESBUILD.name))
}

/// A package's program, as npm installs it in this `node_modules` folder.
pub fn program(modules: &Path, name: &str) -> PathBuf {
    modules.join(".bin").join(if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() })
}

/// Whether Node is new enough for what says so of itself, which is newer than what everything else needs.
pub fn newer_node(needed: u32, by: &str) -> Outcome {
    match node_major() {
        Some(major) if major >= needed => Ok(()),
        _ => Err(Failure(format!("Node {needed} or newer is needed for {by}."))),
    }
}

fn node_major() -> Option<u32> {
    let version = answer(Command::new("node").arg("--version"))?;
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// Node and npm, installed where they are missing and may be.
fn node() -> Outcome {
    if on_path(&["node"]).is_none() || on_path(&["npm", "npm.cmd"]).is_none() {
        install_packages(&["nodejs", "npm"], "Node and npm are needed for Binaryen")?;
    }
    newer_node(NODE_MAJOR, "Binaryen")
}
