//! JSON as it is written: an object's keys in their order, repeated ones included, so that a reader can name them.
//!
//! serde_json does the parsing and stops at 128 levels of nesting; the length of the text is checked before it starts.

use super::decimal;
use super::field_error::{FieldError, quoted};
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

/// Parses a text. `what` names it in errors: `The lab file`.
pub fn parse(text: &str, what: &str) -> Result<Node, FieldError> {
    check_size(text, what)?;
    // A byte order mark is what Windows editors put before UTF-8; JSON does not know it.
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| syntax_error(text, what, &error))
}

/// Refuses a text that is too long to be looked at.
pub fn check_size(text: &str, what: &str) -> Result<(), FieldError> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    let message = format!("{what} has {} bytes; allowed are at most {MAX_BYTES} (1 MiB).", text.len());
    Err(FieldError::new("", message))
}

fn syntax_error(text: &str, what: &str, error: &serde_json::Error) -> FieldError {
    if error.to_string().starts_with("recursion limit") {
        let message = format!("{what} is nested more than 100 levels deep; a lab file has at most 4 levels.");
        return FieldError::new("", message);
    }
    if let Some((key, word)) = non_finite_word(text, error) {
        let message = format!("{key} is {word}, which JSON does not know; allowed is a finite number.");
        return FieldError::new(key, message);
    }
    if text.trim().is_empty() {
        return FieldError::new("", format!("{what} is empty; it must be a JSON object."));
    }
    FieldError::new("", format!("{what} is not valid JSON: {error}."))
}

/// The key and the word where parsing stopped at a NaN or an Infinity, or at a number that is too large.
fn non_finite_word<'a>(text: &'a str, error: &serde_json::Error) -> Option<(&'a str, &'a str)> {
    let line_start: usize = text.split_inclusive('\n').take(error.line().checked_sub(1)?).map(str::len).sum();
    // serde_json points at the last byte it read, which may be anywhere in the word.
    let stop = line_start + error.column();
    let before = text.get(..stop.min(text.len()))?;
    let colon = before.rfind(':')?;
    let rest = text.get(colon + 1..)?.trim_start();
    let word = rest.get(..rest.find([',', '}', ']', ' ', '\n', '\r'])?)?;
    let out_of_range = error.to_string().starts_with("number out of range") && word.len() <= 64;
    if !out_of_range && !["NaN", "Infinity", "-Infinity", "+Infinity", "-NaN"].contains(&word) {
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

/// What the value is, in the words of an error.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Null => f.write_str("null"),
            Node::Bool(value) => write!(f, "{value}"),
            Node::Number(value) => write!(f, "{value}"),
            Node::Text(text) => f.write_str(&quoted(text)),
            Node::List(items) => write!(f, "a list of {}", items.len()),
            Node::Object(entries) => write!(f, "an object with {} keys", entries.len()),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

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
                return number.map(Node::Number).ok_or_else(|| A::Error::custom("number out of range"));
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
