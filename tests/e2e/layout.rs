//! Every view, sheet and popover in windows of many sizes: nothing is cut off, nothing lies over another's text, nothing jumps; in every theme
//! the charts' texts are read; paper and forced colours have all that there is to see.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme, Size},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::{Value, json};

/// What finds the faults; see there.
const FINDER: &str = include_str!("layout.js");

/// Whether the whole page is to be seen at once.
#[derive(Clone, Copy, PartialEq)]
enum Extent {
    OneScreen,
    Scrolls,
}

const fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

/// The windows: laptops, a lecture hall, a tablet, phones.
const WINDOWS: [(Size, Extent); 9] = [
    (size(1280, 720), Extent::OneScreen),
    (LAPTOP, Extent::OneScreen),
    (size(1366, 768), Extent::OneScreen),
    (size(1440, 900), Extent::OneScreen),
    (size(1920, 1080), Extent::OneScreen),
    (size(768, 1024), Extent::Scrolls),
    (size(390, 844), Extent::Scrolls),
    (size(360, 640), Extent::Scrolls),
    (size(320, 640), Extent::Scrolls),
];

/// What is to be seen: its name, how one gets there, and how back.
const VIEWS: [(&str, &str, &str); 8] = [
    ("answers", "view(0)", "0"),
    ("losses", "view(1)", "0"),
    ("tokens", "view(2)", "0"),
    ("heat map", "view(3)", "0"),
    ("plane", "view(4)", "0"),
    ("areas", "view(5)", "0"),
    ("loss over h", "view(6)", "0"),
    ("table", "view(7)", "view(0)"),
];
const PARTS: [(&str, &str, &str); 17] = [
    ("tokens, zoomed in", "(view(2), click('.zoom button'))", "(click('.zoom button:last-child'), view(0))"),
    ("vocabulary", "all('[role=tab]')[1].click()", "0"),
    ("settings", "all('[role=tab]')[2].click()", "0"),
    ("generator and files", "all('[role=tab]')[3].click()", "all('[role=tab]')[0].click()"),
    ("the first run's settings", "all('.run-settings > button')[0].click()", "click(':popover-open', 'hidePopover')"),
    (
        "the last run's settings",
        "all('.run-settings > button').at(-1).click()",
        "click(':popover-open', 'hidePopover')",
    ),
    ("the microscope's numbers", "click('[data-toggle=scope]')", "click('[data-toggle=scope]')"),
    ("the strip's legend", "click('.why summary')", "click('.why summary')"),
    ("the λ that tokens need", "click('[data-toggle=lambda]')", "click('[data-toggle=lambda]')"),
    ("another pair", "all('.pair input').at(-1).click()", "all('.pair input')[0].click()"),
    ("the past", "click('.mark')", "click('footer .latest')"),
    ("keys", "click('header button:last-of-type')", "click('dialog[open]', 'close')"),
    ("the sheet of links", "named('Share').click()", "click('dialog.share', 'close')"),
    ("the sheet of many seeds", "click('.scores .seeds')", "click('dialog.evidence', 'close')"),
    (
        "the code for a hall",
        "(named('Share').click(), await times(3, () => 0), click('.share .code button'))",
        "(click('dialog.hall', 'close'), click('dialog.share', 'close'))",
    ),
    ("who trains", "click('.trainer summary')", "click('.trainer summary')"),
    (
        "the argument",
        "await (async () => { named('Argument').click(); while (!named('Lab')) await settled(); })()",
        "named('Lab').click()",
    ),
];

/// Goes through `states` and gives what is wrong in each.
fn walk(page: &Page, states: &[(&str, &str, &str)], extent: Extent) -> Result<Vec<String>> {
    let states: String = states
        .iter()
        .map(|(name, there, back)| format!("[{}, async () => ({there}), async () => ({back})],\n", json!(name)))
        .collect();
    let found = page.value(&format!(
        "await (async () => {{
           const all = selector => [...document.querySelectorAll(selector)];
           const click = (selector, how = 'click') => all(selector)[0][how]();
           const view = index => all('.views button')[index].click();
           const named = name => all('header button').find(button => button.textContent === name);
           const settled = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
           const times = async (count, what) => {{ for (let i = 0; i < count; i++) {{ what(); await settled(); }} }};
           const found = [];
           for (const [name, there, back] of [{states}]) {{
             await there();
             await settled();
             found.push(...layoutFaults({}).map(fault => `${{name}}: ${{fault}}`));
             await back();
             await new Promise(requestAnimationFrame);
           }}
           return found;
         }})()",
        extent == Extent::OneScreen
    ))?;
    let found = found.as_array().cloned().unwrap_or_else(|| vec![found]);
    Ok(found.iter().map(|fault| fault.as_str().map_or_else(|| fault.to_string(), str::to_owned)).collect())
}

/// All of it in each of these windows, for work and for a hall; `of` says in the pictures' names what is looked at.
fn walk_all(page: &Page, of: &str, windows: &[(Size, Extent)], states: &[(&str, &str, &str)]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for &(window, extent) in windows {
        page.resize(window)?;
        let Size { width, height } = window;
        page.screenshot(&format!("layout-{of}-{width}x{height}"))?;
        let mut note = |mode: &str, faults: Vec<String>| {
            println!("    {of}, {width}×{height}{mode}: {} faults", faults.len());
            found.extend(faults.into_iter().map(|fault| format!("{of}, {width}×{height}{mode}: {fault}")));
        };
        note("", walk(page, states, extent)?);
        if extent == Extent::OneScreen {
            page.press("p")?;
            page.wait_for("the presentation", "!document.querySelector('.builder')", A_WHILE)?;
            page.screenshot(&format!("layout-{of}-{width}x{height}-presentation"))?;
            note(", presentation", walk(page, &VIEWS, extent)?);
            page.press("p")?;
            page.wait_for("work again", "document.querySelector('.builder')", A_WHILE)?;
        }
    }
    Ok(found)
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

fn open(path: &str, scheme: Scheme) -> Result<Page> {
    let page = Page::open_with(path, LAPTOP, scheme, FINDER)?;
    wait_until_done(&page)?;
    Ok(page)
}

#[test]
fn no_view_sheet_or_popover_is_cut_off_or_covered_at_any_size() -> Result<()> {
    let page = open(LAB, Scheme::Light)?;
    // The lesson jumps where a person wants no motion, and so does this walk.
    page.prefer_stillness()?;
    let states: Vec<_> = VIEWS.into_iter().chain(PARTS).collect();
    let mut found = walk_all(&page, "smaug", &WINDOWS, &states)?;
    // Three runs, one of them a fork; an example of three with long names; and four.
    fork(&page, 3)?;
    found.extend(walk_all(&page, "a fork", &WINDOWS[..5], &VIEWS)?);
    page.visit("index.html?preset=betas")?;
    wait_until_done(&page)?;
    found.extend(walk_all(&page, "betas", &WINDOWS, &VIEWS)?);
    fork(&page, 4)?;
    found.extend(walk_all(&page, "four runs", &WINDOWS[..5], &VIEWS)?);
    assert_none(&found);
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// Forks the second run early on and trains it to its end; so many runs there are then.
fn fork(page: &Page, runs: usize) -> Result<()> {
    page.resize(LAPTOP)?;
    page.value("document.querySelector('.mark').click()")?;
    page.click("[data-run=\"1\"] .run-settings > button")?;
    page.wait_for("what begins a fork", "document.querySelector(':popover-open .main')", A_WHILE)?;
    page.click(":popover-open .main")?;
    page.wait_for("the fork", &format!("document.querySelectorAll('[data-run]').length === {runs}"), A_WHILE)?;
    page.click("footer .latest")?;
    page.wait_for(
        "the fork to be level",
        &format!("document.querySelector('[data-run=\"{}\"]').dataset.deltaChosen", runs - 1),
        A_WHILE,
    )?;
    wait_until_done(page).map(drop)
}

#[test]
fn what_a_pointer_reads_moves_nothing() -> Result<()> {
    let watch = "window.__shifts = [];
      new PerformanceObserver(list => window.__shifts.push(...list.getEntries().map(shift =>
        `${shift.value}: ${shift.sources.map(source => source.node?.className ?? source.node?.nodeName)}`)))
        .observe({ type: 'layout-shift', buffered: true });";
    let page = Page::open_with("index.html?preset=betas", LAPTOP, Scheme::Light, watch)?;
    wait_until_done(&page)?;
    for window in [LAPTOP, size(1366, 768), size(390, 844)] {
        page.resize(window)?;
        for view in 0..8 {
            page.value(&format!("document.querySelectorAll('.views button')[{view}].click()"))?;
            for part in [".plot", ".figure:not([hidden])", ".strip table", ".panel", ".scores", ".answers", "footer"] {
                // Of the microscope and the charts each view, of the others one.
                if view > 0 && part != ".figure:not([hidden])" {
                    continue;
                }
                page.value(&format!(
                    "await (async () => {{
                       document.querySelector('{part}')?.scrollIntoView({{ block: 'center' }});
                       await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())));
                       window.__shifts = [];
                       window.__height = document.documentElement.scrollHeight;
                     }})()"
                ))?;
                if page.value(&format!("!document.querySelector('{part}')"))? == json!(true) {
                    continue;
                }
                let [left, top, width, height] = page.place(part)?;
                let inside = |x: f64, y: f64| {
                    (x.clamp(1.0, f64::from(window.width) - 2.0), y.clamp(1.0, f64::from(window.height) - 2.0))
                };
                let way: Vec<_> = (0..14)
                    .map(|i| f64::from(i) / 13.0)
                    .map(|share| inside(left + width * (0.02 + 0.96 * share), top + height * (0.25 + 0.5 * share)))
                    .collect();
                page.hover(&way)?;
                let moved = page.value(
                    "await (async () => {
                       await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))));
                       return [window.__shifts, document.documentElement.scrollHeight - window.__height];
                     })()",
                )?;
                assert_eq!(moved, json!([[], 0]), "{part}, view {view}, {} px wide", window.width);
            }
        }
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// The views whose texts are drawn, and all texts there: those of which too little is to be seen, with what is seen.
fn faint(page: &Page, least: f64) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    for (view, name) in
        ["answers", "losses", "tokens", "heat map", "plane", "areas", "loss over h"].into_iter().enumerate()
    {
        page.value(&format!(
            "await (async () => {{
               document.querySelectorAll('.views button')[{view}].click();
               await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
             }})()"
        ))?;
        let seen = page.value("canvasContrasts()")?;
        let seen = seen.as_array().cloned().unwrap_or_default();
        assert!(seen.len() > 4, "{name}: {} texts", seen.len());
        let is_faint = |text: &Value| text["contrast"].as_f64() < Some(least) || text["inked"].as_u64() < Some(4);
        found.extend(seen.into_iter().filter(is_faint).map(|text| json!([name, text])));
    }
    Ok(found)
}

#[test]
fn every_text_of_every_chart_is_read_in_every_theme() -> Result<()> {
    let page = open(LAB, Scheme::Light)?;
    // Where the heat map has room for numbers.
    page.resize(size(1920, 1080))?;
    // By WCAG 2.2 AA; a projector's light washes out what has less than 7 : 1.
    for (theme, least) in [("light", 4.5), ("dark", 4.5), ("projector", 7.0)] {
        while page.value("document.documentElement.dataset.theme")? != theme {
            page.press("t")?;
        }
        page.wait_for(
            "the charts",
            "await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
            A_WHILE,
        )?;
        page.screenshot(&format!("theme-{theme}"))?;
        // In the heat map black or white stands on tints of any depth: one of them always has 4.58 : 1.
        let found = faint(&page, least)?;
        let found: Vec<_> =
            found.iter().filter(|text| text[0] != "heat map" || text[1]["contrast"].as_f64() < Some(4.5)).collect();
        assert!(found.is_empty(), "{theme}: {found:#?}");
    }
    Ok(())
}

#[test]
fn a_colour_is_what_the_browser_computes_however_it_is_written() -> Result<()> {
    let page = open(LAB, Scheme::Light)?;
    let ways =
        ["#a04", "rgb(170 0 68)", "hsl(336 100% 33.3%)", "color-mix(in srgb, #a04, #a04)", "lab(from #a04 l a b)"];
    for way in ways {
        page.value(&format!(
            "(document.documentElement.style.setProperty('--run-0', {}), document.querySelectorAll('.views button')[4].click(),
              document.querySelectorAll('.views button')[0].click())",
            json!(way)
        ))?;
        page.wait_for(
            &format!("a line in {way}"),
            "canvasContrasts().find(text => text.text.startsWith('DPO '))?.colour === '#aa0044'",
            A_WHILE,
        )?;
    }
    Ok(())
}

#[test]
fn paper_shows_all_that_is_seen_black_on_white() -> Result<()> {
    let page = open(LAB, Scheme::Dark)?;
    page.emulate("print", &[("prefers-color-scheme", "dark")])?;
    page.resize(size(690, 975))?;
    page.wait_for("the print's colours", "document.documentElement.hasAttribute('data-print')", A_WHILE)?;
    page.screenshot("print")?;
    let shown = page.value(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
          [...document.querySelectorAll('footer, header button, [role=tablist], .views button[aria-pressed=false]')].some(control => control.checkVisibility()),
          ['.headline', '.scores', '.pair', '.strip', '.scope', '.curves canvas', '.answers'].every(part => document.querySelector(part).checkVisibility()),
          document.documentElement.scrollWidth <= innerWidth]",
    )?;
    assert_eq!(shown, json!(["rgb(255, 255, 255)", "rgb(0, 0, 0)", false, true, true]));
    assert_none(&walk(&page, &[("paper", "0", "0")], Extent::Scrolls)?);
    page.wait_for(
        "charts in black on white, in the sheet's width",
        "(texts => texts.length > 0 && texts.every(text => text.contrast >= 7))(canvasContrasts())",
        A_WHILE,
    )?;
    page.emulate("screen", &[("prefers-color-scheme", "dark")])?;
    page.wait_for(
        "the screen's colours",
        "!document.documentElement.hasAttribute('data-print') && canvasContrasts().every(text => text.contrast >= 4.5)",
        A_WHILE,
    )?;
    // A dialogue to print in says so by events alone.
    page.value("dispatchEvent(new Event('beforeprint'))")?;
    let seen = page.value("canvasContrasts().map(text => text.contrast)")?;
    let least = seen.as_array().into_iter().flatten().filter_map(Value::as_f64).fold(f64::INFINITY, f64::min);
    assert!(least >= 7.0, "drawn for paper before it is printed: {seen}");
    page.value("dispatchEvent(new Event('afterprint'))")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn forced_colours_are_everyones_and_what_is_chosen_has_a_line() -> Result<()> {
    let page = open(LAB, Scheme::Light)?;
    for scheme in ["light", "dark"] {
        page.emulate("screen", &[("forced-colors", "active"), ("prefers-color-scheme", scheme)])?;
        let system = "(names => names.map(name => {
            const probe = document.body.appendChild(Object.assign(document.createElement('i'), { style: `forced-color-adjust: none; color: ${name}` }));
            const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g);
            probe.remove();
            return '#' + [r, g, b].map(part => (+part).toString(16).padStart(2, '0')).join('');
          }))(['CanvasText', 'LinkText', 'VisitedText', 'GrayText'])";
        page.wait_for(
            "charts in the person's colours",
            &format!("(colours => canvasContrasts().every(text => colours.includes(text.colour)))({system})"),
            A_WHILE,
        )?;
        page.screenshot(&format!("forced-{scheme}"))?;
        let found = faint(&page, 4.5)?;
        let found: Vec<_> = found.iter().filter(|text| text[0] != "heat map").collect();
        assert!(found.is_empty(), "{scheme}: {found:#?}");
        page.value("document.querySelectorAll('.views button')[0].click()")?;
        let lines = page.value(
            "(() => {
               const style = selector => getComputedStyle(document.querySelector(selector));
               const underlined = selector => style(selector).textDecorationLine === 'underline';
               const outlined = selector => style(selector).outlineStyle === 'solid';
               const ground = style('body').backgroundColor;
               return [underlined('[role=tab][aria-selected=true]'), underlined('[role=tab][aria-selected=false]'),
                       underlined('.views [aria-pressed=true]'), underlined('.views [aria-pressed=false]'),
                       outlined('.row:has(:checked)'), outlined('.row:not(:has(:checked))'),
                       outlined('.strip [data-at]'), outlined('.strip td:not([data-at])'),
                       style('.bars i').backgroundColor !== ground];
             })()",
        )?;
        assert_eq!(lines, json!([true, false, true, false, true, false, true, false, true]), "{scheme}");
        page.press("\u{E004}\u{E004}")?;
        let focus = page.value("(style => [style.outlineStyle, parseFloat(style.outlineWidth) >= 2])(getComputedStyle(document.activeElement))")?;
        assert_eq!(focus, json!(["solid", true]), "{scheme}: what has the focus is seen");
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn no_chapter_is_cut_off_in_any_window() -> Result<()> {
    let page = open("index.html?backend=cpu&chapter=pair", Scheme::Light)?;
    page.prefer_stillness()?;
    page.wait_for("the book", "document.querySelector('.book[data-chapter]')", A_WHILE)?;
    let mut found = Vec::new();
    for (window, extent) in WINDOWS {
        page.resize(window)?;
        let Size { width, height } = window;
        let faults = page.value(&format!(
            "await (async () => {{
               const settled = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
               const until = async condition => {{ while (!condition()) await settled(); }};
               const found = [];
               const page = document.querySelector('.page');
               for (const number of [...document.querySelectorAll('.contents ol button')]) {{
                 number.click();
                 await settled();
                 document.querySelector('.question:not([data-answered]) .told button')?.click();
                 await until(() => page.dataset.phase === 'done');
                 await until(() => [...document.querySelectorAll('.book [data-statement], .told span')].every(e => /[.]$/.test(e.textContent)));
                 await settled();
                 found.push(...layoutFaults({}).map(fault => `${{document.querySelector('.book').dataset.chapter}}: ${{fault}}`));
               }}
               return found;
             }})()",
            extent == Extent::OneScreen
        ))?;
        let faults: Vec<String> = faults
            .as_array()
            .into_iter()
            .flatten()
            .map(|fault| fault.as_str().unwrap_or_default().to_owned())
            .collect();
        println!("    chapters, {width}×{height}: {} faults", faults.len());
        found.extend(faults.into_iter().map(|fault| format!("{width}×{height}: {fault}")));
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    Ok(())
}
