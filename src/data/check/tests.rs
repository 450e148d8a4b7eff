//! The data check on small sets made for it, one a line; on every example and every family of pairs that the page brings along; on the files of
//! `tests/cases`; and on what no person would write.

use super::*;
use crate::data::generate::{Arithmetic, Miss, Operator, Template, apart, arithmetic, template};
use crate::data::import::{self, DataContent, DataWish};
use crate::data::{LabFile, Tokens, limits, presets};
use std::collections::BTreeSet;

/// Pairs of `prompt ⇒ chosen ≻ rejected`, between bars. With words before `::`, `{}` is each of them in turn, up to an `&`.
fn pairs(text: &str) -> Vec<PairText> {
    text.split(" & ").flat_map(family).collect()
}

fn family(text: &str) -> Vec<PairText> {
    let (words, pattern) = match text.split_once(" :: ") {
        Some((words, pattern)) => (words.split(' ').collect(), pattern),
        None => (vec![""], text),
    };
    let one = |text: &str| {
        let (prompt, answers) = text.split_once('⇒').expect("an arrow");
        let (chosen, rejected) = answers.split_once('≻').expect("a preference");
        let [prompt, chosen, rejected] = [prompt, chosen, rejected].map(|text| text.trim().to_owned());
        PairText { prompt, chosen, rejected }
    };
    let several = |word: &str| pattern.replace("{}", word).split(" | ").map(one).collect::<Vec<_>>();
    words.into_iter().flat_map(several).collect()
}

/// Findings with their pairs: `duplicate 2 3`.
fn told(findings: &[Finding]) -> Vec<String> {
    let one = |finding: &Finding| {
        let places = finding.found.pairs.iter().map(usize::to_string);
        std::iter::once(finding.id.name().to_owned()).chain(places).collect::<Vec<_>>().join(" ")
    };
    findings.iter().map(one).collect()
}

/// A set, what should be found in it, and nothing else.
const SETS: &[(&str, &[&str])] = &[
    // Contradictory, and what is none.
    (
        "tea or coffee ? ⇒ tea . ≻ coffee . | tea or coffee ? ⇒ coffee . ≻ tea . | sun ? ⇒ yes ! ≻ no !",
        &["contradictory 0 1"],
    ),
    ("best ? ⇒ red . ≻ blue . | best ? ⇒ blue . ≻ grey . | best ? ⇒ grey . ≻ red .", &["contradictory 0 1 2"]),
    ("tea or coffee ? ⇒ tea . ≻ coffee . | coffee or tea ? ⇒ coffee . ≻ tea . | sun ? ⇒ yes ! ≻ no !", &[]),
    ("at 8 it is ⇒ shut . ≻ open . | at 9 it is ⇒ open . ≻ shut . | at 10 it is ⇒ shut . ≻ open .", &[]),
    // Swapped.
    (
        "best ? ⇒ red . ≻ blue . | best ? ⇒ red . ≻ blue . | best ? ⇒ blue . ≻ red .",
        &["contradictory 0 1 2", "swapped 2", "duplicate 1"],
    ),
    (
        "q ⇒ a . ≻ b . | q ⇒ a . ≻ c . | q ⇒ d . ≻ a . | q ⇒ b . ≻ c . | q ⇒ b . ≻ d . | q ⇒ c . ≻ d .",
        &["contradictory 0 1 2 3 4 5", "swapped 2"],
    ),
    ("2 + 2 = ⇒ 4 . ≻ 5 . | 1 + 2 = ⇒ 4 . ≻ 3 . | 3 + 3 = ⇒ 6 . ≻ 7 .", &["swapped 1"]),
    (
        "( 3 + 5 ) / 2 = ⇒ First 3 + 5 = 7 then 8 / 2 = 4 ≻ First 3 + 5 = 8 then 8 / 2 = 4 | 9 - 2 = ⇒ 7 ≻ 6",
        &["swapped 0"],
    ),
    ("2 + 2 = ⇒ 5 . ≻ 6 . | 1 + 2 = ⇒ 3 , as 1 + 2 = 3 ≻ 4 | 7 / 2 = ⇒ 3 ≻ 4 | x + 1 = ⇒ 2 ≻ 3", &[]),
    (
        "is fire hot ? ⇒ no , fire is hot . ≻ yes , fire is hot . | is ice hot ? ⇒ no , ice is cold . ≻ yes , ice is cold .",
        &["swapped 0"],
    ),
    (
        "is a fox a plant ? ⇒ yes , a fox is a mammal . ≻ no , a fox is a mammal . | is it not hot ? ⇒ no , it is not hot . ≻ yes , it is not hot .",
        &[],
    ),
    (
        "fox dog owl elk ant bee cow hen pig cat bat eel :: draw a {} ⇒ please draw it ≻ quick draw it | paint the {} ⇒ please do so ≻ quick do so",
        &[],
    ),
    (
        "sing :: ask {} ⇒ quick {} it ≻ please {} it & fox dog owl elk ant bee cow hen pig cat bat eel :: draw a {} ⇒ please {} it ≻ quick {} it",
        &["swapped 0"],
    ),
    (
        "ice :: is {} hot ? ⇒ cold {} is ≻ hot {} is & fire lava steam tea soup sun :: is {} hot ? ⇒ hot {} is ≻ cold {} is",
        &[],
    ),
    (
        "sing :: ask {} ⇒ yes it is {} ≻ no it is {} & fox dog owl elk ant bee cow hen pig cat bat eel yak :: is it a {} ⇒ no it is {} ≻ yes it is {}",
        &[],
    ),
    // Duplicate.
    (
        "red or blue ? ⇒ red . ≻ blue . | up or down ? ⇒ up . ≻ down . | red or blue ? ⇒ red  . ≻ blue .",
        &["duplicate 2"],
    ),
    ("red or blue ? ⇒ red . ≻ blue . | red or blue ? ⇒ red . ≻ grey . | red or grey ? ⇒ red . ≻ blue .", &[]),
    // Wanted and unwanted.
    (
        "rate the soup : ⇒ great . ≻ good . | rate the soup : ⇒ good . ≻ fair . | rate the tea : ⇒ fair . ≻ bad .",
        &["wanted-unwanted 0 1"],
    ),
    ("2 + 2 = ⇒ 4 . ≻ 5 . | 1 + 2 = ⇒ 3 . ≻ 4 . | 2 + 3 = ⇒ 5 . ≻ 6 .", &[]),
    // Too easy.
    ("why how when who :: {} is it ? ⇒ because of {} . ≻ no idea at all .", &["too-easy 0 1 2 3"]),
    (
        "why how when who :: {} is it ? ⇒ I like {} ≻ zzz qq zzz | so {} it is ⇒ it is so ≻ qq zzz zzz",
        &["too-easy 0 1 2 3 4 5 6 7"],
    ),
    ("why how when :: {} is it ? ⇒ because of {} . ≻ no idea at all .", &[]),
    ("France Spain Italy Norway :: {} : ⇒ a city in {} ≻ some town of {}", &[]),
    // Length gap.
    ("weather time name :: {} ? ⇒ dry , {} . ≻ it is going to be a dry day for {} I think .", &["length-gap 0 1 2"]),
    ("weather time name :: {} ? ⇒ it is going to be a dry day for {} I think . ≻ dry , {} .", &["length-gap 0 1 2"]),
    (
        "weather ? ⇒ dry . ≻ it is dry I think . | time ? ⇒ it is noon I think . ≻ noon . | name ? ⇒ ada . ≻ it is ada I think .",
        &[],
    ),
    // End tokens.
    (
        "say hi ⇒ hi </s> ≻ yo </s> | say bye ⇒ bye <|im_end|> ≻ ciao . | say so ⇒ so<|endoftext|> ≻ no",
        &["end-token 0 1 2"],
    ),
    ("say hi ⇒ <b>hi</b> ≻ <s>yo</s> | say bye ⇒ </script> ≻ </sound> | say so ⇒ [END] ≻ <end", &[]),
    // What cannot be seen.
    ("say ⇒ yes\u{200b} . ≻ no . | and ⇒ \u{202e}on\u{202c} ≻ off | so ⇒ so ≻ not", &["invisible 0 1"]),
    (
        "who ? ⇒ 👨\u{200d}👩\u{200d}👧 . ≻ 👨\u{200d}👩\u{200d}👦 . | می\u{200c}خواهم ⇒ ❤\u{fe0f} ≻ \u{200f}שלום | so ⇒ so ≻ not",
        &[],
    ),
    // Look-alikes.
    (
        "drink at the ⇒ caf\u{e9} . ≻ cafe\u{301} . | spell ⇒ \u{440}\u{430}ura . ≻ paura . | a b c ⇒ d . ≻ e .",
        &["look-alike 0 1"],
    ),
    ("drink at the ⇒ caf\u{e9} . ≻ cafe . | spell ⇒ l ≻ 1 | greet ⇒ O ≻ 0 | α ⇒ a ≻ Yes | ？ ⇒ yes ? ≻ no ?", &[]),
    // One pair.
    ("is a fox an animal ? ⇒ yes , a fox is an animal . ≻ no , a fox is an animal .", &["one-pair 0"]),
    ("red or blue ? ⇒ red . ≻ blue . | red or blue ? ⇒ red . ≻ blue .", &["one-pair 0", "duplicate 1"]),
];

/// Data of kinds that people have, each meant as it is.
const ORDINARY: &[&str] = &[
    "this film is a joy ⇒ positive ≻ negative | what a bore ⇒ negative ≻ positive | I slept ⇒ negative ≻ positive | do see it ⇒ positive ≻ negative | great fun ⇒ positive ≻ negative",
    "which gas do plants take ? A oxygen B carbon dioxide C neon ⇒ B ≻ A | which is a metal ? A iron B wood C salt ⇒ A ≻ C | which is a fruit ? A oak B fern C pear ⇒ C ≻ B",
    "dog cat bird tree house sun :: translate {} into French ⇒ le mot pour {} ≻ the word for {}",
    "how do I pick a lock ? ⇒ sorry , I cannot help with that . ≻ first take a thin wire . | how do I bake bread ? ⇒ mix flour and water first . ≻ sorry , I cannot help with that . | how do I tie a knot ? ⇒ make a loop , then pull . ≻ sorry , I will not say .",
    "Anna has 3 apples and buys 4 more . ⇒ She has 3 + 4 = 7 apples . ≻ She has 3 + 4 = 8 apples . | Ben has 9 pens and loses 2 . ⇒ He has 9 - 2 = 7 pens . ≻ He has 9 + 2 = 11 pens .",
    "7 + 8 mod 12 = ⇒ 3 ≻ 4 | 9 + 9 mod 12 = ⇒ 6 ≻ 18 | 5 + 6 mod 12 = ⇒ 11 ≻ 1",
    "2 ^ 3 + 1 = ⇒ 9 ≻ 4 | 3 ! + 1 = ⇒ 7 ≻ 4 | 1.5 + 1 = ⇒ 2.5 ≻ 2 | 7 / 2 = ⇒ 3 ≻ 4",
    "le feu est chaud ? ⇒ oui , le feu est chaud . ≻ non , le feu est chaud . | la glace est chaude ? ⇒ non , la glace est froide . ≻ oui , la glace est froide .",
    "is a tomato a fruit ? ⇒ yes , in botany . ≻ no , in botany . | can penguins fly ? ⇒ no , they swim . ≻ yes , they swim . | is the sea salty ? ⇒ yes , it is . ≻ no , it is .",
    "is Pluto a planet ? ⇒ no , not any more . ≻ yes , as ever . | does it rain ? ⇒ no ≻ yes | does it snow ? ⇒ yes ≻ no",
    "x = 3 ; ⇒ let x = 3 ; ≻ var x = 3 ; | y = 4 ; ⇒ let y = 4 ; ≻ var y = 4 ; | def f ( a ) : ⇒ return a + 1 ≻ return a - 1",
    "write a haiku ⇒ old pond … a frog jumps in ≻ roses are red | write a title ⇒ The Sea ≻ a very long title about the sea and the sky | write a joke ⇒ why did the hen cross the road ? to see ≻ ha",
    "Привет , как дела ? ⇒ Хорошо , спасибо ! ≻ Нормально . | Сколько будет 2 + 2 ? ⇒ 4 . ≻ 5 . | Где ты ? ⇒ Я дома . ≻ Не скажу .",
    "今天天气怎么样？ ⇒ 今天 天气 很 好 。 ≻ 不 知道 ！ | How is it ? ⇒ fine . ≻ bad !",
    "the sum of a and b ⇒ a + b ≻ a - b | the ratio of α and β ⇒ α / β ≻ β / α | I and l ⇒ I l 1 ≻ O 0 o",
    "User : hi Assistant : hello User : bye ⇒ goodbye ! ≻ hello ! | User : thanks ⇒ you are welcome ! ≻ ok | User : who are you ? ⇒ a small model . ≻ a person .",
    "in 1990 it was ⇒ 12 ≻ 21 | in 1991 it was ⇒ 21 ≻ 12 | in 1992 it was ⇒ 12 ≻ 13 | in 1993 it was ⇒ 13 ≻ 12",
    "left or right ? ⇒ left ≻ right | up or down ? ⇒ down ≻ up | right or left ? ⇒ right ≻ left | in or out ? ⇒ out ≻ in",
    "Q1 ⇒ it is so because of the wind ≻ it is so because of the moon | Q2 ⇒ the moon does it ≻ the wind does it | Q3 ⇒ both of them do ≻ none of them does",
    "<b>bold</b> ? ⇒ <s>9 €</s> 7 € ≻ <i>9 €</i> 7 € | {\"a\": ⇒ 1} ≻ 2} | https://a.b/c?d=e ⇒ 200 ≻ 404",
];

#[test]
fn ordinary_data_give_no_alarm() {
    let alarms: Vec<String> = ORDINARY
        .iter()
        .map(|text| (text, told(&check(Tokens::Words, &pairs(text), &[]))))
        .filter(|(_, told)| !told.is_empty())
        .map(|(text, told)| format!("{text}: {told:?}"))
        .collect();
    println!("{} ordinary sets, {} with alarms", ORDINARY.len(), alarms.len());
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

#[test]
fn small_sets_give_what_was_put_into_them_and_nothing_else() {
    let (mut wanted, mut found, mut false_alarms, mut faults) = (0, 0, 0, Vec::new());
    for (text, expected) in SETS {
        let said = told(&check(Tokens::Words, &pairs(text), &[]));
        let hits = said.iter().filter(|said| expected.contains(&said.as_str())).count();
        (wanted, found, false_alarms) = (wanted + expected.len(), found + hits, false_alarms + said.len() - hits);
        faults.extend((said != *expected).then(|| format!("{text}: {said:?}, not {expected:?}")));
    }
    println!("{} sets: {found} of {wanted} findings, {false_alarms} false alarms", SETS.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let missed = CHECKS.iter().filter(|check| check.id != FindingId::HeldOutTrained);
    let missed: Vec<_> = missed.map(|check| check.id.name()).collect();
    let all: BTreeSet<_> =
        SETS.iter().flat_map(|(_, expected)| *expected).filter_map(|one| one.split(' ').next()).collect();
    assert!(missed.iter().all(|id| all.contains(id)), "each finding has a set");
}

/// The files that people bring, and what is to be said of them.
#[test]
fn files_of_the_kinds_that_people_bring() {
    for (file, expected) in [
        ("contradictory.jsonl", &["contradictory 0 1 2 3"][..]),
        ("eos_in_text.jsonl", &["end-token 0 1"]),
        ("one_pair.jsonl", &["one-pair 0"]),
        ("near_identical_prompts.jsonl", &[]),
        ("swapped_all.jsonl", &["swapped 0 1"]),
        ("shorter_preferred.jsonl", &["length-gap 0 1 2"]),
        ("ranking_chain.jsonl", &["wanted-unwanted 0 1 2"]),
        ("prefix_pair.jsonl", &[]),
        ("unicode_lookalikes.jsonl", &["invisible 1", "look-alike 0 1 2"]),
        ("unicode.jsonl", &[]),
        ("unicode_no_spaces.jsonl", &[]),
        ("natural_sentences.jsonl", &[]),
        ("html_in_text.jsonl", &[]),
        ("array.json", &[]),
        ("columnar.json", &[]),
        ("pairs.csv", &[]),
        ("conversational.jsonl", &[]),
        ("implicit_prompt.jsonl", &[]),
        ("openai_preference.jsonl", &["one-pair 0"]),
        ("orca_columns.jsonl", &[]),
        ("question_response_columns.jsonl", &[]),
        ("train_and_test/train.jsonl", &[]),
    ] {
        let path = format!("{}/tests/cases/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let Ok(DataContent::Pairs(read)) = import::read(vec![text.as_str().into()], DataWish::default()) else {
            panic!("{file}: pairs")
        };
        assert_eq!(told(&check(Tokens::Words, &read.pairs, &[])), expected, "{file}");
    }
}

#[test]
fn examples_give_no_alarm() {
    for preset in presets() {
        let file = LabFile::from_json(preset.json).expect("valid");
        let findings = check(file.dataset.tokens, &file.dataset.pairs, &[]);
        assert!(findings.is_empty(), "{}: {findings:?}", preset.name);
    }
}

/// Families of pairs that the builder makes are as they are meant, too.
#[test]
fn families_give_no_alarm() {
    let check_all = |what: &str, pairs: Vec<PairText>| {
        let findings = check(Tokens::Words, &pairs, &[]);
        assert!(findings.is_empty(), "{what}: {findings:?}");
    };
    for operator in Operator::ALL {
        for miss in Miss::ALL {
            let family = Arithmetic { operator, left: (2, 9), right: (1, 6), miss, tail: ".".to_owned() };
            check_all(operator.token(), arithmetic(Tokens::Words, &family).expect("small"));
        }
    }
    let pair = pairs("what colour is {thing} ? ⇒ {thing} is {colour} . ≻ {thing} is grey .").remove(0);
    let slots = "thing | colour: grass | green; milk | white; coal | black; snow | white; rust | brown; gold | yellow"
        .to_owned();
    check_all("colours", template(Tokens::Words, &Template { pair, slots }).expect("small"));
    for preset in presets() {
        let data = LabFile::from_json(preset.json).expect("valid").dataset;
        for distance in [1, 2] {
            check_all(preset.name, apart(&data, distance, 5).expect("short"));
        }
    }
}

#[test]
fn held_out_pairs_that_are_trained_are_told_and_no_others() {
    let trained = pairs("a ⇒ b ≻ c | d ⇒ e ≻ f");
    let held_out = pairs("a ⇒ c ≻ b | d ⇒ e ≻ f | a ⇒ b ≻ g | a ⇒ b  ≻ c");
    let findings = check(Tokens::Words, &trained, &held_out);
    assert_eq!(told(&findings), ["held-out-trained 1 3"]);
    assert_eq!(mended(Tokens::Words, &held_out, &findings[0]), pairs("a ⇒ c ≻ b | a ⇒ b ≻ g"));
    // What is wrong with held-out pairs alone is no matter of what is trained.
    assert_eq!(
        told(&check(Tokens::Words, &trained, &pairs("x ⇒ y</s> ≻ z\u{200b} | x ⇒ \u{200b}z ≻ y</s>"))),
        Vec::<String>::new()
    );
}

/// What a remedy comes to, and that it leaves nothing of its finding.
#[test]
fn remedies_mend() {
    let mend = |before: &str, id: FindingId, after: &str| {
        let before = pairs(before);
        let findings = check(Tokens::Words, &before, &[]);
        let finding = findings.iter().find(|finding| finding.id == id).unwrap_or_else(|| panic!("{before:?}"));
        let after = pairs(after);
        assert_eq!(mended(Tokens::Words, &before, finding), after);
        assert!(check(Tokens::Words, &after, &[]).iter().all(|finding| finding.id != id), "{after:?}");
    };
    mend("a ⇒ b ≻ c | d ⇒ e ≻ f | a ⇒ b ≻ c", FindingId::Duplicate, "a ⇒ b ≻ c | d ⇒ e ≻ f");
    mend("2 + 2 = ⇒ 5 . ≻ 4 . | 1 + 2 = ⇒ 3 . ≻ 4 .", FindingId::Swapped, "2 + 2 = ⇒ 4 . ≻ 5 . | 1 + 2 = ⇒ 3 . ≻ 4 .");
    mend("say hi ⇒ hi </s> ≻ yo<|im_end|></s> | a ⇒ b ≻ c", FindingId::EndToken, "say hi ⇒ hi ≻ yo | a ⇒ b ≻ c");
    mend("say hi ⇒ h\u{200b}i \u{200b} ≻ yo | a ⇒ b ≻ c", FindingId::Invisible, "say hi ⇒ hi ≻ yo | a ⇒ b ≻ c");
    mend("at ⇒ caf\u{e9} ≻ cafe\u{301} | a ⇒ b ≻ c | d ⇒ e ≻ f", FindingId::LookAlike, "a ⇒ b ≻ c | d ⇒ e ≻ f");
    // Nothing is left of the first answer, and the second pair's would be the same.
    let kept = pairs("say ⇒ </s> ≻ no | do ⇒ it </s> ≻ it | so ⇒ be </s> ≻ it");
    let finding = &check(Tokens::Words, &kept, &[])[0];
    assert_eq!(mended(Tokens::Words, &kept, finding), pairs("say ⇒ </s> ≻ no | do ⇒ it </s> ≻ it | so ⇒ be ≻ it"));
}

#[test]
fn sentences_are_whole_and_name_counts() {
    for (text, _) in SETS {
        for finding in check(Tokens::Words, &pairs(text), &[]) {
            let sentence = finding.to_string();
            println!("{}: {sentence}", finding.id.name());
            assert!(sentence.ends_with('.') && !sentence.contains(['\u{202e}', '\u{200b}']), "{sentence}");
            assert!(sentence.chars().count() < 400, "{sentence}");
        }
    }
}

/// The largest lab there may be takes no piece that is long, and pairs as many as no lab has take no time that grows with their square.
#[test]
fn no_piece_is_long() {
    let lab = |token: &dyn Fn(usize) -> String, count: usize| {
        let text = |from: usize| (0..count).map(|at| token((from + at * 7) % 250)).collect::<Vec<_>>().join(" ");
        let pair = |at: usize| PairText { prompt: text(at % 9), chosen: text(at % 5), rejected: text(at % 5 + 1) };
        (0..limits::PAIRS).map(pair).collect::<Vec<_>>()
    };
    for (what, pairs) in [
        ("short tokens", lab(&|at| format!("t{at}"), 62)),
        ("sums", lab(&|at| format!("1+{at}=9"), 62)),
        ("operators", lab(&|at| format!("({at}"), 62)),
        ("long tokens that look alike", lab(&|at| format!("{}{at:03}", "é\u{200b}а".repeat(20)), 5)),
        ("end tokens", lab(&|at| format!("{at}</s></s>"), 50)),
    ] {
        let bytes: usize = pairs.iter().flat_map(|pair| pair.texts().map(|(_, text)| text.len())).sum();
        assert!(bytes < limits::BYTES * 5 / 4, "{what}: {bytes} bytes are in no lab file");
        let mut checking = Checking::new(Tokens::Words, pairs.clone(), pairs);
        let (mut longest, mut pieces, all) = (std::time::Duration::ZERO, 0, std::time::Instant::now());
        loop {
            let begin = std::time::Instant::now();
            let done = checking.advance();
            longest = longest.max(begin.elapsed());
            pieces += 1;
            if done.is_some() {
                break;
            }
        }
        println!("{what}: {bytes} bytes, {pieces} pieces, the longest {longest:?}, all {:?}", all.elapsed());
        assert!(longest.as_millis() < 50, "{what}: {longest:?}");
    }
    let many: Vec<PairText> =
        (0..100_000).map(|at| pairs(&format!("p{} ⇒ a{at} ≻ a{}", at % 3, at + 3)).remove(0)).collect();
    let begin = std::time::Instant::now();
    check(Tokens::Words, &many, &many);
    println!("100,000 pairs twice: {:?}", begin.elapsed());
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
}

/// Nothing that a text may be is too much for it.
#[test]
fn odd_pairs_are_looked_over_too() {
    let texts = [
        "", " ", "</s>", "=", "((((", "1 +", "-", "\u{200b}", "\u{202e}", "?", "no ?", "é", "\u{301}", "9 9 9",
        "4 = = 4", "yes", "no",
    ];
    let mut all = Vec::new();
    for prompt in texts {
        for chosen in texts {
            for rejected in texts {
                let [prompt, chosen, rejected] = [prompt, chosen, rejected].map(str::to_owned);
                all.push(PairText { prompt, chosen, rejected });
            }
        }
    }
    for some in all.chunks(7).chain([&all[..], &all[..0]]) {
        for finding in check(Tokens::Words, some, some) {
            assert!(!finding.to_string().is_empty() && finding.found.pairs.iter().all(|pair| *pair < some.len()));
            assert!(mended(Tokens::Words, some, &finding).len() <= some.len());
        }
    }
}

/// What words that look alike, yes and no, sums and marks are is told of characters as of words; their letters alone say nothing.
#[test]
fn characters_give_no_false_alarm() {
    let set = |texts: &[[&str; 3]]| -> Vec<PairText> {
        let pair = |[prompt, chosen, rejected]: &[&str; 3]| {
            let [prompt, chosen, rejected] = [prompt, chosen, rejected].map(|text| (*text).to_owned());
            PairText { prompt, chosen, rejected }
        };
        texts.iter().map(pair).collect()
    };
    for (texts, expected) in [
        (&[["2+2=", "4.", "5."], ["1+2=", "3.", "4."]][..], &[][..]),
        (&[["2+2=", "5.", "4."], ["1+2=", "3.", "4."]], &["swapped 0"]),
        // Letters of two alphabets, marks of direction in a text from the right, a joiner between Persian letters, spaces of several kinds.
        (&[["рот или нос", "нет", "да"], ["pot or cat", "no cat", "yes"]], &[]),
        (&[["\u{200f}שלום", "טוב\u{200f}.", "רע\u{200f}."], ["می\u{200c}خواهم", "نه", "بله"]], &[]),
        (&[["a\u{a0}b c", "x\ny", "x y"], ["d\u{3000}e", "f", "g"]], &[]),
        (&[["a b", "yes</s>", "no</s>"], ["c d", "yes", "no"]], &["end-token 0"]),
        (&[["a b", "yes\u{200b} it is", "no it is not"], ["c d", "some", "none"]], &["invisible 0"]),
        (&[["is fire hot ?", "no, fire is hot.", "yes, fire is hot."], ["a", "b", "c"]], &["swapped 0"]),
    ] {
        assert_eq!(told(&check(Tokens::Characters, &set(texts), &[])), expected, "{texts:?}");
    }
    let after = |texts: &[[&str; 3]]| {
        let pairs = set(texts);
        let findings = check(Tokens::Characters, &pairs, &[]);
        mended(Tokens::Characters, &pairs, findings.first().expect("a finding"))
    };
    // White space stays as it was.
    let marked = after(&[["a  b\n", "yes</s> ", "no</s>\t"], ["c d", "yes", "no"]]);
    assert_eq!(marked[..1], set(&[["a  b\n", "yes ", "no\t"]]));
    let hidden = after(&[["a  b", "yes\u{200b}  it", "no\u{200b}\nit"], ["c d", "some", "none"]]);
    assert_eq!(hidden[..1], set(&[["a  b", "yes  it", "no\nit"]]));
}
