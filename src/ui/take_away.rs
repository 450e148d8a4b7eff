//! What a person takes away of a training: a run as a bundle or as weights, at the step that the page shows, and all that was measured.

use super::dom;
use super::page::Live;
use super::reading;
use super::state::{Action, Cursor};
use super::strings;
use crate::lab::js::LabCore;
use crate::lab::report;
use crate::train::Phase;
use js_sys::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

/// What is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// A run as a folder for transformers and TRL.
    Bundle(usize),
    /// A run's parameters.
    Weights(usize),
    /// The metrics of every step, for spreadsheets.
    Csv,
    /// The same, a JSON object a line.
    JsonLines,
}

/// Saves it as a file. `home` is the site's address; a failure is told as a notice.
pub fn take(what: Take, live: &Live, cursor: Cursor, home: &str, act: &Callback<Action>) {
    let shared = live.session();
    let session = shared.borrow();
    match what {
        // A browser that makes no blob saves nothing; every one since 2012 does.
        Take::Csv => dom::save(&report::csv(session.history()), "metrics.csv", "text/csv").unwrap_or_default(),
        Take::JsonLines => {
            let rows = report::json_lines(&report::metrics(session.history()));
            dom::save(&rows, "metrics.jsonl", "application/jsonl").unwrap_or_default();
        }
        Take::Bundle(run) | Take::Weights(run) => {
            // Before there is a reference, the runs have no step of their own.
            let (phase, step) = reading::place(&session, reading::resolve(&session, cursor));
            let step = if phase == Phase::Preference { step } else { 0 };
            drop(session);
            let core = LabCore::over(shared, String::new(), 0);
            let (made, name, kind) = match what {
                Take::Bundle(_) => (
                    core.export_bundle(run as f64, Some(step as f64), home),
                    format!("dpop-lab-run-{run}-step-{step}.zip"),
                    "application/zip",
                ),
                _ => (
                    core.export_model(JsValue::from_f64(run as f64), Some(step as f64)),
                    format!("dpop-lab-run-{run}-step-{step}.safetensors"),
                    "application/octet-stream",
                ),
            };
            let act = act.clone();
            spawn_local(async move {
                let made = JsFuture::from(made).await;
                // The lab must live until it is done.
                drop(core);
                match made {
                    Ok(bytes) => dom::save_part(&bytes, &name, kind).unwrap_or_default(),
                    Err(cause) => {
                        let sentence = cause.dyn_ref::<Error>().map(|error| String::from(error.message()));
                        act.emit(Action::Notice(sentence.unwrap_or_else(|| strings::NOT_SAVED.to_owned())));
                    }
                }
            });
        }
    }
}
