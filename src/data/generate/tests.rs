//! Families: what they make, and the sentence where they cannot.

use super::*;
use crate::data::{LabFile, presets};
use proptest::prelude::*;

fn sums(operator: Operator, left: (u32, u32), right: (u32, u32), miss: Miss, tail: &str) -> Arithmetic {
    Arithmetic { operator, left, right, miss, tail: tail.to_owned() }
}

/// `prompt / chosen / rejected` of each pair.
fn lines(pairs: &[PairText]) -> Vec<String> {
    pairs.iter().map(|pair| format!("{} / {} / {}", pair.prompt, pair.chosen, pair.rejected)).collect()
}

fn texts(prompt: &str, chosen: &str, rejected: &str) -> PairText {
    PairText { prompt: prompt.into(), chosen: chosen.into(), rejected: rejected.into() }
}

#[test]
fn arithmetic_families() {
    let check = |family: Arithmetic, wanted: &[&str]| {
        let pairs = arithmetic(Tokens::Words, &family).unwrap_or_else(|error| panic!("{family:?}: {error}"));
        assert_eq!(lines(&pairs), wanted, "{family:?}");
        LabFile::from_pairs(pairs).unwrap_or_else(|error| panic!("{family:?}: {error}"));
    };
    use Operator::*;
    check(sums(Plus, (1, 2), (2, 2), Miss::Above, "."), &["1 + 2 = / 3 . / 4 .", "2 + 2 = / 4 . / 5 ."]);
    check(sums(Plus, (0, 0), (0, 1), Miss::Below, ""), &["0 + 0 = / 0 / 1", "0 + 1 = / 1 / 0"]);
    check(sums(Minus, (1, 2), (2, 2), Miss::Above, " ok  . "), &["2 - 2 = / 0 ok . / 1 ok ."]);
    check(sums(Times, (3, 3), (4, 4), Miss::Both, "."), &["3 * 4 = / 12 . / 13 .", "3 * 4 = / 12 . / 11 ."]);
    check(sums(Times, (0, 0), (7, 7), Miss::Both, "."), &["0 * 7 = / 0 . / 1 ."]);
}

#[test]
fn arithmetic_that_is_refused() {
    let check = |family: Arithmetic, field: &str, fragment: &str| {
        let error = arithmetic(Tokens::Words, &family).expect_err("refused");
        assert_eq!(error.field, field, "{error}");
        assert!(error.to_string().contains(fragment) && error.to_string().ends_with('.'), "{error}");
    };
    check(sums(Operator::Plus, (3, 2), (1, 1), Miss::Above, ""), "a", "The range of a is 3 to 2");
    check(sums(Operator::Plus, (0, 1), (1, u32::MAX), Miss::Above, ""), "b", "from 0 to 999");
    check(sums(Operator::Times, (0, 999), (0, 999), Miss::Both, ""), "a", "at most 512");
    check(sums(Operator::Minus, (0, 1), (5, 6), Miss::Above, ""), "", "make no pair");
}

#[test]
fn templates() {
    let check = |pair: PairText, slots: &str, wanted: &[&str]| {
        let pairs = template(Tokens::Words, &Template { pair, slots: slots.into() })
            .unwrap_or_else(|error| panic!("{slots}: {error}"));
        assert_eq!(lines(&pairs), wanted, "{slots}");
    };
    check(texts("p", "a", "b"), "", &["p / a / b"]);
    check(
        texts("is {thing} hot ?", "yes , {thing}  is hot .", "no , {thing} is hot ."),
        "thing: fire; the  sun",
        &[
            "is fire hot ? / yes , fire is hot . / no , fire is hot .",
            "is the sun hot ? / yes , the sun is hot . / no , the sun is hot .",
        ],
    );
    check(
        texts("capital of {land} ?", "{city} .", "{wrong} ."),
        "land | city: France | Paris; Spain | Madrid;\n\nwrong: Paris; Rome\n",
        &[
            "capital of France ? / Paris . / Rome .",
            "capital of Spain ? / Madrid . / Paris .",
            "capital of Spain ? / Madrid . / Rome .",
        ],
    );
}

#[test]
fn templates_that_are_refused() {
    let check = |pair: PairText, slots: &str, field: &str, fragment: &str| {
        let error = template(Tokens::Words, &Template { pair, slots: slots.into() }).expect_err(slots);
        assert_eq!(error.field, field, "{error}");
        assert!(error.to_string().contains(fragment) && error.to_string().ends_with('.'), "{error}");
    };
    let plain = || texts("{x}", "a", "b");
    check(plain(), "", "prompt", "the slot {x}, which no slot line fills");
    check(plain(), "x", "slots, line 1", "a colon");
    check(plain(), "x:", "slots, line 1", "no values");
    check(plain(), "x: ;", "slots, line 1", "no values");
    check(plain(), "x y: 1", "slots, line 1", "one word");
    check(plain(), "x: 1\nx: 2", "slots, line 2", "again");
    check(plain(), "x | x: 1 | 2", "slots, line 1", "again");
    check(plain(), "x | y: 1", "slots, line 1", "with 1 values; allowed are 2");
    check(plain(), "x: {x}", "slots, line 1", "a brace");
    check(texts("p", "a {", "b"), "", "chosen", "not closed");
    check(texts("p", "a", "a"), "", "", "makes no pair");
    check(texts(&"{x}".repeat(2000), "a", "b"), &format!("x: {}", "long".repeat(2000)), "slots", "at most 8320");
    let numbers: Vec<String> = (0..40).map(|number| number.to_string()).collect();
    let row = numbers.join(";");
    check(plain(), &format!("x: {row}\ny: {row}"), "slots", "40 × 40 pairs; allowed are at most 512");
    let many: Vec<String> = (0..17).map(|number| format!("s{number}: {row}")).collect();
    check(plain(), &many.join("\n"), "slots, line 17", "at most 16");
}

#[test]
fn answers_at_a_distance() {
    let file = LabFile::from_json(presets()[0].json).expect("a lab file");
    for distance in [1, 2, 5, 12] {
        let pairs = apart(&file.dataset, distance, 7).expect("pairs");
        assert_eq!(pairs, apart(&file.dataset, distance, 7).expect("pairs"), "the same seed, the same pairs");
        for (new, old) in pairs.iter().zip(&file.dataset.pairs) {
            assert_eq!((&new.prompt, &new.chosen), (&old.prompt, &old.chosen));
            let (a, b): (Vec<&str>, Vec<&str>) = (new.chosen.split(' ').collect(), new.rejected.split(' ').collect());
            assert_eq!((edit_distance(&a, &b), a.len()), (distance, b.len()));
        }
    }
    for distance in [0, 13, usize::MAX] {
        let error = apart(&file.dataset, distance, 7).expect_err("refused");
        assert!(error.to_string().contains("allowed is 1 to 12"), "{error}");
    }
    let small = LabFile::from_pairs(vec![texts("a", "a a a a", "a a a b")]).expect("a lab file");
    assert_eq!(apart(&small.dataset, 4, 1).expect("all of them")[0].rejected, "b b b b");
    let alternating = LabFile::from_pairs(vec![texts("a", "a b a b", "a a a b")]).expect("a lab file");
    let error = apart(&alternating.dataset, 4, 1).expect_err("b a b a is two edits away");
    assert!(error.to_string().contains("larger vocabulary"), "{error}");
}

proptest! {
    #[test]
    fn templates_never_panic(prompt in "[ {}a-b]{0,8}", chosen in "[ {}a-b]{0,8}", slots in "[a-b:;|{} \n]{0,24}") {
        let _ = template(Tokens::Words, &Template { pair: texts(&prompt, &chosen, "z"), slots });
    }
}
