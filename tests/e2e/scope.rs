//! The logit microscope and the model's own answers: a person picks a token, reads where its probability went, and asks something else.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::json;

const SAYS: &str = "document.querySelector('[data-live=scope-says]').textContent";

/// The probabilities that the table shows for a token: under the run and under the reference, after the rejected answer so far, in percent.
fn after_rejected(page: &Page, token: &str) -> Result<[f64; 2]> {
    let read = format!(
        "(() => {{ const row = [...document.querySelectorAll('[data-token]')].find(row => row.querySelector('th').textContent === {});
                   return [row.cells[5], row.cells[6]].map(cell => parseFloat(cell.textContent)); }})()",
        json!(token)
    );
    let values = page.value(&read)?;
    Ok([0, 1].map(|i| values[i].as_f64().unwrap_or(f64::NAN)))
}

#[test]
fn the_microscope_shows_where_the_probability_went() -> Result<()> {
    let _alone = crate::quiet::alone();
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    let done = wait_until_done(&page)?;
    // It stands just after the difference, where DPO's failure shows.
    let lost = format!("{SAYS}.includes('the rejected answer so far, DPO gives “then”') && {SAYS}");
    let says = page.wait_for("the sentence about the lost token", &lost, A_WHILE)?;
    println!("    {says}");
    let agrees = page.value("[...document.querySelectorAll('[data-agrees]')].map(mark => mark.textContent)")?;
    assert_eq!(agrees, json!(["✓", "✓"]), "measured pushes are the theory's");
    page.screenshot("microscope")?;

    page.click("[data-toggle=scope]")?;
    page.wait_for("the table", "document.querySelectorAll('[data-token] td')[3]?.textContent", A_WHILE)?;
    let [dpo, reference] = after_rejected(&page, "then")?;
    println!("    after the rejected answer so far: DPO {dpo} %, reference {reference} %");
    assert!(dpo < 0.5 * reference, "DPO has lost the right token: {dpo} % of {reference} %");
    page.screenshot("microscope-table")?;
    page.click("[data-toggle=scope]")?;

    // Arrow keys go from token to token; the sentence follows.
    page.value("document.getElementById('position-6').focus()")?;
    page.press("\u{E012}")?;
    page.wait_for("the position before", "document.getElementById('position-5').checked", A_WHILE)?;
    page.wait_for("its picture", &format!("!{SAYS}.includes('“then”')"), A_WHILE)?;
    // A pointer does the same, in either answer.
    page.click("[data-strip=rejected] [for=position-8]")?;
    page.wait_for("the token that was clicked", "document.getElementById('position-8').checked", A_WHILE)?;

    // At a step of the past the policy is computed again, without keeping the page from anything.
    page.value("document.querySelector('[data-live=slider]').focus()")?;
    let before = page.value("performance.now()")?.as_f64().unwrap_or(done);
    page.press("\u{E011}")?;
    page.wait_for("the model before SFT", &format!("{SAYS}.includes('the model gives')"), A_WHILE)?;
    crate::story::check_short(&page.long_tasks(before, f64::MAX)?);
    page.click("footer .latest")?;
    page.wait_for("the runs again", &format!("!{SAYS}.includes('the model gives')"), A_WHILE)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_models_answer_for_themselves() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let row = |row: &str, of: &str| format!("document.querySelector('[data-answer=\"{row}\"] {of}')?.textContent");
    let own = page.wait_for("an answer", &row("1", ".text"), A_WHILE)?;
    assert_eq!(own, "First 3 + 5 = 8 then 8 / 2 = 4 ⏎", "DPOP has kept the preferred answer");
    let shares = page.value(&row("0", ".shares"))?;
    assert!(shares.as_str().is_some_and(|shares| shares.ends_with('%')), "the shares of DPO: {shares}");

    page.value("(field => { field.focus(); field.select(); })(document.querySelector('[data-field=prompt]'))")?;
    page.press("( 2 + 4 ) / 2 =")?;
    page.wait_for(
        "the answer to another prompt",
        &format!("{}.startsWith('First 2 + 4 = 6')", row("1", ".text")),
        A_WHILE,
    )?;
    page.press(" frist")?;
    let fault = page.wait_for("a sentence", "document.querySelector('.answers .fault')?.textContent", A_WHILE)?;
    assert!(fault.as_str().is_some_and(|fault| fault.contains("“frist”") && fault.contains("“First”")), "{fault}");
    page.screenshot("prompt-refused")?;
    page.click(".answers button")?;
    page.wait_for("the pair's own prompt", &format!("{} === {own}", row("1", ".text")), A_WHILE)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
