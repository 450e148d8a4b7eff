//! A model from outside as what the first phase starts from: a folder that `transformers` saved, or a lab's own bundle, as a zip or as its
//! files, or its `model.safetensors` alone where the lab gives shape and vocabulary.
//!
//! Everything in it is hostile. Sizes are bounded before anything is unpacked, the small files go through the readers of `data`, the
//! numbers through `model::safetensors`.

mod fault;
mod foreign;
mod inflate;
mod shards;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod unzip;

use crate::data::field_error::Fault;
use crate::data::pretrained::{self, Splits};
use crate::data::{FieldError, LabFile, ModelSpec, Pretrained, Tokens, limits};
use crate::model::{Layout, Weights, safetensors};
pub use fault::{FileFault, ModelFault};
pub use foreign::{ENDS as FOREIGN_ENDS, ForeignModel, foreign};
use shards::{Joining, Shards};
use std::rc::Rc;
pub use unzip::MOST as MOST_ENTRIES;
use unzip::{Unpacking, ZipEntry};

/// A file: its path, of which the last part counts, and its bytes.
pub struct File {
    /// The path, slashes between its parts.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The most bytes that are looked at: the largest bundle there is has two models of 25 MB, and its metrics.
pub const MOST_BYTES: usize = 128 << 20;

/// The field that is at fault where a model's weights are.
const WEIGHTS: &str = "model.safetensors";

/// The largest `model.safetensors` that can be a lab's.
const MOST_WEIGHTS: usize = 64 << 20;

/// What comes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The lab with the model in it.
    pub lab: LabFile,
    /// Its weights, which the lab names.
    pub weights: Rc<Weights>,
    /// How many rows of its table of embeddings are of no token, and were left out.
    pub spare: usize,
}

/// Which lab gets the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// The one at hand.
    Given,
    /// The one that lies beside the model in a bundle, if one does.
    Packed,
}

/// Reads a model for a lab, in one go.
///
/// # Errors
/// One sentence that names the file or the field, what it is and what is allowed.
pub fn read(files: Vec<File>, lab: &LabFile, into: Into) -> Result<Imported, FieldError> {
    let mut reading = Reading::new(files, lab, into);
    loop {
        match reading.advance()? {
            ReadProgress::More(rest) => reading = rest,
            ReadProgress::Done(imported) => return Ok(imported),
        }
    }
}

/// A model on its way into a lab, read in short pieces: nobody waits for the largest one while the page stands still.
pub struct Reading {
    lab: LabFile,
    into: Into,
    stage: Stage,
}

/// How far it is.
pub enum ReadProgress {
    /// There is more to read.
    More(Reading),
    /// All is read.
    Done(Imported),
}

/// What is done next.
enum Stage {
    /// Look into a zip, if it is one.
    Given(Vec<File>),
    /// Unpack what is looked at, the last of these first.
    Packed {
        zip: File,
        entries: Vec<ZipEntry>,
        files: Vec<File>,
    },
    Unpacking {
        zip: File,
        entries: Vec<ZipEntry>,
        files: Vec<File>,
        unpacking: Unpacking,
    },
    /// Put the parts of its weights together, if it is in several.
    Files(Vec<File>),
    /// Go on with that.
    Joining(Box<Joining>),
    /// Read the numbers.
    Weights {
        file: File,
        loading: Box<safetensors::Loading>,
        params: Vec<f32>,
        about: Box<About>,
    },
    /// Put all together.
    Whole {
        params: Vec<f32>,
        about: Box<About>,
    },
}

/// What is known of a model besides its numbers.
struct About {
    layout: Layout,
    folder: Option<Folder>,
}

/// What the files beside the numbers say.
struct Folder {
    model: ModelSpec,
    /// What of a text is a token.
    kind: Tokens,
    tokens: Vec<String>,
    /// The numbers that the lab's tokens have in the model.
    ids: Vec<usize>,
    /// How its tokenizer takes texts apart.
    splits: Splits,
    /// The lab that lies beside it.
    packed: Option<File>,
}

impl Reading {
    /// Begins to read a model for a lab.
    pub fn new(files: Vec<File>, lab: &LabFile, into: Into) -> Reading {
        Reading { lab: lab.clone(), into, stage: Stage::Given(files) }
    }

    /// Reads one bounded piece.
    ///
    /// # Errors
    /// As [`read`].
    pub fn advance(self) -> Result<ReadProgress, FieldError> {
        let Reading { lab, into, stage } = self;
        let stage = match stage {
            Stage::Given(mut files) => match files.pop() {
                // What PyTorch pickles is a zip too.
                Some(zip) if files.is_empty() && zip.bytes.starts_with(b"PK") && foreign(&zip.path).is_none() => {
                    let entries = looked_at(&zip)?;
                    Stage::Packed { zip, entries, files }
                }
                last => {
                    files.extend(last);
                    Stage::Files(files)
                }
            },
            Stage::Packed { zip, mut entries, mut files } => match entries.pop() {
                None => Stage::Files(files),
                // That it is there says it all.
                Some(entry) if is_named_alone(&entry.path) => {
                    files.push(File { path: entry.path, bytes: Vec::new() });
                    Stage::Packed { zip, entries, files }
                }
                Some(entry) => {
                    let path = entry.path.clone();
                    let unpacking = Unpacking::new(entry).map_err(|cause| fault(&path, cause))?;
                    Stage::Unpacking { zip, entries, files, unpacking }
                }
            },
            Stage::Unpacking { zip, entries, mut files, mut unpacking } => {
                let done = unpacking.advance(&zip.bytes).map_err(|cause| fault(&unpacking.entry().path, cause))?;
                if done {
                    let (path, bytes) = unpacking.into_file();
                    files.push(File { path, bytes });
                    Stage::Packed { zip, entries, files }
                } else {
                    Stage::Unpacking { zip, entries, files, unpacking }
                }
            }
            Stage::Files(files) => Stage::joined(Shards::of(files)?, &lab)?,
            Stage::Joining(joining) => Stage::joined(joining.advance(), &lab)?,
            Stage::Weights { file, mut loading, mut params, about } => {
                match loading.advance(&file.bytes).map_err(|cause| refused(&file, cause))? {
                    Some(values) => {
                        if let Some(large) = values.iter().find(|value| !(**value as f32).is_finite()) {
                            return Err(weights_fault(&file, FileFault::Number(*large)));
                        }
                        params.extend(values.iter().map(|value| *value as f32));
                        Stage::Weights { file, loading, params, about }
                    }
                    None => Stage::Whole { params, about },
                }
            }
            Stage::Whole { params, about } => return whole(params, *about, &lab, into).map(ReadProgress::Done),
        };
        Ok(ReadProgress::More(Reading { lab, into, stage }))
    }
}

impl Stage {
    /// Goes on once the weights are in one file.
    fn joined(shards: Shards, lab: &LabFile) -> Result<Stage, FieldError> {
        match shards {
            Shards::Parts(joining) => Ok(Stage::Joining(joining)),
            Shards::Whole(files) => Stage::begin(files, lab),
        }
    }

    /// Reads what is beside the numbers, and begins with those.
    fn begin(mut files: Vec<File>, lab: &LabFile) -> Result<Stage, FieldError> {
        let named: Vec<&str> = shards::weights(files.iter().map(|file| file.path.as_str()));
        let is_weights = |file: &File| match &files[..] {
            // What has no name, as what JavaScript gives, is told by its header.
            [one] if one.bytes.get(8) == Some(&b'{') => true,
            _ => named.contains(&file.path.as_str()),
        };
        if let Some((file, kind)) = foreign::first(&files) {
            return Err(refuse(WEIGHTS, ModelFault::Foreign { name: last(&file.path).to_owned(), kind }));
        }
        let Some(weights) = files.iter().position(is_weights) else {
            let has_config = files.iter().any(|file| last(&file.path) == "config.json");
            return Err(refuse(WEIGHTS, if has_config { ModelFault::ConfigAlone } else { ModelFault::NoWeights }));
        };
        let file = files.remove(weights);
        let mut small = |name: &str| {
            let place = files.iter().position(|file| last(&file.path) == name)?;
            Some(files.remove(place))
        };
        let mut text_of = |name: &str| small(name).map(|file| text(&file).map(str::to_owned)).transpose();
        let Some(config) = text_of("config.json")? else {
            let layout = bare(&file, lab)?;
            return Stage::numbers(file, About { layout, folder: None });
        };
        let (tokenizer, vocab) = (text_of("tokenizer.json")?, text_of("vocab.json")?);
        let end = text_of("tokenizer_config.json")?;
        let pieces = pretrained::PIECES.into_iter().find(|name| small(name).is_some());
        let texts = pretrained::FolderTexts {
            pieces,
            config: &config,
            tokenizer: tokenizer.as_deref(),
            vocab: vocab.as_deref(),
            tokenizer_config: end.as_deref(),
        };
        let Pretrained { model, kind, tokens, ids, rows, splits } = Pretrained::read(&texts)?;
        let packed = small("lab.json");
        let layout = Layout::new(model, rows);
        let about = About { layout, folder: Some(Folder { model, kind, tokens, ids, splits, packed }) };
        Stage::numbers(file, about)
    }

    fn numbers(file: File, about: About) -> Result<Stage, FieldError> {
        let loading = safetensors::Loading::new(&about.layout, &file.bytes).map_err(|cause| refused(&file, cause))?;
        let params = Vec::with_capacity(about.layout.total);
        Ok(Stage::Weights { file, loading: Box::new(loading), params, about: Box::new(about) })
    }
}

/// The shape of weights that come alone, for a lab that says what they are of.
fn bare(file: &File, lab: &LabFile) -> Result<Layout, FieldError> {
    let (tokens, positions) = safetensors::rows(&file.bytes).map_err(|cause| refused(file, cause))?;
    let known = lab.dataset.vocabulary.len();
    if tokens > known || tokens == 0 {
        return Err(weights_fault(file, FileFault::Tokens { given: tokens, known }));
    }
    if !(1..=limits::POSITIONS).contains(&positions) {
        return Err(weights_fault(file, FileFault::Positions(positions)));
    }
    Ok(Layout::new(ModelSpec { n_positions: positions, ..lab.model }, tokens))
}

/// Weights and lab, once all is read.
fn whole(mut params: Vec<f32>, about: About, lab: &LabFile, into: Into) -> Result<Imported, FieldError> {
    let About { mut layout, folder } = about;
    let mut spare = 0;
    if let Some(Folder { ids, .. }) = &folder {
        // The table of embeddings with the lab's tokens in their order, and no other rows.
        let (table, width) = (layout.wte_weight.clone(), layout.shape.n_embd);
        let known = params[table.clone()].to_vec();
        params.splice(table, ids.iter().flat_map(|id| known[id * width..][..width].to_vec()));
        spare = layout.vocab_size - ids.len();
        layout = Layout::new(layout.shape, ids.len());
    }
    let (given, expected) = (params.len(), layout.total);
    let length = || FileFault::Length(safetensors::OtherLength { given, expected });
    let named = || ModelFault::File { name: WEIGHTS.to_owned(), fault: length() };
    let weights = Weights::new(layout, params).ok_or_else(|| refuse(WEIGHTS, named()))?;
    let lab = match &folder {
        // The lab's own positions stay, so that every pair fits.
        None => lab.with_weights(lab.model, None, weights.name())?,
        Some(Folder { model, kind, tokens, splits, packed, .. }) => {
            // A lab that waits for these very weights, like a link's, is not left for the one that lies beside them.
            let waiting = lab.weights == Some(weights.name());
            let packed = packed.as_ref().filter(|_| into == Into::Packed && !waiting);
            let packed = packed.map(|file| LabFile::from_json(text(file)?)).transpose()?;
            let lab = packed.as_ref().unwrap_or(lab).with_weights(*model, Some((*kind, tokens)), weights.name())?;
            stay_whole(&lab, splits)?;
            lab
        }
    };
    Ok(Imported { lab, weights: Rc::new(weights), spare })
}

/// That the model's tokenizer would read the words of a lab's pairs as the lab does.
fn stay_whole(lab: &LabFile, splits: &Splits) -> Result<(), FieldError> {
    // The first is the end, which is in no text.
    let words = lab.dataset.needed();
    let Some((word, how)) = words.iter().skip(1).find_map(|word| Some((word, splits.broken(word)?))) else {
        return Ok(());
    };
    Err(refuse("dataset.pairs", ModelFault::Word { word: word.clone(), how }))
}

/// What is unpacked of a zip, the last first: of the folder whose `config.json` lies highest, or of all, one file of each name. Whatever is too
/// large is refused before a byte of it is unpacked.
fn looked_at(zip: &File) -> Result<Vec<ZipEntry>, FieldError> {
    const LOOKED_AT: [&str; 6] =
        ["config.json", "tokenizer.json", "vocab.json", "tokenizer_config.json", "lab.json", shards::INDEX];
    let entries = unzip::list(&zip.bytes).map_err(|cause| fault(&zip.path, cause))?;
    let depth = |path: &str| path.matches('/').count();
    let configs = entries.iter().filter(|entry| last(&entry.path) == "config.json" && !is_shadow(&entry.path));
    let top = configs.min_by_key(|entry| depth(&entry.path)).map(|entry| folder(&entry.path).to_owned());
    let (mut looked_at, mut names, mut total) = (Vec::new(), Vec::new(), 0);
    let is_beside = |path: &&str| !is_shadow(path) && top.as_ref().is_none_or(|top| folder(path) == top);
    let weights = shards::weights(entries.iter().map(|entry| entry.path.as_str()).filter(is_beside));
    let weights: Vec<String> = weights.into_iter().map(str::to_owned).collect();
    for entry in entries {
        let (name, beside) = (last(&entry.path), top.as_ref().is_none_or(|top| folder(&entry.path) == top));
        if beside && !is_shadow(&entry.path) && is_named_alone(&entry.path) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
                looked_at.push(entry);
            }
            continue;
        }
        let (name, most) = match name {
            _ if !beside || is_shadow(&entry.path) => continue,
            _ if name.ends_with(".safetensors") => (name, MOST_WEIGHTS),
            _ if LOOKED_AT.contains(&name) => (name, limits::BYTES),
            _ => continue,
        };
        if entry.size > most {
            return Err(fault(&entry.path, FileFault::Bytes { given: entry.size, most }));
        }
        // Many entries may share the same few packed bytes.
        total += entry.size;
        if total > MOST_BYTES {
            return Err(fault(&entry.path, FileFault::TooMuch));
        }
        let is_weights = most != MOST_WEIGHTS || weights.contains(&entry.path);
        if is_weights && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
            looked_at.push(entry);
        }
    }
    looked_at.reverse();
    Ok(looked_at)
}

/// Of what nothing is unpacked: its name says it all.
fn is_named_alone(path: &str) -> bool {
    pretrained::PIECES.contains(&last(path)) || foreign(path).is_some()
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
    if file.bytes.len() > limits::BYTES {
        return Err(fault(name, FileFault::Bytes { given: file.bytes.len(), most: limits::BYTES }));
    }
    str::from_utf8(&file.bytes).map_err(|_| fault(name, FileFault::NotText))
}

/// A file is at fault.
fn fault(path: &str, fault: FileFault) -> FieldError {
    let name = last(path);
    refuse(name, ModelFault::File { name: name.to_owned(), fault })
}

/// The file of the weights is at fault, whatever it is called.
fn weights_fault(file: &File, fault: FileFault) -> FieldError {
    refuse(WEIGHTS, ModelFault::File { name: last(&file.path).to_owned(), fault })
}

fn refused(file: &File, cause: safetensors::Error) -> FieldError {
    weights_fault(file, FileFault::Weights(cause))
}

fn refuse(field: &str, fault: ModelFault) -> FieldError {
    FieldError::new(field, Fault::of(fault))
}
