//! How texts come apart, and labs whose tokens are characters: what is read and refused, what edits make of them, and that the texts come back as
//! they were typed.

use super::*;
use crate::data::edit::{self, Edit, EditedAnswer, NewWords, Uses, new_words, uses_of};
use crate::data::json::Node;
use crate::data::{EOS, EOS_ID, LabFile, PairText, Vocabulary, generate};
use proptest::prelude::*;

#[test]
fn texts_come_apart() {
    let check = |tokens: Tokens, text: &str, expected: &[&str]| {
        assert_eq!(tokens.split(text).collect::<Vec<_>>(), expected, "{text:?}");
        assert_eq!((tokens.count(text), tokens.stay_apart(expected)), (expected.len(), true), "{text:?}");
        assert_eq!(tokens.join(expected), tokens.tidy(text), "{text:?}");
    };
    let words = |text: &str, expected: &[&str]| check(Tokens::Words, text, expected);
    let characters = |text: &str, expected: &[&str]| check(Tokens::Characters, text, expected);
    words("2 + 2 =", &["2", "+", "2", "="]);
    words(" 2+2=\t\n 4 ", &["2+2=", "4"]);
    words("", &[]);
    characters("2+2=4.", &["2", "+", "2", "=", "4", "."]);
    characters(" a  b\n\t", &[" ", "a", " ", " ", "b", "\n", "\t"]);
    characters("a\r\nb", &["a", "\r\n", "b"]);
    characters("<eos>", &["<", "e", "o", "s", ">"]);
    characters("", &[]);
    // Families, flags, tones of skin; marks; Hangul; Devanagari; Hebrew with points; what joins nothing.
    characters("👨‍👩‍👧🇩🇪🇫🇷👍🏽", &["👨‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽"]);
    characters("cafe\u{301}é", &["c", "a", "f", "e\u{301}", "é"]);
    characters("한\u{1112}\u{1161}\u{11ab}", &["한", "\u{1112}\u{1161}\u{11ab}"]);
    characters("नमस्ते", &["न", "म", "स्ते"]);
    characters("שָׁלוֹם", &["שָׁ", "ל", "וֹ", "ם"]);
    characters("日本語。", &["日", "本", "語", "。"]);
    characters("\u{301}a", &["\u{301}", "a"]);
}

#[test]
fn what_joins_is_seen() {
    for (before, after, anew) in [
        ("2+2=", "4", true),
        ("a", "\u{301}", false),
        ("\r", "\n", false),
        ("\n", "\u{301}", true),
        ("🇩", "🇪🇫", false),
        ("🇩🇪", "🇫", true),
        ("🇩🇪🇫", "🇷", false),
        ("👨\u{200d}", "👩", false),
        ("\u{200d}", "👩", true),
        ("한", "\u{11ab}", false),
        ("", "\u{301}", true),
        ("a", "", true),
    ] {
        assert_eq!(Tokens::Characters.begins_anew(before, after), anew, "{before:?} {after:?}");
        assert!(Tokens::Words.begins_anew(before, after));
    }
    assert!(!Tokens::Characters.stay_apart(&["a", "\u{301}"]) && !Tokens::Characters.stay_apart(&["ab"]));
}

/// Texts in which characters are made of several parts, and of such that join others or do not.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    let parts = "👨 👩 \u{200d} \u{200c} \u{915} \u{94d} 🏽 \u{fe0f} 🇩 🇪 🇫 e \u{301} \u{308} ᄒ ᅡ ᆫ 한 ש ל ָ न ् त े \u{600} 日 。 a B 4 = + . < > \\ [ ( ^ | $ * ? { } -";
    let parts: Vec<String> = parts
        .split(' ')
        .map(str::to_owned)
        .chain([" ", "\n", "\t", "\r\n", "\r", "\u{a0}"].map(str::to_owned))
        .collect();
    let part = prop_oneof![8 => prop::sample::select(parts), 1 => "\\PC"];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

/// Characters as another program finds them that knows all of Unicode.
fn as_others(text: &str) -> Vec<&str> {
    use unicode_segmentation::UnicodeSegmentation;
    text.graphemes(true).collect()
}

/// Every sign there is, alone and beside one of each class: before it, after it, and where it stands between two of them.
#[test]
fn every_sign_is_known_as_others_know_it() {
    let beside = [
        "a",
        "\r",
        "\n",
        "\u{1}",
        "\u{301}",
        "\u{200c}",
        "\u{200d}",
        "\u{903}",
        "\u{600}",
        "👩",
        "\u{915}",
        "\u{94d}",
        "\u{1f1e9}",
        "\u{1100}",
        "\u{1161}",
        "\u{11a8}",
        "\u{ac00}",
        "\u{ac01}",
    ];
    for sign in (0..=0x0010_ffff).filter_map(char::from_u32) {
        let check = |text: String| {
            assert_eq!(
                Tokens::Characters.split(&text).collect::<Vec<_>>(),
                as_others(&text),
                "U+{:04X}: {text:?}",
                sign as u32
            );
        };
        for other in beside {
            check(format!("{other}{sign}"));
            check(format!("{sign}{other}"));
        }
        check(format!("👩{sign}\u{200d}👩"));
        check(format!("\u{915}{sign}\u{94d}\u{915}"));
        check(format!("\u{915}\u{94d}{sign}\u{915}"));
        check(format!("\u{915}{sign}\u{915}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]
    #[test]
    fn any_text_comes_apart_as_with_others(text in texts()) {
        prop_assert_eq!(Tokens::Characters.split(&text).collect::<Vec<_>>(), as_others(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]
    #[test]
    fn characters_give_the_text_back(text in texts()) {
        let tokens: Vec<&str> = Tokens::Characters.split(&text).collect();
        prop_assert_eq!(Tokens::Characters.join(&tokens), text.as_str());
        prop_assert!(tokens.iter().all(|token| Tokens::Characters.count(token) == 1));
    }

    /// By which a tokenizer without Unicode's tables finds the same tokens: of a vocabulary of whole characters the longest that fits.
    #[test]
    fn the_longest_token_that_fits_is_the_next_one(text in texts(), other in texts()) {
        let vocabulary: Vec<&str> = [&text, &other].into_iter().flat_map(|text| Tokens::Characters.split(text)).collect();
        let mut rest = text.as_str();
        for token in Tokens::Characters.split(&text) {
            let longest = vocabulary.iter().filter(|known| rest.starts_with(**known)).max_by_key(|known| known.len());
            prop_assert_eq!(longest, Some(&token), "{:?}", rest);
            rest = &rest[token.len()..];
        }
    }

    #[test]
    fn a_text_after_another_comes_apart_alone(before in texts(), after in texts()) {
        let both = before.clone() + &after;
        let apart: Vec<&str> = [&before, &after].into_iter().flat_map(|text| Tokens::Characters.split(text)).collect();
        prop_assert_eq!(Tokens::Characters.begins_anew(&before, &after), Tokens::Characters.split(&both).eq(apart));
    }
}

/// The smallest data set, as the value of the key `dataset`.
const DATASET: &str = r#"{"pairs": [{"prompt": "a", "chosen": "b", "rejected": "c"}]}"#;

/// A lab file whose data set is this.
fn dataset(dataset: &str) -> String {
    format!("{{\"dataset\": {dataset}}}")
}

/// A lab file with one pair of words.
fn of_words(prompt: &str, chosen: &str, rejected: &str) -> String {
    dataset(&format!(r#"{{"pairs": [{{"prompt": {prompt:?}, "chosen": {chosen:?}, "rejected": {rejected:?}}}]}}"#))
}

/// The text is refused at this field, in a sentence that holds the fragment and names the field.
#[track_caller]
fn check_bad(text: &str, field: &str, fragment: &str) {
    let Err(error) = LabFile::from_json(text) else { panic!("accepted: {text}") };
    let sentence = error.to_string();
    assert_eq!(error.field, field, "{text}: {sentence}");
    assert!(sentence.contains(fragment) && sentence.contains(field), "{text}: {sentence}\nis without {fragment:?}");
    assert!(sentence.ends_with(['.', '?']) && sentence.chars().count() <= 400, "{sentence}");
}

fn characters(entries: &str) -> String {
    dataset(&format!(r#"{{"tokens": "characters", {entries}}}"#))
}

fn of_pair(prompt: &str, chosen: &str, rejected: &str) -> String {
    let [prompt, chosen, rejected] = [prompt, chosen, rejected].map(Node::quote);
    characters(&format!(r#""pairs": [{{"prompt": {prompt}, "chosen": {chosen}, "rejected": {rejected}}}]"#))
}

fn lab(prompt: &str, chosen: &str, rejected: &str) -> LabFile {
    let text = of_pair(prompt, chosen, rejected);
    LabFile::from_json(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `tokens | prompt | chosen | rejected`, the texts quoted.
fn shown(file: &LabFile) -> String {
    let pairs = file.dataset.pairs.iter().flat_map(|pair| pair.texts().map(|(_, text)| format!(" | {text:?}")));
    format!("{}{}", file.dataset.vocabulary[1..].join(""), pairs.collect::<String>())
}

#[test]
fn texts_stay_as_they_are_typed() {
    let file = lab("2+2=", "4", "5");
    assert_eq!(file.dataset.vocabulary, [EOS, "2", "+", "=", "4", "5"]);
    let pair = &file.encode()[0];
    assert_eq!((&pair.prompt[..], &pair.chosen[..], &pair.rejected[..]), (&[1, 2, 1, 3][..], &[4, 0][..], &[5, 0][..]));
    assert_eq!((pair.one_token_apart(), pair.edit_distance()), (Some(0), 1));
    for text in [" a  b ", "\n", "\t \r\n", "<eos>", "👨‍👩‍👧🇩🇪", "e\u{301}é", "한국", "שלום", "日本語。"]
    {
        let file = lab(text, text, "x");
        assert_eq!(file.dataset.pairs[0].prompt, text);
        let vocabulary = Vocabulary::new(Tokens::Characters, &file.dataset.vocabulary);
        assert_eq!(vocabulary.decode(&file.encode()[0].prompt), text);
        assert!(!file.encode()[0].prompt.contains(&EOS_ID), "{text:?}");
    }
    assert_eq!(lab("<eos>", "1", "2").encode()[0].prompt.len(), 5, "the end is none of its characters");
}

#[test]
fn what_is_no_token_is_refused() {
    let bad = |prompt: &str, chosen: &str, field: &str, fragment: &str| {
        check_bad(&of_pair(prompt, chosen, "zz"), &format!("dataset.pairs[0].{field}"), fragment);
    };
    bad("", "a", "prompt", "at least one character");
    bad("a\u{1}b", "a", "prompt", "without control characters");
    bad("a", "zz", "rejected", "differs from chosen");
    bad("a", "\u{301}b", "chosen", "does not begin with a mark that joins the last character of the prompt");
    bad("🇩", "🇪", "chosen", "does not begin with a mark");
    bad(&format!("👍{}", "🏽".repeat(64)), "b", "prompt", "at most 64 characters");
    check_bad(
        &dataset(r#"{"tokens": "letters", "pairs": []}"#),
        "dataset.tokens",
        "allowed is \"words\" or \"characters\"",
    );
    check_bad(&dataset(r#"{"tokens": 1, "pairs": []}"#), "dataset.tokens", "dataset.tokens is 1");
    let vocabulary = |tokens: &str| characters(&format!(r#""vocabulary": [{tokens}], "pairs": []"#));
    check_bad(&vocabulary(r#""<eos>", "ab""#), "dataset.vocabulary[1]", "one character");
    check_bad(&vocabulary(r#""<eos>", "<eos>""#), "dataset.vocabulary[1]", "one character");
    check_bad(&vocabulary(r#""a""#), "dataset.vocabulary[0]", "must come first");
    check_bad(&vocabulary(r#""<eos>", """#), "dataset.vocabulary[1]", "at least one character");
    let known = r#""vocabulary": ["<eos>", "a", " "], "pairs": [{"prompt": "a ", "chosen": "a", "rejected": "ab"}]"#;
    check_bad(
        &characters(known),
        "dataset.pairs[0].rejected",
        "the token \"b\", which is not in the vocabulary; allowed are a ␣.",
    );
    let long = of_pair(&"a".repeat(20), &"b".repeat(12), "c");
    check_bad(&long, "dataset.pairs[0].chosen", "a sequence of 33 tokens (20 of the prompt, 12 of chosen");
    let many: String = (0..256).filter_map(|n| char::from_u32(0x4e00 + n)).collect();
    check_bad(&of_pair(&many, "a", "b"), "dataset.pairs", "259 different tokens");
}

#[test]
fn it_is_written_where_it_is_not_words() {
    let file = lab(" a", "b", "c");
    assert!(
        file.to_json()
            .contains("  \"dataset\": {\n    \"tokens\": \"characters\",\n    \"vocabulary\": [\"<eos>\", \" \", ")
    );
    let brief =
        r#"{ "dataset": { "tokens": "characters", "pairs": [{ "prompt": " a", "chosen": "b", "rejected": "c" }] } }"#;
    assert_eq!(file.to_brief(None), brief);
    let words = LabFile::from_json(&dataset(DATASET)).expect("a lab file");
    assert!(!words.to_json().contains("\"tokens\""));
    let said = dataset(&DATASET.replacen('{', r#"{"tokens": "words", "#, 1));
    assert_eq!(LabFile::from_json(&said), Ok(words.clone()), "what is usual may be said");
    // The same texts may be one or the other.
    let other = LabFile::from_json(&characters(r#""pairs": [{"prompt": "a", "chosen": "b", "rejected": "c"}]"#))
        .expect("a lab");
    assert!(other != words && !other.trains_as(&words));
    assert_eq!(LabFile::from_brief(&other.to_brief(None)), Ok((other, None)));
}

#[test]
fn words_become_characters_and_characters_words() {
    let check = |file: &LabFile, tokens: Tokens, expected: &str| {
        let edited = edit::apply(file, &Edit::SetTokens(tokens)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((shown(&edited).as_str(), edited.checked()), (expected, Ok(edited.clone())));
        edited
    };
    let words = LabFile::from_json(&of_words("2 + 2 =", "4 .", "5 .")).expect("a lab");
    // The space between the prompt and the answers is one of the characters: what is read stays what it was.
    let own = check(&words, Tokens::Characters, r#"2 +=4.5 | "2 + 2 =" | " 4 ." | " 5 .""#);
    let text = |file: &LabFile| {
        let PairText { prompt, chosen, .. } = &file.dataset.pairs[0];
        format!("{prompt}{}{chosen}", file.dataset.tokens.between())
    };
    assert_eq!(text(&own), text(&words));
    assert_eq!(check(&own, Tokens::Words, r#"2+=4.5 | "2 + 2 =" | "4 ." | "5 .""#), words);
    check(&own, Tokens::Characters, r#"2 +=4.5 | "2 + 2 =" | " 4 ." | " 5 .""#);
    check(&lab(" a  b\n", "c ", "\td"), Tokens::Words, r#"abcd | "a b" | "c" | "d""#);
    // Where there is no such lab it stays as it is.
    let refused = |file: &LabFile, tokens: Tokens, fragment: &str| {
        let error = edit::apply(file, &Edit::SetTokens(tokens)).expect_err("no lab");
        assert!(error.to_string().contains(fragment), "{error}");
    };
    refused(&lab("a", "b", "b "), Tokens::Words, "differs from chosen");
    refused(&lab(" ", "b", "c"), Tokens::Words, "at least one token");
    refused(&lab("a", "<eos>", "c"), Tokens::Words, "other than <eos>");
    // And room is made for more tokens, as far as there is any.
    let long = |length: usize| of_words("ab ".repeat(length).trim(), "a", "b");
    let grown = edit::apply(&LabFile::from_json(&long(30)).expect("a lab"), &Edit::SetTokens(Tokens::Characters));
    assert_eq!(grown.map(|file| file.model.n_positions), Ok(92));
    let longest = long(50).replace("\"dataset\"", "\"model\": {\"n_positions\": 128}, \"dataset\"");
    refused(&LabFile::from_json(&longest).expect("a lab"), Tokens::Characters, "a sequence of 152 tokens");
}

#[test]
fn edits_keep_characters_apart() {
    let file = lab("2+2=", "4 .", "5 .");
    let check = |edit: Edit, expected: &str| {
        let edited = edit::apply(&file, &edit).unwrap_or_else(|error| panic!("{edit:?}: {error}"));
        assert_eq!(shown(&edited), expected, "{edit:?}");
        assert_eq!(edited.checked().as_ref(), Ok(&edited), "{edit:?}");
    };
    let replace = |position: usize, token: &str| Edit::Replace {
        pair: 0,
        from: EditedAnswer::Chosen,
        position,
        token: token.into(),
    };
    check(Edit::RenameToken { token: 5, to: "\n".into() }, "2+=4\n.5 | \"2+2=\" | \"4\\n.\" | \"5\\n.\"");
    check(replace(2, " "), "2+=4 .5 | \"2+2=\" | \"4 .\" | \"4  \"");
    check(Edit::AddToken("\t".into()), "2+=4 .5\t | \"2+2=\" | \"4 .\" | \"5 .\"");
    check(Edit::RemoveToken { token: 5, uses: Uses::Remove }, "2+=4.5");
    let tidy = PairText { prompt: " x".into(), chosen: "y ".into(), rejected: "z".into() };
    check(Edit::SetPair { at: 0, pair: tidy, words: NewWords::Add }, "2+=4 .5xyz | \" x\" | \"y \" | \"z\"");
    let refused = |edit: Edit, fragment: &str| {
        let error = edit::apply(&file, &edit).expect_err("it is refused");
        assert!(error.to_string().contains(fragment), "{edit:?}: {error}");
    };
    refused(Edit::RenameToken { token: 1, to: "22".into() }, "one character");
    refused(Edit::RenameToken { token: 6, to: "\u{301}".into() }, "does not become one with those beside it");
    refused(replace(1, "\u{301}"), "does not become one with those beside it");
    refused(replace(1, "ab"), "one character");
    refused(Edit::AddToken(" ".into()), "each token once");
    assert_eq!(
        (new_words(&file.dataset, "2\n2x<eos>"), uses_of(&file.dataset, " ")),
        (["\n", "x", "<", "e", "o", "s", ">"].map(String::from).to_vec(), vec![0])
    );
}

#[test]
fn families_are_made_of_characters_too() {
    use generate::{Arithmetic, Miss, Operator, Template, apart, arithmetic, template};
    let tokens = Tokens::Characters;
    let family =
        Arithmetic { operator: Operator::Plus, left: (2, 2), right: (2, 2), miss: Miss::Above, tail: ", so".into() };
    let texts = |prompt: &str, chosen: &str, rejected: &str| PairText {
        prompt: prompt.into(),
        chosen: chosen.into(),
        rejected: rejected.into(),
    };
    assert_eq!(arithmetic(tokens, &family), Ok(vec![texts("2+2=", "4, so", "5, so")]));
    let form = Template { pair: texts("{a}+1= ", "{b} ", "{a} "), slots: "a | b: 1 | 2".into() };
    assert_eq!(template(tokens, &form), Ok(vec![texts("1+1= ", "2 ", "1 ")]));
    let file = lab("2+2=", "4 .", "5 .");
    for distance in 1..=3 {
        for pair in apart(&file.dataset, distance, 7).expect("there are such answers") {
            let [chosen, rejected] = [&pair.chosen, &pair.rejected].map(|text| tokens.split(text).collect::<Vec<_>>());
            assert_eq!(crate::data::distance::edit_distance(&chosen, &rejected), distance);
        }
    }
}

proptest! {
    #[test]
    fn any_text_comes_back(prompt in texts(), chosen in texts(), rejected in texts()) {
        let positions = 2 * [&prompt, &chosen, &rejected].map(|text| Tokens::Characters.count(text)).iter().sum::<usize>() + 3;
        let text = of_pair(&prompt, &chosen, &rejected).replacen("{\"dataset\"", &format!("{{\"model\": {{\"n_positions\": {}}}, \"dataset\"", positions.clamp(3, 128)), 1);
        let Ok(file) = LabFile::from_json(&text) else {
            let joined = [&chosen, &rejected].iter().any(|answer| !Tokens::Characters.begins_anew(&prompt, answer));
            let is_empty = [&prompt, &chosen, &rejected].iter().any(|text| text.is_empty());
            let has_control = [&prompt, &chosen, &rejected].iter().any(|text| text.contains(|sign: char| sign.is_control() && !sign.is_whitespace()));
            prop_assert!(joined || is_empty || has_control || chosen == rejected, "{}", LabFile::from_json(&text).expect_err("refused"));
            return Ok(());
        };
        prop_assert_eq!(file.dataset.pairs[0].texts(), [("prompt", prompt.as_str()), ("chosen", &chosen), ("rejected", &rejected)]);
        prop_assert_eq!(LabFile::from_json(&file.to_json()), Ok(file.clone()));
        prop_assert_eq!(LabFile::from_brief(&file.to_brief(None)), Ok((file.clone(), None)));
        let vocabulary = Vocabulary::new(Tokens::Characters, &file.dataset.vocabulary);
        let ids = &file.encode()[0];
        prop_assert_eq!(vocabulary.decode(&ids.prompt), prompt);
        prop_assert_eq!(vocabulary.decode(&ids.chosen), chosen + EOS);
    }
}
