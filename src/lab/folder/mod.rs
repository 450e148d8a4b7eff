//! A model from outside as what the first phase starts from: a folder that `transformers` saved, or a lab's own bundle, as a zip or as its
//! files, or its `model.safetensors` alone where the lab gives shape and vocabulary.
//!
//! Everything in it is hostile. Sizes are bounded before anything is unpacked, the small files go through the readers of `data`, the
//! numbers through `model::safetensors`.

mod inflate;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod unzip;

use crate::data::{FieldError, LabFile, ModelSpec, Pretrained, limits, pretrained};
use crate::model::{Layout, Weights, safetensors};
use std::rc::Rc;

/// A file: its path, of which the last part counts, and its bytes.
pub struct File {
    /// The path, slashes between its parts.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The most bytes that are looked at: the largest bundle there is has two models of 25 MB, and its metrics.
pub const MOST_BYTES: usize = 128 << 20;

/// The largest `model.safetensors` that can be a lab's.
const MOST_WEIGHTS: usize = 64 << 20;

/// What comes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The lab with the model in it.
    pub lab: LabFile,
    /// Its weights, which the lab names.
    pub weights: Rc<Weights>,
}

/// Which lab gets the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// The one at hand.
    Given,
    /// The one that lies beside the model in a bundle, if one does.
    Packed,
}

/// Reads a model for a lab.
///
/// # Errors
/// One sentence that names the file or the field, what it is and what is allowed.
pub fn read(files: Vec<File>, lab: &LabFile, into: Into) -> Result<Imported, FieldError> {
    let files = match &files[..] {
        [one] if one.bytes.starts_with(b"PK") => unpacked(&one.path, &one.bytes)?,
        _ => files,
    };
    let small = |name: &str| files.iter().find(|file| last(&file.path) == name);
    let weights = match &files[..] {
        // What has no name, as what JavaScript gives, is told by its header.
        [one] if one.bytes.get(8) == Some(&b'{') => Some(one),
        _ => files.iter().find(|file| last(&file.path).ends_with(".safetensors")),
    };
    let Some(weights) = weights else {
        let message = "There is no model.safetensors in what was given; allowed is a folder that transformers saved, or a lab's bundle, \
            as a zip or as its files. A pytorch_model.bin can be saved again with safe_serialization=True.";
        return Err(refuse("model.safetensors", message.to_owned()));
    };
    let Some(config) = small("config.json") else { return bare(weights, lab) };
    let text = |file: &File| text(file).map(str::to_owned);
    let (config, tokenizer) = (text(config)?, small("tokenizer.json").map(text).transpose()?);
    let (vocab, end) =
        (small("vocab.json").map(text).transpose()?, small("tokenizer_config.json").map(text).transpose()?);
    let texts = pretrained::Texts {
        config: &config,
        tokenizer: tokenizer.as_deref(),
        vocab: vocab.as_deref(),
        tokenizer_config: end.as_deref(),
    };
    let Pretrained { model, tokens, ids } = Pretrained::read(&texts)?;
    let weights = load(weights, model, ids.len(), Some(&ids))?;
    // A lab that waits for these very weights, like a link's, is not left for the one that lies beside them.
    let waiting = lab.weights == Some(weights.name());
    let packed = small("lab.json").filter(|_| into == Into::Packed && !waiting);
    let packed = packed.map(|file| LabFile::from_json(&text(file)?)).transpose()?;
    let lab = packed.as_ref().unwrap_or(lab).with_weights(model, Some(&tokens), weights.name())?;
    Ok(Imported { lab, weights })
}

/// The weights alone, for a lab that says what they are of.
fn bare(file: &File, lab: &LabFile) -> Result<Imported, FieldError> {
    let (tokens, positions) = safetensors::rows(&file.bytes).map_err(|cause| refused(file, &cause))?;
    let known = lab.dataset.vocabulary.len();
    if tokens > known || tokens == 0 {
        let message = format!(
            "{} has the weights of {tokens} tokens; allowed are 1 to {known}, as many as this lab has. To take its tokens too, give its \
             config.json and tokenizer.json with it.",
            last(&file.path)
        );
        return Err(refuse("model.safetensors", message));
    }
    if !(1..=limits::POSITIONS).contains(&positions) {
        let (name, most) = (last(&file.path), limits::POSITIONS);
        let message = format!("{name} has the weights of {positions} positions; allowed are 1 to {most}.");
        return Err(refuse("model.safetensors", message));
    }
    let weights = load(file, ModelSpec { n_positions: positions, ..lab.model }, tokens, None)?;
    // The lab's own positions stay, so that every pair fits.
    let lab = lab.with_weights(lab.model, None, weights.name())?;
    Ok(Imported { lab, weights })
}

/// The weights of a file; `ids` are the numbers that the lab's tokens have in it, where they are others.
fn load(file: &File, shape: ModelSpec, tokens: usize, ids: Option<&[usize]>) -> Result<Rc<Weights>, FieldError> {
    let layout = Layout::new(shape, tokens);
    let values = safetensors::load(&layout, &file.bytes).map_err(|cause| refused(file, &cause))?;
    let mut params: Vec<f32> = values.iter().map(|value| *value as f32).collect();
    if let Some(large) = params.iter().position(|value| !value.is_finite()) {
        let message = format!("{} holds {}, which is too large for 32 bits.", last(&file.path), values[large]);
        return Err(refuse("model.safetensors", message));
    }
    if let Some(ids) = ids {
        let table = layout.wte_weight.clone();
        let known = &values[table.clone()];
        let rows = ids.iter().flat_map(|id| &known[id * shape.n_embd..][..shape.n_embd]);
        params[table].iter_mut().zip(rows).for_each(|(to, from)| *to = *from as f32);
    }
    let weights = Weights::new(layout, params).ok_or_else(|| refuse("model.safetensors", String::new()))?;
    Ok(Rc::new(weights))
}

/// The files of a zip that are looked at: those of the folder whose `config.json` lies highest, or of all.
fn unpacked(name: &str, zip: &[u8]) -> Result<Vec<File>, FieldError> {
    const LOOKED_AT: [&str; 5] = ["config.json", "tokenizer.json", "vocab.json", "tokenizer_config.json", "lab.json"];
    let fault = |name: &str, rest: &str| refuse(name, format!("{name} {rest}."));
    let entries = unzip::list(zip).map_err(|rest| fault(last(name), rest))?;
    let depth = |path: &str| path.matches('/').count();
    let configs = entries.iter().filter(|entry| last(&entry.path) == "config.json" && !is_shadow(&entry.path));
    let top = configs.min_by_key(|entry| depth(&entry.path)).map(|entry| folder(&entry.path));
    let (mut files, mut total) = (Vec::new(), 0);
    for entry in &entries {
        let (name, beside) = (last(&entry.path), top.is_none_or(|top| folder(&entry.path) == top));
        let most = match name {
            _ if !beside || is_shadow(&entry.path) => continue,
            _ if name.ends_with(".safetensors") => MOST_WEIGHTS,
            _ if LOOKED_AT.contains(&name) => limits::BYTES,
            _ => continue,
        };
        if entry.size > most {
            return Err(fault(name, &format!("has {} bytes; allowed are at most {most}", entry.size)));
        }
        // Many entries may share the same few packed bytes.
        total += entry.size;
        if total > MOST_BYTES {
            return Err(fault(name, "is one file too many: allowed are 128 MiB in all"));
        }
        let bytes = entry.unpack().map_err(|rest| fault(name, rest))?;
        files.push(File { path: entry.path.clone(), bytes });
    }
    Ok(files)
}

/// What macOS puts beside each file of a zip.
fn is_shadow(path: &str) -> bool {
    path.starts_with("__MACOSX/")
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn text(file: &File) -> Result<&str, FieldError> {
    let name = last(&file.path);
    str::from_utf8(&file.bytes).map_err(|_| refuse(name, format!("{name} is not a text in UTF-8.")))
}

fn refused(file: &File, cause: &safetensors::Error) -> FieldError {
    refuse("model.safetensors", format!("{}: {cause}", last(&file.path)))
}

fn refuse(field: &str, message: String) -> FieldError {
    FieldError { field: field.to_owned(), message }
}
