//! All that a session has computed: metrics of every step, token log-probs and keyframes at steps that fit the memory budget.

use super::thinned::Thinned;
use super::{Metrics, Phase};
use crate::backend::{State, TokenLogps};
use std::rc::Rc;

/// Memory for keyframes and for token log-probs, in bytes, over all runs.
const KEYFRAME_BUDGET: usize = 64 << 20;
const LOGPS_BUDGET: usize = 32 << 20;

/// The past of a session. What is in it never changes; it only grows.
#[derive(Debug, Clone)]
pub struct History {
    sft: Track,
    runs: Vec<Track>,
    reference: Option<Reference>,
}

/// The frozen reference.
#[derive(Debug, Clone)]
struct Reference {
    logps: Rc<TokenLogps>,
    params: Rc<[f32]>,
}

/// The past of one policy in one phase.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub metrics: Vec<Metrics>,
    pub logps: Thinned<TokenLogps>,
    pub keyframes: Thinned<State>,
}

impl Track {
    fn new(state_bytes: usize, logps_bytes: usize, share: usize) -> Track {
        Track {
            metrics: vec![],
            logps: Thinned::new(logps_bytes, LOGPS_BUDGET / share),
            keyframes: Thinned::new(state_bytes, KEYFRAME_BUDGET / share),
        }
    }
}

impl History {
    pub(super) fn new(runs: usize, state_bytes: usize, logps_bytes: usize) -> History {
        let track = || Track::new(state_bytes, logps_bytes, runs + 1);
        History { sft: track(), runs: (0..runs).map(|_| track()).collect(), reference: None }
    }

    /// Metrics of SFT: row `n` is at the parameters after `n` updates.
    pub fn sft(&self) -> &[Metrics] {
        &self.sft.metrics
    }

    /// Metrics of a run, likewise; empty before preference training, and for a run that does not exist.
    pub fn run(&self, run: usize) -> &[Metrics] {
        self.runs.get(run).map_or(&[], |track| &track.metrics)
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

    /// A digest of all that was measured up to a step: FNV-1a over the bits of the metrics of SFT and of every run. Since each step follows
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
        let bytes = rows.flat_map(Metrics::values).flat_map(|value| value.to_bits().to_le_bytes());
        Some(
            bytes.fold(0xcbf2_9ce4_8422_2325, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
        )
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

    /// Adds a run whose past is this run's before `step`, with the parameters of `step` itself.
    pub(super) fn fork(&mut self, run: usize, step: usize) {
        let Some(parent) = self.runs.get(run) else { return };
        let metrics = parent.metrics.get(..step).unwrap_or(&parent.metrics).to_vec();
        let (logps, keyframes) = (parent.logps.before(step), parent.keyframes.before(step + 1));
        let fork = Track { metrics, logps, keyframes };
        self.runs.push(fork);
        let share = self.runs.len() + 1;
        for track in std::iter::once(&mut self.sft).chain(&mut self.runs) {
            track.logps.set_budget(LOGPS_BUDGET / share);
            track.keyframes.set_budget(KEYFRAME_BUDGET / share);
        }
    }

    pub(super) fn record(
        &mut self,
        phase: Phase,
        run: usize,
        metrics: Metrics,
        logps: &TokenLogps,
        state: Option<&State>,
    ) {
        let track = match phase {
            Phase::Sft => &mut self.sft,
            Phase::Preference => &mut self.runs[run],
        };
        track.logps.push(metrics.step, || logps.clone());
        if let Some(state) = state {
            track.keyframes.push(metrics.step, || state.clone());
        }
        track.metrics.push(metrics);
    }

    pub(super) fn freeze(&mut self, logps: TokenLogps, params: Vec<f32>) {
        self.reference = Some(Reference { logps: Rc::new(logps), params: params.into() });
    }

    pub(super) fn frozen(&self) -> Option<Rc<TokenLogps>> {
        self.reference.as_ref().map(|reference| reference.logps.clone())
    }

    /// The reference's parameters `(P)`, once it is frozen.
    pub(super) fn frozen_params(&self) -> Option<&[f32]> {
        self.reference.as_ref().map(|reference| &*reference.params)
    }
}
