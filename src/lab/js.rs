//! `LabCore`, the class behind `Lab` in `www/dpop-lab.js`: a session that JavaScript creates, trains, reads and frees.
//!
//! Everything that takes long is a promise (`calls`); what may be asked is checked at once.

use super::calls::{Asked, Call, Created, Wanted, calls};
use super::choice::Reason;
use super::devices::Opener;
use super::handed::{error, field_error, index, missing, no_such_run, refused, to_js, train_error};
use super::link;
use super::reading::data_reader;
use super::refusal::Refusal;
use super::report::{self, Rows};
use super::slices::bell;
use crate::backend::DeviceKind;
use crate::data::field_error::Fault;
use crate::data::import::{DataFile, DataWish, MOST_BYTES, NoData};
use crate::data::{FieldError, LabFile, RunSpec, presets, unknown_option};
use crate::train::memory;
use crate::train::{AskedRun, Phase, Policy, Replay, Session};
use js_sys::{Array, Float64Array, Function, Promise, Uint8Array};
use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

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

/// Reads data: texts and files with their names, or `""` for what has none. `mapping` has keys of a [`ColumnMapping`](crate::data::import::ColumnMapping) and the columns for them,
/// one after the other. Resolves to the value of [`super::reading::to_value`] with the pairs, and where a lab could hold the pairs to
/// `checks`, that of [`super::checking::to_value`].
///
/// # Errors
/// There is no data in them at all.
#[wasm_bindgen(js_name = readData, skip_jsdoc)]
pub async fn read_data(
    names: Vec<String>,
    contents: Array,
    mapping: Vec<String>,
    keep_roles: bool,
    tokens: Option<String>,
) -> Result<JsValue, JsValue> {
    let total: f64 = contents.iter().map(|bytes| Uint8Array::from(bytes).length()).map(f64::from).sum();
    // What is too large is not even copied.
    if total > MOST_BYTES as f64 {
        return Err(field_error(FieldError::new("", Fault::of(NoData::Large(total as usize)))));
    }
    let file = |(name, bytes): (String, JsValue)| DataFile {
        name: Some(name).filter(|name| !name.is_empty()),
        bytes: Uint8Array::from(bytes).to_vec(),
    };
    let files = names.into_iter().zip(contents.iter()).map(file).collect();
    let mut wish = DataWish { keep_roles, ..DataWish::default() };
    if let Some(name) = tokens {
        wish.tokens = DataWish::tokens_named(&name).map_err(field_error)?;
    }
    for entry in mapping.chunks_exact(2) {
        if let Some(column) = wish.mapping.entry(&entry[0]) {
            *column = Some(entry[1].clone());
        }
    }
    let read = data_reader().await.map_err(missing)?;
    read(files, wish).await.map_err(field_error)
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

/// A lab: one spec, one session.
#[wasm_bindgen]
pub struct LabCore {
    asked: Asked,
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
        let calls = calls().await.map_err(missing)?;
        let wanted = Wanted { spec, backend, opener: Opener(open_gpu), model };
        let Created { session, reason, preset } = (calls.create)(wanted).await?;
        Ok(LabCore::of(Rc::new(RefCell::new(session)), reason, preset))
    }

    /// Which backend trains.
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn backend(&self) -> String {
        self.session().device().name().to_owned()
    }

    /// Why that one, in one sentence.
    #[wasm_bindgen(getter, js_name = backendReason, skip_jsdoc)]
    pub fn backend_reason(&self) -> String {
        let session = self.session();
        session.lost().map_or_else(|| self.reason.clone(), |cause| Reason::Lost(cause.clone()).to_string())
    }

    /// Trains `steps` more steps of `phase` (`"sft"` or `"preference"`; by default as many as the spec has). Resolves, when they are done, to
    /// the runs that have stopped before their time.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn train(&self, phase: &str, steps: Option<f64>) -> Promise {
        self.promise(self.begin(phase, steps).map(|(phase, target)| Call::Train(phase, target)))
    }

    /// The runs that stopped before their time, as in [`report::diverged`].
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn diverged(&self) -> JsValue {
        to_js(&report::diverged(&self.session()))
    }

    /// Gives a run another loss from the next step on; `settings` is JSON text with a run's keys. Returns the first step of the new loss.
    ///
    /// # Errors
    /// No such run, settings that are not valid, too many changes.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn change(&self, run: f64, settings: &str) -> Result<f64, JsValue> {
        let mut session = self.asked.session.borrow_mut();
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
        self.promise(self.begin_fork(run, step, settings).map(Call::Level))
    }

    /// How many rows there are: of SFT, or of a run.
    ///
    /// # Errors
    /// No such run.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn rows(&self, run: Option<f64>) -> Result<f64, JsValue> {
        let session = self.session();
        measured(&session, run).map(|rows| rows.len() as f64)
    }

    /// The names of the columns of [`LabCore::fill`]: of SFT, or of a run.
    ///
    /// # Errors
    /// No such run.
    #[wasm_bindgen(js_name = columnNames, skip_jsdoc)]
    pub fn column_names(&self, run: Option<f64>) -> Result<Vec<String>, JsValue> {
        let session = self.session();
        measured(&session, run).map(|rows| rows.names().map(str::to_owned).collect())
    }

    /// Writes the values of a column of [`LabCore::column_names`], from this row on, into an array of another memory: as many as it has room for.
    ///
    /// # Errors
    /// No such run.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn fill(&self, run: Option<f64>, column: usize, from: usize, into: &Float64Array) -> Result<(), JsValue> {
        const AT_ONCE: usize = 1024;
        let session = self.session();
        let rows = measured(&session, run)?;
        let end = rows.len().min(from.saturating_add(into.length() as usize));
        let mut begin = 0;
        for first in (from..end).step_by(AT_ONCE) {
            let values: Vec<f64> = rows.column(column, first..end.min(first + AT_ONCE)).collect();
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
        self.promise(self.look(run, pair, step))
    }

    /// The verdicts on the paper's statements, of a run at a step of the preference phase (by default the last). Resolves to the value of
    /// [`super::verdicts::to_value`].
    #[wasm_bindgen(skip_jsdoc)]
    pub fn argument(&self, run: f64, step: Option<f64>) -> Promise {
        let run = index("run", run, self.session().spec().runs.len() - 1);
        let step = step.map(|step| index("step", step, MAX_STEPS)).transpose();
        self.promise(run.and_then(|run| Ok(Call::Argue(run, step?))))
    }

    /// What the gauges say of every pair, or of one, for a run at a step of the preference phase (by default the last). Resolves to the value of
    /// [`super::gauged::to_value`].
    #[wasm_bindgen(skip_jsdoc)]
    pub fn gauges(&self, run: f64, step: Option<f64>, pair: Option<f64>) -> Promise {
        self.promise(self.gauge(run, step, pair))
    }

    /// What is found when the lab's pairs are looked over. Resolves to the value of [`super::checking::to_value`].
    #[wasm_bindgen(skip_jsdoc)]
    pub fn check(&self) -> Promise {
        self.promise(Ok(Call::Check))
    }

    /// The parameters of a run (or `"reference"`) at a step (by default the last) as safetensors. Resolves to a `Uint8Array`.
    #[wasm_bindgen(js_name = exportModel, skip_jsdoc)]
    pub fn export_model(&self, run: JsValue, step: Option<f64>) -> Promise {
        let replay = self.policy(&run).and_then(|policy| self.replay(policy, step));
        self.promise(replay.map(Call::ExportModel))
    }

    /// The bundle of a run at a step (by default the last) as a zip; `texts` promises those of [`super::bundle::BundleTexts::NAMES`]. Resolves to a `Uint8Array`.
    #[wasm_bindgen(js_name = exportBundle, skip_jsdoc)]
    pub fn export_bundle(&self, run: f64, step: Option<f64>, texts: &Function) -> Promise {
        self.promise(self.pack(run, step, texts))
    }

    /// The fragment of a link to this lab at a step of the preference phase, by default the last.
    ///
    /// # Errors
    /// A step that is not there yet, a lab that is too large for a link.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn link(&self, step: Option<f64>) -> Result<String, JsValue> {
        let session = self.session();
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
        let session = self.session();
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
        js_sys::JSON::parse(&self.session().spec().to_json())
    }
}

impl Drop for LabCore {
    fn drop(&mut self) {
        self.asked.alive.set(false);
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
        LabCore { asked: Asked { session, alive: Rc::new(Cell::new(true)) }, reason, preset, on_lab: Box::new(|_| {}) }
    }

    /// Nothing may be borrowed.
    fn tell_lab(&self) {
        let lab = self.session().lab().clone();
        (self.on_lab)(lab);
    }

    fn session(&self) -> Ref<'_, Session> {
        self.asked.session.borrow()
    }

    /// Of what takes long.
    fn promise(&self, call: Result<Call, JsValue>) -> Promise {
        let asked = self.asked.clone();
        future_to_promise(async move {
            let call = call?;
            let calls = calls().await.map_err(missing)?;
            (calls.answer)(asked, call).await
        })
    }

    /// Checks what `train` was asked for and sets the session's target.
    fn begin(&self, phase: &str, steps: Option<f64>) -> Result<(Phase, usize), JsValue> {
        let mut session = self.asked.session.borrow_mut();
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
        let mut session = self.asked.session.borrow_mut();
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

    fn look(&self, run: JsValue, pair: f64, step: Option<f64>) -> Result<Call, JsValue> {
        let frozen = self.session().history().reference().is_some();
        let pair = index("pair", pair, self.session().pairs().len().saturating_sub(1))?;
        let policy = self.policy(&run)?;
        let policy = if frozen { policy } else { Policy::Reference };
        let replay = self.replay(policy, step)?;
        Ok(Call::Inspect { run, policy, replay, pair })
    }

    fn gauge(&self, run: f64, step: Option<f64>, pair: Option<f64>) -> Result<Call, JsValue> {
        let session = self.session();
        let run = index("run", run, session.spec().runs.len() - 1)?;
        let step = step.map(|step| index("step", step, MAX_STEPS)).transpose()?;
        let last = session.pairs().len().saturating_sub(1);
        let pair = pair.map(|pair| index("pair", pair, last)).transpose()?;
        Ok(Call::Gauge(run, step, pair))
    }

    fn pack(&self, run: f64, step: Option<f64>, texts: &Function) -> Result<Call, JsValue> {
        let policy = self.replay(self.policy(&JsValue::from_f64(run))?, step)?;
        let reference = self.replay(Policy::Reference, None)?;
        Ok(Call::ExportBundle { run: run as usize, policy, reference, texts: texts.clone() })
    }

    fn policy(&self, run: &JsValue) -> Result<Policy, JsValue> {
        let runs = self.session().spec().runs.len();
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
        self.session().replay(policy, step).map_err(train_error)
    }
}

/// The rows of SFT, or of a run.
fn measured(session: &Session, run: Option<f64>) -> Result<Rows<'_>, JsValue> {
    let run = run.map(|run| index("run", run, session.spec().runs.len() - 1)).transpose()?;
    Ok(Rows::of(session.history(), run))
}
