//! The page for teachers and its handout: legible for everybody, on a phone as well, and one plan at a time.

use crate::{
    PHONE,
    access::{axe, violations},
    page::{LAPTOP, Page, Scheme},
    webdriver::Result,
};
use serde_json::json;

/// The least size of a text, in pixels.
const LEAST: &str = "Math.min(...[...document.querySelectorAll('body *')]
    .filter(e => e.getClientRects().length && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => parseFloat(getComputedStyle(e).fontSize)))";

/// How many steps are shown.
const STEPS: &str =
    "[...document.querySelectorAll('.plan tbody tr')].filter(row => row.getClientRects().length).length";

#[test]
fn teachers_find_a_plan_and_a_handout() -> Result<()> {
    for path in ["teach/index.html", "teach/handout.html"] {
        let page = Page::open_with(path, LAPTOP, Scheme::Light, &axe()?)?;
        page.value("document.querySelectorAll('details').forEach(details => { details.open = true; })")?;
        for (size, scheme) in
            [(LAPTOP, Scheme::Light), (LAPTOP, Scheme::Dark), (PHONE, Scheme::Dark), (PHONE, Scheme::Light)]
        {
            page.resize(size)?;
            page.prefer(scheme)?;
            assert_eq!(violations(&page)?, Vec::<String>::new(), "{path} at {} pixels", size.width);
            let wide = page.value("document.documentElement.scrollWidth - innerWidth")?;
            assert!(wide.as_f64() <= Some(0.0), "{path} is {wide} pixels too wide at {}", size.width);
            let least = page.value(LEAST)?;
            assert!(least.as_f64() >= Some(13.0), "{path} has text of {least} pixels");
        }
        page.screenshot(&path.replace('/', "-").replace(".html", ""))?;
        assert_eq!(page.console()?, Vec::<String>::new());
    }
    let page = Page::open("teach/index.html", LAPTOP, Scheme::Light)?;
    for (plan, steps) in [("15", 7), ("45", 13), ("90", 19)] {
        page.value(&format!("document.querySelector('#plan-{plan}').click()"))?;
        assert_eq!(page.value(STEPS)?, json!(steps), "{plan} minutes");
    }
    Ok(())
}
