//! What a person takes away of a training: a run as a bundle or as weights, at the step that the page shows, all that was measured, and
//! pictures (`picturing.rs`) and tables of what is seen.

use crate::lab::js::LabCore;
use crate::lab::report::{Form, RowsText};
use crate::lab::slices::{self, Piece};
use crate::page::dom;
use crate::page::live::picturing::picturing;
use crate::page::live::session::Live;
use crate::parts::part;
use crate::train::Phase;
use crate::view::reading;
use crate::view::request::Take;
use crate::view::state::{Action, chrome};
use crate::view::tables::{self, TokenTable};
use crate::view::time::Cursor;
use crate::words;
use js_sys::{Array, Error, Function};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

/// [`take_now`], which need not be here yet.
type Taking = fn(Take, &Live, Cursor, &Function, &Callback<Action>);

part! {
    /// What takes things away.
    pub fn taking() -> Taking = sharing(take_now);
}

/// Saves it as a file. `texts` is the module's function that promises those of a bundle; a failure is told as a notice.
pub fn take(what: Take, live: Rc<RefCell<Option<Live>>>, cursor: Cursor, texts: Function, act: Callback<Action>) {
    spawn_local(async move {
        let taken = match what {
            Take::Picture(subject, format) => {
                let draw = picturing().await;
                draw.map(|draw| live.borrow().as_ref().map(|live| draw(subject, format, live, &act)))
            }
            what => {
                let take_now = taking().await;
                take_now.map(|take_now| live.borrow().as_ref().map(|live| take_now(what, live, cursor, &texts, &act)))
            }
        };
        let notice = match taken {
            Ok(Some(())) => return,
            Ok(None) => words::nothing_seen().to_owned(),
            Err(missing) => missing.to_string(),
        };
        act.emit(chrome::Action::Notice(notice).into());
    });
}

fn take_now(what: Take, live: &Live, cursor: Cursor, texts: &Function, act: &Callback<Action>) {
    let shared = live.session();
    let session = shared.borrow();
    match what {
        Take::Csv | Take::JsonLines => {
            let (form, name, kind) = match what {
                Take::Csv => (Form::Csv, "metrics.csv", "text/csv"),
                _ => (Form::JsonLines, "metrics.jsonl", "application/jsonl"),
            };
            let mut table = RowsText::new(session.history(), form, None);
            drop(session);
            save_in_pieces(move || table.next(shared.borrow().history(), ROWS), name, kind);
        }
        // It is drawn elsewhere.
        Take::Picture(..) => {}
        Take::Tokens => {
            let (names, time) = (reading::plain_names(session.spec()), reading::resolve(&session, cursor));
            drop(session);
            let mut table = TokenTable::new(names, time);
            save_in_pieces(move || table.next(&shared.borrow()), "tokens.csv", "text/csv");
        }
        Take::Logits => {
            drop(session);
            let made = live.painter().with_scene(|scene, seen| {
                let (picture, names) = seen?;
                let plain = reading::plain_names(scene.session.spec());
                let plain = |name: &str| plain.get(scene.names.iter().position(|shown| shown == name)?);
                let names: Vec<&str> = names.into_iter().map(|name| plain(name).map_or(name, String::as_str)).collect();
                Some(tables::logits(&picture, &names, &scene.session.spec().dataset.vocabulary))
            });
            match made.flatten() {
                Some(text) => dom::save(&text, "logits.csv", "text/csv").unwrap_or_default(),
                None => act.emit(chrome::Action::Notice(words::nothing_seen().to_owned()).into()),
            }
        }
        Take::Bundle(run) | Take::Weights(run) => {
            // Before there is a reference, the runs have no step of their own.
            let (phase, step) = reading::place(&session, reading::resolve(&session, cursor));
            let step = if phase == Phase::Preference { step } else { 0 };
            drop(session);
            let core = LabCore::over(shared, String::new(), 0);
            let (made, name, kind) = match what {
                Take::Bundle(_) => (
                    core.export_bundle(run as f64, Some(step as f64), texts),
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
                        act.emit(
                            chrome::Action::Notice(sentence.unwrap_or_else(|| words::not_saved().to_owned())).into(),
                        );
                    }
                }
            });
        }
    }
}

/// Rows of metrics that are written at once: some milliseconds.
const ROWS: usize = 500;

/// Saves a text that is made a piece at a time, while the page goes on.
fn save_in_pieces(mut next: impl FnMut() -> Option<String> + 'static, name: &'static str, kind: &'static str) {
    spawn_local(async move {
        let parts = Array::new();
        let written = slices::run(|| match next() {
            // Each piece is the browser's at once: it may keep it where it likes.
            Some(text) => dom::blob(&Array::of1(&text.into()), kind).map(|part| {
                parts.push(&part);
                Piece::More
            }),
            None => Ok(Piece::Done(())),
        });
        // A browser that makes no blob saves nothing; every one since 2012 does.
        if written.await.is_ok() {
            dom::save_parts(&parts, name, kind).unwrap_or_default();
        }
    });
}
