//! Figures in documents of other people: frames and elements, on other origins, in sandboxes, under a strict policy, many at once.

use crate::{
    A_WHILE, PHONE,
    access::{axe, violations},
    page::{LAPTOP, Page, Scheme},
    server,
    webdriver::Result,
};
use serde_json::json;
use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

/// What a host's document is given: the site's address, on another origin than its own.
type Document = fn(site: &str) -> String;

/// One line a host: its name, its document, and what is true in it once its figure has trained.
const HOSTS: [(&str, Document, &str); 6] = [
    ("an element", element, DONE),
    ("an element under a strict policy", |site| strict(site, &element(site)), DONE),
    ("a frame", |site| frame(site, ""), FRAMED),
    ("a frame under a strict policy", |site| strict(site, &frame(site, "")), FRAMED),
    ("a sandboxed frame", |site| frame(site, "sandbox=\"allow-scripts\""), FRAMED),
    ("a module that an own page imports", imported, "window.outcome"),
];

const DONE: &str = "document.querySelector('dpop-lab').shadowRoot.querySelector('.page')?.dataset.phase === 'done'";
/// The frame is of another origin: it is seen by its messages alone.
const FRAMED: &str = "window.heights.length > 0 && window.heights.at(-1) > 300";

fn element(site: &str) -> String {
    format!(
        "<script type='module' src='{site}dpop-lab.js'></script><dpop-lab preset='yes-no' panel='headline,strip,time' run='dpop'></dpop-lab>"
    )
}

fn frame(site: &str, attributes: &str) -> String {
    format!(
        "<iframe src='{site}?embed&amp;panel=headline,curves&amp;preset=yes-no' title='figure' width='700' height='400' {attributes}></iframe>"
    )
}

fn strict(site: &str, body: &str) -> String {
    let site = site.trim_end_matches('/');
    format!(
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; script-src {site} 'wasm-unsafe-eval'; style-src {site}; \
         connect-src {site}; frame-src {site}\">{body}"
    )
}

fn imported(site: &str) -> String {
    format!(
        // Notebooks of JavaScript import as here: at run time, by an address.
        "<script type='module'>const {{ Lab }} = await import('{site}dpop-lab.js');
           const lab = await Lab.create({{ preset: 'yes-no' }}, {{ backend: 'cpu' }});
           await lab.train('sft', 5);
           await lab.train('preference', 5);
           const chosen = lab.metrics().filter((row) => row.run === 1).map((row) => row['logps/chosen']);
           window.outcome = chosen.length === 6 && chosen.every(Number.isFinite) && lab.backend === 'cpu';</script>"
    )
}

/// A document on an origin of its own, beside a site on another one, in a folder of its own: other tests make hosts at the same time.
fn host(body: &str) -> Result<String> {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("host-{number}"));
    let failed = |error: std::io::Error| format!("the host's document: {error}");
    fs::create_dir_all(&folder).map_err(failed)?;
    let document = format!("<!doctype html><html lang='en'><meta charset='utf-8'><title>A host</title>{body}</html>");
    fs::write(folder.join("index.html"), document).map_err(failed)?;
    Ok(format!("http://{}/", server::start(&folder, 0, None).map_err(failed)?))
}

/// Installed before the host's own scripts.
const LISTENER: &str = "window.heights = []; window.told = [];
addEventListener('message', ({ data }) => data?.type === 'dpop-lab' && window.heights.push(data.height));
for (const name of ['ready', 'step', 'select', 'finish']) addEventListener(name, ({ target, detail }) => window.told.push([target.id, name, detail]));
window.until = async (holds) => {
  for (const end = performance.now() + 60_000; !holds(); await new Promise(next => setTimeout(next, 20))) {
    if (performance.now() > end) throw new Error(`waited in vain for ${holds}`);
  }
};";

#[test]
fn every_kind_of_host() -> Result<()> {
    for (name, document, holds) in HOSTS {
        let page = Page::open_with("dpop-lab.d.ts", LAPTOP, Scheme::Light, LISTENER)?;
        let site = page.site()?;
        page.visit_address(&host(&document(&site))?)?;
        page.wait_for(name, holds, A_WHILE)?;
        page.screenshot(&format!("host-{}", name.replace(' ', "-")))?;
        let complaints: Vec<String> = page.console()?.into_iter().filter(|line| !line.contains("favicon")).collect();
        assert_eq!(complaints, Vec::<String>::new(), "{name}");
    }
    Ok(())
}

/// What the post's third element has counted.
const COUNTS: &str = "[...document.querySelectorAll('dpop-lab')[2].shadowRoot.querySelectorAll('.verdicts [data-counted=\"0\"]')].map(count => count.textContent)";

#[test]
fn the_sample_post_tells_its_story() -> Result<()> {
    let page = Page::open_with("post/index.html", LAPTOP, Scheme::Light, &format!("{}\n{LISTENER}", axe()?))?;
    page.wait_for("the first frame's height", "window.heights.length", A_WHILE)?;
    for index in 0..4 {
        let element = format!("document.querySelectorAll('dpop-lab')[{index}]");
        page.value(&format!("{element}.scrollIntoView()"))?;
        let done = format!("{element}.shadowRoot.querySelector('.page')?.dataset.phase === 'done'");
        page.wait_for("a figure's training", &done, A_WHILE)?;
    }
    let seen = page.value("[...document.querySelectorAll('dpop-lab')].map(f => [f.shadowRoot.querySelector('[data-live=step]')?.textContent ?? '', f.offsetHeight])")?;
    assert_eq!(seen[0][0], "preference 40/160", "{seen}");
    assert!(seen[0][1].as_f64() > Some(200.0), "{seen}");
    // The first frame is a chapter that asks; then there are a formula with its numbers and nothing else, and three counts that wait for no answer.
    let chapter = "(frame => frame.querySelector('.book[data-chapter=fall] .question button') && frame.querySelector('.strip, .verdicts') === null)(document.querySelector('iframe').contentDocument)";
    page.wait_for("the chapter, with its question", chapter, A_WHILE)?;
    page.wait_for(
        "the counts",
        &format!("{COUNTS}.length === 3 && {COUNTS}.every(count => /\\d+ of \\d+/.test(count))"),
        A_WHILE,
    )?;
    let formula = page.value(
        "(root => [root.querySelector('.formula .numbers').textContent, root.querySelectorAll('.formula').length, root.querySelector('h2, .prose, .question, .verdicts, .strip, .turn, footer, canvas') === null])
         (document.querySelectorAll('dpop-lab')[1].shadowRoot)",
    )?;
    let numbers = formula[0].as_str().ok_or("a formula's numbers")?;
    assert!(numbers.matches(|sign: char| sign.is_ascii_digit()).count() > 6, "{formula}");
    assert_eq!((&formula[1], &formula[2]), (&json!(1), &json!(true)), "{formula}");
    assert_eq!(page.console()?, Vec::<String>::new());
    for scheme in [Scheme::Light, Scheme::Dark] {
        page.prefer(scheme)?;
        assert_eq!(violations(&page)?, Vec::<String>::new());
    }
    page.resize(PHONE)?;
    assert_eq!(violations(&page)?, Vec::<String>::new());
    let wide = page.value("document.documentElement.scrollWidth - innerWidth")?;
    assert!(wide.as_f64() <= Some(0.0), "{wide} pixels too wide on a phone");
    page.screenshot("post-phone")?;
    Ok(())
}

/// An empty document on another origin than the site's, and the import that it needs.
fn blank() -> Result<(Page, String)> {
    let page = Page::open_with("dpop-lab.d.ts", LAPTOP, Scheme::Light, LISTENER)?;
    let import = format!("await import('{}dpop-lab.js')", page.site()?);
    page.visit_address(&host("")?)?;
    Ok((page, import))
}

#[test]
fn an_elements_attributes_events_and_methods() -> Result<()> {
    let (page, import) = blank()?;
    let seen = page.value(
        &"await (async () => {
           IMPORT;
           document.body.innerHTML = `<dpop-lab id='a' preset='yes-no' panel='strip,curves,time' backend='cpu'></dpop-lab>`;
           const figure = document.querySelector('dpop-lab');
           await until(() => window.told.some(([, name]) => name === 'finish'));
           const rows = (await figure.metrics()).length;
           const digest = await figure.digest();
           const link = await figure.shareUrl(7);
           const model = (await figure.exportModel(0)).length;
           const inside = figure.shadowRoot;
           figure.setAttribute('step', '40');
           figure.setAttribute('pair', '1');
           figure.setAttribute('theme', 'dark');
           await until(() => inside.querySelector('[data-live=step]').textContent === 'preference 40/160');
           await until(() => window.told.some(([, name, detail]) => name === 'select' && detail.pair === 1));
           const dark = figure.dataset.theme;
           figure.setAttribute('panel', 'answers');
           await until(() => inside.querySelector('.answers') && !inside.querySelector('.strip'));
           const preset = (await figure.spec()).dataset.pairs.length;
           figure.setAttribute('preset', 'nonsense');
           await until(() => inside.querySelector('[role=alert]'));
           const sentence = inside.querySelector('[role=alert]').textContent;
           figure.remove();
           await until(() => inside.querySelector('.page') === null);
           const names = [...new Set(window.told.map(([, name]) => name))].sort();
           return { rows, digest, link, model, dark, preset, sentence, names, last: window.told.filter(([, name]) => name === 'step').at(-1) };
         })()"
            .replace("IMPORT", &import),
    )?;
    assert_eq!(seen["rows"], 101 + 2 * 161, "{seen}");
    assert_eq!(seen["digest"].as_str().map(str::len), Some(16), "{seen}");
    assert!(seen["link"].as_str().is_some_and(|link| link.contains("#v=1&preset=yes-no&step=7&digest=")), "{seen}");
    assert!(seen["model"].as_f64() > Some(1000.0), "{seen}");
    assert_eq!(seen["dark"], "dark", "{seen}");
    assert_eq!(seen["names"], json!(["finish", "ready", "select", "step"]), "{seen}");
    assert!(seen["sentence"].as_str().is_some_and(|text| text.contains("\"preset\"")), "{seen}");
    Ok(())
}

#[test]
fn an_element_shows_the_parts_of_a_chapter_that_it_names() -> Result<()> {
    let (page, import) = blank()?;
    let seen = page.value(
        &"await (async () => {
           IMPORT;
           document.body.innerHTML = `<dpop-lab chapter='after' show='formula' pair='2' token='8' step='40' backend='cpu'></dpop-lab>`;
           const figure = document.querySelector('dpop-lab');
           const inside = figure.shadowRoot;
           const has = (...names) => names.map(name => inside.querySelector(name) !== null);
           const finished = () => inside.querySelector('.page')?.dataset.phase === 'done';
           await until(finished);
           const parts = ['.prose', '.formula', '.question', '.verdicts', '.strip', '.turn'];
           const formula = has(...parts);
           const numbers = () => [...inside.querySelectorAll('.formula .numbers mn')].map(number => number.textContent.replace(/[()]/g, '').replace('−', '-')).map(Number);
           const [sl, sw, g] = numbers();
           // The lab itself says the same of that place.
           const at = await figure.inspect({ run: 0, pair: 2, step: 40 });
           const word = at.chosen.tokens[8];
           const told = Math.exp(at.chosen.logps[8]);
           figure.setAttribute('step', '0');
           await until(() => numbers()[1] !== sw);
           figure.setAttribute('show', 'verdicts');
           await until(() => inside.querySelector('.verdicts [data-counted]'));
           const verdicts = has(...parts);
           figure.removeAttribute('show');
           await until(() => inside.querySelector('.question'));
           const whole = has(...parts);
           figure.setAttribute('chapter', 'premise');
           await until(() => inside.querySelector('[data-chapter=premise]'));
           figure.setAttribute('face', 'lab');
           await until(() => inside.querySelector('.headline'));
           const lab = has('.book', '.strip', 'canvas');
           figure.setAttribute('face', 'argument');
           figure.setAttribute('show', 'formulas');
           await until(() => inside.querySelector('[role=alert]'));
           return { formula, verdicts, whole, lab, word, off: [Math.abs(sw - told), Math.abs(sl - sw - g)], sentence: inside.querySelector('[role=alert]').textContent };
         })()"
            .replace("IMPORT", &import),
    )?;
    assert_eq!(seen["formula"], json!([false, true, false, false, false, false]), "{seen}");
    assert_eq!(seen["verdicts"], json!([false, false, false, true, false, false]), "{seen}");
    assert_eq!(seen["whole"], json!([true, true, true, false, true, true]), "the verdicts wait for the answer: {seen}");
    assert_eq!(seen["lab"], json!([false, true, true]), "{seen}");
    let off = |index: usize| seen["off"][index].as_f64();
    assert!(off(0) < Some(0.001) && off(1) < Some(0.002), "{seen}");
    assert!(seen["sentence"].as_str().is_some_and(|text| text.contains("verdicts and stage")), "{seen}");
    Ok(())
}

#[test]
fn ten_figures_share_one_module_and_rest_out_of_sight() -> Result<()> {
    let (page, import) = blank()?;
    let seen = page.value(
        &"await (async () => {
           let devices = 0;
           const request = GPUAdapter.prototype.requestDevice;
           GPUAdapter.prototype.requestDevice = function (...wants) { devices += 1; return request.apply(this, wants); };
           IMPORT;
           document.body.innerHTML = Array.from({ length: 10 }, (_, i) => `<dpop-lab id='f${i}' preset='yes-no' panel='curves' backend='gpu'></dpop-lab>`).join('<p style=\"height:1500px\"></p>');
           const stepped = id => window.told.filter(([of, name]) => of === id && name === 'step').length;
           await until(() => stepped('f0') > 2);
           const mounted = () => [...document.querySelectorAll('dpop-lab')].filter(f => f.shadowRoot.querySelector('.page')).length;
           const atFirst = mounted();
           for (const figure of document.querySelectorAll('dpop-lab')) {
             figure.scrollIntoView();
             await until(() => stepped(figure.id) > 1);
           }
           const before = stepped('f0');
           await until(() => stepped('f9') > 6);
           const wasm = performance.getEntriesByType('resource').filter(({ name }) => name.includes('core_bg.wasm')).length;
           return { atFirst, all: mounted(), wasm, devices, rested: stepped('f0') === before };
         })()"
            .replace("IMPORT", &import),
    )?;
    assert_eq!(
        seen,
        json!({ "atFirst": 1, "all": 10, "wasm": 1, "devices": 1, "rested": true }),
        "one figure at first, then ten; one module, one device; the first rests while the last trains"
    );
    Ok(())
}
