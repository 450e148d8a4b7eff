//! A text of either kind that a person may paste or drop: a lab file, or TRL's JSONL.

use super::field_error::{Fault, FieldError, JsonText};
use super::json::{self, Node};
use super::jsonl::{self, LinesFault};
use super::lab_file::LabFile;
use super::pair::PairText;

/// What a text held.
#[derive(Clone, Debug, PartialEq)]
pub enum TextContent {
    /// A whole lab file.
    Lab(Box<LabFile>),
    /// Pairs only.
    Pairs(Vec<PairText>),
}

/// What could not be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A file, as a text.
    Text,
    /// Files, as a model.
    Model,
}

/// Reads a text as what it seems to be meant as, so that an error is about that: a JSON object with a lab file's keys is one, an object a
/// line is JSONL, be it one line or many.
pub fn read(text: &str) -> Result<TextContent, FieldError> {
    json::check_size(text, JsonText::Text)?;
    let lab = || LabFile::from_json(text).map(|file| TextContent::Lab(Box::new(file)));
    let pairs = || jsonl::import(text).map(TextContent::Pairs);
    if text.trim().is_empty() {
        return Err(FieldError::new("", Fault::of(LinesFault::NoText)));
    }
    match json::parse(text, JsonText::Text) {
        Ok(value) if is_line(&value, text) => pairs(),
        Ok(_) => lab(),
        Err(_) => {
            let line = text.trim_start_matches('\u{feff}').lines().find(|line| !line.trim().is_empty());
            let line = line.unwrap_or_default();
            let meant_as_line = line.contains("\"prompt\"") && !line.contains("\"dataset\"");
            if meant_as_line || json::parse(line, JsonText::Line(1)).is_ok() { pairs() } else { lab() }
        }
    }
}

/// Whether the only value of a text is a line of JSONL: it has a pair's prompt, or stands on one line and nothing of a lab file is in it.
fn is_line(value: &Node, text: &str) -> bool {
    let Node::Object(entries) = value else { return false };
    let has = |key: &str| entries.iter().any(|(name, _)| name == key);
    if has("prompt") {
        return !has("dataset");
    }
    let alone = text.trim().lines().count() == 1 && !entries.is_empty();
    alone && !LabFile::KEYS.iter().chain(&["preset"]).any(|key| has(key))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::data::presets;

    const LINE: &str = r#"{"prompt":"a","chosen":"b","rejected":"c"}"#;

    #[test]
    fn what_a_text_is_taken_for() {
        let lab = presets()[0].json;
        let compact = r#"{"dataset":{"pairs":[{"prompt":"a","chosen":"b","rejected":"c"}]}}"#;
        let check = |text: &str, pairs: Option<usize>| match (read(text), pairs) {
            (Ok(TextContent::Pairs(read)), Some(pairs)) => assert_eq!(read.len(), pairs, "{text}"),
            (Ok(TextContent::Lab(_)), None) => {}
            (other, _) => panic!("{text}: {other:?}"),
        };
        check(lab, None);
        check(compact, None);
        check(LINE, Some(1));
        check(&format!("\n{LINE}\n\n{LINE}\n"), Some(2));
        // A column of that name does not make a lab file of it.
        check(&format!("{LINE}\n{{\"dataset\":\"x\",\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}}"), Some(2));
    }

    #[test]
    fn errors_are_about_what_was_meant() {
        let check = |text: &str, field: &str, fragment: &str| {
            let error = read(text).expect_err(text);
            assert_eq!(error.field, field, "{text}: {error}");
            assert!(error.to_string().contains(fragment), "{text}: {error}");
        };
        check(" \n", "", "no text yet");
        check("hello", "", "The lab file is not valid JSON");
        check(&format!("{LINE}\n{{\"prompt\":"), "line 2", "Line 2 is not valid JSON");
        check("{\"prompt\":", "line 1", "Line 1 is not valid JSON");
        check("{\n  \"dataset\": {", "", "The lab file is not valid JSON");
        check("{\"prompt\":\"a\"}", "line 1: chosen", "is missing");
        check("{\"seed\": 1}", "dataset", "is missing");
        check("{}", "dataset", "is missing");
        check("[1]", "", "The lab file is a list");
        // A file of one line gets the answer that its first line gets in a file of two.
        for line in [
            r#"{"question":"a","chosen":"b","rejected":"c"}"#,
            r#"{"chosen":[{"role":"user"}],"rejected":[]}"#,
            r#"{"chosen":"b"}"#,
            r#"{"text":"a b c"}"#,
            r#"{"prompt":"a","chosen":"b","rejected":7}"#,
        ] {
            let [one, two] = [line.to_owned(), format!("{line}\n{LINE}")].map(|text| read(&text).expect_err(line));
            assert_eq!(one, two);
            assert!(one.to_string().starts_with("line 1"), "{one}");
        }
        check(&" ".repeat(2 << 20), "", "1 MiB");
    }
}
