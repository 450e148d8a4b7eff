//! What is told is true: what is called measured is, and a run that has diverged is told of wherever a person or a program looks.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::json;

/// A lab of three pairs in which SGD is too fast for λ alone.
const LAB: &str = r#"{ dataset: { pairs: [
    { prompt: "2 + 2 =", chosen: "4 .", rejected: "5 ." },
    { prompt: "1 + 2 =", chosen: "3 .", rejected: "4 ." },
    { prompt: "3 + 3 =", chosen: "6 .", rejected: "7 ." } ] },
    sft: { steps: 60 }, preference: { steps: 100, learning_rate: 0.03, optimizer: "sgd" },
    runs: [{ loss_type: "dpo" }, { loss_type: "dpop", lambda: 100000 }] }"#;

#[test]
fn measured_gradients_agree_and_a_run_that_diverged_is_told_of() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(&format!(
        "await (async () => {{
           const {{ Lab }} = await import('./dpop-lab.js');
           const lab = await Lab.create({LAB}, {{ backend: 'cpu' }});
           const before = await lab.train('sft');
           const after = await lab.train('preference');
           const {{ theory }} = await lab.inspect({{ run: 0, pair: 1, step: 40 }});
           const fast = await Lab.create({{ ...{LAB}, preference: {{ steps: 9, learning_rate: 10, optimizer: 'sgd' }} }}, {{ backend: 'cpu' }});
           await fast.train('sft');
           const refused = await fast.train('preference').then(() => 'nothing', cause => cause.message);
           return {{ link: lab.shareUrl(), before, after, told: lab.diverged, refused,
                     disagreement: Math.max(...theory.positions.map(position => position.disagreement)),
                     finite: [lab, fast].every(lab => lab.metrics().every(row => Object.values(row).every(value => typeof value !== 'number' || isFinite(value)))),
                     rows: [0, 1].map(run => lab.metrics().filter(row => row.run === run).length) }};
         }})()"
    ))?;
    println!("    {}\n    {}\n    apart by {}", seen["after"], seen["refused"], seen["disagreement"]);
    assert!(seen["disagreement"].as_f64() < Some(1e-3), "{seen}");
    assert_eq!((&seen["before"], &seen["finite"]), (&json!({ "diverged": [] }), &json!(true)));
    let stopped = &seen["after"]["diverged"];
    assert_eq!((&stopped[0]["run"], &stopped[1], &seen["told"]), (&json!(1), &json!(null), stopped));
    let at = stopped[0]["step"].as_u64().ok_or("a step")?;
    assert_eq!((&seen["rows"][0], &seen["rows"][1]), (&json!(101), &json!(at)), "what was before is kept: {seen}");
    assert!(stopped[0]["reason"].as_str().is_some_and(|reason| reason.contains("lambda, 100000")), "{stopped}");
    assert!(seen["refused"].as_str().is_some_and(|reason| reason.contains("preference.learning_rate, which is 10")));

    // The page says it in its headline, in a sentence of its own, and where the run's numbers were.
    page.visit_address(seen["link"].as_str().ok_or("a link")?)?;
    page.wait_for("the page", "document.querySelector('[data-run]')", A_WHILE)?;
    wait_until_done(&page)?;
    let stops = format!("stopped at step {at}");
    let row = "document.querySelector('[data-run=\"1\"] .stopped').textContent";
    assert_eq!(page.wait_for("the scoreboard", &format!("{row} || null"), A_WHILE)?, json!(stops));
    assert_eq!(page.value("document.querySelector('[data-run=\"0\"] .stopped').textContent")?, json!(""));
    let headline = page.text("[data-live=headline]")?;
    assert!(headline.contains(&format!("DPOP {stops}")), "{headline}");
    assert!(page.text(".story .fault")?.contains("lambda, 100000"), "the reason is told while the other run goes on");
    let wide = page.value("document.documentElement.scrollWidth <= innerWidth")?;
    assert_eq!(wide, json!(true), "no number breaks the layout");
    page.screenshot("one-run-stopped")?;
    let complaints: Vec<String> = page.console()?.into_iter().filter(|line| !line.contains("favicon")).collect();
    assert_eq!(complaints, Vec::<String>::new());
    Ok(())
}
