//! What JavaScript is handed: values, and errors, each a JavaScript `Error` whose message is a sentence for the person, with a `field` where
//! one is at fault.

use super::refusal::Refusal;
use super::value::Value;
use crate::data::FieldError;
use crate::parts::Missing;
use crate::train::memory::Purpose;
use crate::train::{AskedRun, TrainError};
use js_sys::Reflect;
use std::fmt::Display;
use wasm_bindgen::JsValue;

/// Value by value: writing numbers as text only to have them parsed again would cost time.
pub fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(truth) => JsValue::from_bool(*truth),
        Value::Number(number) => JsValue::from_f64(*number),
        Value::Text(text) => JsValue::from_str(text),
        Value::List(items) => items.iter().map(to_js).collect::<js_sys::Array>().into(),
        Value::Object(entries) => {
            let object = js_sys::Object::new();
            for (key, value) in entries {
                // A fresh plain object takes every property.
                let _ = Reflect::set(&object, &(*key).into(), &to_js(value));
            }
            object.into()
        }
    }
}

/// A part of the page that has not come.
pub fn missing(cause: Missing) -> JsValue {
    error(&cause, None)
}

/// What is refused.
pub fn refused(refusal: Refusal) -> JsValue {
    let field = match &refusal {
        Refusal::Backend(_) => Some("backend"),
        Refusal::NoLab => Some("link"),
        Refusal::Phase(_) | Refusal::Untrained(_) => Some("phase"),
        Refusal::Steps { .. } => Some("steps"),
        Refusal::Number { name, .. } => Some(*name),
        Refusal::NoStep => Some("step"),
        Refusal::Freed | Refusal::NoGradients | Refusal::NoParameters => None,
    };
    error(&refusal, field)
}

/// There is no such run.
pub fn no_such_run(given: AskedRun, runs: usize) -> JsValue {
    train_error(TrainError::NoSuchRun { given, runs })
}

/// What is wrong with a field.
pub fn field_error(cause: FieldError) -> JsValue {
    let field = (!cause.field.is_empty()).then_some(cause.field.as_str());
    error(&cause, field)
}

/// What a session refuses, or why it has stopped.
pub fn train_error(cause: TrainError) -> JsValue {
    let field = match &cause {
        TrainError::TooLarge(_) | TrainError::NoRoom => Some("runs"),
        TrainError::NoMemory(shortage) => match shortage.purpose {
            Purpose::Lab | Purpose::Fork => Some("runs"),
            Purpose::Steps => Some("steps"),
            Purpose::Look => None,
        },
        TrainError::Events(cause) => return field_error(cause.clone()),
        TrainError::Frozen { .. } | TrainError::NotTrained { .. } => Some("phase"),
        TrainError::NoPairs => Some("dataset.pairs"),
        TrainError::NoSuchRun { .. } => Some("run"),
        TrainError::NoWeights(_) | TrainError::OtherShape(_) => Some("weights"),
        TrainError::NoSuchStep { .. } => Some("step"),
        TrainError::Diverged(_) => None,
    };
    error(&cause, field)
}

/// What is thrown: the sentence, and the field at fault.
pub fn error(cause: &dyn Display, field: Option<&str>) -> JsValue {
    let error = js_sys::Error::new(&cause.to_string());
    if let Some(field) = field {
        // Setting a property of a fresh object cannot fail; were it to, the sentence would still be there.
        let _ = Reflect::set(&error, &"field".into(), &field.into());
    }
    error.into()
}

/// A whole number from 0 to `most`.
///
/// # Errors
/// Any other.
pub fn index(name: &'static str, given: f64, most: usize) -> Result<usize, JsValue> {
    if given >= 0.0 && given.fract() == 0.0 && given <= most as f64 {
        Ok(given as usize)
    } else {
        Err(refused(Refusal::Number { name, given, most }))
    }
}
