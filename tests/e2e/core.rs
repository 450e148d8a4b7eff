//! What every browser must do: the core path of the page, and the same bits from the module.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAB, LAPTOP, Page},
    story::{CURSOR, PHASE, TRAINED, scores, wait_until_done},
    webdriver::{Browser, Result},
};
use serde_json::{Value, json};

/// A piece of the core path: what holds, and the way to see it, which begins on a page that nobody has visited before.
type Case = (&'static str, fn(&Page) -> Result<()>);

const CASES: [Case; 6] = [
    ("it trains by itself and tells the outcome", tells_the_outcome),
    ("a pair and a token are looked at", looks_at_a_token),
    ("the past is had back", goes_back),
    ("λ changes while it trains", changes_lambda),
    ("a run forks, and undo brings the fork back", forks_and_undoes),
    ("an edit is there after a reload", keeps_an_edit),
];

#[test]
fn the_core_path_in_chromium() -> Result<()> {
    walk(Browser::Chromium)
}

#[test]
fn the_core_path_in_firefox() -> Result<()> {
    walk(Browser::Firefox)
}

#[test]
#[ignore = "`cargo xtask test --webkit` runs it"]
fn the_core_path_in_webkit() -> Result<()> {
    walk(Browser::WebKit)
}

fn walk(browser: Browser) -> Result<()> {
    let page = Page::open_in(browser, LAPTOP)?;
    let mut failures = Vec::new();
    for (name, holds) in CASES {
        let outcome = page.visit(LAB).and_then(|()| holds(&page)).and_then(|()| match page.console()?.as_slice() {
            [] => Ok(()),
            said => Err(format!("the console says {said:?}")),
        });
        if let Err(cause) = outcome {
            page.screenshot(&format!("core-{browser:?}-failed"))?;
            failures.push(format!("{name}: {cause}"));
        }
    }
    page.screenshot(&format!("core-{browser:?}"))?;
    assert!(failures.is_empty(), "{browser:?}:\n{}", failures.join("\n"));
    Ok(())
}

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

fn check(holds: bool, what: &str) -> Result<()> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

fn tells_the_outcome(page: &Page) -> Result<()> {
    let done = wait_until_done(page)?;
    println!("    every step made {:.2} s after navigation", done / 1000.0);
    let [dpo, dpop] = [scores(page, "dpo")?, scores(page, "dpop")?];
    check(dpo[0] < -1.0 && dpo[2] == 1.0, &format!("DPO ranks every pair and lowers the chosen answers: {dpo:?}"))?;
    check(dpop[0] >= -0.1, &format!("DPOP holds the chosen answers: {dpop:?}"))?;
    let headline = page.text("[data-live=headline]")?;
    check(headline.contains("DPO has made the average preferred answer"), &headline)?;
    wait(
        page,
        "the announcement",
        &format!("document.querySelector('.page > [role=status]').textContent.includes({})", json!(headline)),
    )
}

fn looks_at_a_token(page: &Page) -> Result<()> {
    const SAYS: &str = "document.querySelector('[data-live=scope-says]').textContent";
    wait_until_done(page)?;
    let first = page.wait_for("the first pair's sentence", SAYS, A_WHILE)?;
    page.click("[data-pair=\"2\"] label")?;
    wait(page, "the third pair to be selected", "document.querySelector('[data-pair=\"2\"] input').checked")?;
    wait(page, "its sentence", &format!("{SAYS} !== {first}"))?;
    page.click("[data-strip=chosen] [for=position-2]")?;
    wait(page, "the token that was clicked", "document.getElementById('position-2').checked")?;
    page.press("\u{E014}")?;
    wait(page, "the token after it", "document.getElementById('position-3').checked")
}

fn goes_back(page: &Page) -> Result<()> {
    wait_until_done(page)?;
    let (end, after) = (page.value(CURSOR)?, scores(page, "dpo")?);
    let headline = page.text("[data-live=headline]")?;
    page.value("document.querySelector('[data-live=slider]').focus()")?;
    page.press("\u{E011}")?;
    wait(page, "Home to put the cursor on the initial model", &format!("{CURSOR} === 0 && 'there'"))?;
    check(page.text("[data-live=headline]")? != headline, "the sentence is about the step that is shown")?;
    page.press(".")?;
    wait(page, "the first event", &format!("{CURSOR} === 101"))?;
    page.press("\u{E010}")?;
    wait(page, "the newest step", &format!("{CURSOR} === {end}"))?;
    check(
        page.text("[data-live=headline]")? == headline && scores(page, "dpo")? == after,
        "nothing computed has changed",
    )
}

/// Types a λ into the second run's settings, which it opens.
fn set_lambda(page: &Page, lambda: &str) -> Result<()> {
    page.click("[data-run=\"1\"] .run-settings > button")?;
    page.value("(field => { field.focus(); field.select(); })(document.querySelector(':popover-open input[type=number][max=\"1000000\"]'))")?;
    page.press(&format!("{lambda}\u{E007}"))
}

fn changes_lambda(page: &Page) -> Result<()> {
    page.wait_for("the reference", &format!("{PHASE} === 'preference'"), TRAINED)?;
    page.press(" ")?;
    wait(page, "the pause", "document.querySelector('footer .main').textContent === 'Train'")?;
    set_lambda(page, "7")?;
    wait(page, "the change", "document.querySelector('[data-run=\"1\"]').textContent.includes('λ 7')")?;
    page.press("\u{E00C}")?;
    wait(page, "the settings to close", "!document.querySelector(':popover-open')")?;
    page.click("footer .main")?;
    wait_until_done(page)?;
    let marks = page.value("[...document.querySelectorAll('.mark')].map(mark => mark.title).join('\\n')")?;
    check(marks.as_str().is_some_and(|marks| marks.contains("DPOP gets other settings")), &marks.to_string())
}

fn forks_and_undoes(page: &Page) -> Result<()> {
    wait_until_done(page)?;
    page.press("\u{E011}.")?;
    wait(page, "the first event", &format!("{CURSOR} === 101"))?;
    set_lambda(page, "0")?;
    wait(page, "the draft", "document.querySelector(':popover-open input[max=\"1000000\"]').value === '0'")?;
    page.click(":popover-open .main")?;
    const FORK: &str = "document.querySelector('[data-run=\"2\"]')";
    wait(page, "the fork", &format!("{FORK}?.textContent.includes('λ 0,')"))?;
    page.press("\u{E010}")?;
    page.wait_for("the fork to be level", &format!("{CURSOR} === 260 && {FORK}.dataset.deltaChosen"), TRAINED)?;
    page.click(".example option[value=yes-no]")?;
    wait(page, "the other example", &format!("!{FORK}"))?;
    let tokens = page.value(
        "[...document.querySelectorAll('[data-strip=chosen] .tokens td')].map(td => td.textContent).join(' ')",
    )?;
    check(
        tokens == "yes , fire is hot . ⏎",
        &format!("the other example's first answer, and nothing of the rows before: {tokens}"),
    )?;
    page.click("[data-do=undo]")?;
    wait(page, "the lab with the fork", &format!("{FORK}?.textContent.includes('λ 0,')"))
}

fn keeps_an_edit(page: &Page) -> Result<()> {
    wait(page, "the list", "document.querySelectorAll('[data-pair]').length === 10")?;
    page.click(".row .edit")?;
    page.click("[data-answer=chosen] [data-word='5']")?;
    page.click(".chooser [data-token='9']")?;
    const EDITED: &str = "document.querySelector('[data-pair=\"0\"] del')?.textContent === '9'";
    wait(page, "the rejected word", EDITED)?;
    page.reload()?;
    wait(page, "it to be there again", EDITED)?;
    wait_until_done(page).map(drop)
}

/// SHA-256 of the metrics, of an inspection and of every model that the module has trained, as hexadecimal. Numbers are compared as JavaScript
/// writes them, which tells all of them apart.
const DIGESTS: &str = "await (async () => {
    const { Lab } = await import('./dpop-lab.js');
    const digest = async bytes =>
      [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    const lab = await Lab.create({ preset: 'smaug' }, { backend: 'cpu' });
    await lab.train('sft');
    await lab.train('preference', 80);
    lab.change(1, { lambda: 7 });
    await lab.fork({ run: 0, step: 20, loss_type: 'dpop', penalty: 'inside' });
    await lab.train('preference', 80);
    const models = await Promise.all(['reference', 0, 1, 2].map(async run => [run, await digest(await lab.exportModel(run))]));
    const inspected = await lab.inspect({ run: 1, pair: 0, step: 40 });
    const text = value => new TextEncoder().encode(JSON.stringify(value));
    return { models, metrics: await digest(text(lab.metrics())), inspected: await digest(text(inspected)), rows: lab.metrics().length };
  })()";

#[test]
fn every_browser_computes_the_same_bits() -> Result<()> {
    the_same_bits(Browser::Chromium, Browser::Firefox)
}

#[test]
#[ignore = "`cargo xtask test --webkit` runs it"]
fn webkit_computes_the_same_bits() -> Result<()> {
    the_same_bits(Browser::Chromium, Browser::WebKit)
}

fn the_same_bits(one: Browser, other: Browser) -> Result<()> {
    let digests = |browser| -> Result<Value> {
        let page = Page::open_in(browser, LAPTOP)?;
        page.visit(ELSEWHERE)?;
        page.value(DIGESTS)
    };
    let [one, other] = [digests(one)?, digests(other)?];
    println!("    metrics {}", one["metrics"]);
    assert_eq!(one["rows"], 101 + 3 * 161, "{one}");
    assert_eq!(one, other);
    Ok(())
}
