//! `SweepCore`, the class behind `sweep` in `www/dpop-lab.js`: which labs a sweep is made of, and which of them are trained together. In the
//! engine's wasm alone: workers have that one, and the page's need not be larger for it.

use super::choice::Wish;
use super::devices::{Choice, Opener, choose_for_many};
use super::handed::{error, field_error, refused, to_js};
use super::link;
use super::value::Value;
use crate::data::LabFile;
use crate::data::sweep::{Sweep, SweepJob};
use crate::digest::fnv;
use js_sys::{Array, Function, Uint32Array};
use wasm_bindgen::prelude::*;

/// A sweep.
#[wasm_bindgen]
pub struct SweepCore {
    sweep: Sweep,
    digest: String,
}

#[wasm_bindgen]
impl SweepCore {
    /// The sweep of a lab file, as for `LabCore.create`, over the axes and seeds of [`Sweep::new`].
    ///
    /// # Errors
    /// A lab file that is not valid, and those of [`Sweep::new`].
    #[wasm_bindgen(constructor, skip_jsdoc)]
    pub fn new(spec: &str, plan: &str) -> Result<SweepCore, JsValue> {
        let (lab, _) = LabFile::from_brief(spec).map_err(field_error)?;
        let text = lab.to_json();
        let sweep = Sweep::new(lab, plan).map_err(field_error)?;
        let digest = link::hex(fnv(text.bytes().chain(sweep.axes_to_json().bytes())));
        Ok(SweepCore { sweep, digest })
    }

    /// Of lab and axes, whatever the seeds are: cells of the same digest, values and seed have the same numbers.
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn digest(&self) -> String {
        self.digest.clone()
    }

    /// How many cells there are.
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn cells(&self) -> usize {
        self.sweep.cells()
    }

    /// How many runs a cell has.
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn runs(&self) -> usize {
        self.sweep.runs()
    }

    /// [`Sweep::to_json`].
    #[wasm_bindgen(skip_jsdoc)]
    pub fn plan(&self) -> String {
        self.sweep.to_json()
    }

    /// [`Sweep::place`].
    #[wasm_bindgen(skip_jsdoc)]
    pub fn place(&self, cell: usize) -> String {
        self.sweep.place(cell)
    }

    /// The cells of a shard, counted from 1.
    ///
    /// # Errors
    /// No such shard.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn shard(&self, shard: usize, of: usize) -> Result<Uint32Array, JsValue> {
        Ok(array(&self.sweep.shard(shard, of).map_err(field_error)?))
    }

    /// [`Sweep::jobs`]: an array of arrays of cells.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn jobs(&self, cells: Vec<u32>, most_runs: usize) -> Array {
        self.sweep.jobs(&indices(cells), most_runs).iter().map(|job| array(job)).collect()
    }

    /// [`Sweep::job`]: `{ lab, cells: [[cell, from, to]], refused: [{ cell, error }] }`, where `lab` is JSON text, or null where no cell is a lab.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn job(&self, cells: Vec<u32>) -> JsValue {
        let SweepJob { lab, cells, refused } = self.sweep.job(&indices(cells));
        let whole = |numbers: [usize; 3]| Value::List(numbers.iter().map(|number| (*number).into()).collect());
        let cells = cells.into_iter().map(|(cell, runs)| whole([cell, runs.start, runs.end]));
        let refused = refused.into_iter().map(|(cell, error)| {
            Value::Object(vec![("cell", cell.into()), ("error", error.to_string().as_str().into())])
        });
        to_js(&Value::Object(vec![
            ("lab", lab.map_or(Value::Null, |lab| lab.to_json().as_str().into())),
            ("cells", Value::List(cells.collect())),
            ("refused", Value::List(refused.collect())),
        ]))
    }
}

/// Who trains a sweep, all of it, so that its numbers are those of one device: `lab` is that of its largest job, of which `workers` are trained beside one
/// another where the processor does it; `backend` and `open_gpu` are as for `LabCore.create`. Resolves to `{ backend, reason }`.
///
/// # Errors
/// A backend that is not known or not to be had.
#[wasm_bindgen(js_name = sweepBackend, skip_jsdoc)]
pub async fn sweep_backend(
    lab: String,
    backend: String,
    workers: usize,
    open_gpu: Function,
) -> Result<JsValue, JsValue> {
    let wish = Wish::named(&backend).map_err(refused)?;
    let lab = LabFile::from_json(&lab).map_err(field_error)?;
    let chosen = choose_for_many(&lab, wish, &Opener(open_gpu), workers.max(1)).await;
    let Choice { device, reason } = chosen.map_err(|cause| error(&cause, Some("backend")))?;
    Ok(to_js(&Value::Object(vec![("backend", device.kind().name().into()), ("reason", reason.as_str().into())])))
}

fn indices(cells: Vec<u32>) -> Vec<usize> {
    cells.into_iter().map(|cell| cell as usize).collect()
}

fn array(cells: &[usize]) -> Uint32Array {
    let cells: Vec<u32> = cells.iter().map(|cell| *cell as u32).collect();
    Uint32Array::from(&*cells)
}
