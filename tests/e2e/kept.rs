//! Nothing that a person made is lost: not by a link, not in a second window, not by a chapter or a full memory; and an empty lab can be begun.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::{CURSOR, PHASE, wait_until_done},
    webdriver::Result,
};
use serde_json::json;

const PAIRS: &str = "document.querySelector('[data-tab=Pairs]')?.textContent";
const CHOSEN: &str = "document.querySelector('.example option:checked')?.textContent";
const KEPT: &str = "[...document.querySelectorAll('.example optgroup option')].map(option => option.textContent)";

/// What helps in any window of the site: `remove` deletes the first pair of the page in it.
const HANDS: &str = "
window.remove = (page = document) => page.querySelector('[data-pair] input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Delete', bubbles: true }));
window.until = async condition => { for (const end = performance.now() + 60000; !condition(); ) { if (performance.now() > end) throw new Error('in vain: ' + condition); await new Promise(next => setTimeout(next, 20)); } };
window.another = async () => { const frame = document.createElement('iframe'); frame.style = 'width: 900px; height: 700px'; frame.src = 'index.html?face=lab'; document.documentElement.append(frame);
  await until(() => frame.contentDocument?.querySelector('[data-pair]')); return frame.contentDocument; };
window.pairs = page => parseInt(page.querySelector('[data-tab=Pairs]').textContent);
window.kept = page => [...page.querySelectorAll('.example optgroup option')].map(option => option.textContent.match(/\\d+ pairs/)[0]).sort().join();";

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

fn open(script: &str) -> Result<Page> {
    Page::open_with(LAB, LAPTOP, Scheme::Light, &format!("{HANDS}\n{script}"))
}

#[test]
fn an_own_lab_outlives_a_link_and_back_leads_to_it() -> Result<()> {
    let page = open("")?;
    wait(&page, "the page", &format!("{PAIRS} === '10 pairs'"))?;
    page.value("remove()")?;
    wait(&page, "the own lab", &format!("{PAIRS} === '9 pairs' && {CHOSEN}.startsWith('Worked sums')"))?;
    let follow = |lab: &str| page.value(&format!("location.hash = 'v=1&preset={lab}'"));
    let shown = |title: &str| format!("{CHOSEN}.startsWith('{title}') && {PAIRS} === '10 pairs'");
    follow("yes-no")?;
    wait(&page, "the link's lab", &shown("Yes or no"))?;
    // Back, and forth, and through two links back again.
    page.value("history.back()")?;
    wait(&page, "the own lab", &format!("{PAIRS} === '9 pairs' && location.hash === ''"))?;
    page.value("history.forward()")?;
    wait(&page, "the link's lab again", &shown("Yes or no"))?;
    follow("betas")?;
    wait(&page, "another link's lab", &shown("Worked sums, three"))?;
    page.value("history.go(-2)")?;
    wait(&page, "the own lab", &format!("{PAIRS} === '9 pairs' && {CHOSEN}.endsWith('edited')"))?;
    // A plain visit after a link finds what was there before it, in the visit after as well.
    follow("yes-no")?;
    wait(&page, "the link's lab", &shown("Yes or no"))?;
    let site = page.site()?;
    for _ in 0..2 {
        page.visit_address(&site)?;
        wait(
            &page,
            "the own lab of the visit before",
            &format!("{PAIRS} === '9 pairs' && {CHOSEN}.endsWith('edited')"),
        )?;
    }
    // A link that is opened first and changed: then there are two.
    page.visit_address(&format!("{site}?backend=cpu#v=1&preset=yes-no"))?;
    page.reload()?;
    wait(&page, "the link's lab", &shown("Yes or no"))?;
    page.value("remove()")?;
    wait(&page, "a lab of its own", "location.hash === '' && location.search === '?backend=cpu&face=lab'")?;
    page.visit_address(&site)?;
    wait(&page, "the newest", &format!("{PAIRS} === '9 pairs' && {CHOSEN} === 'Yes or no, edited'"))?;
    let kept = page.value(KEPT)?;
    assert_eq!(kept.as_array().map(Vec::len), Some(1), "{kept}");
    assert!(
        kept[0]
            .as_str()
            .is_some_and(|label| label.starts_with("Worked sums (the paper's Figure 1), edited: 9 pairs, ")),
        "{kept}"
    );
    page.screenshot("kept-labs")?;
    page.click(".example optgroup option")?;
    wait(&page, "the first one", &format!("{CHOSEN}.startsWith('Worked sums') && {PAIRS} === '9 pairs'"))?;
    page.click("[data-do=undo]")?;
    wait(&page, "the newest", &format!("{CHOSEN} === 'Yes or no, edited'"))?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// Windows of one site share their memory; here they are frames of one document.
#[test]
fn no_window_takes_away_what_was_made_in_another() -> Result<()> {
    let page = Page::open_with("dpop-lab.d.ts", LAPTOP, Scheme::Light, HANDS)?;
    let seen = page.value(
        "await (async () => {
           const [a, b] = [await another(), await another()];
           remove(a);
           await until(() => pairs(a) === 9);
           remove(b); await until(() => pairs(b) === 9); remove(b);
           await until(() => pairs(b) === 8 && kept(b) === '9 pairs' && kept(a) === '8 pairs');
           // The same lab in two windows, changed in both.
           const [c, d] = [await another(), await another()];
           await until(() => pairs(c) === 8 && pairs(d) === 8 && kept(d) === '9 pairs');
           remove(c); await until(() => pairs(c) === 7 && kept(d) === '7 pairs,9 pairs');
           remove(d); await until(() => pairs(d) === 7); remove(d);
           await until(() => pairs(d) === 6);
           // And b, which has not been touched since, is not written over c's.
           remove(b); await until(() => pairs(b) === 7); remove(b); await until(() => pairs(b) === 6); remove(b); await until(() => pairs(b) === 5);
           const last = await another();
           await until(() => kept(last) === '6 pairs,7 pairs,9 pairs');
           return [pairs(last), localStorage.length];
         })()",
    )?;
    assert_eq!(seen, json!([5, 5]));
    // At most eight are kept, the newest.
    let many = page.value(
        "await (async () => {
           for (let size = 0; size < 7; size += 1) {
             const page = await another();
             const select = page.querySelector('.example select');
             select.value = 'arithmetic'; select.dispatchEvent(new Event('change', { bubbles: true }));
             await until(() => page.querySelector('.example option:checked').value === 'arithmetic');
             for (let left = 9; left >= 9 - size % 3; left -= 1) { remove(page); await until(() => pairs(page) === left); }
             page.querySelector('[data-tab=Vocabulary]').click();
             await until(() => page.querySelector('[name=new-token]'));
             const field = page.querySelector('[name=new-token]');
             field.value = 'word' + size; field.dispatchEvent(new Event('input', { bubbles: true }));
             // A turn of the event loop, in which the page takes in what was typed.
             await new Promise(next => setTimeout(next));
             page.querySelector('[data-do=add-token]').click();
             await until(() => page.querySelector(`[data-token=word${size}]`));
             // The next window opens the part that was looked at last.
             page.querySelector('[data-tab=Pairs]').click();
             await until(() => page.querySelector('[data-pair]'));
             page.defaultView.frameElement.remove();
           }
           const page = await another();
           await until(() => page.querySelector('.example optgroup'));
           return Object.keys(localStorage).filter(key => key.startsWith('dpop-lab own ')).length;
         })()",
    )?;
    assert_eq!(many, json!(8));
    // A window that goes breaks off what it is still fetching, a part that it would have had later, and the browser says so.
    let said = page.console()?.into_iter().filter(|line| !line.contains("Fetch API cannot load"));
    assert_eq!(said.collect::<Vec<_>>(), Vec::<String>::new());
    Ok(())
}

#[test]
fn a_newer_pages_text_stays_and_a_full_memory_is_said() -> Result<()> {
    let newer = json!({ "dpop-lab": "dpop-lab 9 a place of another kind\n{}", "dpop-lab own 7": "dpop-lab 9 a lab of another kind\n{}" });
    let page = open(&format!(
        "if (!localStorage.length) for (const [key, text] of Object.entries({newer})) localStorage.setItem(key, text);"
    ))?;
    wait(&page, "training", &format!("{PHASE} === 'preference' || {PHASE} === 'done'"))?;
    page.value("remove()")?;
    wait(&page, "the own lab", &format!("{PAIRS} === '9 pairs'"))?;
    page.reload()?;
    wait(&page, "the lab that was kept beside", &format!("{PAIRS} === '10 pairs' && {KEPT}.length === 1"))?;
    page.click(".example optgroup option")?;
    wait(&page, "the own lab", &format!("{PAIRS} === '9 pairs'"))?;
    let same = format!("Object.entries({newer}).every(([key, text]) => localStorage.getItem(key) === text)");
    assert_eq!(page.value(&same)?, json!(true), "what a newer page wrote is not touched");

    let summary = "document.querySelector('header .summary').textContent";
    assert!(page.value(summary)?.as_str().is_some_and(|text| text.contains("kept in this browser")));
    page.value(
        // To the last letter: what is left by keys of some letters has room for a word more.
        "(() => {
           for (let size = 1 << 22; size > 0; ) { try { localStorage.setItem('full ' + size + Math.random(), 'x'.repeat(size)); } catch { size >>= 1; } }
           for (let letter = 0xe000; ; letter++) { try { localStorage.setItem(String.fromCharCode(letter), ''); } catch { return; } }
         })()",
    )?;
    page.click("[data-tab=Vocabulary]")?;
    wait(&page, "the vocabulary", "document.querySelector('[name=new-token]')")?;
    page.value("document.querySelector('[name=new-token]').focus()")?;
    page.press("another\u{E007}")?;
    wait(&page, "the new word", "document.querySelector('[data-token=another]')")?;
    wait(&page, "a sentence", &format!("{summary}.includes('no room to keep it')"))?;
    wait_until_done(&page)?;
    // Where there is room again the next change is kept, and the sentence goes.
    page.value(
        "Object.keys(localStorage).filter(key => key.startsWith('full ') || key.length === 1).forEach(key => localStorage.removeItem(key))",
    )?;
    page.value("document.querySelector('[name=new-token]').focus()")?;
    page.press("more\u{E007}")?;
    wait(&page, "the change to be kept", &format!("{summary}.includes('kept in this browser')"))?;
    assert_eq!(page.value(&same)?, json!(true), "nor when the memory was full");
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn an_empty_lab_is_begun_with_one_click_and_takes_new_words_where_they_are_typed() -> Result<()> {
    let page = open("")?;
    wait_until_done(&page)?;
    page.click("[data-do=start-empty]")?;
    wait(
        &page,
        "the empty lab",
        &format!("{PAIRS} === '0 pairs' && document.activeElement.matches('.editor [name=prompt]')"),
    )?;
    let still = page.value(&format!(
        "[{CHOSEN}, !!document.querySelector('[data-empty]'), {PHASE} ?? null, document.querySelector('[data-live=headline]').textContent, document.querySelector('footer .main').disabled]"
    ))?;
    assert_eq!(still, json!(["Your own lab", true, null, "", true]));
    page.screenshot("empty-lab")?;
    // A link to it, and the visit after.
    page.value(
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
    )?;
    wait(&page, "its link", "document.querySelector('dialog.share input')?.value.includes('#v=1&lab=')")?;
    page.value("document.querySelector('dialog.share').close()")?;
    page.reload()?;
    wait(&page, "the empty lab again", &format!("{PAIRS} === '0 pairs' && {CHOSEN} === 'Your own lab'"))?;
    page.click("[data-do=new-pair]")?;
    for (key, text) in [("prompt", "the sky is"), ("chosen", "blue today"), ("rejected", "green today")] {
        wait(&page, "the field", &format!("document.querySelector('.editor [name={key}]')"))?;
        page.value(&format!("document.querySelector('.editor [name={key}]').focus()"))?;
        page.press(text)?;
        let add = format!(
            "document.querySelector('.editor [name={key}]').parentElement.querySelector('[data-do=add-words]')"
        );
        wait(
            &page,
            "its words to be offered",
            &format!("{add}?.textContent.includes('“{}”')", text.split(' ').next().unwrap_or_default()),
        )?;
        if key == "prompt" {
            assert_eq!(page.value(&format!("{add}.textContent"))?, "Add “the”, “sky”, “is” to the vocabulary");
            page.screenshot("new-words")?;
        }
        page.value(&format!("{add}.click()"))?;
        wait(&page, "its words to be known", &format!("!{add}"))?;
    }
    page.press("\u{E007}")?;
    wait(&page, "the first pair", &format!("{PAIRS} === '1 pair'"))?;
    wait_until_done(&page)?;
    // The last pair goes too.
    page.value("remove()")?;
    wait(&page, "no pair", &format!("{PAIRS} === '0 pairs' && !document.querySelector('[data-phase]')"))?;
    page.value("document.activeElement.blur()")?;
    page.press(" rv.hl")?;
    wait(&page, "the argument", "document.querySelector('.book[data-chapter=pair]')")?;
    page.press("  l")?;
    wait(&page, "the lab without pairs", &format!("{PAIRS} === '0 pairs'"))?;
    page.chord('\u{E009}', 'z')?;
    wait(&page, "the pair again", &format!("{PAIRS} === '1 pair'"))?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_address_follows_the_chapters_which_leave_the_own_lab_where_it_is() -> Result<()> {
    let page = open("")?;
    wait(&page, "the page", &format!("{PAIRS} === '10 pairs'"))?;
    page.value("remove()")?;
    wait(&page, "the own lab", &format!("{PAIRS} === '9 pairs'"))?;
    wait_until_done(&page)?;
    page.value("document.querySelectorAll('[data-pair] input')[3].click()")?;
    page.value("(() => { const slider = document.querySelector('[data-live=slider]'); slider.value = 150; slider.dispatchEvent(new Event('input', { bubbles: true })); })()")?;
    wait(&page, "the step", &format!("{CURSOR} === 150"))?;
    page.value("document.activeElement.blur()")?;
    page.press("l")?;
    wait(&page, "the argument", "location.search === '?chapter=pair'")?;
    wait(&page, "the step that was looked at", &format!("{CURSOR} === 150"))?;
    page.press("l")?;
    wait(
        &page,
        "the lab, where it was left",
        &format!(
            "{PAIRS} === '9 pairs' && {CURSOR} === 150 && document.querySelectorAll('[data-pair] input')[3].checked"
        ),
    )?;
    page.press("l")?;
    for (number, key) in [(1, "reference"), (2, "loss")] {
        page.value(&format!("document.querySelectorAll('.contents ol button')[{number}].click()"))?;
        wait(&page, key, &format!("location.search === '?chapter={key}'"))?;
    }
    page.value("history.back()")?;
    wait(
        &page,
        "the chapter before",
        "document.querySelector('.book').dataset.chapter === 'reference' && document.querySelector('.own')",
    )?;
    page.reload()?;
    wait(
        &page,
        "the same chapter",
        "document.querySelector('.book')?.dataset.chapter === 'reference' && document.querySelector('.own')",
    )?;
    page.press("l")?;
    wait(&page, "the own lab", &format!("{PAIRS} === '9 pairs' && location.search === '?face=lab'"))?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_fork_is_followed_to_the_end_and_the_plane_shows_all_that_are_compared() -> Result<()> {
    let page = open("")?;
    page.wait_for("the middle of the training", "Number(document.querySelector('[data-step]')?.dataset.step) > 60 && document.querySelector('[data-phase]').dataset.phase === 'preference'", A_WHILE)?;
    page.press(" ")?;
    wait(&page, "the pause", "document.querySelector('footer .main').textContent === 'Train'")?;
    page.value("(() => { const slider = document.querySelector('[data-live=slider]'); slider.value = 120; slider.dispatchEvent(new Event('input', { bubbles: true })); })()")?;
    wait(&page, "the past", &format!("{CURSOR} === 120"))?;
    page.value(
        "(window.seen = [], new MutationObserver(() => seen.push(Number(document.querySelector('.page').dataset.cursor)))
           .observe(document.querySelector('.page'), { attributeFilter: ['data-cursor'] }))",
    )?;
    page.value("document.querySelector('[data-run=\"1\"] .run-settings > button').click()")?;
    page.wait_for("the fork's button", "document.querySelector(':popover-open .main')", A_WHILE)?;
    page.click(":popover-open .main")?;
    page.wait_for("the end", &format!("{PHASE} === 'done' && {CURSOR} === 260"), A_WHILE)?;
    let seen = page.value("[seen.length > 1, seen.every((at, i) => i === 0 || at >= seen[i - 1]), document.querySelector('[data-run=\"2\"]').dataset.deltaChosen !== '']")?;
    assert_eq!(seen, json!([true, true, true]), "{}", page.value("seen")?);
    page.click(".views button:nth-child(5)")?;
    let note = "document.querySelector('[data-live=figure-note]')?.textContent";
    wait(&page, "the plane's sentence", &format!("{note}?.includes('losses of DPO, DPOP and DPOP @20 push')"))?;
    page.screenshot("plane-of-three")?;
    page.value("document.querySelector('[data-run=\"0\"] .line').click()")?;
    wait(
        &page,
        "the sentence without DPO",
        &format!("{note}?.includes('losses of DPOP and DPOP @20') && !{note}.includes('leads')"),
    )?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
