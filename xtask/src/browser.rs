//! Chromium and Firefox with their drivers, for the tests and the bench.

use crate::{
    process::{Failure, Outcome, answer},
    system::{install_packages, on_path},
    tools,
    versions::GECKODRIVER,
};
use std::{env, path::PathBuf, process::Command};

const CHROMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

const FIREFOXES: [&str; 2] = ["firefox-esr", "firefox"];
const MAC_FIREFOX: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";

/// A browser and the program that drives it.
#[derive(Clone, Debug)]
pub struct Browser {
    pub program: PathBuf,
    pub driver: PathBuf,
}

/// Those that the page is tested in.
#[derive(Clone, Debug)]
pub struct Browsers {
    pub chromium: Browser,
    pub firefox: Browser,
}

/// Finds or installs all of them.
pub fn ensure() -> Outcome<Browsers> {
    Ok(Browsers { chromium: chromium()?, firefox: firefox()? })
}

/// Finds Chromium and its driver through `CHROME` and `CHROMEDRIVER` or on PATH; installs them where that is possible.
pub fn chromium() -> Outcome<Browser> {
    if find_chromium().is_none() {
        install_packages(
            &["chromium", "chromium-driver", "fonts-dejavu-core"],
            "Chromium or Chrome, and chromedriver of the same version, are needed (CHROME and CHROMEDRIVER may name them)",
        )?;
    }
    let browser = find_chromium().ok_or_else(|| Failure("chromium and chromedriver are still not on PATH.".into()))?;
    let (program, driver) = (version(&browser.program), version(&browser.driver));
    if major(&program) != major(&driver) {
        return Err(Failure(format!(
            "the browser is \"{program}\" but its driver is \"{driver}\": install the driver of the browser's version, \
             or name a matching pair with CHROME and CHROMEDRIVER."
        )));
    }
    println!("    {program}");
    Ok(browser)
}

fn find_chromium() -> Option<Browser> {
    let program = chosen("CHROME").or_else(|| on_path(&CHROMES)).or_else(|| file(MAC_CHROME))?;
    let driver = chosen("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?;
    Some(Browser { program, driver })
}

/// Finds Firefox through `FIREFOX` or on PATH, installs it where that is possible, and builds its driver, unless `GECKODRIVER` names one.
pub fn firefox() -> Outcome<Browser> {
    let find = || chosen("FIREFOX").or_else(|| on_path(&FIREFOXES)).or_else(|| file(MAC_FIREFOX));
    if find().is_none() {
        install_packages(
            &["firefox-esr", "fonts-dejavu-core"],
            "Firefox is needed, for what must work in more than one browser (FIREFOX may name it)",
        )?;
    }
    let program = find().ok_or_else(|| Failure("firefox is still not on PATH: FIREFOX may name it.".into()))?;
    let said = version(&program);
    if major(&said).is_none() {
        return Err(Failure(format!(
            "{} answers its version with \"{said}\": FIREFOX names Firefox.",
            program.display()
        )));
    }
    println!("    {said}");
    let driver = match chosen("GECKODRIVER") {
        Some(driver) => driver,
        None => tools::cargo_tool(&GECKODRIVER)?.join(format!("{}{}", GECKODRIVER.program, env::consts::EXE_SUFFIX)),
    };
    Ok(Browser { program, driver })
}

/// What a person has named with this variable.
fn chosen(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn file(path: &str) -> Option<PathBuf> {
    Some(PathBuf::from(path)).filter(|path| path.is_file())
}

fn version(program: &PathBuf) -> String {
    answer(Command::new(program).arg("--version")).unwrap_or_default()
}

/// The first number of a version such as "Chromium 156.0.8078.79 built on …".
fn major(text: &str) -> Option<u32> {
    text.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}
