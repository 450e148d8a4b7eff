//! `cargo xtask test --webkit`: what every browser must do, in WebKitGTK as Debian packs it: the engine of Safari, without Apple's parts.

use crate::{
    browser, build,
    process::{Doing, Failure, Outcome, run},
    setup,
    step::Steps,
    system::{install_packages, on_path},
};
use std::{
    path::{self, Path, PathBuf},
    process::Command,
};

pub fn command() -> Outcome {
    let mut steps = Steps::new(5);
    let again = "cargo xtask test --webkit";
    let browser = steps.step("WebKit", again, mini_browser)?;
    let chromium = steps.step("Chromium", again, browser::chromium)?;
    let environment = steps.step("tools", "cargo xtask setup", setup::for_build)?;
    steps.step("build", "cargo xtask build", || build::site(&environment, build::Form::Site))?;
    steps.step("end-to-end test", again, || {
        // It has no headless form: a screen that nobody sees.
        let mut test = Command::new("xvfb-run");
        test.args(["--auto-servernum", "cargo", "test", "--test", "e2e", "--", "--nocapture", "--test-threads=1"]);
        test.args(["--ignored", "webkit"]).env("WEBKIT", &browser);
        test.env("CHROME", &chromium.program).env("CHROMEDRIVER", &chromium.driver);
        run(test.env("DPOP_LAB_DIST", path::absolute(build::DIST).doing("the site's folder")?))
    })?;
    steps.table();
    println!("\nWebKit trains to the same bits, and its page can be used.");
    Ok(())
}

/// WebKitGTK's own small browser, which its driver starts.
fn mini_browser() -> Outcome<PathBuf> {
    if on_path(&["WebKitWebDriver"]).is_none() || on_path(&["xvfb-run"]).is_none() {
        install_packages(
            &["webkit2gtk-driver", "xvfb", "xauth", "fonts-dejavu-core"],
            "WebKitGTK with its driver, and a screen that nobody sees, are needed",
        )?;
    }
    // Debian puts it into a folder of the library's, which carries architecture and version in its name.
    let folders = Path::new("/usr/lib").read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    let folders =
        folders.flat_map(|folder| folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()));
    let mut browsers = folders.map(|folder| folder.join("MiniBrowser")).filter(|path| path.is_file());
    browsers.next().ok_or_else(|| {
        Failure(
            "MiniBrowser, which Debian's package webkit2gtk-driver brings with it, is nowhere below /usr/lib.".into(),
        )
    })
}
