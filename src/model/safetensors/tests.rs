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

/// 16 bits are widened to the numbers that they are.
#[test]
fn halves_are_the_numbers_that_they_are() {
    let check = |bits: u16, value: f64| assert_eq!(half(bits).to_bits(), value.to_bits(), "{bits:#06x}");
    check(0x0000, 0.0);
    check(0x8000, -0.0);
    check(0x3c00, 1.0);
    check(0xc500, -5.0);
    check(0x3555, 0.333_251_953_125);
    check(0x0001, 2f64.powi(-24));
    check(0x03ff, 1023.0 * 2f64.powi(-24));
    check(0x7bff, 65504.0);
    check(0xfc00, f64::NEG_INFINITY);
    assert!(half(0x7e00).is_nan());
}

/// The tiny model as PyTorch wrote it, taken apart so that a test can spoil it.
struct Spoiled {
    header: Value,
    data: Vec<u8>,
}

impl Spoiled {
    fn new() -> Self {
        let bytes = golden("tiny/policy.safetensors");
        let (header, data) = parts(&bytes);
        Self { header, data: data.to_vec() }
    }

    fn remove(&mut self, name: &str) -> Value {
        self.header.as_object_mut().expect("an object").remove(name).expect("the tensor is there")
    }

    /// Adds a tensor of zeros; the format wants no gaps, so it goes to the end.
    fn append(&mut self, name: &str, dtype: &str, shape: &[usize], bytes: &[u8]) {
        let start = self.data.len();
        self.data.extend(bytes);
        self.header[name] = json!({ "dtype": dtype, "shape": shape, "data_offsets": [start, self.data.len()] });
    }

    fn rename(&mut self, from: &str, to: &str) {
        self.header[to] = self.remove(from);
    }

    /// The bytes of one tensor.
    fn bytes(&self, name: &str) -> Vec<u8> {
        let at = |end: usize| self.header[name]["data_offsets"][end].as_u64().expect("an offset") as usize;
        self.data[at(0)..at(1)].to_vec()
    }
}

/// What becomes of the tiny model's file once `spoil` has been at it: `Ok`, or an error whose sentence has all of `words`.
#[track_caller]
fn check(spoil: impl FnOnce(&mut Spoiled), expected: Result<(), &[&str]>) {
    let mut spoiled = Spoiled::new();
    spoil(&mut spoiled);
    let original = load(&tiny(), &golden("tiny/policy.safetensors")).expect("a golden file is readable");
    match (load(&tiny(), &file(&spoiled.header, &spoiled.data)), expected) {
        (Ok(loaded), Ok(())) => assert_eq!(loaded, original),
        (Ok(_), Err(words)) => panic!("read, though it should say {words:?}"),
        (Err(error), Ok(())) => panic!("{error}"),
        (Err(error), Err(words)) => {
            let sentence = error.to_string();
            assert!(words.iter().all(|word| sentence.contains(word)), "{sentence:?} should say {words:?}");
        }
    }
}

const WTE: &str = "transformer.wte.weight";
const LN_F: &str = "transformer.ln_f.weight";
const MASK: &str = "transformer.h.0.attn.bias";

#[test]
fn what_else_a_file_may_hold() {
    check(|_| {}, Ok(()));
    check(|file| file.rename(WTE, "wte.weight"), Ok(()));
    check(|file| file.header["__metadata__"] = json!({ "format": "pt" }), Ok(()));
    check(|file| file.append("lm_head.weight", "F64", &[9, 8], &file.bytes(WTE)), Ok(()));
    check(|file| file.rename(WTE, "lm_head.weight"), Ok(()));
    check(|file| file.append(MASK, "U8", &[1, 1, 8, 8], &[1; 64]), Ok(()));
    check(|file| file.append("transformer.h.0.attn.masked_bias", "F32", &[], &[0; 4]), Ok(()));
}

#[test]
fn faults_are_named() {
    let renamed = |file: &mut Spoiled| file.rename(LN_F, "transformer.ln_g.weight");
    check(renamed, Err(&["no tensor `transformer.ln_f.weight`", "[8]"]));
    check(|file| file.header[LN_F]["shape"] = json!([4, 2]), Err(&[LN_F, "[4, 2]", "[8]"]));
    check(|file| file.header[LN_F]["dtype"] = json!("I64"), Err(&[LN_F, "I64", "F32 and F64"]));
    check(|file| file.append("score.weight", "F32", &[2], &[0; 8]), Err(&["`score.weight`", "[2]"]));
    check(|file| file.append("transformer.h.1.attn.bias", "U8", &[1], &[0]), Err(&["`transformer.h.1.attn.bias`"]));
    check(|file| file.append("wte.weight", "F64", &[9, 8], &file.bytes(WTE)), Err(&["both `wte.weight` and"]));
    check(|file| file.append("lm_head.weight", "F64", &[9, 8], &[0; 576]), Err(&["lm_head.weight", "tied"]));
    check(|file| file.append("lm_head.weight", "F64", &[8], &[0; 64]), Err(&["lm_head.weight", "[8]", "[9, 8]"]));
    let spoil_last = |value: f64| {
        move |file: &mut Spoiled| {
            // PyTorch wrote the tensors by name, so the last number of the file is the last of the token embedding.
            let end = file.data.len();
            file.data[end - 8..].copy_from_slice(&value.to_le_bytes());
        }
    };
    check(spoil_last(f64::NAN), Err(&[WTE, "NaN", "index 71"]));
    check(spoil_last(f64::NEG_INFINITY), Err(&[WTE, "-inf"]));
    check(|file| file.data.push(0), Err(&["not a readable safetensors file"]));
    check(|file| file.data.truncate(100), Err(&["not a readable safetensors file"]));
    check(|file| file.header[LN_F]["data_offsets"] = json!([0, 64]), Err(&["not a readable safetensors file"]));
    check(|file| file.header[LN_F]["shape"] = json!([u64::MAX, 3]), Err(&["not a readable safetensors file"]));
    check(|file| file.header = json!("a string"), Err(&["not a readable safetensors file"]));
}

#[test]
fn bytes_that_are_no_file_are_refused() {
    for bytes in [&[][..], b"{}", &[0xff; 64], &[0; 8], b"\x02\0\0\0\0\0\0\0{}"] {
        assert!(load(&tiny(), bytes).is_err(), "{bytes:?}");
    }
    let nested = "[".repeat(100_000);
    let bytes = [&(nested.len() as u64).to_le_bytes(), nested.as_bytes()].concat();
    assert!(matches!(load(&tiny(), &bytes), Err(Error::Format(_))));
    assert!(matches!(load(&tiny(), &vec![0; 10 << 20]), Err(Error::TooLarge { bytes: 10_485_760, .. })));
}

#[test]
fn only_a_vector_of_the_layouts_length_is_saved() {
    let sentence = save(&tiny(), &[0.0; 3]).expect_err("3 is not its length").to_string();
    assert_eq!(sentence, "The model has 1024 parameters, but 3 were given.");
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn the_formats_own_crate_reads_what_is_written_and_writes_what_is_read() {
    use ::safetensors::{Dtype, SafeTensors, serialize, tensor::TensorView};
    let layout = tiny();
    let params: Vec<f32> = (0..layout.total).map(|i| i as f32 * 0.5 - 7.0).collect();
    let written = save(&layout, &params).expect("its length");
    let read = SafeTensors::deserialize(&written).expect("a file by the crate's own rules");
    assert_eq!(read.len(), layout.entries.len());
    let bytes = |entry: &Entry| params[entry.range.clone()].iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    for entry in &layout.entries {
        let tensor = read.tensor(&entry.name).expect("Hugging Face's name");
        assert_eq!((tensor.dtype(), tensor.shape()), (Dtype::F32, entry.shape.as_slice()), "{}", entry.name);
        assert_eq!(tensor.data(), bytes(entry), "{}", entry.name);
    }
    let data: Vec<Vec<u8>> = layout.entries.iter().map(bytes).collect();
    let view = |(entry, data)| {
        let Entry { name, shape, .. }: &Entry = entry;
        let data: &Vec<u8> = data;
        (name.clone(), TensorView::new(Dtype::F32, shape.clone(), data).expect("as many bytes"))
    };
    let theirs = serialize(layout.entries.iter().zip(&data).map(view), None).expect("it writes");
    let loaded = load(&layout, &theirs).expect("it is readable");
    assert_eq!(loaded.iter().map(|&x| x as f32).collect::<Vec<_>>(), params);
}
