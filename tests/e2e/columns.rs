//! Data whose columns are not known by their names: the sheet on which a person says which is what, and the rows as they are read by it.

use crate::{
    A_WHILE, PHONE,
    access::{axe, violations},
    page::{LAB, LAPTOP, Page, Scheme, Size},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::{Value, json};

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

/// Drops a file with this text on the charts.
fn drop_text(page: &Page, name: &str, text: &str) -> Result<Value> {
    page.value(&format!(
        "(() => {{
           const data = new DataTransfer();
           data.items.add(new File([{}], {}));
           document.querySelector('.curves').dispatchEvent(new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }}));
           return true;
         }})()",
        json!(text),
        json!(name)
    ))
}

/// Chooses a column by its place in a list, as a person does.
fn choose(page: &Page, list: &str, place: usize) -> Result<Value> {
    page.value(&format!(
        "(list => {{ list.focus(); list.selectedIndex = {place}; list.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})
           (document.querySelector('.offer [name=column-{list}]'))"
    ))
}

/// What stands in the rows of the sheet.
const ROWS: &str = "[...document.querySelectorAll('.offer [data-row]')].map(row => [...row.querySelectorAll('bdi')].map(text => text.textContent).join(' | '))";

/// What is chosen in the lists.
const CHOSEN: &str = "[...document.querySelectorAll('.offer select')].map(list => list.selectedOptions[0].textContent)";

#[test]
fn columns_are_guessed_and_chosen() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let table = "nr,frage,gut,schlecht\n1,is ice cold ?,yes .,no .\n2,is fire hot ?,yes .,no .\n3,is snow red ?,no .,yes .\n4,is it so ?,yes .,yes .\n";
    drop_text(&page, "daten.csv", table)?;
    wait(&page, "the sheet", "document.querySelector('.offer [data-columns=\"4\"]') && 'there'")?;
    assert_eq!(
        page.value(CHOSEN)?,
        json!(["frage", "gut", "schlecht", "—", "—"]),
        "they are guessed by their order, and numbers are no answers"
    );
    assert_eq!(
        page.value(ROWS)?,
        json!(["is ice cold ? | yes . | no .", "is fire hot ? | yes . | no .", "is snow red ? | no . | yes ."])
    );
    let said = page.text(".builder .offer")?;
    assert!(said.contains("3 pairs were found") && said.contains("Line 5"), "{said}");
    assert_eq!(page.text("[data-tab=Pairs]")?, "10 pairs", "nothing is taken in silence");
    page.screenshot("columns")?;

    // Two choices, one right after the other: the last one counts, and the first is not forgotten.
    choose(&page, "chosen", 4)?;
    choose(&page, "rejected", 3)?;
    wait(&page, "the answers to be turned round", &format!("{ROWS}[0] === 'is ice cold ? | no . | yes .'"))?;
    assert_eq!(page.value(CHOSEN)?, json!(["frage", "schlecht", "gut", "—", "—"]));
    assert_eq!(page.value("document.activeElement.name")?, json!("column-rejected"), "the focus stays where it was");
    choose(&page, "rejected", 0)?;
    wait(&page, "nothing to take", "!document.querySelector('.offer [data-do=accept]') && 'nothing'")?;
    choose(&page, "rejected", 3)?;
    page.wait_for("the button", "document.querySelector('.offer [data-do=accept]') && 'there'", A_WHILE)?;
    page.click(".offer [data-do=accept]")?;
    wait(&page, "the pairs", "document.querySelector('[data-tab=Pairs]').textContent === '3 pairs'")?;
    assert_eq!(page.value("document.querySelector('.offer')")?, json!(null));

    // Nothing is remembered: the same file is asked about again, as it was guessed first.
    drop_text(&page, "daten.csv", table)?;
    wait(&page, "the sheet", "document.querySelector('.offer [data-columns=\"4\"]') && 'there'")?;
    assert_eq!(page.value(CHOSEN)?, json!(["frage", "gut", "schlecht", "—", "—"]));
    // And the lists of another file are other ones.
    choose(&page, "system", 1)?;
    drop_text(&page, "other.jsonl", r#"{"ask": "a", "right": "b", "wrong": "c", "part": "train"}"#)?;
    wait(&page, "the other sheet", &format!("{ROWS}[0] === 'a | b | c'"))?;
    assert_eq!(page.value(CHOSEN)?, json!(["ask", "right", "wrong", "—", "part"]));
    page.click(".offer [data-do=decline]")?;
    wait(&page, "the offer to go", "!document.querySelector('.offer') && 'gone'")?;
    assert_eq!(page.text("[data-tab=Pairs]")?, "3 pairs");
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn known_columns_can_be_changed_too() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let rows = "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\", \"third\": \"d\"}\n{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"b\", \"third\": \"d\"}";
    drop_text(&page, "rows.jsonl", rows)?;
    wait(&page, "the offer", "document.querySelector('.offer [data-do=columns]') && 'there'")?;
    assert_eq!(
        page.value("document.querySelector('.offer select')")?,
        json!(null),
        "the sheet is seen when it is asked for"
    );
    page.click(".offer [data-do=columns]")?;
    wait(&page, "the focus", "document.activeElement.name === 'column-prompt' && 'there'")?;
    assert_eq!(page.value(CHOSEN)?, json!(["prompt", "chosen", "rejected", "—", "—"]));
    choose(&page, "rejected", 4)?;
    wait(&page, "both rows", &format!("{ROWS}.join() === 'a | b | d,a | b | d' && 'there'"))?;
    page.click(".offer [data-do=accept]")?;
    wait(&page, "the pairs", "document.querySelector('[data-tab=Pairs]').textContent === '2 pairs'")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// Names that are markup, that turn the line, that are very long, or very many; on a phone, where the lists stand below one another.
#[test]
fn hostile_names_do_no_harm() -> Result<()> {
    let page = Page::open_with(LAB, PHONE, Scheme::Light, &axe()?)?;
    wait_until_done(&page)?;
    // On the screen it lies over the end of what is scrolled beneath it, and a person scrolls on.
    page.value("document.querySelector('footer').style.position = 'static'")?;
    let long = "n".repeat(3000);
    let names =
        ["<img src=x onerror=\"document.title='harm'\">", "\u{202e}turned", long.as_str(), "</select><b>bold</b>"];
    let row = |number: usize| {
        let cells: Vec<String> =
            names.iter().enumerate().map(|(at, name)| format!("{}: \"v{at} {number}\"", json!(name))).collect();
        let many: Vec<String> = (0..300).map(|at| format!("\"c{at}\": {at}")).collect();
        format!("{{{}, {}}}", cells.join(", "), many.join(", "))
    };
    drop_text(&page, "hostile.jsonl", &[row(1), row(2), row(3), row(4)].join("\n"))?;
    wait(&page, "the sheet", "document.querySelector('.offer [data-columns=\"64\"]') && 'there'")?;
    assert_eq!(page.value("document.querySelectorAll('.offer :is(img, b)').length")?, json!(0));
    assert_ne!(page.value("document.title")?, json!("harm"));
    assert_eq!(page.value("document.querySelectorAll('.offer [data-row]').length")?, json!(3));
    assert_eq!(
        page.value(
            "[...document.querySelectorAll('.offer option')].filter(option => option.textContent.length > 60).length"
        )?,
        json!(0)
    );
    for size in [PHONE, Size { width: 320, height: 700 }] {
        page.resize(size)?;
        let wide = "document.scrollingElement.scrollWidth > innerWidth || document.querySelector('.offer').scrollWidth > document.querySelector('.offer').clientWidth";
        assert_eq!(page.value(wide)?, json!(false), "{} px", size.width);
        let stacked = "[...document.querySelectorAll('.offer select')].every((list, at, all) => at === 0 || list.getBoundingClientRect().top >= all[at - 1].getBoundingClientRect().bottom)";
        assert_eq!(page.value(stacked)?, json!(true), "{} px", size.width);
    }
    page.screenshot("columns-phone")?;
    let named = "[...document.querySelectorAll('.offer select')].every(list => list.labels.length === 1 && list.labels[0].textContent)";
    assert_eq!(page.value(named)?, json!(true));
    for scheme in [Scheme::Light, Scheme::Dark] {
        page.prefer(scheme)?;
        let found = violations(&page)?;
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
