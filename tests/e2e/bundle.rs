//! The bundle: what the module hands out, and what the page saves.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAB, LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::json;

/// JavaScript that lists a stored zip by its central directory and gives a file's bytes: `[names, file(end of its path)]`.
pub const UNZIP: &str = "(bytes => {
   const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), text = new TextDecoder();
   const end = bytes.length - 22, entries = new Map();
   if (view.getUint32(end, true) !== 0x06054b50) throw new Error('no end record');
   for (let at = view.getUint32(end + 16, true), n = 0; n < view.getUint16(end + 10, true); n++) {
     const [size, path, local] = [view.getUint32(at + 24, true), view.getUint16(at + 28, true), view.getUint32(at + 42, true)];
     const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
     entries.set(text.decode(bytes.subarray(at + 46, at + 46 + path)), bytes.slice(from, from + size));
     at += 46 + path;
   }
   return [[...entries.keys()], path => entries.get([...entries.keys()].find(name => name.endsWith('/' + path)))];
 })";

/// What must be in the folder.
pub const FILES: [&str; 18] = [
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "generation_config.json",
    "model.safetensors",
    "reference/config.json",
    "reference/tokenizer.json",
    "reference/tokenizer_config.json",
    "reference/special_tokens_map.json",
    "reference/generation_config.json",
    "reference/model.safetensors",
    "lab.json",
    "bundle.json",
    "dataset.jsonl",
    "metrics.jsonl",
    "train_trl.py",
    "README.md",
];

#[test]
fn the_module_hands_out_a_bundle() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(&format!(
        "await (async () => {{
           const {{ Lab }} = await import('./dpop-lab.js');
           const lab = await Lab.create({{ preset: 'yes-no' }}, {{ backend: 'cpu' }});
           const early = await lab.exportBundle(0).catch(cause => cause.message);
           await lab.train('sft', 3);
           await lab.train('preference', 4);
           const [names, file] = {UNZIP}(await lab.exportBundle(1, 3));
           const text = path => new TextDecoder().decode(file(path)), model = file('model.safetensors');
           const header = JSON.parse(new TextDecoder().decode(model.slice(8, 8 + Number(new DataView(model.buffer).getBigUint64(0, true)))));
           const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);
           return [names, early, header['transformer.wte.weight'].shape, JSON.parse(text('config.json')),
                   same(model, await lab.exportModel(1, 3)), same(file('reference/model.safetensors'), await lab.exportModel('reference')),
                   JSON.parse(text('bundle.json')), text('train_trl.py').includes('DPOTrainer'), text('metrics.jsonl').trim().split('\\n').length];
         }})()"
    ))?;
    let names = FILES.map(|name| format!("dpop-lab-run-1-step-3/{name}"));
    assert_eq!(seen[0], json!(names));
    assert!(seen[1].as_str().is_some_and(|sentence| sentence.contains("train")), "{}", seen[1]);
    let config = &seen[3];
    assert_eq!(seen[2], json!([config["vocab_size"], config["n_embd"]]));
    assert_eq!((&seen[4], &seen[5], &seen[7]), (&json!(true), &json!(true), &json!(true)), "{seen}");
    assert_eq!((&seen[6]["run"], &seen[6]["step"], &seen[8]), (&json!(1), &json!(3), &json!(4 + 5)));
    assert_eq!(seen[6]["what"], "Run 1 after 3 updates of the 160 that lab.json asks for.");
    Ok(())
}

/// Saves these files, each by the button that says what, and waits until they are made. What would be saved is kept in `saved` instead of
/// being put into the person's folder.
pub fn save(page: &Page, files: &[(&str, &str)]) -> Result<()> {
    page.value(
        "(window.saved = [], HTMLAnchorElement.prototype.click = function () { saved.push([this.download, this.href]); }, \
          URL.revokeObjectURL = () => {}, true)",
    )?;
    page.click("[data-tab=Sources]")?;
    for (what, name) in files {
        page.click(&format!("[data-do={what}]"))?;
        page.wait_for(name, &format!("saved.some(([name]) => name === '{name}')"), A_WHILE)?;
    }
    Ok(())
}

#[test]
fn the_page_saves_what_was_trained_and_measured() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let files = [
        ("bundle", "dpop-lab-run-0-step-160.zip"),
        ("weights", "dpop-lab-run-0-step-160.safetensors"),
        ("csv", "metrics.csv"),
        ("json-lines", "metrics.jsonl"),
    ];
    save(&page, &files)?;
    let seen = page.value(&format!(
        "await (async () => {{
           const blob = async name => new Uint8Array(await (await fetch(saved.find(([saved]) => saved === name)[1])).arrayBuffer());
           const [names, file] = {UNZIP}(await blob('dpop-lab-run-0-step-160.zip'));
           const rows = new TextDecoder().decode(await blob('metrics.csv')).trim().split('\\n');
           return [names.length, (await blob('dpop-lab-run-0-step-160.safetensors')).length === file('model.safetensors').length, rows.length, rows[0]];
         }})()"
    ))?;
    assert_eq!((&seen[0], &seen[1]), (&json!(FILES.len()), &json!(true)));
    assert_eq!(seen[2], json!(1 + 101 + 2 * 161));
    assert!(seen[3].as_str().is_some_and(|names| names.starts_with("phase,step,run,loss,")), "{}", seen[3]);
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
