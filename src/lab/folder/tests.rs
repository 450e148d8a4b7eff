//! What a lab hands out it takes back to the bit, and what others may give is taken or refused in one sentence.

use super::*;
use crate::backend::cpu::{Processor, contexts};
use crate::data::{ModelSpec, PairText};
use crate::lab::bundle::{BundleTexts, Contents, pack, zip};
use crate::train::{Phase, Policy, Session, Step};
use miniz_oxide::deflate::compress_to_vec;
use proptest::prelude::*;

fn lab(brief: &str) -> LabFile {
    LabFile::from_brief(brief).expect("a lab").0
}

/// A trained lab, and the bundle of its second run.
fn bundle() -> (Session, Vec<u8>) {
    bundle_of(r#"{ "preset": "yes-no", "sft": { "steps": 3 }, "preference": { "steps": 4 } }"#)
}

fn bundle_of(brief: &str) -> (Session, Vec<u8>) {
    let spec = lab(brief);
    let mut session = Session::new(spec, Rc::new(Processor)).expect("it fits");
    session.set_target(Phase::Sft, 3).expect("SFT");
    session.set_target(Phase::Preference, 4).expect("preference");
    while session.tick() != Step::Idle {}
    let texts = BundleTexts { train: String::new(), readme: String::new() };
    let params = session.params(Policy::Run(1), 4).expect("the last step");
    let reference = session.params(Policy::Reference, 3).expect("the reference");
    let (layout, history) = (session.layout(), session.history());
    let contents =
        Contents { spec: session.spec(), run: 1, step: 4, layout, params, reference, history, texts: &texts };
    let zip = pack(&contents).expect("it packs");
    (session, zip)
}

fn given(bytes: Vec<u8>, lab: &LabFile) -> Result<Imported, FieldError> {
    read(vec![File { path: "some.zip".to_owned(), bytes }], lab, Into::Given)
}

/// Trains a lab's first phase, from its weights.
fn trained(Imported { lab, weights, .. }: &Imported) -> Session {
    let steps = lab.sft.steps;
    let mut session = Session::starting(lab.clone(), Some(weights.clone()), Rc::new(Processor)).expect("it fits");
    session.set_target(Phase::Sft, steps).expect("SFT");
    session.set_target(Phase::Preference, 3).expect("preference");
    while session.tick() != Step::Idle {}
    session
}

#[test]
fn a_bundle_comes_back_to_the_bit() {
    let (old, zip) = bundle();
    let spec = lab(r#"{ "preset": "smaug" }"#);
    let read = |into| read(vec![File { path: "a.zip".to_owned(), bytes: zip.clone() }], &spec, into).expect("a bundle");
    let new = read(Into::Packed);
    let expected = LabFile { weights: Some(new.weights.name()), ..old.spec().clone() };
    assert_eq!(new.lab, expected, "the lab that lies beside the model, with its weights");
    let session = trained(&new);
    let exported = old.params(Policy::Run(1), 4).expect("the last step");
    let first = session.replay(Policy::Reference, Some(0)).expect("the first step");
    assert_eq!(first.state().map(|state| state.params.as_slice()), Some(exported), "SFT starts from the weights");
    for (pair, own) in session.pairs().iter().zip(old.pairs()) {
        let logits = |layout, params, pair| {
            let seen = contexts(layout, params, pair);
            let bits = |rows: &[Vec<f32>]| rows.iter().flatten().map(|logit| logit.to_bits()).collect::<Vec<_>>();
            (bits(&seen.chosen), bits(&seen.rejected))
        };
        assert_eq!(logits(session.layout(), exported, pair), logits(old.layout(), exported, own));
    }

    // Into another lab come the model's shape and tokens; words of the pairs that it does not know follow them.
    let other = read(Into::Given).lab;
    assert_eq!((other.weights, &other.dataset.pairs), (new.lab.weights, &spec.dataset.pairs));
    assert!(other.dataset.vocabulary.starts_with(&new.lab.dataset.vocabulary));
    assert!(other.dataset.vocabulary.len() > new.lab.dataset.vocabulary.len());
    let again = trained(&read(Into::Given));
    assert_eq!(
        again.history().digest(Phase::Preference, 3),
        trained(&read(Into::Given)).history().digest(Phase::Preference, 3)
    );
}

#[test]
fn characters_come_back_as_characters() {
    for (brief, end) in [
        (r#"{ "preset": "two-plus-two", "sft": { "steps": 3 }, "preference": { "steps": 4 } }"#, "<eos>"),
        // The end is spelled otherwise there, and is the end again here.
        (
            r#"{ "dataset": { "tokens": "characters", "pairs": [{ "prompt": "<eos>\n", "chosen": " é", "rejected": "e\u0301 " }] },
                 "sft": { "steps": 3 }, "preference": { "steps": 4 } }"#,
            "<eos0>",
        ),
    ] {
        let (old, zip) = bundle_of(brief);
        let holds = |text: &str| zip.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(holds(&format!("\"eos_token\": \"{end}\"")), "{end}");
        let words = lab(r#"{ "dataset": { "pairs": [{ "prompt": "2 + 2 =", "chosen": "4 .", "rejected": "5 ." }] } }"#);
        let read =
            |into| read(vec![File { path: "a.zip".to_owned(), bytes: zip.clone() }], &words, into).expect("a bundle");
        let packed = read(Into::Packed).lab;
        assert_eq!(packed, LabFile { weights: packed.weights, ..old.spec().clone() });
        // Another lab's texts become characters with it, as they read.
        let other = read(Into::Given).lab;
        let spaced = |answer: &str| format!(" {answer}");
        let pairs = words.dataset.pairs.iter().map(|pair| PairText {
            prompt: pair.prompt.clone(),
            chosen: spaced(&pair.chosen),
            rejected: spaced(&pair.rejected),
        });
        assert_eq!((other.dataset.tokens, other.dataset.pairs), (Tokens::Characters, pairs.collect()));
        assert!(other.dataset.vocabulary.starts_with(&old.spec().dataset.vocabulary));
    }
}

#[test]
fn the_past_and_forks_start_from_the_weights_too() {
    let (_, zip) = bundle();
    let mut imported = given(zip, &lab(r#"{ "preset": "yes-no" }"#)).expect("a bundle");
    imported.lab.sft.steps = 4;
    let mut session = trained(&imported);
    let again = |session: &Session, policy, step| {
        let mut replay = session.replay(policy, Some(step)).expect("a step of the past");
        while replay.tick().expect("the processor is not lost") != crate::backend::Tick::Done {}
        replay.state().expect("the parameters").params.clone()
    };
    let fresh = trained(&imported);
    for (policy, step) in [(Policy::Reference, 0), (Policy::Reference, 3), (Policy::Run(1), 2)] {
        assert_eq!(again(&session, policy, step), again(&fresh, policy, step), "{policy:?} at {step}");
    }
    let objective = session.spec().runs[1].objective;
    let fork = session.fork(0, 1, objective).expect("there is room");
    while session.tick() != Step::Idle {}
    let linked = Imported { lab: session.spec().clone(), weights: imported.weights.clone(), spare: 0 };
    assert_eq!(session.history().run(fork), trained(&linked).history().run(fork), "a link repeats the fork");
    assert!(Session::new(imported.lab.clone(), Rc::new(Processor)).is_err(), "the weights are not at hand");
}

const CONFIG: &str = r#"{ "model_type": "gpt2", "vocab_size": 4, "n_positions": 8, "n_embd": 4, "n_layer": 1, "n_head": 2, "n_inner": null,
    "activation_function": "gelu_new", "layer_norm_epsilon": 1e-05, "eos_token_id": 2, "bos_token_id": 2, "embd_pdrop": 0.1 }"#;
const TOKENIZER: &str = r#"{ "added_tokens": [ { "id": 3, "content": "[PAD]" } ], "pre_tokenizer": { "type": "WhitespaceSplit" },
    "model": { "type": "WordLevel", "vocab": { "a": 0, "b": 1, "</s>": 2 }, "unk_token": "[UNK]" } }"#;
const LAB: &str = r#"{ "dataset": { "pairs": [ { "prompt": "a", "chosen": "b", "rejected": "c" } ] } }"#;

/// A small folder, whose files a test may replace.
fn folder_of(change: &[(&str, &str, &str)]) -> Vec<File> {
    let layout = Layout::new(ModelSpec { n_embd: 4, n_layer: 1, n_head: 2, n_positions: 8 }, 4);
    let params = crate::model::initial(&layout, 5);
    let mut files = vec![
        File { path: "config.json".to_owned(), bytes: CONFIG.into() },
        File { path: "tokenizer.json".to_owned(), bytes: TOKENIZER.into() },
        File { path: "model.safetensors".to_owned(), bytes: safetensors::save(&layout, &params).expect("its length") },
    ];
    for (name, from, to) in change {
        match files.iter_mut().find(|file| file.path == *name) {
            Some(file) if from.is_empty() => file.bytes = (*to).into(),
            Some(file) => {
                let place = file.bytes.windows(from.len()).position(|window| window == from.as_bytes());
                let place = place.unwrap_or_else(|| panic!("{name} has no {from}"));
                file.bytes.splice(place..place + from.len(), to.bytes());
            }
            None => files.push(File { path: (*name).to_owned(), bytes: (*to).into() }),
        }
    }
    files.retain(|file| !file.bytes.is_empty());
    files
}

#[test]
fn a_folder_comes_in_with_its_end_of_text_first() {
    let lab = lab(LAB);
    let check = |change: &[(&str, &str, &str)], tokens: &str, end: usize| {
        let Imported { lab, weights, .. } =
            read(folder_of(change), &lab, Into::Packed).unwrap_or_else(|error| panic!("{change:?}: {error}"));
        assert_eq!(lab.dataset.vocabulary.join(" "), tokens, "{change:?}");
        assert_eq!((lab.model.n_embd, lab.model.n_positions, weights.layout().vocab_size), (4, 8, 4));
        let layout = Layout::new(lab.model, 4);
        let saved = crate::model::initial(&layout, 5);
        assert_eq!(
            weights.params()[..4],
            saved[4 * end..4 * end + 4],
            "{change:?}: the row of the end of text comes first"
        );
        assert_eq!(weights.params()[layout.wpe_weight.start..], saved[layout.wpe_weight.start..]);
    };
    check(&[], "<eos> a b [PAD] c", 2);
    check(
        &[("config.json", "\"eos_token_id\": 2", "\"eos_token_id\": 50256"), ("tokenizer.json", "</s>", "<eos>")],
        "<eos> a b [PAD] c",
        2,
    );
    check(&[("tokenizer_config.json", "", r#"{ "eos_token": "b" }"#)], "<eos> a </s> [PAD] b c", 1);
    check(&[("tokenizer_config.json", "", r#"{ "eos_token": { "content": "a" } }"#)], "<eos> b </s> [PAD] a c", 0);
    check(
        &[("tokenizer.json", "", ""), ("vocab.json", "", r#"{ "a": 0, "b": 1, "c": 2, "d": 3 }"#)],
        "<eos> a b d c",
        2,
    );
    check(&[("config.json", "\"n_inner\": null", "\"n_inner\": 16")], "<eos> a b [PAD] c", 2);
}

#[test]
fn what_is_no_model_of_a_lab_is_refused() {
    let lab = lab(LAB);
    let check = |name: &str, from: &str, to: &str, field: &str, words: &str| {
        let error = read(folder_of(&[(name, from, to)]), &lab, Into::Packed).expect_err(words);
        assert_eq!(error.field, field, "{error}");
        assert!(error.to_string().contains(words) && error.to_string().ends_with('.'), "{error} should say {words:?}");
    };
    let config = |from: &str, to: &str, field: &str, words: &str| check("config.json", from, to, field, words);
    config(
        "\"n_embd\": 4",
        "\"n_embd\": 768",
        "config.n_embd",
        "config.n_embd is 768; allowed is a whole number from 1 to 256",
    );
    config("\"n_embd\": 4", "\"n_embd\": 5", "config.n_embd", "a multiple of config.n_head");
    config("\"n_layer\": 1", "\"n_layer\": 12", "config.n_layer", "is 12; allowed is a whole number from 1 to 8");
    config(
        "\"n_positions\": 8",
        "\"n_positions\": 1024",
        "config.n_positions",
        "is 1024; allowed is a whole number from 3 to 128",
    );
    config("\"vocab_size\": 4", "\"vocab_size\": 50257", "config.vocab_size", "from 1 to 256");
    config("\"vocab_size\": 4", "\"vocab_size\": 3", "config.vocab_size", "is 3; allowed is at least 4");
    config("\"vocab_size\": 4", "\"vocab_size\": 5", "model.safetensors", "[4, 4]; this model's is [5, 4]");
    config("\"n_head\": 2,", "", "config.n_head", "config.n_head is missing");
    config("\"gpt2\"", "\"llama\"", "config.model_type", "is \"llama\"; allowed is \"gpt2\"");
    config("gelu_new", "relu", "config.activation_function", "is \"relu\"; allowed is \"gelu_new\"");
    config("1e-05", "1e-06", "config.layer_norm_epsilon", "allowed is 0.00001");
    config("null", "64", "config.n_inner", "is 64; allowed is 16");
    config(
        "\"embd_pdrop\"",
        "\"tie_word_embeddings\": false, \"embd_pdrop\"",
        "config.tie_word_embeddings",
        "allowed is true",
    );
    config(
        "\"embd_pdrop\"",
        "\"scale_attn_by_inverse_layer_idx\": true, \"x\"",
        "config.scale_attn_by_inverse_layer_idx",
        "allowed is false",
    );
    config("{", "", "", "config.json is not valid JSON");
    config("", "\u{0}", "", "config.json");
    let tokenizer = |from: &str, to: &str, field: &str, words: &str| check("tokenizer.json", from, to, field, words);
    tokenizer("WordLevel", "BPE", "tokenizer.model.type", "is \"BPE\"; allowed is \"WordLevel\"");
    let splits =
        |from: &str, to: &str, field: &str, words: &str| tokenizer(from, to, &format!("tokenizer.{field}"), words);
    splits(
        "\"added_tokens\"",
        "\"normalizer\": { \"type\": \"Lowercase\" }, \"added_tokens\"",
        "normalizer.type",
        "is \"Lowercase\"; allowed is null: the lab's texts are",
    );
    splits("WhitespaceSplit", "ByteLevel", "pre_tokenizer.type", "is \"ByteLevel\"; allowed is WhitespaceSplit, which");
    splits("{ \"type\": \"WhitespaceSplit\" }", "null", "pre_tokenizer", "is null; allowed is WhitespaceSplit");
    tokenizer("\"b\": 1", "\"b\": 0", "tokenizer.model.vocab", "several tokens the number 0");
    tokenizer("\"b\": 1", "\"b\": 256", "tokenizer.model.vocab[\"b\"]", "is 256");
    tokenizer("\"b\": 1", "\"b b\": 1", "tokenizer.model.vocab[\"b b\"]", "is no token of a lab");
    tokenizer("\"[PAD]\"", "\"<eos>\"", "dataset.vocabulary[3]", "each token once");
    tokenizer("", "", "tokenizer", "has no tokenizer.json and no vocab.json");
    check("tokenizer_config.json", "", r#"{ "eos_token": "</x>" }"#, "tokenizer_config.eos_token", "is \"</x>\"");
    config("\"eos_token_id\": 2", "\"eos_token_id\": 50256", "tokenizer_config.eos_token", "is missing");
    check("model.safetensors", "", "", "model.safetensors", "model.safetensors is missing beside it");
    check("model.safetensors", "", "short", "model.safetensors", "not a readable safetensors file");
    check("model.safetensors", "F32", "I32", "model.safetensors", "I32");
    check("model.safetensors", "ln_f.bias", "ln_g.bias", "model.safetensors", "no tensor `transformer.ln_f.bias`");
    check("lab.json", "", "{}", "dataset", "is missing");
    check("lab.json", "", "[1]", "", "The lab file is a list");
}

/// The files of a case.
fn case(name: &str) -> Vec<File> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(name);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let file = |path: &std::path::PathBuf| File {
        path: path.file_name().expect("a name").to_string_lossy().into_owned(),
        bytes: std::fs::read(path).expect("a file"),
    };
    paths.iter().map(file).collect()
}

const PARTS: [&str; 2] = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];

/// A model in two parts is the model in one, as files in any order and in a zip, with its index and without.
#[test]
fn a_model_in_parts_is_put_together() {
    let lab = lab(LAB);
    let read_case = |change: &dyn Fn(&mut Vec<File>)| {
        let mut files = case("sharded");
        change(&mut files);
        let zipped = given(deflated(&files), &lab);
        let read = read(files, &lab, Into::Packed);
        assert_eq!(zipped.as_ref().map(|read| &read.lab), read.as_ref().map(|read| &read.lab), "in a zip too");
        read
    };
    let model = read_case(&|_| {}).expect("it is whole");
    assert_eq!((model.lab.model.n_embd, model.weights.layout().vocab_size), (16, 16));
    for (what, change) in [
        ("backwards", &(|files: &mut Vec<File>| files.reverse()) as &dyn Fn(&mut Vec<File>)),
        ("without an index", &|files| files.retain(|file| file.path != shards::INDEX)),
        ("beside another file of weights", &|files| {
            files.push(File { path: "optimizer.safetensors".to_owned(), bytes: b"not looked at".to_vec() });
        }),
    ] {
        assert_eq!(read_case(change).expect(what).weights.name(), model.weights.name(), "{what}");
    }
    // The same numbers in one file, where the parts need not be there at all.
    let whole = read_case(&|files| {
        let joined = match Shards::of(std::mem::take(files)) {
            Ok(Shards::Parts(mut joining)) => loop {
                match joining.advance() {
                    Shards::Parts(rest) => joining = rest,
                    Shards::Whole(files) => break files,
                }
            },
            _ => panic!("it is in parts"),
        };
        *files = joined;
        files.retain(|file| file.path != shards::INDEX);
    });
    assert_eq!(whole.expect("it is whole").weights.name(), model.weights.name());
    // Its numbers are those of the files, one by one.
    let (parts, layout) = (case("sharded"), model.weights.layout().clone());
    let params = model.weights.params();
    for part in parts.iter().filter(|file| file.path.ends_with(".safetensors")) {
        for tensor in safetensors::tensors(&part.bytes).expect("a part") {
            let entry = layout.entry(tensor.name.trim_start_matches("transformer.")).expect("a parameter");
            let saved = part.bytes[tensor.place].as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
            if entry.range != layout.wte_weight {
                assert!(saved.eq(params[entry.range.clone()].iter().copied()), "{}", tensor.name);
            }
        }
    }
}

#[test]
fn parts_that_do_not_fit_are_told() {
    let lab = lab(LAB);
    let check = |change: &dyn Fn(&mut Vec<File>), field: &str, words: &str| {
        let mut files = case("sharded");
        change(&mut files);
        for error in [given(deflated(&files), &lab), read(files, &lab, Into::Packed)].map(|read| read.expect_err(words))
        {
            assert_eq!(error.field, field, "{error}");
            assert!(
                error.to_string().contains(words) && error.to_string().ends_with('.'),
                "{error} should say {words:?}"
            );
        }
    };
    let without = |name: &'static str| move |files: &mut Vec<File>| files.retain(|file| file.path != name);
    let rename = |from: &'static str, to: &'static str| {
        move |files: &mut Vec<File>| {
            let file = files.iter_mut().find(|file| file.path == from).expect("the file");
            file.path = to.to_owned();
        }
    };
    let index = |from: &'static str, to: &'static str| {
        move |files: &mut Vec<File>| {
            let file = files.iter_mut().find(|file| file.path == shards::INDEX).expect("the index");
            let text = String::from_utf8(file.bytes.clone()).expect("a text");
            assert!(text.contains(from));
            file.bytes = text.replacen(from, to, 1).into();
        }
    };
    let weights = "model.safetensors";
    for part in PARTS {
        check(&without(part), weights, &format!("{part} is missing: the model's weights are in 2 files"));
        check(
            &|files| {
                without(part)(files);
                without(shards::INDEX)(files);
            },
            weights,
            &format!("{part} is missing"),
        );
    }
    check(
        &|files| files.retain(|file| !file.path.ends_with(".safetensors")),
        weights,
        "00001-of-00002.safetensors is missing",
    );
    check(&rename(PARTS[0], "model-00003-of-00002.safetensors"), weights, "00001-of-00002.safetensors is missing");
    check(
        &|files| {
            let second = files.iter().find(|file| file.path == PARTS[1]).expect("the file").bytes.clone();
            files.iter_mut().find(|file| file.path == PARTS[0]).expect("the file").bytes = second;
            without(shards::INDEX)(files);
        },
        weights,
        "is in model-00001-of-00002.safetensors and in model-00002-of-00002.safetensors",
    );
    let of = "\"transformer.ln_f.bias\": \"model-00002-of-00002.safetensors\"";
    check(
        &index(of, "\"transformer.ln_f.bias\": \"model-00001-of-00002.safetensors\""),
        shards::INDEX,
        "says that the tensor `transformer.ln_f.bias` is in model-00001-of-00002.safetensors; it is in model-00002",
    );
    check(
        &index(of, "\"x\": \"model-00002-of-00002.safetensors\""),
        shards::INDEX,
        "does not name the tensor `transformer.ln_f.bias`",
    );
    check(
        &index(
            of,
            "\"transformer.ln_f.bias\": \"model-00002-of-00002.safetensors\", \"x\": \"model-00002-of-00002.safetensors\"",
        ),
        shards::INDEX,
        "`x` is in model-00002-of-00002.safetensors; it is in none of the files",
    );
    check(&index(of, "\"transformer.ln_f.bias\": 2"), shards::INDEX, "has no weight_map");
    check(&index("weight_map", "map"), shards::INDEX, "has no weight_map");
    check(&index("{", "{{"), "", "model.safetensors.index.json is not valid JSON");
    check(
        &|files| files.iter_mut().find(|file| file.path == PARTS[1]).expect("the file").bytes.truncate(500),
        weights,
        "model-00002-of-00002.safetensors",
    );
}

/// Tied weights are saved once: under the name of the one or of the other.
#[test]
fn a_shared_tensor_may_have_either_name() {
    let lab = lab(LAB);
    let files = || case("tied_saved_as_lm_head_only");
    let model = read(files(), &lab, Into::Packed).expect("the head's name is enough");
    let mut renamed = files();
    for file in renamed.iter_mut().filter(|file| file.path == "model.safetensors") {
        // As long as the other name: what is behind the header stays where it is.
        let place = file.bytes.windows(16).position(|part| part == b"\"lm_head.weight\"").expect("the head");
        file.bytes.splice(place..place + 16, *b"\"wte.weight\"    ");
    }
    assert_eq!(read(renamed, &lab, Into::Packed).expect("so is the other").weights.name(), model.weights.name());
    assert_eq!(given(deflated(&files()), &lab).expect("in a zip").weights.name(), model.weights.name());
}

/// Tables of embeddings are padded to lengths that devices like. What is behind the last token is left out, and counted.
#[test]
fn spare_rows_of_a_vocabulary_are_left_out() {
    let lab = lab(LAB);
    let plain = read(folder_of(&[]), &lab, Into::Packed).expect("a folder");
    assert_eq!(plain.spare, 0);
    for rows in [5, 64] {
        let mut files = folder_of(&[("config.json", "\"vocab_size\": 4", &format!("\"vocab_size\": {rows}"))]);
        let small = Layout::new(ModelSpec { n_embd: 4, n_layer: 1, n_head: 2, n_positions: 8 }, 4);
        let mut params = crate::model::initial(&small, 5);
        params.splice(small.wte_weight.end..small.wte_weight.end, vec![9.0; 4 * (rows - 4)]);
        let saved = safetensors::save(&Layout::new(small.shape, rows), &params).expect("its length");
        files.last_mut().expect("the weights").bytes = saved;
        let padded = read(files, &lab, Into::Packed).expect("a padded folder");
        assert_eq!((padded.spare, &padded.lab), (rows - 4, &plain.lab));
        assert_eq!(padded.weights.params(), plain.weights.params());
    }
}

/// Models of other kinds are refused by what they are, as files and in a zip, and what trainers leave beside a model is no harm.
#[test]
fn models_of_other_kinds_are_refused_by_what_they_are() {
    let lab = lab(LAB);
    let check = |path: &str, bytes: &[u8], words: &str| {
        let file = || File { path: path.to_owned(), bytes: bytes.to_vec() };
        let error = read(vec![file()], &lab, Into::Packed).expect_err(words).to_string();
        assert!(error.contains(words) && error.ends_with('.'), "{path}: {error} should say {words:?}");
        let mut folder = folder_of(&[("model.safetensors", "", "")]);
        folder.push(file());
        let beside = read(folder, &lab, Into::Packed).expect_err(words).to_string();
        assert_eq!(beside, error, "beside a config.json too");
    };
    check("adapter_model.safetensors", b"", "is a part of a PEFT adapter");
    check("run/adapter_config.json", b"{}", "is a part of a PEFT adapter");
    check("pytorch_model.bin", b"PK\x03\x04", "holds Python objects");
    check("model.PTH", b"", "holds Python objects");
    check("tiny.gguf", b"GGUF", "is packed for llama.cpp");
    check("weights", b"GGUF\x03", "is packed for llama.cpp");
    check("tf_model.h5", b"", "has the weights of TensorFlow or Flax");
    check("flax_model.msgpack", b"", "has the weights of TensorFlow or Flax");
    check("model.tar.gz", b"\x1f\x8b", "is a tar archive, or packed with gzip");
    check("", b"\x1f\x8b\x08", "What was given is a tar archive, or packed with gzip");
    let mut whole = folder_of(&[]);
    for path in ["training_args.bin", "optimizer.bin", "pytorch_model.bin"] {
        whole.push(File { path: path.to_owned(), bytes: vec![] });
    }
    let names: Vec<File> =
        whole.iter().map(|file| File { path: file.path.clone(), bytes: file.bytes.clone() }).collect();
    read(whole, &lab, Into::Packed).expect("the weights are there");
    given(deflated(&names), &lab).expect("in a zip too");
}

/// The weights in a bundle.
fn weights_of(zip: &[u8]) -> Vec<u8> {
    let entries = unzip::list(zip).expect("a bundle");
    let entry = entries.into_iter().find(|entry| entry.path.ends_with("model.safetensors")).expect("it has weights");
    let mut unpacking = Unpacking::new(entry).expect("it is stored");
    while !unpacking.advance(zip).expect("it is whole") {}
    unpacking.into_file().1
}

#[test]
fn tokens_that_are_pieces_of_words_are_refused_whatever_files_they_are_in() {
    let lab = lab(LAB);
    let vocab = |text: &str| folder_of(&[("tokenizer.json", "", ""), ("vocab.json", "", text)]);
    let words = || vocab(r#"{ "a": 0, "b": 1, "c": 2, "d": 3 }"#);
    let with = |name: &str, text: &str| {
        let mut files = words();
        files.push(File { path: name.to_owned(), bytes: text.into() });
        files
    };
    let check = |files: Vec<File>, field: &str, words: &str| {
        let zip = deflated(&files);
        for error in [read(files, &lab, Into::Packed), given(zip, &lab)].map(|read| read.expect_err(words)) {
            assert_eq!(error.field, field, "{error}");
            assert!(
                error.to_string().contains(words)
                    && error.to_string().contains("allowed is a tokenizer whose tokens are words")
            );
        }
    };
    assert!(read(words(), &lab, Into::Packed).is_ok());
    for name in pretrained::PIECES {
        check(
            with(name, "#version: 0.2\na b\n"),
            name,
            "lies beside vocab.json, whose tokens are then pieces of words",
        );
    }
    let class = |name: &str| with("tokenizer_config.json", &format!("{{ \"tokenizer_class\": \"{name}\" }}"));
    check(class("GPT2Tokenizer"), "tokenizer_config.tokenizer_class", "is \"GPT2Tokenizer\"");
    assert!(read(class("PreTrainedTokenizerFast"), &lab, Into::Packed).is_ok());
    for piece in ["Ġa", "▁a", "##a", "a</w>"] {
        let text = format!("{{ \"a\": 0, \"b\": 1, \"c\": 2, \"{piece}\": 3 }}");
        check(vocab(&text), "vocab.json", "a piece of a word");
    }
    // Beside a tokenizer.json, which says all, such a file is a left-over.
    let mut left = folder_of(&[]);
    left.push(File { path: "merges.txt".to_owned(), bytes: b"#version: 0.2\n".to_vec() });
    assert!(read(left, &lab, Into::Packed).is_ok());
}

#[test]
fn words_that_the_models_tokenizer_would_split_are_named() {
    let pair = |chosen: &str| lab(&LAB.replace("\"b\"", &format!("\"{chosen}\"")));
    let signs = [("tokenizer.json", "WhitespaceSplit", "Whitespace")];
    let error = read(folder_of(&signs), &pair("b."), Into::Packed).expect_err("two tokens for that tokenizer");
    assert_eq!(error.field, "dataset.pairs");
    assert!(
        error.to_string().contains("have the word \"b.\"") && error.to_string().contains("between letters and signs"),
        "{error}"
    );
    assert!(read(folder_of(&signs), &pair("b ."), Into::Packed).is_ok());
    assert!(read(folder_of(&[]), &pair("b."), Into::Packed).is_ok(), "white space alone ends words");
    let error = read(folder_of(&[]), &pair("x[PAD]"), Into::Packed).expect_err("an added token is found in words");
    assert!(error.to_string().contains("takes the token \"[PAD]\" out of it"), "{error}");
    // What only the config names is looked for, too.
    let end = [("tokenizer_config.json", "", r#"{ "eos_token": "</s>" }"#)];
    assert!(read(folder_of(&end), &pair("x</s>"), Into::Packed).is_err());
}

#[test]
fn weights_alone_are_of_the_labs_own_shape() {
    let (old, zip) = bundle();
    let bytes = weights_of(&zip);
    let new = given(bytes.clone(), old.spec()).expect("its own shape");
    assert_eq!(new.lab, LabFile { weights: Some(new.weights.name()), ..old.spec().clone() });
    assert_eq!(given(zip, &new.lab).expect("the lab waits for it").lab, new.lab);
    let wider = lab(r#"{ "preset": "yes-no", "model": { "n_embd": 64 } }"#);
    let error = given(bytes.clone(), &wider).expect_err("another width");
    assert!(error.to_string().contains(", 32]; this model's is ["), "{error}");
    let small = lab(LAB);
    let error = given(bytes, &small).expect_err("more tokens than the lab has");
    assert!(error.to_string().contains("allowed are 1 to 4"), "{error}");
}

/// A zip as others make them: deflated, with a folder's own entry.
fn deflated(files: &[File]) -> Vec<u8> {
    let files: Vec<_> =
        files.iter().map(|file| File { path: format!("some/{}", file.path), bytes: file.bytes.clone() }).collect();
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for file in &files {
        let packed = compress_to_vec(&file.bytes, 6);
        let (offset, crc) = (bytes.len() as u32, zip::crc32(&zip::crc_table(), &file.bytes));
        let mut header = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        for word in [crc, packed.len() as u32, file.bytes.len() as u32, file.path.len() as u32] {
            header.extend(word.to_le_bytes());
        }
        bytes.extend([b"PK\x03\x04", header.as_slice(), file.path.as_bytes(), &packed].concat());
        directory.extend(
            [b"PK\x01\x02\x14\0", header.as_slice(), &[0; 10], &offset.to_le_bytes(), file.path.as_bytes()].concat(),
        );
    }
    let (start, length) = (bytes.len() as u32, directory.len() as u32);
    bytes.extend(directory);
    let count = (files.len() as u16).to_le_bytes();
    bytes.extend(
        [b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &length.to_le_bytes(), &start.to_le_bytes(), &[0, 0]]
            .concat(),
    );
    bytes
}

#[test]
fn a_deflated_zip_is_the_folder() {
    let lab = lab(LAB);
    let files = folder_of(&[("tokenizer_config.json", "", r#"{ "eos_token": "b" }"#)]);
    let zip = deflated(&files);
    assert_eq!(given(zip, &lab), read(files, &lab, Into::Packed));
}

#[test]
fn a_zip_that_would_fill_the_memory_is_refused() {
    let lab = lab(LAB);
    let bomb = |name: &str, size: usize| File { path: name.to_owned(), bytes: vec![0; size] };
    let check = |files: &[File], words: &str| {
        let zip = deflated(files);
        assert!(zip.len() < 1 << 20, "it is small");
        let error = given(zip, &lab).expect_err(words);
        assert!(error.to_string().contains(words), "{error}");
    };
    check(&[bomb("model.safetensors", MOST_WEIGHTS + 1)], "has 67108865 bytes; allowed are at most 67108864");
    check(&[bomb("config.json", limits::BYTES + 1)], "config.json has 1048577 bytes; allowed are at most 1048576");
    let half = || bomb("a.safetensors", 48 << 20);
    check(&[half(), half(), half()], "one file too many");
}

/// Reads in pieces; how many there were.
fn pieces(bytes: Vec<u8>, lab: &LabFile) -> (Result<Imported, FieldError>, usize) {
    let mut reading = Reading::new(vec![File { path: "some.zip".to_owned(), bytes }], lab, Into::Given);
    for count in 1.. {
        match reading.advance() {
            Ok(ReadProgress::More(rest)) => reading = rest,
            Ok(ReadProgress::Done(imported)) => return (Ok(imported), count),
            Err(error) => return (Err(error), count),
        }
    }
    unreachable!("it ends")
}

#[test]
fn the_largest_model_is_read_in_many_pieces() {
    let shape = ModelSpec { n_embd: 256, n_layer: 8, n_head: 2, n_positions: 128 };
    let config = CONFIG.replace("\"n_embd\": 4", "\"n_embd\": 256").replace("\"n_layer\": 1", "\"n_layer\": 8");
    let config = config.replace("\"n_positions\": 8", "\"n_positions\": 128");
    let params = crate::model::initial(&Layout::new(shape, 4), 5);
    let weights = safetensors::save(&Layout::new(shape, 4), &params).expect("its length");
    let file = |path: &str, bytes: Vec<u8>| File { path: path.to_owned(), bytes };
    let files = [
        file("config.json", config.into()),
        file("tokenizer.json", TOKENIZER.into()),
        file("model.safetensors", weights),
    ];
    let (imported, count) = pieces(deflated(&files), &lab(LAB));
    assert_eq!(imported.expect("it is a lab's").weights.layout().total, params.len());
    // 25 MB in pieces of 64 KiB, then a hundred tensors; in the browser a test measures how long they take.
    assert!(count > 450, "{count} pieces");
    // One that is made to be long: nothing but repetitions, and no model at the end of it.
    let (refusal, count) = pieces(deflated(&[file("model.safetensors", vec![0; MOST_WEIGHTS])]), &lab(LAB));
    assert!(refusal.is_err_and(|error| error.to_string().contains("not a readable")));
    assert!(count > 1000, "{count} pieces");
}

#[test]
fn too_much_is_refused_before_anything_is_unpacked() {
    let zip =
        deflated(&["a", "b", "c"].map(|name| File { path: format!("{name}.safetensors"), bytes: vec![0; 48 << 20] }));
    let (refusal, count) = pieces(zip, &lab(LAB));
    assert!(refusal.is_err_and(|error| error.to_string().contains("one file too many")));
    assert_eq!(count, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    /// Some bytes of a zip are others, or its end is missing: a model or a sentence, and no panic.
    #[test]
    fn a_damaged_zip_is_a_sentence(
        stored in any::<bool>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let files = folder_of(&[]);
        let mut zip = if stored {
            let mut writer = zip::Writer::default();
            for file in &files {
                writer.begin(&file.path);
                writer.append(|zip| zip.extend(&file.bytes));
            }
            writer.finish()
        } else {
            deflated(&files)
        };
        for (place, byte) in damage {
            let place = place.index(zip.len());
            zip[place] = byte;
        }
        if cuts {
            zip.truncate(cut.index(zip.len()));
        }
        if let Err(error) = given(zip, &lab(LAB)) {
            prop_assert!(error.to_string().ends_with('.'), "{}", error);
        }
    }

    /// The same for weights alone, whose header is longer than what is behind it.
    #[test]
    fn damaged_weights_are_a_sentence(damage in prop::collection::vec((0..1500_usize, any::<u8>()), 1..6)) {
        let mut bytes = folder_of(&[]).pop().expect("the weights").bytes;
        for (place, byte) in damage {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        if let Err(error) = given(bytes, &lab(LAB)) {
            prop_assert!(error.to_string().ends_with('.'), "{}", error);
        }
    }
}
