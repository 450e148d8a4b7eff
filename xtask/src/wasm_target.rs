//! A Rust toolchain that compiles for the page: rustup's own target, or where Rust's download server is out of reach the compiler that Debian
//! ships for building browsers, with a standard library for this target built once from Debian's own source.

use crate::{
    process::{Doing, Failure, Outcome, answer, run, run_within},
    system::{copy_as_root, install_packages, on_path},
    tools,
    versions::WASM_TARGET,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// How long rustup may take: it needs seconds where its server answers, and would otherwise retry for minutes.
pub const RUSTUP_LIMIT: Duration = Duration::from_secs(90);

/// The name under which rustup knows Debian's compiler, once it is set up here.
const LINKED: &str = "dpop-lab-debian";

/// Which toolchain compiles for the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that is active here anyway.
    Active,
    /// One that rustup knows by this name.
    Named(&'static str),
}

impl Toolchain {
    /// Makes `cargo` and `rustc`, started by this command or by what it starts, be this toolchain's.
    pub fn apply(self, command: &mut Command) -> &mut Command {
        match self {
            Toolchain::Active => command,
            Toolchain::Named(name) => command.env("RUSTUP_TOOLCHAIN", name),
        }
    }
}

/// A toolchain that compiles for the page; installs what is missing.
pub fn ensure() -> Outcome<Toolchain> {
    for toolchain in [Toolchain::Active, Toolchain::Named(LINKED)] {
        if compiles(toolchain)? {
            println!("    {WASM_TARGET}: {}", name(toolchain));
            return Ok(toolchain);
        }
    }
    if on_path(&["rustup"]).is_some() {
        match run_within(RUSTUP_LIMIT, Command::new("rustup").args(["target", "add", WASM_TARGET])) {
            Ok(()) if compiles(Toolchain::Active)? => return Ok(Toolchain::Active),
            Ok(()) => {
                println!("    rustup has added the target, but it does not compile: going on with Debian's compiler")
            }
            Err(Failure(cause)) => println!("    {cause}: going on with Debian's compiler"),
        }
    }
    debian()
}

fn name(toolchain: Toolchain) -> &'static str {
    match toolchain {
        Toolchain::Active => "the active toolchain has it",
        Toolchain::Named(name) => name,
    }
}

/// Whether an empty library that needs `std` compiles: also finds a standard library that another compiler version left behind.
fn compiles(toolchain: Toolchain) -> Outcome<bool> {
    let folder = tools::cache()?.join("probe");
    fs::create_dir_all(&folder).doing(format!("creating {}", folder.display()))?;
    let source = folder.join("probe.rs");
    fs::write(&source, "pub fn probe() -> Vec<u8> { Vec::new() }\n").doing(format!("writing {}", source.display()))?;
    let mut rustc = Command::new("rustc");
    rustc.args(["--crate-type=lib", "--emit=metadata", "--target", WASM_TARGET, "--out-dir"]).arg(&folder).arg(&source);
    Ok(answer(toolchain.apply(&mut rustc)).is_some())
}

/// Debian's compiler, with a standard library for the page.
fn debian() -> Outcome<Toolchain> {
    let purpose = format!("Rust's target {WASM_TARGET} (rustup cannot reach its server) comes from Debian's compiler");
    install_packages(&["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rust-web-llvm"], &purpose)?;
    linker(&purpose)?;
    let built = build_std()?;
    copy_as_root(&built, &Path::new("/usr/lib/rustlib").join(WASM_TARGET).join("lib"))?;
    if on_path(&["rustup"]).is_none() {
        // Then Debian's compiler is the only one, and so the active one.
        return if compiles(Toolchain::Active)? { Ok(Toolchain::Active) } else { Err(unusable()) };
    }
    run(Command::new("rustup").args(["toolchain", "link", LINKED, "/usr"]))?;
    let linked = Toolchain::Named(LINKED);
    if compiles(linked)? { Ok(linked) } else { Err(unusable()) }
}

fn unusable() -> Failure {
    Failure(format!(
        "Debian's compiler is installed but does not compile for {WASM_TARGET}. Where the network allows it, \
         `rustup target add {WASM_TARGET}` is the simpler way."
    ))
}

/// Installs the linker that Debian's `rust-lld` is a link to: the name of a missing target names the package.
fn linker(purpose: &str) -> Outcome {
    let link = Path::new("/usr/bin/rust-lld");
    if link.exists() {
        return Ok(());
    }
    let target = fs::read_link(link).doing("/usr/bin/rust-lld, which rust-web-llvm should have brought")?;
    let package = target.components().find_map(|part| {
        let part = part.as_os_str().to_string_lossy();
        let number = part.strip_prefix("lld-").or_else(|| part.strip_prefix("llvm-"))?;
        number.parse::<u32>().ok().map(|number| format!("lld-{number}"))
    });
    match package {
        Some(package) => install_packages(&[&package], purpose),
        None => Err(Failure(format!("/usr/bin/rust-lld points to {}: install what provides it.", target.display()))),
    }
}

/// Builds the standard library for the page and gives its files.
fn build_std() -> Outcome<Vec<PathBuf>> {
    let folder = tools::cache()?.join("std");
    let doing = format!("preparing {}", folder.display());
    fs::create_dir_all(folder.join("src")).doing(&doing)?;
    // A workspace of its own, wherever the cache folder is.
    let manifest = "[package]\nname = \"std-for-the-page\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).doing(&doing)?;
    fs::write(folder.join("src/lib.rs"), "").doing(&doing)?;
    let target = folder.join("target");
    if target.exists() {
        // Files of an earlier compiler must not be copied beside the new ones.
        fs::remove_dir_all(&target).doing(&doing)?;
    }
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo
        .current_dir(&folder)
        .args(["build", "--release", "-Zbuild-std=std,panic_abort,test", "--target", WASM_TARGET])
        // Unstable options on a released compiler; without the bitcode the application's own link-time optimisation fails.
        .envs([("RUSTC_BOOTSTRAP", "1"), ("RUSTC", "/usr/bin/rustc"), ("RUSTFLAGS", "-Cembed-bitcode=yes")])
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTUP_TOOLCHAIN")
        // The active toolchain's libraries are not this compiler's.
        .env_remove("LD_LIBRARY_PATH");
    run(&mut cargo)?;
    let deps = target.join(WASM_TARGET).join("release/deps");
    let entries = fs::read_dir(&deps).doing(format!("reading {}", deps.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rlib"));
    files.sort();
    Ok(files)
}
