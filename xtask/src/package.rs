//! `cargo xtask package`: the site's module as a folder that npm can install or publish, and the check that it can; and beside it the
//! Python package.

use crate::{
    build::{self, PARTS},
    process::{Doing, Failure, Outcome, run},
    python_package, setup,
    step::Steps,
    system::on_path,
    tools,
    versions::{HOSTS, NODE_MAJOR_OF_HOSTS},
};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf, absolute},
    process::Command,
};

/// The package, and a project that has installed it.
const FOLDER: &str = "target/package/npm";
const CHECK: &str = "target/package/check";

/// Hosts that have it from bundlers and frameworks: what they are made of, and what comes of it.
const HOSTS_FROM: &str = "xtask/hosts";
const HOSTS_IN: &str = "target/package/hosts";

/// What of the site is in the package, beside the folder.
const FROM_SITE: [&str; 13] = [
    "dpop-lab.js",
    "dpop-lab.d.ts",
    "dpop-lab-core.js",
    "dpop-lab-core_bg.wasm",
    "dpop-lab-engine.js",
    "dpop-lab-engine_bg.wasm",
    "dpop-lab-gpu.js",
    "dpop-lab-gpu_bg.wasm",
    "dpop-lab-style.js",
    "dpop-lab-bundle.js",
    "dpop-lab-sweep.js",
    "dpop-lab-worker.js",
    "style.css",
];

/// And its folder: the examples.
const PRESETS: &str = "presets";

/// How the module says which site it lies in, once it is shortened. The package's lies in none.
const HOME: &str = "new URL(\"./\",import.meta.url).href";

pub const LICENCES: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];

/// A program that uses the package by name, for the check.
const APP: &str = "import { Lab, presets } from \"dpop-lab\";\nwindow.dpopLab = { Lab, presets };\n";

const README: &str = include_str!("../npm-readme.md");

/// Its command.
const COMMAND: &str = "cli.js";

/// `cargo xtask package`.
pub fn command() -> Outcome {
    let mut steps = Steps::new(5);
    let again = "cargo xtask package";
    let environment = steps.step("tools", "cargo xtask setup", setup::for_build)?;
    steps.step("build", "cargo xtask build", || build::site(&environment, build::Form::Whole))?;
    steps.step("npm package", again, write)?;
    steps.step("check", again, check)?;
    steps.step("Python package", again, python_package::write)?;
    steps.table();
    println!("\nThe packages are in {FOLDER} and {}.", python_package::FOLDER);
    Ok(())
}

/// Makes the package from the built site.
pub fn write() -> Outcome {
    let folder = emptied(FOLDER)?;
    let parts = Path::new(PARTS);
    for name in FROM_SITE {
        copy(&parts.join(name), &folder.join(name))?;
    }
    make_homeless(&folder)?;
    for name in LICENCES {
        copy(Path::new(name), &folder.join(name))?;
    }
    copy_command(&folder)?;
    copy_folder(&parts.join(PRESETS), &folder.join(PRESETS))?;
    fs::write(folder.join("README.md"), README).doing("README.md")?;
    fs::write(folder.join("package.json"), manifest()?).doing("package.json")
}

/// The command, into a folder that has the module.
pub fn copy_command(folder: &Path) -> Outcome {
    copy(&Path::new("www").join(COMMAND), &folder.join(COMMAND))
}

/// Tells the module in a folder that it lies in no site.
pub fn make_homeless(folder: &Path) -> Outcome {
    let module = folder.join("dpop-lab.js");
    let text = fs::read_to_string(&module).doing(module.display())?;
    if text.matches(HOME).count() != 1 {
        return Err(Failure(format!("dpop-lab.js does not say `{HOME}` once.")));
    }
    fs::write(&module, text.replace(HOME, "void 0")).doing(module.display())
}

/// Packs and installs it as npm does, then bundles programs that import it by name. The end-to-end test trains with what is left.
pub fn check() -> Outcome {
    let (folder, check) = (absolute(FOLDER).doing(FOLDER)?, emptied(CHECK)?);
    let npm = || Command::new(on_path(&["npm", "npm.cmd"]).unwrap_or_else(|| "npm".into()));
    run(npm().args(["pack", "--pack-destination"]).arg(&check).arg(&folder))?;
    let packed = check.join(format!("dpop-lab-{}.tgz", version()?));
    let weight = fs::metadata(&packed).doing(packed.display())?.len();
    println!("    {weight} bytes packed");
    fs::write(check.join("package.json"), "{ \"private\": true }\n").doing("package.json")?;
    run(npm().args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&check).arg(&packed))?;
    fs::write(check.join("app.js"), APP).doing("app.js")?;
    let app = check.join("app");
    let mut esbuild = Command::new(tools::esbuild()?);
    esbuild.arg(check.join("app.js")).args(["--bundle", "--splitting", "--format=esm", "--log-level=warning"]);
    run(esbuild.arg(format!("--outdir={}", app.display())))?;
    // esbuild does not know `new URL("./NAME", import.meta.url)`.
    for name in FROM_SITE.into_iter().filter(|name| name.ends_with(".wasm")) {
        copy(&check.join("node_modules/dpop-lab").join(name), &app.join(name))?;
    }
    hosts(&packed)
}

/// Builds the hosts with the packed package installed, beside what they are built with, which is kept in the cache.
fn hosts(packed: &Path) -> Outcome {
    tools::newer_node(NODE_MAJOR_OF_HOSTS, "Vite, in which the package is tried")?;
    let modules = tools::npm_packages("hosts", &HOSTS)?;
    // In the cache, because a program finds its packages in the folders around it; one for each copy of this repository.
    let mut hasher = DefaultHasher::new();
    absolute(".").doing("this folder")?.hash(&mut hasher);
    let project = emptied(modules.with_file_name(format!("project-{:016x}", hasher.finish())))?;
    for folder in ["", "src"] {
        copy_folder(&Path::new(HOSTS_FROM).join(folder), &project.join(folder))?;
    }
    let mut npm = Command::new(on_path(&["npm", "npm.cmd"]).unwrap_or_else(|| "npm".into()));
    run(npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&project).arg(packed))?;
    let mut node = Command::new("node");
    run(node.arg(project.join("build.mjs")).arg(emptied(HOSTS_IN)?).env("NODE_ENV", "development"))
}

fn manifest() -> Outcome<String> {
    let files = FROM_SITE.iter().chain(&[PRESETS]).map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    Ok(format!(
        r#"{{
  "name": "dpop-lab",
  "version": "{}",
  "description": "Watch DPO push the preferred answer down, and DPOP stop it: a small GPT-2 trained with preferences in the page.",
  "license": "(MIT OR Apache-2.0)",
  "type": "module",
  "engines": {{ "node": ">=20.16" }},
  "types": "./dpop-lab.d.ts",
  "bin": {{ "dpop-lab": "./{COMMAND}" }},
  "exports": {{
    ".": {{ "types": "./dpop-lab.d.ts", "default": "./dpop-lab.js" }},
    "./style.css": "./style.css",
    "./*.wasm": "./*.wasm",
    "./presets/*.json": "./presets/*.json",
    "./package.json": "./package.json"
  }},
  "files": [{files}, {COMMAND:?}, "LICENSE-*"],
  "sideEffects": ["./dpop-lab.js", "./style.css"]
}}
"#,
        version()?
    ))
}

/// The crate's version, which is the package's.
pub fn version() -> Outcome<&'static str> {
    let lines = include_str!("../../Cargo.toml").lines();
    let version = lines.into_iter().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.ok_or_else(|| Failure("Cargo.toml names no version.".into()))
}

pub fn emptied(path: impl AsRef<Path>) -> Outcome<PathBuf> {
    let folder = absolute(path.as_ref()).doing(path.as_ref().display())?;
    if folder.exists() {
        fs::remove_dir_all(&folder).doing(folder.display())?;
    }
    fs::create_dir_all(&folder).doing(folder.display())?;
    Ok(folder)
}

/// Copies the files of a folder, not of folders in it.
pub fn copy_folder(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to).doing(to.display())?;
    let files = fs::read_dir(from).doing(from.display())?.flatten();
    files.filter(|entry| entry.path().is_file()).try_for_each(|entry| copy(&entry.path(), &to.join(entry.file_name())))
}

pub fn copy(from: &Path, to: &Path) -> Outcome {
    fs::copy(from, to).map(drop).doing(format!("copying {} to {}", from.display(), to.display()))
}
