//! Which device trains a lab, and why.
//!
//! A GPU pays for large labs only: what it saves must be more than what it takes to start, and a step on it takes some time however small
//! it is. So `auto` asks three questions, cheapest first: would the processor take long at all? is there a real GPU? is it faster, tried
//! with this lab?

use super::refusal::Refusal;
use crate::backend::DeviceError;
use crate::data::{LabFile, SftOn, TokenId, TokenPair};

/// Who shall train.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Whoever is faster.
    Auto,
    /// The GPU, be it real or software.
    Gpu,
    /// The processor.
    Cpu,
}

impl Wish {
    /// The wish of this name, as the JavaScript interface and links have it.
    ///
    /// # Errors
    /// [`Refusal::Backend`].
    pub fn named(name: &str) -> Result<Wish, Refusal> {
        match name {
            "auto" => Ok(Wish::Auto),
            "gpu" => Ok(Wish::Gpu),
            "cpu" => Ok(Wish::Cpu),
            other => Err(Refusal::Backend(other.to_owned())),
        }
    }
}

/// What the fast path does in a second, in floating-point operations: half of what was measured on one laptop core (15 GFLOP/s and more).
const CPU_RATE: f64 = 8e9;

/// If the processor needs no longer than this, in seconds, no GPU is started.
const SHORT: f64 = 5.0;

/// A GPU must be so many times as fast as the processor, for it also makes less of the past quickly at hand.
const WORTH: f64 = 1.5;

/// About how long the processor takes to train the whole lab, in seconds: `6·(12·L·D² + V·D)` operations a token and `12·L·D` for each pair
/// of tokens in attention, forward and backward.
pub fn cpu_seconds(spec: &LabFile) -> f64 {
    let (d, layers) = (spec.model.n_embd as f64, spec.model.n_layer as f64);
    let vocabulary = spec.dataset.vocabulary.len() as f64;
    let sequence = |tokens: usize| {
        let tokens = tokens as f64;
        tokens * (6.0 * (12.0 * layers * d * d + vocabulary * d) + 12.0 * layers * d * tokens)
    };
    let pairs = spec.encode_all();
    let (trained, held_out) = pairs.split_at(spec.dataset.pairs.len());
    let side = |pairs: &[TokenPair], completion: fn(&TokenPair) -> &[TokenId]| -> f64 {
        pairs.iter().map(|pair| sequence(pair.prompt.len() + completion(pair).len())).sum()
    };
    let sides = |pairs: &[TokenPair]| (side(pairs, |pair| &pair.chosen), side(pairs, |pair| &pair.rejected));
    let ((chosen, rejected), (held_chosen, held_rejected)) = (sides(trained), sides(held_out));
    // What is not learnt is measured all the same: forward, which is a third.
    let measured = (held_chosen + held_rejected) / 3.0;
    let sft = match spec.sft.on {
        SftOn::Chosen => chosen + rejected / 3.0,
        SftOn::Both => chosen + rejected,
    };
    let sft = sft + measured;
    let preference = (spec.runs.len() * spec.preference.steps) as f64 * (chosen + rejected + measured);
    (spec.sft.steps as f64 * sft + preference) / CPU_RATE
}

/// Why it is this device that trains.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The processor was asked for.
    CpuAsked,
    /// The processor needs no longer than so many seconds for the whole lab.
    Short(f64),
    /// The GPU cannot train.
    Unusable(DeviceError),
    /// The GPU began, and cannot go on.
    Lost(DeviceError),
}

/// The same, once a GPU was opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Tried {
    /// It was asked for.
    AsAsked {
        /// Its name.
        name: String,
        /// Whether it is a program on the processor.
        is_software: bool,
    },
    /// The only one is a program on the processor, of this name.
    OnlySoftware(String),
    /// Both were tried with the lab.
    Compared {
        /// The GPU's name.
        name: String,
        /// Milliseconds a step of all runs on the GPU.
        gpu: f64,
        /// And on one core of the processor.
        cpu: f64,
        /// So many cores would train such labs beside one another: one, but for sweeps.
        cores: usize,
    },
}

impl Tried {
    /// Whether it has the GPU train.
    pub fn is_for_gpu(&self) -> bool {
        match self {
            Tried::AsAsked { .. } => true,
            Tried::OnlySoftware(_) => false,
            Tried::Compared { gpu, cpu, cores, .. } => gpu * WORTH <= *cpu / *cores as f64,
        }
    }
}

/// Why no GPU was even looked for, if none is wanted.
pub fn without_gpu(wish: Wish, spec: &LabFile) -> Option<Reason> {
    match wish {
        Wish::Cpu => Some(Reason::CpuAsked),
        Wish::Auto => Some(cpu_seconds(spec)).filter(|seconds| *seconds <= SHORT).map(Reason::Short),
        Wish::Gpu => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::presets;

    #[test]
    fn presets_need_no_gpu_and_many_runs_do() {
        for preset in presets() {
            let spec = LabFile::from_json(preset.json).expect("a preset");
            assert!(without_gpu(Wish::Auto, &spec).is_some(), "{}: {} s", preset.name, cpu_seconds(&spec));
            assert_eq!(without_gpu(Wish::Gpu, &spec), None);
            let run = spec.runs[0].clone();
            let many = LabFile { runs: vec![run; 64], ..spec };
            assert_eq!(without_gpu(Wish::Auto, &many), None, "{}: {} s", preset.name, cpu_seconds(&many));
        }
    }

    #[test]
    fn the_faster_one_trains() {
        let check = |gpu: f64, (cpu, cores): (f64, usize), expected: bool, words: &str| {
            let reason = Tried::Compared { name: "Real".to_owned(), gpu, cpu, cores };
            assert_eq!(reason.is_for_gpu(), expected, "{reason}");
            assert!(reason.to_string().contains(words), "{reason}");
        };
        check(0.84, (160.0, 1), true, "0.8 ms on the GPU (Real) and 160 ms on the CPU.");
        check(9.0, (10.0, 1), false, "The CPU trains: tried with this lab, a step takes 9.0 ms");
        check(9.0, (40.0, 2), true, "and 40 ms on the CPU, of which 2 cores train such labs beside one another.");
        check(9.0, (40.0, 4), false, "The CPU trains");
    }

    #[test]
    fn wishes_have_names() {
        assert_eq!(Wish::named("auto"), Ok(Wish::Auto));
        assert!(Wish::named("webgl").is_err_and(|refusal| refusal.to_string().contains("\"webgl\"")));
    }
}
