//! A walker over JSON that knows the path it has come, so that every error names its field, its value and what is allowed.

use super::distance::did_you_mean;
use super::field_error::{FieldError, listed, quoted};
use super::json::Node;
use std::ops::RangeInclusive;

/// A value and the path to it.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// `dataset.pairs[3].chosen`; empty for the whole text.
    pub path: String,
    value: &'a Node,
}

impl<'a> Field<'a> {
    /// The whole text.
    pub fn root(value: &'a Node) -> Self {
        Self { path: String::new(), value }
    }

    /// The whole of a text that is itself a part, such as a line.
    pub fn part(path: impl Into<String>, value: &'a Node) -> Self {
        Self { path: path.into(), value }
    }

    /// An object whose keys must all be among `keys` and come once.
    pub fn object(&self, keys: &[&str]) -> Result<Object<'a>, FieldError> {
        let object = self.open_object()?;
        for (index, (key, _)) in object.entries.iter().enumerate() {
            if !keys.contains(&key.as_str()) {
                return Err(object.unknown_key(key, keys));
            }
            if object.entries.iter().take(index).any(|(earlier, _)| earlier == key) {
                let path = object.path_of(key);
                let message = format!("{path} is given twice; allowed is each key once.");
                return Err(FieldError::new(path, message));
            }
        }
        Ok(object)
    }

    /// An object that may have any keys.
    pub fn open_object(&self) -> Result<Object<'a>, FieldError> {
        match self.value {
            Node::Object(entries) => Ok(Object { path: self.path.clone(), entries }),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => {
                Err(self.refuse("a JSON object { … }"))
            }
        }
    }

    /// A list whose length lies in the range. `what` says in the plural what its items are.
    pub fn items(&self, length: RangeInclusive<usize>, what: &str) -> Result<Vec<Field<'a>>, FieldError> {
        let allowed = || format!("a list of {} to {} {what}", length.start(), length.end());
        let Node::List(items) = self.value else { return Err(self.refuse(&allowed())) };
        if !length.contains(&items.len()) {
            return Err(self.refuse(&allowed()));
        }
        let field = |(index, value)| Field { path: format!("{}[{index}]", self.path), value };
        Ok(items.iter().enumerate().map(field).collect())
    }

    /// Whether the value is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.value, Node::List(_))
    }

    /// Whether the value is this one: null, a truth, a number or a string.
    pub fn is(&self, other: &Node) -> bool {
        match (self.value, other) {
            (Node::Null, Node::Null) => true,
            (Node::Bool(one), Node::Bool(other)) => one == other,
            (Node::Number(one), Node::Number(other)) => one == other,
            (Node::Text(one), Node::Text(other)) => one == other,
            _ => false,
        }
    }

    /// A string.
    pub fn text(&self) -> Result<&'a str, FieldError> {
        match self.value {
            Node::Text(text) => Ok(text),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::List(_) | Node::Object(_) => {
                Err(self.refuse("a string in quotes"))
            }
        }
    }

    /// A whole number from the range; `100`, `100.0` and `1e2` are the same number.
    pub fn integer(&self, range: RangeInclusive<u64>) -> Result<u64, FieldError> {
        let whole = |value: f64| value.fract() == 0.0 && value >= 0.0 && value < 2f64.powi(53);
        let value = match self.value {
            Node::Number(number) => Some(*number).filter(|value| whole(*value)).map(|value| value as u64),
            Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => None,
        };
        let allowed = || format!("a whole number from {} to {}", range.start(), range.end());
        value.filter(|value| range.contains(value)).ok_or_else(|| self.refuse_number(&allowed()))
    }

    /// As [`Field::integer`], for sizes and counts.
    pub fn count(&self, range: RangeInclusive<usize>) -> Result<usize, FieldError> {
        self.integer(*range.start() as u64..=*range.end() as u64).map(|value| value as usize)
    }

    /// A finite number that passes the test; `allowed` says what the test allows.
    pub fn number(&self, allowed: &str, test: impl Fn(f64) -> bool) -> Result<f64, FieldError> {
        let value = match self.value {
            Node::Number(number) => Some(*number),
            Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => None,
        };
        // Adding 0 turns −0 into 0, which is written differently but means the same.
        value
            .filter(|value| value.is_finite() && test(*value))
            .map(|value| value + 0.0)
            .ok_or_else(|| self.refuse_number(allowed))
    }

    /// One of a few names.
    pub fn choice<T: Copy>(&self, options: &[(&str, T)]) -> Result<T, FieldError> {
        if let Node::Text(text) = self.value
            && let Some((_, option)) = options.iter().find(|(name, _)| name == text)
        {
            return Ok(*option);
        }
        let names: Vec<&str> = options.iter().map(|(name, _)| *name).collect();
        Err(self.refuse_choice(&names))
    }

    /// The error that this value is none of these names. Apart from [`Field::choice`], so that it is compiled once and not for every type.
    fn refuse_choice(&self, names: &[&str]) -> FieldError {
        let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
        let mut error = self.refuse(&quoted.join(" or "));
        if let Node::Text(text) = self.value
            && let Some(name) = did_you_mean(text, names)
        {
            error.message.push_str(&format!(" Did you mean {name:?}?"));
        }
        error
    }

    /// The error that this value is not allowed: field, value, what is allowed.
    pub fn refuse(&self, allowed: &str) -> FieldError {
        let name = if self.path.is_empty() { "The lab file" } else { &self.path };
        FieldError::new(self.path.clone(), format!("{name} is {}; allowed is {allowed}.", self.value))
    }

    /// As [`Field::refuse`], with the cause where JavaScript has turned a number that is not finite into null.
    fn refuse_number(&self, allowed: &str) -> FieldError {
        let mut error = self.refuse(allowed);
        if matches!(self.value, Node::Null) {
            error.message.push_str(" JavaScript writes NaN and Infinity as null.");
        }
        error
    }
}

/// What is wrong with an option of `call` that is not among those that are allowed.
pub fn unknown_option(call: &str, option: &str, allowed: &[&str]) -> Option<FieldError> {
    if allowed.contains(&option) {
        return None;
    }
    let mut message = format!("{} is not an option of {call}; allowed are {}.", quoted(option), listed(allowed));
    if let Some(meant) = did_you_mean(option, allowed) {
        message.push_str(&format!(" Did you mean {meant}?"));
    }
    Some(FieldError::new(option, message))
}

/// An object and the path to it.
#[derive(Clone, Debug)]
pub struct Object<'a> {
    path: String,
    entries: &'a [(String, Node)],
}

impl<'a> Object<'a> {
    /// The keys and values in their order.
    pub fn entries(&self) -> &'a [(String, Node)] {
        self.entries
    }

    /// The value of a key, if the key is there.
    pub fn get(&self, key: &str) -> Option<Field<'a>> {
        let (_, value) = self.entries.iter().find(|(name, _)| name == key)?;
        Some(Field { path: self.path_of(key), value })
    }

    /// The value of a key as `read` understands it, or the default where the key is absent.
    pub fn read<T>(
        &self,
        key: &str,
        default: T,
        read: impl FnOnce(&Field<'a>) -> Result<T, FieldError>,
    ) -> Result<T, FieldError> {
        self.get(key).map_or(Ok(default), |field| read(&field))
    }

    /// The value of a key that must be there; `allowed` says what it should be.
    pub fn require(&self, key: &str, allowed: &str) -> Result<Field<'a>, FieldError> {
        self.get(key).ok_or_else(|| {
            let path = self.path_of(key);
            let message = format!("{path} is missing; it must be {allowed}.");
            FieldError::new(path, message)
        })
    }

    fn unknown_key(&self, key: &str, keys: &[&str]) -> FieldError {
        let path = self.path_of(key);
        let mut message = format!("{path} is not a key of the lab file; allowed here are {}.", listed(keys));
        if let Some(meant) = did_you_mean(key, keys) {
            message.push_str(&format!(" Did you mean {meant}?"));
        }
        FieldError::new(path, message)
    }

    fn path_of(&self, key: &str) -> String {
        const SHOWN: usize = 48;
        let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') && !key.is_empty();
        let shown = if plain && key.chars().count() <= SHOWN { key.to_owned() } else { quoted(key) };
        match self.path.as_str() {
            "" => shown,
            // A line of JSONL is not a field of an object: "line 3: chosen".
            path if path.starts_with("line ") => format!("{path}: {shown}"),
            path => format!("{path}.{shown}"),
        }
    }
}
