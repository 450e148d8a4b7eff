//! Keeps a probe at work on the page's own thread: asked for what is to be seen, it looks in slices and says when it has seen it.

use crate::backend::Tick;
use crate::lab::probe::{Probe, ProbeFindings, Question};
use crate::lab::runner::Runner;
use crate::lab::slices::{self, Piece};
use crate::train::Session;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A session's probe. Dropping it ends its work.
pub struct Prober {
    inner: Rc<Inner>,
}

struct Inner {
    runner: Rc<Runner>,
    probe: RefCell<Option<Probe>>,
    driving: Cell<bool>,
    /// The next step's parameters are wanted.
    waiting: Cell<bool>,
    on_found: Box<dyn Fn()>,
}

impl Prober {
    /// A probe that has not looked yet. `on_found` is called when there are new findings.
    pub fn new(runner: Rc<Runner>, on_found: impl Fn() + 'static) -> Prober {
        let (probe, driving, waiting) = (RefCell::default(), Cell::new(false), Cell::new(false));
        Prober { inner: Rc::new(Inner { runner, probe, driving, waiting, on_found: Box::new(on_found) }) }
    }

    /// What was found last.
    pub fn findings(&self) -> Option<Rc<ProbeFindings>> {
        self.inner.probe.borrow().as_ref()?.findings().cloned()
    }

    /// Looks at what a person has chosen, and gives up what was being looked at.
    pub fn look(&self, session: &Session, question: Question) {
        self.inner.waiting.set(false);
        self.ask(session, question);
    }

    /// Looks at the newest step while training goes on: at the next one, whose parameters are at hand for a moment. What is being looked at is seen
    /// first, so that something is seen however long a look takes.
    pub fn follow(&self) {
        let busy = self.inner.probe.borrow().as_ref().is_some_and(Probe::is_busy);
        if !busy {
            self.inner.waiting.set(true);
            self.inner.runner.rest_at_step();
        }
    }

    /// A step has been made; `question` is about it.
    pub fn stepped(&self, session: &Session, question: impl FnOnce() -> Option<Question>) {
        if self.inner.waiting.take()
            && let Some(question) = question()
        {
            self.ask(session, question);
        }
    }

    fn ask(&self, session: &Session, question: Question) {
        let mut probe = self.inner.probe.borrow_mut();
        let probe = probe.get_or_insert_with(|| Probe::new(session));
        // A step that does not exist (a run that diverged at its first one) shows nothing.
        if probe.question() != Some(&question) && probe.ask(session, question).is_ok() {
            Inner::drive(&self.inner);
        }
    }
}

impl Inner {
    fn drive(this: &Rc<Inner>) {
        if this.driving.replace(true) {
            return;
        }
        let weak = Rc::downgrade(this);
        wasm_bindgen_futures::spawn_local(async move {
            let piece = || {
                let Some(this) = weak.upgrade() else { return Ok(Piece::Done(())) };
                let session = this.runner.session();
                let tick = this.probe.borrow_mut().as_mut().map_or(Tick::Done, |probe| probe.tick(&session));
                Ok(match tick {
                    Tick::Working => Piece::More,
                    Tick::Waiting => Piece::Wait,
                    Tick::Done => Piece::Done(()),
                })
            };
            let ended = slices::run(piece).await;
            if let (Some(this), Ok(())) = (weak.upgrade(), ended) {
                this.driving.set(false);
                (this.on_found)();
            }
        });
    }
}
