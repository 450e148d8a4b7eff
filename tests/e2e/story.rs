//! The page as a visitor meets it: it trains by itself, shows the failure and its cure, and obeys its controls.

use crate::{
    A_WHILE, PHONE,
    page::{LAB, LAPTOP, Page, Scheme, Size},
    webdriver::Result,
};
use serde_json::{Value, json};
use std::time::Duration;

/// Long enough for a loaded machine without a GPU; the time that it really took is printed.
pub const TRAINED: Duration = Duration::from_secs(120);

const PROJECTOR: Size = Size { width: 1920, height: 1080 };

/// A short window, as beside a video call.
const LOW: Size = Size { width: 1280, height: 560 };

/// A phone held on its side.
const SIDEWAYS: Size = Size { width: 844, height: 390 };

/// What is left of a window of 1280 px at 400 %: WCAG 2.2, 1.4.10 asks for no scrolling to the side there.
const ZOOMED: Size = Size { width: 320, height: 640 };

/// A frame in somebody's post.
const EMBEDDED: Size = Size { width: 600, height: 700 };

/// The element that carries the state, and what it says.
pub const PHASE: &str = "document.querySelector('[data-phase]')?.dataset.phase";
const STEP: &str = "Number(document.querySelector('[data-step]')?.dataset.step)";
pub const CURSOR: &str = "Number(document.querySelector('[data-cursor]')?.dataset.cursor)";

/// The table twin of the charts stands on the page.
const TABLE: &str = "document.querySelectorAll('.numbers tbody tr').length > 10";

/// Waits until every step is made and, where this is the page, all parts of it have come; gives the milliseconds from navigation to the last step.
pub fn wait_until_done(page: &Page) -> Result<f64> {
    let done = format!("{PHASE} === 'done' && performance.now()");
    let done = page.wait_for("training to be done", &done, TRAINED)?.as_f64().unwrap_or(f64::NAN);
    let whole = "document.querySelector('#dpop-lab-page .page:not(.embedded)') === null || performance.getEntriesByName('dpop-lab-whole').length > 0";
    page.wait_for("all parts of the page", whole, TRAINED)?;
    Ok(done)
}

/// The scoreboard's numbers of the first run with this loss: Δ chosen, Δ rejected, accuracy.
pub fn scores(page: &Page, loss_type: &str) -> Result<[f64; 3]> {
    let read = format!(
        "(() => {{ const run = document.querySelector('[data-run][data-loss-type={loss_type}]').dataset;
                   return [run.deltaChosen, run.deltaRejected, run.accuracy].map(parseFloat); }})()"
    );
    let values = page.value(&read)?;
    let number = |index: usize| {
        let value = values[index].as_f64();
        value.ok_or_else(|| format!("{loss_type} has no number {index}: {values}"))
    };
    Ok([number(0)?, number(1)?, number(2)?])
}

#[test]
fn a_first_visit_sees_the_failure_and_its_cure_without_a_click() -> Result<()> {
    let _alone = crate::quiet::alone();
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    // Nobody clicks.
    let begun = page.wait_for("the first step", &format!("{STEP} > 0 && performance.now()"), A_WHILE)?;
    let begun = begun.as_f64().unwrap_or(f64::NAN);
    let done = wait_until_done(&page)?;
    let tasks = page.long_tasks(begun, done)?;
    println!(
        "    from navigation to the first step {:.2} s, to the last {:.2} s; tasks over 50 ms while training: {tasks:?}",
        begun / 1000.0,
        done / 1000.0
    );
    let [dpo, dpop] = [scores(&page, "dpo")?, scores(&page, "dpop")?];
    println!("    Δ chosen, Δ rejected, accuracy: DPO {dpo:?}, DPOP {dpop:?}");
    assert!(dpo[0] < -1.0 && dpo[2] == 1.0, "DPO ranks every pair and lowers the chosen answers: {dpo:?}");
    assert!(dpop[0] >= -0.1, "DPOP holds the chosen answers: {dpop:?}");
    assert!(dpo[1] < dpo[0], "the rejected answers fall further: {dpo:?}");
    check_short(&tasks);
    check_pushes(&page)?;
    let headline = page.text("[data-live=headline]")?;
    assert!(headline.contains("DPO"), "the headline tells the outcome: {headline:?}");
    page.screenshot("done-laptop-light")?;
    page.prefer(Scheme::Dark)?;
    page.screenshot("done-laptop-dark")?;
    page.resize(PROJECTOR)?;
    page.screenshot("done-projector-dark")?;
    page.resize(PHONE)?;
    page.screenshot("done-phone-dark")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// The paper's Figure 1 stands on the page: DPOP lifts every token of a preferred answer that falls, DPO none before the difference.
fn check_pushes(page: &Page) -> Result<()> {
    let row = |run: usize, of: &str| {
        page.value(&format!("document.querySelector('[data-strip=chosen] [data-row=push-{run}]').{of}"))
    };
    let signs = |run| row(run, "innerText.replace(/[^↑↓∅]/g, '')");
    let (dpo, dpop) = (signs(0)?, signs(1)?);
    let (dpo, dpop) = (dpo.as_str().unwrap_or_default(), dpop.as_str().unwrap_or_default());
    assert!(dpo.starts_with("∅∅∅∅∅↑"), "DPO pushes nothing before the difference and up at it: {dpo}");
    assert_eq!(dpop, "↑".repeat(dpo.chars().count()), "DPOP pushes all of a fallen answer up");
    // The first pair has not fallen at the end, and the row says so.
    assert_eq!(row(1, "dataset.when")?, "if-fallen");
    assert!(row(1, "innerText")?.as_str().is_some_and(|text| text.contains("if it falls")));
    assert!(!row(0, "innerText")?.as_str().is_some_and(|text| text.contains("if it falls")), "DPO has no hinge");
    Ok(())
}

/// Training gives way to the page; `tasks` are `(start, ms)` of those over 50 ms. A system that takes the processor away for a moment
/// makes a long task of a short one, so a few say nothing; a training that blocks shows in every slice.
pub fn check_short(tasks: &[(f64, f64)]) {
    let longest = tasks.iter().map(|(_, ms)| *ms).fold(0.0, f64::max);
    assert!(tasks.len() <= 3 && longest < 250.0, "the main thread was kept while training, (start, ms): {tasks:?}");
}

#[test]
fn every_example_trains_to_its_end() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let names = page.value("[...document.querySelectorAll('.example option')].map(option => option.value)")?;
    for name in names.as_array().into_iter().flatten().filter_map(Value::as_str).skip(1) {
        page.click(&format!(".example option[value={name}]"))?;
        page.wait_for("the new example to begin", &format!("{PHASE} !== 'done'"), A_WHILE)?;
        wait_until_done(&page)?;
        let runs = page.value(
            "[...document.querySelectorAll('[data-run]')].map(({ dataset }) => [dataset.lossType, Number(dataset.deltaChosen)])",
        )?;
        // Of a penalty whose sign is wrong on purpose nothing is promised.
        let wrong = (name == "sign-bug").then_some(1);
        println!("    {name}: {runs}");
        let changes = |loss_type: &'static str| {
            let runs = runs.as_array().into_iter().flatten().enumerate().filter(move |(at, _)| Some(*at) != wrong);
            runs.filter(move |(_, run)| run[0] == loss_type).filter_map(|(_, run)| run[1].as_f64())
        };
        let (dpo, dpop) = (changes("dpo").fold(f64::MIN, f64::max), changes("dpop").fold(f64::MAX, f64::min));
        assert!(dpo < 0.0 && dpop > dpo, "{name}: every DPOP keeps more of the chosen answers than any DPO: {runs}");
        page.screenshot(&format!("example-{name}"))?;
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_controls_pause_reset_and_scrub() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    // At four steps a second nothing ends while the test looks.
    page.click(".pace option:last-child")?;
    page.click("footer .main")?;
    page.wait_for(
        "the button to offer training",
        "document.querySelector('footer .main').textContent === 'Train'",
        A_WHILE,
    )?;
    let paused = page.value(&format!("[{PHASE}, {STEP}]"))?;
    // Two drawn frames and half a second later nothing has moved: at this pace a running session would have made two steps.
    page.value("await new Promise(next => setTimeout(next, 500))")?;
    assert_eq!(page.value(&format!("[{PHASE}, {STEP}]"))?, paused, "Pause holds the training");
    page.click(".pace option:first-child")?;
    page.click("footer .main")?;
    wait_until_done(&page)?;

    let end = page.value(CURSOR)?;
    page.value("document.querySelector('[data-live=slider]').focus()")?;
    page.press("\u{E011}")?;
    page.wait_for("Home to put the cursor on the initial model", &format!("{CURSOR} === 0 && 'there'"), A_WHILE)?;
    page.press("\u{E014}\u{E014}")?;
    page.wait_for("two arrows to move it two steps", &format!("{CURSOR} === 2"), A_WHILE)?;
    page.screenshot("scrubbed")?;
    page.click("footer .latest")?;
    page.wait_for("Latest to put it back", &format!("{CURSOR} === {end}"), A_WHILE)?;

    page.click(".views button:last-child")?;
    page.wait_for("the table", TABLE, A_WHILE)?;
    page.screenshot("table")?;
    page.click("footer button:nth-of-type(2)")?;
    page.wait_for("Reset to begin again", &format!("{PHASE} === 'sft' && {STEP} === 0"), A_WHILE)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_page_fits_its_window() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let size =
        "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]";
    for (name, window, one_screen) in [
        ("laptop", LAPTOP, true),
        ("projector", PROJECTOR, true),
        ("low window", LOW, false),
        ("embedded", EMBEDDED, false),
        ("phone", PHONE, false),
        ("phone on its side", SIDEWAYS, false),
        ("laptop at 400 %", ZOOMED, false),
    ] {
        page.resize(window)?;
        let over = page.value(size)?;
        assert!(over[0].as_i64() <= Some(0), "{name}: the page is wider than its window by {} px", over[0]);
        assert!(
            !one_screen || over[1].as_i64() <= Some(0),
            "{name}: the page is higher than its window by {} px",
            over[1]
        );
        page.value("scrollTo(0, document.documentElement.scrollHeight)")?;
        let gap = page.value(
            "document.querySelector('footer').getBoundingClientRect().top
             - document.querySelector('[data-live=scope-says]').getBoundingClientRect().bottom",
        )?;
        assert!(gap.as_f64() >= Some(0.0), "{name}: the transport covers the end of the page by {gap} px");
    }
    page.resize(PHONE)?;
    let strip = page.value(
        "(() => { const strip = document.querySelector('.strip .scroll');
                  return [strip.scrollWidth > strip.clientWidth, strip.tabIndex, strip.role, strip.ariaLabel]; })()",
    )?;
    assert_eq!(strip, json!([true, 0, "region", "Token by token"]), "what a phone scrolls is reached by keyboard");
    page.click(".views button:last-child")?;
    page.wait_for("the table, on a phone", TABLE, A_WHILE)?;
    page.screenshot("table-phone")?;
    Ok(())
}

#[test]
fn time_goes_both_ways_and_runs_fork() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let marks = page.value("[...document.querySelectorAll('.mark')].map(mark => mark.title).join('\\n')")?;
    assert!(marks.as_str().is_some_and(|marks| marks.contains("DPO’s preferred answers fall")), "{marks}");
    // Keys: to the beginning, an event, a step on, a step back.
    for (key, expected) in [("\u{E011}", 0), (".", 101), ("\u{E014}", 102), ("\u{E012}", 101)] {
        page.press(key)?;
        page.wait_for("the key to move the cursor", &format!("{CURSOR} === {expected}"), A_WHILE)?;
    }
    page.press("?")?;
    page.wait_for("the sheet of keys", "document.querySelector('dialog').open", A_WHILE)?;
    page.press("\u{E00C}")?;
    page.wait_for("the sheet to close", "!document.querySelector('dialog').open", A_WHILE)?;
    let before = scores(&page, "dpo")?;
    page.value("document.querySelector('[data-run=\"1\"] .run-settings > button').click()")?;
    page.value(
        "(() => { const lambda = document.querySelector(':popover-open input[type=number][max=\"1000000\"]');
                  lambda.value = 0; lambda.dispatchEvent(new Event('change', { bubbles: true })); })()",
    )?;
    page.wait_for(
        "the draft",
        "document.querySelector(':popover-open input[max=\"1000000\"]').value === '0'",
        A_WHILE,
    )?;
    page.click(":popover-open .main")?;
    let fork = "document.querySelector('[data-run=\"2\"]')";
    page.wait_for("the fork", &format!("{fork}?.textContent.includes('λ 0,')"), A_WHILE)?;
    page.press("\u{E010}")?;
    page.wait_for("the fork to be level", &format!("{CURSOR} === 260 && {fork}.dataset.deltaChosen"), TRAINED)?;
    let of =
        |run: usize| page.value(&format!("Number(document.querySelector('[data-run=\"{run}\"]').dataset.deltaChosen)"));
    assert!(of(2)?.as_f64() < of(1)?.as_f64(), "without λ nothing holds it: {} and {}", of(2)?, of(1)?);
    page.press("\u{E011}.")?;
    page.wait_for("the way back", &format!("{CURSOR} === 101"), A_WHILE)?;
    assert_eq!(scores(&page, "dpo")?, before, "going back never changes what was computed");
    page.screenshot("forked")?;
    // A fork is a change of the lab like any other.
    page.chord('\u{E009}', 'z')?;
    page.wait_for("the lab without it", &format!("!{fork}"), A_WHILE)?;
    wait_until_done(&page)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn settings_change_while_it_trains() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    page.wait_for("the reference", &format!("{PHASE} === 'preference'"), TRAINED)?;
    page.press(" ")?;
    page.wait_for("the pause", "document.querySelector('footer .main').textContent === 'Train'", A_WHILE)?;
    page.value("document.querySelector('[data-run=\"1\"] .run-settings > button').click()")?;
    page.value(
        "(() => { const lambda = document.querySelector(':popover-open input[type=number][max=\"1000000\"]');
                  lambda.value = 7; lambda.dispatchEvent(new Event('change', { bubbles: true })); })()",
    )?;
    page.wait_for("the change", "document.querySelector('[data-run=\"1\"]').textContent.includes('λ 7')", A_WHILE)?;
    page.value("document.querySelector(':popover-open').hidePopover()")?;
    // One step by hand, then all.
    let at = page.value(CURSOR)?.as_f64().unwrap_or(f64::NAN);
    page.press("\u{E014}")?;
    page.wait_for("one step", &format!("{CURSOR} === {}", at + 1.0), A_WHILE)?;
    page.press(" ")?;
    wait_until_done(&page)?;
    let marks = page.value("[...document.querySelectorAll('.mark')].map(mark => mark.title).join('\\n')")?;
    assert!(marks.as_str().is_some_and(|marks| marks.contains("DPOP gets other settings")), "{marks}");
    Ok(())
}

#[test]
fn sixty_four_runs_fit_the_page() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.value(
        "(async () => {
           const { Lab, grid } = await import('./dpop-lab.js');
           const lab = await (await fetch('presets/yes-no.json')).json();
           const lambda = Array.from({ length: 16 }, (_, i) => 2 ** i);
           lab.runs = grid({ loss_type: 'dpop', beta: [0.03, 0.1, 0.3, 1], lambda });
           lab.sft.steps = 5;
           location.hash = new URL((await Lab.create(lab, { backend: 'cpu' })).shareUrl()).hash;
         })()",
    )?;
    let begun = "document.querySelector('[data-live=headline]')?.textContent.includes('of 64 runs')";
    page.wait_for("the runs", begun, TRAINED)?;
    let [wide, high] = ["Width", "Height"].map(|side| {
        page.value(&format!("document.documentElement.scroll{side} - document.documentElement.client{side}"))
    });
    assert!(wide?.as_i64() <= Some(0), "the page is wider than its window");
    assert!(high?.as_i64() <= Some(200), "the page is much higher than its window");
    let named =
        |run: usize| page.value(&format!("document.querySelector('.push[data-row=push-{run}]')?.textContent ?? ''"));
    assert!(named(0)?.as_str().is_some_and(|text| text.contains("β 0.03 λ 1")), "{}", named(0)?);
    page.value("document.querySelector('[data-run=\"37\"] button:not(.line)').click()")?;
    page.wait_for("the run that was chosen", "document.querySelector('.push[data-row=push-37]')", A_WHILE)?;
    page.screenshot("many-runs")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
