//! The builder as a person uses it: words replaced, renamed and taken back, and nothing lost by a reload or by a text that is refused.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::json;

/// WebDriver's code points for keys.
const ENTER: &str = "\u{E007}";
const DELETE: &str = "\u{E017}";
const CONTROL: char = '\u{E009}';
const ALT: char = '\u{E00A}';
const DOWN: char = '\u{E015}';
const LEFT: char = '\u{E012}';

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

/// Puts the focus on a field with all its text selected, and types.
fn retype(page: &Page, selector: &str, text: &str) -> Result<()> {
    page.wait_for(selector, &format!("document.querySelector({})", json!(selector)), A_WHILE)?;
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
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
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
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
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

/// The first pair is held out, measured beside the others, and trained again.
#[test]
fn a_pair_is_held_out_and_trained_again() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    assert_eq!(page.value("document.querySelector('[data-held-out]')")?, json!(null));
    page.click(".row .edit")?;
    page.click("[data-do=hold-out]")?;
    wait(&page, "the tab", "document.querySelector('[data-tab=Pairs]').textContent === '9 pairs, 1 held out'")?;
    wait(&page, "the focus to have stayed", "document.activeElement.matches('.held-out [data-do=train]')")?;
    wait_until_done(&page)?;
    let row = "document.querySelector('.row[data-held-out=\"9\"]')";
    wait(
        &page,
        "what was moved",
        &format!("/^[+\u{2212}]\\d/.test({row}?.querySelector('.heat')?.textContent) && 'a number'"),
    )?;
    let said =
        page.wait_for("what it shows", "document.querySelector('[data-told=held-out]')?.textContent", A_WHILE)?;
    println!("    {said}");
    assert!(
        said.as_str().is_some_and(|said| said.contains("of 1 ranked correctly") && said.contains("of 9")),
        "{said}"
    );
    assert_eq!(page.value("document.querySelectorAll('.scores li:first-child > [data-held-out] b').length")?, json!(2));
    page.screenshot("builder-held-out")?;
    page.click("[data-do=train]")?;
    wait(&page, "the tab", "document.querySelector('[data-tab=Pairs]').textContent === '10 pairs'")?;
    wait(&page, "no pair to be held out", "!document.querySelector('[data-held-out]') && 'none'")?;
    page.click("[data-do=undo]")?;
    wait(&page, "the pair to be held out again", &format!("{row} && 'there'"))?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_renamed_token_returns_after_a_reload() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
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

/// Picks an element up with the mouse, by its left end, and lets it go on another.
fn drag(page: &Page, from: &str, to: &str) -> Result<()> {
    let middle = |[left, top, width, height]: [f64; 4]| (left + width.min(40.0) / 2.0, top + height / 2.0);
    page.drag(middle(page.place(from)?), middle(page.place(to)?))
}

/// The chips of the vocabulary, in their order.
fn chips(page: &Page, what: &str, expected: &[&str]) -> Result<()> {
    let shown = "[...document.querySelectorAll('.chips > [data-token]')].map(chip => chip.dataset.token)";
    let start = format!("{shown}.slice(0, {}).join(' ') === {}", expected.len(), json!(expected.join(" ")));
    wait(page, what, &start)
}

#[test]
fn tokens_are_added_moved_and_removed_with_their_pairs() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    struck_out(&page, "7")?;
    open(&page, "Vocabulary")?;
    chips(&page, "the vocabulary", &["(", "3", "+", "5", ")"])?;
    retype(&page, "[name=new-token]", "maybe")?;
    page.press(ENTER)?;
    wait(&page, "the new token", "document.querySelector('.chips [data-token=maybe][data-unused]') && 'there'")?;
    drag(&page, ".chips [data-token='5']", ".chips [data-token='3']")?;
    chips(&page, "the new place by mouse", &["(", "5", "3", "+", ")"])?;
    page.click(".chips [data-token='+']")?;
    page.chord(ALT, LEFT)?;
    chips(&page, "the new place by keyboard", &["(", "5", "+", "3", ")"])?;
    page.chord(ALT, LEFT)?;
    chips(&page, "the focus to have gone with it", &["(", "+", "5", "3", ")"])?;
    // The keyboard removes nothing that is used: it says by what.
    page.press(DELETE)?;
    let fault = "document.querySelector('.builder > .fault')?.textContent ?? ''";
    wait(&page, "the uses", &format!("({fault}).includes('pair') && ({fault}).includes('\"+\"')"))?;
    println!("    {}", page.value(fault)?);
    page.screenshot("builder-uses")?;
    assert_eq!(page.text("[data-tab=Pairs]")?, "10 pairs");
    // In only one pair stands the 16; the button says so and takes both.
    page.click(".chips [data-token='16']")?;
    wait(&page, "the token", "document.querySelector('[data-do=remove-token]') && 'there'")?;
    println!("    {}", page.text("[data-do=remove-token]")?);
    page.click("[data-do=remove-token]")?;
    wait(&page, "both to be gone", "document.querySelector('[data-tab=Pairs]').textContent !== '10 pairs' && 'gone'")?;
    assert_eq!(page.value("document.querySelector('.chips [data-token=\"16\"]')")?, json!(null));
    page.chord(CONTROL, 'z')?;
    wait(&page, "both again", "document.querySelector('[data-tab=Pairs]').textContent === '10 pairs' && 'there'")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn pairs_are_dragged_and_made_by_rule() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    struck_out(&page, "7")?;
    page.value("document.querySelector('[data-pair] input:checked').focus()")?;
    for place in [1, 2] {
        page.chord(ALT, DOWN)?;
        wait(
            &page,
            "the pair moved by keyboard, with the focus",
            &format!(
                "document.activeElement.closest('[data-pair=\"{place}\"]')?.querySelector('del').textContent === '7'"
            ),
        )?;
    }
    for _ in 0..2 {
        page.chord(CONTROL, 'z')?;
    }
    struck_out(&page, "7")?;
    drag(&page, "[data-pair='0'] .words", "[data-pair='2'] .words")?;
    struck_out(&page, "5")?;
    wait(&page, "the pair in its new place", "document.querySelector('[data-pair=\"2\"] del')?.textContent === '7'")?;
    page.chord(CONTROL, 'z')?;
    struck_out(&page, "7")?;

    open(&page, "Sources")?;
    for (family, makes, pairs) in
        [("Arithmetic", "36 pairs", "36 pairs"), ("Template", "6 pairs", "6 pairs"), ("Distance", "6 pairs", "6 pairs")]
    {
        page.value(&format!(
            "(select => {{ select.value = {}; select.dispatchEvent(new Event('change', {{ bubbles: true }})); }})(document.querySelector('select[aria-label=Family]'))",
            json!(family)
        ))?;
        let text = "document.querySelector('#panel-Sources section').textContent";
        wait(&page, family, &format!("{text}.includes('Makes {makes}')"))?;
        page.screenshot(&format!("builder-{}", family.to_lowercase()))?;
        page.click("[data-do=take] button:first-child")?;
        wait(
            &page,
            "the pairs",
            &format!("document.querySelector('[data-tab=Pairs]').textContent === {}", json!(pairs)),
        )?;
    }
    let apart = "document.querySelector('.foot p').textContent";
    wait(&page, "the distances", &format!("{apart}.startsWith('all 2 tokens apart')"))?;
    // A number that is none is refused where it was typed, and what there was stays.
    retype(&page, "[name='tokens apart']", "two")?;
    wait(
        &page,
        "the sentence",
        "document.querySelector('#panel-Sources section .fault')?.textContent.includes('two')",
    )?;
    for _ in 0..3 {
        page.value("document.activeElement.blur()")?;
        page.chord(CONTROL, 'z')?;
    }
    wait(&page, "the first pairs", "document.querySelector('[data-tab=Pairs]').textContent === '10 pairs'")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_text_that_is_refused_says_why_and_loses_nothing() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    struck_out(&page, "7")?;
    open(&page, "Sources")?;
    page.screenshot("builder-sources")?;
    let bad = r#"{"prompt": "a", "chosen": "b", "rejected": "b"}"#;
    retype(&page, "[name=paste]", bad)?;
    page.click("[data-do=read]")?;
    wait(
        &page,
        "the sentence",
        "document.querySelector('.builder .offer')?.textContent.includes('differs from chosen')",
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

/// The rows of a test split are asked about, arrive held out, and are there again after a reload.
#[test]
fn pairs_of_a_test_split_arrive_held_out() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    struck_out(&page, "7")?;
    open(&page, "Sources")?;
    let rows = r#"[{"prompt": "a", "chosen": "b .", "rejected": "c .", "split": "train"}, {"prompt": "d", "chosen": "b .", "rejected": "c .", "split": "test"}]"#;
    retype(&page, "[name=paste]", rows)?;
    page.click("[data-do=read]")?;
    let said = page.wait_for("the offer", "document.querySelector('.builder .offer')?.textContent", A_WHILE)?;
    println!("    {said}");
    assert!(said.as_str().is_some_and(|said| said.contains("1 pair is held out")), "{said}");
    page.click("[data-do=accept]")?;
    wait(&page, "both", "document.querySelector('[data-tab=Pairs]').textContent === '1 pair, 1 held out'")?;
    wait_until_done(&page)?;
    open(&page, "Pairs")?;
    wait(&page, "the held-out pair", "document.querySelector('.row[data-held-out=\"1\"]') && 'there'")?;
    page.reload()?;
    wait(&page, "both again", "document.querySelector('[data-tab=Pairs]')?.textContent === '1 pair, 1 held out'")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_run_is_called_and_drawn_otherwise_without_training_again() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
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
