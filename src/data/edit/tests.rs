//! Every edit: what it makes, what it is refused with, and that whatever is done leaves a valid lab file.

use super::*;
use crate::data::{Dataset, limits, presets};
use crate::objective::{Parameter, REGISTRY};
use proptest::prelude::*;

/// Two pairs over few words: `a = / b . / c .` and `c = / a d . / a b .`, and a word that nothing uses.
const FILE: &str = r#"{ "dataset": { "vocabulary": ["<eos>", "a", "b", "c", "d", "=", ".", "spare"], "pairs": [
    { "prompt": "a =", "chosen": "b .", "rejected": "c ." }, { "prompt": "c =", "chosen": "a d .", "rejected": "a b ." } ] } }"#;

fn file() -> LabFile {
    LabFile::from_json(FILE).expect("a lab file")
}

fn pair(prompt: &str, chosen: &str, rejected: &str) -> PairText {
    PairText { prompt: prompt.into(), chosen: chosen.into(), rejected: rejected.into() }
}

/// Vocabulary and pairs in one line: `a b | p / c / r; p / c / r`, and after one more bar those that are held out.
fn shown(data: &Dataset) -> String {
    let list = |pairs: &[PairText]| {
        let pairs: Vec<String> =
            pairs.iter().map(|pair| format!("{} / {} / {}", pair.prompt, pair.chosen, pair.rejected)).collect();
        pairs.join("; ")
    };
    let held_out = if data.eval_pairs.is_empty() { String::new() } else { format!(" | {}", list(&data.eval_pairs)) };
    format!("{} | {}{held_out}", data.vocabulary[1..].join(" "), list(&data.pairs))
}

#[track_caller]
fn check_data(edit: Edit, wanted: &str) {
    let edited = apply(&file(), &edit).unwrap_or_else(|error| panic!("{edit:?}: {error}"));
    assert_eq!(shown(&edited.dataset), wanted, "{edit:?}");
    assert_eq!(edited.checked().as_ref(), Ok(&edited), "{edit:?}");
    assert_eq!((edited.model, &edited.runs), (file().model, &file().runs), "{edit:?}");
}

#[track_caller]
fn check_refused(edit: Edit, field: &str, fragment: &str) {
    let Err(error) = apply(&file(), &edit) else { panic!("accepted: {edit:?}") };
    assert_eq!(error.field, field, "{edit:?}: {error}");
    let sentence = error.to_string();
    assert!(sentence.contains(fragment), "{edit:?}: {sentence}\nis without {fragment:?}");
    assert!(sentence.contains(field) && sentence.ends_with(['.', '?']), "{edit:?}: {sentence}");
}

#[test]
fn tokens() {
    const PAIRS: &str = "a = / b . / c .; c = / a d . / a b .";
    check_data(Edit::AddToken(" é ".into()), &format!("a b c d = . spare é | {PAIRS}"));
    check_data(
        Edit::RenameToken { token: 1, to: "x".into() },
        "x b c d = . spare | x = / b . / c .; c = / x d . / x b .",
    );
    check_data(Edit::RenameToken { token: 7, to: "used".into() }, &format!("a b c d = . used | {PAIRS}"));
    check_data(Edit::RenameToken { token: 1, to: "a".into() }, &format!("a b c d = . spare | {PAIRS}"));
    check_data(Edit::RemoveToken { token: 7, uses: Uses::Refuse }, &format!("a b c d = . | {PAIRS}"));
    check_data(Edit::RemoveToken { token: 4, uses: Uses::Remove }, "a b c = . spare | a = / b . / c .");
    check_data(Edit::RemoveToken { token: 1, uses: Uses::Remove }, "b c d = . spare | ");
    let words = |words: &[&str]| Edit::AddWords(words.iter().map(|word| (*word).to_owned()).collect());
    check_data(words(&["e", "a", "f", "e"]), &format!("a b c d = . spare e f | {PAIRS}"));
    check_refused(words(&["e", "x y"]), "dataset.vocabulary[9]", "without white space");
    check_data(Edit::RemoveUnusedTokens, &format!("a b c d = . | {PAIRS}"));
    check_data(Edit::MoveToken { from: 1, to: 3 }, &format!("b c a d = . spare | {PAIRS}"));
    check_data(Edit::MoveToken { from: 7, to: 1 }, &format!("spare a b c d = . | {PAIRS}"));
}

#[test]
fn tokens_that_are_refused() {
    check_refused(Edit::AddToken(" ".into()), "dataset.vocabulary[8]", "at least one character");
    check_refused(Edit::AddToken("a b".into()), "dataset.vocabulary[8]", "without white space");
    check_refused(Edit::AddToken("a".into()), "dataset.vocabulary[8]", "dataset.vocabulary[1] is the same");
    check_refused(Edit::AddToken("<eos>".into()), "dataset.vocabulary[8]", "is the same");
    check_refused(Edit::AddToken("x".repeat(65)), "dataset.vocabulary[8]", "at most 64 characters");
    let rename = |token, to: &str| Edit::RenameToken { token, to: to.into() };
    check_refused(rename(1, ""), "dataset.vocabulary[1]", "at least one character");
    check_refused(rename(1, "x y"), "dataset.vocabulary[1]", "without white space");
    check_refused(rename(1, "b"), "dataset.vocabulary[2]", "each token once");
    check_refused(rename(1, "<eos>"), "dataset.vocabulary[1]", "each token once");
    check_refused(rename(0, "end"), "dataset.vocabulary[0]", "must come first");
    check_refused(rename(99, "x"), "dataset.vocabulary[99]", "has 8 entries");
    let remove = |token, uses| Edit::RemoveToken { token, uses };
    check_refused(remove(4, Uses::Refuse), "dataset.vocabulary[4]", "is \"d\", which pair 2 uses");
    check_refused(remove(1, Uses::Refuse), "dataset.vocabulary[1]", "is \"a\", which pairs 1 and 2 use");
    check_refused(remove(0, Uses::Remove), "dataset.vocabulary[0]", "must come first");
    check_refused(remove(8, Uses::Remove), "dataset.vocabulary[8]", "is not there");
    check_refused(Edit::MoveToken { from: 0, to: 1 }, "dataset.vocabulary[0]", "must come first");
    check_refused(Edit::MoveToken { from: 1, to: 8 }, "dataset.vocabulary[8]", "is not there");
}

#[test]
fn pairs() {
    const TOKENS: &str = "a b c d = . spare";
    let add = |at, pair, words| Edit::AddPair { at, pair, words };
    let set = |at, pair, words| Edit::SetPair { at, pair, words };
    check_data(
        add(1, pair(" d  = ", "a .", "b ."), NewWords::Refuse),
        &format!("{TOKENS} | a = / b . / c .; d = / a . / b .; c = / a d . / a b ."),
    );
    check_data(
        add(99, pair("e =", "f .", "b ."), NewWords::Add),
        &format!("{TOKENS} e f | a = / b . / c .; c = / a d . / a b .; e = / f . / b ."),
    );
    check_data(
        set(0, pair("a =", "b b .", "c ."), NewWords::Refuse),
        &format!("{TOKENS} | a = / b b . / c .; c = / a d . / a b ."),
    );
    check_data(Edit::DuplicatePair(0), &format!("{TOKENS} | a = / b . / c .; a = / b . / c .; c = / a d . / a b ."));
    check_data(Edit::RemovePair(0), &format!("{TOKENS} | c = / a d . / a b ."));
    check_data(Edit::MovePair { from: 0, to: 1 }, &format!("{TOKENS} | c = / a d . / a b .; a = / b . / c ."));
    let replace = |from, position, token: &str| Edit::Replace { pair: 1, from, position, token: token.into() };
    check_data(replace(EditedAnswer::Chosen, 0, "b"), &format!("{TOKENS} | a = / b . / c .; c = / a d . / b d ."));
    check_data(replace(EditedAnswer::Rejected, 0, "b"), &format!("{TOKENS} | a = / b . / c .; c = / a d . / b b ."));
    let other = vec![pair("x", "y", "z")];
    let take = |eval_pairs: &[PairText], place| Edit::SetPairs {
        pairs: other.clone(),
        eval_pairs: eval_pairs.to_vec(),
        place,
    };
    check_data(take(&[], Insertion::Instead), "x y z | x / y / z");
    check_data(take(&[], Insertion::Over), &format!("{TOKENS} x y z | x / y / z"));
    check_data(
        take(&[], Insertion::After),
        &format!("{TOKENS} x y z | a = / b . / c .; c = / a d . / a b .; x / y / z"),
    );
    let held = [pair("x", "y", "w")];
    check_data(take(&held, Insertion::Instead), "x y z w | x / y / z | x / y / w");
    check_data(take(&held, Insertion::Over), &format!("{TOKENS} x y z w | x / y / z | x / y / w"));
    check_data(
        take(&held, Insertion::After),
        &format!("{TOKENS} x y z w | a = / b . / c .; c = / a d . / a b .; x / y / z | x / y / w"),
    );
}

#[test]
fn held_out_pairs() {
    const TOKENS: &str = "a b c d = . spare";
    check_data(Edit::HoldOutPair(0), &format!("{TOKENS} | c = / a d . / a b . | a = / b . / c ."));
    check_refused(Edit::HoldOutPair(2), "dataset.pairs[2]", "has 2 entries");
    check_refused(Edit::TrainPair(1), "dataset.eval_pairs[1]", "is not there");
    let held = apply(&file(), &Edit::HoldOutPair(0)).expect("a pair that is there");
    let check = |edit: Edit, wanted: &str| {
        let edited = apply(&held, &edit).unwrap_or_else(|error| panic!("{edit:?}: {error}"));
        assert_eq!(shown(&edited.dataset), wanted, "{edit:?}");
    };
    let refused = |edit: Edit, field: &str| {
        let error = apply(&held, &edit).expect_err("refused");
        assert_eq!(error.field, field, "{edit:?}: {error}");
        assert!(error.to_string().contains(field), "{error}");
    };
    let own = "c = / a d . / a b .";
    check(Edit::TrainPair(1), &format!("{TOKENS} | {own}; a = / b . / c ."));
    check(Edit::RemovePair(1), &format!("{TOKENS} | {own}"));
    check(Edit::DuplicatePair(1), &format!("{TOKENS} | {own} | a = / b . / c .; a = / b . / c ."));
    let set = |chosen: &str| Edit::SetPair { at: 1, pair: pair("a =", chosen, "c ."), words: NewWords::Refuse };
    check(set("d ."), &format!("{TOKENS} | {own} | a = / d . / c ."));
    check(Edit::RenameToken { token: 1, to: "x".into() }, "x b c d = . spare | c = / x d . / x b . | x = / b . / c .");
    check(Edit::RemoveToken { token: 1, uses: Uses::Remove }, "b c d = . spare | ");
    check(Edit::RemoveToken { token: 4, uses: Uses::Remove }, "a b c = . spare |  | a = / b . / c .");
    check(Edit::RemoveUnusedTokens, &format!("a b c d = . | {own} | a = / b . / c ."));
    let replace = Edit::Replace { pair: 1, from: EditedAnswer::Chosen, position: 0, token: "d".into() };
    check(replace, &format!("{TOKENS} | {own} | a = / b . / d ."));
    refused(set("c ."), "dataset.eval_pairs[0].rejected");
    refused(set("wurst"), "dataset.eval_pairs[0].chosen");
    refused(set(&"b ".repeat(31)), "dataset.eval_pairs[0].chosen");
    refused(Edit::HoldOutPair(1), "dataset.pairs[1]");
    refused(Edit::TrainPair(2), "dataset.eval_pairs[1]");
    // Neither list is moved into the other.
    refused(Edit::MovePair { from: 0, to: 1 }, "dataset.pairs[1]");
    refused(Edit::MovePair { from: 1, to: 0 }, "dataset.eval_pairs[0]");
    let two = apply(&held, &Edit::DuplicatePair(1)).and_then(|two| {
        apply(&two, &Edit::SetPair { at: 2, pair: pair("c =", "b .", "d ."), words: NewWords::Refuse })
    });
    let moved = two.and_then(|two| apply(&two, &Edit::MovePair { from: 2, to: 1 })).expect("both are there");
    assert_eq!(shown(&moved.dataset), format!("{TOKENS} | {own} | c = / b . / d .; a = / b . / c ."));
}

#[test]
fn pairs_that_are_refused() {
    let add = |pair, words| Edit::AddPair { at: 2, pair, words };
    let refuse = NewWords::Refuse;
    check_refused(add(pair("", "a", "b"), refuse), "dataset.pairs[2].prompt", "at least one token");
    check_refused(add(pair("a", "", "b"), refuse), "dataset.pairs[2].chosen", "at least one token");
    check_refused(add(pair("a", "b", " b "), refuse), "dataset.pairs[2].rejected", "differs from chosen");
    check_refused(add(pair("a", "b", "wurst"), refuse), "dataset.pairs[2].rejected", "\"wurst\", which is not in the");
    check_refused(add(pair("a", "b <eos>", "c"), NewWords::Add), "dataset.pairs[2].chosen", "other than <eos>");
    check_refused(add(pair("a", "b", &"x".repeat(65)), NewWords::Add), "dataset.pairs[2].rejected", "at most 64");
    check_refused(add(pair("a", &"b ".repeat(31), "c"), refuse), "dataset.pairs[2].chosen", "sequence of 33 tokens");
    let many: Vec<String> = (0..249).map(|word| format!("w{word}")).collect();
    check_refused(add(pair("a", &many.join(" "), "c"), NewWords::Add), "dataset.vocabulary", "1 to 256");
    check_refused(
        Edit::SetPair { at: 2, pair: pair("a", "b", "c"), words: refuse },
        "dataset.pairs[2]",
        "is not there",
    );
    check_refused(Edit::DuplicatePair(2), "dataset.pairs[2]", "is not there");
    check_refused(Edit::RemovePair(usize::MAX), "dataset.pairs[18446744073709551615]", "has 2 entries");
    check_refused(Edit::MovePair { from: 0, to: 2 }, "dataset.pairs[2]", "is not there");
    let replace =
        |position, token: &str| Edit::Replace { pair: 0, from: EditedAnswer::Chosen, position, token: token.into() };
    check_refused(replace(0, "b"), "dataset.pairs[0].rejected", "differs from chosen");
    check_refused(replace(0, "b c"), "dataset.pairs[0].rejected", "without white space");
    check_refused(replace(0, "wurst"), "dataset.pairs[0].rejected", "not in the vocabulary");
    check_refused(replace(2, "c"), "dataset.pairs[0].rejected[2]", "is not there");
}

/// A lab may lose its last pair, and one without any is begun at once; its words come in where its first pair is typed.
#[test]
fn the_last_pair_goes_and_an_empty_lab_takes_its_first() {
    let only = apply(&file(), &Edit::RemovePair(0)).expect("one is left");
    let none = apply(&only, &Edit::RemovePair(0)).expect("none is left");
    assert_eq!(shown(&none.dataset), "a b c d = . spare | ");
    let empty = apply(&file(), &Edit::StartEmpty).expect("an empty lab");
    assert_eq!((&empty, shown(&empty.dataset)), (&LabFile::empty(), " | ".to_owned()));
    let add = |words| Edit::AddPair { at: 0, pair: pair("x", "y", "z"), words };
    let error = apply(&empty, &add(NewWords::Refuse)).expect_err("unknown words").to_string();
    assert!(error.contains("not in the vocabulary; allowed are none yet"), "{error}");
    assert_eq!(new_words(&empty.dataset, " x <eos> y  x "), ["x", "y"]);
    let first = apply(&empty, &add(NewWords::Add)).expect("the first pair");
    assert_eq!(shown(&first.dataset), "x y z | x / y / z");
    assert!(crate::data::generate::apart(&empty.dataset, 1, 0).is_err(), "of no pairs none are made");
}

#[test]
fn settings() {
    for setting in Setting::ALL {
        let value = setting.value(&file());
        assert_eq!(value, setting.default(), "{setting:?}");
        assert_eq!(apply(&file(), &Edit::Set(setting, value)), Ok(file()), "{setting:?}");
        let (section, key) = setting.place();
        let path = if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
        check_refused(Edit::Set(setting, "wurst".into()), &path, "is \"wurst\"; allowed is");
        check_refused(Edit::Set(setting, String::new()), &path, "is \"\"; allowed is");
        assert_eq!(setting.range().is_none(), !setting.options().is_empty(), "{setting:?}");
        for option in setting.options() {
            let edited = apply(&file(), &Edit::Set(setting, option.into())).expect(option);
            assert_eq!(setting.value(&edited), option);
        }
        // What the page shows as the range is what the reader allows.
        if let Some((low, high)) = setting.range() {
            let alone = |value: f64| apply(&file(), &Edit::Set(setting, value.to_string()));
            let error = alone(high + 1.0).expect_err("above the range").to_string();
            assert!(error.contains(&high.to_string()) && error.contains(&low.to_string()), "{setting:?}: {error}");
            let fits = alone(high).err().is_none_or(|error| error.to_string().contains("multiple of model.n_head"));
            assert!(fits, "{setting:?} may be {high}");
        }
    }
    let typed = |setting, text: &str, value: &str| {
        let edited = apply(&file(), &Edit::Set(setting, text.into())).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(setting.value(&edited), value, "{text}");
    };
    typed(Setting::Rate, " .01 ", "0.01");
    typed(Setting::Rate, "1e-3", "0.001");
    typed(Setting::Rate, "5.", "5");
    typed(Setting::Steps, "1e3", "1000");
    check_refused(Edit::Set(Setting::Head, "3".into()), "model.n_embd", "a multiple of model.n_head, which is 3");
    check_refused(Edit::Set(Setting::Positions, "5".into()), "dataset.pairs[1].chosen", "makes a sequence of 6 tokens");
    check_refused(Edit::Set(Setting::Rate, "0,1".into()), "preference.learning_rate", "is \"0,1\"");
    check_refused(Edit::Set(Setting::Rate, "[1]".into()), "preference.learning_rate", "is \"[1]\"");
    check_refused(Edit::Set(Setting::Rate, "1e999".into()), "preference.learning_rate", "above 0");
}

#[test]
fn runs() {
    let after = |edits: &[Edit]| {
        let edited = edits.iter().try_fold(file(), |file, edit| apply(&file, edit));
        let edited = edited.unwrap_or_else(|error| panic!("{edits:?}: {error}"));
        let json = edited.to_json();
        let (_, runs) = json.split_once("\"runs\": [\n").expect("runs");
        runs.lines()
            .take(edited.runs.len())
            .map(|line| line.trim().trim_end_matches(',').to_owned())
            .collect::<Vec<_>>()
    };
    let argument = |run, parameter, value: &str| Edit::SetArgument { run, parameter, value: value.into() };
    let dpo = r#"{ "loss_type": "dpo", "beta": 0.3 }"#;
    let dpop = r#"{ "loss_type": "dpop", "beta": 0.3, "lambda": 50, "penalty": "outside" }"#;
    assert_eq!(after(&[Edit::AddRun]), [dpo, dpop, dpop]);
    assert_eq!(after(&[Edit::RemoveRun(0)]), [dpop]);
    assert_eq!(
        after(&[argument(1, "lambda", "5"), argument(1, "penalty", "inside"), argument(0, "beta", ".1")]),
        [
            r#"{ "loss_type": "dpo", "beta": 0.1 }"#,
            r#"{ "loss_type": "dpop", "beta": 0.3, "lambda": 5, "penalty": "inside" }"#
        ]
    );
    let loss = |run, loss_type| Edit::SetLoss { run, loss_type };
    assert_eq!(
        after(&[argument(0, "beta", "0.7"), loss(0, "dpop"), loss(1, "dpo")]),
        [r#"{ "loss_type": "dpop", "beta": 0.7, "lambda": 50, "penalty": "outside" }"#, dpo]
    );
    assert_eq!(
        after(&[Edit::NameRun(0, " plain ".into())]),
        [r#"{ "name": "plain", "loss_type": "dpo", "beta": 0.3 }"#, dpop]
    );
    assert_eq!(after(&[Edit::NameRun(1, "x".into()), Edit::AddRun, Edit::NameRun(1, " ".into())]), [dpo, dpop, dpop]);
}

#[test]
fn runs_that_are_refused() {
    let argument = |run, parameter, value: &str| Edit::SetArgument { run, parameter, value: value.into() };
    check_refused(argument(0, "beta", "0"), "runs[0].beta", "a number from 0.001 to 100");
    check_refused(argument(0, "beta", ""), "runs[0].beta", "is \"\"");
    check_refused(argument(0, "lambda", "1"), "runs[0].lambda", "is not a key");
    check_refused(argument(1, "lambda", "-1"), "runs[1].lambda", "a number from 0 to 1000000");
    check_refused(argument(1, "penalty", "beside"), "runs[1].penalty", "\"outside\" or \"inside\"");
    check_refused(argument(2, "beta", "1"), "runs[2]", "has 2 entries");
    check_refused(Edit::RemoveRun(2), "runs[2]", "is not there");
    check_refused(Edit::NameRun(0, "x".repeat(61)), "runs[0].name", "1 to 60 characters");
    check_refused(Edit::NameRun(2, "x".into()), "runs[2]", "is not there");
    check_refused(Edit::SetLoss { run: 2, loss_type: "dpo" }, "runs[2]", "is not there");
    let mut file = file();
    for _ in 2..64 {
        file = apply(&file, &Edit::AddRun).expect("up to 64 runs");
    }
    assert_eq!(apply(&file, &Edit::AddRun).expect_err("the 65th").field, "runs");
    let alone = apply(&file, &Edit::RemoveRun(0))
        .and_then(|file| (1..63).try_fold(file, |file, _| apply(&file, &Edit::RemoveRun(0))));
    assert_eq!(apply(&alone.expect("one is left"), &Edit::RemoveRun(0)).expect_err("the last stays").field, "runs");
}

#[test]
fn another_lab_file() {
    let other = LabFile::from_json(presets()[0].json).expect("a lab file");
    assert_eq!(apply(&file(), &Edit::Open(Box::new(other.clone()))), Ok(other));
}

#[test]
fn the_selection_follows_its_pair() {
    let check = |edit: Edit, selected: usize, count: usize, wanted: usize| {
        assert_eq!(edit.select(selected, count), wanted, "{edit:?} with {selected} selected");
    };
    check(Edit::AddToken("x".into()), 2, 4, 2);
    check(Edit::DuplicatePair(2), 0, 5, 3);
    check(Edit::RemovePair(1), 2, 3, 1);
    check(Edit::RemovePair(3), 3, 3, 2);
    check(Edit::RemovePair(3), 2, 3, 2);
    check(Edit::MovePair { from: 0, to: 3 }, 0, 4, 3);
    check(Edit::MovePair { from: 0, to: 3 }, 2, 4, 1);
    check(Edit::MovePair { from: 3, to: 0 }, 2, 4, 3);
    check(Edit::MovePair { from: 3, to: 2 }, 1, 4, 1);
    let take = |place| Edit::SetPairs { pairs: Vec::new(), eval_pairs: Vec::new(), place };
    check(take(Insertion::Instead), 3, 4, 0);
    check(take(Insertion::After), 3, 9, 3);
    // Of pairs that are held out none is selected.
    check(Edit::HoldOutPair(1), 2, 3, 1);
    check(Edit::HoldOutPair(2), 2, 3, 2);
    check(Edit::HoldOutPair(3), 3, 3, 2);
    check(Edit::TrainPair(4), 1, 5, 4);
    check(Edit::DuplicatePair(5), 1, 4, 1);
    check(Edit::RemovePair(5), 1, 4, 1);
    check(Edit::MovePair { from: 5, to: 4 }, 1, 4, 1);
    check(Edit::RemovePair(0), 0, 0, 0);
}

/// Any edit of a small lab file, most of them valid.
pub(crate) fn edits() -> impl Strategy<Value = Edit> {
    let word = || prop::sample::select(vec!["a", "b", "c", "e", "f", "", "x y", "<eos>"]).prop_map(String::from);
    let text = || "[a-f =.]{0,8}";
    let pairs = || (text(), text(), text()).prop_map(|(a, b, c)| pair(&a, &b, &c));
    let words = prop::sample::select(vec![NewWords::Refuse, NewWords::Add, NewWords::Add]);
    let answers = prop::sample::select(vec![EditedAnswer::Chosen, EditedAnswer::Rejected]);
    let places = prop::sample::select(vec![Insertion::Instead, Insertion::After, Insertion::Over]);
    let number = prop::sample::select(vec!["1", "2", "4", "0.5", "-1", "x", "outside", "inside", "both", "sgd"]);
    let parameters = REGISTRY.iter().flat_map(|entry| entry.parameters).map(Parameter::name);
    let parameter = prop::sample::select(parameters.collect::<Vec<_>>());
    let index = || 0usize..6;
    prop_oneof![
        word().prop_map(Edit::AddToken),
        prop::collection::vec(word(), 0..3).prop_map(Edit::AddWords),
        Just(Edit::StartEmpty),
        (0usize..10, word()).prop_map(|(token, to)| Edit::RenameToken { token, to }),
        (0usize..10, prop::bool::ANY).prop_map(|(token, remove)| {
            Edit::RemoveToken { token, uses: if remove { Uses::Remove } else { Uses::Refuse } }
        }),
        Just(Edit::RemoveUnusedTokens),
        (0usize..10, 0usize..10).prop_map(|(from, to)| Edit::MoveToken { from, to }),
        (index(), pairs(), words.clone()).prop_map(|(at, pair, words)| Edit::AddPair { at, pair, words }),
        (index(), pairs(), words).prop_map(|(at, pair, words)| Edit::SetPair { at, pair, words }),
        index().prop_map(Edit::DuplicatePair),
        index().prop_map(Edit::RemovePair),
        (index(), index()).prop_map(|(from, to)| Edit::MovePair { from, to }),
        (index(), answers, index(), word()).prop_map(|(pair, from, position, token)| Edit::Replace {
            pair,
            from,
            position,
            token
        }),
        (prop::collection::vec(pairs(), 1..3), prop::collection::vec(pairs(), 0..3), places)
            .prop_map(|(pairs, eval_pairs, place)| Edit::SetPairs { pairs, eval_pairs, place }),
        index().prop_map(Edit::HoldOutPair),
        index().prop_map(Edit::TrainPair),
        (prop::sample::select(Setting::ALL.to_vec()), number.clone())
            .prop_map(|(setting, value)| Edit::Set(setting, value.into())),
        Just(Edit::AddRun),
        index().prop_map(Edit::RemoveRun),
        (index(), "[a-c ]{0,4}").prop_map(|(run, name)| Edit::NameRun(run, name)),
        (index(), 0..9_usize)
            .prop_map(|(run, color)| Edit::ColorRun(run, Color::NAMES.get(color).map(|(_, color)| *color))),
        (0..4_usize, 0..Trainable::NAMES.len()).prop_map(|(run, train)| Edit::SetTrain(run, Trainable::NAMES[train].1)),
        (index(), prop::sample::select(REGISTRY.to_vec()))
            .prop_map(|(run, entry)| Edit::SetLoss { run, loss_type: entry.loss_type }),
        (index(), parameter, number).prop_map(|(run, parameter, value)| Edit::SetArgument {
            run,
            parameter,
            value: value.into()
        }),
    ]
}

proptest! {
    #[test]
    fn any_edits_leave_a_valid_lab_file(edits in prop::collection::vec(edits(), 1..40)) {
        let mut file = file();
        for edit in edits {
            match apply(&file, &edit) {
                Ok(next) => {
                    prop_assert_eq!(next.checked(), Ok(next.clone()), "{:?}", edit);
                    prop_assert!(edit.select(3, next.dataset.pairs.len()) < next.dataset.pairs.len().max(1));
                    file = next;
                }
                Err(error) => prop_assert!(!error.to_string().is_empty(), "{:?}", edit),
            }
        }
    }
}

#[test]
fn imported_weights_stay_while_they_mean_the_same() {
    let named = LabFile { weights: Some(7), ..file() };
    let check = |edit: Edit, kept: bool| {
        let after = apply(&named, &edit).unwrap_or_else(|error| panic!("{edit:?}: {error}"));
        assert_eq!(after.weights.is_some(), kept, "{edit:?}");
    };
    let pairs = || vec![PairText { prompt: "p".into(), chosen: "q".into(), rejected: "r".into() }];
    check(Edit::AddToken("new".into()), true);
    check(Edit::RenameToken { token: 1, to: "new".into() }, true);
    check(Edit::MoveToken { from: 1, to: 2 }, false);
    let take = |place| Edit::SetPairs { pairs: pairs(), eval_pairs: pairs(), place };
    check(take(Insertion::Instead), true);
    check(take(Insertion::After), true);
    check(Edit::HoldOutPair(0), true);
    check(Edit::Set(Setting::Positions, "64".into()), true);
    check(Edit::Set(Setting::Seed, "64".into()), true);
    check(Edit::Set(Setting::Embd, "64".into()), false);
    check(Edit::Set(Setting::Head, "8".into()), false);
    // Only the last token, "spare", goes: those before it keep their numbers, but the weights know it.
    check(Edit::RemoveUnusedTokens, false);
    check(Edit::ForgetWeights, false);
    check(Edit::Open(Box::new(file())), false);
}

#[test]
fn longer_pairs_make_room_for_themselves() {
    let check = |words: usize, expected: Option<usize>| {
        let long = vec!["w"; words].join(" ");
        let pairs = vec![PairText { prompt: "p".into(), chosen: long.clone(), rejected: "r".into() }];
        let taken =
            |pairs, eval_pairs| apply(&file(), &Edit::SetPairs { pairs, eval_pairs, place: Insertion::Instead });
        let after = taken(pairs.clone(), Vec::new());
        assert_eq!(
            taken(file().dataset.pairs, pairs).ok().map(|after| after.model),
            after.as_ref().ok().map(|after| after.model)
        );
        assert_eq!(after.ok().map(|after| after.model.n_positions), expected, "{words} words");
    };
    let own = file().model.n_positions;
    check(1, Some(own));
    check(own, Some(own + 2));
    check(limits::POSITIONS - 2, Some(limits::POSITIONS));
    check(limits::POSITIONS - 1, None);
}
