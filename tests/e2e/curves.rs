//! The views of the training: curves and parts of them, the heat map, the plane of log-ratios, the table.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::json;

/// How many of the plane's pixels have each run's colour, more or less.
const PAINTED: &str = "(() => {
  const canvas = document.querySelector('canvas[data-layer=picture]');
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
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.press("v")?;
    page.wait_for("the losses", "document.querySelectorAll('.views button')[1].ariaPressed === 'true'", A_WHILE)?;
    page.screenshot("losses")?;
    for (view, name) in [(2, "tokens"), (3, "heat map")] {
        page.press("v")?;
        let pressed = format!("document.querySelectorAll('.views button')[{view}].ariaPressed === 'true'");
        page.wait_for(name, &pressed, A_WHILE)?;
        page.screenshot(name)?;
    }
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
    page.press("vvv")?;
    page.wait_for("the table", "document.querySelector('.numbers table')", A_WHILE)?;
    page.press("v")?;
    page.wait_for("the curves", "!document.querySelector('[data-live=figure]').hidden", A_WHILE)?;
    assert_eq!(page.value("document.querySelectorAll('.views [aria-pressed=true]').length")?, json!(1));
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_part_of_the_curves_is_chosen_by_pointer_and_by_keys() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let window = "document.querySelector('[data-live=figure]').dataset.window";
    let [left, top, width, height] = page.place("[data-live=figure]")?;
    // The axis is what lies below the charts: its left half is from the beginning to about the middle.
    let axis = |share: f64| (left + width * share, top + height - 8.0);
    page.drag(axis(0.1), axis(0.4))?;
    let part = page.wait_for("a part", window, A_WHILE)?;
    let steps = part.as_str().and_then(|part| part.split_once(' ')).map(|(from, to)| (from.parse(), to.parse()));
    let Some((Ok(from), Ok(to))): Option<(std::result::Result<usize, _>, std::result::Result<usize, _>)> = steps else {
        return Err(format!("{part} is not two steps"));
    };
    assert!(from < 40 && (60..200).contains(&to), "from {from} to {to}");
    page.screenshot("zoom")?;
    // A drag inside the charts goes through time and zooms nothing; with Shift it does. Keys do the same.
    page.drag((left + width * 0.3, top + height * 0.3), (left + width * 0.5, top + height * 0.3))?;
    page.wait_for("a step of the part", "+document.querySelector('.page').dataset.cursor < 260", A_WHILE)?;
    assert_eq!(page.value(window)?, part);
    page.press("+")?;
    page.wait_for("a smaller part", &format!("{window} !== {part}"), A_WHILE)?;
    page.press("0")?;
    page.wait_for("everything", &format!("!{window}"), A_WHILE)?;
    page.press("+")?;
    page.wait_for("half of it", window, A_WHILE)?;
    page.press("-")?;
    page.wait_for("everything again", &format!("!{window}"), A_WHILE)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_heat_map_reads_and_selects_any_token_of_any_pair() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.click(".views button:nth-child(4)")?;
    let note = "document.querySelector('[data-live=figure-note]')?.textContent";
    page.wait_for("what the tints are", &format!("{note}?.includes('underlined')"), A_WHILE)?;
    let [left, top, width, height] = page.place("[data-live=figure]")?;
    // A token of the first run's lower block, the rejected answers, in one of its first rows.
    let cell = (left + width * 0.3, top + height * 0.6);
    page.drag(cell, cell)?;
    let told = page.wait_for("what the cell says", &format!("{note}.startsWith('Pair ') && {note}"), A_WHILE)?;
    let told = told.as_str().unwrap_or_default().to_owned();
    println!("    {told}");
    assert!(told.contains("rejected") && told.contains("DPO ") && told.ends_with("nats"), "{told}");
    let number = |after: &str| told.split(after).nth(1)?.split([',', ' ']).next()?.parse::<usize>().ok();
    let (pair, token) = number("Pair ").zip(number("token ")).ok_or("no pair and token")?;
    page.wait_for(
        "that pair and token",
        &format!("document.querySelector('[data-pair=\"{}\"] input').checked && document.getElementById('position-{}').checked", pair - 1, token - 1),
        A_WHILE,
    )?;
    // The strip says the same number.
    let same = format!("document.querySelector('[data-strip=rejected] [data-row=delta-0]').cells[{token}].textContent");
    let nats = |text: &str| text.replace('\u{2212}', "-").parse::<f64>().unwrap_or(f64::NAN);
    let (own, here) =
        (nats(page.value(&same)?.as_str().unwrap_or_default()), nats(told.rsplit(' ').nth(1).unwrap_or("")));
    // One of them has one digit where the other has two.
    assert!((own - here).abs() <= 0.06, "{own} and {here}");
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
