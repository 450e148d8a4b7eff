//! The built page in a real browser, from opening it to reading its outcome.
//!
//! `cargo xtask test` builds the site and runs these; by hand: `DPOP_LAB_DIST=dist cargo test --test e2e`. Pictures go to `target/e2e`.

#![cfg(not(target_arch = "wasm32"))]

mod page;
#[path = "../../xtask/src/server.rs"]
mod server;
mod webdriver;

use page::{LAPTOP, Page, Scheme, Size};
use std::time::Duration;
use webdriver::Result;

const A_WHILE: Duration = Duration::from_secs(30);

#[test]
fn the_page_loads_without_an_error_in_light_and_dark() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    page.wait_for("the page to be loaded", "document.readyState === 'complete'", A_WHILE)?;
    page.wait_for("the engine to be ready", "(await import('./dpop-lab.js')).presets.length", A_WHILE)?;
    page.screenshot("light")?;
    page.prefer(Scheme::Dark)?;
    page.screenshot("dark")?;
    page.resize(Size { width: 390, height: 844 })?;
    page.screenshot("phone")?;
    assert_eq!(page.console_errors()?, Vec::<String>::new());
    Ok(())
}
