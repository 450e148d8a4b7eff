//! Which device trains a lab, and the sentence that says why.
//!
//! A GPU pays for large labs only: what it saves must be more than what it takes to start, and a step on it takes some time however small
//! it is. So `auto` asks three questions, cheapest first: would the processor take long at all? is there a real GPU? is it faster, tried
//! with this lab?

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
    /// A sentence for any other name.
    pub fn named(name: &str) -> Result<Wish, String> {
        match name {
            "auto" => Ok(Wish::Auto),
            "gpu" => Ok(Wish::Gpu),
            "cpu" => Ok(Wish::Cpu),
            other => Err(format!("backend is {other:?}; allowed are \"auto\", \"gpu\" and \"cpu\".")),
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
    let pairs = spec.encode();
    let side = |completion: fn(&TokenPair) -> &[TokenId]| -> f64 {
        pairs.iter().map(|pair| sequence(pair.prompt.len() + completion(pair).len())).sum()
    };
    let (chosen, rejected) = (side(|pair| &pair.chosen), side(|pair| &pair.rejected));
    // What SFT does not learn it measures all the same: forward, which is a third.
    let sft = match spec.sft.on {
        SftOn::Chosen => chosen + rejected / 3.0,
        SftOn::Both => chosen + rejected,
    };
    let preference = (spec.runs.len() * spec.preference.steps) as f64 * (chosen + rejected);
    (spec.sft.steps as f64 * sft + preference) / CPU_RATE
}

/// Why no GPU was even looked for, if none is wanted.
pub fn without_gpu(wish: Wish, spec: &LabFile) -> Option<String> {
    let seconds = cpu_seconds(spec);
    match wish {
        Wish::Cpu => Some("The CPU trains, as asked.".to_owned()),
        Wish::Auto if seconds <= SHORT => Some(format!(
            "The CPU trains: it takes about {} for the whole lab, too little for a GPU to pay.",
            rounded(seconds)
        )),
        Wish::Auto | Wish::Gpu => None,
    }
}

fn rounded(seconds: f64) -> String {
    match seconds.ceil() as usize {
        0 | 1 => "a second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

/// Why the GPU trains although nobody compared.
pub fn as_asked(name: &str, is_software: bool) -> String {
    let kind = if is_software { ", which is software on the CPU and slower than it," } else { "" };
    format!("The GPU ({name}){kind} trains, as asked.")
}

/// Why the processor trains where `auto` found only this.
pub fn only_software(name: &str) -> String {
    format!("The CPU trains: the only GPU here ({name}) is software, which is slower.")
}

/// Why the processor trains where the GPU cannot: `cause` is a sentence.
pub fn unusable(cause: &str) -> String {
    format!("The CPU trains. {cause}")
}

/// Whether the GPU shall train, by milliseconds a step of all runs, and why.
pub fn compared(name: &str, gpu: f64, cpu: f64) -> (bool, String) {
    let gpu_trains = gpu * WORTH <= cpu;
    let who = if gpu_trains { "GPU" } else { "CPU" };
    let (gpu, cpu) = (brief(gpu), brief(cpu));
    (
        gpu_trains,
        format!(
            "The {who} trains: tried with this lab, a step takes {gpu} ms on the GPU ({name}) and {cpu} ms on the CPU."
        ),
    )
}

fn brief(ms: f64) -> String {
    if ms < 9.95 { format!("{ms:.1}") } else { format!("{ms:.0}") }
}

/// Why the processor trains now where the GPU began.
pub fn lost(cause: &str) -> String {
    format!("The CPU has taken over, and nothing is lost. {cause}")
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
        let check = |gpu: f64, cpu: f64, expected: bool, words: &str| {
            let (gpu_trains, sentence) = compared("Real", gpu, cpu);
            assert_eq!(gpu_trains, expected, "{sentence}");
            assert!(sentence.contains(words), "{sentence}");
        };
        check(0.84, 160.0, true, "0.8 ms on the GPU (Real) and 160 ms on the CPU");
        check(9.0, 10.0, false, "The CPU trains: tried with this lab, a step takes 9.0 ms");
    }

    #[test]
    fn wishes_have_names() {
        assert_eq!(Wish::named("auto"), Ok(Wish::Auto));
        assert!(Wish::named("webgl").is_err_and(|sentence| sentence.contains("\"webgl\"")));
    }
}
