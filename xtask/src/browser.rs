//! Chromium and its driver, for the tests and the bench.

use crate::{
    process::{Failure, Outcome, answer},
    system::{install_packages, on_path},
};
use std::{env, path::PathBuf, process::Command};

const CHROMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A browser and the program that drives it.
#[derive(Clone, Debug)]
pub struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

/// Finds them through `CHROME` and `CHROMEDRIVER` or on PATH; installs them where that is possible.
pub fn ensure() -> Outcome<Browser> {
    if find().is_none() {
        install_packages(
            &["chromium", "chromium-driver", "fonts-dejavu-core"],
            "Chromium or Chrome, and chromedriver of the same version, are needed (CHROME and CHROMEDRIVER may name them)",
        )?;
    }
    let browser = find().ok_or_else(|| Failure("chromium and chromedriver are still not on PATH.".into()))?;
    let version = |program: &PathBuf| answer(Command::new(program).arg("--version")).unwrap_or_default();
    let (chrome, driver) = (version(&browser.chrome), version(&browser.driver));
    if major(&chrome) != major(&driver) {
        return Err(Failure(format!(
            "the browser is \"{chrome}\" but its driver is \"{driver}\": install the driver of the browser's version, \
             or name a matching pair with CHROME and CHROMEDRIVER."
        )));
    }
    println!("    {chrome}");
    Ok(browser)
}

fn find() -> Option<Browser> {
    let chosen = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let mac = || Some(PathBuf::from(MAC_CHROME)).filter(|path| path.is_file());
    let chrome = chosen("CHROME").or_else(|| on_path(&CHROMES)).or_else(mac)?;
    let driver = chosen("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?;
    Some(Browser { chrome, driver })
}

/// The first number of a version such as "Chromium 156.0.8078.79 built on …".
fn major(text: &str) -> Option<u32> {
    text.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}
