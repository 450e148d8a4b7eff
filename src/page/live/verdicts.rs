//! Examines runs for the verdicts that the page wants: one run at a time, in slices, at the step that is looked at, and never while it moves.

use crate::argument::{Examination, Findings, Id, Remark};
use crate::backend::Tick;
use crate::lab::runner::Runner;
use crate::lab::slices::{self, Piece};
use crate::page::dom::{self, LiveText};
use crate::page::live::looking::{Looking, Motion};
use crate::page::places::Places;
use crate::train::{Phase, Session};
use crate::view::reading;
use crate::view::sight::Sight;
use crate::words::argument as say;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

/// A run at a step, and how many rows it had: a run that trains on, or stops, is examined anew.
type Subject = (usize, usize, usize);

/// Examinations that are kept: a lesson goes back and forth between a few steps of a few runs.
const MOST_KEPT: usize = 32;

/// What examines.
pub struct Examiner {
    inner: Rc<Inner>,
    /// The places to fill: run, statement, and where its sentence stands.
    wanted: RefCell<Vec<(usize, Id, LiveText)>>,
}

struct Inner {
    found: RefCell<Vec<(Subject, Findings)>>,
    /// One run at a time is examined.
    is_busy: Cell<bool>,
    on_found: Rc<dyn Fn()>,
}

impl Examiner {
    /// One that has examined nothing yet. `on_found` asks for a frame.
    pub fn make(_: Rc<Runner>, on_found: Rc<dyn Fn()>) -> Box<dyn Looking> {
        let inner = Inner { found: RefCell::default(), is_busy: Cell::new(false), on_found };
        Box::new(Examiner { inner: Rc::new(inner), wanted: RefCell::default() })
    }
}

impl Looking for Examiner {
    fn rebind(&self, places: &Places, _runs: usize) {
        self.wanted.replace(places.verdicts());
    }

    fn paint(&self, session: &Session, _sight: &Sight, time: usize, motion: Motion) {
        for (run, id, text) in &*self.wanted.borrow() {
            let (Phase::Preference, step) = reading::place(session, time) else {
                text.set(say::EARLY);
                continue;
            };
            let Some(last) = session.history().run(*run).len().checked_sub(1) else { continue };
            let subject = (*run, step.min(last), last);
            let found = self.inner.found.borrow();
            match found.iter().find(|(of, _)| *of == subject).map(|(_, findings)| findings) {
                Some(findings) => {
                    let remark = findings.get(*id).map(|verdict| Remark { findings, verdict }.to_string());
                    text.set(&remark.unwrap_or_default());
                    dom::set(text.element(), "data-counted", &findings.step.to_string());
                }
                None => {
                    text.set(say::EXAMINING);
                    if motion == Motion::Still {
                        self.inner.examine(session, subject);
                    }
                }
            }
        }
    }
}

impl Inner {
    /// Examines it, unless another one is being examined: whoever is told that it is done asks again.
    fn examine(self: &Rc<Self>, session: &Session, subject: Subject) {
        let (run, step, _) = subject;
        if self.is_busy.get() {
            return;
        }
        // Where there is no memory for it now, a later frame asks again.
        let Ok(examination) = Examination::new(session, run, Some(step)) else { return };
        self.is_busy.set(true);
        wasm_bindgen_futures::spawn_local(Inner::finish(Rc::downgrade(self), examination, subject));
    }

    async fn finish(weak: Weak<Inner>, mut examination: Examination, subject: Subject) {
        let ended = slices::run(|| {
            // The page has gone to another session.
            if weak.strong_count() == 0 {
                return Ok(Piece::Done(false));
            }
            Ok(match examination.tick() {
                Ok(Tick::Working) => Piece::More,
                Ok(Tick::Waiting) => Piece::Wait,
                Ok(Tick::Done) => Piece::Done(true),
                // The session goes on on another device, and the next look finds it there.
                Err(_) => Piece::Done(false),
            })
        });
        let (whole, Some(this)) = (matches!(ended.await, Ok(true)), weak.upgrade()) else { return };
        this.is_busy.set(false);
        if whole {
            let mut found = this.found.borrow_mut();
            if found.len() >= MOST_KEPT {
                found.remove(0);
            }
            found.push((subject, examination.findings()));
        }
        (this.on_found)();
    }
}
