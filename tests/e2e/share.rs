//! Links: what the sheet gives, what opening them shows, and what happens to those that are damaged.

use crate::{
    A_WHILE,
    page::{LAPTOP, Page, Scheme},
    webdriver::{Browser, Result},
};

const TRAINED: &str = "document.querySelector('.page')?.dataset.phase === 'done'";
const COMPARED: &str = "document.querySelector('[data-compared]')?.dataset.compared";

/// The link that the sheet shows.
fn link(page: &Page) -> Result<String> {
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
    let page = Page::open("index.html?backend=cpu", LAPTOP, Scheme::Light)?;
    page.wait_for("the training", TRAINED, A_WHILE)?;
    page.value("document.querySelectorAll('input[name=pair]')[2].click()")?;
    page.value("(() => { const slider = document.querySelector('[data-live=slider]'); slider.value = 187; slider.dispatchEvent(new Event('input', { bubbles: true })); })()")?;
    page.wait_for(
        "the step",
        "document.querySelector('[data-live=step]').textContent === 'preference 87/160'",
        A_WHILE,
    )?;
    let link = link(&page)?;
    assert!(link.contains("#v=1&preset=smaug&pair=2&step=87&digest="), "{link}");
    page.screenshot("share")?;
    for browser in [Browser::Chromium, Browser::Firefox] {
        let other = Page::open_in(browser, LAPTOP)?;
        other.visit(&format!("index.html?backend=cpu#{}", fragment(&link)?))?;
        let verdict = other.wait_for("the comparison", COMPARED, A_WHILE)?;
        assert_eq!(verdict, "same", "{browser:?}");
        other.wait_for("the end", TRAINED, A_WHILE)?;
        let step = other.text("[data-live=step]")?;
        assert_eq!(step, "preference 87/160", "{browser:?}");
        let pair = other.value("[...document.querySelectorAll('input[name=pair]')].findIndex(pair => pair.checked)")?;
        assert_eq!(pair, 2, "{browser:?}");
    }
    Ok(())
}

#[test]
fn an_edited_lab_travels_whole_and_what_was_there_comes_back() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
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
