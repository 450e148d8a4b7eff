//! Sweeps: the numbers of each cell are those of its lab alone, however many workers train it and wherever; what is cancelled, shared out over
//! machines or lost comes together again.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    story::{PHASE, wait_until_done},
    webdriver::Result,
};
use serde_json::{Value, json};
use std::{env, fs, path::Path, process::Command};

/// What is saved is kept in `saved`, by its name.
const KEEPS_SAVED: &str = "(window.saved = new Map(), URL.revokeObjectURL = () => {}, \
    HTMLAnchorElement.prototype.click = function () { saved.set(this.download, this.href); }, true)";

/// A small sweep: two losses, eight labs.
const SWEEP: &str = "
const { sweep, sweepTable, Lab, LabError } = await import('./dpop-lab.js');
const small = { sft: { steps: 8 }, preference: { steps: 5 } };
const spec = { preset: 'yes-no', ...small };
const axes = [{ field: 'runs[*].beta', values: [0.1, 1] }, { field: 'preference.learning_rate', values: [3e-4, 3e-3] }];
const told = ({ cells }) => JSON.stringify(cells);
";

fn page() -> Result<Page> {
    Page::open(ELSEWHERE, LAPTOP, Scheme::Light)
}

fn asked(page: &Page, script: &str) -> Result<Value> {
    page.value(&format!("await (async () => {{ {SWEEP} {script} }})()"))
}

#[test]
fn cells_have_the_bits_of_their_labs_alone() -> Result<()> {
    let page = page()?;
    let found = asked(
        &page,
        "const all = [];
         for (const workers of [1, 2, 4]) all.push(await sweep(spec, { axes, seeds: 2, steps: [0, 3], workers }));
         let compared = 0;
         for (const { at: [beta, learning_rate], seed, runs } of all[0].cells) {
           const full = (await Lab.create(spec, { backend: 'cpu' })).spec();
           const lab = await Lab.create({ ...full, seed, preference: { ...full.preference, learning_rate }, runs: full.runs.map((run) => ({ ...run, beta })) }, { backend: 'cpu' });
           await lab.train('sft');
           await lab.train('preference');
           runs.forEach((run, i) => {
             const rows = lab.metrics({ run: i });
             const [first, last] = [rows[0], rows.at(-1)];
             for (const name of Object.keys(last)) if (!['run', 'phase'].includes(name)) {
               if (!Object.is(run[name], last[name])) throw new Error(`${beta} ${learning_rate} ${seed} ${i} ${name}: ${run[name]} and ${last[name]}`);
               compared += 1;
             }
             if (run['delta/chosen'] !== last['logps/chosen'] - first['logps/chosen']) throw new Error('delta');
             if (run.rows[1].loss !== rows[3].loss || run.rows.length !== 2) throw new Error('rows');
           });
           lab.free();
         }
         const csv = await sweepTable(all[0]);
         const { labs } = await Lab.memory();
         return { cells: all.map(({ cells }) => cells.length), same: new Set(all.map(told)).size, compared: compared > 200, csv: csv.split('\\r\\n').length, head: csv.slice(0, 43), seeds: all[0].seeds };",
    )?;
    assert_eq!(
        found,
        json!({ "cells": [8, 8, 8], "same": 1, "compared": true, "csv": 18, "head": "runs[*].beta,preference.learning_rate,seed,", "seeds": [0, 1] })
    );
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn what_is_cancelled_is_there_and_goes_on() -> Result<()> {
    let found = asked(
        &page()?,
        "const whole = await sweep(spec, { axes, seeds: 6, workers: 2 });
         const stop = new AbortController();
         const shares = [];
         const part = await sweep(spec, { axes, seeds: 6, workers: 2, signal: stop.signal, onProgress: ({ done, share }) => { shares.push(share); if (done >= 4) stop.abort(); } });
         const trained = [];
         const rest = await sweep(spec, { axes, seeds: 6, done: part.cells, onProgress: ({ cells }) => trained.push(...cells) });
         const early = new AbortController();
         early.abort();
         return {
           cancelled: part.cancelled, some: part.cells.length >= 4 && part.cells.length < 24, part: part.cells.every((cell) => JSON.stringify(cell) === JSON.stringify(whole.cells[cell.cell])),
           rest: trained.length === 24 - part.cells.length, same: told(rest) === told(whole), grows: shares.every((share, i) => i === 0 || share >= shares[i - 1] - 1e-9),
           none: (await sweep(spec, { axes, signal: early.signal })).cells.length,
         };",
    )?;
    assert_eq!(
        found,
        json!({ "cancelled": true, "some": true, "part": true, "rest": true, "same": true, "grows": true, "none": 0 })
    );
    Ok(())
}

#[test]
fn a_worker_that_dies_costs_nothing_but_its_own_time() -> Result<()> {
    let found = asked(
        &page()?,
        "const Real = Worker;
         const whole = told(await sweep(spec, { axes, seeds: 2 }));
         let made = 0;
         // The first two die in the midst of their first jobs.
         globalThis.Worker = class extends Real {
           constructor(...given) {
             super(...given);
             if ((made += 1) > 2) return;
             this.addEventListener('message', ({ data }) => data.part && (this.terminate(), this.onerror({ message: 'killed' })));
           }
         };
         const killed = told(await sweep(spec, { axes, seeds: 2, workers: 2 }));
         // One that always dies of the same cell.
         globalThis.Worker = class extends Real {
           postMessage(message) {
             const dies = message.job?.cells.some(([cell]) => cell === 3);
             super.postMessage(message);
             if (dies) (this.terminate(), setTimeout(() => this.onerror({ message: 'out of memory' })));
           }
         };
         const { cells } = await sweep(spec, { axes, seeds: 2, workers: 2 });
         // None starts, or there is none at all.
         globalThis.Worker = class { constructor() { throw new Error('forbidden'); } };
         const forbidden = told(await sweep(spec, { axes, seeds: 2 }));
         globalThis.Worker = class { postMessage() { setTimeout(() => this.onerror({})); } terminate() {} };
         const silent = told(await sweep(spec, { axes, seeds: 2 }));
         globalThis.Worker = undefined;
         const none = told(await sweep(spec, { axes, seeds: 2 }));
         globalThis.Worker = Real;
         return { same: [killed, forbidden, silent, none].map((text) => text === whole), made: made >= 4, errors: cells.filter(({ error }) => error).map(({ cell, error }) => [cell, error]), cells: cells.length };",
    )?;
    assert_eq!(
        found,
        json!({ "same": [true, true, true, true], "made": true, "cells": 8,
                "errors": [[3, "The worker that trained this cell has ended: out of memory."]] })
    );
    Ok(())
}

/// What the GPU is asked to train has the processor's numbers up to their last digits, and is not put together with them. `auto` has one of the two train all, and
/// says why: here the only GPU is software.
#[test]
fn a_gpu_trains_a_sweep_that_it_is_asked_to() -> Result<()> {
    let found = asked(
        &page()?,
        "const [gpu, cpu] = [await sweep(spec, { axes, backend: 'gpu', ask: ['gauges'] }), await sweep(spec, { axes, ask: ['gauges'] })];
         // What is measured, and what is read off gradients at the end, whose ratios and differences have fewer digits.
         const differ = (one, other) => typeof one === 'number' ? Math.abs(one - other) / (1 + Math.abs(other))
           : one && typeof one === 'object' ? Math.max(0, ...Object.keys(one).map((key) => differ(one[key], other[key]))) : 0;
         const runs = ({ cells }) => cells.flatMap(({ runs }) => runs);
         const measured = (told) => runs(told).map(({ gauges, ...row }) => row);
         const gauged = (told) => runs(told).map(({ gauges }) => gauges);
         const mixed = await sweep(spec, { axes, done: gpu.cells.map((cell) => ({ digest: gpu.digest, ...cell })) }).catch(({ message }) => message);
         const again = await sweep(spec, { axes, backend: 'gpu', done: gpu.cells.map((cell) => ({ digest: gpu.digest, ...cell })) });
         const [stop, many] = [new AbortController(), [{ field: 'runs[*].beta', values: Array.from({ length: 32 }, (_, i) => 0.1 + i / 100) }]];
         stop.abort();
         const auto = await sweep({ preset: 'smaug' }, { axes: many, backend: 'auto', signal: stop.signal });
         const short = await sweep(spec, { axes, backend: 'auto', signal: stop.signal });
         return { devices: [gpu, cpu, auto, short].map(({ backend }) => backend), reasons: [gpu, auto, short].map(({ backendReason }) => backendReason), own: gpu.digest !== cpu.digest,
           measured: differ(measured(gpu), measured(cpu)), gauged: differ(gauged(gpu), gauged(cpu)), runs: [runs(gpu).length, runs(again).length], mixed, again: differ(runs(again), runs(gpu)) };",
    )?;
    assert_eq!(found["devices"], json!(["gpu", "cpu", "cpu", "cpu"]), "{found}");
    for (reason, said) in
        ["trains, as asked.", "is software, which is slower.", "too little for a GPU to pay."].iter().enumerate()
    {
        assert!(found["reasons"][reason].as_str().is_some_and(|reason| reason.ends_with(said)), "{found}");
    }
    // The project's tolerance for GPUs, as in `gpu.rs`.
    let differs = |what: &str| found[what].as_f64().unwrap_or(f64::NAN);
    assert!(differs("measured") < 1e-3 && differs("gauged") < 1e-2, "{found}");
    assert!(found["mixed"].as_str().is_some_and(|said| said.contains("of another device")), "{found}");
    assert_eq!((&found["own"], &found["runs"], differs("again")), (&json!(true), &json!([8, 8]), 0.0), "{found}");
    println!(
        "    a sweep on the GPU differs from the processor's by {:.1e}, its gauges by {:.1e}",
        differs("measured"),
        differs("gauged")
    );
    Ok(())
}

/// A GPU that is lost costs the job at hand, whose cells are trained again, one at a time and on another; what is lost with every GPU says so.
#[test]
fn a_gpu_that_is_lost_in_a_sweep_costs_no_more_than_its_job() -> Result<()> {
    let found = asked(
        &page()?,
        "let [made, isLost] = [0, () => made === 1];
         const request = GPUAdapter.prototype.requestDevice;
         GPUAdapter.prototype.requestDevice = async function (...asked) {
           const device = await request.apply(this, asked);
           made += 1;
           const { queue } = device;
           const submit = queue.submit.bind(queue);
           let submitted = 0;
           queue.submit = (...work) => (submit(...work), (submitted += 1) % 10 === 0 && isLost() && device.destroy());
           return device;
         };
         const two = axes.slice(0, 1);
         const once = await sweep(spec, { axes: two, backend: 'gpu' });
         const opened = [made];
         isLost = () => true;
         const always = await sweep(spec, { backend: 'gpu' });
         opened.push(made);
         const cpu = await sweep(spec, { axes: two });
         const [one, other] = [once, cpu].map(({ cells }) => cells.flatMap(({ runs }) => runs.map((run) => run.loss)));
         return { opened, once: once.cells.map(({ runs, error }) => [runs.length, error ?? null]), always: always.cells.map(({ runs, error }) => [runs.length, error]), differs: Math.max(...one.map((loss, i) => Math.abs(loss - other[i]))) };",
    )?;
    assert_eq!(found["once"], json!([[2, null], [2, null]]), "{found}");
    // The project's tolerance for GPUs, as in `gpu.rs`.
    assert!(found["differs"].as_f64().is_some_and(|differs| differs < 1e-3), "{found}");
    assert_eq!(found["always"], json!([[0, "The GPU was lost while it trained this cell."]]), "{found}");
    // Labs share a GPU until it is lost. The second has both cells of the first sweep, the only cell of the other is tried on that one and on a third.
    assert_eq!(found["opened"], json!([2, 3]), "{found}");
    Ok(())
}

#[test]
fn what_is_no_sweep_is_told_of() -> Result<()> {
    let cases = [
        ("{ axes: [{ field: 'runs[0].beta', values: [-1] }] }", "runs[0].beta is -1; allowed is"),
        ("{ axes: 3 }", "axes is 3; allowed is a list of 0 to 6 axes"),
        (
            "{ axes: [{ field: 'beta', values: [1] }] }",
            "axes[0].field is \"beta\"; allowed are runs[0].beta, runs[*].beta,",
        ),
        ("{ seeds: 0 }", "seeds is 0; allowed is a whole number from 1 to 10000"),
        ("{ seeds: NaN }", "seeds is \"NaN\"; allowed is"),
        ("{ backend: 'tpu' }", "backend is \"tpu\"; allowed are \"auto\", \"gpu\", \"cpu\"."),
        ("{ workers: 0 }", "workers is 0; allowed are whole numbers from 1 to 64."),
        ("{ shard: [4, 3] }", "The shard is 4 of 3; allowed are"),
        ("{ shard: '1/2' }", "shard is \"1/2\"; allowed is which and of how many, such as [3, 16]."),
        ("{ steps: [-1] }", "steps holds -1; allowed are whole numbers from 0."),
        ("{ done: 7 }", "done is 7; allowed is the list of cells of an earlier sweep."),
        ("{ done: [{ digest: 'x', at: [], seed: 0, runs: [] }] }", "done holds a cell of a sweep of another lab"),
        ("{ axis: [] }", "\"axis\" is not an option of sweep(); allowed are"),
    ];
    let page = page()?;
    for (options, said) in cases {
        let heard = asked(
            &page,
            &format!(
                "return sweep(spec, {options}).then(() => 'taken', (cause) => `${{cause instanceof LabError ? '' : 'not a LabError: '}}${{cause.message}}`);"
            ),
        )?;
        assert!(heard.as_str().is_some_and(|heard| heard.starts_with(said)), "{options}: {heard}");
    }
    Ok(())
}

#[test]
fn the_command_of_the_package_writes_the_same_and_goes_on() -> Result<()> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/package/check");
    let failed = |error: std::io::Error| format!("{}: {error}: run `cargo xtask package`", installed.display());
    let node = env::var("DPOP_LAB_NODE").map_err(|_| "DPOP_LAB_NODE is not set: run `cargo xtask test`")?;
    let lab = r#"{ "preset": "yes-no", "sft": { "steps": 8 }, "preference": { "steps": 5 } }"#;
    fs::write(installed.join("lab.json"), lab).map_err(failed)?;
    let run = |words: &[&str]| -> Result<(String, String, i32)> {
        let mut command = Command::new(&node);
        command.current_dir(&installed).arg("node_modules/dpop-lab/cli.js").args(words);
        let output = command.output().map_err(failed)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok((text(&output.stdout), text(&output.stderr), output.status.code().unwrap_or(-1)))
    };
    let file = |name: &str| fs::read_to_string(installed.join(name)).map_err(failed);
    let sorted = |text: &str| {
        let mut lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        lines.sort_by_key(|line| line["cell"].as_u64());
        lines
    };
    let axes = ["--axis", "runs[*].beta=0.1,1", "--axis", "preference.learning_rate=3e-4,3e-3", "--seeds", "2"];
    let with = |first: &[&'static str], more: &[&'static str]| [first, &axes, more].concat();

    let (whole, said, code) = run(&with(&["sweep", "lab.json"], &["--workers", "2"]))?;
    assert_eq!((said.as_str(), code), ("", 0));
    let whole = sorted(&whole);
    assert_eq!(whole.len(), 8);
    // The page's numbers.
    let page = page()?;
    let pages = asked(
        &page,
        "return (({ digest, cells }) => cells.map((cell) => ({ digest, ...cell })))(await sweep(spec, { axes, seeds: 2 }));",
    )?;
    assert_eq!(json!(whole), pages);
    // Shares of it, put together; of sixteen some have nothing to do.
    for shards in [3, 16] {
        let mut together = String::new();
        for shard in 1..=shards {
            let share = format!("{shard}/{shards}");
            together += &run(&[&with(&["sweep", "lab.json"], &["--shard"])[..], &[&share]].concat())?.0;
        }
        assert_eq!(sorted(&together), whole, "{shards} shares");
    }
    // A file that was cut off in the midst of a line.
    let lines: Vec<String> = whole.iter().map(Value::to_string).collect();
    fs::write(installed.join("part.jsonl"), format!("{}\n{}\n{}", lines[0], lines[5], &lines[6][..40]))
        .map_err(failed)?;
    let (_, said, code) = run(&with(&["sweep", "lab.json"], &["--out", "part.jsonl", "--resume"]))?;
    assert_eq!((said.as_str(), code), ("", 0));
    assert_eq!(file("part.jsonl")?.lines().count(), 8);
    assert_eq!(sorted(&file("part.jsonl")?), whole);

    let (rows, said, code) = run(&["run", "lab.json"])?;
    assert_eq!((rows.lines().count(), said.as_str(), code), (9 + 6 + 6, "", 0));
    let (csv, _, _) = run(&["run", "lab.json", "--csv"])?;
    assert_eq!(csv.lines().count(), 22);

    let refused = [
        (vec!["sweep", "lab.json", "--axis", "beta"], "--axis is \"beta\"; allowed is a field"),
        (vec!["sweep", "nothing.json"], "There is no file nothing.json."),
        (vec!["sweep", "lab.json", "--axis", "runs[0].beta=-1"], "runs[0].beta is -1; allowed is"),
        (vec!["sweep", "nobody"], "preset is \"nobody\""),
        (vec!["swep"], "\"swep\" is no command"),
        (vec!["sweep", "lab.json", "--resume"], "--resume needs --out"),
        (vec!["run", "lab.json", "--seeds", "3"], "run does not know --seeds"),
    ];
    for (words, start) in refused {
        let (out, said, code) = run(&words)?;
        assert!(said.starts_with(start) && out.is_empty() && code == 2, "{words:?}: {code} {said}");
    }
    Ok(())
}

/// Once a chapter's question is answered it can be put to many seeds, as often as one likes.
#[test]
fn a_chapter_is_asked_whether_it_is_always_so() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=weights", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let always = ".turn .quiet";
    assert_eq!(page.value(&format!("document.querySelectorAll('{always}').length"))?, json!(0), "it would answer");
    page.press(" ")?;
    let sheet = "document.querySelector('.evidence[open] > div:not([hidden]) select')?.value";
    for _ in 0..2 {
        page.wait_for("the way to it", &format!("document.querySelector('{always}')"), A_WHILE)?;
        page.click(always)?;
        page.wait_for("the chapter's question", &format!("{sheet} === 'weights'"), A_WHILE)?;
        // Asked again after another question it is the chapter's once more.
        page.value("(select => { select.value = 'mass'; select.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelector('.evidence > div:not([hidden]) select'))")?;
        page.wait_for("another question", &format!("{sheet} === 'mass'"), A_WHILE)?;
        page.click(".evidence form button")?;
        page.wait_for("the chapter", "!document.querySelector('dialog[open]')", A_WHILE)?;
    }
    Ok(())
}

/// Who reads in Spanish asks in Spanish: the words come with the sheet, none of it is left in English, and what was computed is said anew in another language.
#[test]
fn a_chapter_is_asked_in_spanish() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=weights&lang=es", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let has_come = "performance.getEntriesByType('resource').some(({ name }) => /part-spanish-evidence/.test(name))";
    assert_eq!(page.value(has_come)?, json!(false), "nobody who has not asked pays for it");
    page.press(" ")?;
    page.wait_for("the way to it", "document.querySelector('.turn .quiet')?.textContent === '¿Siempre?'", A_WHILE)?;
    page.click(".turn .quiet")?;
    page.wait_for("the sheet", "document.querySelector('.evidence > div:not([hidden]) .main')", A_WHILE)?;
    assert_eq!(page.value(has_come)?, json!(true));
    page.click(".evidence > div:not([hidden]) .main")?;
    page.wait_for("the first of them", "document.querySelector('.evidence .lines li')", 3 * A_WHILE)?;
    page.click(".evidence > div:not([hidden]) .ask button")?;
    page.wait_for("its end", "document.querySelector('.evidence > div:not([hidden]) .main')", A_WHILE)?;
    page.screenshot("evidence-spanish")?;
    let said = "['h2', '.lines + p', '> div:not([hidden]) .main', 'form button', '.lines li'].map(place => document.querySelector(`.evidence ${place}`)?.textContent ?? '')";
    let is_spanish = format!(
        "(([title, counted, begin, close, line]) => title.startsWith('¿Siempre?') && /laboratorio.* de 20 semillas/.test(counted) && begin === 'Entrenarlos' && close === 'Cerrar' && /en nats: .* entrenando /.test(line))({said})"
    );
    assert_eq!(page.value(&is_spanish)?, json!(true), "{}", page.value(said)?);
    let sheet = "document.querySelector('.evidence')";
    assert_eq!(
        page.value(&format!("[document.documentElement, {sheet}.closest('[lang]')].map(({{ lang }}) => lang)"))?,
        json!(["es", "es"])
    );
    let left = format!(
        "[{sheet}.textContent, ...[...{sheet}.querySelectorAll('[aria-label]')].map(part => part.ariaLabel)].join(' ').match(/\\b(the|and|with|from|seeds?|labs?|runs?|steps?|save|chosen)\\b/gi)"
    );
    assert_eq!(page.value(&left)?, json!(null));
    // What is open speaks another language as soon as the page does, and has lost nothing.
    let other = "document.querySelector('header .language').click()";
    page.value(other)?;
    let is_english = format!(
        "(([title, , begin, close, line]) => title.startsWith('Always?') && begin === 'Train them' && close === 'Close' && /in nats: .* with /.test(line))({said})"
    );
    page.wait_for("English", &is_english, A_WHILE)?;
    page.value(other)?;
    page.wait_for("Spanish again", &is_spanish, A_WHILE)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// What the sheet says of many seeds is what `sweep` gives; it can be stopped, and goes with another lab.
#[test]
fn a_question_is_put_to_many_seeds() -> Result<()> {
    let page = Page::open("index.html?face=lab&preset=yes-no&backend=cpu", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let open = || page.click(".scores .seeds");
    let choose = |nth: usize, value: &str| {
        page.value(&format!(
            "(select => {{ select.value = '{value}'; select.dispatchEvent(new Event('change', {{ bubbles: true }})); }})(document.querySelectorAll('.evidence select')[{nth}])"
        ))
    };
    let said = |what: &str| {
        page.wait_for(
            what,
            "[...document.querySelectorAll('.evidence .lines li')].map(line => line.textContent)",
            A_WHILE,
        )
    };
    open()?;
    page.wait_for("the sheet", "document.querySelector('.evidence > div:not([hidden]) .main')", A_WHILE)?;
    choose(1, "5")?;
    page.click(".evidence > div:not([hidden]) .main")?;
    page.wait_for(
        "all of them",
        "document.querySelector('.evidence .lines') && document.querySelector('.evidence > div:not([hidden]) .main')",
        3 * A_WHILE,
    )?;
    page.screenshot("evidence-course")?;
    let told = said("what came of it")?;
    let expected = page.value(
        "await (async () => {
           const { sweep } = await import('./dpop-lab.js');
           const { cells } = await sweep({ preset: 'yes-no' }, { seeds: 5, steps: [0, 160] });
           return [0, 1].map(run => {
             const all = cells.map(({ runs }) => runs[run]['delta/chosen']);
             const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
             const half = 2.776 * Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4 / 5);
             const signed = value => `${Number(value.toFixed(2)) > 0 ? '+' : Number(value.toFixed(2)) < 0 ? '\\u2212' : ''}${Math.abs(value).toFixed(2)}`;
             return `${signed(mean)} (${signed(mean - half)} to ${signed(mean + half)}) nats at step 160; below the reference with ${all.filter(value => value < 0).length} of 5 seeds.`;
           });
         })()",
    )?;
    let texts = |value: &Value| {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    for (told, expected) in texts(&told).iter().zip(texts(&expected)) {
        assert!(told.ends_with(&expected), "{told:?} and {expected:?}");
    }
    assert_eq!(texts(&told).len(), 2);
    // A longer one, stopped on the way: what is there stays.
    choose(0, "beta")?;
    choose(1, "50")?;
    page.click(".evidence > div:not([hidden]) .main")?;
    page.wait_for("the first of them", "document.querySelector('.evidence progress')?.value > 0 && document.querySelector('.evidence [data-experiment=beta] li')", 3 * A_WHILE)?;
    page.click(".evidence > div:not([hidden]) .ask button")?;
    page.wait_for(
        "the end",
        "!document.querySelector('.evidence progress') && document.querySelector('.evidence > div:not([hidden]) .main')",
        A_WHILE,
    )?;
    let counted = page.text(".evidence [role=status]")?;
    assert!(counted.contains(" so far, from at most "), "{counted}");
    page.screenshot("evidence-beta")?;
    // Of another lab nothing is known.
    page.value("document.querySelector('dialog.evidence').close()")?;
    page.click(".example option[value=arithmetic]")?;
    open()?;
    page.wait_for(
        "an empty sheet",
        "document.querySelector('.evidence > div:not([hidden]) .main') && !document.querySelector('.evidence .lines')",
        A_WHILE,
    )?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// What many seeds have answered stands as bands behind the lab's own curves: in this lab alone, in pictures that are taken away too, and until it is taken away.
#[test]
fn seeds_stand_as_bands_behind_the_curves_of_their_lab() -> Result<()> {
    let page = Page::open("index.html?face=lab&preset=yes-no&backend=cpu", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.value(KEEPS_SAVED)?;
    // What a picture of the curves says.
    let picture = || -> Result<String> {
        page.value(
            "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
        )?;
        page.wait_for("the sheet", "document.querySelector('dialog.share').open", A_WHILE)?;
        page.value("(saved.clear(), document.querySelectorAll('.share .files p:first-child button').forEach(button => button.click()))")?;
        page.wait_for("the picture", "saved.has('dpop-lab-answers.svg')", A_WHILE)?;
        let text = page.value("await (await fetch(saved.get('dpop-lab-answers.svg'))).text()")?;
        page.value("document.querySelector('dialog.share').close()")?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    };
    let drawn = || page.value("document.querySelector('canvas[data-layer=picture]').toDataURL()");
    let says = |text: &str| text.contains("Bands: mean of 5 seeds and its 95 % interval");
    let (before, alone) = (drawn()?, picture()?);
    assert!(alone.contains("logps/chosen") && !says(&alone), "{alone}");
    page.click(".scores .seeds")?;
    page.wait_for("the sheet", "document.querySelector('.evidence > div:not([hidden]) .main')", A_WHILE)?;
    page.value("(select => { select.value = '5'; select.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelectorAll('.evidence select')[1])")?;
    page.click(".evidence > div:not([hidden]) .main")?;
    page.wait_for("the offer", "document.querySelector('.evidence .bands button')", 3 * A_WHILE)?;
    page.screenshot("evidence-bands-offered")?;
    page.click(".evidence .bands button")?;
    page.wait_for("the curves", "!document.querySelector('dialog.evidence').open", A_WHILE)?;
    page.wait_for(
        "the bands",
        &format!("document.querySelector('canvas[data-layer=picture]').toDataURL() !== {before}"),
        A_WHILE,
    )?;
    page.screenshot("bands")?;
    let banded = picture()?;
    assert!(says(&banded), "{banded}");
    // Another lab has none; where the same one is at hand again, so are they.
    for (example, has_bands) in [("arithmetic", false), ("yes-no", true)] {
        page.click(&format!(".example option[value={example}]"))?;
        page.wait_for("the example to begin", &format!("{PHASE} !== 'done'"), A_WHILE)?;
        wait_until_done(&page)?;
        assert_eq!(says(&picture()?), has_bands, "{example}");
    }
    page.click(".scores .seeds")?;
    page.wait_for("what is shown", "document.querySelector('.evidence .banded')", A_WHILE)?;
    let told = page.text(".evidence .banded")?;
    assert!(told.contains("the mean of 5 seeds"), "{told}");
    page.click(".evidence .banded button")?;
    page.wait_for("nothing of it", "!document.querySelector('.evidence .banded')", A_WHILE)?;
    page.value("document.querySelector('dialog.evidence').close()")?;
    assert_eq!(picture()?, alone);
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// A link opens the sheet with the question that it asks; what it asks besides is told; and a hall reaches the sheet by the same button.
#[test]
fn a_link_asks_its_question_in_a_hall_too() -> Result<()> {
    let page = Page::open("index.html?backend=cpu#preset=yes-no&ask=weights,5", LAPTOP, Scheme::Light)?;
    let chosen = "[...document.querySelectorAll('dialog.evidence[open] > div:not([hidden]) .ask select')].map(select => select.value).join()";
    page.wait_for("the question", &format!("{chosen} === 'weights,5'"), A_WHILE)?;
    page.click(".evidence > div:not([hidden]) .main")?;
    page.wait_for("what came of it", "document.querySelector('.evidence [data-experiment=weights] li') && document.querySelector('.evidence > div:not([hidden]) .main')", 3 * A_WHILE)?;
    page.screenshot("evidence-weights")?;
    let link = page.value("document.querySelector('.evidence > div:not([hidden]) a').href")?;
    let link = link.as_str().unwrap_or_default();
    assert!(link.ends_with("&ask=weights,5") && link.contains("preset=yes-no"), "{link}");
    page.value("document.querySelector('dialog.evidence').close()")?;
    page.value("location.hash = 'preset=yes-no&ask=map,sft,lambda,16,3,rewards/margins'")?;
    page.wait_for("the map", &format!("{chosen}.endsWith('sft,lambda,16,3')"), A_WHILE)?;
    page.value("document.querySelector('dialog.evidence').close()")?;
    page.value("location.hash = 'preset=yes-no&ask=nothing'")?;
    page.wait_for(
        "what is said of it",
        "/“nothing”/.test(document.querySelector('.evidence[open] .fault')?.textContent)",
        A_WHILE,
    )?;
    page.value("document.querySelector('dialog.evidence').close()")?;
    // The focus leaves a dialog that was closed with the next picture only.
    page.wait_for("the focus", "!document.activeElement?.closest('dialog')", A_WHILE)?;
    page.press("p")?;
    page.wait_for("the presentation", "!document.querySelector('.builder')", A_WHILE)?;
    page.click(".scores .seeds")?;
    page.wait_for("the sheet", "document.querySelector('dialog.evidence').open", A_WHILE)?;
    page.screenshot("evidence-presentation")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// What β does to margins, moves and divergences is said from the cells that are there: of each number a line, and what margins are worth.
#[test]
fn what_beta_changes_is_said_of_what_was_trained() -> Result<()> {
    let page = Page::open("index.html?backend=cpu#preset=yes-no&ask=beta-scale,5", LAPTOP, Scheme::Light)?;
    let begin = ".evidence > div:not([hidden]) .main";
    page.wait_for("the question", &format!("document.querySelector('{begin}')"), A_WHILE)?;
    page.click(begin)?;
    // All β of a seed are trained together.
    page.wait_for("what is said", "document.querySelector('.evidence .verdict')", 3 * A_WHILE)?;
    page.click(".evidence > div:not([hidden]) .ask button")?;
    page.wait_for("the end", &format!("document.querySelector('{begin}')"), A_WHILE)?;
    page.screenshot("evidence-beta-scale")?;
    let lines =
        page.value("[...document.querySelectorAll('.evidence .lines li')].map(line => line.textContent).join('\\n')")?;
    let lines = lines.as_str().unwrap_or_default();
    let numbers = ["reward margin", "preferred answers (nats)", "rejected answers (nats)", "KL to", "KL to"];
    assert_eq!(lines.lines().count(), numbers.len(), "{lines}");
    for (line, says) in lines.lines().zip(numbers) {
        assert!(line.contains(says) && line.contains("at β 0.01") && line.ends_with("at β 5."), "{line}");
    }
    let verdict = page.text(".evidence .verdict")?;
    assert!(verdict.contains("margins are not comparable over β"), "{verdict}");
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// A pair token by token: the table under the picture says what `lab.gauges()` of the module says of the same lab, and so does the cell that is looked at; the
/// sentences are there, and what is saved is the picture.
#[test]
fn a_pair_is_looked_at_token_by_token() -> Result<()> {
    let page = Page::open("index.html?face=lab&preset=yes-no&backend=cpu", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.value(KEEPS_SAVED)?;
    page.value("document.querySelector('.scores .seeds').click()")?;
    page.wait_for("the sheet", "document.querySelector('.evidence .switch button:nth-child(3)')", A_WHILE)?;
    page.click(".evidence .switch button:nth-child(3)")?;
    let shown = ".evidence > div:not([hidden])";
    page.value(&format!(
        "await (async () => {{
           for (const [what, value] of [['select', '1'], ['input', '20']]) {{
             const field = document.querySelector(`{shown} ${{what}}`);
             field.value = value;
             field.dispatchEvent(new Event('change', {{ bubbles: true }}));
             await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
           }}
         }})()"
    ))?;
    page.click(&format!("{shown} .main"))?;
    page.wait_for("the picture", &format!("document.querySelector('{shown} figure i')"), A_WHILE)?;
    page.screenshot("evidence-tokens")?;
    let title = page.text(&format!("{shown} h3"))?;
    assert!(title.ends_with("step 20, pair 2"), "{title}");
    let compared = page.value(&format!(
        "await (async () => {{
           const {{ Lab }} = await import('./dpop-lab.js');
           const lab = await Lab.create({{ preset: 'yes-no' }}, {{ backend: 'cpu' }});
           await lab.train('sft');
           await lab.train('preference');
           const [{{ token_cosine: all }}] = await lab.gauges({{ run: 0, step: 20, pair: 1 }});
           lab.free();
           const number = text => text === 'no value' ? null : Number(text.replace('\u{2212}', '-'));
           const rows = [...document.querySelectorAll('{shown} tbody tr')].map(row => [...row.querySelectorAll('td')].map(cell => number(cell.textContent)));
           const near = (a, b) => a === b || a !== null && b !== null && Math.abs(a - b) <= 0.005 + 1e-9;
           return [rows.length === all.length && rows.length > 3, rows.every((row, i) => row.length === all.length && row.every((value, j) => near(value, all[i][j]))), rows.some((row, i) => row.some((value, j) => i !== j && Math.abs(value) < 0.99))];
         }})()"
    ))?;
    assert_eq!(compared, json!([true, true, true]));
    let said = page.text(&format!("{shown} .lines"))?;
    assert!(said.contains("Before the difference") && said.contains("Yuan et al."), "{said}");
    let seen = || page.text(&format!("{shown} .seen"));
    let first = seen()?;
    page.value(&format!("document.querySelector('{shown} canvas').focus()"))?;
    page.press("\u{E014}")?;
    page.wait_for(
        "the next cell",
        &format!("document.querySelector('{shown} .seen').textContent !== {}", json!(first)),
        A_WHILE,
    )?;
    page.value(&format!("document.querySelectorAll('{shown} .files button').forEach(button => button.click())"))?;
    page.wait_for("what is saved", "saved.size === 3", A_WHILE)?;
    let svg = page.value("await (await fetch(saved.get('dpop-lab-token-cosines.svg'))).text()")?;
    assert!(svg.as_str().is_some_and(|svg| svg.contains("&lt;eos&gt;") && svg.contains("no value")), "{svg}");
    let link = page.value(&format!("document.querySelector('{shown} a').href"))?;
    assert!(link.as_str().is_some_and(|link| link.ends_with("&ask=tokens,0,1,20")), "{link}");
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// The map fills from coarse to fine, says what a cell shows by pointer and by key, and a cell opens as the lab that it is.
#[test]
fn a_map_of_two_settings_opens_its_cells() -> Result<()> {
    let page = Page::open("index.html?face=lab&preset=yes-no&backend=cpu", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.value("document.querySelector('.scores .seeds').click()")?;
    page.wait_for("the sheet", "document.querySelector('.evidence .switch button')", A_WHILE)?;
    page.click(".evidence .switch button:nth-child(2)")?;
    page.wait_for(
        "the map's questions",
        "document.querySelectorAll('.evidence > div:not([hidden]) select').length === 5",
        A_WHILE,
    )?;
    page.click(".evidence > div:not([hidden]) .main")?;
    let cells = "document.querySelectorAll('.map :is(.fall, .rise)').length";
    page.wait_for("the coarsest cells", &format!("{cells} >= 8"), 3 * A_WHILE)?;
    page.click(".evidence > div:not([hidden]) .ask button")?;
    page.wait_for("the end", "document.querySelector('.evidence > div:not([hidden]) .main')", A_WHILE)?;
    page.screenshot("evidence-map")?;
    let seen = || page.text(".evidence .seen");
    page.value("document.querySelector('.map svg').focus()")?;
    assert!(seen()?.starts_with("At β 0.03 and learning rate 3e-5"), "{}", seen()?);
    // Every eighth, every fourth: the next one is trained later.
    page.press("\u{E014}")?;
    page.wait_for(
        "the next cell",
        "/not trained yet/.test(document.querySelector('.evidence .seen').textContent)",
        A_WHILE,
    )?;
    page.press("\u{E012}")?;
    page.wait_for("the first cell", "/Δ log π/.test(document.querySelector('.evidence .seen').textContent)", A_WHILE)?;
    let counted = page.text(".evidence .seen + p")?;
    assert!(counted.contains("so far, from one seed each"), "{counted}");
    page.press("\u{E007}")?;
    page.wait_for(
        "the cell's lab",
        "!document.querySelector('dialog.evidence').open && document.querySelectorAll('[data-run]').length === 1",
        A_WHILE,
    )?;
    assert!(page.text("[data-run] .run-settings")?.contains("β 0.03"), "{}", page.text("[data-run]")?);
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
