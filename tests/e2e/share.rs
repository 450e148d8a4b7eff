//! Links: what the sheet gives, what opening them shows, and what happens to those that are damaged.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::{Browser, Result},
};
use serde_json::json;

const TRAINED: &str = "document.querySelector('.page')?.dataset.phase === 'done'";
const COMPARED: &str = "document.querySelector('[data-compared]')?.dataset.compared";

/// The link that the sheet shows.
pub fn link(page: &Page) -> Result<String> {
    page.value(
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
    )?;
    let link =
        page.wait_for("the sheet's link", "document.querySelector('dialog.share[open] input')?.value", A_WHILE)?;
    page.value("document.querySelector('dialog.share').close()")?;
    link.as_str().map(str::to_owned).ok_or_else(|| "no link".into())
}

fn fragment(link: &str) -> Result<&str> {
    link.split_once('#').map(|(_, fragment)| fragment).ok_or_else(|| format!("{link} has no fragment"))
}

/// The person's way: a lab is changed, trained and scrubbed in one browser, and its link is opened in another.
#[test]
fn a_link_opens_the_same_lab_at_the_same_step_in_the_other_browser() -> Result<()> {
    travels(&[Browser::Chromium, Browser::Firefox])
}

#[test]
#[ignore = "`cargo xtask test --webkit` runs it"]
fn a_link_opens_the_same_lab_at_the_same_step_in_webkit() -> Result<()> {
    travels(&[Browser::WebKit])
}

fn travels(others: &[Browser]) -> Result<()> {
    let page = Page::open("index.html?backend=cpu&face=lab", LAPTOP, Scheme::Light)?;
    page.wait_for("the training", TRAINED, A_WHILE)?;
    page.value("document.querySelectorAll('input[name=pair]')[2].click()")?;
    page.value("(() => { const slider = document.querySelector('[data-live=slider]'); slider.value = 187; slider.dispatchEvent(new Event('input', { bubbles: true })); })()")?;
    page.wait_for(
        "the step",
        "document.querySelector('[data-live=step]').textContent === 'preference 87/160'",
        A_WHILE,
    )?;
    page.click(".views button:nth-child(4)")?;
    let link = link(&page)?;
    assert!(link.contains("#v=1&preset=smaug&pair=2&step=87&digest=") && link.ends_with("&view=heat-map"), "{link}");
    page.screenshot("share")?;
    for &browser in others {
        let other = Page::open_in(browser, LAPTOP)?;
        other.visit(&format!("index.html?backend=cpu#{}", fragment(&link)?))?;
        let verdict = other.wait_for("the comparison", COMPARED, A_WHILE)?;
        assert_eq!(verdict, "same", "{browser:?}");
        other.wait_for("the end", TRAINED, A_WHILE)?;
        let step = other.text("[data-live=step]")?;
        assert_eq!(step, "preference 87/160", "{browser:?}");
        let pair = other.value("[...document.querySelectorAll('input[name=pair]')].findIndex(pair => pair.checked)")?;
        assert_eq!(pair, 2, "{browser:?}");
        assert_eq!(other.text(".views [aria-pressed=true]")?, "Heat map", "{browser:?}");
    }
    Ok(())
}

#[test]
fn an_edited_lab_travels_whole_and_what_was_there_comes_back() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    let own = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const pairs = [{ prompt: 'the sky is', chosen: 'blue today', rejected: 'green today' }];
           const lab = await Lab.create({ dataset: { pairs }, seed: 3, sft: { steps: 20 }, preference: { steps: 10 } }, { backend: 'cpu' });
           await lab.train('sft');
           await lab.train('preference');
           return lab.shareUrl();
         })()",
    )?;
    let own = own.as_str().ok_or("a link")?;
    // The address of a page that is open already: another fragment is another lab.
    page.value(&format!("location.hash = '{}'", fragment(own)?))?;
    page.wait_for("the link's lab", "document.querySelectorAll('[data-pair]').length === 1", A_WHILE)?;
    assert_eq!(page.wait_for("the comparison", COMPARED, A_WHILE)?, "same");
    // A changed lab is no longer the address's.
    page.value("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true }))")?;
    page.wait_for("what was there before", "document.querySelectorAll('[data-pair]').length === 10", A_WHILE)?;
    page.wait_for("an address without the lab", "location.hash === ''", A_WHILE)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn damaged_links_say_so_and_leave_a_lab() -> Result<()> {
    for (fragment, part) in [
        ("v=1&lab=AAAA", "cut off"),
        ("v=9&preset=smaug", "version"),
        ("preset=%3Cimg%20src=x%3E", "\"preset\""),
        ("preset=smaug&step=-1", "\"step\""),
    ] {
        let page = Page::open(&format!("index.html#{fragment}"), LAPTOP, Scheme::Light)?;
        page.wait_for("the training", TRAINED, A_WHILE)?;
        let said = page.text("[role=alert]")?;
        assert!(said.contains(part), "{fragment}: {said}");
        assert_eq!(page.console()?, Vec::<String>::new(), "{fragment}");
    }
    Ok(())
}

#[test]
fn pictures_and_tables_of_what_is_seen_are_saved() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.value(
        "(window.saved = new Map(), URL.revokeObjectURL = () => {}, \
          HTMLAnchorElement.prototype.click = function () { saved.set(this.download, this.href); }, true)",
    )?;
    // A view, the file's name, and what its SVG says.
    let views = [
        (1, "answers", "logps/chosen"),
        (2, "loss", "grad_norm"),
        (3, "tokens", "greedy/chosen"),
        (4, "heat-map", "rejected"),
        (5, "plane", "h = 0"),
        (6, "areas", "before"),
        (7, "loss-curve", "added by the penalty"),
    ];
    for (view, name, says) in views {
        page.click(&format!(".views button:nth-child({view})"))?;
        page.value(
            "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
        )?;
        page.wait_for("the sheet", "document.querySelector('dialog.share').open", A_WHILE)?;
        page.value(
            "document.querySelectorAll('.share .files p:nth-child(-n + 2) button').forEach(button => button.click())",
        )?;
        let files = [
            format!("dpop-lab-{name}.svg"),
            format!("dpop-lab-{name}.png"),
            "dpop-lab-microscope.svg".to_owned(),
            "dpop-lab-microscope.png".to_owned(),
        ];
        page.wait_for(name, &format!("{}.every(name => saved.has(name))", json!(files)), A_WHILE)?;
        let seen = page.value(&format!(
            "await (async () => {{
               const blob = async name => (await fetch(saved.get(name))).blob();
               const of = async name => {{
                 const svg = new DOMParser().parseFromString(await (await blob(name + '.svg')).text(), 'image/svg+xml');
                 const image = await createImageBitmap(await blob(name + '.png'));
                 const canvas = Object.assign(document.createElement('canvas'), {{ width: image.width, height: image.height }});
                 const context = canvas.getContext('2d');
                 context.drawImage(image, 0, 0);
                 const colours = new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer));
                 return [!svg.querySelector('parsererror') && svg.documentElement.textContent, image.width / +svg.documentElement.getAttribute('width'), colours.size];
               }};
               return [await of('dpop-lab-{name}'), await of('dpop-lab-microscope')];
             }})()"
        ))?;
        for (picture, says) in [(&seen[0], says), (&seen[1], "then")] {
            let text = picture[0].as_str().unwrap_or_default();
            assert!(text.contains(says) && text.contains("DPOP"), "{name}: {text}");
            assert_eq!(picture[1], json!(4), "{name}: four pixels for each of the CSS's");
            assert!(picture[2].as_u64() > Some(20), "{name}: {} colours", picture[2]);
        }
        page.value("(document.querySelector('dialog.share').close(), saved.clear())")?;
    }
    page.value(
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
    )?;
    page.value(
        "document.querySelectorAll('.share .files p:nth-child(n + 3) button').forEach(button => button.click())",
    )?;
    page.wait_for(
        "the tables",
        "['tokens.csv', 'logits.csv', 'metrics.csv', 'metrics.jsonl'].every(name => saved.has(name))",
        A_WHILE,
    )?;
    let rows = page.value(
        "await Promise.all(['tokens.csv', 'logits.csv'].map(async name => (await (await fetch(saved.get(name))).text()).trim().split('\\r\\n')))",
    )?;
    let count = |table: usize| rows[table].as_array().map_or(0, Vec::len);
    let words = page.value("[...document.querySelectorAll('.pair')].length")?;
    assert_eq!(words, json!(10));
    assert_eq!((count(0), count(1)), (1 + 10 * 2 * 13, 1 + 2 * 24), "{}", rows[0]);
    assert_eq!(rows[0][0], json!("pair,side,position,token,reference,DPO,DPOP"));
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// What a phone's camera makes of a code in the sheet.
fn scanned(page: &Page, of: &str) -> Result<String> {
    let code = page.value(&format!(
        "(svg => [svg.viewBox.baseVal.width, svg.querySelector('path').getAttribute('d'),
                  ...['rect', 'path'].map(part => getComputedStyle(svg.querySelector(part)).fill)])(document.querySelector('{of} svg.qr'))"
    ))?;
    assert_eq!((&code[2], &code[3]), (&json!("rgb(255, 255, 255)"), &json!("rgb(0, 0, 0)")), "black on white");
    let side = code[0].as_u64().ok_or("a width")? as usize;
    let mut white = vec![vec![true; side]; side];
    for run in code[1].as_str().ok_or("a path")?.split('M').skip(1) {
        let numbers: Vec<usize> =
            run.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
        white[numbers[1]][numbers[0]..numbers[0] + numbers[2]].fill(false);
    }
    let size = 3 * side;
    let grey = |x: usize, y: usize| if white[y / 3][x / 3] { 255 } else { 0 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(size, size, grey);
    let grids = image.detect_grids();
    let (_, text) = grids.first().ok_or("a code is found")?.decode().map_err(|error| error.to_string())?;
    Ok(text)
}

#[test]
fn a_phone_reads_the_link_from_the_sheet_and_from_the_hall() -> Result<()> {
    const HALL: &str = "document.querySelector('dialog.hall')";
    for (scheme, name) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
        let page = Page::open("index.html?backend=cpu", LAPTOP, scheme)?;
        page.wait_for("the training", TRAINED, A_WHILE)?;
        page.value(
            "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
        )?;
        let link = page.wait_for("the link", "document.querySelector('dialog.share[open] input')?.value", A_WHILE)?;
        assert_eq!(json!(scanned(&page, ".code")?), link);
        page.screenshot(&format!("share-code-{name}"))?;
        page.click(".share .code button")?;
        page.wait_for("the code for a hall", &format!("{HALL}.open"), A_WHILE)?;
        assert_eq!(json!(scanned(&page, "dialog.hall")?), link);
        let [_, _, width, height] = page.place("dialog.hall svg")?;
        assert!(width == height && height > 0.8 * f64::from(LAPTOP.height), "{width} × {height}");
        page.screenshot(&format!("share-hall-{name}"))?;
        // Escape goes back one sheet at a time.
        page.press("\u{E00C}")?;
        page.wait_for("the sheet", &format!("!{HALL}.open && document.querySelector('dialog.share').open"), A_WHILE)?;
        page.press("\u{E00C}")?;
        page.wait_for("the page", "!document.querySelector('dialog.share').open", A_WHILE)?;
        assert_eq!(page.console()?, Vec::<String>::new());
    }
    Ok(())
}
