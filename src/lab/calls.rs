//! What a lab does for JavaScript that takes long, whether the page has it yet or not. What was asked for is checked before, at once; the rest
//! works in slices.

use super::arguing::arguer;
use super::bundle::{BundleTexts, Contents, Packing};
use super::checking::pair_checker;
use super::choice::Wish;
use super::devices::{Choice, Opener, choose};
use super::folder::{self, Imported, Into};
use super::gauging::gauger;
use super::handed::{error, field_error, missing, refused, to_js, train_error};
use super::importing::importer;
use super::inspect::{Inspected, inspect};
use super::refusal::Refusal;
use super::report;
use super::slices::{self, Piece};
use crate::backend::{DeviceError, Tick};
use crate::data::{Dataset, LabFile};
use crate::model::safetensors;
use crate::parts::part;
use crate::train::memory::{Claim, Purpose};
use crate::train::{Opening, Phase, Policy, Replay, Session, Step, TrainError};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// All of it.
#[derive(Clone, Copy)]
pub struct Calls {
    /// Creates labs.
    pub create: fn(Wanted) -> Promised<Created>,
    /// Does what is asked of a lab.
    pub answer: fn(Asked, Call) -> Promised<JsValue>,
}

part! {
    /// What does what takes long.
    pub fn calls() -> Calls = sharing(Calls {
        create: |wanted| Box::pin(create(wanted)),
        answer: |lab, call| Box::pin(answer(lab, call)),
    });
}

/// What it comes to.
pub type Promised<T> = Pin<Box<dyn Future<Output = Result<T, JsValue>>>>;

/// The lab that is to be created.
pub struct Wanted {
    /// A lab file as JSON text, which may begin from a preset.
    pub spec: String,
    /// The name of a [`Wish`].
    pub backend: String,
    /// What opens the GPU.
    pub opener: Opener,
    /// What [`folder::read`] reads: a zip, or a `model.safetensors`.
    pub model: Option<Uint8Array>,
}

/// A lab that has been created.
pub struct Created {
    /// Its session.
    pub session: Session,
    /// Why this backend trains it, in one sentence.
    pub reason: String,
    /// The preset that it began from: an index into [`presets`](crate::data::presets).
    pub preset: Option<usize>,
}

/// A lab that something is asked of.
#[derive(Clone)]
pub struct Asked {
    /// Its session.
    pub session: Rc<RefCell<Session>>,
    /// Whether JavaScript has not freed it.
    pub alive: Rc<Cell<bool>>,
}

/// What is asked of it.
pub enum Call {
    /// To train until this step of this phase is there.
    Train(Phase, usize),
    /// To bring a fork to the others' step.
    Level(usize),
    /// To look into a pair; `run` is the policy as JavaScript named it.
    Inspect {
        /// The run, or `"reference"`.
        run: JsValue,
        /// The same.
        policy: Policy,
        /// Its way to the step.
        replay: Replay,
        /// The pair.
        pair: usize,
    },
    /// To check the statements of a run at a step, by default its last.
    Argue(usize, Option<usize>),
    /// To read the gauges of a run at a step, by default its last: of all pairs, or of one.
    Gauge(usize, Option<usize>, Option<usize>),
    /// To look over its pairs.
    Check,
    /// To write the parameters at the end of a replay.
    ExportModel(Replay),
    /// To pack a run.
    ExportBundle {
        /// The run.
        run: usize,
        /// Its way to the step.
        policy: Replay,
        /// The reference's.
        reference: Replay,
        /// Promises the texts of [`BundleTexts::NAMES`].
        texts: Function,
    },
}

async fn create(Wanted { spec, backend, opener, model }: Wanted) -> Result<Created, JsValue> {
    let wish = Wish::named(&backend).map_err(refused)?;
    let unusable = |cause: &DeviceError| error(cause, Some("backend"));
    let (spec, preset) = LabFile::from_brief(&spec).map_err(field_error)?;
    let (spec, weights) = match model {
        Some(model) => {
            // What is unpacked, and the numbers in it, in 64 bits at first.
            let _claim = held_for_a_while(4 * (model.length() as usize).min(folder::MOST_BYTES))?;
            let files = vec![("model".to_owned(), model)];
            let import = importer().await.map_err(missing)?;
            let Imported { lab, weights, .. } = import(files, spec, Into::Given).await.map_err(field_error)?;
            (lab, Some(weights))
        }
        None => (spec, None),
    };
    // Before a device is opened for nothing.
    if spec.dataset.pairs.is_empty() {
        return Err(train_error(TrainError::NoPairs));
    }
    // And before it is tried with all of this.
    Session::check_memory(&spec).map_err(train_error)?;
    let Choice { device, reason } = choose(&spec, wish, &opener).await.map_err(|cause| unusable(&cause))?;
    let opening = Opening::new(spec, weights, device).map_err(train_error)?;
    let session = slices::open(opening).await?.map_err(train_error)?;
    if let (Wish::Gpu, Some(cause)) = (wish, session.lost()) {
        return Err(unusable(cause));
    }
    Ok(Created { session, reason, preset })
}

async fn answer(lab: Asked, call: Call) -> Result<JsValue, JsValue> {
    match call {
        Call::Train(phase, target) => train(lab, phase, target).await,
        Call::Level(fork) => level(lab, fork).await,
        Call::Inspect { run, policy, replay, pair } => looked_into(lab, run, policy, replay, pair).await,
        Call::Argue(run, step) => argue(lab, run, step).await,
        Call::Gauge(run, step, pair) => gauge(lab, run, step, pair).await,
        Call::Check => check(lab).await,
        Call::ExportModel(replay) => export_model(lab, replay).await,
        Call::ExportBundle { run, policy, reference, texts } => export_bundle(lab, run, policy, reference, texts).await,
    }
}

/// Resolves to the runs that have stopped before their time.
async fn train(Asked { session, alive }: Asked, phase: Phase, target: usize) -> Result<JsValue, JsValue> {
    let reached = || {
        still(&alive)?;
        let mut session = session.borrow_mut();
        let done = session.phase() == phase && session.last_step(phase).is_some_and(|step| step >= target);
        let step = if done || session.phase() > phase { Step::Idle } else { session.tick() };
        match (step, session.stopped()) {
            (Step::Idle, Some(stopped)) if !done => Err(error(&stopped, None)),
            (Step::Idle, _) => Ok(Piece::Done(())),
            (Step::Waiting, _) => Ok(Piece::Wait),
            _ => Ok(Piece::More),
        }
    };
    slices::run(reached).await?;
    Ok(to_js(&report::diverged(&session.borrow())))
}

/// Resolves to the fork's index.
async fn level(Asked { session, alive }: Asked, fork: usize) -> Result<JsValue, JsValue> {
    let level = || {
        still(&alive)?;
        let mut session = session.borrow_mut();
        let level = session.history().run(fork).len() > session.last_step(Phase::Preference).unwrap_or(0);
        if level || session.diverged(fork).is_some() {
            return Ok(Piece::Done(()));
        }
        Ok(if session.tick() == Step::Waiting { Piece::Wait } else { Piece::More })
    };
    slices::run(level).await.map(|()| JsValue::from_f64(fork as f64))
}

/// Resolves to the value of [`super::inspect::Inspection::to_value`], with what it is of.
async fn looked_into(
    Asked { session, alive }: Asked,
    run: JsValue,
    policy: Policy,
    mut replay: Replay,
    index: usize,
) -> Result<JsValue, JsValue> {
    replay.watch(index);
    let replay = finish(replay, alive).await?;
    let session = session.borrow();
    let logps = &replay.evaluation().logps;
    let (phase, objective) = match policy {
        Policy::Reference => (Phase::Sft, None),
        Policy::Run(run) => (Phase::Preference, Some(session.spec().runs[run].objective_at(replay.target()))),
    };
    let subject = Inspected {
        layout: session.layout(),
        params: params(&replay)?,
        vocabulary: &session.spec().dataset.vocabulary,
        pair: &session.pairs()[index],
        index,
        objective,
        logps,
        reference: session.history().reference().unwrap_or(logps),
        dlogits: replay.dlogits().ok_or_else(|| refused(Refusal::NoGradients))?,
    };
    let value = to_js(&inspect(&subject).to_value(&subject));
    for (key, what) in [
        ("run", run),
        ("pair", (index as f64).into()),
        ("phase", phase.name().into()),
        ("step", (replay.target() as f64).into()),
    ] {
        Reflect::set(&value, &key.into(), &what)?;
    }
    Ok(value)
}

/// Resolves to the value of [`super::verdicts::to_value`].
async fn argue(Asked { session, alive }: Asked, run: usize, step: Option<usize>) -> Result<JsValue, JsValue> {
    let argue = arguer().await.map_err(missing)?;
    let mut arguing = argue(&session.borrow(), run, step).map_err(train_error)?;
    let piece = || {
        still(&alive)?;
        arguing().map_err(|lost| error(&lost, None))
    };
    slices::run(piece).await.map(|verdicts| to_js(&verdicts))
}

/// Resolves to the value of [`super::gauged::to_value`].
async fn gauge(
    Asked { session, alive }: Asked,
    run: usize,
    step: Option<usize>,
    pair: Option<usize>,
) -> Result<JsValue, JsValue> {
    let gauge = gauger().await.map_err(missing)?;
    let mut gauging = gauge(&session.borrow(), run, step, pair).map_err(train_error)?;
    let piece = || {
        still(&alive)?;
        gauging().map_err(|lost| error(&lost, None))
    };
    slices::run(piece).await.map(|rows| to_js(&rows))
}

/// Resolves to the value of [`super::checking::to_value`].
async fn check(Asked { session, alive }: Asked) -> Result<JsValue, JsValue> {
    let begin = pair_checker().await.map_err(missing)?;
    let Dataset { tokens, pairs, eval_pairs, .. } = session.borrow().spec().dataset.clone();
    let mut checking = begin(tokens, pairs, eval_pairs);
    let piece = || still(&alive).map(|()| checking());
    slices::run(piece).await.map(|findings| to_js(&findings))
}

/// Resolves to a `Uint8Array` of safetensors.
async fn export_model(Asked { session, alive }: Asked, replay: Replay) -> Result<JsValue, JsValue> {
    let replay = finish(replay, alive).await?;
    let _claim = held_for_a_while(2 * size_of_val(params(&replay)?))?;
    let bytes = safetensors::save(session.borrow().layout(), params(&replay)?);
    slices::given(bytes.map_err(|cause| error(&cause, None))?).await
}

/// Resolves to a `Uint8Array` of a zip.
async fn export_bundle(
    Asked { session, alive }: Asked,
    run: usize,
    policy: Replay,
    reference: Replay,
    texts: Function,
) -> Result<JsValue, JsValue> {
    let texts = bundle_texts(texts).await?;
    let policy = finish(policy, alive.clone()).await?;
    let reference = finish(reference, alive.clone()).await?;
    // Both models and all rows, about 600 bytes each, as a zip that grows, and once more for the page.
    let rows = session.borrow().history().sft().len() + session.borrow().history().run(run).len();
    let _claim = held_for_a_while(3 * (2 * size_of_val(params(&policy)?) + 600 * rows))?;
    let mut packing = Packing::default();
    let piece = || {
        still(&alive)?;
        let session = session.borrow();
        let packed = packing.advance(&Contents {
            spec: session.spec(),
            run,
            step: policy.target(),
            layout: session.layout(),
            params: params(&policy)?,
            reference: params(&reference)?,
            history: session.history(),
            texts: &texts,
        });
        Ok(packed.map_err(|cause| error(&cause, None))?.map_or(Piece::More, Piece::Done))
    };
    let bytes = slices::run(piece).await?;
    slices::given(bytes).await
}

/// The files of a bundle that are the same in each, as the module's function promises them.
async fn bundle_texts(load: Function) -> Result<BundleTexts, JsValue> {
    let promise: Promise = load.call0(&JsValue::NULL)?.dyn_into()?;
    let texts = Array::from(&JsFuture::from(promise).await?);
    let text = |place| texts.get(place).as_string().unwrap_or_default();
    Ok(BundleTexts { train: text(0), readme: text(1) })
}

/// Goes to the step of the replay, in slices.
async fn finish(replay: Replay, alive: Rc<Cell<bool>>) -> Result<Replay, JsValue> {
    let mut replay = Some(replay);
    let piece = move || {
        still(&alive)?;
        let tick = replay.as_mut().map_or(Ok(Tick::Done), Replay::tick);
        Ok(match tick.map_err(|lost| error(&lost, None))? {
            Tick::Working => Piece::More,
            Tick::Waiting => Piece::Wait,
            Tick::Done => replay.take().map_or(Piece::More, Piece::Done),
        })
    };
    slices::run(piece).await
}

/// Memory for what is taken away, in so many bytes.
fn held_for_a_while(bytes: usize) -> Result<Claim, JsValue> {
    let claim = Claim::new(Purpose::Look, bytes as u64, bytes as u64 / 4);
    claim.map_err(|shortage| train_error(TrainError::NoMemory(shortage)))
}

/// The parameters at the end of a replay.
fn params(replay: &Replay) -> Result<&[f32], JsValue> {
    let state = replay.state().ok_or_else(|| refused(Refusal::NoParameters))?;
    Ok(&state.params)
}

fn still(alive: &Cell<bool>) -> Result<(), JsValue> {
    if alive.get() { Ok(()) } else { Err(refused(Refusal::Freed)) }
}
