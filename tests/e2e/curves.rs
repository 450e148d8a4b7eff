//! The views of the training: curves, the plane of log-ratios, the table.

use crate::{
    A_WHILE,
    page::{LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::json;

/// How many of the plane's pixels have each run's colour, more or less.
const PAINTED: &str = "(() => {
  const canvas = document.querySelector('canvas[data-layer=plane]');
  if (!canvas.width) return [0, 0];
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  const style = getComputedStyle(canvas);
  return ['--run-0', '--run-1'].map(name => {
    const rgb = style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/g).map(part => parseInt(part, 16));
    let count = 0;
    for (let i = 0; i < data.length; i += 4) count += rgb.every((value, c) => Math.abs(value - data[i + c]) < 4) && data[i + 3] > 250;
    return count;
  });
})()";

#[test]
fn the_plane_shows_the_runs_paths_and_the_view_is_kept() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.press("v")?;
    page.wait_for("the losses", "document.querySelectorAll('.views button')[1].ariaPressed === 'true'", A_WHILE)?;
    page.screenshot("losses")?;
    page.press("v")?;
    page.wait_for("both paths", &format!("{PAINTED}.every(count => count > 300)"), A_WHILE)?;
    page.screenshot("plane")?;
    let whole = page.value(PAINTED)?;
    page.press("\u{E011}")?;
    page.wait_for(
        "the beginning of both paths",
        &format!("{PAINTED}[0] < {}", whole[0].as_u64().unwrap_or(0) / 2),
        A_WHILE,
    )?;
    page.value("location.reload()")?;
    page.wait_for(
        "the same view",
        "document.querySelector('.views [aria-pressed=true]')?.textContent === 'Plane'",
        A_WHILE,
    )?;
    page.press("v")?;
    page.wait_for("the table", "document.querySelector('.numbers table')", A_WHILE)?;
    page.press("v")?;
    page.wait_for("the curves", "!document.querySelector('[data-live=figure]').hidden", A_WHILE)?;
    assert_eq!(page.value("document.querySelectorAll('.views [aria-pressed=true]').length")?, json!(1));
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
