//! The token strip's arrows and numbers, and the λ that each token needs in their place.

use crate::{
    A_WHILE, PHONE,
    page::{LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::{Value, json};

/// The cells of the preferred answer's row about the theory: what the eye sees and what is said, by run.
fn cells(page: &Page, run: usize) -> Result<Vec<Value>> {
    let cells = page.value(&format!(
        "[...document.querySelectorAll('[data-strip=chosen] [data-row=push-{run}] td')].map(td => ({{
           mark: td.querySelector('b').textContent, size: td.querySelector('small').textContent, said: td.querySelector('.hidden').textContent,
           title: td.title, need: td.dataset.need, high: td.querySelector('b').getBoundingClientRect().height,
         }}))"
    ))?;
    Ok(cells.as_array().cloned().unwrap_or_default())
}

fn text<'a>(cell: &'a Value, part: &str) -> &'a str {
    cell[part].as_str().unwrap_or_default()
}

/// The heights of the strip's rows.
fn heights(page: &Page) -> Result<Value> {
    page.value("[...document.querySelectorAll('.strip tr')].map(row => row.getBoundingClientRect().height)")
}

#[test]
fn arrows_are_as_long_as_pushes_are_strong() -> Result<()> {
    let page = Page::open("index.html?backend=cpu#v=1&preset=smaug&step=0", LAPTOP, Scheme::Light)?;
    page.wait_for(
        "the reference",
        "document.querySelector('[data-live=step]')?.textContent === 'preference 0/160'",
        A_WHILE,
    )?;
    page.wait_for("pushes", "document.querySelector('[data-strip=chosen] [data-row=push-0] small')?.textContent !== undefined && document.querySelectorAll('[data-row=push-0] b')[5].textContent", A_WHILE)?;
    let dpo = cells(&page, 0)?;
    let signs: String = dpo.iter().map(|cell| text(cell, "mark")).collect();
    assert!(signs.starts_with("∅∅∅∅∅↑↓"), "{signs}");
    // What DESIGN has measured.
    assert_eq!((text(&dpo[5], "size"), text(&dpo[5], "said")), ("1.0", "up 1.0"));
    assert_eq!(
        (text(&dpo[6], "size"), text(&dpo[6], "said"), text(&dpo[6], "title")),
        (".009", "down 0.009", "down 0.009")
    );
    assert_eq!((text(&dpo[11], "size"), text(&dpo[11], "said")), (".20", "down 0.20"));
    assert_eq!((text(&dpo[0], "size"), text(&dpo[0], "said")), ("", "not pushed"));
    assert_eq!((text(&dpo[12], "size"), text(&dpo[12], "said")), ("≈0", "down, less than 0.001"));
    let high = |k: usize| dpo[k]["high"].as_f64().unwrap_or(f64::NAN);
    assert!(
        high(6) > 5.0 && high(11) > high(6) + 2.0 && high(5) > high(11) + 1.0,
        "{} {} {}",
        high(6),
        high(11),
        high(5)
    );
    page.screenshot("strip-arrows")?;

    // Nothing moves as the values change.
    let before = heights(&page)?;
    page.click("footer .latest")?;
    wait_until_done(&page)?;
    assert_eq!(heights(&page)?, before);
    Ok(())
}

#[test]
fn each_token_says_what_lambda_it_needs() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&face=lab", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let before = heights(&page)?;
    page.click("[data-toggle=lambda]")?;
    page.wait_for("marks", "document.querySelectorAll('[data-row=push-0] b')[7].textContent.match(/[✓✗]/)", A_WHILE)?;
    assert_eq!(heights(&page)?, before, "the row stands where the pushes stood");
    let name = |run: usize| page.text(&format!("[data-strip=chosen] [data-row=push-{run}] th"));
    assert_eq!((name(0)?, name(1)?), ("DPO λ DPOP needs".to_owned(), "DPOP λ needed".to_owned()));
    for run in 0..2 {
        let cells = cells(&page, run)?;
        assert!(
            cells[..6].iter().all(|cell| text(cell, "mark").is_empty() && text(cell, "said").is_empty()),
            "{cells:?}"
        );
        for cell in &cells[6..] {
            let (mark, size, said) = (text(cell, "mark"), text(cell, "size"), text(cell, "said"));
            assert!(["✓", "✗"].contains(&mark) && !size.is_empty(), "{cell}");
            assert_eq!(said.ends_with(": pushed up"), mark == "✓", "{cell}");
            assert!(run == 0 || mark == "✓", "λ 50 is enough for every token of the first pair: {cell}");
            assert!(["0", "1", "2", "3", "4", "5"].contains(&text(cell, "need")), "{cell}");
        }
    }
    page.screenshot("strip-lambda")?;
    page.prefer(Scheme::Dark)?;
    page.screenshot("strip-lambda-dark")?;
    page.resize(PHONE)?;
    page.value("document.querySelector('.strip').scrollIntoView()")?;
    page.screenshot("strip-lambda-phone")?;
    assert_eq!(page.value("document.documentElement.scrollWidth <= innerWidth")?, json!(true));
    page.resize(LAPTOP)?;
    page.click("[data-toggle=lambda]")?;
    page.wait_for("pushes", "document.querySelectorAll('[data-row=push-0] b')[7].textContent.match(/[↑↓∅]/)", A_WHILE)?;
    assert_eq!(cells(&page, 0)?[7]["need"], "", "no tint is left");
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
