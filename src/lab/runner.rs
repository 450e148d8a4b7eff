//! The scheduler: trains a [`Session`] in short slices on the thread of the page, without freezing it.
//!
//! A slice works for at most [`SLICE_MS`] and then posts a message to itself through a `MessageChannel`. Neither timers nor animation
//! frames would do: browsers slow nested timers to 4 ms and the timers of hidden tabs to a second, and give hidden tabs no frames at all,
//! while training must go on in a lecture that shows another window for a while. While a GPU works the runner sleeps.

use super::slices::{SLICE_MS, bell, now};
use crate::train::{Phase, Session, Step, TrainError};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, Ref, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use web_sys::{MessageChannel, MessagePort};

/// How fast to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TrainingPace {
    /// As fast as the machine can.
    Full,
    /// At most this many steps a second, so that eyes can follow.
    StepsPerSecond(f64),
}

/// What the runner reports, once for each slice that changed something.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// There is at least one new step.
    Stepped,
    /// Every target is reached.
    Finished,
    /// Training stopped, with a sentence for the person. Everything before it is kept.
    Failed(String),
}

/// Why a session cannot be run.
#[derive(Debug)]
pub enum RunnerError {
    /// The session refuses its own number of steps.
    Train(TrainError),
    /// Every browser since 2015 has one.
    NoChannel,
}

impl From<TrainError> for RunnerError {
    fn from(error: TrainError) -> RunnerError {
        RunnerError::Train(error)
    }
}

/// A session that trains by itself while it plays. Dropping it ends the training.
pub struct Runner {
    inner: Rc<Inner>,
    _listener: EventListener,
    receiver: MessagePort,
}

/// How far it plays.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Until {
    Targets,
    /// So many steps have been made.
    Steps(u32),
    Level,
}

/// Called with what changed.
type OnChange = Box<dyn Fn(&Session, Change)>;

struct Inner {
    session: Rc<RefCell<Session>>,
    on_change: OnChange,
    sender: MessagePort,
    playing: Cell<bool>,
    until: Cell<Until>,
    /// A message, a timer or news of the device is on its way: there is never more than one.
    queued: Cell<bool>,
    pace: Cell<TrainingPace>,
    /// Whether the slice ends with its next step.
    rest: Cell<bool>,
    /// When the next step may begin, on [`now`]'s clock.
    due: Cell<f64>,
    wait: RefCell<Option<Timeout>>,
}

impl Runner {
    /// A paused runner with the spec's number of steps as its targets. `on_change` may read the session.
    ///
    /// # Errors
    /// [`RunnerError`]: the session refuses the targets, or the browser has no `MessageChannel`.
    pub fn new(mut session: Session, on_change: impl Fn(&Session, Change) + 'static) -> Result<Runner, RunnerError> {
        let (sft, preference) = (session.spec().sft.steps, session.spec().preference.steps);
        session.set_target(Phase::Sft, sft)?;
        session.set_target(Phase::Preference, preference)?;
        let channel = MessageChannel::new().map_err(|_| RunnerError::NoChannel)?;
        let receiver = channel.port1();
        let inner = Rc::new(Inner {
            session: Rc::new(RefCell::new(session)),
            on_change: Box::new(on_change),
            sender: channel.port2(),
            playing: Cell::new(false),
            until: Cell::new(Until::Targets),
            queued: Cell::new(false),
            pace: Cell::new(TrainingPace::Full),
            rest: Cell::new(false),
            due: Cell::new(0.0),
            wait: RefCell::new(None),
        });
        let weak = Rc::downgrade(&inner);
        let listener = EventListener::new(&receiver, "message", move |_| Inner::wake(&weak));
        receiver.start();
        Ok(Runner { inner, _listener: listener, receiver })
    }

    /// The session, to read from. The borrow must end before the caller returns to the event loop.
    pub fn session(&self) -> Ref<'_, Session> {
        self.inner.session.borrow()
    }

    /// The session itself, for someone who asks it between two slices.
    pub fn shared(&self) -> Rc<RefCell<Session>> {
        self.inner.session.clone()
    }

    /// Trains on, until the targets are reached.
    pub fn play(&self) {
        self.inner.playing.set(true);
        self.inner.until.set(Until::Targets);
        self.inner.due.set(now());
        Inner::queue(&self.inner);
    }

    /// Makes one step and stops again; asked for while such a step is being made, it makes one more.
    pub fn step(&self) {
        let asked = match self.inner.until.get() {
            Until::Steps(asked) if self.is_playing() => asked,
            Until::Targets | Until::Steps(_) | Until::Level => 0,
        };
        self.inner.session.borrow_mut().set_lookahead(1);
        self.play();
        self.inner.until.set(Until::Steps(asked.saturating_add(1)));
    }

    /// Lets forks come to the step of the other runs, and stops again if it did not play.
    pub fn level(&self) {
        if !self.inner.playing.get() {
            self.play();
            self.inner.until.set(Until::Level);
        }
    }

    /// Changes the session between two slices: other settings, a fork. What there is to train then is trained if it plays.
    pub fn with<T>(&self, change: impl FnOnce(&mut Session) -> T) -> T {
        let changed = change(&mut self.inner.session.borrow_mut());
        Inner::queue(&self.inner);
        changed
    }

    /// Stops after the slice at hand.
    pub fn pause(&self) {
        self.inner.playing.set(false);
    }

    /// Whether it trains.
    pub fn is_playing(&self) -> bool {
        self.inner.playing.get()
    }

    /// Ends the slice with the next step, so that the parameters are that step's when `on_change` is called.
    pub fn rest_at_step(&self) {
        self.inner.rest.set(true);
    }

    /// Trains at this pace from now on.
    pub fn set_pace(&self, pace: TrainingPace) {
        self.inner.pace.set(pace);
        self.inner.session.borrow_mut().set_lookahead(match pace {
            TrainingPace::Full => usize::MAX,
            TrainingPace::StepsPerSecond(_) => 1,
        });
        self.inner.due.set(now());
        if self.inner.wait.borrow_mut().take().is_some() {
            self.inner.queued.set(false);
            Inner::queue(&self.inner);
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.inner.playing.set(false);
        self.inner.wait.borrow_mut().take();
        self.receiver.close();
        self.inner.sender.close();
    }
}

/// How a slice ended.
enum Slice {
    Stepped,
    Worked,
    Waits,
    Finished,
    Failed(String),
}

impl Inner {
    /// Asks for the next slice, at once or when it is due.
    fn queue(this: &Rc<Inner>) {
        if !this.playing.get() || this.queued.replace(true) {
            return;
        }
        let wait = this.due.get() - now();
        if wait > 1.0 {
            let weak = Rc::downgrade(this);
            *this.wait.borrow_mut() = Some(Timeout::new(wait as u32, move || Inner::wake(&weak)));
        } else if this.sender.post_message(&JsValue::NULL).is_err() {
            // A plain value can always be cloned into a message; a port that refuses it is closed, and so is the runner.
            this.playing.set(false);
        }
    }

    /// Asks for the next slice when the device has news.
    fn sleep(this: &Rc<Inner>) {
        if !this.playing.get() || this.queued.replace(true) {
            return;
        }
        let (weak, news) = (Rc::downgrade(this), bell().next());
        wasm_bindgen_futures::spawn_local(async move {
            news.await;
            if let Some(this) = weak.upgrade() {
                this.queued.set(false);
                Inner::queue(&this);
            }
        });
    }

    fn wake(weak: &Weak<Inner>) {
        let Some(this) = weak.upgrade() else { return };
        this.wait.borrow_mut().take();
        this.queued.set(false);
        if !this.playing.get() {
            return;
        }
        let tell = |change| (this.on_change)(&this.session.borrow(), change);
        match this.slice() {
            Slice::Stepped => {
                tell(Change::Stepped);
            }
            Slice::Worked => {}
            Slice::Waits => return Inner::sleep(&this),
            Slice::Finished => {
                this.playing.set(false);
                tell(Change::Finished);
            }
            Slice::Failed(sentence) => {
                this.playing.set(false);
                tell(Change::Failed(sentence));
            }
        }
        Inner::queue(&this);
    }

    /// Whether to stop now that this step of this phase is there.
    fn is_enough(&self, session: &Session, phase: Phase, step: usize) -> bool {
        match self.until.get() {
            Until::Targets => false,
            // The initial model is no step: whoever asks for one wants to see something move.
            Until::Steps(_) if phase == Phase::Sft && step == 0 => false,
            Until::Steps(asked) => {
                self.until.set(Until::Steps(asked.saturating_sub(1)));
                asked <= 1
            }
            Until::Level => session.is_level(),
        }
    }

    fn slice(&self) -> Slice {
        let begin = now();
        let mut session = self.session.borrow_mut();
        let mut slice = Slice::Worked;
        loop {
            match session.tick() {
                // A fork has come level not with a step but after one.
                Step::Working if self.until.get() == Until::Level && session.is_level() => {
                    self.playing.set(false);
                    return Slice::Stepped;
                }
                Step::Working => {}
                // What has been made meanwhile is told first.
                Step::Waiting if matches!(slice, Slice::Stepped) => return slice,
                Step::Waiting => return Slice::Waits,
                Step::Stepped { phase, step } => {
                    slice = Slice::Stepped;
                    if self.is_enough(&session, phase, step) {
                        self.playing.set(false);
                        return slice;
                    }
                    let rest = self.rest.take();
                    if let TrainingPace::StepsPerSecond(rate) = self.pace.get() {
                        // Not `+=`: time lost to a busy page is not caught up in a burst.
                        self.due.set(self.due.get().max(begin - 1000.0 / rate) + 1000.0 / rate);
                        return slice;
                    }
                    if rest {
                        return slice;
                    }
                }
                Step::Idle => {
                    return session.stopped().map_or(Slice::Finished, |stopped| Slice::Failed(stopped.to_string()));
                }
            }
            if now() - begin >= SLICE_MS {
                return slice;
            }
        }
    }
}
