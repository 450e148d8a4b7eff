//! A session: where training stands and what comes next.

use super::{History, Metrics, Phase, Replay};
use crate::backend::cpu::Cpu;
use crate::backend::{Aim, Backend, Evaluation, Optimizer, State, Task, Tick, TokenLogps, Work};
use crate::data::{LabFile, OptimizerKind, TokenPair};
use crate::model::{self, Layout};
use std::rc::Rc;

/// Memory that the policies and activations of one session may take. Browsers give a page 2 to 4 GiB of WebAssembly memory.
const MEMORY_LIMIT: usize = 1 << 30;

/// Why a session cannot do what was asked; the text is for the person.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TrainError {
    /// The spec asks for more memory than a page can count on.
    #[error(
        "runs ({runs} of them) with a model of {parameters} parameters would take {} MiB of memory; allowed are {} MiB. \
         Use fewer runs or a smaller model.n_embd or model.n_layer.",
        bytes >> 20,
        MEMORY_LIMIT >> 20
    )]
    TooLarge {
        /// Runs of the spec.
        runs: usize,
        /// Parameters of one model.
        parameters: usize,
        /// Bytes it would take.
        bytes: usize,
    },
    /// SFT was asked for after preference training began.
    #[error(
        "SFT cannot go on: the reference was frozen after {at} SFT steps, when preference training began. Create a new lab \
         to train SFT for longer."
    )]
    Frozen {
        /// SFT steps of the frozen reference.
        at: usize,
    },
    /// SFT or a run produced numbers that are not finite.
    #[error("{0}")]
    Diverged(String),
    /// There is no such run.
    #[error("run is {given}; allowed are 0 to {}, or \"reference\".", runs - 1)]
    NoSuchRun {
        /// What was asked for.
        given: String,
        /// How many runs there are.
        runs: usize,
    },
    /// There is no such step yet.
    #[error("step is {step}; {what} has been trained to step {last}, so allowed are 0 to {last}.")]
    NoSuchStep {
        /// What was asked for.
        step: usize,
        /// Of what.
        what: String,
        /// The last step there is.
        last: usize,
    },
    /// Nothing has been computed yet.
    #[error("{what} has not been trained yet: call train(\"{}\") first.", phase.name())]
    NotTrained {
        /// What was asked for.
        what: String,
        /// The phase it belongs to.
        phase: Phase,
    },
}

/// What one [`Session::tick`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A piece of a step.
    Working,
    /// The last piece of a step: the metrics at this step are recorded.
    Stepped {
        /// Of what phase.
        phase: Phase,
        /// Updates so far in it.
        step: usize,
    },
    /// All that was asked for is done.
    Idle,
}

/// Whose parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// The common model: its initial values, during SFT, then frozen.
    Reference,
    /// A run.
    Run(usize),
}

/// SFT → frozen reference → runs in lockstep.
#[derive(Debug)]
pub struct Session {
    spec: LabFile,
    pairs: Vec<TokenPair>,
    layout: Layout,
    backend: Cpu,
    phase: Phase,
    work: Progress,
    sft_target: usize,
    preference_target: Option<usize>,
    history: History,
    diverged: Vec<Option<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Nothing of this phase has been evaluated.
    Fresh,
    /// A step is under way.
    Underway,
    /// The step before is recorded.
    Recorded,
}

impl Session {
    /// A session at SFT step 0 with nothing computed yet.
    ///
    /// # Errors
    /// [`TrainError::TooLarge`], before anything is allocated.
    pub fn new(spec: LabFile) -> Result<Session, TrainError> {
        let pairs = spec.encode();
        let layout = Layout::new(spec.model, spec.dataset.vocabulary.len());
        let bytes = Cpu::bytes(&layout, &pairs, spec.runs.len());
        if bytes > MEMORY_LIMIT {
            return Err(TrainError::TooLarge { runs: spec.runs.len(), parameters: layout.total, bytes });
        }
        let state = State::new(model::initial(&layout, spec.seed), OptimizerKind::Adamw);
        let logps = TokenLogps::new(pairs.iter().map(|pair| (pair.chosen.len(), pair.rejected.len())));
        let history = History::new(spec.runs.len(), state.bytes(), logps.bytes());
        Ok(Session {
            backend: Cpu::new(&layout, &pairs, vec![state], sft_task(&spec)),
            diverged: vec![None; spec.runs.len()],
            spec,
            pairs,
            layout,
            phase: Phase::Sft,
            work: Progress::Fresh,
            sft_target: 0,
            preference_target: None,
            history,
        })
    }

    /// The lab file.
    pub fn spec(&self) -> &LabFile {
        &self.spec
    }

    /// The pairs as token ids, in the lab file's order.
    pub fn pairs(&self) -> &[TokenPair] {
        &self.pairs
    }

    /// Where each parameter lies.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// All that has been computed.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The phase that training is in.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Updates so far in the present phase.
    pub fn step(&self) -> usize {
        self.last_step(self.phase).unwrap_or(0)
    }

    /// The last recorded step of a phase.
    pub fn last_step(&self, phase: Phase) -> Option<usize> {
        let rows = match phase {
            Phase::Sft => self.history.sft().len(),
            Phase::Preference => (0..self.history.runs()).map(|run| self.history.run(run).len()).max().unwrap_or(0),
        };
        rows.checked_sub(1)
    }

    /// The step that was asked for last.
    pub fn target(&self, phase: Phase) -> usize {
        match phase {
            Phase::Sft => self.sft_target,
            Phase::Preference => self.preference_target.unwrap_or(0),
        }
    }

    /// Why this run stopped before its time, if it did. SFT's divergence stops every run.
    pub fn diverged(&self, run: usize) -> Option<&str> {
        self.diverged.get(run)?.as_deref()
    }

    /// Asks for training up to this step of the phase. Asking for preference training freezes the reference where SFT will have come to.
    ///
    /// # Errors
    /// [`TrainError::Frozen`] for more SFT after the reference was frozen; [`TrainError::Diverged`] if nothing can be trained any more.
    pub fn set_target(&mut self, phase: Phase, steps: usize) -> Result<(), TrainError> {
        if let Some(message) = self.stopped() {
            return Err(TrainError::Diverged(message.to_owned()));
        }
        match (phase, self.phase) {
            (Phase::Sft, Phase::Sft) => self.sft_target = self.sft_target.max(steps),
            (Phase::Sft, Phase::Preference) => {
                let at = self.last_step(Phase::Sft).unwrap_or(0);
                if steps > at {
                    return Err(TrainError::Frozen { at });
                }
            }
            (Phase::Preference, _) => self.preference_target = Some(self.preference_target.unwrap_or(0).max(steps)),
        }
        Ok(())
    }

    /// The sentence of the first divergence, if no run can go on.
    pub fn stopped(&self) -> Option<&str> {
        self.diverged.iter().all(Option::is_some).then(|| self.diverged.first()?.as_deref()).flatten()
    }

    /// Does one bounded piece of the work that was asked for.
    pub fn tick(&mut self) -> Step {
        match self.work {
            Progress::Underway => match self.backend.tick() {
                Tick::Working => Step::Working,
                Tick::Done => self.record(),
            },
            Progress::Fresh if self.target(self.phase) > 0 || self.phase == Phase::Preference => {
                self.start(Work::Evaluate)
            }
            Progress::Fresh if self.preference_target.is_some() => self.start(Work::Evaluate),
            Progress::Fresh => Step::Idle,
            Progress::Recorded if self.stopped().is_some() => Step::Idle,
            Progress::Recorded if self.step() < self.target(self.phase) => self.start(Work::Update),
            Progress::Recorded if self.phase == Phase::Sft && self.preference_target.is_some() => {
                self.freeze();
                Step::Working
            }
            Progress::Recorded => Step::Idle,
        }
    }

    /// Goes back to a step: a [`Replay`] yields the policy there, with the same bits as the first time.
    ///
    /// # Errors
    /// [`TrainError::NoSuchRun`], [`TrainError::NotTrained`], [`TrainError::NoSuchStep`].
    pub fn replay(&self, policy: Policy, step: Option<usize>) -> Result<Replay, TrainError> {
        let (phase, run, what) = match policy {
            Policy::Reference => (Phase::Sft, 0, "the reference".to_owned()),
            Policy::Run(run) => (Phase::Preference, run, format!("run {run}")),
        };
        let Some(track) = self.history.track(phase, run) else {
            return Err(TrainError::NoSuchRun { given: run.to_string(), runs: self.spec.runs.len() });
        };
        let Some(last) = track.metrics.len().checked_sub(1) else {
            return Err(TrainError::NotTrained { what, phase });
        };
        let step = step.unwrap_or(last);
        let Some((from, state)) = track.keyframes.at_or_before(step).filter(|_| step <= last) else {
            return Err(TrainError::NoSuchStep { step, what, last });
        };
        let task = match phase {
            Phase::Sft => sft_task(&self.spec),
            Phase::Preference => self.preference_task(run..run + 1),
        };
        let cpu = Cpu::new(&self.layout, &self.pairs, vec![state.clone()], task);
        Ok(Replay::new(cpu, from, step))
    }

    fn start(&mut self, work: Work) -> Step {
        self.backend.begin(work);
        self.work = Progress::Underway;
        Step::Working
    }

    /// SFT is over: its log-probs become the reference's, its parameters every run's.
    fn freeze(&mut self) {
        self.history.freeze(Rc::new(self.backend.evaluation(0).logps.clone()));
        let params = &self.backend.state(0).params;
        let states =
            self.spec.runs.iter().map(|_| State::new(params.clone(), self.spec.preference.optimizer)).collect();
        let task = self.preference_task(0..self.spec.runs.len());
        self.backend = Cpu::new(&self.layout, &self.pairs, states, task);
        self.phase = Phase::Preference;
        self.work = Progress::Fresh;
    }

    fn preference_task(&self, runs: std::ops::Range<usize>) -> Task {
        let reference = self.history.frozen();
        let aim = |run: &crate::data::RunSpec| reference.clone().map(|logps| Aim::Preference(run.objective, logps));
        let settings = &self.spec.preference;
        Task {
            aims: self.spec.runs[runs].iter().filter_map(aim).collect(),
            optimizer: Optimizer {
                kind: settings.optimizer,
                rate: settings.learning_rate,
                weight_decay: settings.weight_decay,
            },
        }
    }

    fn record(&mut self) -> Step {
        let step = match self.last_step(self.phase) {
            None => 0,
            Some(last) => last + 1,
        };
        self.work = Progress::Recorded;
        let policies = match self.phase {
            Phase::Sft => 1,
            Phase::Preference => self.spec.runs.len(),
        };
        for run in 0..policies {
            if self.diverged[run].is_some() {
                continue;
            }
            let evaluation = self.backend.evaluation(run);
            if !is_finite(evaluation) {
                self.stop(run, step);
                continue;
            }
            let metrics = match (self.phase, self.history.reference()) {
                (Phase::Preference, Some(reference)) => {
                    Metrics::of_run(step, evaluation, &self.spec.runs[run].objective, reference)
                }
                _ => Metrics::of_sft(step, evaluation),
            };
            self.history.record(self.phase, run, metrics, &evaluation.logps, self.backend.state(run));
        }
        Step::Stepped { phase: self.phase, step }
    }

    /// Stops what has diverged at `step`: a run alone, or, in SFT, everything.
    fn stop(&mut self, run: usize, step: usize) {
        self.backend.halt(run);
        let kept = match step {
            0 => "Nothing before it is lost.".to_owned(),
            step => format!("Steps 0 to {} are kept.", step - 1),
        };
        match self.phase {
            Phase::Sft => {
                let rate = self.spec.sft.learning_rate;
                let message = format!(
                    "SFT stopped at step {step}: its loss or gradient is no longer a finite number. The likely cause is \
                     sft.learning_rate, which is {rate}; lower it. {kept}"
                );
                self.diverged.fill(Some(message));
            }
            Phase::Preference => {
                let (rate, objective) = (self.spec.preference.learning_rate, &self.spec.runs[run].objective);
                let message = format!(
                    "Run {run} ({}) stopped at preference step {step}: its loss or gradient is no longer a finite number. The \
                     likely cause is preference.learning_rate, which is {rate}; lower it, or the run's beta or lambda. {kept}",
                    objective.loss_type()
                );
                self.diverged[run] = Some(message);
            }
        }
    }
}

fn sft_task(spec: &LabFile) -> Task {
    let optimizer = Optimizer { kind: OptimizerKind::Adamw, rate: spec.sft.learning_rate, weight_decay: 0.0 };
    Task { aims: vec![Aim::Sft(spec.sft.on)], optimizer }
}

fn is_finite(evaluation: &Evaluation) -> bool {
    let logps = &evaluation.logps;
    let tokens = (0..logps.pairs()).flat_map(|pair| logps.chosen(pair).iter().chain(logps.rejected(pair)));
    evaluation.loss.is_finite() && evaluation.grad_norm.is_finite() && tokens.into_iter().all(|logp| logp.is_finite())
}
