//! Which WebAssembly a document, a worker or a program loads, and that all of them compute the same bits.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    server,
    webdriver::{Browser, Result},
};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
};

/// What programs and workers do with the packed package: a whole example, and what needs the package's other files.
const TRAINED: &str = "
const lab = await Lab.create({ preset: 'yes-no' });
await lab.train('sft');
await lab.train('preference');
const bundle = await lab.exportBundle(0);
const { labs } = await Lab.memory();
const gpu = await Lab.create({ preset: 'yes-no' }, { backend: 'gpu' }).then(({ backend }) => backend, ({ name }) => name);
const outcome = { digest: lab.digest(), rows: lab.metrics().length, bundle: bundle.length > 1000, gpu, labs };
lab.free();";

/// Programs that run modules: the variable that says where one is, and the words before the module's name.
const PROGRAMS: [(&str, &[&str]); 3] =
    [("DPOP_LAB_NODE", &[]), ("DPOP_LAB_DENO", &["run", "--no-prompt", "--allow-read=."]), ("DPOP_LAB_BUN", &["run"])];

#[test]
fn programs_workers_and_pages_compute_the_same_bits() -> Result<()> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/package/check");
    let write = |name: &str, text: String| {
        let path = installed.join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}: run `cargo xtask package`", path.display()))
    };
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let figure = page.value(
        "await (async () => {
           await import('./dpop-lab.js');
           const figure = document.createElement('dpop-lab');
           figure.setAttribute('preset', 'yes-no');
           // Only what is to be seen trains.
           document.body.replaceChildren(figure);
           await figure.train();
           return figure.digest();
         })()",
    )?;
    println!("    a page: {figure}");
    let is_right = |what: &str, seen: &Value| {
        assert_eq!(seen["digest"], figure, "{what}: {seen}");
        assert_eq!(
            (&seen["rows"], &seen["bundle"], &seen["labs"]),
            (&json!(101 + 2 * 161), &json!(true), &json!(1)),
            "{what}: {seen}"
        );
        // Deno has WebGPU as browsers have, the others not: either it trains, or a sentence says why not.
        assert!(["gpu", "LabError"].iter().any(|known| seen["gpu"] == *known), "{what}: {seen}");
    };

    write(
        "program.mjs",
        format!("import {{ Lab }} from 'dpop-lab';{TRAINED}\nconsole.log(JSON.stringify(outcome));\n"),
    )?;
    for (variable, words) in PROGRAMS {
        let program = env::var(variable).map_err(|_| format!("{variable} names no program: run `cargo xtask test`"))?;
        let mut command = Command::new(&program);
        command.args(words).arg("program.mjs").current_dir(&installed);
        let said = ended(command)?;
        println!("    {variable}: {said}");
        let seen = serde_json::from_str(&said).map_err(|error| format!("{program}: {error}: {said}"))?;
        is_right(variable, &seen);
    }

    write(
        "worker.mjs",
        format!("import {{ Lab }} from './node_modules/dpop-lab/dpop-lab.js';{TRAINED}\npostMessage(outcome);\n"),
    )?;
    let address = server::start(&installed, 0, None).map_err(|error| error.to_string())?;
    let page = Page::open_in(Browser::Chromium, LAPTOP)?;
    page.visit_address(&format!("http://{address}/node_modules/dpop-lab/README.md"))?;
    let seen = page.value(
        "await new Promise((resolve, reject) => {
           const worker = new Worker('/worker.mjs', { type: 'module' });
           worker.onmessage = ({ data }) => resolve(data);
           worker.onerror = ({ message }) => reject(new Error(message));
         })",
    )?;
    println!("    a worker: {seen}");
    is_right("a worker", &seen);
    Ok(())
}

/// What a program has said when it has ended by itself, and well.
fn ended(mut command: Command) -> Result<String> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.map_err(|error| format!("{command:?}: {error}"))?;
    let (sender, end) = mpsc::channel();
    // Nobody listens any more to one that comes too late.
    thread::spawn(move || sender.send(child.wait_with_output()).ok());
    let output = end
        .recv_timeout(A_WHILE)
        .map_err(|_| format!("{command:?} does not end"))?
        .map_err(|error| format!("{command:?}: {error}"))?;
    let [said, complaints] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    if output.status.success() { Ok(said) } else { Err(format!("{command:?}: {}: {complaints}", output.status)) }
}

/// The names of the engines that a document has loaded.
const LOADED: &str =
    "performance.getEntriesByType('resource').flatMap(({ name }) => /dpop-lab-(\\w+)_bg\\.wasm/.exec(name)?.[1] ?? [])";

#[test]
fn a_document_loads_the_page_where_it_has_figures_and_else_the_engine_alone() -> Result<()> {
    for (what, script, engines) in [
        ("a lab", "await Lab.create(spec)", json!(["engine"])),
        ("a figure that waits", "document.createElement('dpop-lab'); await Lab.create(spec)", json!(["core"])),
        ("a figure, then a lab", "await mount(place, asked); await Lab.create(spec)", json!(["core"])),
        (
            "a lab, then a figure, then a lab",
            "await Lab.create(spec); await mount(place, asked); await Lab.create(spec)",
            json!(["engine", "core"]),
        ),
    ] {
        let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
        let seen = page.value(&format!(
            "await (async () => {{
               const {{ Lab, mount }} = await import('./dpop-lab.js');
               const spec = {{ preset: 'yes-no' }}, asked = 'embed&panel=time&preset=yes-no&backend=cpu';
               const place = document.body.appendChild(document.createElement('div'));
               {script};
               return {LOADED};
             }})()"
        ))?;
        assert_eq!(seen, engines, "{what}");
    }
    Ok(())
}

#[test]
fn an_engine_that_begins_anew_has_its_parts_anew() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(
        "await (async () => {
           const { Lab, mount } = await import('./dpop-lab.js');
           const place = document.createElement('div');
           document.body.replaceChildren(place);
           const find = async (selector) => {
             for (;;) {
               const found = place.firstChild.shadowRoot?.querySelector(selector) ?? place.querySelector(selector);
               if (found) return found;
               await new Promise((next) => setTimeout(next, 20));
             }
           };
           const editor = async () => {
             await mount(place, 'embed&panel=pairs&preset=yes-no&backend=cpu');
             (await find('[data-tab=Vocabulary]')).click();
             return (await find('[name=new-token]')).localName;
           };
           const first = await editor();
           const lab = await Lab.create({ preset: 'yes-no' });
           const { name } = performance.getEntriesByType('resource').find(({ name }) => /dpop-lab-core\\.js/.test(name));
           const wasm = await (await import(name)).default();
           for (const piece of [1 << 28, 1 << 24, 1 << 20, 1 << 16, 1 << 12, 1 << 8, 16]) { try { for (;;) wasm.__wbindgen_malloc(piece, 8); } catch { /* full */ } }
           try { lab.spec(); } catch { /* It has stopped. */ }
           const said = place.querySelector('[role=alert]')?.textContent;
           return { first, said, again: await editor() };
         })()",
    )?;
    assert_eq!((&seen["first"], &seen["again"]), (&json!("input"), &json!("input")), "{seen}");
    assert!(seen["said"].as_str().is_some_and(|text| text.contains("engine has stopped")), "{seen}");
    Ok(())
}

#[test]
fn two_engines_of_a_document_count_together_and_fall_alone() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(
        "await (async () => {
           const { Lab, mount } = await import('./dpop-lab.js');
           const place = document.body.appendChild(document.createElement('div'));
           const before = await Lab.create({ preset: 'yes-no' });
           const alone = await Lab.memory();
           await mount(place, 'embed&panel=time&preset=yes-no&backend=cpu');
           const after = await Lab.create({ preset: 'yes-no' });
           const memory = await Lab.memory();
           const { name } = performance.getEntriesByType('resource').find(({ name }) => /dpop-lab-engine\\.js/.test(name));
           const wasm = await (await import(name)).default();
           for (const piece of [1 << 28, 1 << 24, 1 << 20, 1 << 16, 1 << 12, 1 << 8, 16]) { try { for (;;) wasm.__wbindgen_malloc(piece, 8); } catch { /* full */ } }
           let fell;
           try { before.spec(); } catch ({ message }) { fell = message; }
           await after.train('sft', 2);
           return { alone, memory, fell, rows: after.metrics().length, stands: Boolean(place.querySelector('[role=alert]')) };
         })()",
    )?;
    assert_eq!((&seen["alone"]["labs"], &seen["alone"]["allowed"]), (&json!(1), &json!(2u64 << 30)), "{seen}");
    assert!(seen["memory"]["labs"].as_u64() >= Some(2), "{seen}");
    assert!(seen["memory"]["held"].as_f64() > seen["alone"]["held"].as_f64(), "{seen}");
    assert_eq!(seen["memory"]["allowed"], json!(4u64 << 30), "{seen}");
    assert!(seen["fell"].as_str().is_some_and(|text| text.contains("engine has stopped")), "{seen}");
    assert_eq!((&seen["rows"], &seen["stands"]), (&json!(3), &json!(false)), "{seen}");
    Ok(())
}
