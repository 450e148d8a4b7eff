//! The lab file from outside: what is refused and with which sentence, what is filled in, and that reading gives back what was
//! written. Presets have their tests in `preset.rs`.

use super::*;
use crate::data::{Color, Trainable, presets};
use crate::objective::{Dpo, Dpop, MOST_PARAMETERS, Parameter, Penalty, REGISTRY, names};
use proptest::prelude::*;

/// The smallest data set, as the value of the key `dataset`.
const DATASET: &str = r#"{"pairs": [{"prompt": "a", "chosen": "b", "rejected": "c"}]}"#;

/// A lab file with the smallest data set and these further entries at the top level.
fn with(entries: &str) -> String {
    let comma = if entries.is_empty() { "" } else { ", " };
    format!("{{\"dataset\": {DATASET}{comma}{entries}}}")
}

/// A lab file whose data set is this.
fn dataset(dataset: &str) -> String {
    format!("{{\"dataset\": {dataset}}}")
}

/// A lab file with one pair of these three JSON values.
fn pair(prompt: &str, chosen: &str, rejected: &str) -> String {
    dataset(&format!(r#"{{"pairs": [{{"prompt": {prompt}, "chosen": {chosen}, "rejected": {rejected}}}]}}"#))
}

/// A lab file with this vocabulary, around the pair `a`, `b`, `c`.
fn vocabulary(tokens: &str) -> String {
    dataset(&format!(r#"{{"vocabulary": {tokens}, "pairs": [{{"prompt": "a", "chosen": "b", "rejected": "c"}}]}}"#))
}

/// A text of so many different tokens as a JSON string: `"t0 t1 t2"`.
fn tokens(count: usize) -> String {
    let tokens: Vec<String> = (0..count).map(|index| format!("t{index}")).collect();
    format!("{:?}", tokens.join(" "))
}

/// A list of so many copies of an item.
fn list(item: &str, count: usize) -> String {
    format!("[{}]", vec![item; count].join(","))
}

/// The text is refused at this field, in a sentence that holds the fragment, names the field, and says what is allowed.
#[track_caller]
fn check_bad(text: &str, field: &str, fragment: &str) {
    let shown: String = text.chars().take(300).collect();
    let Err(error) = LabFile::from_json(text) else { panic!("accepted: {shown}") };
    assert_eq!(error.field, field, "{shown}\n{error}");
    assert!(error.to_string().contains(fragment), "{shown}\n{error}\nis without {fragment:?}");
    assert!(error.to_string().contains(field), "the sentence does not name its field {field:?}: {error}");
    assert!(error.to_string().ends_with(['.', '?']), "not a sentence: {error}");
    assert!(error.to_string().chars().count() <= 400, "too long to be read: {error}");
}

#[test]
fn texts_that_are_no_lab_file() {
    check_bad("", "", "The lab file is empty; it must be a JSON object.");
    check_bad(" \n", "", "is empty");
    check_bad("\u{feff}", "", "is empty");
    check_bad("{", "", "is not valid JSON: EOF");
    check_bad("{\"dataset\": ", "", "line 1 column");
    check_bad("{} {}", "", "trailing characters");
    check_bad("{\"seed\": 1,}", "", "trailing comma");
    check_bad("{\"seed\": 01}", "", "is not valid JSON");
    check_bad("// a comment\n{}", "", "is not valid JSON");
    check_bad("\u{0}", "", "is not valid JSON");
    check_bad("\"\\ud800\"", "", "is not valid JSON");
    check_bad("null", "", "The lab file is null; allowed is a JSON object");
    check_bad("7", "", "is 7; allowed is a JSON object");
    check_bad("\"smaug\"", "", "is \"smaug\"; allowed is a JSON object");
    check_bad("[]", "", "is a list of 0; allowed is a JSON object");
    check_bad("{}", "dataset", "dataset is missing; it must be an object with the key pairs.");
}

#[test]
fn texts_made_to_exhaust_the_reader() {
    let megabytes = 10 << 20;
    check_bad(&" ".repeat(megabytes), "", "has 10485760 bytes; allowed are at most 1048576 (1 MiB)");
    check_bad(&with(&format!("\"seed\": {}", "9".repeat(megabytes))), "", "1 MiB");
    check_bad(&"[".repeat(limits::BYTES), "", "nested more than 100 levels deep");
    check_bad(&format!("{}{}", "[".repeat(200), "]".repeat(200)), "", "a lab file has at most 4 levels");
    check_bad(&"{\"a\":".repeat(5000), "", "nested");
    check_bad(&with(&format!("\"model\": {}1{}", "[".repeat(127), "]".repeat(127))), "", "nested");
    check_bad(
        &with(&format!("\"model\": {}", list("0", 500_000))),
        "model",
        "is a list of 500000; allowed is a JSON object",
    );
    // A megabyte of repetitions of one key is refused at the first repetition.
    let keys = vec!["\"seed\": 1"; 100_000].join(",");
    check_bad(&format!("{{{keys}}}"), "seed", "given twice");
    let long = "x".repeat(500_000);
    check_bad(&with(&format!("\"{long}\": 1")), &format!("\"{}…\" (500000 characters)", &long[..48]), "is not a key");
    check_bad(&with(&format!("\"seed\": \"{long}\"")), "seed", "(500000 characters)");
    check_bad(&pair(&format!("\"{long}\""), "\"b\"", "\"c\""), "dataset.pairs[0].prompt", "at most 64 characters");
}

#[test]
fn unknown_and_repeated_keys() {
    check_bad(&with("\"sede\": 1"), "sede", "is not a key of the lab file");
    check_bad(&with("\"sede\": 1"), "sede", "Did you mean seed?");
    check_bad(&with("\"\": 1"), "\"\"", "is not a key");
    check_bad(&with("\"a.b\\n\": 1"), "\"a.b\\n\"", "is not a key");
    check_bad(&with("\"__proto__\": {}"), "__proto__", "allowed here are version, seed, weights, dataset");
    check_bad(&with("\"dataset\": {}"), "dataset", "given twice; allowed is each key once");
    check_bad(&dataset(r#"{"pairs": [], "vocab": []}"#), "dataset.vocab", "Did you mean vocabulary?");
    check_bad(
        &dataset(r#"{"pairs": [{"prompt": "a", "chosen": "b", "rejected": "c", "score": 1}]}"#),
        "dataset.pairs[0].score",
        "allowed here are prompt, chosen and rejected",
    );
    check_bad(&with(r#""model": {"n_emb": 8}"#), "model.n_emb", "Did you mean n_embd?");
    check_bad(&with(r#""model": {"n_embd": 8, "n_embd": 8}"#), "model.n_embd", "given twice");
    check_bad(&with(r#""sft": {"optimizer": "sgd"}"#), "sft.optimizer", "allowed here are steps, learning_rate and on");
    check_bad(&with(r#""preference": {"learningRate": 1}"#), "preference.learningRate", "Did you mean learning_rate?");
    check_bad(
        &with(r#""runs": [{"loss_type": "dpo", "lambda": 50}]"#),
        "runs[0].lambda",
        "allowed here are name, color, loss_type, train, events and beta",
    );
    check_bad(&with(r#""runs": [{}, {"loss_type": "dpop", "lamda": 5}]"#), "runs[1].lamda", "Did you mean lambda?");
    check_bad(&with(r#""runs": [{"beta": 1, "beta": 1}]"#), "runs[0].beta", "given twice");
    check_bad(&with(r#""runs": [{"loss_type": "dpo", "loss_type": "dpop"}]"#), "runs[0].loss_type", "given twice");
}

#[test]
fn version_and_seed() {
    check_bad(&with("\"version\": 2"), "version", "version is 2; allowed is 1");
    check_bad(&with("\"version\": \"1\""), "version", "is \"1\"; allowed is 1");
    check_bad(&with("\"version\": null"), "version", "is null");
    check_bad(&with("\"seed\": -1"), "seed", "seed is -1; allowed is a whole number from 0 to 9007199254740991");
    check_bad(&with("\"seed\": 0.5"), "seed", "is 0.5");
    check_bad(&with("\"seed\": 9007199254740992"), "seed", "a whole number from 0 to");
    check_bad(&with("\"seed\": 99999999999999999999"), "seed", "a whole number from 0 to");
    check_bad(&with("\"seed\": \"0\""), "seed", "is \"0\"; allowed is a whole number");
    check_bad(&with("\"seed\": NaN"), "seed", "seed is NaN, which JSON does not know");
    check_bad(&with("\"seed\": [0]"), "seed", "is a list of 1");
    for name in
        ["0x", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "+123456789abcdef", "../../etc/passwd"]
    {
        check_bad(&with(&format!("\"weights\": \"{name}\"")), "weights", "16 of the digits 0 to 9 and a to f");
    }
    check_bad(&with("\"weights\": 7"), "weights", "a string in quotes");
    check_good(&with("\"weights\": \"00000000000000ff\""), |file| file.weights == Some(255));
}

#[test]
fn vocabularies() {
    check_bad(&vocabulary("[]"), "dataset.vocabulary", "is a list of 0; allowed is a list of 1 to 256 tokens");
    check_bad(&vocabulary("\"<eos> a b c\""), "dataset.vocabulary", "allowed is a list of 1 to 256");
    check_bad(&vocabulary("null"), "dataset.vocabulary", "is null");
    check_bad(&vocabulary(&list("\"a\"", 257)), "dataset.vocabulary", "is a list of 257");
    check_bad(
        &vocabulary(r#"["a", "b", "c"]"#),
        "dataset.vocabulary[0]",
        "is \"a\"; allowed is \"<eos>\", which must come first",
    );
    check_bad(
        &vocabulary(r#"["<eos>", "a", "b", "c", "a"]"#),
        "dataset.vocabulary[4]",
        "dataset.vocabulary[1] is the same",
    );
    check_bad(
        &vocabulary(r#"["<eos>", "a", "b", "c", "<eos>"]"#),
        "dataset.vocabulary[4]",
        "dataset.vocabulary[0] is the same",
    );
    check_bad(
        &vocabulary(r#"["<eos>", "a", "b", "c", ""]"#),
        "dataset.vocabulary[4]",
        "is \"\"; allowed is a token of at least one",
    );
    check_bad(&vocabulary(r#"["<eos>", "a", "b", "c", " "]"#), "dataset.vocabulary[4]", "without white space");
    check_bad(
        &vocabulary(r#"["<eos>", "a", "b", "c", "d e"]"#),
        "dataset.vocabulary[4]",
        "is \"d e\"; allowed is a token without white",
    );
    check_bad(&vocabulary(r#"["<eos>", "a", "b", "c", "d\u3000"]"#), "dataset.vocabulary[4]", "without white space");
    check_bad(
        &vocabulary(r#"["<eos>", "a", "b", "c", "\u0007"]"#),
        "dataset.vocabulary[4]",
        "without control characters",
    );
    check_bad(
        &vocabulary(r#"["<eos>", "a", "b", "c", 7]"#),
        "dataset.vocabulary[4]",
        "is 7; allowed is a string in quotes",
    );
    check_bad(
        &vocabulary(&format!(r#"["<eos>", "a", "b", "c", "{}"]"#, "ä".repeat(65))),
        "dataset.vocabulary[4]",
        "at most 64",
    );
    check_bad(
        &vocabulary(r#"["<eos>", "a", "b"]"#),
        "dataset.pairs[0].rejected",
        "with the token \"c\", which is not in the vocabulary; allowed are a b.",
    );
    check_bad(&vocabulary(r#"["<eos>"]"#), "dataset.pairs[0].prompt", "is not in the vocabulary");
    check_bad(
        &dataset(
            r#"{"vocabulary": ["<eos>", "yes", "no", "sure"], "pairs": [{"prompt": "sure", "chosen": "yes", "rejected": "yess"}]}"#,
        ),
        "dataset.pairs[0].rejected",
        "Did you mean yes?",
    );
    let many = format!("[\"<eos>\", {}]", (0..200).map(|n| format!("\"t{n}\"")).collect::<Vec<_>>().join(","));
    check_bad(&vocabulary(&many), "dataset.pairs[0].prompt", "and 184 more");
}

#[test]
fn pairs() {
    check_bad(&dataset("{}"), "dataset.pairs", "dataset.pairs is missing; it must be a list");
    check_bad(&dataset("[]"), "dataset", "is a list of 0; allowed is a JSON object");
    let begun = LabFile::from_json(&dataset(r#"{"pairs": []}"#)).expect("a lab that is only begun");
    assert_eq!((&begun, begun.checked().as_ref()), (&LabFile::empty(), Ok(&LabFile::empty())));
    check_bad(&dataset(r#"{"pairs": {}}"#), "dataset.pairs", "is an object with 0 keys");
    check_bad(&dataset(r#"{"pairs": [null]}"#), "dataset.pairs[0]", "is null; allowed is a JSON object");
    check_bad(&dataset(&format!("{{\"pairs\": {}}}", list("{}", 513))), "dataset.pairs", "is a list of 513");
    check_bad(&dataset(r#"{"pairs": [{"prompt": "a", "chosen": "b"}]}"#), "dataset.pairs[0].rejected", "is missing");
    check_bad(&pair("[]", "\"b\"", "\"c\""), "dataset.pairs[0].prompt", "is a list of 0; allowed is a string");
    check_bad(&pair("\"\"", "\"b\"", "\"c\""), "dataset.pairs[0].prompt", "is \"\"; allowed is at least one token");
    check_bad(&pair("\"a\"", "\" \\t\"", "\"c\""), "dataset.pairs[0].chosen", "at least one token");
    check_bad(&pair("\"a\"", "\"b\"", "\"\\u2003\""), "dataset.pairs[0].rejected", "at least one token");
    check_bad(
        &pair("\"a\"", "\"b\"", "\"b\""),
        "dataset.pairs[0].rejected",
        "is \"b\"; allowed is a completion that differs from chosen",
    );
    check_bad(&pair("\"a\"", "\"b  c\"", "\" b\\nc \""), "dataset.pairs[0].rejected", "differs from chosen");
    check_bad(&pair("\"a\"", "\"b <eos>\"", "\"c\""), "dataset.pairs[0].chosen", "tokens other than <eos>");
    check_bad(&pair("\"<eos>\"", "\"b\"", "\"c\""), "dataset.pairs[0].prompt", "tokens other than <eos>");
    check_bad(&pair("\"a\"", "\"b\\u0000\"", "\"c\""), "dataset.pairs[0].chosen", "without control characters");
    // Each with 1 token of prompt, 1 of <eos>, and n_positions 32.
    check_bad(
        &pair("\"a\"", &tokens(31), "\"c\""),
        "dataset.pairs[0].chosen",
        "a sequence of 33 tokens (1 of the prompt, 31 of chosen and 1 of <eos>)",
    );
    check_bad(
        &pair("\"a\"", "\"c\"", &tokens(31)),
        "dataset.pairs[0].rejected",
        "at most 32, model.n_positions, which may be up to 128",
    );
    check_bad(&pair(&tokens(31), "\"b\"", "\"c\""), "dataset.pairs[0].chosen", "31 of the prompt");
    check_bad(
        &pair(&tokens(300), "\"b\"", "\"c\""),
        "dataset.pairs",
        "use 303 different tokens, <eos> included; allowed are at most 256",
    );
}

#[test]
fn model_shapes() {
    check_bad(&with("\"model\": null"), "model", "is null; allowed is a JSON object");
    check_bad(&with(r#""model": {"n_embd": 0}"#), "model.n_embd", "is 0; allowed is a whole number from 1 to 256");
    check_bad(&with(r#""model": {"n_embd": 260}"#), "model.n_embd", "is 260");
    check_bad(&with(r#""model": {"n_embd": 1e300}"#), "model.n_embd", "from 1 to 256");
    check_bad(&with(r#""model": {"n_embd": "32"}"#), "model.n_embd", "is \"32\"; allowed is a whole number");
    check_bad(
        &with(r#""model": {"n_embd": 30}"#),
        "model.n_embd",
        "is 30; allowed is a multiple of model.n_head, which is 4",
    );
    check_bad(
        &with(r#""model": {"n_head": 64}"#),
        "model.n_embd",
        "is 32; allowed is a multiple of model.n_head, which is 64",
    );
    check_bad(&with(r#""model": {"n_head": 0}"#), "model.n_head", "is 0; allowed is a whole number from 1");
    check_bad(&with(r#""model": {"n_layer": 9}"#), "model.n_layer", "is 9; allowed is a whole number from 1 to 8");
    check_bad(&with(r#""model": {"n_layer": 0}"#), "model.n_layer", "is 0");
    check_bad(&with(r#""model": {"n_layer": 1.5}"#), "model.n_layer", "is 1.5");
    check_bad(
        &with(r#""model": {"n_positions": 129}"#),
        "model.n_positions",
        "is 129; allowed is a whole number from 3 to 128",
    );
    check_bad(&with(r#""model": {"n_positions": -1}"#), "model.n_positions", "is -1");
}

#[test]
fn training_settings() {
    check_bad(&with("\"sft\": 100"), "sft", "is 100; allowed is a JSON object");
    check_bad(&with(r#""sft": {"steps": -5}"#), "sft.steps", "is -5; allowed is a whole number from 0 to 100000");
    check_bad(&with(r#""sft": {"steps": 100001}"#), "sft.steps", "is 100001");
    check_bad(&with(r#""sft": {"steps": true}"#), "sft.steps", "is true");
    check_bad(&with(r#""sft": {"on": "rejected"}"#), "sft.on", "is \"rejected\"; allowed is \"chosen\" or \"both\"");
    check_bad(&with(r#""sft": {"on": "Both"}"#), "sft.on", "Did you mean \"both\"?");
    check_bad(
        &with(r#""sft": {"learning_rate": -0.001}"#),
        "sft.learning_rate",
        "is -0.001; allowed is a number above 0 and at most 10",
    );
    check_bad(&with(r#""sft": {"learning_rate": 0}"#), "sft.learning_rate", "is 0; allowed is a number above 0");
    check_bad(&with(r#""sft": {"learning_rate": 11}"#), "sft.learning_rate", "is 11");
    check_bad(
        &with(r#""sft": {"learning_rate": null}"#),
        "sft.learning_rate",
        "JavaScript writes NaN and Infinity as null",
    );
    check_bad(
        &with(r#""sft": {"learning_rate": NaN}"#),
        "learning_rate",
        "is NaN, which JSON does not know; allowed is a finite number",
    );
    check_bad(&with(r#""sft": {"learning_rate": -Infinity}"#), "learning_rate", "is -Infinity");
    check_bad(&with(r#""sft": {"learning_rate": 1e999}"#), "learning_rate", "is 1e999");
    check_bad(&with(r#""preference": {"learning_rate": "3e-4"}"#), "preference.learning_rate", "is \"3e-4\"");
    check_bad(
        &with(r#""preference": {"optimizer": "adam"}"#),
        "preference.optimizer",
        "allowed is \"adamw\" or \"sgd\". Did you mean \"adamw\"?",
    );
    check_bad(
        &with(r#""preference": {"optimizer": 1}"#),
        "preference.optimizer",
        "is 1; allowed is \"adamw\" or \"sgd\"",
    );
    check_bad(
        &with(r#""preference": {"weight_decay": -0.1}"#),
        "preference.weight_decay",
        "is -0.1; allowed is a number from 0 to 10",
    );
    check_bad(
        &with(r#""preference": {"steps": 1e6}"#),
        "preference.steps",
        "allowed is a whole number from 0 to 100000",
    );
}

#[test]
fn bad_runs() {
    check_bad(&with("\"runs\": []"), "runs", "is a list of 0; allowed is a list of 1 to 64 runs");
    check_bad(&with("\"runs\": {}"), "runs", "is an object with 0 keys");
    check_bad(&with(&format!("\"runs\": {}", list("{}", 65))), "runs", "is a list of 65");
    check_bad(&with("\"runs\": [\"dpo\"]"), "runs[0]", "is \"dpo\"; allowed is a JSON object");
    let losses: Vec<String> = names().map(|(name, _)| format!("\"{name}\"")).collect();
    check_bad(
        &with(r#""runs": [{"loss_type": "ppo"}]"#),
        "runs[0].loss_type",
        &format!("is \"ppo\"; allowed is {}", losses.join(" or ")),
    );
    check_bad(&with(r#""runs": [{"loss_type": 3}]"#), "runs[0].loss_type", "is 3");
    check_bad(&with(r#""runs": [{"train": "tail"}]"#), "runs[0].train", "\"all\" or \"head\" or \"body\"");
    check_bad(&with(r#""runs": [{"train": true}]"#), "runs[0].train", "\"all\" or \"head\" or \"body\"");
    check_bad(&with(r#""runs": [{"events": [{}]}]"#), "runs[0].events[0].step", "is missing");
    check_bad(&with(r#""runs": [{"events": [{"step": 0}]}]"#), "runs[0].events[0].step", "from 1 to 100000");
    check_bad(&with(r#""runs": [{"events": [{"step": 4}, {"step": 4}]}]"#), "runs[0].events[1].step", "from 5 to");
    check_bad(
        &with(r#""runs": [{"events": [{"step": 4, "lambda": 1}]}]"#),
        "runs[0].events[0].lambda",
        "allowed here are",
    );
    check_bad(&with(r#""runs": [{"beta": 0}]"#), "runs[0].beta", "is 0; allowed is a number from 0.001 to 100");
    check_bad(&with(r#""runs": [{"beta": -0.3}]"#), "runs[0].beta", "is -0.3");
    check_bad(&with(r#""runs": [{"beta": null}]"#), "runs[0].beta", "JavaScript writes NaN");
    check_bad(&with(r#""runs": [{"beta": Infinity}]"#), "beta", "is Infinity");
    check_bad(
        &with(r#""runs": [{}, {"loss_type": "dpop", "lambda": -1}]"#),
        "runs[1].lambda",
        "is -1; allowed is a number from 0 to 1000000",
    );
    check_bad(
        &with(r#""runs": [{"loss_type": "dpop", "penalty": "both"}]"#),
        "runs[0].penalty",
        "is \"both\"; allowed is \"outside\" or \"inside\"",
    );
    check_bad(
        &with(r#""runs": [{"loss_type": "dpop", "penalty": "Inside"}]"#),
        "runs[0].penalty",
        "Did you mean \"inside\"?",
    );
    check_bad(&with(r#""runs": [{"name": " "}]"#), "runs[0].name", "is \" \"; allowed is a name of 1 to 60 characters");
    check_bad(&with(&format!(r#""runs": [{{"name": "{}"}}]"#, "n".repeat(61))), "runs[0].name", "(61 characters)");
    check_bad(&with(r#""runs": [{"name": "a\nb"}]"#), "runs[0].name", "without line breaks");
    check_bad(
        &with(r#""runs": [{"color": "red"}]"#),
        "runs[0].color",
        "is \"red\"; allowed is \"vermilion\" or \"blue\"",
    );
    check_bad(&with(r#""runs": [{"name": 1}]"#), "runs[0].name", "allowed is a string");
}

/// The text is read, and what is read fulfils the test.
#[track_caller]
fn check_good(text: &str, test: impl Fn(&LabFile) -> bool) {
    let shown: String = text.chars().take(300).collect();
    let file = LabFile::from_json(text).unwrap_or_else(|error| panic!("refused: {shown}\n{error}"));
    assert!(test(&file), "{shown}\n{file:?}");
    assert_eq!(LabFile::from_json(&file.to_json()).as_ref(), Ok(&file), "{shown}");
}

#[test]
fn what_is_left_out_takes_its_default() {
    let written_out = r#"{ "version": 1, "seed": 0,
        "dataset": { "vocabulary": ["<eos>", "2", "+", "=", "4", ".", "5"],
                     "pairs": [ { "prompt": "2 + 2 =", "chosen": "4 .", "rejected": "5 ." } ] },
        "model": { "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 32 },
        "sft": { "steps": 100, "learning_rate": 3e-3, "on": "chosen" },
        "preference": { "steps": 160, "learning_rate": 3e-4, "optimizer": "adamw", "weight_decay": 0.0 },
        "runs": [ { "loss_type": "dpo", "beta": 0.3 },
                  { "loss_type": "dpop", "beta": 0.3, "lambda": 50, "penalty": "outside" } ] }"#;
    let file = LabFile::from_json(written_out).expect("the documented example");
    check_good(&pair("\"2 + 2 =\"", "\"4 .\"", "\"5 .\""), |short| *short == file);
    let empty_parts = r#""model": {}, "sft": {}, "preference": {}, "runs": [{}, {"loss_type": "dpop"}]"#;
    check_good(&with(empty_parts), |file| LabFile { dataset: file.dataset.clone(), ..LabFile::defaults() } == *file);
    assert_eq!(LabFile::from_pairs(file.dataset.pairs.clone()), Ok(file));
}

#[test]
fn other_ways_to_say_the_same() {
    check_good(&format!("\u{feff}{}", with("")), |file| file.seed == 0);
    check_good(&with("\"seed\": 7.0, \"version\": 1.0"), |file| file.seed == 7);
    check_good(&with(r#""sft": {"steps": 1e2}"#), |file| file.sft.steps == 100);
    check_good(&with(r#""preference": {"weight_decay": -0.0}"#), |file| {
        file.preference.weight_decay.is_sign_positive()
    });
    check_good(&with(r#""runs": [{"color": "teal"}, {}]"#), |file| {
        file.runs[0].color == Some(Color::Teal) && file.runs[1].color.is_none()
    });
    check_good(&with(r#""runs": [{"name": "  hot \u2603 "}]"#), |file| {
        file.runs[0].name.as_deref() == Some("hot \u{2603}")
    });
    check_good(&pair("\" a\\t\\u00a0b\"", "\"b \"", "\"\\nc\""), |file| {
        file.dataset.pairs == [PairText { prompt: "a b".into(), chosen: "b".into(), rejected: "c".into() }]
    });
    // A vocabulary may hold more than the pairs use, in any order after <eos>.
    check_good(&vocabulary(r#"["<eos>", "z", "c", "b", "a"]"#), |file| {
        file.encode() == [TokenPair { prompt: vec![4], chosen: vec![3, 0], rejected: vec![2, 0] }]
    });
}

/// Every limit is reached, not only kept from being passed.
#[test]
fn what_lies_at_the_limits_is_accepted() {
    check_good(&with(&format!("\"seed\": {}", limits::SEED)), |file| file.seed == limits::SEED);
    check_good(&with(&format!("\"runs\": {}", list("{}", 64))), |file| file.runs.len() == limits::RUNS);
    check_good(&with(r#""model": {"n_embd": 256, "n_layer": 8, "n_head": 256, "n_positions": 128}"#), |file| {
        file.model == ModelSpec { n_embd: 256, n_layer: 8, n_head: 256, n_positions: 128 }
    });
    check_good(&with(r#""model": {"n_positions": 3}"#), |file| file.model.n_positions == 3);
    check_good(
        &with(r#""sft": {"steps": 0, "learning_rate": 10}, "preference": {"steps": 100000, "weight_decay": 10}"#),
        |file| file.sft.steps == 0 && file.preference.steps == limits::STEPS,
    );
    check_good(&pair("\"a\"", &tokens(30), "\"c\""), |file| file.encode()[0].chosen.len() == 31);
    let pairs = list(r#"{"prompt": "a", "chosen": "b", "rejected": "c"}"#, limits::PAIRS);
    check_good(&dataset(&format!("{{\"pairs\": {pairs}}}")), |file| file.dataset.pairs.len() == limits::PAIRS);
    check_good(&pair(&format!("\"{}\"", "日".repeat(64)), "\"b\"", "\"c\""), |file| {
        file.dataset.vocabulary.len() == 4
    });
    // Two sequences as long as can be, of 128 different words each with one in common: 255 words and <eos>.
    let wide = |from: usize, count: usize| (from..from + count).map(|n| format!("t{n}")).collect::<Vec<_>>().join(" ");
    let pairs = [0, 127].map(|from| {
        let (prompt, chosen, rejected) = (wide(from, 63), wide(from + 63, 64), wide(from + 64, 64));
        format!(r#"{{"prompt": "{prompt}", "chosen": "{chosen}", "rejected": "{rejected}"}}"#)
    });
    let text = format!(r#"{{"dataset": {{"pairs": [{}]}}, "model": {{"n_positions": 128}}}}"#, pairs.join(","));
    check_good(&text, |file| {
        let longest = file.encode().iter().map(|pair| pair.prompt.len() + pair.chosen.len()).max();
        file.dataset.vocabulary.len() == limits::VOCABULARY && longest == Some(limits::POSITIONS)
    });
}

/// Held-out pairs are pairs like others, in a list of their own that is written only where it has some.
#[test]
fn held_out_pairs() {
    let one = |chosen: &str| format!(r#"{{"prompt": "a", "chosen": "{chosen}", "rejected": "c"}}"#);
    let held = |eval_pairs: &str| dataset(&format!(r#"{{"pairs": [{}], "eval_pairs": {eval_pairs}}}"#, one("b")));
    check_good(&held(&format!("[{}]", one("d  e"))), |file| {
        let [pair] = &file.dataset.eval_pairs[..] else { return false };
        let all = file.encode_all();
        pair.chosen == "d e"
            && file.dataset.vocabulary == ["<eos>", "a", "b", "c", "d", "e"]
            && all[1].chosen == [4, 5, 0]
    });
    check_good(&held(&list(&one("b"), limits::PAIRS)), |file| file.dataset.eval_pairs.len() == limits::PAIRS);
    // Without any the text is what it was.
    check_good(&held("[]"), |file| Ok(file) == LabFile::from_json(&with("")).as_ref());
    assert!(!LabFile::from_json(&held("[]")).expect("none").to_json().contains("eval"));
    check_bad(&held("7"), "dataset.eval_pairs", "a list of 0 to 512 preference pairs");
    check_bad(&held(&list(&one("b"), limits::PAIRS + 1)), "dataset.eval_pairs", "a list of 513");
    check_bad(&held(&format!("[{}, {}]", one("b"), one("c"))), "dataset.eval_pairs[1].rejected", "differs from chosen");
    check_bad(&held(r#"[{"prompt": "a", "chosen": "b"}]"#), "dataset.eval_pairs[0].rejected", "is missing");
    check_bad(
        &held(&format!("[{}]", one(tokens(31).trim_matches('"')))),
        "dataset.eval_pairs[0].chosen",
        "sequence of 33",
    );
    let wide = format!(r#"[{{"prompt": {}, "chosen": {}, "rejected": "c"}}]"#, tokens(1), tokens(300));
    check_bad(&held(&wide), "dataset.eval_pairs", "304 different tokens");
    let unknown = r#"{"vocabulary": ["<eos>", "a", "b", "c"], "pairs": [], "eval_pairs": [{"prompt": "a", "chosen": "wurst", "rejected": "c"}]}"#;
    check_bad(&dataset(unknown), "dataset.eval_pairs[0].chosen", "\"wurst\", which is not in the vocabulary");
}

/// A page edits the public fields; whatever it leaves there, `checked` refuses it with a sentence or accepts it whole.
#[test]
fn edited_values_are_checked_like_texts() {
    let file = LabFile::from_json(&with("")).expect("the smallest lab file");
    let check = |edit: fn(&mut LabFile), field: &str| {
        let mut edited = file.clone();
        edit(&mut edited);
        let error = edited.checked().expect_err(field);
        assert_eq!(error.field, field, "{error}");
    };
    check(|file| file.version = 9, "version");
    check(|file| file.seed = u64::MAX, "seed");
    check(|file| file.dataset.pairs[0].chosen = "\"\u{0}".into(), "dataset.pairs[0].chosen");
    check(|file| file.dataset.pairs[0].chosen = "new".into(), "dataset.pairs[0].chosen");
    check(|file| file.dataset.vocabulary.clear(), "dataset.vocabulary");
    check(|file| file.model.n_head = 0, "model.n_head");
    check(|file| file.sft.learning_rate = f64::NAN, "sft.learning_rate");
    check(|file| file.preference.learning_rate = f64::NEG_INFINITY, "preference.learning_rate");
    check(|file| file.runs.clear(), "runs");
    check(|file| file.runs[0].name = Some(String::new()), "runs[0].name");
    check(|file| file.runs[0].objective = Objective::Dpo(Dpo { beta: f64::NAN }), "runs[0].beta");
    assert_eq!(file.checked().as_ref(), Ok(&file));
}

/// What an event does not name stays as it was, in another loss too as far as that has it.
#[test]
fn events_inherit() {
    let check = |events: &str, step: usize, expected: Objective| {
        let text = with(&format!(
            "\"runs\": [{{ \"loss_type\": \"dpop\", \"beta\": 0.2, \"lambda\": 7, \"events\": {events} }}]"
        ));
        let file = LabFile::from_json(&text).expect(events);
        assert_eq!(*file.runs[0].objective_at(step), expected, "{events} at {step}");
        assert_eq!(file.checked().as_ref(), Ok(&file));
    };
    let dpop = |beta, lambda| Objective::Dpop(Dpop { beta, lambda, penalty: Penalty::Outside });
    check("[]", 9, dpop(0.2, 7.0));
    check(r#"[{ "step": 3, "lambda": 5 }]"#, 2, dpop(0.2, 7.0));
    check(r#"[{ "step": 3, "lambda": 5 }]"#, 3, dpop(0.2, 5.0));
    check(r#"[{ "step": 3, "lambda": 5 }, { "step": 4, "beta": 1 }]"#, 4, dpop(1.0, 5.0));
    check(r#"[{ "step": 3, "loss_type": "dpo" }]"#, 4, Objective::Dpo(Dpo { beta: 0.2 }));
    check(r#"[{ "step": 3, "loss_type": "dpo" }, { "step": 5, "loss_type": "dpop" }]"#, 5, dpop(0.2, 50.0));
}

/// What `change` and `fork` do not name stays as it was, whichever loss they name; a run of its own takes the defaults.
#[test]
fn another_loss_keeps_what_both_losses_have() {
    for from in REGISTRY {
        for to in REGISTRY {
            let mut before = Arguments::default();
            for parameter in from.parameters {
                match parameter {
                    Parameter::Number(number) => before.set_number(number, number.min).expect("allowed"),
                    Parameter::Choice(choice) => {
                        before.set_choice(choice, choice.options[choice.options.len() - 1]).expect("allowed");
                    }
                }
            }
            let text = format!("{{\"loss_type\": \"{}\", \"run\": 0}}", to.loss_type);
            let after = RunSpec::objective_from_json(&text, &["run"], &(from.build)(&before)).expect("a loss");
            let arguments = after.arguments();
            for parameter in to.parameters {
                let shared = from.parameters.iter().any(|other| other.name() == parameter.name());
                // What the other loss does not allow is not kept.
                let shared = shared
                    && match parameter {
                        Parameter::Number(number) => (number.min..=number.max).contains(&before.number(number)),
                        Parameter::Choice(_) => true,
                    };
                let (is, kept, default) = match parameter {
                    Parameter::Number(number) => (
                        arguments.number(number).to_string(),
                        before.number(number).to_string(),
                        number.default.to_string(),
                    ),
                    Parameter::Choice(choice) => (
                        arguments.choice(choice).to_owned(),
                        before.choice(choice).to_owned(),
                        choice.default.to_owned(),
                    ),
                };
                let expected = if shared { kept } else { default };
                assert_eq!(is, expected, "{} to {}: {}", from.loss_type, to.loss_type, parameter.name());
            }
        }
    }
    let run = with(r#""runs": [{ "beta": 0.2 }, { "loss_type": "dpop" }]"#);
    assert_eq!(LabFile::from_json(&run).expect("a lab file").runs[1].objective.beta(), 0.3);
}

#[test]
fn a_change_concerns_the_future_and_a_fork_shares_the_past() {
    let dpo = |beta| Objective::Dpo(Dpo { beta });
    let mut run = RunSpec::new(dpo(0.1));
    for (step, beta) in [(5, 0.2), (9, 0.3), (7, 0.4), (7, 0.5)] {
        run.change(step, dpo(beta)).expect("few");
    }
    let steps = |run: &RunSpec| run.events.iter().map(|event| event.step).collect::<Vec<_>>();
    assert_eq!((steps(&run), *run.objective_at(6), *run.objective_at(100)), (vec![5, 7], dpo(0.2), dpo(0.5)));
    let fork = run.fork(6, dpo(0.9)).expect("few");
    assert_eq!((steps(&fork), *fork.objective_at(5), *fork.objective_at(8)), (vec![5, 6], dpo(0.2), dpo(0.9)));
    run.change(7, dpo(0.2)).expect("few");
    assert_eq!(steps(&run), [5], "no change is no event");
    let mut full = RunSpec::new(dpo(0.1));
    let refused = (1..).find_map(|step| full.change(step, dpo(if step % 2 == 0 { 0.1 } else { 0.2 })).err());
    assert!(refused.is_some_and(|error| error.to_string().contains("1000")));
}

/// Encoding a value that was edited and not checked leaves out what it does not know, and does not panic.
#[test]
fn encoding_passes_over_unknown_tokens() {
    let mut file = LabFile::from_json(&with("")).expect("the smallest lab file");
    file.dataset.pairs[0].chosen = "b new b".into();
    assert_eq!(file.encode(), [TokenPair { prompt: vec![1], chosen: vec![2, 2, EOS_ID], rejected: vec![3, EOS_ID] }]);
    file.dataset.vocabulary.clear();
    assert_eq!(file.encode(), [TokenPair { prompt: vec![], chosen: vec![EOS_ID], rejected: vec![EOS_ID] }]);
}

#[test]
fn a_lab_file_may_begin_from_a_preset() {
    let smaug = || LabFile::from_json(presets()[0].json).expect("a preset");
    let check =
        |text: &str, expected: LabFile| assert_eq!(LabFile::from_brief(text), Ok((expected, Some(0))), "{text}");
    check(r#"{"preset": "smaug"}"#, smaug());
    check(r#"{"seed": 3, "preset": "smaug"}"#, LabFile { seed: 3, ..smaug() });
    check(
        r#"{"preset": "smaug", "sft": {"steps": 5}}"#,
        LabFile { sft: SftSpec { steps: 5, ..smaug().sft }, ..smaug() },
    );
    assert_eq!(smaug().to_brief(Some(&presets()[0])), r#"{ "preset": "smaug" }"#);
    assert_eq!(LabFile::from_brief(presets()[0].json), Ok((smaug(), None)));
    let refused = |text: &str, field: &str, fragment: &str| {
        let error = LabFile::from_brief(text).expect_err(text);
        assert_eq!(error.field, field, "{text}: {error}");
        assert!(error.to_string().contains(fragment), "{text}: {error}");
    };
    refused(r#"{"preset": "smog"}"#, "preset", "smaug");
    refused(r#"{"preset": 1}"#, "preset", "smaug");
    refused(r#"{"preset": "smaug", "preset": "smaug"}"#, "preset", "not a key");
    refused(r#"{"preset": "smaug", "sede": 1}"#, "sede", "Did you mean seed?");
    refused(r#"["preset"]"#, "", "a list");
}

/// Tokens as a person might write them, quotation marks, backslashes and other scripts included.
fn token() -> impl Strategy<Value = String> {
    "[!-~äß→日🐉]{1,8}".prop_filter("it closes completions by itself", |token| token != crate::data::EOS)
}

fn completion() -> impl Strategy<Value = String> {
    prop::collection::vec(token(), 1..6).prop_map(|tokens| tokens.join(" "))
}

/// Any loss of the registry, each parameter anywhere in its range.
fn objective() -> impl Strategy<Value = Objective> {
    let places = prop::collection::vec(0.0..1.0f64, MOST_PARAMETERS);
    (prop::sample::select(REGISTRY.to_vec()), places).prop_map(|(entry, places)| {
        let mut arguments = Arguments::default();
        for (parameter, place) in entry.parameters.iter().zip(places) {
            let value = match parameter {
                Parameter::Choice(choice) => (place * choice.options.len() as f64).floor(),
                // Both ends; between them all powers of ten, with all digits.
                Parameter::Number(number) if place < 0.1 => number.min,
                Parameter::Number(number) if place > 0.9 => number.max,
                Parameter::Number(number) => {
                    let least = if number.min > 0.0 { number.min } else { 1e-12 * number.max };
                    (least * (number.max / least).powf(place)).clamp(number.min, number.max)
                }
            };
            arguments.set_value(parameter, value).expect("in its range");
        }
        (entry.build)(&arguments)
    })
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let events = prop::collection::btree_map(1..=limits::STEPS, objective(), 0..4);
    events.prop_map(|events| events.into_iter().map(|(step, objective)| Event { step, objective }).collect())
}

prop_compose! {
    /// Any lab file within the limits, in the form that reading gives.
    pub(crate) fn lab_files()(
        seed in 0..=limits::SEED,
        texts in prop::collection::vec((completion(), completion(), completion()), 1..8),
        heads in 1..=16usize,
        head_width in 1..=16usize,
        n_layer in 1..=limits::LAYERS,
        n_positions in 11..=limits::POSITIONS,
        steps in (0..=limits::STEPS, 0..=limits::STEPS),
        rates in (1e-12..10.0f64, 1e-12..10.0f64, 0.0..=10.0f64),
        choices in (any::<bool>(), any::<bool>()),
        runs in prop::collection::vec((prop::option::of("[!-~é]([ -~é]{0,58}[!-~é])?"), objective(), events()), 1..5),
    ) -> LabFile {
        let pairs: Vec<PairText> = texts
            .into_iter()
            .map(|(prompt, chosen, rejected)| {
                let rejected = if rejected == chosen { format!("{rejected}x") } else { rejected };
                PairText { prompt, chosen, rejected }
            })
            .collect();
        let mut pairs = pairs;
        let eval_pairs = pairs.split_off(pairs.len() - (seed % 4) as usize % pairs.len());
        LabFile {
            version: 1,
            seed,
            weights: (seed % 2 == 1).then_some(seed),
            dataset: Dataset {
                tokens: Tokens::Words,
                vocabulary: read::tokens_of(Tokens::Words, pairs.iter().chain(&eval_pairs)),
                pairs,
                eval_pairs,
            },
            model: ModelSpec { n_embd: heads * head_width, n_layer, n_head: heads, n_positions },
            sft: SftSpec {
                steps: steps.0,
                learning_rate: rates.0,
                on: if choices.0 { SftOn::Chosen } else { SftOn::Both },
            },
            preference: PreferenceSpec {
                steps: steps.1,
                learning_rate: rates.1,
                optimizer: if choices.1 { OptimizerKind::Adamw } else { OptimizerKind::Sgd },
                weight_decay: rates.2,
            },
            runs: runs.into_iter().map(|(name, objective, events)| RunSpec { name, color: colored(seed), objective, train: Trainable::NAMES[(seed % 3) as usize].1, events }).collect(),
        }
    }
}

proptest! {
    #[test]
    fn reading_what_was_written_gives_the_same(file in lab_files()) {
        let text = file.to_json();
        let read = LabFile::from_json(&text);
        prop_assert_eq!(read.as_ref(), Ok(&file));
        prop_assert_eq!(read.map(|read| read.to_json()), Ok(text.clone()));
        // It is JSON for others too.
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }

    #[test]
    fn what_a_preset_says_is_left_out(file in lab_files(), vocabulary in any::<bool>(), preset in prop::option::of(0..presets().len())) {
        let mut file = file;
        if vocabulary {
            file.dataset.vocabulary.push("another one".replace(' ', "-"));
        }
        let text = file.to_brief(preset.map(|preset| &presets()[preset]));
        prop_assert_eq!(LabFile::from_brief(&text), Ok((file, preset)), "{}", text);
    }

    #[test]
    fn encoding_and_decoding_give_the_text(file in lab_files()) {
        let vocabulary = Vocabulary::new(Tokens::Words, &file.dataset.vocabulary);
        let encoded = file.encode_all();
        prop_assert_eq!(encoded.len(), file.dataset.all_pairs().count());
        prop_assert_eq!(&encoded[..file.dataset.pairs.len()], &file.encode());
        for (ids, text) in encoded.iter().zip(file.dataset.all_pairs()) {
            prop_assert_eq!(vocabulary.decode(&ids.prompt), text.prompt.as_str());
            prop_assert_eq!(vocabulary.decode(&ids.chosen), format!("{} <eos>", text.chosen));
            prop_assert_eq!(vocabulary.decode(&ids.rejected), format!("{} <eos>", text.rejected));
            prop_assert!(ids.first_difference().is_some());
        }
    }

    /// A good text with one stretch cut out, doubled or overwritten: read or refused in a sentence, never a panic.
    #[test]
    fn damaged_texts_never_panic(file in lab_files(), at in any::<prop::sample::Index>(), length in 0..40usize, patch in "[\\[\\]{}\":,0-9a-z.e\\-\\\\<>\u{e9} ]{0,6}") {
        let letters: Vec<char> = file.to_json().chars().collect();
        let start = at.index(letters.len());
        let end = (start + length).min(letters.len());
        let damaged: String = letters[..start].iter().copied().chain(patch.chars()).chain(letters[end..].iter().copied()).collect();
        match LabFile::from_json(&damaged) {
            Ok(read) => prop_assert_eq!(read.checked(), Ok(read)),
            Err(error) => prop_assert!(error.to_string().ends_with(['.', '?']) && error.to_string().chars().count() < 2000, "{}", error),
        }
    }
}

/// Some colour, or none.
fn colored(seed: u64) -> Option<Color> {
    Color::NAMES.get((seed % 9) as usize).map(|(_, color)| *color)
}
