//! What the public interface hands out, on its way to JavaScript: plain values, built once and walked once.

use crate::data::json::Node;

/// A value as JSON knows them, but for one thing: numbers are numbers, and never text in between.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, its keys in their order.
    Object(Vec<(&'static str, Value)>),
}

impl Value {
    /// The value under a key of an object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let Value::Object(entries) = self else { return None };
        entries.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Appends the value as JSON; numbers that are not finite become null.
    pub fn write_json(&self, text: &mut String) {
        match self {
            Value::Null => *text += "null",
            Value::Bool(truth) => *text += if *truth { "true" } else { "false" },
            Value::Number(number) if number.is_finite() => *text += &number.to_string(),
            Value::Number(_) => *text += "null",
            Value::Text(words) => *text += &Node::quote(words),
            Value::List(items) => {
                for (place, item) in items.iter().enumerate() {
                    text.push(if place == 0 { '[' } else { ',' });
                    item.write_json(text);
                }
                *text += if items.is_empty() { "[]" } else { "]" };
            }
            Value::Object(entries) => {
                for (place, (key, value)) in entries.iter().enumerate() {
                    *text += if place == 0 { "{" } else { ", " };
                    *text += &Node::quote(key);
                    *text += ": ";
                    value.write_json(text);
                }
                *text += if entries.is_empty() { "{}" } else { "}" };
            }
        }
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Value {
        Value::Bool(truth)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Number(number)
    }
}

impl From<f32> for Value {
    fn from(number: f32) -> Value {
        Value::Number(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Value {
        Value::Number(number as f64)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Value {
        Value::List(items)
    }
}

impl<T: Clone + Into<Value>> From<&[T]> for Value {
    fn from(items: &[T]) -> Value {
        Value::List(items.iter().cloned().map(Into::into).collect())
    }
}

impl<T: Clone + Into<Value>> From<&Vec<T>> for Value {
    fn from(items: &Vec<T>) -> Value {
        items.as_slice().into()
    }
}
