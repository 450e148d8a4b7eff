//! `cargo xtask serve`: the built site on this machine.

use crate::{
    build,
    process::{Doing, Outcome},
    server, setup,
    step::Steps,
};
use std::{io::ErrorKind, path::Path, thread};

pub const DEFAULT_PORT: u16 = 8080;

/// Builds the site and serves it until the person ends it.
pub fn command(port: u16) -> Outcome {
    let mut steps = Steps::new(2);
    let environment = steps.step("tools", "cargo xtask setup", setup::for_build)?;
    steps.step("build", "cargo xtask build", || build::site(&environment, build::Form::Site))?;
    steps.table();
    let address = server::start(Path::new(build::DIST), port, None).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            format!("port {port} is taken: choose another with --port, or any free one with --port 0")
        }
        _ => format!("serving on port {port}: {error}"),
    });
    println!("\nDPOP Lab is at http://{}/  (Ctrl-C ends it)", address.doing("serve")?);
    loop {
        thread::park();
    }
}
