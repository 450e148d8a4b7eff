//! The examination of a run at a step, in bounded pieces: to the step, then through the backward pass that trains, some pairs at a time, and pair by pair through a
//! forward pass; at each pair all statements are counted.
//!
//! Parameters that are not at hand are computed again from the keyframe before them, with the same bits as the first time. It is a function of
//! session, run and step: what the session does meanwhile changes nothing of it.

use super::exhibit::Exhibit;
use super::tally::Tally;
use super::{Counts, Findings, Idle, STATEMENTS, Statement, Verdict};
use crate::backend::cpu::look::{Freshness, LookNet};
use crate::backend::{DeviceError, Dlogits, Tick, TokenLogps};
use crate::data::TokenPair;
use crate::objective::Objective;
use crate::train::{Policy, Replay, Session, TrainError};
use std::ops::Range;

/// An examination under way.
pub struct Examination {
    run: usize,
    step: usize,
    pub(super) objective: Objective,
    pairs: Vec<TokenPair>,
    vocabulary: usize,
    reference: TokenLogps,
    at: Stage,
    /// The pair at hand.
    index: usize,
    one_apart: usize,
    /// Of each statement.
    tallies: Vec<Tally>,
}

enum Stage {
    /// The backward pass is at work on the step, and keeps what it makes of the pair at hand and of some that follow.
    Backward(Box<Replay>, LookNet),
    /// The forward pass is at work on the pair at hand.
    Forward(Box<Replay>, LookNet),
    /// All pairs are counted.
    Done,
    /// The run has diverged: there is nothing to examine.
    Diverged,
}

impl Examination {
    /// Of a run at a step of the preference phase, by default its last.
    ///
    /// # Errors
    /// As [`Session::look`]: no such run or step, nothing trained yet, or no memory for a look.
    pub fn new(session: &Session, run: usize, step: Option<usize>) -> Result<Examination, TrainError> {
        let last = session.history().run(run).len().checked_sub(1);
        let mut replay = match step.or(last) {
            Some(step) => session.look(run, step, 0)?,
            None => session.replay(Policy::Run(run), None)?,
        };
        let (step, spec) = (replay.target(), session.spec());
        let (Some(reference), Some(settings)) = (session.history().reference(), spec.runs.get(run)) else {
            return Err(TrainError::NoSuchRun { given: run.into(), runs: spec.runs.len() });
        };
        replay.watch_all(block(session.pairs(), spec.dataset.vocabulary.len(), 0));
        let at = if session.diverged(run).is_some() {
            Stage::Diverged
        } else {
            Stage::Backward(Box::new(replay), LookNet::with_room(session.layout(), session.pairs()))
        };
        Ok(Examination {
            run,
            step,
            objective: *settings.objective_at(step),
            pairs: session.pairs().to_vec(),
            vocabulary: spec.dataset.vocabulary.len(),
            reference: reference.clone(),
            at,
            index: 0,
            one_apart: 0,
            tallies: vec![Tally::default(); STATEMENTS.len()],
        })
    }

    /// Does one bounded piece.
    ///
    /// # Errors
    /// The device is lost: a new examination finds the session on another.
    pub fn tick(&mut self) -> Result<Tick, DeviceError> {
        let Some(pair) = self.pairs.get(self.index) else { return Ok(Tick::Done) };
        match std::mem::replace(&mut self.at, Stage::Done) {
            Stage::Backward(mut replay, mut look) => {
                let tick = replay.tick()?;
                self.at = if tick == Tick::Done {
                    let weights = if self.index == 0 { Freshness::Other } else { Freshness::Same };
                    look.take(std::slice::from_ref(pair), weights);
                    Stage::Forward(replay, look)
                } else {
                    Stage::Backward(replay, look)
                };
                Ok(if tick == Tick::Waiting { Tick::Waiting } else { Tick::Working })
            }
            Stage::Forward(mut replay, mut look) => {
                let state = replay.state().ok_or(DeviceError::NoParameters)?;
                if look.tick(&state.params) == Tick::Working {
                    self.at = Stage::Forward(replay, look);
                    return Ok(Tick::Working);
                }
                self.see(&replay, &look)?;
                self.index += 1;
                if self.index == self.pairs.len() {
                    return Ok(Tick::Done);
                }
                let (next, kept) = (&self.pairs[self.index], found(&replay, self.index).is_some());
                self.at = if kept {
                    look.take(std::slice::from_ref(next), Freshness::Same);
                    Stage::Forward(replay, look)
                } else {
                    replay.look_again(block(&self.pairs, self.vocabulary, self.index));
                    Stage::Backward(replay, look)
                };
                Ok(Tick::Working)
            }
            stage @ (Stage::Done | Stage::Diverged) => {
                self.at = stage;
                Ok(Tick::Done)
            }
        }
    }

    /// Counts every statement at the pair at hand.
    fn see(&mut self, replay: &Replay, look: &LookNet) -> Result<(), DeviceError> {
        let measured = found(replay, self.index).ok_or(DeviceError::NoGradients)?;
        let pair = (self.index, &self.pairs[self.index]);
        let contexts = look.contexts(0, pair.1);
        let found = (&replay.evaluation().logps, &self.reference);
        let exhibit = Exhibit::new(pair, &self.objective, found, &contexts, measured);
        self.one_apart += usize::from(exhibit.is_one_apart());
        for (statement, tally) in STATEMENTS.iter().zip(&mut self.tallies) {
            if (statement.about)(&self.objective).is_ok() {
                (statement.see)(&exhibit, tally);
            }
        }
        Ok(())
    }

    /// What was found of the pairs so far; all of it after [`Tick::Done`].
    pub fn findings(&self) -> Findings {
        let verdict = |(statement, tally): (&&'static Statement, &Tally)| Verdict {
            statement,
            tally: tally.clone(),
            idle: self.idle(statement, tally),
        };
        let verdicts = STATEMENTS.iter().zip(&self.tallies).map(verdict).collect();
        Findings { run: self.run, step: self.step, objective: self.objective, verdicts }
    }

    /// Why nothing was counted of a statement.
    fn idle(&self, statement: &Statement, tally: &Tally) -> Option<Idle> {
        if matches!(self.at, Stage::Diverged) {
            return Some(Idle::Diverged);
        }
        if let Err(idle) = (statement.about)(&self.objective) {
            return Some(idle);
        }
        let needs_one_apart = match statement.counts {
            Counts::Pairs => false,
            Counts::PairsOneApart | Counts::Positions | Counts::Tokens => true,
        };
        match tally.of {
            0 if needs_one_apart && self.one_apart == 0 => Some(Idle::NoneOneApart),
            0 => Some(statement.otherwise),
            _ => None,
        }
    }
}

/// What the backward pass made of a pair's logits, where it was kept.
fn found(replay: &Replay, pair: usize) -> Option<&Dlogits> {
    replay.all_dlogits().iter().find(|dlogits| dlogits.pair == pair)
}

/// So many numbers of gradients are kept at a time: 4 MB.
const MOST_KEPT: usize = 1 << 20;

/// The pairs from this one on, at least itself, whose gradients are kept at a time.
fn block(pairs: &[TokenPair], vocabulary: usize, from: usize) -> Range<usize> {
    let numbers = |pair: &TokenPair| (pair.chosen.len() + pair.rejected.len()) * vocabulary;
    let so_far = pairs.iter().skip(from).scan(0, |sum, pair| {
        *sum += numbers(pair);
        Some(*sum)
    });
    from..from + so_far.take_while(|sum| *sum <= MOST_KEPT).count().max(1)
}
