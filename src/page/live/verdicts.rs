//! Examines runs for the verdicts that the page wants: one run at a time, in slices, at the step that is looked at, and never while it moves. And
//! has them answer the questions of chapters, at the step at which the chapter ends.

use crate::argument::{Examination, Exception, Findings, Id};
use crate::backend::Tick;
use crate::lab::runner::Runner;
use crate::lab::slices::{self, Piece};
use crate::page::dom::{self, LiveText};
use crate::page::live::looking::{Looking, Motion};
use crate::page::places::{Place, Places};
use crate::train::{Phase, Session};
use crate::view::chapters::{Chapter, Evidence, Outcome, Spot};
use crate::view::reading;
use crate::view::sight::Sight;
use crate::words::{self, book as say};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use web_sys::Element;

/// At which step a verdict that is shown was counted.
const COUNTED: &str = "data-counted";

/// A run at a step, and how many rows it had: a run that trains on, or stops, is examined anew.
type Subject = (usize, usize, usize);

/// Examinations that are kept: a lesson goes back and forth between a few steps of a few runs.
const MOST_KEPT: usize = 32;

/// What examines.
pub struct Examiner {
    inner: Rc<Inner>,
    wanted: RefCell<Vec<Wanted>>,
    /// The question whose answer is wanted.
    asked: RefCell<Option<Asked>>,
}

/// A verdict that is to be filled.
struct Wanted {
    run: usize,
    id: Id,
    /// Where its sentence stands.
    text: LiveText,
    /// What leads to a place where it does not hold.
    way: Option<Element>,
}

/// A question that waits for the run's answer.
struct Asked {
    chapter: Chapter,
    /// Where the answer stands.
    told: LiveText,
    /// Its choices.
    choices: Vec<Element>,
}

struct Inner {
    found: RefCell<Vec<(Subject, Rc<Findings>)>>,
    /// One run at a time is examined.
    is_busy: Cell<bool>,
    on_found: Rc<dyn Fn()>,
}

impl Examiner {
    /// One that has examined nothing yet. `on_found` asks for a frame.
    pub fn make(_: Rc<Runner>, on_found: Rc<dyn Fn()>) -> Box<dyn Looking> {
        let inner = Inner { found: RefCell::default(), is_busy: Cell::new(false), on_found };
        Box::new(Examiner { inner: Rc::new(inner), wanted: RefCell::default(), asked: RefCell::default() })
    }
}

impl Looking for Examiner {
    fn rebind(&self, places: &Places, _runs: usize) {
        let wanted = |(run, id, text)| Wanted { run, id, text, way: places.get(Place::Exception(run, id)) };
        self.wanted.replace(places.verdicts().into_iter().map(wanted).collect());
        let asked = Chapter::all().find_map(|chapter| {
            let choices = places.row(|index| Place::Choice(chapter, index), |choice: Element| choice);
            Some(Asked { chapter, told: places.text(Place::Told(chapter))?, choices })
        });
        self.asked.replace(asked);
    }

    fn paint(&self, session: &Session, sight: &Sight, time: usize, motion: Motion) {
        self.tell(session, sight, motion);
        for Wanted { run, id, text, way } in &*self.wanted.borrow() {
            let leads = |leads: bool| {
                let Some(way) = way else { return };
                if leads { way.remove_attribute("hidden").unwrap_or_default() } else { dom::set(way, "hidden", "") }
            };
            let Some(subject) = subject(session, *run, time) else {
                if reading::place(session, time).0 == Phase::Sft {
                    text.set(say::early());
                    text.element().remove_attribute(COUNTED).unwrap_or_default();
                    leads(false);
                }
                continue;
            };
            match self.inner.known(subject) {
                Some(findings) => {
                    let verdict = findings.get(*id);
                    let remark = verdict.map(|verdict| words::argument::sentence(&findings, verdict));
                    text.set(&remark.unwrap_or_default());
                    dom::set(text.element(), COUNTED, &findings.step.to_string());
                    leads(verdict.is_some_and(|verdict| !verdict.tally.exceptions.is_empty()));
                }
                None => {
                    text.set(say::examining());
                    text.element().remove_attribute(COUNTED).unwrap_or_default();
                    leads(false);
                    if motion == Motion::Still {
                        self.inner.examine(session, subject);
                    }
                }
            }
        }
    }

    fn exceptions(&self, session: &Session, time: usize, (run, id): (usize, Id)) -> Vec<Exception> {
        let findings = subject(session, run, time).and_then(|subject| self.inner.known(subject));
        let found = findings.as_ref().and_then(|findings| findings.get(id)).map(|verdict| &verdict.tally.exceptions);
        found.cloned().unwrap_or_default()
    }
}

/// What is examined of a run at a point of time; nothing during SFT, or where the run has no row.
fn subject(session: &Session, run: usize, time: usize) -> Option<Subject> {
    let (Phase::Preference, step) = reading::place(session, time) else { return None };
    let last = session.history().run(run).len().checked_sub(1)?;
    Some((run, step.min(last), last))
}

impl Examiner {
    /// Has the run answer the question that is asked.
    fn tell(&self, session: &Session, sight: &Sight, motion: Motion) {
        let asked = self.asked.borrow();
        let Some(Asked { chapter, told, choices }) = &*asked else { return };
        let (scene, lab) = (chapter.scene(), session.spec());
        let (pair, run, time) = (sight.look.pair, scene.role.run(lab), scene.way(lab).1);
        let findings = || {
            let subject = subject(session, run, time)?;
            let found = self.inner.known(subject);
            if found.is_none() && motion == Motion::Still {
                self.inner.examine(session, subject);
            }
            found
        };
        let token = scene.scope(lab, pair).position(lab, pair);
        let spot = Spot { session, run, pair, token, time };
        let has_come = reading::newest(session) >= time;
        let outcome = chapter.page().question.filter(|_| has_come);
        let outcome = outcome.and_then(|question| (question.outcome)(&Evidence { spot, findings: &findings }));
        let words = chapter.words().question.as_ref();
        let text = match (outcome, words) {
            (Some(Outcome { right, values }), Some(words)) => {
                for (index, choice) in choices.iter().enumerate() {
                    dom::set(choice, "data-right", if index == right { "yes" } else { "no" });
                }
                let chosen = choices.iter().position(|choice| choice.has_attribute("data-chosen"));
                say::told(chosen.map(|chosen| chosen == right), &(words.told)(right, values))
            }
            _ if has_come && self.inner.is_idle() && motion == Motion::Still => say::told_never().to_owned(),
            _ => say::told_later().to_owned(),
        };
        told.set(&text);
    }
}

impl Inner {
    /// What was found of it, if it has been examined.
    fn known(&self, subject: Subject) -> Option<Rc<Findings>> {
        self.found.borrow().iter().find(|(of, _)| *of == subject).map(|(_, findings)| findings.clone())
    }

    /// Whether nothing is being examined.
    fn is_idle(&self) -> bool {
        !self.is_busy.get()
    }

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
            found.push((subject, Rc::new(examination.findings())));
        }
        (this.on_found)();
    }
}
