//! Conversations: lists of messages, and texts whose turns begin with "Human:" and "Assistant:", as in Anthropic's HH.
//!
//! Source: TRL, "Dataset formats", conversational; Bai et al. 2022, "Training a Helpful and Harmless Assistant" (the data set's own form).

use super::answer::RowFault;
use super::loose::{Loose, parse};

/// A turn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    /// Who speaks.
    pub role: String,
    /// What is said.
    pub text: String,
}

impl Said {
    /// A turn of the one who answers.
    pub fn answer(text: &str) -> Said {
        Said { role: "assistant".to_owned(), text: text.to_owned() }
    }

    /// A turn of the one who asks.
    pub fn question(text: &str) -> Said {
        Said { role: "user".to_owned(), text: text.to_owned() }
    }

    /// Whether the one who answers speaks.
    pub fn is_answer(&self) -> bool {
        ["assistant", "gpt", "bot", "model", "chatbot", "ai"].contains(&self.role.to_lowercase().as_str())
    }
}

/// A column's value: a text, or turns.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Spoken<'a> {
    /// A text.
    Text(&'a str),
    /// The turns of a list of messages.
    Turns(Vec<Said>),
    /// The turns of a text of HH.
    Marked(Vec<Said>),
    /// OpenAI's object, which holds messages.
    Wrapped(Vec<Said>),
}

/// What a column holds.
///
/// # Errors
/// Neither a text nor messages with texts.
pub(super) fn spoken<'a>(column: &str, value: &'a Loose) -> Result<Spoken<'a>, RowFault> {
    let no_text = || RowFault::NotText { column: column.to_owned() };
    match value {
        Loose::Text(text) if text.trim_start().starts_with("[{") => match parse(text) {
            // A table has messages as JSON in a cell.
            Ok(Loose::List(items)) if is_conversation(&items) => messages(column, &items).map(Spoken::Turns),
            _ if is_python(text) => Err(RowFault::PythonCell { column: column.to_owned() }),
            _ => Ok(Spoken::Text(text)),
        },
        Loose::Text(text) if is_marked(text) => Ok(Spoken::Marked(marked(text))),
        Loose::Text(text) => Ok(Spoken::Text(text)),
        Loose::List(items) => messages(column, items).map(Spoken::Turns),
        Loose::Object(object) => match object.get("messages") {
            Some(Loose::List(items)) => messages(column, items).map(Spoken::Wrapped),
            _ => message(column, value).map(|said| Spoken::Turns(vec![said])),
        },
        Loose::Null | Loose::Bool(_) | Loose::Number(_) => Err(no_text()),
    }
}

fn is_conversation(items: &[Loose]) -> bool {
    !items.is_empty() && items.iter().all(super::columns::is_message)
}

/// Whether a cell is a list of messages as Python prints it.
fn is_python(text: &str) -> bool {
    ["[{'role'", "[{'content'", "[{'from'", "[{'value'"]
        .iter()
        .any(|beginning| text.trim_start().starts_with(beginning))
}

fn messages(column: &str, items: &[Loose]) -> Result<Vec<Said>, RowFault> {
    items.iter().map(|item| message(column, item)).collect()
}

fn message(column: &str, value: &Loose) -> Result<Said, RowFault> {
    let no_text = || RowFault::NotText { column: column.to_owned() };
    let Loose::Object(object) = value else { return Err(no_text()) };
    let role = match object.get("role").or(object.get("from")) {
        Some(Loose::Text(role)) => role.trim().to_owned(),
        _ => return Err(no_text()),
    };
    let text = match object.get("content").or(object.get("value")) {
        Some(Loose::Text(text)) => text.clone(),
        Some(Loose::List(parts)) => {
            let texts: Option<Vec<&str>> = parts.iter().map(part).collect();
            texts.ok_or_else(no_text)?.join(" ")
        }
        _ => return Err(no_text()),
    };
    Ok(Said { role, text })
}

/// The text of a part of a message; other parts are pictures and the like.
fn part(part: &Loose) -> Option<&str> {
    match part {
        Loose::Text(text) => Some(text),
        Loose::Object(object) => match object.get("text") {
            Some(Loose::Text(text)) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// How turns begin in HH.
const MARKS: [&str; 2] = ["\n\nHuman:", "\n\nAssistant:"];

/// Whether a text is one of HH: it begins with a turn of either, and has the mark of the one who answers.
fn is_marked(text: &str) -> bool {
    let begins = text.trim_start().starts_with("Human:");
    begins && text.contains(MARKS[1])
}

/// The turns of a text of HH. What is between two marks belongs to the first.
fn marked(text: &str) -> Vec<Said> {
    let text = format!("\n\n{}", text.trim_start());
    let mut turns: Vec<Said> = Vec::new();
    let mut rest = text.as_str();
    while let Some((at, mark)) = next_mark(rest) {
        say(&mut turns, &rest[..at]);
        turns.push(if mark == MARKS[0] { Said::question("") } else { Said::answer("") });
        rest = &rest[at + mark.len()..];
    }
    say(&mut turns, rest);
    turns
}

/// The turns of an answer that may go on with further turns of HH.
pub(super) fn continued(text: &str) -> Vec<Said> {
    match next_mark(text) {
        Some(_) => marked(&format!("Assistant:{text}")),
        None => vec![Said::answer(text)],
    }
}

fn next_mark(text: &str) -> Option<(usize, &'static str)> {
    MARKS.into_iter().filter_map(|mark| Some((text.find(mark)?, mark))).min()
}

fn say(turns: &mut [Said], text: &str) {
    if let Some(last) = turns.last_mut() {
        last.text = text.to_owned();
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn turns_of_a_text() {
        let text = "\n\nHuman: a ?\n\nAssistant: b\n\nc\n\nHuman: d ?\n\nAssistant:";
        let said: Vec<(String, String)> = marked(text).into_iter().map(|said| (said.role, said.text)).collect();
        let turn = |role: &str, text: &str| (role.to_owned(), text.to_owned());
        assert_eq!(
            said,
            [turn("user", " a ?"), turn("assistant", " b\n\nc"), turn("user", " d ?"), turn("assistant", "")]
        );
        assert!(is_marked(text) && !is_marked("Human: a") && !is_marked("a\n\nHuman: b\n\nAssistant: c"));
        assert_eq!(continued(" a\n\nHuman: b\n\nAssistant: c").len(), 3);
    }
}
