//! The browser's own memory, where it has one: a private window may forget, and a sandboxed frame refuses. Nothing here is ever needed.

use super::state::State;
use super::{dom, keep};
use web_sys::Storage;

/// One place for the whole page; the text in it begins with its version.
const KEY: &str = "dpop-lab";

/// The state of the last visit, if there is one that can be read.
pub fn recall() -> Option<State> {
    keep::read(&storage()?.get_item(KEY).ok()??)
}

/// Keeps a state for the next visit. A memory that is full keeps what it has.
pub fn remember(text: &str) {
    if let Some(storage) = storage() {
        storage.set_item(KEY, text).unwrap_or_default();
    }
}

fn storage() -> Option<Storage> {
    dom::window()?.local_storage().ok()?
}
