//! Names and tokens of any letters: what is beside them reads as it does without them, on the page, in what a screen reader is told, and in
//! pictures.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::{Value, json};

/// Keeps every text that a canvas is given.
const CANVAS: &str = "window.drawn = new Set();
   const write = CanvasRenderingContext2D.prototype.fillText;
   CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { drawn.add(text); return write.call(this, text, ...rest); };";

/// JavaScript for the places of letters: `turned(places)` says of what a text has of words in Latin letters and of numbers with their signs which are
/// not in order, `ofNode` where the letters of a text node are, `inLine` where they are in a line of their own, as on a canvas.
const PLACES: &str = r"
   window.turned = (text, place) => [...text.matchAll(/[A-Za-z]{2,}|[−+-]?\d[\d.,]*\d|[−+-]\d/gu)].filter(({ 0: part, index }) => {
     const places = [...part].map((_, k) => place(index + k)).filter(at => at && at.width > 0);
     return places.some((at, k) => k > 0 && at.top === places[k - 1].top && at.left < places[k - 1].left - 0.01);
   }).map(([part]) => `${part} in ${JSON.stringify(text)}`);
   window.ofNode = node => at => {
     const range = document.createRange();
     range.setStart(node, at), range.setEnd(node, at + 1);
     return range.getBoundingClientRect();
   };
   window.inLine = text => {
     const line = document.body.appendChild(Object.assign(document.createElement('pre'), { textContent: text, dir: 'ltr' }));
     const found = line.firstChild ? turned(text, ofNode(line.firstChild)) : [];
     line.remove();
     return found;
   };
   window.nodes = () => {
     const walker = document.createTreeWalker(document.querySelector('.page'), NodeFilter.SHOW_TEXT), found = [];
     while (walker.nextNode()) if (walker.currentNode.parentElement.checkVisibility()) found.push(walker.currentNode);
     return found;
   };
   window.told = () => [...document.querySelectorAll('.page *')].flatMap(element =>
     ['title', 'aria-label', 'aria-valuetext'].map(name => element.getAttribute(name)).filter(text => text));";

/// A lab whose names and tokens turn whatever follows them: an override, an isolate that is not ended and one end too many, words of Hebrew and
/// Arabic, digits that belong to them, and a sign that XML cannot write.
fn link(page: &Page) -> Result<String> {
    let pair = |prompt: &str, chosen: &str, rejected: &str| json!({ "prompt": prompt, "chosen": chosen, "rejected": rejected });
    let lab = json!({
        "dataset": { "pairs": [
            pair("שלום \u{202e}", "עולם \u{2066} 7 סוף", "עולם \u{2067} 7 סוף"),
            pair("\u{2069}\u{202e} العربية", "٣ + ٤ =", "٣ + ٥ ="),
        ] },
        "runs": [
            { "name": "\u{202e}שלום\u{ffff}" },
            { "name": "\u{2069}\u{202e}", "loss_type": "dpop" },
            { "name": "\u{2067}العربية العربية العربية العربية", "loss_type": "dpop", "lambda": 5 },
        ],
        "sft": { "steps": 30 }, "preference": { "steps": 40 },
    });
    // As an escape: not every driver passes that sign on.
    let lab = lab.to_string().replace('\u{ffff}', "\\uffff");
    let link = page.value(&format!(
        "await (async () => (await (await import('./dpop-lab.js')).Lab.create({lab})).shareUrl().replace(/^[^#]*/, ''))()"
    ))?;
    link.as_str().map(str::to_owned).ok_or_else(|| "a link".into())
}

fn none(found: &Value, what: &str) {
    assert_eq!(found["turned"], json!([]), "{what}");
    assert!(found["seen"].as_u64() > Some(0), "{what}: there was something to look at");
}

#[test]
fn what_is_beside_a_name_or_a_token_reads_in_its_order_on_page_and_pictures() -> Result<()> {
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, CANVAS)?;
    let link = link(&page)?;
    page.visit(&format!("index.html?backend=cpu{link}"))?;
    wait_until_done(&page)?;
    page.value(&format!("(() => {{ {PLACES} return true; }})()"))?;
    page.value(
        "(window.saved = new Map(), URL.revokeObjectURL = () => {}, \
          HTMLAnchorElement.prototype.click = function () { saved.set(this.download, this.href); }, true)",
    )?;
    let all = |texts: &str| {
        format!(
            "(() => {{ const texts = {texts}; return {{ seen: texts.length, turned: texts.flatMap(inLine) }}; }})()"
        )
    };
    let views = ["answers", "loss", "tokens", "heat-map", "plane", "areas", "loss-curve", "table"];
    for (view, name) in (1..).zip(views) {
        page.click(&format!(".views button:nth-child({view})"))?;
        page.wait_for(
            "the view",
            &format!("document.querySelectorAll('.views button')[{}].ariaPressed === 'true'", view - 1),
            A_WHILE,
        )?;
        let shown = page.value(
            "(() => { const texts = nodes(); return { seen: texts.length, turned: texts.flatMap(node => turned(node.data, ofNode(node))) }; })()",
        )?;
        none(&shown, name);
        none(&page.value(&all("told()"))?, name);
        page.screenshot(&format!("texts-{name}"))?;
        if name == "table" {
            continue;
        }
        page.value(
            "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
        )?;
        page.wait_for("the sheet", "document.querySelector('dialog.share').open", A_WHILE)?;
        page.value("document.querySelectorAll('.share .files p:nth-child(-n + 2) button:first-of-type').forEach(button => button.click())")?;
        page.value("document.querySelector('dialog.share').close()")?;
        let files = [format!("dpop-lab-{name}.svg"), "dpop-lab-microscope.svg".to_owned()];
        page.wait_for(name, &format!("{}.every(name => saved.has(name))", json!(files)), A_WHILE)?;
        for file in files {
            let seen = page.value(&format!(
                "await (async () => {{
                   const text = await (await fetch(saved.get('{file}'))).text();
                   const picture = new DOMParser().parseFromString(text, 'image/svg+xml');
                   if (picture.querySelector('parsererror')) return {{ turned: [picture.documentElement.textContent] }};
                   const shown = document.body.appendChild(document.importNode(picture.documentElement, true));
                   const words = [...shown.querySelectorAll('text')];
                   const place = node => at => {{ const {{ x, y, width }} = node.getExtentOfChar(at); return {{ left: x, top: y, width }}; }};
                   const found = words.flatMap(node => turned(node.textContent, place(node)));
                   shown.remove();
                   return {{ seen: words.length, turned: found }};
                 }})()"
            ))?;
            none(&seen, &file);
        }
    }
    // What canvases were given, in lines of their own; the numbers at the lines' ends stand behind names there.
    none(&page.value(&all("[...drawn]"))?, "the canvases");
    let behind = page.value("[...drawn].filter(text => text.includes('\u{202e}') && /\\d/.test(text)).length")?;
    assert!(behind.as_u64() > Some(0), "a number stood behind the name that turns");
    let complaints: Vec<String> = page.console()?.into_iter().filter(|line| !line.contains("favicon")).collect();
    assert_eq!(complaints, Vec::<String>::new());
    Ok(())
}
