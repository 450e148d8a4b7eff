//! The builder as a person uses it: words replaced, renamed and taken back, and nothing lost by a reload or by a text that is refused.

use crate::{
    A_WHILE,
    page::{LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::json;

/// WebDriver's code points for keys.
const ENTER: &str = "\u{E007}";
const CONTROL: char = '\u{E009}';

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

/// Puts the focus on a field with all its text selected, and types.
fn retype(page: &Page, selector: &str, text: &str) -> Result<()> {
    page.value(&format!(
        "(() => {{ const field = document.querySelector({}); field.focus(); field.select(); }})()",
        json!(selector)
    ))?;
    page.press(text)
}

fn open(page: &Page, tab: &str) -> Result<()> {
    page.click(&format!("[data-tab={tab}]"))?;
    wait(page, "the tab's panel", &format!("document.querySelector('#panel-{tab}:not([hidden])') && 'there'"))
}

/// The rejected word of the first pair stands struck out in its row.
fn struck_out(page: &Page, word: &str) -> Result<()> {
    let row = "document.querySelector('[data-pair=\"0\"] del')?.textContent";
    wait(page, &format!("{word} to be the rejected word"), &format!("{row} === {}", json!(word)))
}

#[test]
fn a_word_is_replaced_and_taken_back_by_keyboard() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    struck_out(&page, "7")?;
    page.click(".row .edit")?;
    page.click("[data-answer=chosen] [data-word='5']")?;
    wait(&page, "the first token to have the focus", "document.activeElement.matches('.chooser .chip')")?;
    page.screenshot("builder-chooser")?;
    page.click(".chooser [data-token='9']")?;
    struck_out(&page, "9")?;
    // A duplicate follows its original and is selected; a second word makes it two tokens apart.
    page.click(".editor .tools button:first-child")?;
    wait(&page, "the copy to be selected", "document.querySelector('[data-pair=\"1\"] input').checked")?;
    page.click("[data-answer=rejected] [data-word='6']")?;
    page.click(".chooser [data-token='my'], .chooser [data-token='/']")?;
    wait(
        &page,
        "two tokens of difference",
        "document.querySelector('.strip .head p').textContent === '2 tokens apart'",
    )?;
    wait(
        &page,
        "the statistics",
        "document.querySelector('.foot p').textContent.startsWith('10 of 11 pairs 1 token apart')",
    )?;
    page.screenshot("builder-editor")?;
    for _ in 0..3 {
        page.chord(CONTROL, 'z')?;
    }
    struck_out(&page, "7")?;
    assert_eq!(page.text("[data-tab=Pairs]")?, "10 pairs");
    page.click("[data-do=redo]")?;
    struck_out(&page, "9")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_new_pair_with_new_words_comes_in_when_asked() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    wait(&page, "the list", "document.querySelector('[data-do=new-pair]') && 'there'")?;
    page.click("[data-do=new-pair]")?;
    for (key, text) in [("prompt", "( 1 + 1 ) / 2 ="), ("chosen", "one"), ("rejected", "3")] {
        retype(&page, &format!(".editor [name={key}]"), text)?;
    }
    page.press(ENTER)?;
    wait(
        &page,
        "the unknown word to be named",
        "document.querySelector('.editor .fault')?.textContent.includes('\"one\", which is not in the vocabulary')",
    )?;
    page.screenshot("builder-new-word")?;
    assert_eq!(page.value("document.querySelector('.editor [name=chosen]').value")?, "one", "what was typed stays");
    page.click("[data-do=add-words]")?;
    wait(&page, "the eleventh pair", "document.querySelector('[data-pair=\"10\"] ins')?.textContent === 'one'")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_renamed_token_returns_after_a_reload() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    struck_out(&page, "7")?;
    open(&page, "Vocabulary")?;
    page.click(".chips [data-token=First]")?;
    retype(&page, "[name=rename]", "then")?;
    wait(
        &page,
        "the sentence about a token that is there",
        "document.querySelector('.editor .fault')?.textContent.includes('each token once')",
    )?;
    retype(&page, "[name=rename]", "Begin")?;
    // Nothing but a pause makes an edit of what is typed.
    wait(&page, "the new spelling", "document.querySelector('.chips [data-token=Begin]') && 'there'")?;
    page.screenshot("builder-vocabulary")?;
    page.reload()?;
    wait(&page, "the open tab to return", "document.querySelector('.chips [data-token=Begin]') && 'there'")?;
    open(&page, "Pairs")?;
    wait(
        &page,
        "the pairs to have followed",
        "document.querySelector('[data-pair=\"9\"] .words').textContent.includes('Begin 7 + 9')",
    )?;
    assert!(page.text(".example option:checked")?.ends_with("edited"));
    page.click(".example option[value=smaug]")?;
    wait(
        &page,
        "the example as it was",
        "document.querySelector('[data-pair=\"9\"] .words').textContent.includes('First 7 + 9')",
    )?;
    page.click("[data-do=undo]")?;
    wait(
        &page,
        "the own version",
        "document.querySelector('[data-pair=\"9\"] .words').textContent.includes('Begin 7 + 9')",
    )?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_text_that_is_refused_says_why_and_loses_nothing() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    struck_out(&page, "7")?;
    open(&page, "Sources")?;
    page.screenshot("builder-sources")?;
    let bad = r#"{"prompt": "a", "chosen": "b", "rejected": "b"}"#;
    retype(&page, "[name=paste]", bad)?;
    page.click("[data-do=read]")?;
    wait(
        &page,
        "the sentence",
        "document.querySelector('.panel:not([hidden]) .fault')?.textContent.includes('differs from chosen')",
    )?;
    assert_eq!(page.value("document.querySelector('[name=paste]').value")?, bad);
    assert_eq!(page.text("[data-tab=Pairs]")?, "10 pairs");
    retype(&page, "[name=paste]", r#"{"prompt": "a", "chosen": "b", "rejected": "c"}"#)?;
    page.click("[data-do=read]")?;
    wait(&page, "the pair", "document.querySelector('[data-tab=Pairs]').textContent === '1 pair'")?;
    page.click("[data-do=take] button:last-child")?;
    wait(&page, "the sums", "document.querySelector('[data-tab=Pairs]').textContent === '37 pairs'")?;

    open(&page, "Settings")?;
    retype(&page, "[name='preference.steps']", "many")?;
    wait(
        &page,
        "what is allowed",
        "document.querySelector('.settings .fault')?.textContent.includes('a whole number from 0 to 100000')",
    )?;
    retype(&page, "[name='preference.steps']", "20")?;
    page.press(ENTER)?;
    let end = "document.querySelector('[data-live=slider]').max === '120'";
    wait(&page, "the shorter training", end)?;
    page.screenshot("builder-settings")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_run_is_called_and_drawn_otherwise_without_training_again() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    open(&page, "Settings")?;
    retype(&page, "[name='runs[0].name']", "plain")?;
    wait(&page, "the name", "document.querySelector('[data-run=\"0\"] strong').textContent === 'plain'")?;
    page.value(
        "(select => { select.value = 'teal'; select.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelector('select[name=\"runs[0].color\"]'))",
    )?;
    wait(&page, "the colour", "document.querySelector('[data-run=\"0\"]').dataset.slot === '6'")?;
    assert_eq!(page.value("document.querySelector('.page').dataset.phase")?, json!("done"), "nothing is trained again");
    wait(&page, "the headline", "document.querySelector('[data-live=headline]').textContent.includes('plain')")?;
    page.screenshot("renamed")?;
    // Both are changes of the lab: they are kept, and taken back.
    page.reload()?;
    wait(&page, "the colour again", "document.querySelector('[data-run=\"0\"]')?.dataset.slot === '6'")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
