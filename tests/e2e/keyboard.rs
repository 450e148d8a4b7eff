//! A full lesson by keyboard alone: the focus is seen at every stop and never lost, and a screen reader is told what happens.

use crate::{
    A_WHILE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::{CURSOR, TRAINED},
    webdriver::Result,
};
use serde_json::{Value, json};
use std::time::Duration;

/// WebDriver's code points for keys.
const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SHIFT: char = '\u{E008}';
const CONTROL: char = '\u{E009}';
const ESCAPE: &str = "\u{E00C}";
const END: &str = "\u{E010}";
const HOME: &str = "\u{E011}";
const LEFT: &str = "\u{E012}";
const RIGHT: &str = "\u{E014}";
const DOWN: &str = "\u{E015}";

/// No control is further away than this.
const STOPS: usize = 120;

/// Keeps everything that a screen reader is told, in order.
const LISTEN: &str = "
window.__said = [];
new MutationObserver(() => {
  for (const region of document.querySelectorAll('[role=status], [role=alert]')) {
    const text = region.textContent.trim();
    if (text && region.__last !== text) window.__said.push(text);
    region.__last = text;
  }
}).observe(document, { subtree: true, childList: true, characterData: true });";

/// What it must have told at the end of the lesson.
const SAID: [&str; 7] = [
    "SFT has begun.",
    "SFT is done. Preference training has begun.",
    "Training is done. After 160 steps DPO has made the average preferred answer",
    "SFT 2/100",
    "Step 102: DPO’s preferred answers fall below the reference",
    "( 2 + 4 ) / 2 = preferred First 2 + 4 = 6 then 6 / 2 = 3, rejected",
    "which is not in the vocabulary",
];

/// What is wrong with the focus as it is now; nothing, if it can be seen. A control that is not drawn itself is shown by what is drawn around it.
const FOCUS: &str = "(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return 'the focus is lost';
  const name = at.outerHTML.slice(0, 160);
  if (!at.matches(':focus-visible')) return `not :focus-visible: ${name}`;
  const drawn = element => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  const around = [at, at.parentElement, at.nextElementSibling, at.previousElementSibling, at.parentElement?.parentElement];
  const shown = around.filter(element => element && drawn(element));
  if (!shown.length) return `no outline: ${name}`;
  const seen = element => {
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const top = document.elementFromPoint(Math.min(Math.max(x, 0), innerWidth - 1), Math.min(Math.max(y, 0), innerHeight - 1));
    const inside = box.width && box.height && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return inside && top && (element.contains(top) || top.contains(element));
  };
  return shown.some(seen) ? '' : `outside the window, or covered: ${name}`;
})()";

/// A person at the keyboard.
struct Hands<'a> {
    page: &'a Page,
}

impl Hands<'_> {
    /// Presses keys one by one and waits for what they do; the focus is somewhere afterwards, and can be seen.
    fn press(&self, keys: &str, what: &str, until: &str) -> Result<()> {
        self.page.press(keys)?;
        self.wait(what, until, A_WHILE)
    }

    /// The same with a modifier held.
    fn chord(&self, modifier: char, key: char, what: &str, until: &str) -> Result<()> {
        self.page.chord(modifier, key)?;
        self.wait(what, until, A_WHILE)
    }

    fn wait(&self, what: &str, until: &str, limit: Duration) -> Result<()> {
        if let Err(cause) = self.page.wait_for(what, until, limit) {
            self.page.screenshot("keyboard-failed")?;
            return Err(cause);
        }
        self.looks(what)
    }

    /// The focus can be seen.
    fn looks(&self, what: &str) -> Result<()> {
        // What a key has changed is laid out with the next frame.
        let frame = "await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))";
        self.page.value(frame)?;
        match self.page.value(FOCUS)?.as_str() {
            Some("") => Ok(()),
            fault => {
                self.page.screenshot("keyboard-failed")?;
                Err(format!("after {what}: {}", fault.unwrap_or_default()))
            }
        }
    }

    /// Goes on with Tab until the focus is on what the selector finds.
    fn tab_to(&self, selector: &str) -> Result<()> {
        self.tab(selector, None)
    }

    /// Goes back with Shift and Tab.
    fn tab_back_to(&self, selector: &str) -> Result<()> {
        self.tab(selector, Some(SHIFT))
    }

    fn tab(&self, selector: &str, modifier: Option<char>) -> Result<()> {
        let there = format!("document.activeElement.matches({})", json!(selector));
        for _ in 0..STOPS {
            match modifier {
                Some(modifier) => self.page.chord(modifier, '\u{E004}')?,
                None => self.page.press(TAB)?,
            }
            // From the last control the browser's own come next, and then the first.
            if self.page.value("document.activeElement === document.body")? == Value::Bool(true) {
                continue;
            }
            self.looks(&format!("Tab on the way to {selector}"))?;
            if self.page.value(&there)? == Value::Bool(true) {
                return Ok(());
            }
        }
        Err(format!("Tab does not lead to {selector}"))
    }
}

fn done() -> String {
    "document.querySelector('[data-phase]').dataset.phase === 'done'".into()
}

#[test]
fn a_full_lesson_by_keyboard_alone() -> Result<()> {
    let page = Page::open_with(LAB, LAPTOP, Scheme::Light, LISTEN)?;
    let hands = Hands { page: &page };
    let main = |label: &str| format!("document.querySelector('footer .main').textContent === {}", json!(label));
    let at = |step: u32| format!("{CURSOR} === {step} && 'there'");
    let pair = |index: u32| format!("document.querySelector('[data-pair=\"{index}\"] input').checked");
    page.wait_for("the page", "document.querySelector('footer .main')", A_WHILE)?;

    // Slowly, with the sheet of keys; the pause holds.
    hands.tab_to("header button:last-of-type")?;
    hands.press("?", "the sheet of keys", "document.querySelector('dialog').open")?;
    hands.press(ESCAPE, "the sheet to close", "!document.querySelector('dialog').open")?;
    hands.tab_to("footer .main")?;
    page.wait_for("the end", &done(), TRAINED)?;
    hands.press("r", "the beginning", &format!("{} && {}", main("Train"), at(0)))?;
    hands.press(RIGHT, "one step by hand", &at(1))?;
    hands.press(&format!("{RIGHT}{RIGHT}"), "two more", &at(3))?;
    hands.press(LEFT, "one back", &at(2))?;
    hands.tab_to("[data-live=slider]")?;
    hands.press(" ", "training", &main("Pause"))?;
    hands.press(" ", "the pause", &main("Train"))?;
    hands.press(" ", "training again", &main("Pause"))?;
    hands.wait("the end", &done(), TRAINED)?;

    // Events of the runs.
    hands.press(HOME, "the initial model", &at(0))?;
    hands.press(".", "the first event", &at(101))?;
    hands.press(END, "the end", &at(260))?;
    hands.press(",", "the last event", &format!("{CURSOR} < 260 && {CURSOR} > 101"))?;

    // A pair and a token: from anywhere, and where they stand.
    hands.press("j", "the second pair", &pair(1))?;
    hands.tab_back_to("[name=position]")?;
    hands.press(
        RIGHT,
        "another token",
        "document.activeElement.id === document.querySelector('[name=position]:checked').id",
    )?;
    hands.tab_back_to("[name=pair]")?;
    hands.press(DOWN, "the third pair", &pair(2))?;

    // λ while it trains, with the arrows on its slider.
    let open = "document.querySelector(':popover-open')";
    let lambda = "[data-run=\"1\"] .run-settings > button";
    hands.tab_to("footer .main")?;
    hands.press("r", "the beginning", &format!("{} && {}", main("Train"), at(0)))?;
    hands.press(RIGHT, "one step by hand", &at(1))?;
    hands.tab_to(lambda)?;
    hands.press(ENTER, "the settings", open)?;
    hands.tab_to(":popover-open [data-marks] input")?;
    hands.press(
        &format!("{LEFT}{LEFT}"),
        "a smaller λ",
        &format!("document.querySelector('{lambda}').textContent.includes('λ 40')"),
    )?;
    hands.press(ESCAPE, "the settings to close", &format!("!{open}"))?;
    hands.tab_to("footer .main")?;
    hands.press(" ", "training", &main("Pause"))?;
    hands.wait("the end", &done(), TRAINED)?;

    // A fork from the first event.
    hands.press(&format!("{HOME}."), "the first event", &at(101))?;
    hands.tab_to(lambda)?;
    hands.press(ENTER, "the settings", open)?;
    hands.tab_to(":popover-open [data-marks] input")?;
    hands.press(HOME, "no λ at all", &format!("{open}.querySelector('input[max=\"1000000\"]').value === '0'"))?;
    hands.tab_to(":popover-open .main")?;
    hands.press(ENTER, "the fork", "document.querySelector('[data-run=\"2\"]')?.textContent.includes('λ 0,')")?;
    hands.press(
        END,
        "the fork to be level",
        &format!("{CURSOR} === 260 && document.querySelector('[data-run=\"2\"]').dataset.deltaChosen"),
    )?;

    // Another example, and back.
    hands.tab_to(".example select")?;
    hands.press(DOWN, "the next example", "!document.querySelector('[data-run=\"2\"]')")?;
    hands.chord(
        CONTROL,
        'z',
        "the lab with the fork",
        "document.querySelector('[data-run=\"2\"]')?.textContent.includes('λ 0,')",
    )?;
    hands.wait("the end", &done(), TRAINED)?;

    // A pair is edited where it stands: its text, then one word of it.
    let struck_out =
        |word: &str| format!("document.querySelector('[data-pair=\"0\"] del')?.textContent === {}", json!(word));
    hands.tab_to("[name=pair]")?;
    hands.press(&"k".repeat(3), "the first pair", &pair(0))?;
    hands.press(ENTER, "the editor", "document.activeElement.matches('.editor [name=prompt]')")?;
    hands.tab_to(".editor [name=rejected]")?;
    hands.press(&format!("First 3 + 5 = 9 then 8 / 2 = 4{ENTER}"), "the other rejected answer", &struck_out("9"))?;
    hands.tab_to("[data-answer=chosen] [data-word='5']")?;
    hands.press(ENTER, "the words", "document.activeElement.matches('.chooser .chip')")?;
    hands.tab_to(".chooser [data-token='7']")?;
    hands.press(ENTER, "the chosen word", &struck_out("7"))?;
    hands.chord(CONTROL, 'z', "the word before", &struck_out("9"))?;
    hands.tab_to(".editor .tools button:last-child")?;
    hands.press(ENTER, "the editor to close", "!document.querySelector('.editor')")?;

    // And once more from the beginning.
    hands.tab_to("footer .main")?;
    page.wait_for("the end", &done(), TRAINED)?;
    hands.press(ENTER, "a new training", &main("Pause"))?;
    hands.wait("the end", &done(), TRAINED)?;

    let said = page.value("window.__said.join('\\n')")?;
    let said = said.as_str().unwrap_or_default();
    for part in SAID {
        assert!(said.contains(part), "nothing is said of {part:?}:\n{said}");
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
