//! Takes a model in while the page goes on: its bytes out of JavaScript's memory, then [`Reading`], a slice at a time.

use super::folder::{File, Imported, Into, MOST_BYTES, ModelFault, ReadProgress, Reading};
use super::slices::{self, Piece};
use crate::data::field_error::Fault;
use crate::data::{FieldError, LabFile};
use crate::parts::part;
use js_sys::Uint8Array;
use std::pin::Pin;
use wasm_bindgen::JsValue;

/// Bytes that are copied in one piece.
const PIECE: u32 = 1 << 20;

/// [`import`], which need not be here yet.
pub type Importer =
    fn(Vec<(String, Uint8Array)>, LabFile, Into) -> Pin<Box<dyn Future<Output = Result<Imported, FieldError>>>>;

part! {
    /// What takes models in.
    pub fn importer() -> Importer = workbench(|files, lab, into| Box::pin(async move { import(files, &lab, into).await }));
}

/// Reads files, each with its path, as [`super::folder::read`] does.
///
/// # Errors
/// The same sentences, and others where it is too much.
pub async fn import(files: Vec<(String, Uint8Array)>, lab: &LabFile, into: Into) -> Result<Imported, FieldError> {
    let given: f64 = files.iter().map(|(_, bytes)| f64::from(bytes.length())).sum();
    if given > MOST_BYTES as f64 {
        return Err(fault(ModelFault::Large(given)));
    }
    let mut copies = Vec::new();
    for (path, bytes) in files {
        let bytes = copied(bytes).await.map_err(|_| fault(ModelFault::NoMemory))?;
        copies.push(File { path, bytes });
    }
    let mut reading = Some(Reading::new(copies, lab, into));
    let piece = move || {
        let progress = reading.take().map(Reading::advance).transpose();
        Ok(match progress {
            Ok(Some(ReadProgress::Done(imported))) => Piece::Done(Ok(imported)),
            Ok(Some(ReadProgress::More(rest))) => {
                reading = Some(rest);
                Piece::More
            }
            Ok(None) => Piece::More,
            Err(error) => Piece::Done(Err(error)),
        })
    };
    slices::run(piece).await.map_err(|_| fault(ModelFault::NoChannel))?
}

async fn copied(from: Uint8Array) -> Result<Vec<u8>, JsValue> {
    let mut bytes: Vec<u8> = Vec::new();
    bytes.try_reserve_exact(from.length() as usize).map_err(|_| JsValue::NULL)?;
    let piece = move || {
        let at = bytes.len();
        if at >= from.length() as usize {
            return Ok(Piece::Done(std::mem::take(&mut bytes)));
        }
        let part = from.subarray(at as u32, (at as u32).saturating_add(PIECE));
        bytes.resize(at + part.length() as usize, 0);
        part.copy_to(&mut bytes[at..]);
        Ok(Piece::More)
    };
    slices::run(piece).await
}

fn fault(fault: ModelFault) -> FieldError {
    FieldError::new("model", Fault::of(fault))
}
