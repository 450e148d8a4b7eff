//! The GPU in the built site: its own wasm, its loss in every phase, and what is said where there is none.

use crate::{
    ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    refused,
    webdriver::Result,
};
use serde_json::{Value, json};
use std::time::Duration;

/// A software GPU needs a while for the first step: its compiler runs then.
const LONG: Duration = Duration::from_secs(120);

/// Three tokens and two runs: enough for the ways that are tested, and quick on a software GPU.
const SPEC: &str = "{ dataset: { pairs: [{ prompt: 'a', chosen: 'b c', rejected: 'c c' }] },
    model: { n_embd: 8, n_layer: 1, n_head: 2, n_positions: 8 }, sft: { steps: 12 }, preference: { steps: 12 } }";

/// Keeps the last GPU device that anything on the page was given.
const CATCH: &str = "
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...wanted) { return window.__device = await request.apply(this, wanted); };";

#[test]
fn the_module_trains_on_the_gpu_as_on_the_cpu() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let outcome = page.value(&format!(
        "await (async () => {{
           const {{ Lab }} = await import('./dpop-lab.js');
           const train = async backend => {{
             const lab = await Lab.create({SPEC}, {{ backend }});
             await lab.train('sft');
             await lab.train('preference');
             const seen = [lab.backend, lab.backendReason, lab.metrics(), await lab.inspect({{ run: 1, step: 6 }}), await lab.argument({{ run: 1, step: 6 }})];
             lab.free();
             return seen;
           }};
           return [await train('gpu'), await train('cpu'), performance.getEntriesByType('resource').map(entry => entry.name)];
         }})()"
    ))?;
    let [gpu, cpu] = [&outcome[0], &outcome[1]];
    assert_eq!((&gpu[0], &cpu[0]), (&json!("gpu"), &json!("cpu")));
    assert!(gpu[1].as_str().is_some_and(|reason| reason.contains("as asked")), "{}", gpu[1]);
    // The project's tolerance for GPUs against PyTorch, after as many steps.
    assert!(differ(&gpu[2], &cpu[2]) <= 1e-3, "metrics differ by {}", differ(&gpu[2], &cpu[2]));
    assert!(differ(&gpu[3], &cpu[3]) <= 1e-3, "inspections differ by {}", differ(&gpu[3], &cpu[3]));
    for verdict in gpu[4].as_array().ok_or("verdicts")?.iter().filter(|verdict| {
        // What the backward pass is held against: the GPU's, pair by pair.
        ["gradient", "after", "at-difference"].iter().any(|id| verdict["id"] == *id)
    }) {
        assert!(verdict["of"].as_u64() > Some(0) && verdict["holds"] == verdict["of"], "{verdict}");
    }
    println!(
        "    metrics and inspection differ by {:.1e} and {:.1e}",
        differ(&gpu[2], &cpu[2]),
        differ(&gpu[3], &cpu[3])
    );
    Ok(())
}

/// The largest difference between two values of one shape, relative to 1 or more.
pub fn differ(a: &Value, b: &Value) -> f64 {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).map(|(a, b)| differ(a, b)).fold(0.0, f64::max)
        }
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            let of = |(key, value): (&String, &Value)| b.get(key).map_or(f64::INFINITY, |other| differ(value, other));
            a.iter().map(of).fold(0.0, f64::max)
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            (a - b).abs() / b.abs().max(1.0)
        }
        _ if a == b => 0.0,
        _ => f64::INFINITY,
    }
}

#[test]
fn a_gpu_lost_in_any_phase_costs_nothing() -> Result<()> {
    for (phase, prepare, during) in [
        ("sft", "", "lab.train('sft')"),
        ("preference", "await lab.train('sft');", "lab.train('preference')"),
        (
            "forking",
            "await lab.train('sft'); await lab.train('preference', 6);",
            "lab.fork({ run: 0, step: 2, beta: 0.1 })",
        ),
        ("going back", "await lab.train('sft'); await lab.train('preference', 6);", "lab.inspect({ run: 0, step: 4 })"),
    ] {
        let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
        let outcome = page.value(&format!(
            "await (async () => {{
               {CATCH}
               const {{ Lab }} = await import('./dpop-lab.js');
               const lab = await Lab.create({SPEC}, {{ backend: 'gpu' }});
               {prepare}
               const before = lab.backend;
               const under_way = {during};
               // One turn, and steps have been submitted whose results are on their way.
               await new Promise(next => setTimeout(next));
               window.__device.destroy();
               // What was asked for may be refused once; it must come again.
               const first = await under_way.then(() => 'done', cause => cause.message);
               await lab.train('sft', 0).catch(() => null);
               if ({done_first} > lab.metrics().filter(row => row.run === null).length) await lab.train('sft', 12);
               await lab.train('preference', 12 - Math.max(0, lab.metrics().filter(row => row.run === 0).length - 1));
               await lab.inspect({{ run: 0, step: 4 }});
               const rows = run => lab.metrics().filter(row => row.run === run).map(row => row.step);
               const runs = lab.spec().runs.map((_, run) => rows(run));
               return [before, lab.backend, lab.backendReason, rows(null), runs, first];
             }})()",
            done_first = 13,
        ))?;
        let steps: Vec<usize> = (0..=12).collect();
        assert_eq!(outcome[0], "gpu", "{phase}");
        assert_eq!(outcome[1], "cpu", "{phase}: {outcome}");
        assert!(outcome[2].as_str().is_some_and(|reason| reason.contains("nothing is lost")), "{phase}: {outcome}");
        let runs = if phase == "forking" { 3 } else { 2 };
        assert_eq!(outcome[3], json!(steps), "{phase}: every step is there once");
        assert_eq!(outcome[4], json!(vec![&steps; runs]), "{phase}: every step is there once");
    }
    Ok(())
}

#[test]
fn the_page_goes_on_when_its_gpu_is_lost() -> Result<()> {
    let page = Page::open_with("index.html?backend=gpu&face=lab", LAPTOP, Scheme::Light, CATCH)?;
    page.wait_for(
        "the GPU to have made a step",
        "Number(document.querySelector('[data-step]')?.dataset.step) > 0",
        LONG,
    )?;
    assert_eq!(page.value("document.querySelector('.trainer').dataset.backend")?, "gpu");
    page.value("window.__device.destroy()")?;
    page.wait_for("training to be done", "document.querySelector('[data-phase]').dataset.phase === 'done'", LONG)?;
    assert_eq!(page.value("document.querySelector('.trainer').dataset.backend")?, "cpu");
    assert!(page.text(".notice")?.contains("nothing is lost"));
    page.screenshot("gpu-lost")?;
    Ok(())
}

#[test]
fn without_a_real_gpu_auto_takes_the_cpu_and_says_why() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let reason = |spec: &str| {
        page.value(&format!(
            "await (async () => {{
               const {{ Lab }} = await import('./dpop-lab.js');
               const lab = await Lab.create({spec});
               return [lab.backend, lab.backendReason, performance.getEntriesByType('resource').some(entry => entry.name.includes('gpu'))];
             }})()"
        ))
    };
    let check = |spec: &str, part: &str, downloads: bool| -> Result<()> {
        let said = reason(spec)?;
        assert_eq!((&said[0], &said[2]), (&json!("cpu"), &json!(downloads)), "{said}");
        assert!(said[1].as_str().is_some_and(|sentence| sentence.contains(part)), "{said}");
        Ok(())
    };
    check("{ preset: 'smaug' }", "too little for a GPU to pay", false)?;
    check("{ preset: 'smaug', runs: Array(64).fill({}) }", "is software, which is slower", true)?;
    let large = "Lab.create({ preset: 'smaug', runs: Array(64).fill({}), model: { n_embd: 256, n_layer: 8 } }, { backend: 'gpu' })";
    // The page has no memory for it, whoever trains.
    let (message, field) = refused(&page, large)?;
    assert_eq!(field, json!("runs"));
    assert!(message.contains("MiB"), "{message}");
    let hide = "Object.defineProperty(navigator, 'gpu', { value: undefined });";
    let without = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, hide)?;
    let (message, field) = refused(&without, "Lab.create({ preset: 'smaug' }, { backend: 'gpu' })")?;
    assert_eq!(field, json!("backend"));
    assert!(message.contains("WebGPU"), "{message}");
    Ok(())
}
