//! What the steps run in: PATH with the pinned tools first, the toolchain for the page, the browser.

use crate::{browser::Browsers, rust_tools::Formatter, wasm_target::Toolchain};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// Everything that building the page needs.
pub struct BuildEnvironment {
    path: OsString,
    wasm: Toolchain,
    binaryen: PathBuf,
}

/// And everything that testing needs besides.
pub struct TestEnvironment {
    pub build: BuildEnvironment,
    pub browsers: Browsers,
}

/// What the checks without a browser need.
#[derive(Clone, Copy)]
pub struct LintEnvironment {
    pub formatter: Formatter,
    pub clippy: Toolchain,
}

impl BuildEnvironment {
    /// `tools` are folders of programs, which come before all others; `binaryen` is its module.
    pub fn new(tools: &[PathBuf], wasm: Toolchain, binaryen: PathBuf) -> BuildEnvironment {
        let before = env::var_os("PATH").unwrap_or_default();
        let folders = tools.iter().cloned().chain(env::split_paths(&before));
        BuildEnvironment { path: env::join_paths(folders).unwrap_or(before), wasm, binaryen }
    }

    /// Binaryen's module, for Node.
    pub fn binaryen(&self) -> &Path {
        &self.binaryen
    }

    /// A program that compiles for the page, or that starts one that does.
    pub fn for_wasm(&self, program: &str) -> Command {
        let mut command = Command::new(self.find(program));
        // Trunk takes any value but "true" and "false" of this common variable for a mistake.
        command.env("PATH", &self.path).env_remove("NO_COLOR");
        self.wasm.apply(&mut command);
        command
    }

    /// Some systems look a program up on the parent's PATH, not on the child's.
    fn find(&self, program: &str) -> PathBuf {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        let found = env::split_paths(&self.path).map(|folder| folder.join(&file)).find(|path| path.is_file());
        found.unwrap_or_else(|| Path::new(program).to_owned())
    }
}
