//! Lab files that say only what a preset, or the defaults, do not: what a share link carries, and what JavaScript may give.
//!
//! `{"preset": "smaug", "seed": 7}` is the preset with another seed. Every other key is in place of the preset's own, whole.

use super::LabFile;
use super::write::{self, Entries, object};
use crate::data::field_error::{FieldError, JsonText};
use crate::data::json::{self, Node};
use crate::data::preset::{Preset, presets};
use crate::data::reader::FieldNode;

pub(super) fn write(file: &LabFile, preset: Option<&Preset>) -> String {
    let defaults = LabFile::defaults();
    // A preset that cannot be read is no preset; a test says that each of them can.
    let known = preset.and_then(|preset| Some((preset, LabFile::from_json(preset.json).ok()?)));
    let base = known.as_ref().map_or(&defaults, |(_, base)| base);
    let mut keys = Vec::new();
    if let Some((preset, _)) = known {
        keys.push(("preset", Node::quote(preset.name)));
    }
    if file.seed != base.seed {
        keys.push(("seed", file.seed.to_string()));
    }
    // A preset has none, and a lab that has some is read with them.
    keys.extend(file.weights.map(|name| ("weights", write::weights(name))));
    if file.dataset != base.dataset {
        let mut entries: Entries = write::tokens(&file.dataset).map(|name| ("tokens", name)).into_iter().collect();
        if file.dataset.vocabulary != file.dataset.needed() {
            entries.push(("vocabulary", list(file.dataset.vocabulary.iter().map(|token| Node::quote(token)))));
        }
        entries.push(("pairs", list(file.dataset.pairs.iter().map(write::pair))));
        if !file.dataset.eval_pairs.is_empty() {
            entries.push(("eval_pairs", list(file.dataset.eval_pairs.iter().map(write::pair))));
        }
        keys.push(("dataset", object(&entries)));
    }
    // What differs from the defaults is all that is needed: a preset's own entries are replaced as a whole.
    let others = |own: Entries, default: Entries| {
        let others = own.into_iter().zip(default).filter(|(own, default)| own != default);
        object(&others.map(|(own, _)| own).collect::<Vec<_>>())
    };
    if file.model != base.model {
        keys.push(("model", others(write::model(&file.model), write::model(&defaults.model))));
    }
    if file.sft != base.sft {
        keys.push(("sft", others(write::sft(&file.sft), write::sft(&defaults.sft))));
    }
    if file.preference != base.preference {
        keys.push(("preference", others(write::preference(&file.preference), write::preference(&defaults.preference))));
    }
    if file.runs != base.runs {
        keys.push(("runs", list(file.runs.iter().map(write::run))));
    }
    object(&keys)
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

pub(super) fn read(text: &str) -> Result<(LabFile, Option<usize>), FieldError> {
    let mut own = json::parse(text, JsonText::LabFile)?;
    let Node::Object(entries) = &mut own else { return LabFile::from_node(&own).map(|file| (file, None)) };
    let Some(place) = entries.iter().position(|(key, _)| key == "preset") else {
        return LabFile::from_node(&own).map(|file| (file, None));
    };
    let (_, name) = entries.remove(place);
    let names: Vec<(&'static str, usize)> =
        presets().iter().enumerate().map(|(index, preset)| (preset.name, index)).collect();
    let index = FieldNode::part("preset", &name).choice(&names)?;
    let text = presets().get(index).map_or("", |preset| preset.json);
    if let Node::Object(base) = json::parse(text, JsonText::Preset)? {
        let missing = base.into_iter().filter(|(key, _)| entries.iter().all(|(own, _)| own != key));
        let missing: Vec<_> = missing.collect();
        entries.extend(missing);
    }
    LabFile::from_node(&own).map(|file| (file, Some(index)))
}
