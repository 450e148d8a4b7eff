//! What makes edits of a lab. Who only looks needs none of it, so that where the page comes in parts it comes with the workbench
//! (`page::editing`); everywhere else it is at hand.

use crate::data::{Edit, FieldError, LabFile};
use std::cell::Cell;

/// The lab after an edit: `data::edit::apply`.
pub type Editing = fn(&LabFile, &Edit) -> Result<LabFile, FieldError>;

thread_local! {
    #[cfg(feature = "split")]
    static AT_HAND: Cell<Option<Editing>> = const { Cell::new(None) };
    #[cfg(not(feature = "split"))]
    static AT_HAND: Cell<Option<Editing>> = Cell::new(Some(crate::data::edit::apply));
}

/// It, if it is at hand.
pub fn editing() -> Option<Editing> {
    AT_HAND.get()
}

/// From here on it is.
pub fn bring(editing: Editing) {
    AT_HAND.set(Some(editing));
}
