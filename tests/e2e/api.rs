//! The module as strangers use it: every method at every time, arguments of any kind, and memory that ends.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    webdriver::Result,
};
use serde_json::{Value, json};
use std::env;

/// What is wrong with what a promise or a call comes to: a LabError with a sentence is right, and so is an answer.
const JUDGE: &str = "
window.faults = [];
addEventListener('error', ({ message }) => window.faults.push(message));
addEventListener('unhandledrejection', ({ reason }) => window.faults.push(`unhandled: ${reason}`));
window.judge = async (LabError, name, ask) => {
  try { await ask(); return 'answered'; } catch (cause) {
    const sentence = /^[A-Z\"a-z].{10,}[.!?]$/s.test(cause?.message ?? '');
    if (!(cause instanceof LabError) || !sentence || /panic|unreachable|borrow|undefined is not|Cannot read/.test(cause.message)) window.faults.push(`${name}: ${cause}`);
    return cause.message;
  }
};
// The exports of the engine that is at work: in a release the address of its module says which one that is.
window.engine = async () => {
  const { name } = performance.getEntriesByType('resource').find(({ name }) => /dpop-lab-(core|engine)\\.js/.test(name));
  return (await import(name)).default();
};";

fn open() -> Result<Page> {
    Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, JUDGE)
}

/// Every method of a lab and of a mounted page, by name.
const METHODS: &str = "({
  train: (lab) => lab.train('preference', 1), sft: (lab) => lab.train('sft', 1), change: (lab) => lab.change(0, { beta: 0.5 }),
  fork: (lab) => lab.fork({ run: 0, loss_type: 'dpop' }), metrics: (lab) => lab.metrics(), metricColumns: (lab) => lab.metricColumns(),
  inspect: (lab) => lab.inspect({ run: 0 }), argument: (lab) => lab.argument({ run: 0 }), gauges: (lab) => lab.gauges({ run: 0 }), check: (lab) => lab.check(), exportModel: (lab) => lab.exportModel('reference'), exportBundle: (lab) => lab.exportBundle(0),
  spec: (lab) => lab.spec(), shareUrl: (lab) => lab.shareUrl(), digest: (lab) => lab.digest(), backend: (lab) => lab.backend,
  backendReason: (lab) => lab.backendReason, free: (lab) => lab.free(),
  open: (_, page) => page.open('preset=arithmetic'), play: (_, page) => page.play(), pause: (_, page) => page.pause(), unmount: (_, page) => page.unmount(),
})";

#[test]
fn every_method_is_safe_in_every_event() -> Result<()> {
    let page = open()?;
    let seen = page.value(&format!(
        "await (async () => {{
           const {{ Lab, mount, LabError }} = await import('./dpop-lab.js');
           const methods = {METHODS};
           const small = await Lab.create({{ preset: 'yes-no', sft: {{ steps: 2 }}, preference: {{ steps: 3 }} }}, {{ backend: 'cpu' }});
           const asked = `embed&panel=strip&backend=cpu&${{small.shareUrl().split('#')[1]}}`;
           small.free();
           // Figures that are not to be seen do not train.
           document.body.replaceChildren();
           const called = [];
           for (const event of ['ready', 'step', 'select', 'finish']) {{
             for (const [name, method] of Object.entries(methods)) {{
               const place = document.body.appendChild(document.createElement('div'));
               let done, page, times = 0;
               const settled = new Promise((resolve) => (done = resolve));
               page = await mount(place, asked, (told) => {{
                 if (told === 'step' && event === 'select') page?.open(asked.replace('embed', 'embed&pair=1'));
                 if (told !== event || !page || times++ > 1) return;
                 const lab = page.lab;
                 done(judge(LabError, `${{name}} in ${{event}}`, () => method(lab, page)));
               }});
               // The first lab may be ready before there is a page to be asked; another one is not.
               if (event === 'ready') page.open('preset=arithmetic');
               called.push(`${{name}} in ${{event}}: ${{await Promise.race([settled, new Promise((next) => setTimeout(next, 20_000, 'never told'))])}}`);
               page.unmount();
               place.remove();
             }}
           }}
           return called;
         }})()"
    ))?;
    let called: Vec<&str> = seen.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    println!("    {} calls in events", called.len());
    assert_eq!(called.len(), 4 * 22, "{called:?}");
    assert!(!called.iter().any(|line| line.ends_with("never told")), "{called:#?}");
    assert_eq!(page.value("window.faults")?, json!([]));
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// Another lab is opened in every gap between a page's mounting and the news that it is ready: what is told is never of a lab that has gone,
/// and the news of the new one is not lost. Nor is what is asked of a page whose words have first to come.
#[test]
fn what_is_told_is_of_the_lab_that_is_there() -> Result<()> {
    let page = open()?;
    let seen = page.value(
        "await (async () => {
           const { Lab, mount } = await import('./dpop-lab.js');
           document.body.replaceChildren();
           // It is not opened in one go.
           const lab = await Lab.create({ preset: 'arithmetic', model: { n_embd: 64, n_layer: 4 } }, { backend: 'cpu' });
           const large = lab.shareUrl().split('#')[1];
           lab.free();
           let told = 0;
           const wrong = [];
           for (let gap = 0; gap < 80; gap += 1) {
             const asked = gap % 40 ? '' : '&lang=es';
             const place = document.body.appendChild(document.createElement('div'));
             let page, done;
             const ready = new Promise((resolve) => (done = resolve));
             page = await mount(place, `embed&panel=strip&backend=cpu&preset=yes-no${asked}`, (name) => {
               const lab = page?.lab;
               if (name === 'ready' && page) {
                 told += 1;
                 if (!lab) wrong.push(`no lab, after ${gap} turns`);
                 else if (lab.spec().dataset.pairs[0].prompt.startsWith('2')) done();
               }
               lab?.free();
             });
             for (let turn = 0; turn < gap; turn += 1) await null;
             page.open(large);
             const late = new Promise((next) => setTimeout(next, 20_000, true));
             if (await Promise.race([ready, late])) wrong.push(`never ready, after ${gap} turns`);
             page.unmount();
             place.remove();
           }
           return { told, wrong };
         })()",
    )?;
    println!("    {seen}");
    assert_eq!(seen["wrong"], json!([]));
    Ok(())
}

#[test]
fn whatever_is_given_gets_an_answer_or_a_sentence() -> Result<()> {
    let page = open()?;
    let said = page.value(
        "await (async () => {
           const { Lab, LabError, mount } = await import('./dpop-lab.js');
           const ring = {}; ring.self = ring;
           const odd = [undefined, null, ring, 5n, NaN, -1, 1e300, '', 'x', [], {}, Symbol('odd'), () => 1, true, Object.create(null)];
           const lab = await Lab.create({ preset: 'yes-no' }, { backend: 'cpu' });
           await lab.train('sft', 2);
           await lab.train('preference', 2);
           const calls = {
             create: (x) => Lab.create(x).then((lab) => lab.free()), options: (x) => Lab.create({ preset: 'yes-no' }, x).then((lab) => lab.free()),
             seed: (x) => Lab.create({ preset: 'yes-no', seed: x }).then((lab) => lab.free()), backend: (x) => Lab.create({ preset: 'yes-no' }, { backend: x }).then((lab) => lab.free()),
             model: (x) => Lab.create({ preset: 'yes-no' }, { model: x }).then((lab) => lab.free()),
             phase: (x) => lab.train(x, 0), steps: (x) => lab.train('preference', x === undefined ? 0 : x), run: (x) => lab.change(x, {}), settings: (x) => lab.change(0, x), beta: (x) => lab.change(0, { beta: x }),
             fork: (x) => (x === undefined ? 0 : lab.fork(x)), forkRun: (x) => (x === undefined ? 0 : lab.fork({ run: x })), metrics: (x) => lab.metrics(x), metricsRun: (x) => lab.metrics({ run: x }), from: (x) => lab.metrics({ from: x }),
             columns: (x) => lab.metricColumns(x), columnsPhase: (x) => lab.metricColumns({ phase: x }), inspect: (x) => lab.inspect(x), inspectRun: (x) => lab.inspect({ run: x }), pair: (x) => lab.inspect({ pair: x }), step: (x) => lab.inspect({ step: x }),
             argument: (x) => lab.argument(x), argumentRun: (x) => lab.argument({ run: x }), argumentStep: (x) => lab.argument({ step: x }),
             gauges: (x) => lab.gauges(x), gaugesRun: (x) => lab.gauges({ run: x }), gaugesStep: (x) => lab.gauges({ step: x }), gaugesPair: (x) => lab.gauges({ pair: x }),
             model2: (x) => lab.exportModel(x), bundle: (x) => lab.exportBundle(x), share: (x) => lab.shareUrl(x), digest: (x) => lab.digest(x),
             mount: (x) => mount(x),
           };
           for (const [name, call] of Object.entries(calls)) for (const [at, x] of odd.entries()) await judge(LabError, `${name} ${at}`, () => call(x));
           const sentence = (ask) => judge(LabError, ask, ask);
           return [
             await sentence(() => Lab.create({ preset: 'yes-no' }, { backedn: 'gpu' })), await sentence(() => lab.fork({ runn: 1 })),
             await sentence(() => lab.inspect({ pairs: 0 })), await sentence(() => Lab.create({ preset: 'yes-no', seed: 5n })),
             await sentence(() => Lab.create(ring)), await sentence(() => Lab.create({ preset: 'yes-no' }, null)),
             await sentence(() => Lab.create({ preset: 'yes-no' }, { model: new Uint8Array(129 << 20) })),
           ];
         })()",
    )?;
    for (sentence, words) in said.as_array().into_iter().flatten().zip([
        "Did you mean backend?",
        "Did you mean run?",
        "Did you mean pair?",
        "seed is \"5\"",
        "spec cannot be written as JSON",
        "Lab.create() was given null",
        "model has 135266304 bytes; allowed are at most 134217728",
    ]) {
        assert!(
            sentence.as_str().is_some_and(|sentence| sentence.contains(words)),
            "{sentence} should contain {words:?}"
        );
    }
    assert_eq!(page.value("window.faults")?, json!([]));
    Ok(())
}

#[test]
fn a_lab_is_there_before_it_is_trained_and_gone_after_it_is_freed() -> Result<()> {
    let page = open()?;
    let seen = page.value(
        "await (async () => {
           const { Lab, LabError, mount } = await import('./dpop-lab.js');
           const size = async (lab) => (await lab.exportModel('reference')).length;
           const lab = await Lab.create({ preset: 'yes-no' }, { backend: 'cpu' });
           const before = await size(lab);
           const untrained = await judge(LabError, 'preference', () => lab.train('preference', 1));
           await lab.train('sft', 0);
           const rows = lab.metrics().length;
           const going = lab.train('sft', 40);
           const during = await size(lab);
           const early = await lab.inspect({ run: 1, step: 0 });
           await going;
           await lab.train('preference', 0);
           const both = [lab.metrics().length, lab.metricColumns({ run: 1 }).loss.length, Object.keys(lab.metricColumns({ phase: 'sft' })).length];
           await lab.train('preference', 3);
           const part = lab.metrics({ run: 1, from: 1, to: 2 });
           const same = lab.metricColumns({ run: 1, from: 1 }).loss[1] === part[1].loss && part[0].step === 1;
           const common = await lab.inspect({ run: 'reference' });
           const looks = [early.phase, early.chosen.dlogits.length === early.chosen.tokens.length, early.theory.applies, common.phase, common.step, common.run,
             common.chosen.logps.every((logp, k) => logp === common.chosen.ref_logps[k]), (await lab.inspect({ run: 0 })).phase];
           lab.change(0, { loss_type: 'dpop' });
           const { events: [{ beta }], beta: first } = lab.spec().runs[0];
           lab.free();
           lab.free();
           const freed = [];
           for (const ask of [() => lab.metrics(), () => lab.backend, () => lab.train('sft'), () => lab.change(0), () => lab.fork(), () => lab.inspect(), () => lab.argument(), () => lab.gauges(), () => lab.check(), () => lab.spec(), () => lab.digest(), () => lab.shareUrl()]) freed.push(await judge(LabError, `${ask}`, ask));
           const page = await mount(document.body.appendChild(document.createElement('div')), 'embed&preset=yes-no');
           page.unmount();
           page.unmount();
           for (const ask of [() => page.play(), () => page.pause(), () => page.open(''), () => page.lab]) freed.push(await judge(LabError, `${ask}`, ask));
           // A slice that was under way when its lab was freed ends first.
           let memory = await Lab.memory();
           for (const end = performance.now() + 10_000; memory.labs && performance.now() < end; memory = await Lab.memory()) await new Promise(next => setTimeout(next, 20));
           const { labs, held } = memory;
           return { before, untrained, rows, during, both, part: part.length, same, looks, kept: beta === first, freed, labs, held };
         })()",
    )?;
    assert!(seen["before"].as_f64() > Some(1000.0) && seen["before"] == seen["during"], "{seen}");
    assert!(seen["untrained"].as_str().is_some_and(|text| text.contains("not trained")), "{seen}");
    assert_eq!((&seen["rows"], &seen["both"]), (&json!(1), &json!([41 + 2, 1, 11])), "{seen}");
    assert_eq!((&seen["part"], &seen["same"], &seen["kept"]), (&json!(2), &json!(true), &json!(true)), "{seen}");
    assert_eq!(seen["looks"], json!(["sft", true, false, "sft", 40, "reference", true, "preference"]), "{seen}");
    let freed = seen["freed"].as_array().ok_or("sentences")?;
    assert!(
        freed.iter().all(|text| text.as_str().is_some_and(|text| text.contains("freed") || text.contains("unmounted"))),
        "{seen}"
    );
    assert_eq!((&seen["labs"], &seen["held"]), (&json!(0), &json!(0)), "{seen}");
    assert_eq!(page.value("window.faults")?, json!([]));
    Ok(())
}

/// How much of the engine's memory is in use: its size, less what can be had before it grows. And a lab of random size.
const TOOLS: &str = "
window.live = (wasm) => {
  const [piece, kept] = [1 << 16, []];
  const size = wasm.memory.buffer.byteLength;
  for (;;) {
    kept.push(wasm.__wbindgen_malloc(piece, 8));
    if (wasm.memory.buffer.byteLength !== size) break;
  }
  for (const at of kept) wasm.__wbindgen_free(at, piece, 8);
  return size - (kept.length - 1) * piece;
};
window.random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};";

#[test]
fn memory_is_the_pages_and_a_refusal_says_who_holds_it() -> Result<()> {
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, &format!("{JUDGE}{TOOLS}"))?;
    let seen = page.value(
        "await (async () => {
           const { Lab, LabError } = await import('./dpop-lab.js');
           const model = { n_embd: 256, n_layer: 8, n_head: 8 };
           const large = (runs) => ({ preset: 'yes-no', model, runs: Array(runs).fill({}) });
           const small = await Lab.create({ preset: 'yes-no' }, { backend: 'cpu' });
           const wasm = await engine();
           const alone = await judge(LabError, 'too large', () => Lab.create(large(64), { backend: 'cpu' }));
           const labs = [];
           let refused;
           while (labs.length < 9 && !refused) {
             try { labs.push(await Lab.create(large(5), { backend: 'cpu' })); } catch (cause) { refused = cause.message; }
           }
           const size = wasm.memory.buffer.byteLength;
           await small.train('sft', 3);
           await small.train('preference', 3);
           const steps = await judge(LabError, 'too long', async () => {
             const long = await Lab.create({ preset: 'yes-no', runs: Array(64).fill({}) }, { backend: 'cpu' });
             try { await Promise.race([long.train('preference', 1), long.train('sft', 0), 0]); await long.train('preference', 100_000 - 1); } finally { long.free(); }
           });
           const { held } = await Lab.memory();
           labs.forEach((lab) => lab.free());
           const again = await Lab.create(large(5), { backend: 'cpu' });
           again.free();
           small.free();
           return { alone, made: labs.length, refused, size, steps, held, after: await Lab.memory() };
         })()",
    )?;
    println!("    {seen}");
    let words =
        |name: &str, words: &str| assert!(seen[name].as_str().is_some_and(|text| text.contains(words)), "{seen}");
    words("alone", "allowed are 2048 MiB for all labs of a page. Call free()");
    words("refused", "labs hold");
    words("steps", "MiB of memory");
    assert!(seen["made"].as_u64() >= Some(2), "{seen}");
    // What is counted is there, and no more than a quarter of it besides: the module itself, and what lies between pieces.
    let [held, size] = ["held", "size"].map(|name| seen[name].as_f64().unwrap_or(f64::NAN));
    assert!(size < 1.25 * held, "{seen}");
    assert_eq!((&seen["after"]["labs"], &seen["after"]["held"]), (&json!(0), &json!(0)), "{seen}");
    assert_eq!(page.value("window.faults")?, json!([]));
    Ok(())
}

#[test]
fn after_a_trap_the_engine_begins_anew() -> Result<()> {
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, JUDGE)?;
    let seen = page.value(
        "await (async () => {
           const { Lab, LabError, mount } = await import('./dpop-lab.js');
           const place = document.body.appendChild(document.createElement('div'));
           await mount(place, 'embed&panel=time&preset=yes-no&backend=cpu');
           const lab = await Lab.create({ preset: 'yes-no' }, { backend: 'cpu' });
           const waits = judge(LabError, 'waits', () => lab.train('sft', 100_000 - 1));
           const wasm = await engine();
           // All that there is: nothing else can be allocated.
           for (const piece of [1 << 28, 1 << 24, 1 << 20, 1 << 16, 1 << 12, 1 << 8, 16]) { try { for (;;) wasm.__wbindgen_malloc(piece, 8); } catch { /* full */ } }
           const fell = await judge(LabError, 'falls', () => lab.spec());
           const [waited, old] = [await waits, await judge(LabError, 'old', () => lab.metrics())];
           lab.free();
           const again = await Lab.create({ preset: 'yes-no' }, { backend: 'cpu' });
           await again.train('sft', 2);
           return { fell, waited, old, rows: again.metrics().length, said: place.querySelector('[role=alert]')?.textContent };
         })()",
    )?;
    for name in ["fell", "waited", "old", "said"] {
        assert!(seen[name].as_str().is_some_and(|text| text.contains("engine has stopped")), "{name}: {seen}");
    }
    assert_eq!(seen["rows"], 3, "{seen}");
    Ok(())
}

/// Random sequences of calls over ten labs of random size, and what is left of the memory afterwards. `DPOP_LAB_SOAK` is a number of seconds;
/// a quick round is a part of every test.
#[test]
fn random_calls_over_ten_labs_leave_nothing_behind() -> Result<()> {
    let seconds = env::var("DPOP_LAB_SOAK").ok().and_then(|text| text.parse::<u64>().ok());
    let page = Page::open_with(ELSEWHERE, LAPTOP, Scheme::Light, &format!("{JUDGE}{TOOLS}"))?;
    let begun = format!(
        "(async () => {{
           const {{ Lab, LabError, presets }} = await import('./dpop-lab.js');
           const random = window.random({seed});
           const upto = (n) => Math.floor(random() * n);
           const one = (list) => list[upto(list.length)];
           const spec = () => {{
             const n_head = one([1, 2, 4]);
             const runs = Array.from({{ length: 1 + upto(4) }}, () => one([{{}}, {{ loss_type: 'dpop', lambda: upto(60) }}, {{ beta: 0.1 + random() }}]));
             return {{ preset: one(presets), seed: upto(1e6), runs, model: {{ n_embd: n_head * (1 + upto(24)), n_head, n_layer: 1 + upto(3), n_positions: 64 }} }};
           }};
           const calls = [
             (lab) => lab.train('sft', upto(6)), (lab) => lab.train('preference', upto(6)), (lab) => lab.train(one(['sft', 'dpo', null]), one([-1, 3, 1e9])),
             (lab) => lab.change(upto(5), {{ beta: random() }}), (lab) => lab.fork({{ run: upto(5), step: upto(9), loss_type: one(['dpo', 'dpop']) }}),
             (lab) => lab.metrics(), (lab) => lab.metricColumns({{ run: upto(4) }}), (lab) => lab.inspect({{ run: upto(4), pair: upto(20), step: upto(9) }}), (lab) => lab.argument({{ run: upto(4), step: upto(9) }}),
             (lab) => lab.gauges({{ run: upto(4), step: upto(9) }}), (lab) => lab.check(),
             (lab) => lab.exportModel(one(['reference', upto(4)]), one([undefined, upto(9)])), (lab) => lab.exportBundle(upto(3)), (lab) => lab.spec(),
             (lab) => lab.shareUrl(), (lab) => lab.digest(upto(9)), (lab) => lab.backendReason,
           ];
           const labs = Array(10);
           const wasm = engine;
           const round = async (sequences) => {{
             for (let i = 0; i < sequences; i++) {{
               const at = upto(10);
               if (!labs[at] || random() < 0.1) {{ labs[at]?.free(); labs[at] = undefined; await judge(LabError, 'create', async () => (labs[at] = await Lab.create(spec(), {{ backend: 'cpu' }}))); }}
               const under = [];
               for (let n = 1 + upto(8); n > 0; n--) {{
                 const call = one(calls);
                 const answer = judge(LabError, `${{call}}`, () => (labs[at] ?? (() => {{ throw new LabError('There is no lab at this place.'); }})()) && call(labs[at]));
                 if (random() < 0.7) await answer; else under.push(answer);
               }}
               if (random() < 0.1) {{ labs[at]?.free(); labs[at] = undefined; }}
               await Promise.all(under);
               window.sequences += 1;
             }}
           }};
           const measure = async () => {{
             for (const at of labs.keys()) {{ labs[at]?.free(); labs[at] = undefined; }}
             const exports = await wasm();
             return [live(exports), exports.memory.buffer.byteLength, (await Lab.memory()).held];
           }};
           window.sequences = 0;
           await round(20);
           const first = await measure();
           const from = performance.now();
           do await round({at_least}); while (performance.now() - from < {ms});
           return {{ first, last: await measure(), sequences: window.sequences, seconds: Math.round((performance.now() - from) / 1000) }};
         }})().then((value) => (window.outcome = value), (cause) => (window.outcome = {{ failed: String(cause) }}))",
        seed = 17,
        at_least = if seconds.is_some() { 100 } else { 40 },
        ms = seconds.unwrap_or(0) * 1000
    );
    page.value(&format!("(() => {{ {begun}; }})()"))?;
    let limit = A_WHILE + std::time::Duration::from_secs(seconds.unwrap_or(0));
    let until = std::time::Instant::now() + limit;
    let mut seen = Value::Null;
    while seen.is_null() && std::time::Instant::now() < until {
        // WebDriver has limits of its own for how long a script may take.
        seen = page.wait_for("the end", "window.outcome", std::time::Duration::from_secs(20)).unwrap_or(Value::Null);
    }
    println!("    {seen}");
    assert_eq!(page.value("window.faults")?, json!([]));
    let [first, last] = ["first", "last"].map(|name| seen[name][0].as_f64().unwrap_or(f64::NAN));
    assert!(last < 1.1 * first, "{first} bytes in use after 20 sequences, {last} after all: {seen}");
    assert_eq!((&seen["first"][2], &seen["last"][2]), (&json!(0), &json!(0)), "{seen}");
    assert!(seen["sequences"].as_u64() >= Some(60), "{seen}");
    Ok(())
}

#[test]
fn a_lab_that_its_page_has_left_changes_nothing_of_the_one_at_hand() -> Result<()> {
    let page = open()?;
    let seen = page.value(
        "await (async () => {
           const { Lab, mount } = await import('./dpop-lab.js');
           const other = await Lab.create({ preset: 'arithmetic' }, { backend: 'cpu' });
           const told = [];
           // Figures that are not to be seen do not train.
           document.body.replaceChildren();
           const place = document.body.appendChild(document.createElement('div'));
           const page = await mount(place, 'embed&preset=yes-no&panel=scores,time&backend=cpu', (name) => told.push(name));
           const until = async (holds) => { for (const end = performance.now() + 60_000; !holds() && performance.now() < end;) await new Promise(next => setTimeout(next, 20)); };
           const finished = (times) => until(() => told.filter((name) => name === 'finish').length >= times);
           const inside = (selector) => place.firstElementChild.shadowRoot.querySelectorAll(selector).length;
           await finished(1);
           const left = page.lab;
           await left.fork({ run: 0, step: 3, beta: 0.5 });
           await until(() => inside('[data-run]') === 3);
           const forked = [inside('[data-run]'), page.lab.spec().runs.length];
           await finished(2);
           page.open('preset=arithmetic');
           await finished(3);
           left.change(0, { beta: 0.7 });
           await left.fork({ run: 0, step: 1, beta: 0.9 });
           await new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)));
           return { forked, shown: inside('[data-run]'), same: JSON.stringify(page.lab.spec()) === JSON.stringify(other.spec()), left: left.spec().runs.length };
         })()",
    )?;
    assert_eq!(
        seen,
        json!({ "forked": [3, 3], "shown": 2, "same": true, "left": 4 }),
        "a lab that was left, and the page that shows another"
    );
    assert_eq!(page.value("window.faults")?, json!([]));
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
