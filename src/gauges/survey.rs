//! The survey of a run at a step, in bounded pieces: to the step, then pair by pair forward once through the reference, forward once through the policy and
//! back once for each answer, and the products of the gradients some parameters at a time; at each pair all gauges are read. Both go through one network, so
//! that where their parameters are the same, so are their numbers.
//!
//! Parameters that are not at hand are computed again from the keyframe before them, with the same bits as the first time. It is a function of
//! session, run and step: what the session does meanwhile changes nothing of it.

use super::divergence::log_softmax;
use super::specimen::{AnswerSums, Position, Specimen};
use super::tokens::TokenCosines;
use super::{GAUGES, GaugeRow};
use crate::backend::cpu::look::Freshness;
use crate::backend::cpu::sides::{SidesNet, Ways};
use crate::backend::{DeviceError, OptimizerState, Tick, TokenLogps};
use crate::data::{Side, TokenPair};
use crate::train::memory::{Claim, Purpose};
use crate::train::{Policy, Replay, Session, TrainError};
use std::ops::Range;
use std::rc::Rc;

/// Parameters whose products are taken in one piece: half a millisecond.
const SLAB: usize = 1 << 18;

/// A survey under way.
pub struct Survey {
    run: usize,
    step: usize,
    pairs: Vec<TokenPair>,
    /// Those that are still to come, the one at hand first.
    left: Range<usize>,
    ways: Ways,
    reference: TokenLogps,
    frozen: Rc<OptimizerState>,
    /// The reference's log-probabilities `(V)` at each position of the pair at hand, of both answers.
    expected: [Vec<Vec<f64>>; 2],
    replay: Replay,
    net: SidesNet,
    at: Stage,
    rows: Vec<GaugeRow>,
    /// Of the one pair that is asked for.
    tokens: TokenCosines,
    _claim: Claim,
}

#[derive(Clone, Copy)]
enum Stage {
    /// The policy is on its way to the step.
    Way,
    /// The pair at hand goes through the network with the reference's parameters.
    Reference,
    /// And with the policy's, and back.
    Pass,
    /// Its gradients are multiplied.
    Products(Products),
    /// Those of its tokens.
    Tokens,
    Done,
}

/// `⟨∇c, ∇c⟩`, `⟨∇r, ∇r⟩` and `⟨∇c, ∇r⟩` so far, over the parameters before `done`.
#[derive(Clone, Copy, Default)]
struct Products {
    done: usize,
    sums: [f64; 3],
}

impl Survey {
    /// Of all pairs, for a run at a step of the preference phase, by default its last.
    ///
    /// # Errors
    /// As [`Session::look`]: no such run or step, nothing trained yet, or no memory for it.
    pub fn new(session: &Session, run: usize, step: Option<usize>) -> Result<Survey, TrainError> {
        Survey::of(session, run, step, 0..session.pairs().len(), Ways::Answers)
    }

    /// Of one pair, whose tokens' gradients are compared too. Where there is no such pair there are no rows.
    ///
    /// # Errors
    /// The same. Memory is wanted for a gradient of each token.
    pub fn of_pair(session: &Session, run: usize, step: Option<usize>, pair: usize) -> Result<Survey, TrainError> {
        let end = session.pairs().len();
        Survey::of(session, run, step, pair.min(end)..pair.saturating_add(1).min(end), Ways::AnswersAndTokens)
    }

    fn of(
        session: &Session,
        run: usize,
        step: Option<usize>,
        left: Range<usize>,
        ways: Ways,
    ) -> Result<Survey, TrainError> {
        let runs = session.spec().runs.len();
        if run >= runs {
            return Err(TrainError::NoSuchRun { given: run.into(), runs });
        }
        let last = session.history().run(run).len().checked_sub(1);
        let replay = match step.or(last) {
            Some(step) => session.look(run, step, 0)?,
            None => session.replay(Policy::Run(run), None)?,
        };
        let history = session.history();
        let reference = history.reference().zip(history.frozen_state());
        let (reference, frozen) = reference.ok_or(TrainError::NoSuchRun { given: run.into(), runs })?;
        let (reference, frozen) = (reference.clone(), frozen.clone());
        let wanted = &session.pairs()[left.clone()];
        let positions = wanted.iter().map(|pair| pair.chosen.len() + pair.rejected.len()).max().unwrap_or(0);
        let expected = (positions * session.layout().vocab_size * size_of::<f64>()) as u64;
        let bytes = SidesNet::bytes(session.layout(), wanted, ways) + expected;
        let piece = (size_of::<f32>() * session.layout().total) as u64;
        let claim = Claim::new(Purpose::Look, bytes, piece).map_err(TrainError::NoMemory)?;
        let mut net = SidesNet::new(session.layout(), wanted);
        let at = wanted.first().map_or(Stage::Done, |first| {
            net.take(first, Ways::Forward, Freshness::Other);
            Stage::Way
        });
        Ok(Survey {
            run,
            step: replay.target(),
            pairs: session.pairs().to_vec(),
            left,
            ways,
            reference,
            frozen,
            expected: [vec![], vec![]],
            replay,
            net,
            at,
            rows: vec![],
            tokens: TokenCosines::default(),
            _claim: claim,
        })
    }

    /// Does one bounded piece.
    ///
    /// # Errors
    /// The device is lost: a new survey finds the session on another.
    pub fn tick(&mut self) -> Result<Tick, DeviceError> {
        self.at = match self.at {
            Stage::Way => match self.replay.tick()? {
                Tick::Done => Stage::Reference,
                tick => return Ok(tick),
            },
            Stage::Reference => match self.net.tick(&self.frozen.params) {
                Tick::Done => self.keep_reference(),
                _ => Stage::Reference,
            },
            Stage::Pass => {
                let state = self.replay.state().ok_or(DeviceError::NoParameters)?;
                match self.net.tick(&state.params) {
                    Tick::Done => Stage::Products(Products::default()),
                    _ => Stage::Pass,
                }
            }
            Stage::Products(products) => {
                let gradients = Side::BOTH.map(|side| self.net.gradient(side));
                let total = gradients[0].len();
                match products.and_so_on(gradients) {
                    further if further.done < total => Stage::Products(further),
                    all => {
                        self.read(all);
                        match self.ways {
                            Ways::Forward | Ways::Answers => self.next_pair(),
                            Ways::AnswersAndTokens => Stage::Tokens,
                        }
                    }
                }
            }
            Stage::Tokens => match self.tokens.tick(self.net.token_gradients()) {
                Tick::Done => self.next_pair(),
                _ => Stage::Tokens,
            },
            Stage::Done => Stage::Done,
        };
        Ok(if matches!(self.at, Stage::Done) { Tick::Done } else { Tick::Working })
    }

    /// Keeps what the reference says of the pair at hand, which the policy is asked next.
    fn keep_reference(&mut self) -> Stage {
        let Some(tokens) = self.pairs.get(self.left.start) else { return Stage::Done };
        let of = |side: Side| {
            (0..side.tokens(tokens).len()).map(|k| log_softmax(self.net.logits(side, k))).collect::<Vec<_>>()
        };
        self.expected = Side::BOTH.map(of);
        self.net.take(tokens, self.ways, Freshness::Other);
        Stage::Pass
    }

    /// Reads all gauges at the pair at hand.
    fn read(&mut self, products: Products) {
        let index = self.left.start;
        let Some(tokens) = self.pairs.get(index) else { return };
        let [chosen_square, rejected_square, gradient_product] = products.sums;
        let logps = &self.replay.evaluation().logps;
        let answer = |side: Side, gradient_square: f64, expected: &[Vec<f64>]| {
            let sum = |logps: &TokenLogps| logps.side(side, index).iter().map(|&logp| f64::from(logp)).sum();
            let (logps, ref_logps) = (sum(logps), sum(&self.reference));
            let mut answer = AnswerSums { logps, ref_logps, gradient_square, ..AnswerSums::default() };
            for (k, (&own, reference)) in side.tokens(tokens).iter().zip(expected).enumerate() {
                let (hidden, logits, softmax) =
                    (self.net.hidden(side, k), self.net.logits(side, k), self.net.softmax(side, k));
                answer.meet(Position { hidden, logits, softmax, reference }, own);
            }
            answer
        };
        self.rows.push(GaugeRow::of(&Specimen {
            pair: index,
            tokens: tokens.clone(),
            chosen: answer(Side::Chosen, chosen_square, &self.expected[0]),
            rejected: answer(Side::Rejected, rejected_square, &self.expected[1]),
            gradient_product,
        }));
    }

    fn next_pair(&mut self) -> Stage {
        self.left.next();
        let next = self.left.clone().next().and_then(|index| self.pairs.get(index));
        next.map_or(Stage::Done, |next| {
            self.net.take(next, Ways::Forward, Freshness::Other);
            Stage::Reference
        })
    }

    /// Which run.
    pub fn run(&self) -> usize {
        self.run
    }

    /// Which step of the preference phase.
    pub fn step(&self) -> usize {
        self.step
    }

    /// How the tokens' gradients lie to each other, once all is done, of the one pair that was asked for; nothing where all were.
    pub fn tokens(&self) -> Option<&TokenCosines> {
        (self.ways == Ways::AnswersAndTokens).then_some(&self.tokens)
    }

    /// What was read of the pairs so far, in their order; of all of them after [`Tick::Done`]. Each has a reading of each of [`GAUGES`].
    pub fn rows(&self) -> &[GaugeRow] {
        debug_assert!(self.rows.iter().all(|row| row.readings.len() == GAUGES.len()));
        &self.rows
    }
}

impl Products {
    /// With the next parameters' part: in f64, in the order of the parameters.
    fn and_so_on(self, [chosen, rejected]: [&[f32]; 2]) -> Products {
        let end = chosen.len().min(self.done.saturating_add(SLAB));
        let [mut cc, mut rr, mut cr] = self.sums;
        for (c, r) in chosen[self.done..end].iter().zip(&rejected[self.done..end]) {
            let (c, r) = (f64::from(*c), f64::from(*r));
            cc += c * c;
            rr += r * r;
            cr += c * r;
        }
        Products { done: end, sums: [cc, rr, cr] }
    }
}
