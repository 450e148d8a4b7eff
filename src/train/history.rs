//! All that a session has computed: metrics of every step, token log-probs and keyframes at steps that fit the memory budget.

use super::thinned::Thinned;
use super::{HeldOut, Metrics, Phase};
use crate::backend::{OptimizerState, TokenLogps};
use crate::digest::fnv;
use std::collections::TryReserveError;
use std::rc::Rc;

/// Memory for keyframes and for token log-probs, in bytes, over all runs: where there is as much.
const KEYFRAME_BUDGET: usize = 64 << 20;
const LOGPS_BUDGET: usize = 32 << 20;

/// What an entry of a record takes beside its numbers: its place, and what is allocated around them.
const AROUND: usize = 64;

/// What a record of the past may hold, in bytes, over all runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    keyframes: usize,
    logps: usize,
}

impl Budget {
    /// A part of what there is at best.
    pub const fn divided(by: usize) -> Budget {
        Budget { keyframes: KEYFRAME_BUDGET / by, logps: LOGPS_BUDGET / by }
    }
}

/// Whose metrics there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measured {
    /// Those of the pairs that are trained.
    Trained,
    /// And of held-out ones.
    HeldOutToo,
}

impl Measured {
    /// Bytes of a step's metrics.
    fn bytes(self) -> usize {
        match self {
            Measured::Trained => size_of::<Metrics>(),
            Measured::HeldOutToo => size_of::<Metrics>() + size_of::<HeldOut>(),
        }
    }
}

/// The past of a session. What is in it never changes; it only grows.
#[derive(Debug, Clone)]
pub struct History {
    sft: Track,
    runs: Vec<Track>,
    reference: Option<Reference>,
    budget: Budget,
    /// Bytes of a keyframe and of all token log-probs of a step.
    entry: (usize, usize),
    measured: Measured,
}

/// The frozen reference.
#[derive(Debug, Clone)]
struct Reference {
    logps: Rc<TokenLogps>,
    /// Where every run begins.
    state: Rc<OptimizerState>,
}

/// The past of one policy in one phase.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub metrics: Vec<Metrics>,
    /// Of the same steps; empty where no pair is held out.
    pub held_out: Vec<HeldOut>,
    pub logps: Thinned<TokenLogps>,
    /// Where a phase begins is one for all its runs, and for their forks.
    pub keyframes: Thinned<Rc<OptimizerState>>,
}

impl History {
    pub(super) fn new(runs: usize, state_bytes: usize, logps_bytes: usize, measured: Measured) -> History {
        let (budget, entry) = (Budget::divided(1), (state_bytes + AROUND, logps_bytes + AROUND));
        let track = || Track {
            metrics: vec![],
            held_out: vec![],
            logps: Thinned::new(entry.1, budget.logps / (runs + 1)),
            keyframes: Thinned::new(entry.0, budget.keyframes / (runs + 1)),
        };
        let runs = (0..runs).map(|_| track()).collect();
        History { sft: track(), runs, reference: None, budget, entry, measured }
    }

    /// Bytes that it will hold at most with so many runs and rows of the phases, within a budget.
    pub(super) fn bytes_for(&self, runs: usize, (sft, preference): (usize, usize), budget: Budget) -> u64 {
        let share = runs + 1;
        let of = |rows: usize, tracks: usize| {
            let within = |budget: usize, entry: usize| (budget / share).min(rows.saturating_mul(entry)) as u64;
            let kept = within(budget.keyframes, self.entry.0) + within(budget.logps, self.entry.1);
            // The first keyframe is one for all runs.
            let first = self.entry.0 + tracks * self.entry.1;
            (kept + rows as u64 * self.measured.bytes() as u64) * tracks as u64 + first as u64
        };
        of(sft, 1) + of(preference, runs)
    }

    /// Takes the memory for so many rows of the phases, and keeps the rest within a budget from now on. What was taken stays.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn reserve(&mut self, (sft, preference): (usize, usize), budget: Budget) -> Result<(), TryReserveError> {
        let held_out = self.measured == Measured::HeldOutToo;
        let reserve = |track: &mut Track, rows: usize| {
            track.metrics.try_reserve_exact(rows.saturating_sub(track.metrics.len()))?;
            let rows = if held_out { rows } else { 0 };
            track.held_out.try_reserve_exact(rows.saturating_sub(track.held_out.len()))
        };
        reserve(&mut self.sft, sft)?;
        self.runs.iter_mut().try_for_each(|track| reserve(track, preference))?;
        if budget != self.budget {
            self.budget = budget;
            self.share();
        }
        Ok(())
    }

    /// Every run has the same part.
    fn share(&mut self) {
        let share = self.runs.len() + 1;
        for track in std::iter::once(&mut self.sft).chain(&mut self.runs) {
            track.logps.set_budget(self.budget.logps / share);
            track.keyframes.set_budget(self.budget.keyframes / share);
        }
    }

    /// Metrics of SFT: row `n` is at the parameters after `n` updates.
    pub fn sft(&self) -> &[Metrics] {
        &self.sft.metrics
    }

    /// Metrics of a run, likewise; empty before preference training, and for a run that does not exist.
    pub fn run(&self, run: usize) -> &[Metrics] {
        self.runs.get(run).map_or(&[], |track| &track.metrics)
    }

    /// Whether held-out pairs are measured too.
    pub fn holds_out(&self) -> bool {
        self.measured == Measured::HeldOutToo
    }

    /// What held-out pairs showed in SFT, row by row as [`History::sft`]; nothing where no pair is held out.
    pub fn held_out_sft(&self) -> &[HeldOut] {
        &self.sft.held_out
    }

    /// The same of a run.
    pub fn held_out(&self, run: usize) -> &[HeldOut] {
        self.runs.get(run).map_or(&[], |track| &track.held_out)
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// Token log-probs of the frozen reference, once it is frozen.
    pub fn reference(&self) -> Option<&TokenLogps> {
        self.reference.as_ref().map(|reference| &*reference.logps)
    }

    /// Token log-probs at the last recorded step at or before `step`: every step of a run that fits the memory budget, else every
    /// second, fourth … one. In SFT `run` does not matter.
    pub fn token_logps(&self, phase: Phase, run: usize, step: usize) -> Option<&TokenLogps> {
        self.track(phase, run)?.logps.at_or_before(step).map(|(_, logps)| logps)
    }

    /// Whether a run's token log-probs are at hand at every one of its steps.
    pub fn keeps_every_step(&self, run: usize) -> bool {
        self.runs.get(run).is_some_and(|track| track.logps.is_whole())
    }

    /// A digest of all that was measured of the trained pairs up to a step: FNV-1a over the bits of the metrics of SFT and of every run. Since each step follows
    /// from the ones before, equal digests mean that the whole training was the same, to the bit.
    ///
    /// Nothing where the common model, or every run, has not come so far.
    pub fn digest(&self, phase: Phase, step: usize) -> Option<u64> {
        let upto = |metrics: &[Metrics]| metrics.len().min(step + 1);
        let (sft, runs) = match phase {
            Phase::Sft => (self.sft.metrics.get(..=step)?, [].as_slice()),
            Phase::Preference => (self.sft.metrics.as_slice(), self.runs.as_slice()),
        };
        // A run that has stopped early is measured up to there.
        let longest = runs.iter().map(|run| run.metrics.len()).max();
        if longest.is_some_and(|steps| steps <= step) || (phase == Phase::Preference && runs.is_empty()) {
            return None;
        }
        let rows = sft.iter().chain(runs.iter().flat_map(|run| &run.metrics[..upto(&run.metrics)]));
        Some(fnv(rows.flat_map(Metrics::values).flat_map(|value| value.to_bits().to_le_bytes())))
    }

    /// Bytes held in keyframes and token log-probs.
    pub fn bytes(&self) -> usize {
        let tracks = std::iter::once(&self.sft).chain(&self.runs);
        tracks.map(|track| track.logps.bytes() + track.keyframes.bytes()).sum()
    }

    pub(super) fn track(&self, phase: Phase, run: usize) -> Option<&Track> {
        match phase {
            Phase::Sft => Some(&self.sft),
            Phase::Preference => self.runs.get(run),
        }
    }

    /// Adds a run whose past is this run's before `step`, with the parameters of `step` itself, and room for so many rows.
    pub(super) fn fork(&mut self, run: usize, step: usize, rows: usize) {
        let Some(parent) = self.runs.get(run) else { return };
        let past = parent.metrics.get(..step).unwrap_or(&parent.metrics);
        let mut metrics = Vec::with_capacity(rows.max(past.len()));
        metrics.extend_from_slice(past);
        let past = parent.held_out.get(..step).unwrap_or(&parent.held_out);
        let mut held_out =
            Vec::with_capacity(if self.measured == Measured::HeldOutToo { rows.max(past.len()) } else { 0 });
        held_out.extend_from_slice(past);
        let (logps, keyframes) = (parent.logps.before(step), parent.keyframes.before(step + 1));
        let fork = Track { metrics, held_out, logps, keyframes };
        self.runs.push(fork);
        self.share();
    }

    pub(super) fn record(
        &mut self,
        phase: Phase,
        run: usize,
        (metrics, held_out): (Metrics, Option<HeldOut>),
        logps: &TokenLogps,
        keyframe: impl FnOnce() -> Option<Rc<OptimizerState>>,
    ) {
        let track = match phase {
            Phase::Sft => &mut self.sft,
            Phase::Preference => &mut self.runs[run],
        };
        track.logps.push(metrics.step, || logps.clone());
        track.keyframes.push_if(metrics.step, keyframe);
        track.metrics.push(metrics);
        track.held_out.extend(held_out);
    }

    pub(super) fn freeze(&mut self, logps: TokenLogps, state: OptimizerState) {
        self.reference = Some(Reference { logps: Rc::new(logps), state: Rc::new(state) });
    }

    pub(super) fn frozen(&self) -> Option<Rc<TokenLogps>> {
        self.reference.as_ref().map(|reference| reference.logps.clone())
    }

    /// The reference as every run begins with it, once it is frozen.
    pub fn frozen_state(&self) -> Option<&Rc<OptimizerState>> {
        self.reference.as_ref().map(|reference| &reference.state)
    }
}
