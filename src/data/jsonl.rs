//! TRL's preference data set: one JSON object `{"prompt": …, "chosen": …, "rejected": …}` a line.
//!
//! Format: the "standard, explicit prompt" form of TRL's dataset documentation. Columns of other names (scores, ids) are
//! passed over, as TRL does; its conversational form, lists of messages, has no place in a toy vocabulary and is refused.

use super::field_error::{Fault, FieldError, JsonText};
use super::json::{self, Node};
use super::lab_file::limits;
use super::pair::PairText;
use super::reader::FieldNode;

/// What is wrong with lines of pairs, or with a text that could be some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinesFault {
    /// This line, counted from 1, is one pair too many.
    Many(usize),
    /// No line has a pair.
    NoPair,
    /// A column is a list of messages.
    Messages,
    /// There is no text.
    NoText,
}

/// Reads the pairs of a JSONL text. Blank lines are allowed; errors name the line, counted from 1.
pub fn import(text: &str) -> Result<Vec<PairText>, FieldError> {
    json::check_size(text, JsonText::JsonLines)?;
    let mut pairs = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if line.trim().is_empty() {
            continue;
        }
        if pairs.len() == limits::PAIRS {
            return Err(FieldError::new(format!("line {number}"), Fault::of(LinesFault::Many(number))));
        }
        pairs.push(read_line(number, line)?);
    }
    if pairs.is_empty() {
        return Err(FieldError::new("", Fault::of(LinesFault::NoPair)));
    }
    Ok(pairs)
}

/// Writes the pairs as JSONL, one line each, keys in TRL's order.
pub fn export(pairs: &[PairText]) -> String {
    let mut text = String::new();
    for pair in pairs {
        let [prompt, chosen, rejected] = pair.texts().map(|(key, value)| format!("{key:?}: {}", Node::quote(value)));
        text.push_str(&format!("{{{prompt}, {chosen}, {rejected}}}\n"));
    }
    text
}

fn read_line(number: usize, line: &str) -> Result<PairText, FieldError> {
    let place = format!("line {number}");
    let value = json::parse(line, JsonText::Line(number));
    let value = value.map_err(|error| FieldError { field: place.clone(), ..error })?;
    let object = FieldNode::line(&place, &value).open_object()?;
    for key in ["prompt", "chosen", "rejected", "messages"] {
        if let Some(field) = object.get(key)
            && field.is_list()
        {
            return Err(FieldError::new(field.path, Fault::of(LinesFault::Messages)));
        }
    }
    PairText::read(&object)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_trl_writes() {
        let text = "\u{feff}{\"prompt\": \"2 + 2 =\", \"chosen\": \"4 .\", \"rejected\": \"5 .\"}\r\n\n\
                    {\"rejected\":\"no\",\"score\":[1],\"chosen\":\" yes \",\"prompt\":\"is\\tit ?\"}";
        let pair = |prompt: &str, chosen: &str, rejected: &str| PairText {
            prompt: prompt.into(),
            chosen: chosen.into(),
            rejected: rejected.into(),
        };
        assert_eq!(import(text), Ok(vec![pair("2 + 2 =", "4 .", "5 ."), pair("is it ?", "yes", "no")]));
    }

    #[test]
    fn bad_lines() {
        let check = |text: &str, field: &str, fragment: &str| {
            let error = import(text).expect_err(text);
            assert_eq!(error.field, field, "{error}");
            let sentence = error.to_string();
            assert!(sentence.contains(fragment) && sentence.ends_with(['.', '?']), "{sentence}");
        };
        let good = r#"{"prompt":"a","chosen":"b","rejected":"c"}"#;
        check("", "", "at least one");
        check(&"\n".repeat(json::MAX_BYTES + 1), "", "1 MiB");
        check(&format!("{good}\n\n{{\"prompt\":"), "line 3", "Line 3 is not valid JSON");
        check(r#"{"prompt":"a","chosen":"b"}"#, "line 1: rejected", "is missing");
        check(r#"{"prompt":"a","chosen":"b","rejected":"b "}"#, "line 1: rejected", "differs from chosen");
        check(r#"{"prompt":" ","chosen":"b","rejected":"c"}"#, "line 1: prompt", "at least one token");
        check(r#"{"prompt":"a","chosen":7,"rejected":"c"}"#, "line 1: chosen", "is 7; allowed is a string");
        check(r#"{"prompt":"a","chosen":[{"role":"user"}],"rejected":"c"}"#, "line 1: chosen", "conversational");
        check("[1]", "line 1", "a JSON object");
        check(&"[".repeat(5000), "line 1", "nested");
        check(&format!("{good}\n").repeat(513), "line 513", "at most 512");
    }

    proptest! {
        #[test]
        fn round_trip(texts in prop::collection::vec(("[ -~äß→日]{1,12}", "[ -~]{1,12}", "[!-~]{1,6}"), 1..6)) {
            let words = |text: &str, more: &str| {
                let tokens: Vec<&str> = text.split_whitespace().chain([more]).collect();
                tokens.join(" ")
            };
            let pairs: Vec<PairText> = texts
                .iter()
                .map(|(a, b, c)| PairText { prompt: words(a, c), chosen: words(b, c), rejected: words(b, &format!("{c}x")) })
                .collect();
            prop_assert_eq!(import(&export(&pairs)), Ok(pairs));
        }

        #[test]
        fn never_panics(text in "[\\[\\]{}\":,a-c \n\\\\]{0,60}") {
            let _ = import(&text);
        }
    }
}
