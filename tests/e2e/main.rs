//! The built page in a real browser, from opening it to reading its outcome.
//!
//! `cargo xtask test` builds the site and runs these; by hand: `DPOP_LAB_DIST=dist cargo test --test e2e`. Pictures go to `target/e2e`.

#![cfg(not(target_arch = "wasm32"))]

mod access;
mod adapters;
mod api;
mod argument;
mod builder;
mod bundle;
mod chapters;
mod characters;
mod columns;
mod core;
mod curves;
mod embed;
mod engines;
mod files;
mod frames;
mod gpu;
mod hosts;
mod import;
mod kept;
mod keyboard;
mod large_models;
mod layout;
mod lecture;
mod packages;
mod page;
mod quiet;
mod release;
mod scope;
#[path = "../../xtask/src/server.rs"]
mod server;
mod share;
mod story;
mod strip;
mod sweep;
mod takeaway;
mod teach;
mod texts;
mod truth;
mod webdriver;

use page::{LAB, LAPTOP, Page, Scheme, Size};
use serde_json::{Value, json};
use std::time::Duration;
use webdriver::Result;

const A_WHILE: Duration = Duration::from_secs(60);

/// A document of the site that is not the page: the module alone is at work there, as in a person's own page.
const ELSEWHERE: &str = "dpop-lab.d.ts";

const PHONE: Size = Size { width: 390, height: 844 };

#[test]
fn the_page_loads_without_an_error_in_light_and_dark() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    page.wait_for("the page to be loaded", "document.readyState === 'complete'", A_WHILE)?;
    page.screenshot("light")?;
    page.prefer(Scheme::Dark)?;
    page.screenshot("dark")?;
    page.resize(PHONE)?;
    page.screenshot("phone")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_module_trains_and_shows_the_failure_and_its_cure() -> Result<()> {
    let _alone = quiet::alone();
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let outcome = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const lab = await Lab.create({ preset: 'smaug' });
           const from = performance.now();
           await lab.train('sft');
           await lab.train('preference');
           const to = performance.now();
           const at = (run, step) => lab.metrics().find(row => row.run === run && row.step === step)['logps/chosen'];
           const seen = await lab.inspect({ run: 0, pair: 0, step: 10 });
           const model = await lab.exportModel('reference');
           const change = run => at(run, 160) - at(run, 0);
           const result = { dpo: change(0), dpop: change(1), rows: lab.metrics().length, applies: seen.theory.applies,
                            model: model instanceof Uint8Array && model.length > 1000, from, to };
           lab.free();
           return result;
         })()",
    )?;
    assert!(outcome["dpo"].as_f64() < Some(-1.0), "DPO lowers the chosen log-prob: {outcome}");
    assert!(outcome["dpop"].as_f64() >= Some(-0.1), "DPOP holds it: {outcome}");
    assert_eq!(outcome["rows"], 101 + 2 * 161);
    assert_eq!((&outcome["applies"], &outcome["model"]), (&json!(true), &json!(true)));
    let time = |name: &str| outcome[name].as_f64().ok_or("a time");
    let (from, to) = (time("from")?, time("to")?);
    println!("100 SFT and 160 preference steps of two runs: {:.0} ms", to - from);
    story::check_short(&page.long_tasks(from, to)?);
    Ok(())
}

#[test]
fn the_modules_presets_are_the_engines() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let names = page.value(
        "await (async () => {
           const { Lab, presets } = await import('./dpop-lab.js');
           (await Lab.create({ preset: presets[0] })).free();
           // In a release the engine's address says which one it is of.
           const { name } = performance.getEntriesByType('resource').find(({ name }) => /dpop-lab-engine\\.js/.test(name));
           const { presetNames } = await import(name);
           return [presets, presetNames()];
         })()",
    )?;
    assert_eq!(names[0], names[1]);
    Ok(())
}

#[test]
fn a_grid_of_runs_is_one_line() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let runs = page.value(
        "await (async () => {
           const { Lab, grid } = await import('./dpop-lab.js');
           const runs = [...grid({ beta: [0.1, 0.3] }), ...grid({ loss_type: 'dpop', beta: [0.1, 0.3], lambda: [5, 50], penalty: ['outside', 'inside'] })];
           const lab = await Lab.create({ preset: 'yes-no', runs });
           await lab.train('sft', 1);
           await lab.train('preference', 2);
           const seen = lab.spec().runs;
           return [seen.length, seen.at(-1), lab.metrics().filter(row => row.run === 9).length];
         })()",
    )?;
    assert_eq!((&runs[0], &runs[2]), (&json!(10), &json!(3)));
    let last = &runs[1];
    assert_eq!((&last["beta"], &last["lambda"], &last["penalty"]), (&json!(0.3), &json!(50), &json!("inside")));
    Ok(())
}

#[test]
fn runs_change_and_fork_while_they_train() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const lab = await Lab.create({ preset: 'yes-no' });
           await lab.train('sft', 5);
           await lab.train('preference', 4);
           const step = lab.change(1, { lambda: 5 });
           const fork = await lab.fork({ run: 0, step: 2, loss_type: 'dpop', lambda: 9 });
           await lab.train('preference', 3);
           const rows = run => lab.metrics().filter(row => row.run === run);
           const again = await Lab.create(lab.spec());
           await again.train('sft', 5);
           await again.train('preference', 7);
           return [step, fork, lab.spec().runs.map(run => run.events), rows(2).length,
                   JSON.stringify(again.metrics()) === JSON.stringify(lab.metrics()), rows(2)[1]['loss'] === rows(0)[1]['loss']];
         })()",
    )?;
    assert_eq!((&seen[0], &seen[1], &seen[3]), (&json!(5), &json!(2), &json!(8)), "{seen}");
    assert_eq!(seen[2][2][0]["step"], 2, "{seen}");
    assert_eq!((&seen[4], &seen[5]), (&json!(true), &json!(true)), "the lab file repeats it: {seen}");
    Ok(())
}

#[test]
fn a_link_repeats_a_lab_to_the_bit() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const lab = await Lab.create({ preset: 'yes-no', seed: 7, runs: [{ name: 'mine', beta: 0.2 }] }, { backend: 'cpu' });
           await lab.train('sft', 9);
           await lab.train('preference', 4);
           lab.change(0, { beta: 0.5 });
           await lab.train('preference', 4);
           const link = lab.shareUrl();
           const again = await Lab.create({ link });
           await again.train('sft');
           await again.train('preference', 8);
           return [link, lab.digest(), again.digest(), again.spec().seed, again.spec().sft.steps, lab.digest(7), lab.shareUrl(7)];
         })()",
    )?;
    let link = seen[0].as_str().ok_or("a link")?;
    assert!(
        link.starts_with("http") && link.contains("#v=1&preset=yes-no&lab=") && link.contains("&step=8&digest="),
        "{seen}"
    );
    assert_eq!((&seen[1], &seen[3], &seen[4]), (&seen[2], &json!(7), &json!(9)), "{seen}");
    assert!(link.ends_with(seen[1].as_str().ok_or("a digest")?), "{seen}");
    assert!(seen[5] != seen[1] && seen[6].as_str().is_some_and(|link| link.contains("&step=7&")), "{seen}");
    Ok(())
}

/// What `expression` is rejected with: `[message, field]`.
fn refused(page: &Page, expression: &str) -> Result<(String, Value)> {
    let value = page.value(&format!(
        "await (async () => {{
           const {{ Lab, LabError }} = await import('./dpop-lab.js');
           try {{ await ({expression}); }} catch (e) {{ return e instanceof LabError ? [e.message, e.field ?? null] : [String(e), 'no LabError']; }}
           return ['', 'not refused'];
         }})()"
    ))?;
    Ok((value[0].as_str().unwrap_or_default().to_owned(), value[1].clone()))
}

#[test]
fn the_module_refuses_with_a_sentence_and_the_field() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    for (expression, field, part) in [
        ("Lab.create()", json!("spec"), "undefined"),
        ("Lab.create({ preset: 'nope' })", json!("preset"), "smaug"),
        ("Lab.create({ preset: 'smaug', sft: { learning_rate: NaN } })", json!("sft.learning_rate"), "NaN"),
        ("Lab.create({ preset: 'smaug', extra: 1 })", json!("extra"), "extra"),
        ("Lab.create({ link: '#v=1&lab=AAAA' })", json!("link"), "cut off"),
        ("Lab.create({ link: './' })", json!("link"), "no lab"),
        ("Lab.create({ dataset: { pairs: [] } })", json!("dataset.pairs"), "Add one first"),
        ("Lab.create({ preset: 'smaug' }).then(lab => lab.shareUrl(7.5))", json!("step"), "7.5"),
        ("Lab.create({ preset: 'smaug' }).then(lab => lab.digest())", json!("step"), "train"),
        ("Lab.create({ preset: 'smaug' }, { backend: 'abacus' })", json!("backend"), "abacus"),
        ("Lab.create({ preset: 'smaug' }).then(lab => lab.train('dpo'))", json!("phase"), "sft"),
        ("Lab.create({ preset: 'smaug' }).then(lab => lab.train('sft', -1))", json!("steps"), "-1"),
        ("Lab.create({ preset: 'smaug' }).then(lab => lab.inspect({ run: 9 }))", json!("run"), "9"),
        ("Lab.create({ preset: 'smaug' }).then(lab => (lab.free(), lab.metrics()))", Value::Null, "freed"),
    ] {
        let (message, at_fault) = refused(&page, expression)?;
        assert_eq!(at_fault, field, "{expression}: {message}");
        assert!(message.contains(part), "{expression}: {message:?} should contain {part:?}");
    }
    Ok(())
}
