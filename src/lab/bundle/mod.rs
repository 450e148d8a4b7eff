//! The bundle: a folder, as a zip, with which a run goes on in Hugging Face's world. `transformers` loads it with `from_pretrained`, and
//! `python train_trl.py` in it trains the run again with TRL and compares.
//!
//! The two long texts of it (`www/bundle`) are not in the wasm: a module of their own carries them, which is loaded when a bundle is wanted.

mod hub;
pub(super) mod zip;

use super::report::{Form, Table};
use crate::data::{LabFile, PairText, jsonl};
use crate::model::{Layout, safetensors};
use crate::objective::REGISTRY;
use crate::train::History;
use zip::File;

/// All that a bundle is made of.
pub struct Contents<'a> {
    /// The lab.
    pub spec: &'a LabFile,
    /// The run, an index into the lab's.
    pub run: usize,
    /// The step of the preference phase that `model.safetensors` is of.
    pub step: usize,
    /// Where the parameters lie.
    pub layout: &'a Layout,
    /// The run's parameters `(P)` at the step.
    pub params: &'a [f32],
    /// The frozen reference's parameters `(P)`.
    pub reference: &'a [f32],
    /// What was measured.
    pub history: &'a History,
    /// The texts that are the same in each.
    pub texts: &'a Texts,
}

/// The files of a bundle that are the same in each.
pub struct Texts {
    /// `train_trl.py`.
    pub train: String,
    /// `README.md`.
    pub readme: String,
}

impl Texts {
    /// Their names in `www/bundle` and in a bundle, in the order of the fields.
    pub const NAMES: [&'static str; 2] = ["train_trl.py", "README.md"];
}

/// The bundle as a zip of one folder. The same contents give the same bytes.
///
/// # Errors
/// [`safetensors::OtherLength`] where the parameters are not the layout's.
pub fn pack(contents: &Contents<'_>) -> Result<Vec<u8>, safetensors::OtherLength> {
    let Contents { spec, run, step, .. } = contents;
    let folder = format!("dpop-lab-run-{run}-step-{step}");
    let mut files = Vec::new();
    let mut add = |path: &str, bytes: Vec<u8>| files.push(File { path: format!("{folder}/{path}"), bytes });
    for (place, params) in [("", contents.params), ("reference/", contents.reference)] {
        let tokens = &spec.dataset.vocabulary;
        let mut beside = |name: &str, text: String| add(&format!("{place}{name}"), text.into_bytes());
        beside("config.json", hub::config(&spec.model, tokens.len()));
        beside("tokenizer.json", hub::tokenizer(tokens));
        beside("tokenizer_config.json", hub::tokenizer_config(&spec.model));
        beside("special_tokens_map.json", hub::special_tokens());
        beside("generation_config.json", hub::generation_config(&spec.model));
        add(&format!("{place}model.safetensors"), safetensors::save(contents.layout, params)?);
    }
    let mut text = |name: &str, text: &str| add(name, text.as_bytes().to_vec());
    text("lab.json", &spec.to_json());
    let what = Origin { run: *run, step: *step, asked: spec.preference.steps }.to_string();
    let trl = trl();
    text(
        "bundle.json",
        &format!("{{ \"run\": {run}, \"step\": {step}, \"what\": \"{what}\",\n  \"trl\": {{ {trl} }} }}\n"),
    );
    text("dataset.jsonl", &dataset(&spec.dataset.pairs));
    text("metrics.jsonl", &Table::new(contents.history, Form::JsonLines, Some(*run)).text(contents.history));
    for (name, content) in Texts::NAMES.into_iter().zip([&contents.texts.train, &contents.texts.readme]) {
        text(name, content);
    }
    Ok(zip::pack(&files))
}

/// TRL's names of the losses that it has, as the entries of a JSON object.
fn trl() -> String {
    let named = REGISTRY.iter().filter_map(|entry| Some(format!("\"{}\": \"{}\"", entry.loss_type, entry.trl?)));
    named.collect::<Vec<_>>().join(", ")
}

/// What the model of a bundle is. Written out it is a sentence that needs no escapes.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The run.
    pub run: usize,
    /// Its updates.
    pub step: usize,
    /// As many as the lab file asks for.
    pub asked: usize,
}

/// The pairs as TRL joins them: it puts prompt and completion together as they are, so that completions begin with the space between.
fn dataset(pairs: &[PairText]) -> String {
    let spaced = |pair: &PairText| PairText {
        prompt: pair.prompt.clone(),
        chosen: format!(" {}", pair.chosen),
        rejected: format!(" {}", pair.rejected),
    };
    jsonl::export(&pairs.iter().map(spaced).collect::<Vec<_>>())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
