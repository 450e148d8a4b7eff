//! The Python package: what lies in `www/jupyter`, and inside it the site's module, its wasm and its other files, in a folder that pip installs.

use crate::{
    build::PARTS,
    package::{LICENCES, copy, copy_command, copy_folder, emptied, make_homeless},
    process::{Doing, Outcome},
    single_file::Script,
};
use std::{fs, path::Path};

/// The folder for pip.
pub const FOLDER: &str = "target/package/python";

const SOURCES: &str = "www/jupyter";

/// What of the site the widget brings along, beside the module that is bundled here.
const FROM_SITE: [&str; 2] = ["dpop-lab-core_bg.wasm", "dpop-lab-gpu_bg.wasm"];

/// What of it Node needs for sweeps, beside the command: the module as it is, with the engine.
const FOR_NODE: [&str; 5] =
    ["dpop-lab.js", "dpop-lab-engine.js", "dpop-lab-engine_bg.wasm", "dpop-lab-sweep.js", "dpop-lab-worker.js"];

/// Makes the package from the built site.
pub fn write() -> Outcome {
    let folder = emptied(FOLDER)?;
    for name in ["pyproject.toml", "README.md", "example.ipynb"] {
        copy(&Path::new(SOURCES).join(name), &folder.join(name))?;
    }
    for name in LICENCES {
        copy(Path::new(name), &folder.join(name))?;
    }
    let package = folder.join("dpop_lab");
    copy_folder(&Path::new(SOURCES).join("dpop_lab"), &package)?;
    let files = package.join("static");
    fs::create_dir_all(&files).doing(files.display())?;
    for name in FROM_SITE {
        copy(&Path::new(PARTS).join(name), &files.join(name))?;
    }
    let node = package.join("node");
    fs::create_dir_all(&node).doing(node.display())?;
    for name in FOR_NODE {
        copy(&Path::new(PARTS).join(name), &node.join(name))?;
    }
    make_homeless(&node)?;
    copy_command(&node)?;
    // Modules, whatever lies in the folders around.
    fs::write(node.join("package.json"), "{ \"type\": \"module\" }\n").doing("package.json")?;
    let stand_in = format!("{SOURCES}/files.js");
    let absolute = |path: &Path| std::path::absolute(path).doing(path.display());
    let script = Script {
        entry: &Path::new(SOURCES).join("module.js"),
        stand_in: &stand_in,
        aliases: &[
            ("dpop-lab", &absolute(&Path::new(PARTS).join("dpop-lab.js"))?),
            ("notebook-files", &absolute(Path::new(&stand_in))?),
        ],
        output: &files.join("module.js"),
    };
    script.bundle()?;
    let size = |path: &Path| fs::metadata(path).map(|data| data.len()).doing(path.display());
    println!("    {} bytes of JavaScript in the package", size(&files.join("module.js"))?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::package;

    #[test]
    fn both_packages_have_the_crates_version() -> Result<(), String> {
        let version = package::version().map_err(|failure| failure.to_string())?;
        let project = include_str!("../../www/jupyter/pyproject.toml");
        assert!(project.contains(&format!("\nversion = \"{version}\"\n")), "www/jupyter/pyproject.toml: not {version}");
        Ok(())
    }
}
