//! The kinds of data that people bring, one line of a table each: what they are taken for, what is said of it, and what of them is refused.

use super::*;
use crate::data::json::Node;
use crate::data::{LabFile, PairText, Tokens, presets};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn pair(prompt: &str, chosen: &str, rejected: &str) -> PairText {
    PairText { prompt: prompt.into(), chosen: chosen.into(), rejected: rejected.into() }
}

fn read_text(text: &str) -> DataRead {
    read_files(vec![text.into()], DataWish::default())
}

#[track_caller]
fn read_files(files: Vec<DataFile>, wish: DataWish) -> DataRead {
    match read(files, wish) {
        Ok(DataContent::Pairs(read)) => *read,
        other => panic!("{other:?}"),
    }
}

fn refusal(bytes: &[u8], name: Option<&str>) -> FieldError {
    let file = DataFile { name: name.map(str::to_owned), bytes: bytes.to_vec() };
    read(vec![file], DataWish::default()).expect_err("no data")
}

fn names(read: &DataRead) -> Vec<&'static str> {
    read.notes.iter().map(DataNote::name).collect()
}

/// What is said of it.
fn said(read: &DataRead) -> Vec<String> {
    let notes = read.notes.iter().map(DataNote::to_string);
    notes.chain(read.problems.iter().map(|problem| problem.fault.to_string())).collect()
}

/// Lines and reasons, `2 same`, or rows where a line has many, `1/2 same`.
fn reasons(read: &DataRead) -> Vec<String> {
    let told = |bad: &BadRow| match bad.row {
        Some(row) => format!("{}/{row} {}", bad.line, bad.fault.name()),
        None => format!("{} {}", bad.line, bad.fault.name()),
    };
    read.problems.iter().map(told).collect()
}

/// A file of `tests/cases`: its form, how many pairs, the first of them, the notes, and the bad rows.
type Case<'a> = (&'a str, DataForm, usize, [&'a str; 3], &'a [&'a str], &'a [&'a str]);

const ARITHMETIC: [&str; 3] = ["2 + 2 =", "4 .", "5 ."];

const CASES: &[Case] = &[
    ("array.json", DataForm::Standard, 3, ARITHMETIC, &[], &[]),
    ("columnar.json", DataForm::Standard, 3, ARITHMETIC, &["columns"], &[]),
    ("contradictory.jsonl", DataForm::Standard, 4, ["tea or coffee ?", "tea .", "coffee ."], &[], &[]),
    (
        "conversational.jsonl",
        DataForm::Conversational,
        3,
        ["how many legs has a spider ?", "a spider has eight legs .", "a spider has six legs ."],
        &["roles"],
        &[],
    ),
    ("duplicate_keys.jsonl", DataForm::Standard, 1, ["a b", "e", "d"], &["doubled"], &[]),
    ("eos_in_text.jsonl", DataForm::Standard, 2, ["say hi", "hi </s>", "yo </s>"], &[], &[]),
    ("extra_messages_column.jsonl", DataForm::Standard, 3, ARITHMETIC, &["spare"], &[]),
    (
        "html_in_text.jsonl",
        DataForm::Standard,
        2,
        ["<b>bold</b> &amp; <img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "javascript:alert(1)"],
        &[],
        &[],
    ),
    (
        "implicit_prompt.jsonl",
        DataForm::ImplicitPrompt,
        3,
        ["the door is open so the cat", "goes out .", "stays in ."],
        &["implicit"],
        &[],
    ),
    ("kto_unpaired.jsonl", DataForm::Unpaired, 1, ["is ice cold ?", "yes .", "no ."], &["paired"], &[]),
    ("nan_score.jsonl", DataForm::Standard, 3, ARITHMETIC, &["spare"], &[]),
    (
        "natural_sentences.jsonl",
        DataForm::Standard,
        3,
        [
            "Why do leaves change colour in autumn?",
            "Because the tree stops making chlorophyll, the green fades and the yellow and orange pigments, which were there all \
             summer, become visible.",
            "Because the sun paints them while nobody is looking, and the paint only dries once the nights are cold enough.",
        ],
        &[],
        &[],
    ),
    (
        "near_identical_prompts.jsonl",
        DataForm::Standard,
        16,
        ["at 8 the shop on the north street is", "shut .", "open ."],
        &[],
        &[],
    ),
    (
        "one_pair.jsonl",
        DataForm::Standard,
        1,
        ["is a fox an animal ?", "yes , a fox is an animal .", "no , a fox is an animal ."],
        &[],
        &[],
    ),
    (
        "openai_preference.jsonl",
        DataForm::OpenAi,
        1,
        ["is glass soft ?", "no , glass is hard .", "yes , glass is soft ."],
        &["roles"],
        &[],
    ),
    (
        "orca_columns.jsonl",
        DataForm::Standard,
        2,
        ["what colour is snow ?", "snow is white .", "snow is black ."],
        &["mapped", "system"],
        &[],
    ),
    ("pairs.csv", DataForm::Standard, 5, ARITHMETIC, &["spaces"], &[]),
    ("prefix_pair.jsonl", DataForm::Standard, 2, ["count :", "one two three", "one two three four"], &[], &[]),
    ("python_repr.jsonl", DataForm::Unknown, 0, [""; 3], &[], &["1 python", "2 python", "3 python"]),
    ("question_response_columns.jsonl", DataForm::Standard, 2, ["3+4=", "7", "8"], &["mapped"], &[]),
    ("ranking_chain.jsonl", DataForm::Standard, 3, ["rate the soup :", "great .", "good ."], &[], &[]),
    ("replacement_char.jsonl", DataForm::Unknown, 0, [""; 3], &[], &["1 replaced"]),
    (
        "same_chosen_rejected.jsonl",
        DataForm::Standard,
        3,
        ["red or blue ?", "red .", "blue ."],
        &[],
        &["2 same", "4 same"],
    ),
    (
        "shorter_preferred.jsonl",
        DataForm::Standard,
        3,
        ["weather ?", "dry .", "it is going to be a dry day I think ."],
        &[],
        &[],
    ),
    (
        "swapped_all.jsonl",
        DataForm::Standard,
        2,
        ["is fire hot ?", "no , fire is hot .", "yes , fire is hot ."],
        &[],
        &[],
    ),
    (
        "token_64_and_65.jsonl",
        DataForm::Standard,
        1,
        ["short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "b"],
        &[],
        &["2 word"],
    ),
    ("two_on_a_line.jsonl", DataForm::Standard, 1, ["3 + 3 =", "6 .", "7 ."], &[], &["1 two-on-a-line"]),
    ("unicode.jsonl", DataForm::Standard, 10, ["空 は 何 色 ？", "空 は 青い 。", "空 は 赤い 。"], &["spaces"], &[]),
    ("unicode_lookalikes.jsonl", DataForm::Standard, 4, ["drink at the", "café .", "cafe\u{301} ."], &["spaces"], &[]),
    (
        "unicode_no_spaces.jsonl",
        DataForm::Standard,
        2,
        ["天空是什么颜色？", "天空是蓝色的。", "天空是绿色的。"],
        &["characters"],
        &[],
    ),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn file(path: &str) -> DataFile {
    let bytes = std::fs::read(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    DataFile { name: Some(path.to_owned()), bytes }
}

#[test]
fn cases() {
    for (name, form, pairs, first, notes, problems) in CASES {
        let read = read_files(vec![file(name)], DataWish::default());
        assert_eq!((read.form, read.pairs.len()), (*form, *pairs), "{name}: {read:?}");
        assert_eq!(
            (names(&read), reasons(&read)),
            (notes.to_vec(), problems.iter().map(|problem| (*problem).to_owned()).collect()),
            "{name}"
        );
        let [prompt, chosen, rejected] = *first;
        assert!(
            read.pairs.first().is_none_or(|read| *read == pair(prompt, chosen, rejected)),
            "{name}: {:?}",
            read.pairs.first()
        );
        // Without its name, in Windows' way, and with a mark at its beginning, it is the same.
        let text = String::from_utf8(file(name).bytes).expect("UTF-8");
        for text in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            let again = read_text(&text);
            assert_eq!((&again.pairs, reasons(&again)), (&read.pairs, reasons(&read)), "{name}");
        }
    }
    let listed = CASES.iter().map(|(name, ..)| *name);
    let there = std::fs::read_dir(folder()).expect("the cases").map(|entry| entry.expect("an entry").file_name());
    let missing: Vec<_> =
        there.filter(|name| *name != *"train_and_test" && !listed.clone().any(|listed| *name == *listed)).collect();
    assert!(missing.is_empty(), "cases without a line: {missing:?}");
}

#[test]
fn a_file_that_is_named_test_is_held_out_beside_another() {
    let both = || vec![file("train_and_test/test.jsonl"), file("train_and_test/train.jsonl")];
    let read = read_files(both(), DataWish::default());
    assert_eq!((read.pairs.len(), read.eval_pairs.len()), (28, 8));
    assert_eq!((&read.eval_pairs[0], names(&read)), (&pair("0 + 0 =", "0 .", "1 ."), vec!["held-out"]));
    let alone = read_files(vec![file("train_and_test/test.jsonl")], DataWish::default());
    assert_eq!((alone.pairs.len(), alone.eval_pairs.len()), (8, 0));
    let joined = read_files(vec![file("one_pair.jsonl"), file("same_chosen_rejected.jsonl")], DataWish::default());
    assert_eq!((joined.pairs.len(), names(&joined)), (4, vec!["joined"]));
    assert_eq!(joined.problems[0].file.as_deref(), Some("same_chosen_rejected.jsonl"));
}

/// A text, its pairs, the notes and the bad rows.
type Line<'a> = (&'a str, &'a [[&'a str; 3]], &'a [&'a str], &'a [&'a str]);

const ABC: [[&str; 3]; 1] = [["a", "b", "c"]];

const LINES: &[Line] = &[
    // Forms of conversations.
    (
        r#"{"prompt": "a", "chosen": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "rejected": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}]}"#,
        &ABC,
        &["roles"],
        &[],
    ),
    (
        r#"{"prompt": [{"role": "user", "content": "a"}], "chosen": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "rejected": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}]}"#,
        &ABC,
        &["roles"],
        &[],
    ),
    (
        r#"{"chosen": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}, {"role": "assistant", "content": "x"}, {"role": "user", "content": "v"}, {"role": "assistant", "content": "b"}], "rejected": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}, {"role": "assistant", "content": "x"}, {"role": "user", "content": "v"}, {"role": "assistant", "content": "c d"}]}"#,
        &[["s u x v", "b", "c d"]],
        &["roles"],
        &[],
    ),
    (
        r#"{"prompt": [{"role": "user", "content": "a"}], "chosen": [{"role": "assistant", "content": "b"}, {"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}], "rejected": [{"role": "assistant", "content": "c"}]}"#,
        &[["a", "b x y", "c"]],
        &["roles", "turns"],
        &[],
    ),
    (
        r#"{"conversations": [{"from": "human", "value": "a"}], "chosen": {"from": "gpt", "value": "b"}, "rejected": {"from": "gpt", "value": "c"}}"#,
        &ABC,
        &["mapped", "roles"],
        &[],
    ),
    (
        r#"{"prompt": [{"role": "user", "content": [{"type": "text", "text": "a"}]}], "chosen": "b", "rejected": "c"}"#,
        &ABC,
        &["roles"],
        &[],
    ),
    (
        r#"{"prompt": [{"role": "user", "content": [{"type": "image"}]}], "chosen": "b", "rejected": "c"}"#,
        &[],
        &[],
        &["1 no-text"],
    ),
    (r#"{"prompt": "a", "chosen": [{"role": "user", "content": "b"}], "rejected": "c"}"#, &[], &[], &["1 last-turn"]),
    (
        r#"{"chosen": [{"role": "assistant", "content": "b"}], "rejected": [{"role": "assistant", "content": "c"}]}"#,
        &[],
        &[],
        &["1 no-prompt"],
    ),
    (r#"{"prompt": "a", "chosen": [], "rejected": [{"role": "assistant", "content": "c"}]}"#, &[], &[], &["1 blank"]),
    // HH.
    (
        r#"{"chosen": "\n\nHuman: a ?\n\nAssistant: x\n\nHuman: d\n\nAssistant: b", "rejected": "\n\nHuman: a ?\n\nAssistant: x\n\nHuman: d\n\nAssistant: c"}"#,
        &[["a ? x d", "b", "c"]],
        &["roles", "spaces"],
        &[],
    ),
    (r#"{"prompt": "\n\nHuman: a\n\nAssistant:", "chosen": " b", "rejected": " c"}"#, &ABC, &["roles"], &[]),
    (r#"{"chosen": "\n\nHuman: a\n\nAssistant: b", "rejected": "\n\nHuman: a\n\nAssistant:"}"#, &[], &[], &["1 blank"]),
    // Columns, and data sets in parts.
    (
        r#"{"chosen": ["b", "e"], "rejected": ["c", "f"], "prompt": ["a", "d"], "id": [1, 2]}"#,
        &[["a", "b", "c"], ["d", "e", "f"]],
        &["columns", "spare"],
        &[],
    ),
    (
        r#"{"prompt": {"0": "a", "1": "d"}, "chosen": {"0": "b", "1": "e"}, "rejected": {"1": "f", "0": "c"}}"#,
        &[["a", "b", "c"], ["d", "e", "f"]],
        &["columns"],
        &[],
    ),
    (r#"{"prompt": ["a", "d"], "chosen": ["b"], "rejected": ["c", "f"]}"#, &ABC, &["columns"], &["1/2 no-answers"]),
    (
        r#"{"prompt": [[{"role": "user", "content": "a"}]], "chosen": [[{"role": "assistant", "content": "b"}]], "rejected": [[{"role": "assistant", "content": "c"}]]}"#,
        &ABC,
        &["columns", "roles"],
        &[],
    ),
    (r#"{"train": [{"prompt": "a", "chosen": "b", "rejected": "c"}]}"#, &ABC, &[], &[]),
    (
        r#"{"rows": [{"row_idx": 0, "row": {"prompt": "a", "chosen": "b", "rejected": "c"}}], "num_rows_total": 1}"#,
        &ABC,
        &[],
        &[],
    ),
    // Names.
    (r#"{"Question": "a", "Chosen Response": "b", "rejectedResponse": "c"}"#, &ABC, &["mapped"], &[]),
    (
        r#"{"instruction": "a", "input": "i", "chosen": "b", "rejected": "c"}"#,
        &[["a i", "b", "c"]],
        &["mapped", "input"],
        &[],
    ),
    (
        r#"{"instruction": "a", "output_1": "b", "output_2": "c", "preference": 2}"#,
        &[["a", "c", "b"]],
        &["mapped"],
        &[],
    ),
    (r#"{"prompt": "a", "response_0": "b", "response_1": "c", "better_response_id": 0}"#, &ABC, &["mapped"], &[]),
    (
        r#"{"prompt": "a", "response_a": "b", "response_b": "c", "winner": "model_b"}"#,
        &[["a", "c", "b"]],
        &["mapped"],
        &[],
    ),
    (r#"{"prompt": "a", "response_a": "b", "response_b": "c", "winner": "tie"}"#, &[], &[], &["1 no-preference"]),
    (r#"{"instruction": "a", "output_1": "b", "output_2": "c"}"#, &[], &[], &["1 unranked"]),
    (r#"{"prompt": "a", "chosen": "b", "rejected": "c", "split": "test"}"#, &[], &["mapped", "held-out"], &[]),
    // Unpaired answers.
    (r#"{"prompt": "a", "completion": "b", "label": true}"#, &[], &[], &["1 alone"]),
    (r#"{"prompt": "a", "completion": "b", "label": "maybe"}"#, &[], &[], &["1 no-label"]),
    (
        r#"[{"prompt": "a", "completion": "b", "label": 1}, {"prompt": "d", "completion": "b", "label": 0}, {"prompt": "a", "completion": "c", "label": 0}]"#,
        &ABC,
        &["paired"],
        &["1/2 alone"],
    ),
    // What is wrong with rows.
    (r#"{"prompt": "a", "chosen": "b"}"#, &[], &[], &["1 no-answers"]),
    (r#"{"text": "a b c"}"#, &[], &[], &["1 no-answers"]),
    (r#"{}"#, &[], &[], &["1 no-answers"]),
    (r#"{"prompt": "a", "completion": "b"}"#, &[], &[], &["1 one-answer"]),
    (r#"{"chosen": "b", "rejected": "c"}"#, &[], &[], &["1 no-prompt"]),
    (r#"{"prompt": null, "chosen": "a b", "rejected": "a c"}"#, &ABC, &["implicit", "spare"], &[]),
    (r#"{"chosen": "a", "rejected": "a b"}"#, &[], &[], &["1 no-prompt"]),
    (r#"{"chosen": "a x", "rejected": "a x b"}"#, &[["a", "x", "x b"]], &["implicit"], &[]),
    (r#"{"prompt": "", "chosen": "b", "rejected": "c"}"#, &[], &[], &["1 blank"]),
    (r#"{"prompt": "a", "chosen": 7, "rejected": "c"}"#, &[], &[], &["1 no-text"]),
    (r#"{"prompt": "a <eos>", "chosen": "b", "rejected": "c"}"#, &[], &[], &["1 eos"]),
    (r#"{"prompt": "a\u0001", "chosen": "b", "rejected": "c"}"#, &[], &[], &["1 word"]),
    (r#"{"prompt": "a\ud800", "chosen": "b", "rejected": "c"}"#, &[], &[], &["1 replaced"]),
    (r#"{"prompt": "a", "chosen": "b", "rejected": "c"},"#, &[], &[], &["1 json"]),
    (r#"{"prompt": "a", "chosen": "b", "rejected": "c"} {"#, &[], &[], &["1 two-on-a-line"]),
    (r#"{"prompt": "a", "chosen": "b", "rejected": "c""#, &[], &[], &["1 json"]),
    (
        r#"{"prompt": "a", "chosen": "b" , "rejected": "[{'role': 'assistant', 'content': 'x'}]"}"#,
        &[],
        &[],
        &["1 python"],
    ),
];

#[test]
fn lines() {
    for (text, pairs, notes, problems) in LINES {
        let read = read_text(text);
        let expected: Vec<PairText> = pairs.iter().map(|[a, b, c]| pair(a, b, c)).collect();
        assert_eq!(
            (&read.pairs, reasons(&read)),
            (&expected, problems.iter().map(|problem| (*problem).to_owned()).collect()),
            "{text}"
        );
        assert_eq!(names(&read), *notes, "{text}");
        for sentence in said(&read) {
            assert!(sentence.chars().count() < 400, "{sentence}");
        }
    }
}

#[test]
fn one_line_and_two_lines_get_one_answer() {
    for (text, ..) in LINES.iter().filter(|(text, ..)| !text.starts_with('[')) {
        let (one, two) = (read_text(text), read_text(&format!("{text}\n\n{text}\r\n")));
        // Only a pair of unpaired rows has another one to be paired with; here both say the same.
        assert_eq!((&one.form, &one.mapping, &one.columns), (&two.form, &two.mapping, &two.columns), "{text}");
        assert_eq!([&one.pairs[..], &one.pairs[..]].concat(), two.pairs, "{text}");
        let faults = |read: &DataRead, line: usize| -> Vec<(Option<usize>, RowFault)> {
            let of_line = read.problems.iter().filter(|problem| problem.line == line);
            of_line.map(|problem| (problem.row, problem.fault.clone())).collect()
        };
        assert_eq!((faults(&one, 1), faults(&one, 1)), (faults(&two, 1), faults(&two, 3)), "{text}");
        assert_eq!(names(&one), names(&two), "{text}");
    }
}

#[test]
fn tables() {
    let check = |text: &str, pairs: &[[&str; 3]], notes: &[&str], problems: &[&str]| {
        let read = read_text(text);
        let expected: Vec<PairText> = pairs.iter().map(|[a, b, c]| pair(a, b, c)).collect();
        assert_eq!((&read.pairs, names(&read)), (&expected, notes.to_vec()), "{text}");
        assert_eq!(reasons(&read), problems, "{text}");
    };
    check("prompt\tchosen\trejected\na\tb\tc\n", &ABC, &["table"], &[]);
    check("sep=;\r\nprompt;chosen;rejected\r\na;b;c\r\nd;e", &ABC, &["table"], &["4 cells"]);
    check("prompt;chosen;rejected\n\"a;x\";b;c", &[["a;x", "b", "c"]], &["table"], &[]);
    check("id|prompt|chosen|rejected\n1|a|b|c", &ABC, &["table", "spare"], &[]);
    check("chosen,rejected\na b,a c\n,\n\n", &ABC, &["implicit"], &[]);
    check("prompt,chosen,rejected\na,b,c,,\na,b,c,d\n", &ABC, &[], &["3 cells"]);
    check(
        "prompt,chosen,rejected\n\na,\"b\nx\",c\nd,\"e,f\n g,h,i\n",
        &[["a", "b x", "c"]],
        &["spaces"],
        &["5 open-quote"],
    );
    check("prompt,completion,label\na,b,True\na,c,False\n", &ABC, &["paired"], &[]);
    check("prompt,chosen,rejected\ra,b,c\r", &ABC, &[], &[]);
    check(
        "prompt,chosen,rejected\na,\"[{\"\"role\"\": \"\"assistant\"\", \"\"content\"\": \"\"b\"\"}]\",c\na,\"[{'role': 'assistant'}]\",c\n",
        &ABC,
        &["roles"],
        &["3 python"],
    );
    let named = DataFile { name: Some("x.CSV".to_owned()), bytes: b"a,b\nc,d".to_vec() };
    let read = read_files(vec![named.clone()], DataWish::default());
    assert_eq!((read.columns, read.problems.len()), (vec!["a".to_owned(), "b".to_owned()], 1));
    let mapping = ColumnMapping { chosen: Some("a".into()), rejected: Some("b".into()), ..ColumnMapping::default() };
    let rows = DataFile { bytes: b"a,b\nx y,x z".to_vec(), ..named };
    let read = read_files(vec![rows], DataWish { mapping, ..DataWish::default() });
    assert_eq!(read.pairs, [pair("x", "y", "z")]);
}

/// Tables whose columns have names that nobody knows, told from prose.
#[test]
fn tables_of_unknown_columns() {
    let check = |text: &str, columns: &[&str]| {
        let read = read_text(text);
        let found: Vec<&str> = read.columns.iter().map(String::as_str).collect();
        assert_eq!((found, read.pairs.len()), (columns.to_vec(), 0), "{text}");
        assert!(read.guess.is_some() && reasons(&read)[0].ends_with("no-answers"), "{read:?}");
    };
    check("ask;yes;no\na;b;c\nd;e;f\n", &["ask", "yes", "no"]);
    check("ask,yes,no\na,b,\"c, d\"\n", &["ask", "yes", "no"]);
    check("ask\tyes\tno\na\tb\tc\n", &["ask", "yes", "no"]);
    check("yes\tno\na b\ta c\n", &["yes", "no"]);
    for prose in [
        "Roses are red, violets are blue\nSugar is sweet, and so are you\n",
        "One, two, three.\nFour, five, six, seven.\n",
        "One, two, three.\n",
        "a,a,b\nc,d,e\n",
        ",,\na,b,c\n",
    ] {
        assert!(refusal(prose.as_bytes(), None).to_string().contains("neither JSON nor a table"), "{prose}");
    }
    // What lacks one column is guessed around it; what lacks none is not guessed.
    let read = read_text(r#"{"ask": "a", "chosen": "b", "rejected": "c"}"#);
    let guess = read.guess.expect("the prompt is not known");
    assert_eq!(
        [guess.prompt, guess.chosen, guess.rejected].map(Option::unwrap_or_default),
        ["ask", "chosen", "rejected"]
    );
    for text in [
        r#"{"prompt": "a", "chosen": "b", "rejected": "b"}"#,
        r#"{"prompt": "a", "completion": "b"}"#,
        r#"{"prompt": "a", "completion": "b", "label": true}"#,
        r#"{"prompt": 1, "chosen": "b", "rejected": "c"}"#,
        r#"{"text": "a"}"#,
    ] {
        assert_eq!(read_text(text).guess, None, "{text}");
    }
}

#[test]
fn lists_and_texts_over_many_lines() {
    let object = "{\n  \"prompt\": \"a\",\n  \"chosen\": \"b\",\n  \"rejected\": \"c\"\n}";
    let check = |text: &str, pairs: usize, problems: &[&str]| {
        let read = read_text(text);
        assert_eq!(
            (read.pairs.len(), reasons(&read)),
            (pairs, problems.iter().map(|problem| (*problem).to_owned()).collect()),
            "{text}"
        );
    };
    check(object, 1, &[]);
    check(&format!("{object}\n{object}"), 2, &[]);
    check(&format!("{object}\n{{\n\"prompt\": \"a\",\n\"chosen\": 'b'}}"), 1, &["8 python"]);
    check(&format!("[{object},\n{object}]"), 2, &[]);
    check(&format!("[{object},\n{object},]"), 2, &["10 json"]);
    check(&format!("[{object} {object}]"), 1, &["5 json"]);
    check(&format!("[{object},\n1, {object}"), 2, &["6/2 no-object", "10 json"]);
    check(&format!("[{object}] x"), 1, &["5 json"]);
    check("[1]", 0, &["1/1 no-object"]);
    check("[{'prompt': 'a'}]", 0, &["1 python"]);
}

/// However long a value is, it is read a piece at a time, and so are its rows: nobody waits for one that is a whole file.
#[test]
fn long_values_are_read_in_pieces() {
    let check = |text: String, pairs: usize| {
        let pieces_of_16_kib = text.len() >> 14;
        let mut reading = DataReading::new(vec![text.as_str().into()], DataWish::default()).expect("small enough");
        let mut pieces = 1;
        let read = loop {
            match reading.advance().expect("data") {
                DataProgress::More(rest) => reading = rest,
                DataProgress::Done(DataContent::Pairs(read)) => break read,
                DataProgress::Done(DataContent::Lab(lab)) => panic!("{lab:?}"),
            }
            pieces += 1;
        };
        let beginning: String = text.chars().take(60).collect();
        assert_eq!((read.pairs.len(), &read.problems[..]), (pairs, &[][..]), "{beginning}");
        assert!(pieces >= pieces_of_16_kib, "{pieces} pieces: {beginning}");
    };
    let row = r#"{"prompt": "a", "chosen": "b", "rejected": "c", "x": 1}"#;
    let many = |part: &str, count: usize| [part].repeat(count).join(",");
    check(format!("{}\n", &row[..row.len() - 2]) + &format!("[{}]}}", many("[1]", 100_000)), 1);
    check(
        format!(
            "{{\"prompt\": [{0}],\n\"chosen\": [{0}], \"rejected\": [{1}]}}",
            many("\"a\"", 9000),
            many("\"b\"", 9000)
        ),
        9000,
    );
    check(format!("[{}]", many(row, 5000)), 5000);
    check(format!("{{\"train\": [{}], \"test\": []}}", many(row, 5000)), 5000);
    check([row].repeat(5000).join("\n"), 5000);
    check(format!("prompt,chosen,rejected\n{}", ["a,b,c\n"].repeat(40_000).concat()), 40_000);
}

/// White space and signs at which a text that is taken as it stands must be told from one that must be mended.
#[test]
fn texts_are_tidied_and_looked_at() {
    let check = |tokens: Tokens, chosen: &str, expected: Result<&str, &str>| {
        let text = serde_json::to_string(&BTreeMap::from([("prompt", "a"), ("chosen", chosen), ("rejected", "z")]))
            .expect("JSON");
        let read = read_files(vec![text.as_str().into()], DataWish { tokens, ..DataWish::default() });
        let found = read.pairs.first().map(|pair| pair.chosen.as_str()).ok_or_else(|| read.problems[0].fault.name());
        assert_eq!(found, expected, "{chosen:?} as {tokens:?}");
    };
    let long = ["x"; 65].concat();
    for (text, words, characters) in [
        ("b c", Ok("b c"), Ok("b c")),
        (" b  c ", Ok("b c"), Ok(" b  c ")),
        ("b\u{a0}c", Ok("b c"), Ok("b\u{a0}c")),
        ("b\u{3000}c", Ok("b c"), Ok("b\u{3000}c")),
        ("b\nc", Ok("b c"), Ok("b\nc")),
        ("b\r\nc", Ok("b c"), Ok("b\r\nc")),
        ("b\u{1}c", Err("word"), Err("word")),
        ("b\u{7f}", Err("word"), Err("word")),
        ("b\u{85}c", Ok("b c"), Ok("b\u{85}c")),
        ("b\u{9f}c", Err("word"), Err("word")),
        ("b \u{fffd}", Err("replaced"), Err("replaced")),
        ("b <eos> c", Err("eos"), Ok("b <eos> c")),
        ("<b> c", Ok("<b> c"), Ok("<b> c")),
        ("日本 ü", Ok("日本 ü"), Ok("日本 ü")),
        ("", Err("blank"), Err("blank")),
        (" ", Err("blank"), Ok(" ")),
        (&long[..64], Ok(&long[..64]), Ok(&long[..64])),
        (&long, Err("word"), Ok(&long)),
        ("\u{301}b", Ok("\u{301}b"), Err("joined")),
    ] {
        check(Tokens::Words, text, words);
        check(Tokens::Characters, text, characters);
    }
}

#[test]
fn implicit_prompts_end_at_a_token() {
    let check = |tokens: Tokens, [chosen, rejected]: [&str; 2], expected: Result<[&str; 3], &str>| {
        let text = serde_json::to_string(&BTreeMap::from([("chosen", chosen), ("rejected", rejected)])).expect("JSON");
        let read = read_files(vec![text.as_str().into()], DataWish { tokens, ..DataWish::default() });
        let found = read.pairs.first().map(|pair| [&pair.prompt, &pair.chosen, &pair.rejected].map(String::as_str));
        let found = found.ok_or_else(|| read.problems[0].fault.name());
        assert_eq!(found, expected, "{chosen:?} {rejected:?} as {tokens:?}");
    };
    use Tokens::{Characters, Words};
    check(Words, ["a b c", "a  b d"], Ok(["a b", "c", "d"]));
    check(Words, ["a bc", "a bd"], Ok(["a", "bc", "bd"]));
    check(Words, ["a b", "a b c"], Ok(["a", "b", "b c"]));
    check(Words, ["a b", "a  b"], Err("same"));
    check(Words, ["a", "a b"], Err("no-prompt"));
    check(Characters, ["2+2=4", "2+2=5"], Ok(["2+2=", "4", "5"]));
    check(Characters, ["ab", "abc"], Ok(["a", "b", "bc"]));
    check(Characters, ["ab", "ab"], Err("same"));
    check(Characters, ["a", "b"], Err("no-prompt"));
    check(Characters, ["ae\u{301}x", "aey"], Ok(["a", "e\u{301}x", "ey"]));
    check(Characters, ["aeé", "aeè"], Ok(["ae", "é", "è"]));
    check(Characters, ["a\r\nb", "a\rb"], Ok(["a", "\r\nb", "\rb"]));
    check(Characters, ["äö", "äü"], Ok(["ä", "ö", "ü"]));
}

#[test]
fn what_is_no_data() {
    let check = |bytes: &[u8], name: Option<&str>, fragment: &str| {
        let sentence = refusal(bytes, name).to_string();
        assert!(sentence.contains(fragment) && sentence.ends_with('.'), "{sentence}");
    };
    check(b"", None, "no text yet");
    check(b" \n\xef\xbb\xbf", None, "neither JSON");
    check(b"\xef\xbb\xbf \n", None, "no text yet");
    check(b"hello, world", None, "neither JSON nor a table");
    check(b"[]", None, "no row");
    check(b"prompt,chosen,rejected\n", Some("a.csv"), "no row");
    check(b"PAR1\x15\x04", Some("train.parquet"), "Parquet");
    check(b"PK\x03\x04", Some("pairs.xlsx"), "spreadsheet");
    check(&vec![b' '; MOST_BYTES + 1], None, "4 MiB");
    assert!(read(Vec::new(), DataWish::default()).is_err());
    assert!(read(vec!["a".into(); MOST_FILES + 1], DataWish::default()).is_err());
    // A lab file's own errors are the lab file's.
    check(b"{\n  \"dataset\": {", None, "The lab file is not valid JSON");
    check(b"{\"dataset\": {\"pairs\": [", None, "The lab file is not valid JSON");
    check(b"{\"seed\": 1}", None, "dataset is missing");
}

#[test]
fn a_lab_file_is_known() {
    for preset in presets() {
        let content = read(vec![preset.json.into()], DataWish::default());
        assert_eq!(content, LabFile::from_json(preset.json).map(|lab| DataContent::Lab(Box::new(lab))));
    }
    // A column of that name does not make a lab file of it.
    assert_eq!(read_text(r#"{"dataset":"x","prompt":"a","chosen":"b","rejected":"c"}"#).pairs.len(), 1);
}

#[test]
fn roles_are_kept_when_they_are_wished_for() {
    let text = r#"{"prompt": [{"role": "user", "content": "a"}], "chosen": [{"role": "assistant", "content": "b"}], "rejected": [{"role": "assistant", "content": "c"}]}"#;
    let read = read_files(vec![text.into()], DataWish { keep_roles: true, ..DataWish::default() });
    assert_eq!((&read.pairs[..], names(&read)), (&[pair("user: a", "b", "c")][..], vec!["roles-kept"]));
}

#[test]
fn an_implicit_prompt_is_the_same_as_one_that_is_written_out() {
    let implicit = read_text(r#"{"chosen": "the cat  sat", "rejected": "the cat ran"}"#);
    let explicit = read_text(r#"{"prompt": "the cat", "chosen": "sat", "rejected": "ran"}"#);
    assert_eq!(implicit.pairs, explicit.pairs);
}

#[test]
fn parts_of_a_data_set() {
    let read = read_text(
        r#"{"train": {"prompt": ["a"], "chosen": ["b"], "rejected": ["c"]}, "test": {"prompt": ["d"], "chosen": ["e"], "rejected": ["f"]}}"#,
    );
    assert_eq!((read.pairs, read.eval_pairs), (vec![pair("a", "b", "c")], vec![pair("d", "e", "f")]));
}

proptest! {
    #[test]
    fn damaged_texts_are_read_or_refused(
        place in 0..CASES.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let mut file = file(CASES[place].0);
        for (at, byte, kind) in damage {
            let at = at.index(file.bytes.len().max(1));
            match kind {
                0 => file.bytes.truncate(at),
                1 if at < file.bytes.len() => file.bytes[at] = byte,
                2 if at < file.bytes.len() => drop(file.bytes.remove(at)),
                _ => file.bytes.insert(at.min(file.bytes.len()), byte),
            }
        }
        match read(vec![file], DataWish::default()) {
            Ok(DataContent::Pairs(read)) => {
                for pair in read.pairs.iter().chain(&read.eval_pairs) {
                    // A pair is one that a lab takes, but for its length.
                    let short = |text: &str| text.split(' ').count() < 15;
                    let is_short = short(&pair.prompt) && short(&pair.chosen) && short(&pair.rejected);
                    let lab = LabFile::from_pairs(vec![pair.clone()]);
                    prop_assert!(!is_short || lab.is_ok_and(|lab| lab.dataset.pairs == [pair.clone()]));
                }
                for sentence in said(&read) {
                    prop_assert!(!sentence.is_empty() && sentence.chars().count() < 1000, "{sentence}");
                }
            }
            Ok(DataContent::Lab(_)) => {}
            Err(error) => prop_assert!(error.to_string().ends_with(['.', '?'])),
        }
    }
}

/// Words are read unless characters are asked for, and said to be likely not what was meant where nothing but they makes sense of the answers.
#[test]
fn characters_are_offered_and_read_where_they_are_asked_for() {
    let wish = || DataWish { tokens: Tokens::Characters, ..DataWish::default() };
    let row = |entries: &[(&str, &str)]| {
        let entries: Vec<String> =
            entries.iter().map(|(key, text)| format!("{key:?}: {}", Node::quote(text))).collect();
        format!("{{{}}}", entries.join(", "))
    };
    let pair_of =
        |[prompt, chosen, rejected]: [&str; 3]| row(&[("prompt", prompt), ("chosen", chosen), ("rejected", rejected)]);
    let answers = |chosen: &str, rejected: &str| row(&[("chosen", chosen), ("rejected", rejected)]);
    for (text, offered) in [
        (answers("2+2=4", "2+2=5"), true),
        (pair_of(["2+2=", "4.", "5."]), true),
        (pair_of(["天空是什么颜色？", "天空是蓝色的。", "天空是绿色的。"]), true),
        (pair_of(["2 + 2 =", "4.", "5."]), false),
        (pair_of(["2+2=", "4", "5"]), false),
        (pair_of(["fire?", "yes", "no"]), false),
        (pair_of(["2+2=5?", "false", "true"]), false),
        (pair_of(["capital?", "Paris", "Rome"]), false),
        (pair_of(["a", "b c", "b d"]), false),
        (pair_of(["a", "b", "b"]), false),
    ] {
        let read = read_text(&text);
        assert_eq!((names(&read).contains(&"characters"), read.tokens), (offered, Tokens::Words), "{text}");
        // What is read as characters is not asked about.
        assert!(!names(&read_files(vec![text.as_str().into()], wish())).contains(&"characters"), "{text}");
    }
    assert_eq!(reasons(&read_text(&answers("2+2=4", "2+2=5"))), ["1 no-prompt"]);
    let check = |text: &str, expected: [&str; 3], notes: &[&str]| {
        let read = read_files(vec![text.into()], wish());
        let [prompt, chosen, rejected] = expected;
        assert_eq!((&read.pairs[..], reasons(&read)), (&[pair(prompt, chosen, rejected)][..], vec![]), "{text}");
        assert_eq!((names(&read), read.tokens), (notes.to_vec(), Tokens::Characters), "{text}");
    };
    check(&answers("2+2=4", "2+2=5"), ["2+2=", "4", "5"], &["implicit"]);
    check(&answers("the cat sat", "the cat ran"), ["the cat ", "sat", "ran"], &["implicit"]);
    // Not within a character.
    check(&answers("a cafe\u{301}", "a cafe"), ["a caf", "e\u{301}", "e"], &["implicit"]);
    check(&pair_of([" a  b\n", "c ", "\td"]), [" a  b\n", "c ", "\td"], &[]);
    check(&pair_of(["<eos>", "<", "e"]), ["<eos>", "<", "e"], &[]);
    let bad = read_files(vec![pair_of(["a", "\u{301}", "b"]).as_str().into()], wish());
    assert_eq!(reasons(&bad), ["1 joined"]);
    let judged = r#"{"prompt": "a", "completion": "\u0301b", "label": true}"#;
    assert_eq!(reasons(&read_files(vec![judged.into()], wish())), ["1 joined"]);
    assert!(
        DataWish::tokens_named("letters").is_err_and(|error| error.to_string().contains("\"words\" or \"characters\""))
    );
}
