//! Weights that are in several files, as `save_pretrained` writes a large model: which files they are, whether they agree with their index, and all of them
//! as the one file that they would have been.
//!
//! Format: `model.safetensors.index.json` says in its `weight_map` for each tensor in which file it is (transformers, "Sharded checkpoints").

use super::fault::{FileFault, ModelFault};
use super::{File, MOST_WEIGHTS, WEIGHTS, fault, last, refuse, refused, text};
use crate::data::FieldError;
use crate::data::field_error::JsonText;
use crate::data::json::{self, Node};
use crate::model::safetensors::{self, Tensor};
use std::collections::{BTreeMap, BTreeSet};

/// The file that says where each tensor is.
pub const INDEX: &str = "model.safetensors.index.json";

/// Bytes that are copied in one piece.
const PIECE: usize = 1 << 20;

/// Which of these files hold the weights: one that has them all, or the parts of a model.
pub fn weights<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let paths: Vec<&str> = paths.collect();
    let has_index = paths.iter().any(|path| last(path) == INDEX);
    let mut all: Vec<&str> = paths.into_iter().filter(|path| path.ends_with(".safetensors")).collect();
    let named = all.iter().find(|path| last(path) == WEIGHTS);
    let whole = named.or_else(|| all.iter().find(|path| place_of(last(path)).is_none() && !has_index));
    if let Some(whole) = whole.copied() {
        all = vec![whole];
    }
    all
}

/// Which part of how many a file of this name is: `model-00001-of-00002.safetensors`.
fn place_of(name: &str) -> Option<(usize, usize)> {
    let (before, of) = name.strip_suffix(".safetensors")?.rsplit_once("-of-")?;
    let (_, part) = before.rsplit_once('-')?;
    Some((part.parse().ok()?, of.parse().ok()?))
}

/// Weights in one file, or on the way there.
pub enum Shards {
    /// They are in one of these files, or in none.
    Whole(Vec<File>),
    /// They are being joined.
    Parts(Box<Joining>),
}

impl Shards {
    /// Takes the parts out of a model's files.
    ///
    /// # Errors
    /// A part is missing, a tensor is in two of them or not where the index says, or a part cannot be read.
    pub fn of(files: Vec<File>) -> Result<Shards, FieldError> {
        let names: Vec<String> =
            weights(files.iter().map(|file| file.path.as_str())).into_iter().map(name_of).collect();
        let has_index = files.iter().any(|file| last(&file.path) == INDEX);
        let is_whole = |name: &String| name == WEIGHTS || (!has_index && place_of(name).is_none());
        if names.iter().any(is_whole) || (names.is_empty() && !has_index) {
            return Ok(Shards::Whole(files));
        }
        let index = files.iter().find(|file| last(&file.path) == INDEX).map(index).transpose()?;
        let wanted: BTreeSet<String> = match &index {
            Some(index) => index.values().cloned().collect(),
            None => counted(&names),
        };
        if let Some(name) = wanted.iter().find(|name| !names.contains(name)) {
            let (name, parts) = (name.clone(), wanted.len());
            return Err(refuse(WEIGHTS, ModelFault::ShardMissing { name, parts }));
        }
        // What the index does not name is no part of the model.
        let (weights, beside): (Vec<File>, _) = files.into_iter().partition(|file| file.path.ends_with(".safetensors"));
        let mut parts: Vec<File> = weights.into_iter().filter(|file| wanted.contains(last(&file.path))).collect();
        // By their names, so that the same parts are the same file in whatever order they come.
        parts.sort_by(|a, b| last(&a.path).cmp(last(&b.path)));
        let mut tensors = Vec::new();
        for part in &parts {
            tensors.push(safetensors::tensors(&part.bytes).map_err(|cause| refused(part, cause))?);
        }
        agree(&parts, &tensors, index.as_ref())?;
        Joining::begin(parts, &tensors, beside).map(Shards::Parts)
    }
}

/// Parts that are being joined.
pub struct Joining {
    /// What is left of them, the next one last, each with where its numbers begin.
    parts: Vec<(File, usize)>,
    /// How far the next one is copied.
    at: usize,
    joined: Vec<u8>,
    /// What lies beside them.
    beside: Vec<File>,
}

impl Joining {
    fn begin(parts: Vec<File>, tensors: &[Vec<Tensor>], beside: Vec<File>) -> Result<Box<Joining>, FieldError> {
        let begins = |part: &File, tensors: &[Tensor]| {
            tensors.iter().map(|tensor| tensor.place.start).min().unwrap_or(part.bytes.len())
        };
        let (mut header, mut end) = (String::from("{"), 0);
        let mut waiting = Vec::new();
        for (part, tensors) in parts.into_iter().zip(tensors) {
            let begin = begins(&part, tensors);
            for Tensor { name, dtype, shape, place } in tensors {
                let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
                let (from, to) = (end + place.start - begin, end + place.end - begin);
                let between = if header.len() > 1 { "," } else { "" };
                let (name, dtype, shape) = (Node::quote(name), Node::quote(dtype), shape.join(","));
                header +=
                    &format!(r#"{between}{name}:{{"dtype":{dtype},"shape":[{shape}],"data_offsets":[{from},{to}]}}"#);
            }
            end += part.bytes.len() - begin;
            waiting.push((part, begin));
        }
        header.push('}');
        if end > MOST_WEIGHTS {
            return Err(fault(WEIGHTS, FileFault::Bytes { given: end, most: MOST_WEIGHTS }));
        }
        let mut joined = (header.len() as u64).to_le_bytes().to_vec();
        joined.extend(header.as_bytes());
        joined.try_reserve_exact(end).map_err(|_| fault(WEIGHTS, FileFault::NoMemory))?;
        waiting.reverse();
        let at = waiting.last().map_or(0, |(_, begin)| *begin);
        Ok(Box::new(Joining { parts: waiting, at, joined, beside }))
    }

    /// Copies a piece.
    pub fn advance(mut self: Box<Self>) -> Shards {
        let Some((part, _)) = self.parts.last() else {
            self.beside.push(File { path: WEIGHTS.to_owned(), bytes: self.joined });
            return Shards::Whole(self.beside);
        };
        let rest = part.bytes.get(self.at..).unwrap_or_default();
        let piece = rest.get(..PIECE).unwrap_or(rest);
        self.joined.extend(piece);
        self.at += piece.len();
        if piece.is_empty() {
            self.parts.pop();
            self.at = self.parts.last().map_or(0, |(_, begin)| *begin);
        }
        Shards::Parts(self)
    }
}

fn name_of(path: &str) -> String {
    last(path).to_owned()
}

/// The names of all parts, of as many as the first of these names says that there are.
fn counted(names: &[String]) -> BTreeSet<String> {
    /// As many parts as a model can have tensors.
    const MOST: usize = 512;
    let of_first = |name: &String| {
        let (before, of) = name.strip_suffix(".safetensors")?.rsplit_once("-of-")?;
        let (before, part) = before.rsplit_once('-')?;
        Some((before.to_owned(), part.len(), of.to_owned(), place_of(name)?.1))
    };
    let Some((before, width, of, parts)) = names.iter().find_map(of_first) else { return BTreeSet::new() };
    (1..=parts.min(MOST)).map(|part| format!("{before}-{part:0width$}-of-{of}.safetensors")).collect()
}

/// Where the index says that each tensor is: the last part of a path.
fn index(file: &File) -> Result<BTreeMap<String, String>, FieldError> {
    let unknown = || refuse(INDEX, ModelFault::NoIndex);
    let Node::Object(entries) = json::parse(text(file)?, JsonText::File(INDEX))? else { return Err(unknown()) };
    let map = entries.into_iter().find(|(key, _)| key == "weight_map").map(|(_, map)| map);
    let Some(Node::Object(map)) = map.filter(|map| matches!(map, Node::Object(map) if !map.is_empty())) else {
        return Err(unknown());
    };
    let named = |(tensor, file): (String, Node)| match file {
        Node::Text(file) => Some((tensor, last(&file).to_owned())),
        _ => None,
    };
    map.into_iter().map(named).collect::<Option<_>>().ok_or_else(unknown)
}

/// That each tensor is in one part, and in that of which the index says so.
fn agree(parts: &[File], tensors: &[Vec<Tensor>], index: Option<&BTreeMap<String, String>>) -> Result<(), FieldError> {
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    for (part, tensors) in parts.iter().zip(tensors) {
        let file = last(&part.path);
        for Tensor { name, .. } in tensors {
            if let Some(other) = found.insert(name, file) {
                let files = [other.to_owned(), file.to_owned()];
                return Err(refuse(WEIGHTS, ModelFault::InTwo { tensor: name.clone(), files }));
            }
            let said = index.map(|index| index.get(name));
            if said.is_some_and(|said| said.is_none_or(|said| said != file)) {
                let said = said.flatten().cloned();
                return Err(refuse(
                    INDEX,
                    ModelFault::Index { tensor: name.clone(), said, found: Some(file.to_owned()) },
                ));
            }
        }
    }
    let lost = index.into_iter().flatten().find(|(tensor, _)| !found.contains_key(tensor.as_str()));
    match lost {
        Some((tensor, file)) => {
            let (tensor, said) = (tensor.clone(), Some(file.clone()));
            Err(refuse(INDEX, ModelFault::Index { tensor, said, found: None }))
        }
        None => Ok(()),
    }
}
