//! The bundle: a folder, as a zip, with which a run goes on in Hugging Face's world. `transformers` loads it with `from_pretrained`, and
//! `python train_trl.py` in it trains the run again with TRL and compares.
//!
//! The two long texts of it (`www/bundle`) are not in the wasm: a module of their own carries them, which is loaded when a bundle is wanted.

mod hub;
pub(super) mod zip;

use super::report::{Form, RowsText};
use crate::data::{LabFile, PairText, Tokens, jsonl};
use crate::model::{Layout, safetensors};
use crate::objective::REGISTRY;
use crate::train::History;

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
    pub texts: &'a BundleTexts,
}

/// The files of a bundle that are the same in each.
pub struct BundleTexts {
    /// `train_trl.py`.
    pub train: String,
    /// `README.md`.
    pub readme: String,
}

impl BundleTexts {
    /// Their names in `www/bundle` and in a bundle, in the order of the fields.
    pub const NAMES: [&'static str; 2] = ["train_trl.py", "README.md"];
}

/// Numbers, or bytes, that are written in one piece.
const PIECE: usize = 1 << 18;
/// Rows of the metrics that are.
const ROWS: usize = 500;

/// A bundle on its way, a bounded piece at a time: a zip of one folder. The same contents give the same bytes.
#[derive(Default)]
pub struct Packing {
    zip: zip::Writer,
    /// The files that are still to come, the next one last. None before the first piece.
    left: Option<Vec<(String, Body)>>,
}

/// What is in a file.
enum Body {
    Text(String),
    /// The numbers of a model from this one on.
    Numbers(Model, usize),
    Rows(RowsText),
}

#[derive(Clone, Copy)]
enum Model {
    Run,
    Reference,
}

impl Packing {
    /// Writes a piece of the same contents as before; the zip, once all of it is written.
    ///
    /// # Errors
    /// [`safetensors::OtherLength`] where the parameters are not the layout's.
    pub fn advance(&mut self, contents: &Contents<'_>) -> Result<Option<Vec<u8>>, safetensors::OtherLength> {
        let left = match &mut self.left {
            Some(left) => left,
            none => {
                self.zip.reserve(2 * size_of_val(contents.params) + (1 << 20));
                none.insert(files(contents)?)
            }
        };
        let Some((path, body)) = left.pop() else { return Ok(Some(std::mem::take(&mut self.zip).finish())) };
        let rest = match body {
            Body::Text(text) => {
                self.zip.begin(&path);
                self.zip.append(|zip| zip.extend(text.as_bytes()));
                None
            }
            Body::Numbers(model, at) => {
                let numbers = match model {
                    Model::Run => contents.params,
                    Model::Reference => contents.reference,
                };
                if at == 0 {
                    self.zip.begin(&path);
                    self.zip.append(|zip| zip.extend(safetensors::head(contents.layout)));
                }
                let end = numbers.len().min(at + PIECE);
                self.zip.append(|zip| safetensors::extend(zip, &numbers[at..end]));
                (end < numbers.len()).then_some(Body::Numbers(model, end))
            }
            Body::Rows(mut table) => {
                if !table.has_begun() {
                    self.zip.begin(&path);
                }
                let text = table.next(contents.history, ROWS);
                text.map(|text| {
                    self.zip.append(|zip| zip.extend(text.as_bytes()));
                    Body::Rows(table)
                })
            }
        };
        left.extend(rest.map(|rest| (path, rest)));
        Ok(None)
    }
}

/// A whole bundle at once.
///
/// # Errors
/// As [`Packing::advance`].
pub fn pack(contents: &Contents<'_>) -> Result<Vec<u8>, safetensors::OtherLength> {
    let mut packing = Packing::default();
    loop {
        if let Some(zip) = packing.advance(contents)? {
            return Ok(zip);
        }
    }
}

/// All files of a bundle, the first one last.
fn files(contents: &Contents<'_>) -> Result<Vec<(String, Body)>, safetensors::OtherLength> {
    let Contents { spec, run, step, layout, .. } = contents;
    for given in [contents.params.len(), contents.reference.len()] {
        if given != layout.total {
            return Err(safetensors::OtherLength { given, expected: layout.total });
        }
    }
    let mut files = Vec::new();
    let mut add = |path: &str, body: Body| files.push((format!("dpop-lab-run-{run}-step-{step}/{path}"), body));
    for (place, model) in [("", Model::Run), ("reference/", Model::Reference)] {
        let (kind, tokens) = (spec.dataset.tokens, &spec.dataset.vocabulary);
        let end = hub::end(kind, tokens);
        let mut beside = |name: &str, text: String| add(&format!("{place}{name}"), Body::Text(text));
        beside("config.json", hub::config(&spec.model, tokens.len()));
        beside("tokenizer.json", hub::tokenizer(kind, tokens, &end));
        beside("tokenizer_config.json", hub::tokenizer_config(&spec.model, &end));
        beside("special_tokens_map.json", hub::special_tokens(&end));
        beside("generation_config.json", hub::generation_config(&spec.model));
        add(&format!("{place}model.safetensors"), Body::Numbers(model, 0));
    }
    add("lab.json", Body::Text(spec.to_json()));
    let (what, trl) = (ModelOrigin { run: *run, step: *step, asked: spec.preference.steps }, trl());
    add(
        "bundle.json",
        Body::Text(format!("{{ \"run\": {run}, \"step\": {step}, \"what\": \"{what}\",\n  \"trl\": {{ {trl} }} }}\n")),
    );
    add("dataset.jsonl", Body::Text(dataset(spec.dataset.tokens, &spec.dataset.pairs)));
    if !spec.dataset.eval_pairs.is_empty() {
        add("eval_dataset.jsonl", Body::Text(dataset(spec.dataset.tokens, &spec.dataset.eval_pairs)));
    }
    add("metrics.jsonl", Body::Rows(RowsText::new(contents.history, Form::JsonLines, Some(*run))));
    for (name, content) in BundleTexts::NAMES.into_iter().zip([&contents.texts.train, &contents.texts.readme]) {
        add(name, Body::Text(content.clone()));
    }
    files.reverse();
    Ok(files)
}

/// TRL's names of the losses that it has, as the entries of a JSON object.
fn trl() -> String {
    let named = REGISTRY.iter().filter_map(|entry| Some(format!("\"{}\": \"{}\"", entry.loss_type, entry.trl?)));
    named.collect::<Vec<_>>().join(", ")
}

/// What the model of a bundle is. Written out it is a sentence that needs no escapes.
#[derive(Clone, Copy, Debug)]
pub struct ModelOrigin {
    /// The run.
    pub run: usize,
    /// Its updates.
    pub step: usize,
    /// As many as the lab file asks for.
    pub asked: usize,
}

/// The pairs as TRL joins them: it puts prompt and completion together as they are, so that completions begin with the space between words.
fn dataset(tokens: Tokens, pairs: &[PairText]) -> String {
    let between = tokens.between();
    let spaced = |pair: &PairText| PairText {
        prompt: pair.prompt.clone(),
        chosen: format!("{between}{}", pair.chosen),
        rejected: format!("{between}{}", pair.rejected),
    };
    jsonl::export(&pairs.iter().map(spaced).collect::<Vec<_>>())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
