//! The site away from its host: in one file on a disk, and in any folder of any host.

use crate::{
    bundle,
    page::{LAPTOP, Page, dist},
    server, share,
    story::{scores, wait_until_done},
    webdriver::{Browser, Result},
};
use std::{fs, path::Path};

/// It trains to its end and shows what it always shows; the console stays empty.
fn check_trains(page: &Page) -> Result<()> {
    let done = wait_until_done(page)?;
    println!("    every step made {:.2} s after navigation", done / 1000.0);
    let [dpo, dpop] = [scores(page, "dpo")?, scores(page, "dpop")?];
    assert!(dpo[0] < -1.0 && dpop[0] >= -0.1, "DPO lowers the chosen answers, DPOP holds them: {dpo:?} {dpop:?}");
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

fn from_a_disk(browser: Browser) -> Result<()> {
    let built = dist()?.join("dpop-lab-single.html");
    // Alone in a folder: nothing that it could ask for lies beside it.
    let folder = emptied("target/e2e/usb stick")?;
    let file = folder.join("lab.html");
    fs::copy(&built, &file).map_err(|error| {
        format!("{}: {error}: run `cargo xtask test`, or `cargo xtask build --single-file`", built.display())
    })?;
    let page = Page::open_in(browser, LAPTOP)?;
    page.visit_address(&format!("file://{}?face=lab", file.display()).replace(' ', "%20"))?;
    check_trains(&page)?;
    page.screenshot(&format!("single-file-{browser:?}"))?;
    // Its links open it, not the folder that it happens to lie in.
    let address = page.value("location.href.split(/[?#]/)[0]")?;
    let link = share::link(&page)?;
    assert!(address.as_str().is_some_and(|file| link.starts_with(&format!("{file}#v=1&"))), "{link} of {address}");
    // The texts of a bundle are in the one file too.
    bundle::save(&page, &[("bundle", "dpop-lab-run-0-step-160.zip")])?;
    Ok(())
}

#[test]
fn one_file_trains_from_a_disk_in_chromium() -> Result<()> {
    from_a_disk(Browser::Chromium)
}

#[test]
fn one_file_trains_from_a_disk_in_firefox() -> Result<()> {
    from_a_disk(Browser::Firefox)
}

#[test]
fn the_site_works_from_any_folder_of_a_host() -> Result<()> {
    let host = emptied("target/e2e/host")?;
    copy(&dist()?, &host.join("a/b/c"))?;
    let address = server::start(&host, 0, None).map_err(|error| error.to_string())?;
    let page = Page::open_in(Browser::Chromium, LAPTOP)?;
    page.visit_address(&format!("http://{address}/a/b/c/?face=lab"))?;
    check_trains(&page)
}

fn without_its_host(browser: Browser) -> Result<()> {
    let host = emptied(&format!("target/e2e/gone-{browser:?}"))?;
    let site = host.join("lab");
    copy(&dist()?, &site)?;
    let address = server::start(&host, 0, None).map_err(|error| error.to_string())?;
    let page = Page::open_in(browser, LAPTOP)?;
    page.visit_address(&format!("http://{address}/lab/"))?;
    page.value("navigator.serviceWorker.ready.then(() => true)")?;
    // A new release is seen at once.
    let index = site.join("index.html");
    let text = fs::read_to_string(&index).map_err(|error| error.to_string())?;
    fs::write(&index, text.replace("<title>DPOP Lab</title>", "<title>DPOP Lab, the next</title>"))
        .map_err(|error| error.to_string())?;
    page.visit_address(&format!("http://{address}/lab/"))?;
    assert_eq!(page.value("document.title")?, "DPOP Lab, the next");
    // From here on the host answers to nothing of it.
    fs::rename(&site, host.join("away")).map_err(|error| error.to_string())?;
    for path in ["lab/", "lab/index.html?preset=smaug"] {
        page.visit_address(&format!("http://{address}/{path}"))?;
        wait_until_done(&page)?;
        assert_eq!(page.value("document.title")?, "DPOP Lab, the next");
    }
    Ok(())
}

#[test]
fn it_opens_without_its_host_after_the_first_visit_in_chromium() -> Result<()> {
    without_its_host(Browser::Chromium)
}

#[test]
fn it_opens_without_its_host_after_the_first_visit_in_firefox() -> Result<()> {
    without_its_host(Browser::Firefox)
}

/// A folder of this repository with nothing in it.
pub fn emptied(path: &str) -> Result<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    // What is not there need not go.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// A folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let failed = |error| format!("copying {} to {}: {error}", from.display(), to.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)?.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(failed)?;
        }
    }
    Ok(())
}
