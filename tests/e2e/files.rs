//! Files from and to a person's disk: dropped on the page and saved from it, good ones and all kinds of bad ones.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::Path,
    process, thread,
    time::{Duration, Instant},
};

/// Drops a file on the charts, as far from any field for files as can be. `content` is JavaScript for the list of the file's parts.
fn drop_file(page: &Page, name: &str, content: &str) -> Result<Value> {
    page.value(&format!(
        "(() => {{
           const data = new DataTransfer();
           data.items.add(new File({content}, {}));
           const drop = new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }});
           document.querySelector('.curves').dispatchEvent(drop);
           return drop.defaultPrevented;
         }})()",
        json!(name)
    ))
}

#[test]
fn a_file_that_cannot_be_taken_says_why_and_changes_nothing() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let lab = fs::read_to_string("www/presets/yes-no.json").map_err(|error| format!("the example's file: {error}"))?;
    let changed = |from: &str, to: &str| {
        assert!(lab.contains(from), "{from} is not in {lab}");
        format!("[{}]", json!(lab.replacen(from, to, 1)))
    };
    // Its name, its parts, and what the sentence says.
    let cases = [
        ("empty.json", "['']".to_owned(), "no text yet"),
        ("picture.png", "[new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 255, 254])]".to_owned(), "no text"),
        ("large.jsonl", "[new Uint8Array((4 << 20) + 1).fill(97)]".to_owned(), "4 MiB"),
        ("half.json", "['{\"dataset\": {\"pairs\": [']".to_owned(), "not valid JSON"),
        (
            "script.json",
            r#"['{"dataset": {"pairs": [{"prompt": "a", "chosen": "b", "rejected": "c"}]}, "<img src=x onerror=alert(1)>": 1}']"#.to_owned(),
            "<img src=x onerror",
        ),
        ("typo.json", changed("\"seed\"", "\"sede\""), "Did you mean seed?"),
        ("newer.json", changed("\"version\": 1", "\"version\": 9"), "version is 9"),
        ("huge.json", changed("\"n_embd\": ", "\"n_embd\": 99999"), "n_embd"),
        ("same.jsonl", r#"['{"prompt": "a", "chosen": "b", "rejected": "b"}']"#.to_owned(), "differs from chosen"),
    ];
    let pairs = page.text("[data-tab=Pairs]")?;
    for (name, parts, says) in cases {
        let taken = drop_file(&page, name, &parts)?;
        assert_eq!(taken, json!(true), "{name}: the browser would leave the page for the file");
        let fault = "[...document.querySelectorAll('.builder .fault, .builder .offer')].map(said => said.textContent).join(' ')";
        let sentence = page.wait_for(name, &format!("{fault}.includes({}) && {fault}", json!(says)), A_WHILE)?;
        println!("    {name}: {}", sentence.as_str().unwrap_or_default());
        assert_eq!(page.text("[data-tab=Pairs]")?, pairs, "{name}");
        assert_eq!(page.value("document.querySelector('.page').dataset.phase")?, json!("done"), "{name}");
        assert_eq!(page.value("document.querySelectorAll('.builder img').length")?, json!(0), "{name}");
    }
    page.screenshot("a file that cannot be taken")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn what_is_saved_comes_back_when_it_is_dropped() -> Result<()> {
    let folder = env::temp_dir().join(format!("dpop-lab-downloads-{}", process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    page.download_to(&folder)?;
    wait_until_done(&page)?;
    page.click("[data-tab=Sources]")?;
    let press = |label: &str| {
        page.value(&format!(
            "[...document.querySelectorAll('#panel-Sources button')].find(button => button.textContent === '{label}').click()"
        ))
    };
    press("Save the lab file")?;
    press("Save the pairs as JSONL")?;
    let (lab, pairs) = (saved(&folder.join("lab.json"))?, saved(&folder.join("pairs.jsonl"))?);
    assert_eq!(pairs.lines().count(), 10);
    // Another lab is worked on; then the files are dropped on it, one after the other.
    let tab = |count: &str| format!("document.querySelector('[data-tab=Pairs]').textContent === '{count}'");
    drop_file(&page, "one.jsonl", r#"['{"prompt": "a", "chosen": "b", "rejected": "c"}']"#)?;
    page.wait_for("one pair", &tab("1 pair"), A_WHILE)?;
    drop_file(&page, "pairs.jsonl", &format!("[{}]", json!(pairs)))?;
    page.wait_for("the saved pairs", &tab("10 pairs"), A_WHILE)?;
    drop_file(&page, "lab.json", &format!("[{}]", json!(lab)))?;
    let title = "document.querySelector('header select').selectedOptions[0].textContent";
    page.wait_for("the example itself", &format!("!{title}.includes('edited')"), A_WHILE)?;
    wait_until_done(&page)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// The text of a file, once it is there as a whole.
fn saved(path: &Path) -> Result<String> {
    let limit = Instant::now() + A_WHILE;
    loop {
        // While it comes it has another name.
        match fs::read_to_string(path) {
            Ok(text) => return Ok(text),
            Err(error) if Instant::now() > limit => return Err(format!("{}: {error}", path.display())),
            Err(_) => thread::sleep(Duration::from_millis(20)),
        }
    }
}
