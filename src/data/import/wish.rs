//! How data are to be read.

use super::columns::{ColumnMapping, OtherColumns};
use crate::data::field_error::FieldError;
use crate::data::json::Node;
use crate::data::reader::FieldNode;
use crate::data::tokens::Tokens;

/// How data are to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataWish {
    /// The columns, as far as they are not to be known by their names.
    pub mapping: ColumnMapping,
    /// What of a row is not in the mapping.
    pub others: OtherColumns,
    /// Whether the words for who speaks are kept.
    pub keep_roles: bool,
    /// What of the texts is a token.
    pub tokens: Tokens,
}

impl DataWish {
    /// What is a token, by its name.
    ///
    /// # Errors
    /// There is no such name.
    pub fn tokens_named(name: &str) -> Result<Tokens, FieldError> {
        FieldNode::part("tokens", &Node::Text(name.to_owned())).choice(&Tokens::NAMES)
    }
}
