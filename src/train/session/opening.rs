//! A session on its way: what the first phase starts from is made a bounded piece at a time.
//!
//! The largest model has six million parameters, which to draw takes a tenth of a second and more.

use super::{Poise, Session, held_by, piece, sft_task};
use crate::backend::cpu::Processor;
use crate::backend::{Device, OptimizerState, TokenLogps, Work};
use crate::data::{LabFile, OptimizerKind, TokenPair};
use crate::model::init::Drawing;
use crate::model::{Layout, Weights};
use crate::train::history::{Budget, Measured};
use crate::train::memory::{Claim, Purpose};
use crate::train::{History, Phase, TrainError};
use std::cell::Cell;
use std::rc::Rc;

/// A session that is being opened: all that could refuse it has been asked.
pub struct Opening {
    plan: Box<Plan>,
    stage: Stage,
}

struct Plan {
    lab: Rc<LabFile>,
    weights: Option<Rc<Weights>>,
    pairs: Rc<[TokenPair]>,
    layout: Layout,
    device: Rc<dyn Device>,
    history: History,
    claim: Claim,
}

/// What is made next.
enum Stage {
    Drawing(Drawing),
    Drawn(Vec<f32>),
    /// Where SFT begins, and the copy that the backend trains.
    Copied(Rc<OptimizerState>, OptimizerState),
}

/// What a piece came to.
pub enum OpeningProgress {
    /// There is more to do.
    More(Opening),
    /// The session is there.
    Done(Box<Session>),
}

impl Opening {
    /// Begins to open a session for a lab, which may name imported weights: these are they. Those that it does not name are passed over.
    ///
    /// # Errors
    /// [`TrainError::NoPairs`], [`TrainError::NoWeights`], [`TrainError::OtherShape`], [`TrainError::TooLarge`] and [`TrainError::NoMemory`],
    /// before anything is allocated.
    pub fn new(
        lab: impl Into<Rc<LabFile>>,
        weights: Option<Rc<Weights>>,
        device: Rc<dyn Device>,
    ) -> Result<Opening, TrainError> {
        let lab: Rc<LabFile> = lab.into();
        let spec = &*lab;
        if spec.dataset.pairs.is_empty() {
            return Err(TrainError::NoPairs);
        }
        let weights = weights.filter(|weights| spec.weights == Some(weights.name()));
        match (spec.weights, &weights) {
            (Some(name), None) => return Err(TrainError::NoWeights(name)),
            (_, Some(weights)) if !weights.fit(spec.model) => {
                return Err(TrainError::OtherShape(weights.layout().shape));
            }
            (_, _) => {}
        }
        let pairs: Rc<[TokenPair]> = spec.encode_all().into();
        let held_out = spec.dataset.eval_pairs.len();
        let layout = Layout::new(spec.model, spec.dataset.vocabulary.len());
        device.check(&layout, &pairs, spec.runs.len()).map_err(TrainError::TooLarge)?;
        let logps = TokenLogps::of_pairs(&pairs, held_out);
        let measured = if held_out > 0 { Measured::HeldOutToo } else { Measured::Trained };
        let state = 3 * layout.total * size_of::<f32>();
        let history = History::new(spec.runs.len(), state, logps.bytes(), measured);
        let need = held_by(&layout, (&pairs, held_out), spec.runs.len(), device.kind());
        let need = need + history.bytes_for(spec.runs.len(), (0, 0), Budget::divided(usize::MAX));
        let claim = Claim::new(Purpose::Lab, need, piece(&layout)).map_err(TrainError::NoMemory)?;
        let drawing = match &weights {
            Some(weights) => weights.drawing(&layout, spec.seed),
            None => Drawing::new(&layout, spec.seed),
        };
        let plan = Plan { lab, weights, pairs, layout, device, history, claim };
        Ok(Opening { plan: Box::new(plan), stage: Stage::Drawing(drawing) })
    }

    /// Does one bounded piece.
    ///
    /// # Errors
    /// [`TrainError::TooLarge`], where neither the device nor the processor takes it.
    pub fn advance(self) -> Result<OpeningProgress, TrainError> {
        let Opening { plan, stage } = self;
        let stage = match stage {
            Stage::Drawing(mut drawing) => {
                if drawing.advance() {
                    Stage::Drawing(drawing)
                } else {
                    let mut params = drawing.finish();
                    plan.weights.iter().for_each(|weights| weights.put_over(&plan.layout, &mut params));
                    Stage::Drawn(params)
                }
            }
            Stage::Drawn(params) => {
                let first = Rc::new(OptimizerState::new(params, OptimizerKind::Adamw));
                let copy = (*first).clone();
                Stage::Copied(first, copy)
            }
            Stage::Copied(first, copy) => {
                return plan.start(first, copy).map(|session| OpeningProgress::Done(Box::new(session)));
            }
        };
        Ok(OpeningProgress::More(Opening { plan, stage }))
    }
}

impl Plan {
    fn start(self, first: Rc<OptimizerState>, copy: OptimizerState) -> Result<Session, TrainError> {
        let Plan { lab, weights, pairs, layout, device, history, claim } = self;
        let start = |device: &dyn Device, state| device.backend(&layout, &pairs, vec![state], sft_task(&lab));
        let (device, lost, backend) = match start(&*device, copy) {
            Ok(backend) => (device, None, backend),
            // One that fails at once is as one that is lost later.
            Err(cause) => {
                let backend = start(&Processor, (*first).clone()).map_err(TrainError::TooLarge)?;
                (Rc::new(Processor) as Rc<dyn Device>, Some(cause), backend)
            }
        };
        Ok(Session {
            backend,
            lookahead: usize::MAX,
            device,
            lost,
            diverged: vec![None; lab.runs.len()],
            lab,
            weights,
            first,
            pairs,
            layout,
            phase: Phase::Sft,
            next: 0,
            asked: 0,
            work: Work::Evaluate,
            poise: Poise::Between,
            watched: Cell::new(None),
            sft_target: None,
            preference_target: None,
            history,
            rows: (0, 0),
            claim,
            level: 1,
            late: None,
            late_states: vec![],
        })
    }
}
