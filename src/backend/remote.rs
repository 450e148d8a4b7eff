//! A GPU behind a WebAssembly module of its own: pages that train on the processor, most of them, never download it.
//!
//! Here is the page's end: a [`Device`] that passes everything on. The other end is `src/bin/gpu.rs`.

use super::wire::{self, Order};
use super::{Aim, Backend, Device, DeviceError, Evaluation, Kind, State, Task, Tick, TokenLogps, Work};
use crate::data::TokenPair;
use crate::model::Layout;
use js_sys::{Float32Array, Float64Array, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds, in a page and in a worker alike.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn now() -> f64;

    /// The class of the other module.
    #[derive(Debug, Clone)]
    #[wasm_bindgen(js_name = GpuDevice, typescript_type = "GpuDevice")]
    pub type JsDevice;
    #[wasm_bindgen(method, getter, structural)]
    fn name(this: &JsDevice) -> String;
    #[wasm_bindgen(method, getter, structural)]
    fn software(this: &JsDevice) -> bool;
    #[wasm_bindgen(method, getter, structural)]
    fn lookahead(this: &JsDevice) -> u32;
    #[wasm_bindgen(method, structural, catch)]
    fn check(this: &JsDevice, words: Vec<u32>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn backend(this: &JsDevice, words: Vec<u32>, numbers: Vec<f64>, values: Vec<f32>) -> Result<JsBackend, JsValue>;

    #[derive(Debug, Clone)]
    type JsBackend;
    #[wasm_bindgen(method, structural)]
    fn begin(this: &JsBackend, updates_first: bool, steps: u32);
    #[wasm_bindgen(method, structural, catch)]
    fn tick(this: &JsBackend) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, structural)]
    fn logps(this: &JsBackend) -> Float32Array;
    #[wasm_bindgen(method, structural)]
    fn greedy(this: &JsBackend) -> Uint8Array;
    #[wasm_bindgen(method, getter, structural, js_name = gradNorms)]
    fn grad_norms(this: &JsBackend) -> Float64Array;
    #[wasm_bindgen(method, structural)]
    fn states(this: &JsBackend) -> Option<Float32Array>;
    #[wasm_bindgen(method, getter, structural)]
    fn updates(this: &JsBackend) -> u32;
    #[wasm_bindgen(method, structural)]
    fn aim(this: &JsBackend, policy: u32, kind: u32, beta: f64, lambda: f64);
    #[wasm_bindgen(method, structural)]
    fn halt(this: &JsBackend, policy: u32);
    #[wasm_bindgen(method, structural)]
    fn free(this: &JsBackend);
}

/// How a tick is passed on.
pub const TICKS: [Tick; 3] = [Tick::Working, Tick::Waiting, Tick::Done];

/// A GPU of another module.
#[derive(Debug)]
pub struct Remote(JsDevice);

impl Remote {
    /// Takes what the other module's `GpuDevice.open()` resolved to.
    pub fn new(device: JsDevice) -> Remote {
        Remote(device)
    }

    /// The adapter's name.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Whether it is a program that plays a GPU on the processor.
    pub fn is_software(&self) -> bool {
        self.0.software()
    }
}

impl Device for Remote {
    fn check(&self, layout: &Layout, pairs: &[TokenPair], policies: usize) -> Result<(), DeviceError> {
        self.0.check(Order::of_size(layout, pairs, policies).words).map_err(fault)
    }

    fn backend(
        &self,
        layout: &Layout,
        pairs: &[TokenPair],
        states: Vec<State>,
        task: Task,
    ) -> Result<Box<dyn Backend>, DeviceError> {
        let Order { words, numbers, values } = Order::new(layout, pairs, &states, &task);
        let there = self.0.backend(words, numbers, values).map_err(fault)?;
        let logps = TokenLogps::of_pairs(pairs);
        let evaluations = vec![Evaluation::new(logps); states.len()];
        Ok(Box::new(Policies { there, task, evaluations, states, returned: false }))
    }

    fn kind(&self) -> Kind {
        Kind::Gpu
    }

    fn lookahead(&self) -> usize {
        self.0.lookahead() as usize
    }
}

/// Policies on the other side, with what has come back of them.
struct Policies {
    there: JsBackend,
    task: Task,
    evaluations: Vec<Evaluation>,
    states: Vec<State>,
    returned: bool,
}

impl Policies {
    fn receive(&mut self) {
        let (logps, norms, greedy) = (self.there.logps(), self.there.grad_norms(), self.there.greedy());
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
        let Some(states) = self.there.states() else { return };
        let mut from = 0;
        for state in &mut self.states {
            for values in [&mut state.params, &mut state.m, &mut state.v] {
                let end = from + values.len() as u32;
                copy(&states, from, end, values);
                from = end;
            }
            state.updates = self.there.updates() as usize;
        }
        self.returned = true;
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
        self.there.begin(work == Work::Update, steps as u32);
    }

    fn tick(&mut self) -> Result<Tick, DeviceError> {
        let tick = self.there.tick().map_err(fault)?;
        let tick = TICKS.get(tick as usize).copied().unwrap_or(Tick::Waiting);
        if tick == Tick::Done {
            self.receive();
        }
        Ok(tick)
    }

    fn evaluation(&self, policy: usize) -> &Evaluation {
        &self.evaluations[policy]
    }

    fn state(&self, policy: usize) -> Option<&State> {
        self.states.get(policy).filter(|_| self.returned)
    }

    fn aim(&mut self, policy: usize, aim: Aim) {
        let (kind, beta, lambda) = wire::of_aim(&aim);
        self.there.aim(policy as u32, kind, beta, lambda);
        self.task.aims[policy] = aim;
    }

    fn halt(&mut self, policy: usize) {
        self.there.halt(policy as u32);
    }
}

impl Drop for Policies {
    fn drop(&mut self) {
        self.there.free();
    }
}

/// The sentence of what was thrown.
fn fault(cause: JsValue) -> DeviceError {
    let message = cause.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    DeviceError(message.or(cause.as_string()).unwrap_or_else(|| "The GPU's module failed.".to_owned()))
}
