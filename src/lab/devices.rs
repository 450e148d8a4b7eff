//! Getting the device that a lab is trained on: the page's half of [`choice`](super::choice), which opens the GPU and tries both.

use super::choice::{self, Reason, Tried, Wish};
use super::slices::{self, Piece, SLICE_MS, Turns, bell, now};
use crate::backend::cpu::Processor;
use crate::backend::remote::{JsDevice, Remote};
use crate::backend::{Aim, Backend, Device, DeviceError, Optimizer, OptimizerState, Task, Tick, Work};
use crate::data::{LabFile, OptimizerKind};
use crate::model::Layout;
use crate::model::init::Drawing;
use crate::parts::part;
use js_sys::{Function, Promise};
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A device and why it is this one.
pub struct Choice {
    /// What trains.
    pub device: Rc<dyn Device>,
    /// Why, in one sentence.
    pub reason: String,
}

impl Choice {
    /// The processor, for this reason.
    pub fn processor(reason: &Reason) -> Choice {
        Choice { device: Rc::new(Processor), reason: reason.to_string() }
    }
}

/// Opens the machine's GPU: a JavaScript function without arguments that returns a promise of the GPU module's `GpuDevice`. It settles in
/// bounded time, and an error's message is a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Opener(pub Function);

/// A GPU step longer than so many of the processor's need not be measured well.
const HOPELESS: f64 = 4.0;
/// Steps in one go: a step alone is mostly the way there and back.
const TRIED: usize = 16;

/// The device for this lab.
///
/// # Errors
/// A wish for the GPU that cannot be granted. `Auto` and `Cpu` always can.
pub async fn choose(spec: &LabFile, wish: Wish, opener: &Opener) -> Result<Choice, DeviceError> {
    choose_for_many(spec, wish, opener, 1).await
}

/// The device for labs like this one, of which so many cores of the processor would train as many beside one another.
///
/// # Errors
/// Those of [`choose`].
pub async fn choose_for_many(spec: &LabFile, wish: Wish, opener: &Opener, cores: usize) -> Result<Choice, DeviceError> {
    if let Some(reason) = choice::without_gpu(wish, spec) {
        return Ok(Choice::processor(&reason));
    }
    match trying().await {
        Ok(try_gpu) => try_gpu(spec, wish, opener, cores).await,
        Err(missing) => {
            let cause = DeviceError::Said(missing.to_string());
            if wish == Wish::Auto { Ok(Choice::processor(&Reason::Unusable(cause))) } else { Err(cause) }
        }
    }
}

/// [`try_gpu`], which need not be here yet.
type Trying =
    for<'a> fn(&'a LabFile, Wish, &'a Opener, usize) -> Pin<Box<dyn Future<Output = Result<Choice, DeviceError>> + 'a>>;

part! {
    /// What opens a GPU and tries it.
    fn trying() -> Trying = gpu(|spec, wish, opener, cores| Box::pin(try_gpu(spec, wish, opener, cores)));
}

async fn try_gpu(spec: &LabFile, wish: Wish, opener: &Opener, cores: usize) -> Result<Choice, DeviceError> {
    let unusable = |cause| Ok(Choice::processor(&Reason::Unusable(cause)));
    let gpu = match open(opener).await {
        Ok(gpu) => Rc::new(gpu),
        Err(cause) if wish == Wish::Auto => return unusable(cause),
        Err(cause) => return Err(cause),
    };
    let name = gpu.name().to_owned();
    if wish == Wish::Gpu {
        let layout = Layout::new(spec.model, spec.dataset.vocabulary.len());
        gpu.check(&layout, &spec.encode_all(), spec.runs.len())?;
        let asked = Tried::AsAsked { name, is_software: gpu.is_software() };
        return Ok(Choice { reason: asked.to_string(), device: gpu });
    }
    if gpu.is_software() {
        let reason = Tried::OnlySoftware(name).to_string();
        return Ok(Choice { device: Rc::new(Processor), reason });
    }
    match compare(spec, &gpu.tried()).await {
        Err(cause) => unusable(cause),
        Ok((gpu_ms, cpu_ms)) => {
            let tried = Tried::Compared { name, gpu: gpu_ms, cpu: cpu_ms, cores };
            let device: Rc<dyn Device> = if tried.is_for_gpu() { gpu } else { Rc::new(Processor) };
            Ok(Choice { device, reason: tried.to_string() })
        }
    }
}

async fn open(Opener(function): &Opener) -> Result<Remote, DeviceError> {
    let none = |cause: JsValue| {
        let message = cause.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        message.map_or(DeviceError::NotOpened, DeviceError::Said)
    };
    let promise = function.call0(&JsValue::NULL).map_err(none)?;
    let device = JsFuture::from(promise.unchecked_into::<Promise>()).await.map_err(none)?;
    Remote::new(device.unchecked_into::<JsDevice>())
}

/// Milliseconds that a step of all runs takes on the GPU and on the processor.
async fn compare(spec: &LabFile, gpu: &dyn Device) -> Result<(f64, f64), DeviceError> {
    let (pairs, runs) = (spec.encode_all(), spec.runs.len());
    let layout = Layout::new(spec.model, spec.dataset.vocabulary.len());
    gpu.check(&layout, &pairs, runs)?;
    let mut drawing = Drawing::new(&layout, spec.seed);
    let drawn = slices::run(|| Ok(if drawing.advance() { Piece::More } else { Piece::Done(()) })).await;
    drawn.map_err(stuck)?;
    let state = OptimizerState::new(drawing.finish(), OptimizerKind::Adamw);
    let policies = |device: &dyn Device, count: usize| {
        let optimizer = Optimizer { kind: OptimizerKind::Adamw, rate: 0.0, weight_decay: 0.0 };
        let held_out = spec.dataset.eval_pairs.len();
        let task = Task { aims: vec![Aim::Sft(spec.sft.on); count], trains: vec![], optimizer, held_out };
        device.backend(&layout, &pairs, vec![state.clone(); count], task)
    };
    // Runs go one after the other on the processor, so one tells of all.
    let mut one = policies(&Processor, 1)?;
    timed(&mut *one, Work::Evaluate, 1).await?;
    let cpu_ms = timed(&mut *one, Work::Update, 1).await? * runs as f64;
    let mut all = policies(gpu, runs)?;
    timed(&mut *all, Work::Evaluate, 1).await?;
    let alone = timed(&mut *all, Work::Update, 1).await?;
    if alone > HOPELESS * cpu_ms {
        return Ok((alone, cpu_ms));
    }
    timed(&mut *all, Work::Update, TRIED).await?;
    Ok((timed(&mut *all, Work::Update, TRIED).await?, cpu_ms))
}

fn stuck(_: JsValue) -> DeviceError {
    DeviceError::NoChannel
}

/// Milliseconds a step.
async fn timed(backend: &mut dyn Backend, work: Work, steps: usize) -> Result<f64, DeviceError> {
    let turns = Turns::new().map_err(stuck)?;
    let begin = now();
    let (mut slice, mut left) = (begin, steps);
    backend.begin(work, steps);
    while left > 0 {
        let tick = backend.tick()?;
        left -= usize::from(tick == Tick::Done);
        if tick == Tick::Waiting {
            bell().next().await;
        } else if now() - slice > SLICE_MS {
            turns.next().await.map_err(stuck)?;
        } else {
            continue;
        }
        slice = now();
    }
    Ok((now() - begin) / steps as f64)
}
