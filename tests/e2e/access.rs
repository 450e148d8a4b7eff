//! WCAG 2.2 AA and best practices as axe-core measures them, in every view, light and dark.

use crate::{
    A_WHILE, PHONE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::Value;
use std::{env, fs};

/// A view: its name, how a person gets there, and how back.
const VIEWS: [(&str, &str, &str); 28] = [
    ("charts", "document.querySelector('.views button').click()", "0"),
    (
        "charts of token groups, zoomed in",
        "document.querySelectorAll('.views button')[2].click(), document.querySelector('.zoom button').click()",
        "document.querySelector('.zoom button:last-child').click(), document.querySelectorAll('.views button')[0].click()",
    ),
    (
        "heat map",
        "document.querySelectorAll('.views button')[3].click()",
        "document.querySelectorAll('.views button')[0].click()",
    ),
    (
        "table",
        "document.querySelectorAll('.views button')[7].click()",
        "document.querySelectorAll('.views button')[0].click()",
    ),
    (
        "plane",
        "document.querySelectorAll('.views button')[4].click()",
        "document.querySelectorAll('.views button')[0].click()",
    ),
    ("vocabulary", "document.querySelectorAll('[role=tab]')[1].click()", "0"),
    ("settings", "document.querySelectorAll('[role=tab]')[2].click()", "0"),
    (
        "generator and files",
        "document.querySelectorAll('[role=tab]')[3].click()",
        "document.querySelectorAll('[role=tab]')[0].click()",
    ),
    (
        "a run's settings",
        "document.querySelector('.run-settings > button').click()",
        "document.querySelector(':popover-open').hidePopover()",
    ),
    (
        "the microscope's numbers",
        "document.querySelector('[data-toggle=scope]').click()",
        "document.querySelector('[data-toggle=scope]').click()",
    ),
    (
        "the strip's legend",
        "document.querySelector('.why summary').click()",
        "document.querySelector('.why summary').click()",
    ),
    (
        "the λ that tokens need",
        "document.querySelector('[data-toggle=lambda]').click()",
        "document.querySelector('[data-toggle=lambda]').click()",
    ),
    (
        "a prompt that is refused",
        "(field => { field.value = 'nonsense'; field.dispatchEvent(new InputEvent('input', { bubbles: true })); })(document.querySelector('[data-field=prompt]'))",
        "document.querySelector('.answers button').click()",
    ),
    ("the past", "document.querySelector('.mark').click()", "0"),
    (
        "keys",
        "document.querySelector('header button:last-of-type').click()",
        "document.querySelector('dialog').close()",
    ),
    (
        "the sheet of links",
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
        "document.querySelector('dialog.share').close()",
    ),
    (
        "a question that is put to five seeds",
        "await (async () => {
           document.querySelector('.scores .seeds').click();
           while (!document.querySelector('.evidence .ask select')) await new Promise(requestAnimationFrame);
           const seeds = document.querySelectorAll('.evidence select')[1];
           seeds.value = '5';
           seeds.dispatchEvent(new Event('change', { bubbles: true }));
           await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
           document.querySelector('.evidence > div:not([hidden]) .main').click();
           while (!document.querySelector('.evidence > div:not([hidden]) .main') || !document.querySelector('.evidence .lines li')) await new Promise(requestAnimationFrame);
           document.querySelector('.evidence summary').click();
         })()",
        "document.querySelector('dialog.evidence').close()",
    ),
    (
        "the code for a hall",
        "await (async () => {
           [...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click();
           while (!document.querySelector('.share .code button')) await new Promise(requestAnimationFrame);
           document.querySelector('.share .code button').click();
         })()",
        "(document.querySelector('dialog.hall').close(), document.querySelector('dialog.share').close())",
    ),
    (
        "half a step",
        "await (async () => {
           document.querySelector('.mark').click();
           await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
           document.querySelector('.half').click();
         })()",
        "document.querySelector('footer .latest')?.click() ?? 0",
    ),
    (
        "the argument",
        "await (async () => {
           document.querySelector('header .face').click();
           while (!document.querySelector('.contents ol button')) await new Promise(requestAnimationFrame);
         })()",
        "0",
    ),
    (
        "a chapter's answer, and a term",
        "await (async () => {
           document.querySelectorAll('.contents ol button')[8].click();
           await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
           document.querySelector('.question .told button')?.click();
           document.querySelector('.symbols button').focus();
         })()",
        "0",
    ),
    (
        "the glossary",
        "document.querySelector('.glossary-button').click()",
        "document.querySelector('.glossary').close()",
    ),
    ("the picture that is moved by hand", "document.querySelectorAll('.contents ol button')[2].click()", "0"),
    (
        "a chapter in a hall",
        "await (async () => {
           document.querySelector('.present').click();
           await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
         })()",
        "document.querySelector('.present').click()",
    ),
    (
        "the last chapter",
        "[...document.querySelectorAll('.contents ol button')].at(-1).click()",
        "document.querySelector('header .face').click()",
    ),
    ("the presentation", "document.querySelector('.present').click()", "document.querySelector('.present').click()"),
    (
        "a projector's colours",
        "document.documentElement.dataset.theme = 'projector'",
        "document.documentElement.dataset.theme = 'system'",
    ),
    (
        "who trains",
        "document.querySelector('.trainer summary').click()",
        "document.querySelector('.trainer summary').click()",
    ),
];

#[test]
fn every_view_is_accessible() -> Result<()> {
    let page = Page::open_with(LAB, LAPTOP, Scheme::Light, &axe()?)?;
    wait_until_done(&page)?;
    // On the screen it lies over the end of what is scrolled beneath it: which control it cuts is chance, and a person scrolls on.
    page.value("document.querySelector('footer').style.position = 'static'")?;
    let mut found = Vec::new();
    for (scheme, name) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
        for (size, window) in [(LAPTOP, "1280×800"), (PHONE, "phone")] {
            page.prefer(scheme)?;
            page.resize(size)?;
            for (view, there, back) in VIEWS {
                page.value(there).map_err(|cause| format!("{view}: {cause}"))?;
                page.wait_for(
                    "two frames",
                    "await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))",
                    A_WHILE,
                )?;
                found.extend(violations(&page)?.iter().map(|said| format!("{view}, {name}, {window}: {said}")));
                page.value(back).map_err(|cause| format!("{view}, and back: {cause}"))?;
            }
        }
    }
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    Ok(())
}

/// axe-core, to be run before a page's own scripts.
pub fn axe() -> Result<String> {
    let axe = env::var("DPOP_LAB_AXE")
        .map_err(|_| "DPOP_LAB_AXE does not name axe-core's axe.min.js: run `cargo xtask test`, which installs it")?;
    fs::read_to_string(&axe).map_err(|error| format!("{axe}: {error}"))
}

/// What [`axe`] finds on a page as it is.
pub fn violations(page: &Page) -> Result<Vec<String>> {
    let found = page.value(
        "await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) =>
           violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`)))",
    )?;
    let found = found.as_array().cloned().unwrap_or_else(|| vec![found]);
    Ok(found.iter().map(text).collect())
}

fn text(said: &Value) -> String {
    said.as_str().map_or_else(|| said.to_string(), |text| text.replace('\n', " "))
}
