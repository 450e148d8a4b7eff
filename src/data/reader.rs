//! A walker over JSON that knows the path it has come, so that every error names its field, its value and what is allowed.

use super::distance::did_you_mean;
use super::field_error::{Allowed, Fault, FieldError, Given, Items, quoted};
use super::json::Node;
use std::ops::RangeInclusive;

/// A value and the path to it.
#[derive(Clone, Debug)]
pub struct FieldNode<'a> {
    /// `dataset.pairs[3].chosen`; empty for the whole text.
    pub path: String,
    value: &'a Node,
}

impl<'a> FieldNode<'a> {
    /// The whole text.
    pub fn root(value: &'a Node) -> Self {
        Self { path: String::new(), value }
    }

    /// The whole of a text that is itself a part, such as a file.
    pub fn part(path: impl Into<String>, value: &'a Node) -> Self {
        Self { path: path.into(), value }
    }

    /// An object whose keys must all be among `keys` and come once.
    pub fn object(&self, keys: &[&'static str]) -> Result<Object<'a>, FieldError> {
        let object = self.open_object()?;
        for (index, (key, _)) in object.entries.iter().enumerate() {
            if !keys.contains(&key.as_str()) {
                return Err(object.unknown_key(key, keys));
            }
            if object.entries.iter().take(index).any(|(earlier, _)| earlier == key) {
                return Err(FieldError::new(object.path_of(key), Fault::Twice));
            }
        }
        Ok(object)
    }

    /// An object that may have any keys.
    pub fn open_object(&self) -> Result<Object<'a>, FieldError> {
        match self.value {
            Node::Object(entries) => Ok(Object { path: self.path.clone(), entries }),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => {
                Err(self.refuse(Allowed::Object))
            }
        }
    }

    /// A list of so many items, which are `of` this kind.
    pub fn items(&self, length: RangeInclusive<usize>, of: Items) -> Result<Vec<FieldNode<'a>>, FieldError> {
        let allowed = || Allowed::List { least: *length.start(), most: *length.end(), of };
        let Node::List(items) = self.value else { return Err(self.refuse(allowed())) };
        if !length.contains(&items.len()) {
            return Err(self.refuse(allowed()));
        }
        let field = |(index, value)| FieldNode { path: format!("{}[{index}]", self.path), value };
        Ok(items.iter().enumerate().map(field).collect())
    }

    /// Whether it is a list, of whatever.
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
                Err(self.refuse(Allowed::Text))
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
        let allowed = || Allowed::Whole(*range.start(), *range.end());
        value.filter(|value| range.contains(value)).ok_or_else(|| self.refuse(allowed()))
    }

    /// As [`FieldNode::integer`], for sizes and counts.
    pub fn count(&self, range: RangeInclusive<usize>) -> Result<usize, FieldError> {
        self.integer(*range.start() as u64..=*range.end() as u64).map(|value| value as usize)
    }

    /// A finite number that passes the test; `allowed` says what the test allows.
    pub fn number(&self, allowed: Allowed, test: impl Fn(f64) -> bool) -> Result<f64, FieldError> {
        let value = match self.value {
            Node::Number(number) => Some(*number),
            Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => None,
        };
        // Adding 0 turns −0 into 0, which is written differently but means the same.
        value
            .filter(|value| value.is_finite() && test(*value))
            .map(|value| value + 0.0)
            .ok_or_else(|| self.refuse(allowed))
    }

    /// One of a few names.
    pub fn choice<T: Copy>(&self, options: &[(&'static str, T)]) -> Result<T, FieldError> {
        if let Node::Text(text) = self.value
            && let Some((_, option)) = options.iter().find(|(name, _)| name == text)
        {
            return Ok(*option);
        }
        let names: Vec<&'static str> = options.iter().map(|(name, _)| *name).collect();
        Err(self.refuse_choice(&names))
    }

    /// The error that this value is none of these names. Apart from [`FieldNode::choice`], so that it is compiled once and not for every type.
    pub fn refuse_choice(&self, names: &[&'static str]) -> FieldError {
        let meant = match self.value {
            Node::Text(text) => did_you_mean(text, names),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::List(_) | Node::Object(_) => None,
        };
        self.refuse(Allowed::OneOf { names: names.to_vec(), meant })
    }

    /// The error that this value is not allowed.
    pub fn refuse(&self, allowed: Allowed) -> FieldError {
        FieldError::new(self.path.clone(), Fault::Refused { given: self.given(), allowed })
    }

    /// The value, as errors tell it.
    pub fn given(&self) -> Given {
        self.value.into()
    }
}

/// What is wrong with an option of `call` that is not among those that are allowed.
pub fn unknown_option(call: &str, option: &str, allowed: &[&str]) -> Option<FieldError> {
    if allowed.contains(&option) {
        return None;
    }
    let fault = Fault::UnknownOption {
        call: call.to_owned(),
        option: option.to_owned(),
        allowed: allowed.iter().map(|name| (*name).to_owned()).collect(),
        meant: did_you_mean(option, allowed).map(str::to_owned),
    };
    Some(FieldError::new(option, fault))
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
    pub fn get(&self, key: &str) -> Option<FieldNode<'a>> {
        let (_, value) = self.entries.iter().find(|(name, _)| name == key)?;
        Some(FieldNode { path: self.path_of(key), value })
    }

    /// The value of a key as `read` understands it, or the default where the key is absent.
    pub fn read<T>(
        &self,
        key: &str,
        default: T,
        read: impl FnOnce(&FieldNode<'a>) -> Result<T, FieldError>,
    ) -> Result<T, FieldError> {
        self.get(key).map_or(Ok(default), |field| read(&field))
    }

    /// The value of a key that must be there, else this fault.
    pub fn require(&self, key: &str, missing: Fault) -> Result<FieldNode<'a>, FieldError> {
        self.get(key).ok_or_else(|| FieldError::new(self.path_of(key), missing))
    }

    fn unknown_key(&self, key: &str, keys: &[&'static str]) -> FieldError {
        let fault = Fault::UnknownKey { allowed: keys.to_vec(), meant: did_you_mean(key, keys) };
        FieldError::new(self.path_of(key), fault)
    }

    fn path_of(&self, key: &str) -> String {
        const SHOWN: usize = 48;
        let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') && !key.is_empty();
        let shown = if plain && key.chars().count() <= SHOWN { key.to_owned() } else { quoted(key) };
        match self.path.as_str() {
            "" => shown,
            path => format!("{path}.{shown}"),
        }
    }
}
