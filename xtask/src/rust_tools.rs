//! The formatter and the linter that come with Rust, which a minimal installation lacks.

use crate::{
    process::{Failure, Outcome, answer, run_within},
    system::on_path,
    wasm_target::{RUSTUP_LIMIT, Toolchain},
};
use std::process::Command;

/// Where the format can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formatter {
    Installed,
    /// Neither here nor to be had: the run says so in its table.
    OutOfReach,
}

/// The formatter, and the toolchain whose clippy lints native code; installs what is missing. `wasm` is the page's toolchain.
pub fn ensure(wasm: Toolchain) -> Outcome<(Formatter, Toolchain)> {
    let has_fmt = || answer(Command::new("cargo").args(["fmt", "--version"])).is_some();
    let has_clippy =
        |chain: Toolchain| answer(chain.apply(Command::new("cargo").args(["clippy", "--version"]))).is_some();
    if !(has_fmt() && has_clippy(Toolchain::Active)) && on_path(&["rustup"]).is_some() {
        let mut add = Command::new("rustup");
        if let Err(Failure(cause)) = run_within(RUSTUP_LIMIT, add.args(["component", "add", "rustfmt", "clippy"])) {
            println!("    {cause}");
        }
    }
    let formatter = if has_fmt() { Formatter::Installed } else { Formatter::OutOfReach };
    match [Toolchain::Active, wasm].into_iter().find(|chain| has_clippy(*chain)) {
        Some(clippy) => Ok((formatter, clippy)),
        None => Err(Failure("clippy is missing: install it with `rustup component add clippy`.".into())),
    }
}
