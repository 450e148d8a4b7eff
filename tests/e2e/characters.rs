//! Characters as tokens: the example of the source, what the builder makes of it, and the module's own way in and out.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAB, LAPTOP, Page, Scheme},
    webdriver::Result,
};
use serde_json::json;

/// WebDriver's code point for the key.
const CONTROL: char = '\u{E009}';

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

/// Types over what stands in a field.
fn retype(page: &Page, selector: &str, text: &str) -> Result<()> {
    let field = format!("document.querySelector({})", json!(selector));
    wait(page, selector, &format!("{field} && 'there'"))?;
    page.value(&format!("(() => {{ const field = {field}; field.focus(); field.select(); }})()"))?;
    page.press(text)
}

#[test]
fn the_builder_keeps_what_is_typed() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    page.click(".example option[value=two-plus-two]")?;
    let tokens =
        "[...document.querySelectorAll('[data-strip=chosen] .tokens label')].map(token => token.textContent).join(' ')";
    wait(&page, "the first pair's answer", &format!("{tokens} === '4 . ⏎'"))?;
    page.click("[data-tab=Vocabulary]")?;
    wait(&page, "the choice", "document.querySelector('[data-tokens=characters][aria-pressed=true]') && 'there'")?;
    // White space can be seen; the data are as they are.
    wait(&page, "the space", "document.querySelector('.chips [data-token=\" \"]')?.textContent === '␣'")?;
    page.screenshot("characters-vocabulary")?;

    // As words each text is one token or a few; and back again.
    page.click("[data-tokens=words]")?;
    wait(&page, "the words", "document.querySelector('.chips [data-token=\"2+2=\"]') && 'there'")?;
    page.click("[data-tokens=characters]")?;
    wait(&page, "the characters", "document.querySelector('.chips [data-token=\" \"]') && 'there'")?;
    page.value("document.activeElement.blur()")?;
    page.chord(CONTROL, 'z')?;
    wait(&page, "the words again", "document.querySelector('[data-tokens=words][aria-pressed=true]') && 'there'")?;
    page.chord(CONTROL, 'z')?;
    wait(&page, "the example", "document.querySelector('[data-tokens=characters][aria-pressed=true]') && 'there'")?;
    assert!(!page.text(".example option:checked")?.ends_with("edited"));

    page.click("[data-tab=Pairs]")?;
    page.click("[data-do=new-pair]")?;
    for (key, text) in [("prompt", " 2  +"), ("chosen", "4 "), ("rejected", "5 ")] {
        retype(&page, &format!(".editor [name={key}]"), text)?;
    }
    page.click("[data-do=add-pair]")?;
    let row = "document.querySelector('[data-pair=\"10\"] .words')?.textContent";
    wait(&page, "the eleventh pair with all its spaces", &format!("{row} === '␣2␣␣+45␣'"))?;
    page.screenshot("characters-pairs")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn words_that_differ_inside_are_offered_as_characters() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    page.click("[data-tab=Sources]")?;
    retype(&page, "[name=paste]", r#"{"chosen": "2+2=4", "rejected": "2+2=5"}"#)?;
    page.click("[data-do=read]")?;
    wait(&page, "the offer", "document.querySelector('.builder [data-do=accept-characters]') && 'there'")?;
    page.screenshot("characters-offer")?;
    assert_eq!(page.text("[data-tab=Pairs]")?, "10 pairs", "nothing is switched in silence");
    page.click("[data-do=accept-characters]")?;
    wait(&page, "the pair", "document.querySelector('[data-tab=Pairs]').textContent === '1 pair'")?;
    let strip = "document.querySelector('.strip .head p').textContent === '1 token apart'";
    wait(&page, "one character of difference", strip)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_module_reads_writes_and_takes_back_characters() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(
        r#"await (async () => {
           const { Lab, readData } = await import('./dpop-lab.js');
           const fault = promise => promise.then(() => 'none', cause => [cause.field, cause.message]);
           const start = (spec, model) => Lab.create(spec, { backend: 'cpu', model });
           const rows = JSON.stringify({ chosen: ' 2+2=4\n', rejected: ' 2+2=5\n' });
           const words = await readData(rows), read = await readData(rows, { tokens: 'characters' });
           const lab = await start({ dataset: { tokens: read.tokens, pairs: read.pairs }, sft: { steps: 2 }, preference: { steps: 2 } });
           await lab.train('sft');
           await lab.train('preference');
           const again = await start({ link: lab.shareUrl() });
           const back = await start({ preset: 'smaug' }, await lab.exportBundle(0, 2));
           return [words.problems[0].code, words.notes.map(note => note.code), read.pairs, JSON.stringify(lab.spec()) === JSON.stringify(again.spec()),
                   (await lab.inspect({ run: 0, pair: 0 })).chosen.tokens, back.spec().dataset.tokens, back.spec().dataset.pairs.length,
                   await fault(readData(rows, { tokens: 'letters' })), await fault(start({ dataset: { tokens: 'letters', pairs: [] } }))];
         })()"#,
    )?;
    assert_eq!((&seen[0], &seen[1]), (&json!("no-prompt"), &json!(["characters"])));
    assert_eq!(seen[2], json!([{ "prompt": " 2+2=", "chosen": "4\n", "rejected": "5\n" }]));
    assert_eq!((&seen[3], &seen[4]), (&json!(true), &json!(["4", "\n", "<eos>"])));
    assert_eq!(seen[5], json!("characters"), "a bundle comes back as what it was");
    for (fault, field) in [(&seen[7], "tokens"), (&seen[8], "dataset.tokens")] {
        assert_eq!(fault[0], json!(field));
        assert!(fault[1].as_str().is_some_and(|sentence| sentence.contains("\"words\" or \"characters\"")), "{fault}");
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
