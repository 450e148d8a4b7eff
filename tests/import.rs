//! Data as Python writes them are the pairs that Python reads: two hundred texts of every form, in many encodings, with every kind of line end,
//! quoting and nesting, and columns in any order and spelling (`tests/golden/make_import.py` has written them and read them back).
#![cfg(not(target_arch = "wasm32"))]

use data_encoding::BASE64;
use dpop_lab::data::PairText;
use dpop_lab::data::import::{ColumnMapping, DataContent, DataFile, DataWish, read};
use miniz_oxide::inflate::decompress_to_vec_zlib;
use serde_json::Value;
use std::collections::BTreeMap;

const PACKED: &[u8] = include_bytes!("golden/import.jsonl.z");

#[test]
fn pairs_are_those_that_python_reads() {
    let lines = decompress_to_vec_zlib(PACKED).expect("it is packed with zlib");
    let lines = String::from_utf8(lines).expect("UTF-8");
    let mut counts = BTreeMap::<String, usize>::new();
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| case[key].as_str().map(str::to_owned);
        let bytes = BASE64.decode(text("text").expect("a text").as_bytes()).expect("base64");
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let file = DataFile { name: text("name"), bytes };
        let column = |key: &str| case["mapping"][key].as_str().map(str::to_owned);
        let mapping = ColumnMapping {
            prompt: column("prompt"),
            chosen: column("chosen"),
            rejected: column("rejected"),
            ..ColumnMapping::default()
        };
        let content = read(vec![file], DataWish { mapping, ..DataWish::default() });
        let Ok(DataContent::Pairs(found)) = content else { panic!("{shown}\n{content:?}") };
        assert!(found.problems.is_empty(), "{shown}\n{:?}", found.problems);
        for (pairs, key) in [(&found.pairs, "pairs"), (&found.eval_pairs, "eval")] {
            let texts = |pair: &PairText| [pair.prompt.clone(), pair.chosen.clone(), pair.rejected.clone()];
            let pairs: Vec<[String; 3]> = pairs.iter().map(texts).collect();
            let expected: Option<Vec<[String; 3]>> = serde_json::from_value(case[key].clone()).expect("pairs, or none");
            assert_eq!(pairs, expected.unwrap_or_default(), "{shown}\n{key}: {:?}", found.notes);
        }
        *counts.entry(text("form").expect("a form")).or_default() += 1;
    }
    assert!(counts.len() == 15 && counts.values().all(|count| *count == 200), "{counts:?}");
}
