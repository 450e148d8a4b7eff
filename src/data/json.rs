//! JSON as it is written: an object's keys in their order, repeated ones included, so that a reader can name them.
//!
//! serde_json does the parsing and stops at 128 levels of nesting; the length of the text is checked before it starts.

use super::decimal;
use super::field_error::{Fault, FieldError, Given, JsonFault, JsonText};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The longest text that is read, in bytes. A full lab file at every limit is smaller.
pub const MAX_BYTES: usize = 1 << 20;

/// A JSON value.
#[derive(Clone, Debug)]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; whole ones are exact up to 2⁵³, which is more than any field allows.
    Number(f64),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order of the text; a key may come twice.
    Object(Vec<(String, Node)>),
}

/// How deep arrays and objects may lie in one another: the parser's own limit.
const LEVELS: i32 = 127;

/// Parses a text. `source` says in errors which.
pub fn parse(text: &str, source: JsonText) -> Result<Node, FieldError> {
    check_size(text, source)?;
    // A byte order mark is what Windows editors put before UTF-8; JSON does not know it.
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| syntax_error(text, source, &error))
}

/// Refuses a text that is too long to be looked at.
pub fn check_size(text: &str, source: JsonText) -> Result<(), FieldError> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(FieldError::new("", Fault::Json { source, fault: JsonFault::TooLong(text.len()) }))
}

fn syntax_error(text: &str, source: JsonText, error: &serde_json::Error) -> FieldError {
    let fault = if is_too_deep(text, error) {
        JsonFault::TooDeep
    } else if let Some((key, word)) = non_finite_word(text, error) {
        return FieldError::new(key, Fault::NotFinite { key: key.to_owned(), word: word.to_owned() });
    } else if text.trim().is_empty() {
        JsonFault::Empty
    } else {
        JsonFault::Syntax(error.to_string())
    };
    FieldError::new("", Fault::Json { source, fault })
}

/// Up to where the parser has read, in bytes.
fn stop(text: &str, error: &serde_json::Error) -> Option<usize> {
    let line_start: usize = text.split_inclusive('\n').take(error.line().checked_sub(1)?).map(str::len).sum();
    // serde_json points at the last byte it read, which may be anywhere in a word.
    Some((line_start + error.column()).min(text.len()))
}

/// Whether the parser has stopped at one level too many.
fn is_too_deep(text: &str, error: &serde_json::Error) -> bool {
    let read = stop(text, error).map_or(text.as_bytes(), |stop| &text.as_bytes()[..stop]);
    let (mut level, mut deepest, mut in_string, mut is_escaped) = (0_i32, 0, false, false);
    for byte in read {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => level += 1,
            b']' | b'}' => level -= 1,
            _ => {}
        }
        deepest = deepest.max(level);
    }
    deepest > LEVELS
}

/// The key and the word where parsing stopped at a NaN or an Infinity, or at a number that is too large.
fn non_finite_word<'a>(text: &'a str, error: &serde_json::Error) -> Option<(&'a str, &'a str)> {
    let before = text.get(..stop(text, error)?)?;
    let colon = before.rfind(':')?;
    let rest = text.get(colon + 1..)?.trim_start();
    let word = rest.get(..rest.find([',', '}', ']', ' ', '\n', '\r'])?)?;
    let is_too_large = word.len() <= 64 && error.to_string().starts_with(TOO_LARGE);
    if !is_too_large && !["NaN", "Infinity", "-Infinity", "+Infinity", "-NaN"].contains(&word) {
        return None;
    }
    let key = before.get(..colon)?.trim_end().strip_suffix('"')?;
    let key = key.get(key.rfind('"')? + 1..)?;
    Some((key, word))
}

impl Node {
    /// The value of an object's key, to be changed: null where the key was not there, and where this was not an object.
    pub fn entry(&mut self, key: &str) -> &mut Node {
        if !matches!(self, Node::Object(_)) {
            *self = Node::Object(Vec::new());
        }
        let Node::Object(entries) = self else { return self };
        let place = entries.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
            entries.push((key.to_owned(), Node::Null));
            entries.len() - 1
        });
        &mut entries[place].1
    }

    /// A string as JSON writes it.
    pub fn quote(text: &str) -> String {
        let written = serde_json::to_string(text);
        // Writing a string to memory cannot fail; an empty one would be refused by the reader.
        written.unwrap_or_else(|_| "\"\"".to_owned())
    }
}

impl From<&Node> for Given {
    fn from(node: &Node) -> Given {
        match node {
            Node::Null => Given::Null,
            Node::Bool(value) => Given::Bool(*value),
            Node::Number(value) => Given::Number(*value),
            Node::Text(text) => Given::Text(text.clone()),
            Node::List(items) => Given::List(items.len()),
            Node::Object(entries) => Given::Object(entries.len()),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

/// What [`NodeVisitor`] says, through the parser, of a number that is too large, and is known again by.
const TOO_LARGE: &str = "number out of range";

/// The key under which serde_json, with its feature `arbitrary_precision`, hands a number's text over.
const NUMBER: &str = "$serde_json::private::Number";

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    /// Not called: a number with a fraction comes as text. Were it not here, the general refusal would stand in its place, and with it a
    /// table for writing numbers that is as large as the whole of this module's code.
    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut object = Vec::new();
        while let Some(Key(key)) = entries.next_key()? {
            let value = entries.next_value()?;
            if let Node::Text(digits) = &value
                && key == NUMBER
            {
                let number = decimal::parse(digits).filter(|number| number.is_finite());
                return number.map(Node::Number).ok_or_else(|| A::Error::custom(TOO_LARGE));
            }
            object.push((key, value));
        }
        Ok(Node::Object(object))
    }
}

/// An object's key. A type of its own, because for a `String` serde_json brings the words, and the table, to refuse other things with.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyVisitor)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, value: &str) -> Result<Key, E> {
        Ok(Key(value.to_owned()))
    }
}
