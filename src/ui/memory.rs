//! The browser's own memory, where it has one: a private window may forget, and a sandboxed frame refuses. Nothing here is ever needed.

use super::state::State;
use super::{dom, keep};
use crate::lab::folder::{self, File, Into};
use crate::lab::link::base64url;
use crate::model::{Weights, safetensors};
use std::rc::Rc;
use web_sys::Storage;

/// One place for the whole page; the text in it begins with its version.
const KEY: &str = "dpop-lab";

/// Another for the imported weights of the lab in it.
const WEIGHTS: &str = "dpop-lab weights";

/// The most weights that are kept: an eighth of what browsers give a site.
const LARGEST: usize = 120_000;

/// The state of the last visit, if there is one that can be read.
pub fn recall() -> Option<State> {
    keep::read(&storage()?.get_item(KEY).ok()??)
}

/// The same state with the imported weights that its lab names, where they were kept.
pub fn with_weights(state: State) -> State {
    let kept = || {
        state.missing()?;
        let bytes = base64url::decode(&storage()?.get_item(WEIGHTS).ok()??)?;
        let file = File { path: String::new(), bytes };
        let imported = folder::read(vec![file], &state.spec, Into::Given).ok()?;
        (imported.lab == *state.spec).then_some(imported.weights)
    };
    match kept() {
        Some(weights) => State { shelf: Rc::new([weights]), ..state },
        None => state,
    }
}

/// Keeps imported weights for the next visit, if they are small; a person has the file of larger ones.
pub fn remember_weights(weights: &Weights) {
    if weights.params().len() <= LARGEST
        && let Ok(bytes) = safetensors::save(weights.layout(), weights.params())
        && let Some(storage) = storage()
    {
        storage.set_item(WEIGHTS, &base64url::encode(&bytes)).unwrap_or_default();
    }
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
