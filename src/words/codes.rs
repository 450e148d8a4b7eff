//! What a code says when it is written out: its sentence, in the language at hand. The rooms whose codes these are know nothing of it.

use super::en as spoken;
use crate::data::FieldError;
use crate::data::field_error::Told;
use crate::data::generate::FamilyFault;
use crate::data::import::Unreadable;
use crate::data::jsonl::LinesFault;
use crate::data::pretrained::FolderFault;
#[cfg(feature = "engine")]
use crate::lab::folder::ModelFault;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
use crate::parts::Missing;
use std::error::Error;
use std::fmt::{Display, Formatter, Result};

/// Gives each of these errors the sentence of this function.
macro_rules! written_out {
    ($($code:ty: $sentence:path;)+) => {
        $(impl Display for $code {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                f.write_str(&$sentence(self))
            }
        }

        impl Error for $code {})+
    };
}

/// Gives each of these faults of a field the sentence of this function.
macro_rules! told {
    ($($code:ty: $sentence:path;)+) => {
        $(impl Told for $code {
            fn about(&self, field: &str) -> String {
                $sentence(self, field)
            }
        })+
    };
}

written_out! {
    FieldError: spoken::field::sentence;
}

told! {
    FamilyFault: spoken::families::family;
    LinesFault: spoken::families::lines;
    Unreadable: spoken::families::unreadable;
    FolderFault: spoken::models::folder;
}

#[cfg(feature = "engine")]
told! {
    ModelFault: spoken::models::model;
}

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
told! {
    Missing: missing_part;
}

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
fn missing_part(missing: &Missing, _: &str) -> String {
    missing.to_string()
}
