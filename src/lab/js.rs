//! `LabCore`, the class behind `Lab` in `www/dpop-lab.js`: a session that JavaScript creates, trains, reads and frees.
//!
//! Everything that takes long is a promise and works in slices. Every error is a JavaScript `Error` whose message is a sentence for the
//! person, with a `field` where one is at fault.

use super::arguing::arguer;
use super::bundle::{BundleTexts, Contents, Packing};
use super::choice::{Reason, Wish};
use super::devices::{Choice, Opener, choose};
use super::folder::{self, Imported, Into};
use super::importing::importer;
use super::inspect::{Inspected, inspect};
use super::link;
use super::refusal::Refusal;
use super::report;
use super::slices::{self, Piece, bell};
use super::value::Value;
use crate::backend::{DeviceError, DeviceKind, Tick};
use crate::data::{FieldError, LabFile, RunSpec, presets, unknown_option};
use crate::model::safetensors;
use crate::parts::{Missing, part};
use crate::train::memory::{self, Claim, Purpose};
use crate::train::{AskedRun, Metrics, Opening, Phase, Policy, Replay, Session, Step, TrainError};
use js_sys::{Float64Array, Function, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Most steps of a phase, as in the lab file.
const MAX_STEPS: usize = 100_000;

/// Names of the presets.
#[wasm_bindgen(js_name = presetNames, skip_jsdoc)]
pub fn preset_names() -> Vec<String> {
    presets().iter().map(|preset| preset.name.to_owned()).collect()
}

/// The lab behind a link, or behind a link's fragment or query alone, as JSON text for [`LabCore::create`].
///
/// # Errors
/// [`link::LinkError`], and [`Refusal::NoLab`].
#[wasm_bindgen(js_name = linkedLab, skip_jsdoc)]
pub fn linked_lab(url: &str) -> Result<String, JsValue> {
    let parts = url.split_once(['?', '#']).map_or(url, |(_, parts)| parts).replace('#', "&");
    match link::read(&parts) {
        Ok(Some(link)) => Ok(link.lab.to_brief(link.preset.and_then(|preset| presets().get(preset)))),
        Ok(None) => Err(error(&Refusal::NoLab, Some("link"))),
        Err(cause) => Err(error(&cause, Some("link"))),
    }
}

/// Whether `call`, such as `"inspect()"`, knows each of these `keys` of the object that it was given.
///
/// # Errors
/// A key that is not among `allowed`.
#[wasm_bindgen(js_name = checkKeys, skip_jsdoc)]
pub fn check_keys(call: &str, keys: Vec<String>, allowed: Vec<String>) -> Result<(), JsValue> {
    let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    keys.iter().try_for_each(|key| unknown_option(call, key, &allowed).map_or(Ok(()), |fault| Err(field_error(fault))))
}

/// What all labs of the page hold: how many labs there are, their bytes, and the bytes that are allowed.
#[wasm_bindgen(js_name = memoryHeld, skip_jsdoc)]
pub fn memory_held() -> Vec<f64> {
    let (bytes, labs) = memory::held();
    vec![labs as f64, bytes as f64, memory::ALLOWED as f64]
}

/// Has the next call find a fresh engine, with nothing of this one in it: for one that has trapped.
#[wasm_bindgen(skip_jsdoc)]
pub fn renew() {
    wasm_bindgen::handler::schedule_reinit();
}

/// The names of the columns of [`LabCore::fill`]: of SFT, or of a run.
#[wasm_bindgen(js_name = columnNames, skip_jsdoc)]
pub fn column_names(run: Option<f64>) -> Vec<String> {
    report::names(phase_of(run)).map(str::to_owned).collect()
}

/// [`Packing::advance`], which need not be here yet.
type Pack = fn(&mut Packing, &Contents<'_>) -> Result<Option<Vec<u8>>, safetensors::OtherLength>;

part! {
    /// What packs bundles.
    fn packer() -> Pack = sharing(Packing::advance);
}

/// A lab: one spec, one session.
#[wasm_bindgen]
pub struct LabCore {
    session: Rc<RefCell<Session>>,
    alive: Rc<Cell<bool>>,
    reason: String,
    /// What the lab began from: an index into [`presets`].
    preset: Option<usize>,
    /// Told the lab as it is after a change or a fork.
    on_lab: Box<dyn Fn(Rc<LabFile>)>,
}

#[wasm_bindgen]
impl LabCore {
    /// A lab from a lab file as JSON text, which may begin from a preset; `backend` is `"auto"`, `"gpu"` or `"cpu"`, `open_gpu` an [`Opener`],
    /// and `model` what [`super::folder::read`] reads: a zip, or a `model.safetensors`.
    ///
    /// # Errors
    /// A lab file that is not valid, a backend that is not known or not to be had.
    #[wasm_bindgen(skip_jsdoc)]
    pub async fn create(
        spec: String,
        backend: String,
        open_gpu: Function,
        model: Option<Uint8Array>,
    ) -> Result<LabCore, JsValue> {
        let wish = Wish::named(&backend).map_err(refused)?;
        let unusable = |cause: &DeviceError| error(cause, Some("backend"));
        let (spec, preset) = LabFile::from_brief(&spec).map_err(field_error)?;
        let (spec, weights) = match model {
            Some(model) => {
                // What is unpacked, and the numbers in it, in 64 bits at first.
                let _claim = held_for_a_while(4 * (model.length() as usize).min(folder::MOST_BYTES))?;
                let files = vec![("model".to_owned(), model)];
                let import = importer().await.map_err(missing)?;
                let Imported { lab, weights } = import(files, spec, Into::Given).await.map_err(field_error)?;
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
        let Choice { device, reason } =
            choose(&spec, wish, &Opener(open_gpu)).await.map_err(|cause| unusable(&cause))?;
        let opening = Opening::new(spec, weights, device).map_err(train_error)?;
        let session = slices::open(opening).await?.map_err(train_error)?;
        if let (Wish::Gpu, Some(cause)) = (wish, session.lost()) {
            return Err(unusable(cause));
        }
        Ok(LabCore::of(Rc::new(RefCell::new(session)), reason, preset))
    }

    /// Which backend trains.
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn backend(&self) -> String {
        self.session.borrow().device().name().to_owned()
    }

    /// Why that one, in one sentence.
    #[wasm_bindgen(getter, js_name = backendReason, skip_jsdoc)]
    pub fn backend_reason(&self) -> String {
        let session = self.session.borrow();
        session.lost().map_or_else(|| self.reason.clone(), |cause| Reason::Lost(cause.clone()).to_string())
    }

    /// Trains `steps` more steps of `phase` (`"sft"` or `"preference"`; by default as many as the spec has). Resolves, when they are done, to
    /// the runs that have stopped before their time.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn train(&self, phase: &str, steps: Option<f64>) -> Promise {
        let begun = self.begin(phase, steps);
        let (session, alive) = (self.session.clone(), self.alive.clone());
        let told = session.clone();
        future_to_promise(async move {
            let (phase, target) = begun?;
            let reached = move || {
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
            slices::run(reached).await.map(|()| to_js(&report::diverged(&told.borrow())))
        })
    }

    /// The runs that stopped before their time, as in [`report::diverged`].
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn diverged(&self) -> JsValue {
        to_js(&report::diverged(&self.session.borrow()))
    }

    /// Gives a run another loss from the next step on; `settings` is JSON text with a run's keys. Returns the first step of the new loss.
    ///
    /// # Errors
    /// No such run, settings that are not valid, too many changes.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn change(&self, run: f64, settings: &str) -> Result<f64, JsValue> {
        let mut session = self.session.borrow_mut();
        let run = index("run", run, session.spec().runs.len() - 1)?;
        let before = *session.spec().runs[run].objective_at(usize::MAX);
        let objective = RunSpec::objective_from_json(settings, &[], &before).map_err(field_error)?;
        let step = session.change(run, objective).map_err(train_error)?;
        drop(session);
        self.tell_lab();
        Ok(step as f64)
    }

    /// Adds a run that is another up to a step (by default the last) and has another loss from there. Resolves to its index, when it has
    /// come to the others' step.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn fork(&self, run: f64, step: Option<f64>, settings: &str) -> Promise {
        let begun = self.begin_fork(run, step, settings);
        let (session, alive) = (self.session.clone(), self.alive.clone());
        future_to_promise(async move {
            let fork = begun?;
            let level = move || {
                still(&alive)?;
                let mut session = session.borrow_mut();
                let level = session.history().run(fork).len() > session.last_step(Phase::Preference).unwrap_or(0);
                if level || session.diverged(fork).is_some() {
                    return Ok(Piece::Done(()));
                }
                Ok(if session.tick() == Step::Waiting { Piece::Wait } else { Piece::More })
            };
            slices::run(level).await.map(|()| JsValue::from_f64(fork as f64))
        })
    }

    /// How many rows there are: of SFT, or of a run.
    ///
    /// # Errors
    /// No such run.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn rows(&self, run: Option<f64>) -> Result<f64, JsValue> {
        let session = self.session.borrow();
        measured(&session, run).map(|rows| rows.len() as f64)
    }

    /// Writes the values of a column of [`column_names`], from this row on, into an array of another memory: as many as it has room for.
    ///
    /// # Errors
    /// No such run.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn fill(&self, run: Option<f64>, column: usize, from: usize, into: &Float64Array) -> Result<(), JsValue> {
        const AT_ONCE: usize = 1024;
        let session = self.session.borrow();
        let rows = measured(&session, run)?.get(from..).unwrap_or(&[]);
        let rows = &rows[..rows.len().min(into.length() as usize)];
        let mut begin = 0;
        for rows in rows.chunks(AT_ONCE) {
            let values: Vec<f64> = report::column(phase_of(run), column, rows).collect();
            let end = begin + values.len() as u32;
            into.subarray(begin, end).copy_from(&values);
            begin = end;
        }
        Ok(())
    }

    /// One pair of one run at one step (by default the last), seen through; until the reference is frozen, of the common model, which every
    /// run is till then. Resolves to the value of [`super::inspect::Inspection::to_value`].
    #[wasm_bindgen(skip_jsdoc)]
    pub fn inspect(&self, run: JsValue, pair: f64, step: Option<f64>) -> Promise {
        let frozen = self.session.borrow().history().reference().is_some();
        let policy = self.policy(&run).map(|policy| if frozen { policy } else { Policy::Reference });
        let replay = policy.clone().and_then(|policy| self.replay(policy, step));
        let pairs = self.session.borrow().pairs().len();
        let index = index("pair", pair, pairs.saturating_sub(1));
        let (session, alive) = (self.session.clone(), self.alive.clone());
        future_to_promise(async move {
            let (index, policy, mut replay) = (index?, policy?, replay?);
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
            let seen = inspect(&subject).to_value(&subject);
            drop(session);
            let value = to_js(&seen);
            for (key, what) in [
                ("run", run),
                ("pair", (index as f64).into()),
                ("phase", phase.name().into()),
                ("step", (replay.target() as f64).into()),
            ] {
                Reflect::set(&value, &key.into(), &what)?;
            }
            Ok(value)
        })
    }

    /// The verdicts on the paper's statements, of a run at a step of the preference phase (by default the last). Resolves to the value of
    /// [`super::verdicts::to_value`].
    #[wasm_bindgen(skip_jsdoc)]
    pub fn argument(&self, run: f64, step: Option<f64>) -> Promise {
        let run = index("run", run, self.session.borrow().spec().runs.len() - 1);
        let step = step.map(|step| index("step", step, MAX_STEPS)).transpose();
        let (session, alive) = (self.session.clone(), self.alive.clone());
        future_to_promise(async move {
            let (run, step) = (run?, step?);
            let argue = arguer().await.map_err(missing)?;
            let mut arguing = argue(&session.borrow(), run, step).map_err(train_error)?;
            let piece = move || {
                still(&alive)?;
                arguing().map_err(|lost| error(&lost.to_string(), None))
            };
            slices::run(piece).await.map(|verdicts| to_js(&verdicts))
        })
    }

    /// The parameters of a run (or `"reference"`) at a step (by default the last) as safetensors. Resolves to a `Uint8Array`.
    #[wasm_bindgen(js_name = exportModel, skip_jsdoc)]
    pub fn export_model(&self, run: JsValue, step: Option<f64>) -> Promise {
        let replay = self.policy(&run).and_then(|policy| self.replay(policy, step));
        let (session, alive) = (self.session.clone(), self.alive.clone());
        future_to_promise(async move {
            let replay = finish(replay?, alive).await?;
            let _claim = held_for_a_while(2 * size_of_val(params(&replay)?))?;
            let bytes = safetensors::save(session.borrow().layout(), params(&replay)?);
            let bytes = bytes.map_err(|cause| error(&cause, None))?;
            slices::given(bytes).await
        })
    }

    /// The bundle of a run at a step (by default the last) as a zip; `texts` promises those of [`BundleTexts::NAMES`]. Resolves to a `Uint8Array`.
    #[wasm_bindgen(js_name = exportBundle, skip_jsdoc)]
    pub fn export_bundle(&self, run: f64, step: Option<f64>, texts: &Function) -> Promise {
        let policy = self.policy(&JsValue::from_f64(run)).and_then(|policy| self.replay(policy, step));
        let replays = policy.and_then(|policy| Ok((policy, self.replay(Policy::Reference, None)?)));
        let texts = bundle_texts(texts.clone());
        let (session, alive) = (self.session.clone(), self.alive.clone());
        future_to_promise(async move {
            let (policy, reference) = replays?;
            let texts = texts.await?;
            let pack = packer().await.map_err(missing)?;
            let policy = finish(policy, alive.clone()).await?;
            let reference = finish(reference, alive.clone()).await?;
            // Both models and all rows, about 600 bytes each, as a zip that grows, and once more for the page.
            let run = run as usize;
            let rows = session.borrow().history().sft().len() + session.borrow().history().run(run).len();
            let _claim = held_for_a_while(3 * (2 * size_of_val(params(&policy)?) + 600 * rows))?;
            let mut packing = Packing::default();
            let piece = || {
                still(&alive)?;
                let session = session.borrow();
                let packed = pack(
                    &mut packing,
                    &Contents {
                        spec: session.spec(),
                        run,
                        step: policy.target(),
                        layout: session.layout(),
                        params: params(&policy)?,
                        reference: params(&reference)?,
                        history: session.history(),
                        texts: &texts,
                    },
                );
                Ok(packed.map_err(|cause| error(&cause, None))?.map_or(Piece::More, Piece::Done))
            };
            let bytes = slices::run(piece).await?;
            slices::given(bytes).await
        })
    }

    /// The fragment of a link to this lab at a step of the preference phase, by default the last.
    ///
    /// # Errors
    /// A step that is not there yet, a lab that is too large for a link.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn link(&self, step: Option<f64>) -> Result<String, JsValue> {
        let session = self.session.borrow();
        let at = step.map(|step| index("step", step, MAX_STEPS)).transpose()?;
        let last = at.or(session.last_step(Phase::Preference));
        let digest = last.and_then(|step| session.history().digest(Phase::Preference, step));
        let digest = digest.filter(|_| session.device() == DeviceKind::Cpu);
        let view =
            link::LinkView { at: last.map(|step| (Phase::Preference, step)), digest, ..link::LinkView::default() };
        let preset = self.preset.and_then(|preset| presets().get(preset));
        // What was asked of `train` may be another number of steps than the lab file's.
        let mut spec = session.spec().clone();
        if last.is_some() {
            spec.sft.steps = session.last_step(Phase::Sft).unwrap_or(spec.sft.steps);
            spec.preference.steps = spec.preference.steps.max(last.unwrap_or(0));
        }
        link::write(&spec, preset, &view).map_err(|cause| error(&cause, Some("step")))
    }

    /// [`History::digest`](crate::train::History::digest) at a step of the preference phase, by default the last, in hexadecimal.
    ///
    /// # Errors
    /// A step that is not there yet.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn digest(&self, step: Option<f64>) -> Result<String, JsValue> {
        let session = self.session.borrow();
        let last = session.last_step(Phase::Preference).unwrap_or(0);
        let step = step.map_or(Ok(last), |step| index("step", step, last))?;
        let digest = session.history().digest(Phase::Preference, step);
        digest.map(link::hex).ok_or_else(|| refused(Refusal::NoStep))
    }

    /// The lab file with every default filled in.
    ///
    /// # Errors
    /// The browser's, where it cannot build the object.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn spec(&self) -> Result<JsValue, JsValue> {
        js_sys::JSON::parse(&self.session.borrow().spec().to_json())
    }
}

impl Drop for LabCore {
    fn drop(&mut self) {
        self.alive.set(false);
        // What still waits for a device learns of it now.
        bell().ring();
    }
}

impl LabCore {
    /// A lab whose session someone else trains.
    pub fn over(session: Rc<RefCell<Session>>, reason: String, preset: usize) -> LabCore {
        LabCore::of(session, reason, Some(preset))
    }

    /// The same, which tells its lab after each change and fork.
    pub fn telling(mut self, on_lab: impl Fn(Rc<LabFile>) + 'static) -> LabCore {
        self.on_lab = Box::new(on_lab);
        self
    }

    fn of(session: Rc<RefCell<Session>>, reason: String, preset: Option<usize>) -> LabCore {
        LabCore { session, alive: Rc::new(Cell::new(true)), reason, preset, on_lab: Box::new(|_| {}) }
    }

    /// Nothing may be borrowed.
    fn tell_lab(&self) {
        let lab = self.session.borrow().lab().clone();
        (self.on_lab)(lab);
    }

    /// Checks what `train` was asked for and sets the session's target.
    fn begin(&self, phase: &str, steps: Option<f64>) -> Result<(Phase, usize), JsValue> {
        let mut session = self.session.borrow_mut();
        let (phase, default) = match phase {
            "sft" => (Phase::Sft, session.spec().sft.steps),
            "preference" => (Phase::Preference, session.spec().preference.steps),
            other => return Err(refused(Refusal::Phase(other.to_owned()))),
        };
        if phase == Phase::Preference && session.is_untrained() {
            return Err(refused(Refusal::Untrained(session.spec().sft.steps)));
        }
        let more = steps.map_or(Ok(default), |steps| index("steps", steps, MAX_STEPS))?;
        let from = session.target(phase).max(session.last_step(phase).unwrap_or(0));
        let target = from + more;
        if target > MAX_STEPS {
            return Err(refused(Refusal::Steps { more, from, most: MAX_STEPS }));
        }
        session.set_target(phase, target).map_err(train_error)?;
        Ok((phase, target))
    }

    /// `settings` may name `run` and `step` once more.
    fn begin_fork(&self, run: f64, step: Option<f64>, settings: &str) -> Result<usize, JsValue> {
        let mut session = self.session.borrow_mut();
        let run = index("run", run, session.spec().runs.len() - 1)?;
        let last = session.history().run(run).len().saturating_sub(1);
        let step = step.map_or(Ok(last), |step| index("step", step, MAX_STEPS))?;
        let before = *session.spec().runs[run].objective_at(step);
        let objective = RunSpec::objective_from_json(settings, &["run", "step"], &before).map_err(field_error)?;
        let fork = session.fork(run, step, objective).map_err(train_error)?;
        drop(session);
        self.tell_lab();
        Ok(fork)
    }

    fn policy(&self, run: &JsValue) -> Result<Policy, JsValue> {
        let runs = self.session.borrow().spec().runs.len();
        match (run.as_string().as_deref(), run.as_f64()) {
            (Some("reference"), _) => Ok(Policy::Reference),
            (_, Some(number)) if number >= 0.0 && number.fract() == 0.0 && number < runs as f64 => {
                Ok(Policy::Run(number as usize))
            }
            (Some(text), _) => Err(no_such_run(AskedRun::Text(text.to_owned()), runs)),
            (None, Some(number)) => Err(no_such_run(AskedRun::Number(number), runs)),
            (None, None) => Err(no_such_run(AskedRun::Other, runs)),
        }
    }

    fn replay(&self, policy: Policy, step: Option<f64>) -> Result<Replay, JsValue> {
        let step = step.map(|step| index("step", step, MAX_STEPS)).transpose()?;
        self.session.borrow().replay(policy, step).map_err(train_error)
    }
}

/// The files of a bundle that are the same in each, as the module's function promises them.
async fn bundle_texts(load: Function) -> Result<BundleTexts, JsValue> {
    let promise: Promise = load.call0(&JsValue::NULL)?.dyn_into()?;
    let texts = js_sys::Array::from(&JsFuture::from(promise).await?);
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

fn phase_of(run: Option<f64>) -> Phase {
    run.map_or(Phase::Sft, |_| Phase::Preference)
}

/// The rows of SFT, or of a run.
fn measured(session: &Session, run: Option<f64>) -> Result<&[Metrics], JsValue> {
    let Some(run) = run else { return Ok(session.history().sft()) };
    Ok(session.history().run(index("run", run, session.spec().runs.len() - 1)?))
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

/// A whole number from 0 to `most`.
fn index(name: &'static str, given: f64, most: usize) -> Result<usize, JsValue> {
    if given >= 0.0 && given.fract() == 0.0 && given <= most as f64 {
        Ok(given as usize)
    } else {
        Err(refused(Refusal::Number { name, given, most }))
    }
}

/// Value by value: writing numbers as text only to have them parsed again would cost time.
fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(truth) => JsValue::from_bool(*truth),
        Value::Number(number) => JsValue::from_f64(*number),
        Value::Text(text) => JsValue::from_str(text),
        Value::List(items) => items.iter().map(to_js).collect::<js_sys::Array>().into(),
        Value::Object(entries) => {
            let object = js_sys::Object::new();
            for (key, value) in entries {
                // A fresh plain object takes every property.
                let _ = Reflect::set(&object, &(*key).into(), &to_js(value));
            }
            object.into()
        }
    }
}

fn missing(cause: Missing) -> JsValue {
    error(&cause, None)
}

fn refused(refusal: Refusal) -> JsValue {
    let field = match &refusal {
        Refusal::Backend(_) => Some("backend"),
        Refusal::NoLab => Some("link"),
        Refusal::Phase(_) | Refusal::Untrained(_) => Some("phase"),
        Refusal::Steps { .. } => Some("steps"),
        Refusal::Number { name, .. } => Some(*name),
        Refusal::NoStep => Some("step"),
        Refusal::Freed | Refusal::NoGradients | Refusal::NoParameters => None,
    };
    error(&refusal, field)
}

fn no_such_run(given: AskedRun, runs: usize) -> JsValue {
    train_error(TrainError::NoSuchRun { given, runs })
}

fn field_error(cause: FieldError) -> JsValue {
    let field = (!cause.field.is_empty()).then_some(cause.field.as_str());
    error(&cause, field)
}

fn train_error(cause: TrainError) -> JsValue {
    let field = match &cause {
        TrainError::TooLarge(_) | TrainError::NoRoom => Some("runs"),
        TrainError::NoMemory(shortage) => match shortage.purpose {
            Purpose::Lab | Purpose::Fork => Some("runs"),
            Purpose::Steps => Some("steps"),
            Purpose::Look => None,
        },
        TrainError::Events(cause) => return field_error(cause.clone()),
        TrainError::Frozen { .. } | TrainError::NotTrained { .. } => Some("phase"),
        TrainError::NoPairs => Some("dataset.pairs"),
        TrainError::NoSuchRun { .. } => Some("run"),
        TrainError::NoWeights(_) | TrainError::OtherShape(_) => Some("weights"),
        TrainError::NoSuchStep { .. } => Some("step"),
        TrainError::Diverged(_) => None,
    };
    error(&cause, field)
}

/// What is thrown: the sentence, and the field at fault.
fn error(cause: &dyn Display, field: Option<&str>) -> JsValue {
    let error = js_sys::Error::new(&cause.to_string());
    if let Some(field) = field {
        // Setting a property of a fresh object cannot fail; were it to, the sentence would still be there.
        let _ = Reflect::set(&error, &"field".into(), &field.into());
    }
    error.into()
}
