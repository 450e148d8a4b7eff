//! What is in a bundle, as its own readers see it. That Hugging Face's packages read it too is tested by `cargo xtask test --interop`.

use super::{BundleTexts, Contents, ModelOrigin, dataset, hub, pack, trl};
use crate::backend::cpu::Processor;
use crate::data::import::{self, DataContent, DataWish};
use crate::data::{EOS, LabFile, ModelSpec, PairText, Tokens};
use crate::lab::report::{Form, RowsText};
use crate::model::safetensors;
use crate::objective::REGISTRY;
use crate::train::{HeldOut, Metrics, Phase, Policy, Session, Step};
use serde_json::Value;
use std::rc::Rc;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn tokens_are_quoted_and_numbered() {
    let vocabulary = ["<eos>", "\"", "\\", "é"].map(String::from);
    let tokenizer = json(&hub::tokenizer(Tokens::Words, &vocabulary, EOS));
    for (id, token) in vocabulary.iter().enumerate() {
        assert_eq!(tokenizer["model"]["vocab"][token], id);
    }
    assert_eq!(tokenizer["added_tokens"][0]["id"], 0);
}

/// As `tests/interop` has them in the package itself.
#[test]
fn characters_are_looked_for_as_they_are() {
    let tokenizer = |tokens: &[&str]| {
        let vocabulary: Vec<String> = [EOS].iter().chain(tokens).map(|token| (*token).to_owned()).collect();
        let end = hub::end(Tokens::Characters, &vocabulary);
        (json(&hub::tokenizer(Tokens::Characters, &vocabulary, &end)), end)
    };
    let (made, end) = tokenizer(&["a", "e\u{301}", "e", " ", "\n", "+", "\\", "👨‍👩‍👧"]);
    let pattern = &made["pre_tokenizer"]["pattern"]["Regex"];
    assert_eq!((pattern, end.as_str()), (&Value::from("👨‍👩‍👧|e\u{301}|\n| |\\+|\\\\|a|e"), EOS));
    assert_eq!((&made["decoder"]["type"], &made["model"]["vocab"]["\n"]), (&"Fuse".into(), &5.into()));
    // The end is found in any text, and so is spelled as none is.
    let (made, end) = tokenizer(&["<", "e", "o", "s", ">", "0"]);
    assert_eq!((end.as_str(), &made["added_tokens"][0]["content"]), ("<eos1>", &Value::from("<eos1>")));
    assert_eq!((&made["model"]["vocab"]["<eos1>"], &made["model"]["vocab"][EOS]), (&0.into(), &Value::Null));
}

#[test]
fn the_small_files_are_json() {
    let model = ModelSpec { n_embd: 8, n_layer: 1, n_head: 2, n_positions: 9 };
    let config = json(&hub::config(&model, 5));
    assert_eq!((&config["vocab_size"], &config["n_positions"]), (&Value::from(5), &Value::from(9)));
    assert_eq!(json(&hub::tokenizer_config(&model, EOS))["model_max_length"], 9);
    assert_eq!(json(&hub::special_tokens(EOS))["eos_token"], "<eos>");
    assert_eq!(json(&hub::generation_config(&model))["max_length"], 9);
}

#[test]
fn a_bundle_says_what_its_model_is() {
    let check = |step: usize, words: &str| {
        let origin = ModelOrigin { run: 2, step, asked: 100 };
        assert!(origin.to_string().contains(words), "{origin}");
    };
    check(0, "Run 2 before its first update: the model is the reference itself.");
    check(1, "after 1 update of the 100");
    check(100, "after 100 updates of the 100 that lab.json asks for.");
    check(130, "after 130 updates, 30 more than lab.json asks for");
}

#[test]
fn the_bundles_script_trains_every_loss() {
    let script = include_str!("../../../www/bundle/train_trl.py");
    let named = json(&format!("{{ {} }}", trl()));
    for entry in REGISTRY {
        let loss = entry.loss_type;
        let Some(name) = entry.trl else {
            let own = script.contains(&format!("\ndef {loss}(")) && script.contains(&format!("\"{loss}\": {loss}"));
            assert!(
                own,
                "www/bundle/train_trl.py lacks `{loss}`, which TRL does not have: a function of that name, and its line in OWN"
            );
            continue;
        };
        assert_eq!(named[loss], name);
    }
    // What a loss is given besides β is read from its settings, by TRL's name or in a function of its own.
    for parameter in REGISTRY.iter().flat_map(|entry| entry.parameters) {
        let read = [format!("settings[\"{}\"]", parameter.name()), format!("settings.get(\"{}\"", parameter.name())];
        assert!(
            read.iter().any(|read| script.contains(read)),
            "www/bundle/train_trl.py does not read `{}`",
            parameter.name()
        );
    }
}

#[test]
fn the_data_set_comes_back() {
    let text = |text: &str| text.to_owned();
    let pairs = [PairText { prompt: text("a b"), chosen: text("c d"), rejected: text("c e") }];
    assert_eq!(json(&dataset(Tokens::Characters, &pairs))["chosen"], "c d");
    let written = dataset(Tokens::Words, &pairs);
    assert_eq!(json(&written)["chosen"], " c d");
    let Ok(DataContent::Pairs(read)) = import::read(vec![written.as_str().into()], DataWish::default()) else {
        panic!("pairs")
    };
    assert_eq!(read.pairs, pairs);
}

/// Held-out pairs have a file of their own, and columns of their own in the metrics; without any, there is neither.
#[test]
fn held_out_pairs_are_in_files_and_rows_where_there_are_any() {
    let check = |held_out: usize| {
        let spec = r#"{ "preset": "yes-no", "sft": { "steps": 3 }, "preference": { "steps": 4 } }"#;
        let (mut spec, _) = LabFile::from_brief(spec).expect("a lab");
        spec.dataset.eval_pairs = spec.dataset.pairs.split_off(spec.dataset.pairs.len() - held_out);
        let mut session = Session::new(spec, Rc::new(Processor)).expect("it fits");
        session.set_target(Phase::Sft, 3).expect("SFT");
        session.set_target(Phase::Preference, 4).expect("preference");
        while session.tick() != Step::Idle {}
        let texts = BundleTexts { train: "train".to_owned(), readme: "read".to_owned() };
        let params = session.params(Policy::Run(0), 4).expect("the last step");
        let (layout, history, reference) = (session.layout(), session.history(), params);
        let spec = session.spec();
        let contents = Contents { spec, run: 0, step: 4, layout, params, reference, history, texts: &texts };
        let zip = pack(&contents).expect("it packs");
        let holds = |text: &str| zip.windows(text.len()).any(|window| window == text.as_bytes());
        assert_eq!(holds("/eval_dataset.jsonl"), held_out > 0);
        assert!(held_out == 0 || holds(&dataset(spec.dataset.tokens, &spec.dataset.eval_pairs)));
        let rows = RowsText::new(history, Form::JsonLines, None).text(history);
        let rows: Vec<Value> = rows.lines().map(json).collect();
        for row in &rows {
            let names: Vec<&str> = HeldOut::NAMES.into_iter().filter(|name| row.get(name).is_some()).collect();
            let wanted = match (held_out, row["phase"].as_str()) {
                (0, _) => &HeldOut::NAMES[..0],
                (_, Some("sft")) => &HeldOut::NAMES[..3],
                (_, _) => &HeldOut::NAMES[..],
            };
            assert_eq!(names, wanted);
        }
        if held_out > 0 {
            let last = &rows[rows.len() - 1];
            let row = history.held_out(1)[4];
            assert_eq!((last["eval_loss"].as_f64(), last["run"].as_u64()), (Some(row.loss), Some(1)));
            assert_eq!(last["eval_rewards/accuracies"].as_f64(), Some(row.rewards_accuracies));
        }
        let csv = RowsText::new(history, Form::Csv, None).text(history);
        let columns =
            3 + Metrics::NAMES.len() + Metrics::MORE.len() + if held_out > 0 { HeldOut::NAMES.len() } else { 0 };
        assert!(csv.lines().all(|line| line.split(',').count() == columns), "{csv}");
    };
    check(0);
    check(3);
}

#[test]
fn a_bundle_holds_the_run_and_its_reference() {
    let spec = r#"{ "preset": "yes-no", "sft": { "steps": 3 }, "preference": { "steps": 4 } }"#;
    let (spec, _) = LabFile::from_brief(spec).expect("a lab");
    let mut session = Session::new(spec, Rc::new(Processor)).expect("it fits");
    session.set_target(Phase::Sft, 3).expect("SFT");
    session.set_target(Phase::Preference, 4).expect("preference");
    while session.tick() != Step::Idle {}
    let texts = BundleTexts { train: "train".to_owned(), readme: "read".to_owned() };
    let params = session.params(Policy::Run(1), 4).expect("the last step");
    let reference = session.params(Policy::Reference, 3).expect("the reference");
    let (layout, history) = (session.layout(), session.history());
    let contents =
        Contents { spec: session.spec(), run: 1, step: 4, layout, params, reference, history, texts: &texts };
    let zip = pack(&contents).expect("it packs");
    assert_eq!(zip, pack(&contents).expect("it packs"), "the same contents, the same bytes");
    // Entries are stored as they are, so that their bytes can be found.
    let holds = |bytes: &[u8]| zip.windows(bytes.len()).any(|window| window == bytes);
    for path in ["model.safetensors", "reference/model.safetensors", "config.json", "reference/tokenizer.json"] {
        assert!(holds(format!("dpop-lab-run-1-step-4/{path}").as_bytes()), "{path}");
    }
    assert!(holds(&safetensors::save(layout, params).expect("the length is right")));
    assert!(holds(&safetensors::save(layout, reference).expect("the length is right")));
    assert!(holds(session.spec().to_json().as_bytes()));
    let rows = RowsText::new(history, Form::JsonLines, Some(1)).text(history);
    assert!(holds(rows.as_bytes()));
    assert_eq!(rows.lines().count(), 4 + 5, "SFT's steps and the run's, none of the other run's");
    let last = json(rows.lines().last().expect("a row"));
    assert_eq!((&last["run"], &last["step"]), (&Value::from(1), &Value::from(4)));
    assert_eq!(last["loss"].as_f64(), Some(history.run(1)[4].loss), "numbers read back as they were");
    let mut table = RowsText::new(history, Form::Csv, None);
    let csv: String = std::iter::from_fn(|| table.next(history, 3)).collect();
    assert_eq!(csv, RowsText::new(history, Form::Csv, None).text(history), "in pieces it is the same");
    assert_eq!(csv.lines().count(), 1 + 4 + 2 * 5);
    assert!(csv.lines().all(|line| line.split(',').count() == 3 + Metrics::NAMES.len() + Metrics::MORE.len()), "{csv}");
}
