//! GPUs as no one wants them: silent at any door, failing in the middle, slow. Labs are trained all the same, and the page rests meanwhile.

use crate::{
    ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    webdriver::Result,
};
use serde_json::{Value, json};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(120);

/// Three tokens and two runs, as quick as can be on a software GPU.
const SPEC: &str = "{ dataset: { pairs: [{ prompt: 'a', chosen: 'b c', rejected: 'c c' }] },
    model: { n_embd: 8, n_layer: 1, n_head: 2, n_positions: 8 }, sft: { steps: 6 }, preference: { steps: 6 } }";

/// Spoils WebGPU as the address's `spoil=` says: a method that never answers, one that rejects or throws, the nth time it is called.
/// Minutes of waiting pass as seconds, of the kind of timer that is waited on.
const SPOIL: &str = "
    const [how, name, from = 1] = (new URLSearchParams(location.search).get('spoil') ?? '').split('.');
    const owners = { requestAdapter: navigator.gpu, requestDevice: GPUAdapter.prototype, mapAsync: GPUBuffer.prototype,
                     getMappedRange: GPUBuffer.prototype, submit: GPUQueue.prototype, writeBuffer: GPUQueue.prototype };
    const owner = owners[name] ?? GPUDevice.prototype, given = owner[name];
    let calls = 0;
    const spoilt = {
      silent: () => new Promise(() => {}),
      rejects: () => Promise.reject(new DOMException('Instance dropped', 'OperationError')),
      throws: () => { throw new TypeError('magic'); },
      late: async function () { await window.late; return window.came = await given.apply(this, arguments); },
    }[how];
    if (given) owner[name] = function () { return (++calls >= from ? spoilt : given).apply(this, arguments); };
    const swift = (timer) => (f, ms, ...more) => timer(f, ms >= 1000 ? ms / 30 : ms, ...more);
    if (['silent', 'late'].includes(how) || name === 'requestDevice') {
      if (name === 'mapAsync') window.setInterval = swift(window.setInterval.bind(window));
      else window.setTimeout = swift(window.setTimeout.bind(window));
    }
    window.late = new Promise(resolve => window.come = resolve);
    if (how === 'wasm') {
      const fetched = window.fetch;
      window.fetch = async (what, ...more) => String(what.url ?? what).includes('gpu_bg.wasm') ? new Response('<html>') : fetched(what, ...more);
    }";

/// Trains a lab with the GPU asked for, then looks at what the next labs get: one that a GPU would pay for, and one for which it is asked.
const TRAIN: &str = "
    const { Lab, LabError } = await import('./dpop-lab.js');
    const said = (cause) => cause instanceof LabError ? [cause.message, cause.field ?? null] : ['no LabError: ' + cause, null];
    const train = async (lab) => {
      await lab.train('sft');
      await lab.train('preference');
      const run = (run) => lab.metrics().filter(row => row.run === run).map(row => row.step);
      const seen = { backend: lab.backend, reason: lab.backendReason, digest: lab.digest(), rows: [run(null), run(0), run(1)] };
      lab.free();
      return seen;
    };";

struct Seen {
    /// The lab for which the GPU was asked: what came of it, or the sentence and field with which it was refused.
    asked: Value,
    /// The same on the processor.
    cpu: Value,
    /// A large one that nobody chose a device for: who trains it, and why.
    auto: Value,
    /// One more for which the GPU is asked: a refusal, or who trains it and why.
    again: Value,
}

fn spoilt(page: &Page, how: &str) -> Result<Seen> {
    page.visit(&format!("{ELSEWHERE}?spoil={how}"))?;
    let seen = page.value(&format!(
        "await (async () => {{
           {TRAIN}
           const asked = await Lab.create({SPEC}, {{ backend: 'gpu' }}).then(train).catch(said);
           const cpu = await Lab.create({SPEC}, {{ backend: 'cpu' }}).then(train);
           const large = await Lab.create({{ preset: 'smaug', runs: Array(64).fill({{}}) }});
           const auto = [large.backend, large.backendReason];
           large.free();
           const again = await Lab.create({SPEC}, {{ backend: 'gpu' }}).then(lab => [lab.backend, lab.backendReason], said);
           return [asked, cpu, auto, again];
         }})()"
    ))?;
    let part = |index: usize| seen[index].clone();
    println!("    {how}: {} {}", seen[0], seen[2][1]);
    Ok(Seen { asked: part(0), cpu: part(1), auto: part(2), again: part(3) })
}

/// A sentence for a person: what a browser or a compiler says to those who make pages is none, and neither is advice that does not help.
fn check_sentence(sentence: &Value, how: &str) {
    let text = sentence.as_str().unwrap_or_default();
    assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{how}: {text:?}");
    for foreign in ["JsValue", "Error", "magic", "fewer runs", "unreachable", "undefined", "no LabError", "recursive"] {
        assert!(!text.contains(foreign), "{how}: {text:?} says {foreign:?}");
    }
}

#[test]
fn a_gpu_that_cannot_be_opened_is_refused_where_it_was_asked_for_and_else_the_cpu_trains() -> Result<()> {
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, SPOIL)?;
    for (how, part) in [
        ("silent.requestAdapter", "Within 10 seconds"),
        ("rejects.requestAdapter", "asked for a GPU"),
        ("throws.requestAdapter", "asked for a GPU"),
        ("silent.requestDevice", "Within 10 seconds"),
        ("rejects.requestDevice", "could not open it"),
        ("throws.requestDevice", "Within 10 seconds"),
        ("throws.createBuffer", "The GPU failed"),
        ("throws.createShaderModule", "The GPU failed"),
        ("throws.createComputePipeline", "The GPU failed"),
        ("throws.writeBuffer", "The GPU failed"),
        ("wasm", "could not be loaded from http"),
    ] {
        let seen = spoilt(&page, how)?;
        for refusal in [&seen.asked, &seen.again] {
            assert_eq!(refusal[1], "backend", "{how}: {refusal}");
            assert!(refusal[0].as_str().is_some_and(|sentence| sentence.contains(part)), "{how}: {refusal}");
            check_sentence(&refusal[0], how);
        }
        assert_eq!(seen.auto[0], "cpu", "{how}: {}", seen.auto);
        assert!(seen.auto[1].as_str().is_some_and(|why| why.starts_with("The CPU trains. ")), "{how}: {}", seen.auto);
        check_sentence(&seen.auto[1], how);
    }
    Ok(())
}

#[test]
fn a_gpu_that_fails_or_falls_silent_while_it_trains_costs_nothing_and_holds_up_no_lab() -> Result<()> {
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, SPOIL)?;
    for (how, part) in [
        ("silent.mapAsync", "no answer for 60 seconds"),
        ("silent.mapAsync.4", "no answer for 60 seconds"),
        ("throws.mapAsync", "The GPU failed"),
        ("throws.mapAsync.4", "The GPU failed"),
        ("rejects.mapAsync", "results"),
        ("throws.getMappedRange.3", "The GPU"),
        ("throws.submit", "The GPU failed"),
        ("throws.submit.3", "The GPU failed"),
        ("throws.createCommandEncoder", "The GPU failed"),
    ] {
        let Seen { asked, cpu, auto, again } = spoilt(&page, how)?;
        let steps: Vec<usize> = (0..=6).collect();
        assert_eq!(asked["rows"], json!([steps, steps, steps]), "{how}: every step is there once: {asked}");
        assert_eq!(asked["backend"], "cpu", "{how}: {asked}");
        let why = asked["reason"].as_str().unwrap_or_default();
        assert!(why.contains("nothing is lost") && why.contains(part), "{how}: {why}");
        check_sentence(&asked["reason"], how);
        if !how.contains(|from: char| from.is_ascii_digit()) {
            assert_eq!(asked["digest"], cpu["digest"], "{how}: trained on the processor alone, to the bit");
        }
        assert_eq!(auto[0], "cpu", "{how}: {auto}");
        check_sentence(&auto[1], how);
        check_sentence(if again[1] == "backend" { &again[0] } else { &again[1] }, how);
    }
    Ok(())
}

#[test]
fn a_gpu_that_comes_too_late_is_given_back() -> Result<()> {
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, SPOIL)?;
    page.visit(&format!("{ELSEWHERE}?spoil=late.requestDevice"))?;
    let lost = page.value(&format!(
        "await (async () => {{
           {TRAIN}
           const refusal = await Lab.create({SPEC}, {{ backend: 'gpu' }}).catch(said);
           window.come();
           while (!window.came) await new Promise(next => setTimeout(next, 10));
           return [refusal, (await window.came.lost).reason];
         }})()"
    ))?;
    assert!(lost[0][0].as_str().is_some_and(|sentence| sentence.contains("Within 10 seconds")), "{lost}");
    assert_eq!(lost[1], "destroyed", "{lost}");
    Ok(())
}

/// Answers a sixth of a second late, and counts: submissions, and the messages with which a page lets its event loop turn.
const SLOW: &str = "
    window.counts = { submits: 0, turns: 0, answers: 0 };
    const count = (owner, name, what) => {
      const given = owner[name];
      owner[name] = function () { counts[what] += 1; return given.apply(this, arguments); };
    };
    count(GPUQueue.prototype, 'submit', 'submits');
    count(MessagePort.prototype, 'postMessage', 'turns');
    count(GPUBuffer.prototype, 'mapAsync', 'answers');
    const map = GPUBuffer.prototype.mapAsync;
    GPUBuffer.prototype.mapAsync = async function (...range) {
      await map.apply(this, range);
      await new Promise(late => setTimeout(late, 160));
    };";

#[test]
fn waiting_for_a_slow_gpu_costs_neither_submissions_nor_turns() -> Result<()> {
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, SLOW)?;
    let seen = page.value(&format!(
        "await (async () => {{
           {TRAIN}
           const lab = await Lab.create({SPEC}, {{ backend: 'gpu' }});
           const from = {{ ...counts }};
           await lab.train('sft');
           await lab.train('preference');
           const made = Object.fromEntries(Object.entries(counts).map(([what, so_far]) => [what, so_far - from[what]]));
           const metrics = lab.metrics();
           const cpu = await Lab.create({SPEC}, {{ backend: 'cpu' }});
           await cpu.train('sft');
           await cpu.train('preference');
           return [lab.backend, made, metrics, cpu.metrics()];
         }})()"
    ))?;
    assert_eq!(seen[0], "gpu");
    check_counts(&seen[1], 14.0);
    // The project's tolerance for GPUs against PyTorch, after as many steps.
    let worst = crate::gpu::differ(&seen[2], &seen[3]);
    assert!(worst <= 1e-3, "metrics differ by {worst}");

    page.visit("index.html?backend=gpu&preset=smaug")?;
    let made = "Number(document.querySelector('[data-step]')?.dataset.step) >= 12 && { ...counts }";
    let counts = page.wait_for("the page to have made a dozen steps", made, LONG)?;
    check_counts(&counts, 12.0);
    Ok(())
}

/// As Firefox does, it looks for answers ten times a second, and whenever something is submitted.
const DOZING: &str = "
    Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0' });
    window.counts = { submits: 0, turns: 0, nudged: 0, late: 0 };
    let answers = [];
    const look = (how) => { for (const answer of answers.splice(0)) { counts[how] += 1; answer(); } };
    setInterval(look, 100, 'late');
    const { submit } = GPUQueue.prototype, { mapAsync } = GPUBuffer.prototype;
    GPUQueue.prototype.submit = function (...given) {
      counts.submits += 1;
      look('nudged');
      return submit.apply(this, given);
    };
    GPUBuffer.prototype.mapAsync = async function (...range) {
      await mapAsync.apply(this, range);
      await new Promise((answer) => answers.push(answer));
    };";

#[test]
fn firefox_is_nudged_by_a_timer_and_seldom() -> Result<()> {
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, DOZING)?;
    let counts = page.value(&format!(
        "await (async () => {{
           {TRAIN}
           const lab = await Lab.create({SPEC}, {{ backend: 'gpu' }});
           await lab.train('sft');
           await lab.train('preference');
           return {{ ...counts, backend: lab.backend }};
         }})()"
    ))?;
    assert_eq!(counts["backend"], "gpu", "{counts}");
    check_counts(&counts, 14.0);
    assert!(counts["nudged"].as_u64() > counts["late"].as_u64(), "most answers were not waited for in vain: {counts}");
    Ok(())
}

/// At most 20 of each for every step.
fn check_counts(counts: &Value, steps: f64) {
    println!("    {steps} steps: {counts}");
    for what in ["submits", "turns"] {
        let each = counts[what].as_f64().unwrap_or(f64::INFINITY) / steps;
        assert!(each <= 20.0, "{each} {what} a step: {counts}");
    }
}
