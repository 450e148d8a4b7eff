//! What a lecturer uses in the hall: half steps, the presentation, colours for a projector.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::{PHASE, wait_until_done},
    webdriver::Result,
};
use serde_json::json;

const STEP: &str = "document.querySelector('[data-live=step]').textContent";

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

#[test]
fn half_a_step_shows_the_gradient_and_the_other_half_applies_it() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let delta = "document.querySelector('[data-strip=chosen] [data-row=delta-0]').textContent";
    // After the last step there is no next one.
    page.press("h")?;
    assert_eq!(
        page.value("[document.querySelector('.half').disabled, document.querySelector('[data-half]')]")?,
        json!([true, null])
    );
    // In the past, by key.
    page.value("document.querySelector('.mark').click()")?;
    wait(&page, "a step of the past", &format!("{STEP} === 'preference 1/160'"))?;
    let before = page.value(delta)?;
    page.press("h")?;
    wait(&page, "the gradient", "document.querySelector('[data-half]') && document.querySelector('.notice')")?;
    page.screenshot("half-step")?;
    assert_eq!((page.value(STEP)?, page.value(delta)?), ("preference 1/160".into(), before), "nothing has moved yet");
    page.press("h")?;
    wait(&page, "the step", &format!("{STEP} === 'preference 2/160' && !document.querySelector('[data-half]')"))?;
    // At the newest step, by the button: a step that nobody has made yet.
    page.press("r")?;
    wait(&page, "the beginning", &format!("{STEP} === 'SFT 0/100'"))?;
    page.click(".half")?;
    wait(&page, "the gradient", "document.querySelector('.half[aria-pressed=true]')")?;
    page.click(".half")?;
    wait(
        &page,
        "a new step",
        &format!("{STEP} === 'SFT 1/100' && document.querySelector('.half[aria-pressed=false]')"),
    )?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_presentation_is_larger_and_has_nothing_to_build_with() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let type_size = "parseFloat(getComputedStyle(document.documentElement).fontSize)";
    let small = page.value(type_size)?.as_f64().ok_or("a size")?;
    page.press("p")?;
    wait(&page, "the presentation", "!document.querySelector('.builder')")?;
    let large = page.value(type_size)?.as_f64().ok_or("a size")?;
    assert!(large > 1.15 * small, "{small} px, and {large} px in the presentation");
    page.screenshot("presentation")?;
    page.press("\u{E00C}")?;
    wait(&page, "work again", "document.querySelector('.builder')")?;
    assert_eq!(page.value(PHASE)?, "done", "the training is the same");
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn colours_for_a_projector_are_kept() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Dark)?;
    wait_until_done(&page)?;
    page.press("ttt")?;
    wait(&page, "the theme", "document.documentElement.dataset.theme === 'projector'")?;
    let ground = "getComputedStyle(document.body).backgroundColor";
    wait(&page, "a white ground", &format!("{ground} === 'rgb(255, 255, 255)'"))?;
    page.screenshot("projector")?;
    page.value("location.reload()")?;
    wait(
        &page,
        "the same after a reload",
        &format!("document.querySelector('.page') && {ground} === 'rgb(255, 255, 255)'"),
    )?;
    Ok(())
}
