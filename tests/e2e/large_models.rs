//! The largest models that a lab can have come in without holding up the page, deflated too, and so does what only looks like one; and such a
//! lab is drawn, trained, forked and taken away without.

use crate::{
    ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    webdriver::Result,
};
use serde_json::{Value, json};

/// Makes a model of the largest shape, a deflated zip of it, and one of 64 MiB that packs to next to nothing and is no model.
const MAKE: &str = "
    const D = 256, L = 8, N = 128, tokens = Array.from({ length: 255 }, (_, i) => 't' + i);
    const shapes = [['wte.weight', [256, D]], ['wpe.weight', [N, D]]];
    for (let layer = 0; layer < L; layer++) {
      const norm = (name) => shapes.push([`h.${layer}.${name}.weight`, [D]], [`h.${layer}.${name}.bias`, [D]]);
      const linear = (name, a, b) => shapes.push([`h.${layer}.${name}.weight`, [a, b]], [`h.${layer}.${name}.bias`, [b]]);
      norm('ln_1'); linear('attn.c_attn', D, 3 * D); linear('attn.c_proj', D, D);
      norm('ln_2'); linear('mlp.c_fc', D, 4 * D); linear('mlp.c_proj', 4 * D, D);
    }
    shapes.push(['ln_f.weight', [D]], ['ln_f.bias', [D]]);
    let end = 0;
    const header = Object.fromEntries(shapes.map(([name, shape]) => {
      const start = end;
      end += 4 * shape.reduce((a, b) => a * b);
      return ['transformer.' + name, { dtype: 'F32', shape, data_offsets: [start, end] }];
    }));
    let text = JSON.stringify(header);
    text = text.padEnd(Math.ceil(text.length / 8) * 8);
    const model = new Uint8Array(8 + text.length + end);
    new DataView(model.buffer).setUint32(0, text.length, true);
    model.set(new TextEncoder().encode(text), 8);
    const values = new Float32Array(end / 4);
    let noise = 1;
    for (let i = 0; i < values.length; i++) {
      noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
      values[i] = noise / 2 ** 36;
    }
    model.set(new Uint8Array(values.buffer), 8 + text.length);
    const config = JSON.stringify({ model_type: 'gpt2', vocab_size: 256, n_positions: N, n_embd: D, n_layer: L, n_head: 4,
      activation_function: 'gelu_new', layer_norm_epsilon: 1e-5, eos_token_id: 0 });
    const vocab = Object.fromEntries(['<eos>', ...tokens].map((token, id) => [token, id]));
    const tokenizer = JSON.stringify({ pre_tokenizer: { type: 'WhitespaceSplit' }, model: { type: 'WordLevel', vocab, unk_token: '<eos>' } });

    const table = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n; });
    const crc = (bytes) => { let c = -1; for (const byte of bytes) c = table[(c ^ byte) & 255] ^ (c >>> 8); return ~c >>> 0; };
    const le = (...values) => values.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255));
    const deflate = async (bytes) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer());
    const zip = async (files) => {
      const parts = [], directory = [];
      let at = 0;
      for (const [name, content] of files) {
        const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content, packed = await deflate(bytes);
        const path = [...new TextEncoder().encode(name)];
        const head = le([20, 2], [0, 2], [8, 2], [0, 4], [crc(bytes), 4], [packed.length, 4], [bytes.length, 4], [path.length, 2], [0, 2]);
        const local = Uint8Array.from([0x50, 0x4b, 3, 4, ...head, ...path]);
        directory.push(...[0x50, 0x4b, 1, 2, 20, 0], ...head, ...le([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), ...path);
        parts.push(local, packed);
        at += local.length + packed.length;
      }
      const end = le([0, 4], [files.length, 2], [files.length, 2], [directory.length, 4], [at, 4], [0, 2]);
      return new Uint8Array(await new Blob([...parts, Uint8Array.from(directory), Uint8Array.from([0x50, 0x4b, 5, 6, ...end])]).arrayBuffer());
    };
    window.whole = await zip([['config.json', config], ['tokenizer.json', tokenizer], ['model.safetensors', model]]);
    window.empty = await zip([['config.json', config], ['tokenizer.json', tokenizer], ['model.safetensors', new Uint8Array(64 << 20)]]);";

/// Lets `work` be done until it was done once without a long task, and gives what came of it. A system that takes the processor away makes a
/// long task of a short one, now and then; a piece of work that is long in itself is so each time.
fn without_long_tasks(page: &Page, name: &str, work: &str) -> Result<Value> {
    const TRIES: usize = 6;
    let mut all = Vec::new();
    for _ in 0..TRIES {
        let outcome = page.value(&format!(
            "await (async () => {{
               const {{ Lab, LabError }} = await import('./dpop-lab.js');
               const from = performance.now();
               // In a task of its own, which is not the one that began before.
               await new Promise(next => setTimeout(next));
               const came = await (async () => {{ {work} }})();
               return [from, performance.now(), came];
             }})()"
        ))?;
        let time = |index: usize| outcome[index].as_f64().ok_or("a time");
        let (from, to) = (time(0)?, time(1)?);
        let tasks: Vec<f64> = page.long_tasks(from, to)?.into_iter().map(|(_, ms)| ms).collect();
        println!("    {name}: {:.0} ms, tasks of more than 50 ms: {tasks:?}", to - from);
        if tasks.is_empty() {
            return Ok(outcome[2].clone());
        }
        all.push(tasks);
    }
    Err(format!("{name}: the page was kept for more than 50 ms, each of {TRIES} times: {all:?}"))
}

#[test]
fn the_largest_model_comes_in_without_a_long_task() -> Result<()> {
    let _alone = crate::quiet::alone();
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    page.value(&format!("await (async () => {{ {MAKE} return true; }})()"))?;
    for (what, words) in [("whole", ""), ("empty", "a model of this shape needs at most")] {
        let made = without_long_tasks(
            &page,
            what,
            &format!(
                "const spec = {{ dataset: {{ pairs: [{{ prompt: 't1', chosen: 't2', rejected: 't3' }}] }}, model: {{ n_embd: 8, n_layer: 1, n_head: 2, n_positions: 8 }} }};
                 return Lab.create(spec, {{ backend: 'cpu', model: {what} }}).then(lab => {{
                   const {{ model }} = lab.spec();
                   lab.free();
                   return [model, ''];
                 }}, cause => [cause instanceof LabError, cause.message]);"
            ),
        )?;
        assert!(made[1].as_str().is_some_and(|sentence| sentence.contains(words)), "{made}");
        if what == "whole" {
            assert_eq!((&made[0]["n_embd"], &made[0]["n_layer"]), (&json!(256), &json!(8)), "{made}");
        } else {
            assert_eq!(made[0], json!(true), "{made}");
        }
    }
    Ok(())
}

/// Six million parameters that are drawn, trained by two runs, forked, looked at, and taken away.
#[test]
fn the_largest_lab_is_used_without_a_long_task() -> Result<()> {
    let _alone = crate::quiet::alone();
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let check = |name: &str, work: &str| without_long_tasks(&page, name, &format!("{work}; return true;"));
    const MADE: &str = "const made = async () => window.lab = await Lab.create({
        dataset: { pairs: [{ prompt: 't1', chosen: 't2', rejected: 't3' }] },
        model: { n_embd: 256, n_layer: 8, n_head: 4, n_positions: 128 }, sft: { steps: 2 }, preference: { steps: 4 },
      }, { backend: 'cpu' })";
    check("made", &format!("{MADE}; window.lab?.free(); await made()"))?;
    check(
        "trained",
        &format!("{MADE}; window.lab.free(); await made(); await lab.train('sft'); await lab.train('preference', 2)"),
    )?;
    check("forked", "await lab.fork({ run: 0, step: 1, beta: 0.5 })")?;
    check("looked at", "await lab.inspect({ run: 0, pair: 0, step: 1 })")?;
    check("as a model", "await lab.exportModel(0, 1)")?;
    check("as a bundle", "await lab.exportBundle(0, 2)")?;
    Ok(())
}

/// A file of 1 MiB, of the most rows there can be, of one value and of one text: read within 300 ms, and no part of it long.
#[test]
fn a_mebibyte_of_data_is_read_without_a_long_task() -> Result<()> {
    let _alone = crate::quiet::alone();
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    for (name, text, pairs) in [
        ("a table", r"'prompt,chosen,rejected\n' + '2 + 2 =,4 .,5 .\n'.repeat(65534)", 65534),
        ("lines", r#"'{"prompt": "2 + 2 =", "chosen": "4 .", "rejected": "5 ."}\n'.repeat(17700)"#, 17700),
        ("one text", r#"'{"prompt": "a", "chosen": "b", "rejected": "' + 'word '.repeat(209000) + '"}'"#, 1),
        ("one value", r#"'{"prompt": "a", "chosen": "b", "rejected": "c", "x": [' + '1,'.repeat(240000) + '1]}'"#, 1),
        ("bad lines", r#"'{"a": 1}\n'.repeat(116000)"#, 0),
    ] {
        let work = format!(
            "const {{ readData }} = await import('./dpop-lab.js');
             const from = performance.now();
             const {{ pairs }} = await readData({text});
             return [pairs.length, performance.now() - from];"
        );
        // What reads it has come by then.
        page.value(&format!("await (async () => {{ {work} }})()"))?;
        let came = without_long_tasks(&page, name, &work)?;
        println!("    {name}: {} pairs in {} ms", came[0], came[1]);
        assert_eq!(came[0], json!(pairs), "{name}");
        assert!(came[1].as_f64().is_some_and(|ms| ms < 300.0), "{name}: {} ms", came[1]);
    }
    Ok(())
}
