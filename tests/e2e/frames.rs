//! How smoothly the page draws while it trains: not a test but a measurement, `cargo xtask bench --page`. What it prints depends on the machine
//! and on what else that does, so nothing is asserted about it.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    story::{PHASE, TRAINED},
    webdriver::Result,
};
use serde_json::json;
use std::iter;

/// Ten seconds of frames: how many a second, the gap that one in twenty exceeds, steps a second, and every task of more than 50 ms.
const FRAMES: &str = "await (async () => {
    const step = () => +document.querySelector('.page').dataset.step;
    const [from, first] = [performance.now(), step()], gaps = [];
    await new Promise(done => {
      let last = from;
      const frame = now => { gaps.push(now - last); last = now; now - from < 10000 ? requestAnimationFrame(frame) : done(); };
      requestAnimationFrame(frame);
    });
    const seconds = (performance.now() - from) / 1000;
    gaps.sort((a, b) => a - b);
    const long = window.__tasks.filter(([start]) => start >= from).map(([, ms]) => Math.round(ms));
    return [gaps.length / seconds, gaps[Math.floor(gaps.length * 0.95)], (step() - first) / seconds, long];
  })()";

#[test]
#[ignore = "`cargo xtask bench --page` runs it"]
fn frames_while_two_runs_train() -> Result<()> {
    let _alone = crate::quiet::alone();
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    // Long enough that it trains for as long as anybody looks.
    let link = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           return (await Lab.create({ preset: 'smaug', preference: { steps: 100000 } }, { backend: 'cpu' })).shareUrl();
         })()",
    )?;
    let fragment = link.as_str().and_then(|link| link.split_once('#')).map(|(_, fragment)| fragment).ok_or("a link")?;
    page.visit(&format!("index.html?backend=cpu#{}", fragment.split("&step").next().unwrap_or_default()))?;
    page.wait_for("two runs to train", &format!("{PHASE} === 'preference'"), TRAINED)?;
    println!("    {:<10} {:>8} {:>13} {:>8}   tasks over 50 ms", "view", "frames/s", "95 % within", "steps/s");
    // In its first seconds a page is compiled, while it trains, on whatever cores there are: they have a line of their own.
    let views = ["answers", "loss", "tokens", "heat map", "plane", "areas", "loss over h"];
    for (view, name) in iter::once((0, "the first")).chain(views.into_iter().enumerate()) {
        page.click(&format!(".views button:nth-child({})", view + 1))?;
        let pressed = format!("document.querySelectorAll('.views button')[{view}].ariaPressed === 'true'");
        page.wait_for(name, &pressed, A_WHILE)?;
        let seen = page.value(FRAMES)?;
        let number = |place: usize| seen[place].as_f64().unwrap_or(f64::NAN);
        let long = if seen[3] == json!([]) { "none".to_owned() } else { format!("{} ms", seen[3]) };
        println!("    {name:<10} {:>8.1} {:>10.1} ms {:>8.1}   {long}", number(0), number(1), number(2));
    }
    Ok(())
}
