//! What PyTorch wrote is read to the last bit, what this module writes is read back, and every fault is named.

use serde_json::{Value, json};

use super::*;
use crate::data::ModelSpec;

const TINY: ModelSpec = ModelSpec { n_embd: 8, n_layer: 1, n_head: 2, n_positions: 8 };
const TINY_VOCABULARY: usize = 9;

fn tiny() -> Layout {
    Layout::new(TINY, TINY_VOCABULARY)
}

fn golden(path: &str) -> Vec<u8> {
    let path = format!("{}/tests/golden/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The layout that a golden case's `spec.json` asks for.
fn golden_layout(case: &str) -> Layout {
    let spec: Value = serde_json::from_slice(&golden(&format!("{case}/spec.json"))).expect("spec.json is JSON");
    let size = |name: &str| spec["model"][name].as_u64().expect("a size") as usize;
    let shape = ModelSpec {
        n_embd: size("n_embd"),
        n_layer: size("n_layer"),
        n_head: size("n_head"),
        n_positions: size("n_positions"),
    };
    Layout::new(shape, spec["dataset"]["vocabulary"].as_array().expect("a list").len())
}

/// Splits a file into its JSON header and its data, by the format's description and not by the crate under test.
fn parts(bytes: &[u8]) -> (Value, &[u8]) {
    let (length, rest) = bytes.split_at(8);
    let length = u64::from_le_bytes(length.try_into().expect("8 bytes")) as usize;
    (serde_json::from_slice(&rest[..length]).expect("a JSON header"), &rest[length..])
}

fn file(header: &Value, data: &[u8]) -> Vec<u8> {
    let header = header.to_string().into_bytes();
    [&(header.len() as u64).to_le_bytes(), header.as_slice(), data].concat()
}

#[track_caller]
fn check_golden(case: &str, name: &str) {
    let layout = golden_layout(case);
    let bytes = golden(&format!("{case}/{name}.safetensors"));
    let loaded = load(&layout, &bytes).expect("a golden file is readable");
    assert_eq!(loaded.len(), layout.total);
    let (header, data) = parts(&bytes);
    let header = header.as_object().expect("an object");
    assert_eq!(header.keys().filter(|key| *key != "__metadata__").count(), layout.entries.len());
    for entry in &layout.entries {
        assert_eq!(header[&entry.name]["shape"], json!(entry.shape), "{}", entry.name);
        let start = header[&entry.name]["data_offsets"][0].as_u64().expect("an offset") as usize;
        for (index, value) in loaded[entry.range.clone()].iter().enumerate() {
            let stored = &data[start + 8 * index..][..8];
            assert_eq!(value.to_le_bytes(), stored, "{} at {index}", entry.name);
        }
    }
}

#[test]
fn what_pytorch_wrote_is_read_to_the_last_bit() {
    for case in ["tiny", "small"] {
        for name in ["reference", "policy", "grad_sft", "grad_dpo", "grad_dpop_outside", "grad_dpop_inside"] {
            check_golden(case, name);
        }
    }
}

#[test]
fn what_is_saved_is_read_back() {
    for (shape, vocab_size) in [(TINY, TINY_VOCABULARY), (ModelSpec { n_layer: 3, n_embd: 16, ..TINY }, 2)] {
        let layout = Layout::new(shape, vocab_size);
        let parameters = crate::model::initial(&layout, 7);
        let bytes = save(&layout, &parameters).expect("the length fits");
        let loaded = load(&layout, &bytes).expect("it was just written");
        assert!(loaded.iter().zip(&parameters).all(|(loaded, saved)| *loaded == f64::from(*saved)));
        assert_eq!(bytes, save(&layout, &parameters).expect("the length fits"), "the same parameters, the same bytes");
    }
}

#[test]
fn a_saved_file_is_what_transformers_expects() {
    let layout = tiny();
    let bytes = save(&layout, &crate::model::initial(&layout, 0)).expect("the length fits");
    let (header, data) = parts(&bytes);
    assert_eq!(header["__metadata__"], json!({ "format": "pt" }));
    assert_eq!(data.len(), 4 * layout.total);
    for entry in &layout.entries {
        assert_eq!(header[&entry.name]["dtype"], "F32", "{}", entry.name);
        assert_eq!(header[&entry.name]["shape"], json!(entry.shape), "{}", entry.name);
    }
    assert_eq!(header.get("lm_head.weight"), None, "the head is tied");
}
