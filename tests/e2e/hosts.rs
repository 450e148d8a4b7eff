//! A figure and what is around it keep out of each other's way: keys, what is hidden, what is inherited, room, and what browsers lack or
//! do of their own accord.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme, Size},
    server,
    webdriver::Result,
};
use serde_json::json;
use std::{env, fs, path::Path, path::PathBuf};

/// WebDriver's code points for keys.
const LEFT: &str = "\u{E012}";
const RIGHT: &str = "\u{E014}";

/// Installed before the host's own scripts: what figures have told, and what is asked of them.
const HELPERS: &str = "window.told = []; window.heights = [];
addEventListener('message', ({ data }) => data?.type === 'dpop-lab' && window.heights.push(data.height));
for (const name of ['step', 'finish']) addEventListener(name, ({ target }) => window.told.push([target.id, name]));
window.figure = (id) => document.getElementById(id);
window.inside = (id, selector) => figure(id).shadowRoot?.querySelector(selector);
window.steps = (id) => told.filter(([of, name]) => of === id && name === 'step').length;
window.isDone = (id) => inside(id, '.page')?.dataset.phase === 'done';
window.until = async (holds) => {
  for (const end = performance.now() + 60_000; !(await holds()); await new Promise(next => setTimeout(next, 20))) {
    if (performance.now() > end) throw new Error(`waited in vain for ${holds}`);
  }
};";

/// A document of a host on an origin of its own, with files beside it, in a page that has the helpers. `document` is given the site's address.
fn visit(
    name: &str,
    files: &[PathBuf],
    size: Size,
    script: &str,
    document: impl FnOnce(&str) -> String,
) -> Result<Page> {
    let page = Page::open_with("dpop-lab.d.ts", size, Scheme::Light, &format!("{HELPERS}\n{script}"))?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("host-{name}"));
    let failed = |error: std::io::Error| format!("the host's documents: {error}");
    fs::create_dir_all(&folder).map_err(failed)?;
    for file in files {
        let beside = folder.join(file.file_name().unwrap_or_default());
        fs::copy(file, beside).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let body = document(&page.site()?);
    let html = format!("<!doctype html><html lang='en'><meta charset='utf-8'><title>A host</title>{body}</html>");
    fs::write(folder.join("index.html"), html).map_err(failed)?;
    page.visit_address(&format!("http://{}/", server::start(&folder, 0, None).map_err(failed)?))?;
    Ok(page)
}

fn module(site: &str) -> String {
    format!("<script type='module' src='{site}dpop-lab.js'></script>")
}

/// What a host's page has complained of.
fn complaints(page: &Page) -> Result<Vec<String>> {
    // Chromium remarks, as advice, that asking whether something is seen has laid out what is hidden.
    let advice = |line: &str| line.contains("favicon") || line.contains("hidden by content-visibility");
    Ok(page.console()?.into_iter().filter(|line| !advice(line)).collect())
}

/// A deck as its authors write it: three slides with a figure each.
fn deck(site: &str) -> String {
    let slide = |id: &str, panels: &str| {
        format!(
            "<section><h3>{id}</h3><dpop-lab id='{id}' preset='yes-no' backend='cpu' panel='{panels}'></dpop-lab></section>"
        )
    };
    format!(
        "<link rel='stylesheet' href='reveal.css'>{}
         <div class='reveal'><div class='slides'>{}{}{}</div></div>
         <script src='reveal.js'></script>
         <script>window.deck = new Reveal({{ transition: 'none' }}); deck.initialize();</script>",
        module(site),
        slide("one", "answers,time"),
        slide("two", "strip,time"),
        slide("three", "time"),
    )
}

#[test]
fn a_figure_on_a_slide_keeps_its_keys_takes_no_others_and_trains_when_it_is_shown() -> Result<()> {
    let reveal = env::var("DPOP_LAB_REVEAL")
        .map_err(|_| "DPOP_LAB_REVEAL does not name reveal.js's folder: run `cargo xtask test`, which installs it")?;
    let dist = Path::new(&reveal).join("dist");
    let page = visit("deck", &[dist.join("reveal.js"), dist.join("reveal.css")], LAPTOP, "", deck)?;
    page.wait_for("the first slide's figure", "window.deck?.isReady() && isDone('one')", A_WHILE)?;
    // Where the deck is, whether it is paused, where the figure is, and what its prompt says.
    let state = || {
        page.value(
            "[deck.getIndices().h, deck.isPaused(), inside('one', '[data-live=step]').textContent, inside('one', '[data-field=prompt]').value]",
        )
    };
    let focus = |selector: &str| {
        page.value(&format!("(inside('one', '{selector}').focus(), figure('one').shadowRoot.activeElement !== null)"))
    };
    let prompt = page.value("inside('one', '[data-field=prompt]').value")?;
    let prompt = prompt.as_str().ok_or("a prompt")?;

    // What is typed stays in its field, whatever it means to the deck, and so do the keys that move in it.
    focus("[data-field=prompt]")?;
    page.press(&format!(" bn?.{LEFT}{LEFT}{RIGHT}"))?;
    assert_eq!(state()?, json!([0, false, "preference 160/160", format!("{prompt} bn?.")]), "typed");
    // What the figure uses it has used.
    focus("footer .main")?;
    page.press(LEFT)?;
    page.wait_for(
        "the step before",
        "inside('one', '[data-live=step]').textContent === 'preference 159/160'",
        A_WHILE,
    )?;
    page.press(RIGHT)?;
    page.wait_for("the last step", "inside('one', '[data-live=step]').textContent === 'preference 160/160'", A_WHILE)?;
    page.press(" ")?;
    page.wait_for("the training, begun by space", "inside('one', '.page').dataset.phase !== 'done'", A_WHILE)?;
    page.wait_for("its end", "isDone('one')", A_WHILE)?;
    assert_eq!(state()?, json!([0, false, "preference 160/160", format!("{prompt} bn?.")]), "used");
    // What it has no use for is the deck's: `b` blacks it out, and shows it again.
    page.press("b")?;
    page.wait_for("the deck to be paused", "deck.isPaused()", A_WHILE)?;
    page.press("b")?;
    page.wait_for("the deck to go on", "!deck.isPaused()", A_WHILE)?;

    // All this time the others' slides were laid out, and hidden.
    let laid_out = page
        .value("['two', 'three'].map(id => [figure(id).offsetWidth > 0, steps(id), Boolean(inside(id, '.page'))])")?;
    assert_eq!(laid_out, json!([[true, 0, false], [true, 0, false]]));
    page.value("document.activeElement.blur()")?;
    page.press(RIGHT)?;
    page.wait_for(
        "the second slide, and its figure's training",
        "deck.getIndices().h === 1 && isDone('two')",
        A_WHILE,
    )?;
    // A figure whose slide is left rests, and goes on when it is shown again.
    let rested = page.value(
        "await (async () => {
           const again = () => [...inside('two', 'footer').querySelectorAll('button')].find(button => button.classList.contains('main')).click();
           const select = inside('two', '.pace select');
           select.selectedIndex = 2;
           select.dispatchEvent(new Event('change', { bubbles: true }));
           again();
           await until(() => inside('two', '.page').dataset.phase === 'sft');
           deck.next();
           await until(() => isDone('three'));
           const before = steps('two');
           inside('three', '.main').click();
           await until(() => inside('three', '.page').dataset.phase !== 'done');
           await until(() => isDone('three'));
           const rested = steps('two') === before;
           deck.prev();
           await until(() => steps('two') > before);
           return rested;
         })()",
    )?;
    assert_eq!(rested, true, "the second figure trained on although its slide was left");
    assert_eq!(complaints(&page)?, Vec::<String>::new());
    Ok(())
}

/// Ways in which a host hides what stays in its document, and what shows it again.
const WAYS_TO_HIDE: [&str; 6] = [
    "visibility: hidden",
    "opacity: 0",
    "display: none",
    "content-visibility: hidden",
    "position: relative; visibility: hidden; opacity: 0",
    "height: 0; overflow: hidden; opacity: 0",
];

#[test]
fn hidden_figures_wait_until_they_are_shown() -> Result<()> {
    let page = visit("hidden", &[], LAPTOP, "", |site| {
        let figure = |id: String| {
            format!(
                "<dpop-lab id='{id}' preset='yes-no' backend='cpu' panel='time' style='display: block; min-height: 30px'></dpop-lab>"
            )
        };
        let hidden = WAYS_TO_HIDE.iter().enumerate();
        let hidden: String =
            hidden.map(|(i, way)| format!("<div style='{way}'>{}</div>", figure(format!("f{i}")))).collect();
        format!("{}{}{hidden}", module(site), figure("seen".to_owned()))
    })?;
    page.wait_for("the figure that is to be seen", "isDone('seen')", A_WHILE)?;
    let ids = format!("Array.from({{ length: {} }}, (_, i) => `f${{i}}`)", WAYS_TO_HIDE.len());
    let early = page.value(&format!("{ids}.filter(id => steps(id) || inside(id, '.page'))"))?;
    assert_eq!(early, json!([]), "trained though hidden");
    page.value(&format!("{ids}.forEach(id => figure(id).parentElement.removeAttribute('style'))"))?;
    page.wait_for("all others, shown", &format!("{ids}.every(isDone)"), A_WHILE)?;
    assert_eq!(complaints(&page)?, Vec::<String>::new());
    Ok(())
}

/// What a document may say of itself, and a figure in it must not heed.
const UNUSUAL: &str = "direction: rtl; text-align: justify; text-align-last: right; letter-spacing: 3px; word-spacing: 9px; line-height: 3;
 text-transform: uppercase; text-indent: 40px; white-space: pre; font: italic 900 30px/2 monospace; font-variant: small-caps; color: #c0c; cursor: wait;
 font-stretch: condensed; text-shadow: 2px 2px red; word-break: break-all; hyphens: auto; tab-size: 20; list-style: square inside; quotes: '[' ']';
 border-collapse: collapse; border-spacing: 9px; caption-side: bottom; empty-cells: hide; writing-mode: horizontal-tb; font-kerning: none;
 font-feature-settings: 'zero'; text-wrap: balance; text-underline-offset: 9px; caret-color: red; accent-color: red; user-select: none;
 --unit: 40px; --p: 3; --run: red; --depth: 1; --tint: 1 2 3; --stroke: 9; --at: 9; --done: 0.1; --boundary: 0.2; --correct: 1; --others: 1; --ink: #f00;
 --surface: #0f0; --scheme: dark; --muted: #00f;";

#[test]
fn a_figure_heeds_nothing_of_what_its_document_says_of_itself() -> Result<()> {
    let panels = "headline,scores,pairs,strip,microscope,curves,answers,time";
    let page = visit("unusual", &[], Size { width: 1500, height: 900 }, "", |site| {
        let figure = |id: &str| {
            format!(
                "<dpop-lab id='{id}' preset='yes-no' backend='cpu' panel='{panels}' style='width: 640px'></dpop-lab>"
            )
        };
        format!(
            "{}<style>.unusual, .unusual * {{ {UNUSUAL} }}</style><div style='display: flex'><div>{}</div><div class='unusual'>{}</div></div>",
            module(site),
            figure("plain"),
            figure("other")
        )
    })?;
    page.wait_for("both figures", "isDone('plain') && isDone('other')", A_WHILE)?;
    page.value("(scrollTo(0, 0), true)")?;
    // Place and look of every element, and the pixels of every canvas.
    let different = page.value(
        "await (async () => {
           const look = (id) => {
             const root = inside(id, '.page');
             const from = root.getBoundingClientRect();
             const names = [...document.styleSheets[0].cssRules[0].style].filter(name => !name.startsWith('--'));
             return [...root.querySelectorAll('*')].filter(e => e.localName !== 'option' && e.getClientRects().length > 0).map((e) => {
               const { left, top, width, height } = e.getBoundingClientRect();
               const style = getComputedStyle(e);
               return [e, [left - from.left, top - from.top, width, height].map(x => Math.round(x)).join(' '), ...names.map(name => `${name}: ${style.getPropertyValue(name)}`)];
             });
           };
           const settled = async () => {
             const [a, b] = [look('plain'), look('other')];
             return a.length === b.length && a.flatMap(([e, ...said], i) => said.filter((text, k) => text !== b[i][k + 1]).map((text) => `${e.localName}.${e.className}: ${text}`));
           };
           const end = performance.now() + 10_000;
           let last;
           do { last = await settled(); await new Promise(next => setTimeout(next, 50)); } while ((last === false || last.length) && performance.now() < end);
           const pixels = (id) => [...figure(id).shadowRoot.querySelectorAll('canvas')].map(canvas => canvas.width && canvas.toDataURL());
           const [a, b] = [pixels('plain'), pixels('other')];
           return { last: last && last.slice(0, 20), canvases: a.map((url, i) => url === b[i]) };
         })()",
    )?;
    page.screenshot("host-unusual")?;
    assert_eq!(different["last"], json!([]), "what differs in the unusual host");
    assert_eq!(
        different["canvases"].as_array().map(|all| all.iter().all(|same| *same == true)),
        Some(true),
        "{different}"
    );
    Ok(())
}

#[test]
fn a_figure_has_the_colours_that_its_document_says_there() -> Result<()> {
    let page = visit("scheme", &[], LAPTOP, "", |site| {
        let figure = |id: &str, more: &str| {
            format!("<dpop-lab id='{id}' preset='yes-no' backend='cpu' panel='curves' {more}></dpop-lab>")
        };
        format!(
            "{}<div id='host' style='color-scheme: dark'>{}{}</div>{}",
            module(site),
            figure("dark", ""),
            figure("light", "theme='light'"),
            figure("open", "")
        )
    })?;
    let ground = |id: &str| format!("getComputedStyle(inside('{id}', '.page')).backgroundColor");
    let (dark, light) = ("rgb(21, 22, 26)", "rgb(253, 253, 251)");
    let all = |colours: [&str; 3]| {
        let each = ["dark", "light", "open"].iter().zip(colours);
        let each: Vec<String> =
            each.map(|(id, colour)| format!("inside('{id}', '.page') && {} === '{colour}'", ground(id))).collect();
        each.join(" && ")
    };
    page.value("figure('open').scrollIntoView()")?;
    page.wait_for("the host's colours, the attribute's, the system's", &all([dark, light, light]), A_WHILE)?;
    page.value("document.getElementById('host').style.colorScheme = 'only light'")?;
    page.wait_for("the host's colours, now light", &all([light, light, light]), A_WHILE)?;
    page.prefer(Scheme::Dark)?;
    page.wait_for("the system's where nothing is said", &all([light, light, dark]), A_WHILE)?;
    page.value("document.getElementById('host').style.colorScheme = 'light dark'")?;
    page.wait_for("the system's where both are said", &all([dark, light, dark]), A_WHILE)?;
    page.value("figure('light').removeAttribute('theme')")?;
    page.wait_for("the system's without the attribute", &all([dark, dark, dark]), A_WHILE)?;
    Ok(())
}

#[test]
fn a_figure_of_three_hundred_pixels_cuts_nothing_off() -> Result<()> {
    let page = visit("narrow", &[], LAPTOP, "", |site| {
        format!(
            "{}<div style='width: 300px; margin: 0 auto'><dpop-lab id='all' preset='smaug' backend='cpu' pair='0' token='6'
               panel='headline,scores,pairs,strip,microscope,curves,answers,time'></dpop-lab></div>",
            module(site)
        )
    })?;
    page.wait_for("the training", "isDone('all')", A_WHILE)?;
    // What stands beyond either edge, unless it is in a part that scrolls, or is there for ears alone.
    let beyond = page.value(
        "await (async () => {
           inside('all', '.why').open = inside('all', '.trainer').open = true;
           await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
           const { left, right } = figure('all').getBoundingClientRect();
           const scrolls = (e) => e && e !== inside('all', '.page') && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
           return [...inside('all', '.page').querySelectorAll('*')].filter((e) => {
             const box = e.getBoundingClientRect();
             return box.width > 0 && (box.right > right + 0.5 || box.left < left - 0.5) && !scrolls(e) && !e.closest('.hidden, [data-hidden], [popover]');
           }).map(e => `${e.localName}.${e.className}: ${e.getBoundingClientRect().left - left}–${e.getBoundingClientRect().right - left}`);
         })()",
    )?;
    page.value("(inside('all', '.why').open = inside('all', '.trainer').open = false, true)")?;
    page.resize(Size { width: 320, height: 4200 })?;
    page.screenshot("host-narrow")?;
    assert_eq!(beyond, json!([]));
    Ok(())
}

/// Sums up how far the document's parts have jumped, as browsers measure it: the share of the window that moved, times how far it moved.
const SHIFTS: &str = "window.shifts = window.moved = 0; window.shifted = [];
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  window.shifts += entry.value;
  // What moves in a figure alone has no name out here.
  if (entry.sources.some(({ node }) => node)) window.moved += entry.value;
  window.shifted.push([entry.value, ...entry.sources.map(({ node, previousRect, currentRect }) => [node?.id || node?.nodeName, previousRect?.y, currentRect?.y, previousRect?.height, currentRect?.height].join(' '))].join(', '));
})).observe({ type: 'layout-shift', buffered: true });";

/// Parts of ten figures in a post, and of which example.
const TEN: [(&str, &str); 10] = [
    ("headline,curves,time", "smaug"),
    ("strip,time", "smaug"),
    ("microscope,answers", "smaug"),
    ("scores,curves,time", "far-apart"),
    ("", "yes-no"),
    ("pairs,time", "arithmetic"),
    ("headline,scores", "betas"),
    ("strip,microscope,time", "penalties"),
    ("curves", "yes-no"),
    ("headline,answers,time", "arithmetic"),
];

/// The room that the share sheet's snippet keeps for these parts, in pixels.
fn room(panels: &str) -> u32 {
    let panels = if panels.is_empty() { "headline,strip,curves,time" } else { panels };
    let height = |panel| match panel {
        "headline" => 6,
        "scores" => 8,
        "pairs" => 25,
        "strip" => 17,
        "microscope" => 15,
        "curves" => 28,
        "answers" => 14,
        _ => 3,
    };
    panels.split(',').fold(40, |sum, panel| sum + 12 + 15 * height(panel))
}

#[test]
fn ten_figures_have_their_room_before_they_are_there() -> Result<()> {
    for (width, size) in [(720, LAPTOP), (340, Size { width: 390, height: 844 })] {
        let page = visit("room", &[], size, SHIFTS, |site| {
            let figures = TEN.iter().enumerate().map(|(i, (panels, preset))| {
                let panel = if panels.is_empty() { String::new() } else { format!("panel='{panels}'") };
                // As the share sheet writes it: what is not loaded yet has about its height.
                let style = format!("display: block; min-height: {}px", room(panels));
                format!("<p>A paragraph of a post.</p><dpop-lab id='f{i}' preset='{preset}' backend='cpu' {panel} style='{style}'></dpop-lab>")
            });
            let figures: String = figures.collect();
            format!(
                "{}<article style='max-width: {width}px; margin: 0 auto'>{figures}<p>The end.</p></article>",
                module(site)
            )
        })?;
        for i in 0..TEN.len() {
            page.value(&format!("(document.querySelectorAll('p')[{i}].scrollIntoView(), true)"))?;
            page.wait_for("a figure", &format!("isDone('f{i}')"), A_WHILE)?;
        }
        let seen = page.value("[window.shifts, window.moved, window.shifted]")?;
        println!("    layout shift of ten figures at {width} px: {}, of it in their document: {}", seen[0], seen[1]);
        // Of the document's own parts and of all that is in the figures; browsers call a tenth good.
        assert!(seen[0].as_f64() <= Some(0.05), "{width} px: {seen}");
    }
    Ok(())
}

/// Chapters in a post, and the parts of them that are shown.
const CHAPTERS: [(&str, &str); 8] = [
    ("fall", ""),
    ("after", "formula"),
    ("premise", "verdicts"),
    ("loss", "stage"),
    ("pair", "text,question"),
    ("lambda", "formula,verdicts"),
    ("mass", "question,stage"),
    ("dispute", ""),
];

#[test]
fn figures_of_chapters_have_their_room_before_they_are_there() -> Result<()> {
    for (width, size) in [(720, LAPTOP), (340, Size { width: 390, height: 844 })] {
        let page = visit("chapter-room", &[], size, SHIFTS, |site| {
            let figures = CHAPTERS.iter().enumerate().map(|(i, (chapter, show))| {
                format!("<p>A paragraph of a post.</p><dpop-lab id='f{i}' chapter='{chapter}' show='{show}' backend='cpu'></dpop-lab>")
            });
            let figures: String = figures.collect();
            // What the element keeps itself: it is there before the figures are.
            format!(
                "{}<article style='max-width: {width}px; margin: 0 auto'></article>
                 <script type='module'>await customElements.whenDefined('dpop-lab'); document.querySelector('article').innerHTML = `{figures}<p>The end.</p>`;</script>",
                module(site)
            )
        })?;
        page.wait_for("the figures", "document.querySelector('dpop-lab')", A_WHILE)?;
        for i in 0..CHAPTERS.len() {
            page.value(&format!("(document.querySelectorAll('p')[{i}].scrollIntoView(), true)"))?;
            page.wait_for("a figure", &format!("isDone('f{i}')"), A_WHILE)?;
        }
        let seen = page.value("[window.shifts, window.moved, window.shifted]")?;
        println!(
            "    layout shift of figures of chapters at {width} px: {}, of it in their document: {}",
            seen[0], seen[1]
        );
        // In the figures sentences come when they are counted; the document around keeps still.
        assert!(seen[0].as_f64() <= Some(0.1) && seen[1].as_f64() <= Some(0.03), "{width} px: {seen}");
    }
    Ok(())
}

#[test]
fn a_frame_from_the_sheet_is_as_high_as_its_figure_under_a_strict_policy() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    page.wait_for("the page", "document.querySelector('.page')?.dataset.phase === 'done'", A_WHILE)?;
    page.value(
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
    )?;
    let snippet = page.wait_for("the sheet", "document.querySelector('.share textarea')?.value", A_WHILE)?;
    let snippet = snippet.as_str().ok_or("a snippet")?.to_owned();
    let site = page.site()?;
    let host = visit("frame", &[], LAPTOP, "", |_| {
        let site = site.trim_end_matches('/');
        format!(
            "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; script-src {site}; frame-src {site}\">{snippet}"
        )
    })?;
    host.wait_for(
        "the frame's height",
        "heights.length && heights.at(-1) > 300 && document.querySelector('iframe').clientHeight === heights.at(-1)",
        A_WHILE,
    )?;
    let wanted = host.value("Number(document.querySelector('iframe').getAttribute('height')) / heights.at(-1)")?;
    println!("the snippet's height is {wanted} of the figure's");
    assert!(
        (0.8..1.2).contains(&wanted.as_f64().unwrap_or(0.0)),
        "the snippet's own height is {wanted} of the figure's"
    );
    assert_eq!(complaints(&host)?, Vec::<String>::new());
    Ok(())
}

/// Takes away what some browsers do not have.
const BARE: &str =
    "delete window.ResizeObserver; delete window.IntersectionObserver; delete Navigator.prototype.clipboard;
delete Element.prototype.checkVisibility;";

#[test]
fn a_browser_without_observers_and_clipboard_has_the_page_whole() -> Result<()> {
    let page = Page::open_with(LAB, LAPTOP, Scheme::Light, BARE)?;
    page.wait_for("the training", "document.querySelector('.page')?.dataset.phase === 'done'", A_WHILE)?;
    let sizes = "[...document.querySelectorAll('.figure:not([hidden]) canvas')].map(canvas => canvas.width)";
    let before = page.value(sizes)?;
    let painted = "(() => { const c = document.querySelector('canvas[data-layer=picture]'); return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean); })()";
    page.wait_for("lines", painted, A_WHILE)?;
    assert!(before.as_array().is_some_and(|all| all.iter().all(|width| width.as_f64() > Some(600.0))), "{before}");
    page.resize(Size { width: 1000, height: 800 })?;
    page.wait_for("charts of another size", &format!("JSON.stringify({sizes}) !== '{before}'"), A_WHILE)?;
    page.value(
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
    )?;
    page.click(".share .copy button")?;
    page.wait_for(
        "what to do instead",
        "document.querySelector('.share [role=status]').textContent.includes('Ctrl C')",
        A_WHILE,
    )?;
    let selected = "(field => document.activeElement === field && field.value.slice(field.selectionStart, field.selectionEnd) === field.value)(document.querySelector('.share input'))";
    assert_eq!(page.value(selected)?, true, "the link is selected for the person to copy");
    assert_eq!(page.console()?, Vec::<String>::new());

    let host = visit("bare", &[], LAPTOP, BARE, |site| {
        format!(
            "{}<dpop-lab id='near' preset='yes-no' backend='cpu' panel='curves,time'></dpop-lab><div style='visibility: hidden'><dpop-lab id='hidden' preset='yes-no' panel='time'></dpop-lab></div><p style='height: 3000px'></p><dpop-lab id='far' preset='yes-no' backend='cpu' panel='time'></dpop-lab>
             <iframe src='{site}?embed&amp;panel=time&amp;preset=yes-no&amp;backend=cpu' title='figure'></iframe>",
            module(site)
        )
    })?;
    host.wait_for("a figure", "isDone('near')", A_WHILE)?;
    assert_eq!(host.value("['hidden', 'far'].map(id => Boolean(inside(id, '.page')))")?, json!([false, false]));
    host.value("figure('far').scrollIntoView()")?;
    host.wait_for("the figure further down, and the frame", "isDone('far') && heights.length", A_WHILE)?;
    assert_eq!(complaints(&host)?, Vec::<String>::new());
    Ok(())
}

/// A translator as browsers have them: puts an element of its own in place of each text, again and again. Every other time it keeps the text's
/// node, within its element.
const TRANSLATOR: &str = "window.translations = 0;
window.translate = (root) => {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found) {
    if (text.parentElement?.closest('style, script, textarea')) continue;
    const font = document.createElement('font');
    window.translations += 1;
    if (window.translations % 2) { font.textContent = text.data; text.replaceWith(font); }
    else { text.before(font); font.append(text); }
  }
};
window.failures = [];
addEventListener('error', ({ message }) => window.failures.push(message));
addEventListener('unhandledrejection', ({ reason }) => window.failures.push(String(reason)));";

#[test]
fn a_translated_page_goes_on_and_its_texts_change() -> Result<()> {
    let page =
        Page::open_with("index.html?backend=cpu&face=lab", LAPTOP, Scheme::Light, &format!("{HELPERS}{TRANSLATOR}"))?;
    page.wait_for("the page", "document.querySelector('.page')", A_WHILE)?;
    page.value("(window.translator = setInterval(() => translate(document.body), 300), true)")?;
    let text = "(selector) => document.querySelector(selector).textContent";
    let seen = page.value(
        &"await (async () => {
           const text = TEXT;
           const button = (name) => [...document.querySelectorAll('button')].find(button => button.textContent === name);
           const done = () => document.querySelector('.page').dataset.phase === 'done';
           const again = async () => { const before = window.translations; await until(() => window.translations > before + 100); };
           await until(done);
           await again();
           const seen = [text('[data-live=step]'), text('footer .main')];
           // Everything that renders: training, the past, other views, parts of the builder, an edit, another example, the argument.
           button('Train again').click();
           await until(() => text('footer .main') === 'Pause');
           await again();
           await until(done);
           await until(() => text('footer .main') !== 'Pause');
           for (const view of document.querySelectorAll('.views button')) { view.click(); await again(); }
           for (const tab of document.querySelectorAll('[role=tab]')) { tab.click(); await again(); }
           document.querySelectorAll('[role=tab]')[0].click();
           for (const mark of document.querySelectorAll('.mark')) mark.click();
           await again();
           document.querySelectorAll('input[name=pair]')[2].click();
           button('Edit').click();
           await again();
           button('Delete').click();
           await until(() => document.querySelectorAll('[data-pair]').length === 9);
           await again();
           const select = document.querySelector('header select');
           select.value = 'arithmetic';
           select.dispatchEvent(new Event('change', { bubbles: true }));
           await until(() => document.querySelectorAll('[data-pair]').length !== 9 && done());
           await again();
           button('Argument').click();
           for (let turn = 0; turn < 6; turn++) { await again(); document.querySelector('.turn .main').click(); }
           await again();
           button('Share').click();
           await again();
           seen.push(document.querySelector('.book h2').textContent.length > 3, window.failures);
           button('Lab').click();
           await until(() => document.querySelector('.views'));
           // And when it is over, what is read is what is there, once.
           clearInterval(window.translator);
           return seen;
         })()"
            .replace("TEXT", text),
    )?;
    page.screenshot("translated")?;
    assert_eq!(seen, json!(["preference 160/160", "Train again", true, []]));
    assert_eq!(page.console()?, Vec::<String>::new());
    // Left alone, nothing is there twice and nothing is missing: the same page, never translated, says the same.
    let says = "await (async () => {
       const page = document.querySelector('.page');
       await until(() => page.dataset.phase === 'done');
       return [...page.querySelectorAll('header, .views, [role=tablist], .strip, footer')].map(part => part.textContent.replace(/\\s+/g, ' '));
     })()";
    let translated = page.value(says)?;
    assert!(translated.as_array().is_some_and(|parts| parts.len() >= 5), "{translated}");
    Ok(())
}

#[test]
fn the_enter_of_an_input_method_submits_nothing() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    page.wait_for("the training", "document.querySelector('.page')?.dataset.phase === 'done'", A_WHILE)?;
    let counts = page.value(
        "await (async () => {
           const count = () => Number(document.querySelectorAll('[role=tab]')[1].textContent.match(/\\d+/)[0]);
           const drawn = () => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
           document.querySelectorAll('[role=tab]')[1].click();
           await drawn();
           const field = document.querySelector('[name=new-token]');
           field.focus();
           field.value = 'neu';
           field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
           await drawn();
           const press = async (more) => {
             document.querySelector('[name=new-token]').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true, ...more }));
             await drawn();
             return count();
           };
           return [count(), await press({ isComposing: true }), await press({ keyCode: 229 }), document.querySelector('[name=new-token]').value, await press({ keyCode: 13 })];
         })()",
    )?;
    let count = |i: usize| counts[i].as_u64().unwrap_or_default();
    assert_eq!((count(1), count(2)), (count(0), count(0)), "{counts}");
    assert_eq!((&counts[3], count(4)), (&json!("neu"), count(0) + 1), "{counts}");
    Ok(())
}
