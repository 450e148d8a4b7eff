//! A GPU behind a WebAssembly module of its own: pages that train on the processor, most of them, never download it.
//!
//! Here is the page's end: a [`Device`] that passes everything on. The other end is `src/bin/gpu.rs`.

use super::bell::Bell;
use super::wire::{self, Order};
use super::{
    Aim, Backend, Device, DeviceError, DeviceKind, Dlogits, Evaluation, OptimizerState, Task, Tick, TokenLogps, Work,
};
use crate::data::TokenPair;
use crate::model::Layout;
use gloo_timers::callback::{Interval, Timeout};
use js_sys::{Float32Array, Float64Array, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// How long a GPU may work on a step before the processor takes over, in seconds. Drivers and browsers end what takes hardware longer than
/// some ten seconds by themselves; a GPU that is software and slower than this is no loss.
pub const ANSWER_SECONDS: u32 = 60;

/// The same while it is only tried, when nothing is trained meanwhile. Its first step waits for its compiler, which takes a second or two.
pub const TRIAL_SECONDS: u32 = 15;

/// What it waited is counted in seconds that the page was awake for: after a night of sleep an answer is not a night late.
const SECOND: u32 = 1000;

/// Firefox looks for answers ten times a second, and whenever something is submitted: in the tenth between it is nudged so often, which
/// keeps a swift GPU swift and costs a slow one next to nothing.
const NUDGES: u32 = 16;

/// From one nudge to the next, in milliseconds.
const NUDGE_MS: u32 = 5;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds, in a page and in a worker alike.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn now() -> f64;

    /// For those who look for the cause of what a person was told in a sentence.
    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    pub fn log(cause: &str);
    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn log_value(cause: &JsValue);

    /// The class of the other module. Whatever is asked of it may throw, be it only that a browser's GPU did.
    #[derive(Debug, Clone)]
    #[wasm_bindgen(js_name = GpuDevice, typescript_type = "GpuDevice")]
    pub type JsDevice;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn name(this: &JsDevice) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn software(this: &JsDevice) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn lookahead(this: &JsDevice) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn check(this: &JsDevice, words: Vec<u32>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn backend(this: &JsDevice, words: Vec<u32>, numbers: Vec<f64>, values: Vec<f32>) -> Result<JsBackend, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn news(this: &JsDevice) -> Result<News, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn nudge(this: &JsDevice) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn destroy(this: &JsDevice, why: &str) -> Result<(), JsValue>;
    /// Whether it must be nudged. Like the next one it is the page's word on the device, not the module's.
    #[wasm_bindgen(method, getter, structural, catch)]
    fn dozes(this: &JsDevice) -> Result<bool, JsValue>;
    /// Tells the page to open no GPU any more, and why.
    #[wasm_bindgen(method, structural, catch)]
    fn forgo(this: &JsDevice, why: &str) -> Result<(), JsValue>;

    /// A promise.
    type News;
    #[wasm_bindgen(method, structural, catch)]
    fn then(this: &News, heard: &JsValue, failed: &JsValue) -> Result<JsValue, JsValue>;

    #[derive(Debug, Clone)]
    type JsBackend;
    #[wasm_bindgen(method, structural, catch)]
    fn begin(this: &JsBackend, updates_first: bool, steps: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn tick(this: &JsBackend) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn logps(this: &JsBackend) -> Result<Float32Array, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn greedy(this: &JsBackend) -> Result<Uint8Array, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch, js_name = gradNorms)]
    fn grad_norms(this: &JsBackend) -> Result<Float64Array, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn states(this: &JsBackend) -> Result<Option<Float32Array>, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn updates(this: &JsBackend) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn aim(this: &JsBackend, policy: u32, kind: u32, parameters: Vec<f64>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn halt(this: &JsBackend, policy: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn watch(this: &JsBackend, pair: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn dlogits(this: &JsBackend) -> Result<Option<Float32Array>, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn free(this: &JsBackend) -> Result<(), JsValue>;
}

/// How a tick is passed on.
pub const TICKS: [Tick; 3] = [Tick::Working, Tick::Waiting, Tick::Done];

thread_local! {
    static BELL: Bell = Bell::default();
}

/// Rings when any GPU of this page has news: whoever has met with [`Tick::Waiting`] may ask again then.
pub fn bell() -> Bell {
    BELL.with(Bell::clone)
}

/// A GPU of another module.
#[derive(Debug, Clone)]
pub struct Remote {
    line: Rc<Line>,
    name: String,
    is_software: bool,
    lookahead: usize,
    /// How long it may work on a step, in seconds.
    patience: u32,
}

impl Remote {
    /// Takes what the other module's `GpuDevice.open()` resolved to.
    ///
    /// # Errors
    /// It does not even tell its name.
    pub fn new(device: JsDevice) -> Result<Remote, DeviceError> {
        let told = || Ok((device.name()?, device.software()?, device.lookahead()?));
        let told: Result<_, JsValue> = told();
        let line = Rc::new(Line { device, listening: Cell::new(false) });
        let (name, is_software, lookahead) = told.map_err(|cause| line.fault(cause))?;
        Ok(Remote { line, name, is_software, lookahead: lookahead as usize, patience: ANSWER_SECONDS })
    }

    /// The adapter's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a program that plays a GPU on the processor.
    pub fn is_software(&self) -> bool {
        self.is_software
    }

    /// The same GPU, for whom it is only tried.
    pub fn tried(&self) -> Remote {
        Remote { patience: TRIAL_SECONDS, ..self.clone() }
    }
}

impl Device for Remote {
    fn check(&self, layout: &Layout, pairs: &[TokenPair], policies: usize) -> Result<(), DeviceError> {
        match self.line.device.check(Order::of_size(layout, pairs, policies).words) {
            Err(cause) if cause.is_string() => Err(self.line.fault(cause)),
            // That it failed says nothing of sizes: whoever begins on it will learn of it.
            Err(cause) => {
                self.line.fault(cause);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn backend(
        &self,
        layout: &Layout,
        pairs: &[TokenPair],
        states: Vec<OptimizerState>,
        task: Task,
    ) -> Result<Box<dyn Backend>, DeviceError> {
        let Order { words, numbers, values } = Order::new(layout, pairs, &states, &task);
        let there = self.line.device.backend(words, numbers, values).map_err(|cause| self.line.fault(cause))?;
        let logps = TokenLogps::of_pairs(pairs, task.held_out);
        let evaluations = vec![Evaluation::new(logps); states.len()];
        let lengths = pairs.iter().map(|pair| [pair.chosen.len(), pair.rejected.len()]).collect();
        let watch = Watch { vocabulary: layout.vocab_size, lengths, pair: None, dlogits: vec![] };
        let (line, patience) = (self.line.clone(), self.patience);
        Ok(Box::new(Policies {
            line,
            patience,
            there,
            task,
            evaluations,
            states,
            returned: false,
            watch,
            waiting: None,
            fault: None,
        }))
    }

    fn kind(&self) -> DeviceKind {
        DeviceKind::Gpu
    }

    fn lookahead(&self) -> usize {
        self.lookahead
    }
}

/// The way to the device, which all policies on it share.
#[derive(Debug)]
struct Line {
    device: JsDevice,
    /// Whether its next news will be heard.
    listening: Cell<bool>,
}

impl Line {
    /// Has the bell rung when the device has news.
    fn listen(self: &Rc<Line>) -> Result<(), JsValue> {
        if self.listening.get() {
            return Ok(());
        }
        let (news, line) = (self.device.news()?, self.clone());
        let heard = Closure::once_into_js(move || {
            line.listening.set(false);
            bell().ring();
        });
        self.listening.set(true);
        // It is never rejected; were it to be, that would be news as well.
        news.then(&heard, &heard).map(|_| ())
    }

    /// The sentence of what was thrown. The module's own errors are texts; after anything else this page does without the GPU.
    fn fault(&self, cause: JsValue) -> DeviceError {
        if let Some(sentence) = cause.as_string() {
            return DeviceError::Said(sentence);
        }
        // Such as to throw out of its middle: its memory is not to be trusted then.
        log_value(&cause);
        self.forgo(DeviceError::Failed)
    }

    /// Gives the device up for the rest of the visit: whatever else is trained on it goes on on the processor.
    fn forgo(&self, cause: DeviceError) -> DeviceError {
        let why = cause.to_string();
        // Where even this fails there is nothing left to give up, and nothing that the person has not been told.
        let _ = self.device.forgo(&why);
        let _ = self.device.destroy(&why);
        bell().ring();
        cause
    }

    /// Nudges the device so often, while `timer` is held.
    fn nudge(self: &Rc<Line>, timer: &Rc<RefCell<Option<Timeout>>>, left: u32) {
        let (line, next) = (self.clone(), Rc::downgrade(timer));
        let nudge = move || {
            let Some(timer) = next.upgrade() else { return };
            // If it fails the next tick will say so.
            if line.device.nudge().is_ok() && left > 1 {
                line.nudge(&timer, left - 1);
            }
        };
        *timer.borrow_mut() = Some(Timeout::new(NUDGE_MS, nudge));
    }
}

/// The device has been asked for something and works. Dropping it ends the timers.
struct Waiting {
    left: Rc<Cell<u32>>,
    _seconds: Interval,
    _nudges: Rc<RefCell<Option<Timeout>>>,
}

impl Waiting {
    fn begin(line: &Rc<Line>, patience: u32) -> Waiting {
        let left = Rc::new(Cell::new(patience));
        let seconds = left.clone();
        let second = move || {
            if seconds.get() > 0 {
                seconds.set(seconds.get() - 1);
                if seconds.get() == 0 {
                    bell().ring();
                }
            }
        };
        let nudges = Rc::default();
        if line.device.dozes().unwrap_or(false) {
            line.nudge(&nudges, NUDGES);
        }
        Waiting { left, _seconds: Interval::new(SECOND, second), _nudges: nudges }
    }
}

/// Policies on the other side, with what has come back of them.
struct Policies {
    line: Rc<Line>,
    patience: u32,
    there: JsBackend,
    task: Task,
    evaluations: Vec<Evaluation>,
    states: Vec<OptimizerState>,
    returned: bool,
    watch: Watch,
    waiting: Option<Waiting>,
    /// What went wrong where nothing could be said of it: the next tick does.
    fault: Option<DeviceError>,
}

/// The pair whose logits' gradient comes back with the states.
struct Watch {
    vocabulary: usize,
    /// Tokens of both completions of every pair.
    lengths: Vec<[usize; 2]>,
    pair: Option<usize>,
    dlogits: Vec<Dlogits>,
}

impl Policies {
    fn receive(&mut self) -> Result<(), JsValue> {
        let (logps, norms, greedy) = (self.there.logps()?, self.there.grad_norms()?, self.there.greedy()?);
        let mut from = 0;
        for (run, evaluation) in self.evaluations.iter_mut().enumerate() {
            let values = evaluation.logps.values_mut();
            let end = from + values.len() as u32;
            copy(&logps, from, end, values);
            from = end;
            let pairs = evaluation.greedy.len();
            for (pair, one) in evaluation.greedy.iter_mut().enumerate() {
                *one = greedy.get_index((run * pairs + pair) as u32) == 1;
            }
            evaluation.grad_norm = norms.get_index(run as u32);
            evaluation.weigh(&self.task.aims[run]);
        }
        let Some(states) = self.there.states()? else { return Ok(()) };
        let updates = self.there.updates()? as usize;
        let mut from = 0;
        for state in &mut self.states {
            for values in [&mut state.params, &mut state.m, &mut state.v] {
                let end = from + values.len() as u32;
                copy(&states, from, end, values);
                from = end;
            }
            state.updates = updates;
        }
        self.returned = true;
        self.watch.dlogits.clear();
        let (Some(pair), Some(values)) = (self.watch.pair, self.there.dlogits()?) else { return Ok(()) };
        let mut from = 0;
        let mut side = |length: usize| -> Vec<Vec<f32>> {
            let mut row = || {
                let mut row = vec![0.0; self.watch.vocabulary];
                let end = from + row.len() as u32;
                copy(&values, from, end, &mut row);
                from = end;
                row
            };
            (0..length).map(|_| row()).collect()
        };
        let [chosen, rejected] = self.watch.lengths[pair];
        let of = |_| Dlogits { pair, chosen: side(chosen), rejected: side(rejected) };
        self.watch.dlogits = (0..self.states.len()).map(of).collect();
        Ok(())
    }

    fn note(&mut self, outcome: Result<(), JsValue>) {
        if let Err(cause) = outcome {
            self.fault.get_or_insert(self.line.fault(cause));
        }
    }
}

/// A part of an array, which has the length of `to` unless the other module is of another build.
fn copy(array: &Float32Array, from: u32, end: u32, to: &mut [f32]) {
    let part = array.subarray(from, end);
    if part.length() as usize == to.len() {
        part.copy_to(to);
    }
}

impl Backend for Policies {
    fn begin(&mut self, work: Work, steps: usize) {
        self.returned = false;
        let begun = self.there.begin(work == Work::Update, steps as u32);
        self.note(begun);
    }

    fn tick(&mut self) -> Result<Tick, DeviceError> {
        if let Some(fault) = self.fault.clone() {
            return Err(fault);
        }
        let line = self.line.clone();
        let fault = |cause| line.fault(cause);
        let tick = self.there.tick().map_err(fault)?;
        let tick = TICKS.get(tick as usize).copied().unwrap_or(Tick::Waiting);
        match tick {
            Tick::Working => {}
            Tick::Waiting => {
                let waiting = self.waiting.get_or_insert_with(|| Waiting::begin(&line, self.patience));
                if waiting.left.get() == 0 {
                    return Err(line.forgo(DeviceError::Silent(self.patience)));
                }
                line.listen().map_err(fault)?;
            }
            Tick::Done => {
                self.waiting = None;
                self.receive().map_err(fault)?;
            }
        }
        Ok(tick)
    }

    fn evaluation(&self, policy: usize) -> &Evaluation {
        &self.evaluations[policy]
    }

    fn state(&self, policy: usize) -> Option<&OptimizerState> {
        self.states.get(policy).filter(|_| self.returned)
    }

    fn take_state(&mut self, policy: usize) -> Option<OptimizerState> {
        self.states.get_mut(policy).filter(|_| self.returned).map(std::mem::take)
    }

    fn aim(&mut self, policy: usize, aim: Aim) {
        let (kind, parameters) = wire::of_aim(&aim);
        let aimed = self.there.aim(policy as u32, kind, parameters.to_vec());
        self.note(aimed);
        self.task.aims[policy] = aim;
    }

    fn halt(&mut self, policy: usize) {
        let halted = self.there.halt(policy as u32);
        self.note(halted);
    }

    fn watch(&mut self, pair: usize) {
        self.watch.pair = Some(pair);
        let watched = self.there.watch(pair as u32);
        self.note(watched);
    }

    fn dlogits(&self, policy: usize) -> Option<&Dlogits> {
        self.watch.dlogits.get(policy).filter(|_| self.returned)
    }
}

impl Drop for Policies {
    fn drop(&mut self) {
        // A module that threw out of its middle keeps what it was at work on, and refuses.
        let _ = self.there.free();
        // Who waited for it has nothing to wait for any more.
        bell().ring();
    }
}
