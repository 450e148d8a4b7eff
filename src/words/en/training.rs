//! Why a session cannot do what was asked, why a run has stopped, and why there is no memory.

use crate::data::limits;
use crate::theory::NotApplicable;
use crate::train::divergence::{LARGEST, LEAST, LikelyCause, Symptom};
use crate::train::memory::{self, ALLOWED, Purpose, Shortage};
use crate::train::{AskedRun, Divergence, Phase, TrainError};
use std::fmt::{Display, Formatter, Result};

/// Why a session cannot do what was asked.
pub fn train(error: &TrainError, f: &mut Formatter<'_>) -> Result {
    match error {
        TrainError::TooLarge(cause) => write!(f, "{cause} Use fewer runs, or a smaller model.n_embd or model.n_layer."),
        TrainError::NoMemory(cause) => shortage(cause, f),
        TrainError::NoPairs => write!(
            f,
            "dataset.pairs is an empty list; allowed for training are 1 to {} preference pairs. Add one first.",
            limits::PAIRS
        ),
        TrainError::NoWeights(name) => write!(
            f,
            "weights is \"{name:016x}\", the name of imported weights that are not at hand; allowed is to give them: the model that this \
             lab was made with, as a zip or as its model.safetensors."
        ),
        TrainError::OtherShape(model) => write!(
            f,
            "weights are those of a model of n_embd {}, n_layer {} and n_head {}; allowed are those of this lab's model.",
            model.n_embd, model.n_layer, model.n_head
        ),
        TrainError::Frozen { at } => write!(
            f,
            "SFT cannot go on: the reference was frozen after {at} SFT steps, when preference training began. Create a new lab \
             to train SFT for longer."
        ),
        TrainError::Diverged(cause) => divergence(cause, f),
        TrainError::NoSuchRun { given, runs } => {
            f.write_str("run is ")?;
            match given {
                AskedRun::Number(number) => number.fmt(f)?,
                AskedRun::Text(text) => write!(f, "{text:?}")?,
                AskedRun::Other => f.write_str("neither a number nor a string")?,
            }
            write!(f, "; allowed are 0 to {}, or \"reference\".", runs - 1)
        }
        TrainError::NoRoom => {
            write!(f, "runs holds {} already; more are not allowed. Remove one first.", limits::RUNS)
        }
        TrainError::Events(cause) => cause.fmt(f),
        TrainError::NoSuchStep { step, of, last } => {
            write!(f, "step is {step}; {} has been trained to step {last}, so allowed are 0 to {last}.", Policy(*of))
        }
        TrainError::NotTrained { of, phase } => {
            write!(f, "{} has not been trained yet: call train(\"{}\") first.", Policy(*of), phase.name())
        }
    }
}

/// A run, or the reference.
struct Policy(Option<usize>);

impl Display for Policy {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            None => f.write_str("the reference"),
            Some(run) => write!(f, "run {run}"),
        }
    }
}

/// Why a run has stopped before its time.
pub fn divergence(
    Divergence { phase, run, step, loss_type, symptom, cause }: &Divergence,
    f: &mut Formatter<'_>,
) -> Result {
    match phase {
        Phase::Sft => write!(f, "SFT stopped at step {step}: ")?,
        Phase::Preference => write!(f, "Run {run} ({loss_type}) stopped at preference step {step}: ")?,
    }
    match symptom {
        Symptom::NotFinite => f.write_str("its numbers are no longer finite. ")?,
        Symptom::Unlikely(logp) => write!(
            f,
            "a token has come to a log-probability of {logp:.1e} nats; below {LEAST} no trained model is, and numbers mean nothing. "
        )?,
    }
    f.write_str("The likely cause is ")?;
    likely(cause, f)?;
    match step {
        0 => f.write_str(" Nothing before it is lost."),
        1 => f.write_str(" Step 0 is kept."),
        step => write!(f, " Steps 0 to {} are kept.", step - 1),
    }
}

fn likely(cause: &LikelyCause, f: &mut Formatter<'_>) -> Result {
    match cause {
        LikelyCause::Weights(largest) => write!(
            f,
            "the imported weights, of which the largest is {largest:e}; those of trained models are below {LARGEST}. Take another model."
        ),
        LikelyCause::SftRate(rate) => write!(f, "sft.learning_rate, which is {rate}; lower it."),
        LikelyCause::Rate(rate) => write!(f, "preference.learning_rate, which is {rate}; lower it."),
        LikelyCause::Decay(decay, rate) => write!(
            f,
            "preference.weight_decay, which is {decay}: times preference.learning_rate, {rate}, it takes all of each weight away in a \
             step; lower it."
        ),
        LikelyCause::Push(rate, objective) => {
            write!(f, "preference.learning_rate, which is {rate}: SGD takes it times a gradient")?;
            let grows: Vec<String> =
                objective.steeper_with().iter().map(|(name, value)| format!("{name}, {value}")).collect();
            if grows.is_empty() {
                f.write_str("; lower it.")
            } else {
                write!(f, " that grows with {}; lower it, or them.", grows.join(", and "))
            }
        }
    }
}

/// Why there is no memory.
pub fn shortage(Shortage { purpose, held: (held, labs), wanted, cause }: &Shortage, f: &mut Formatter<'_>) -> Result {
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    let (what, help) = match purpose {
        Purpose::Lab => ("This lab", "use fewer runs, or a smaller model.n_embd or model.n_layer"),
        Purpose::Steps => ("Training so far", "train fewer steps, or fewer runs"),
        Purpose::Fork => ("A fork", "do with fewer runs"),
        Purpose::Look => ("This", "wait for what was asked before"),
    };
    write!(f, "{what} needs {} MiB of memory", mib(*wanted))?;
    if *held > 0 {
        let hold = if *labs == 1 { "lab holds" } else { "labs hold" };
        write!(f, " more, and {labs} {hold} {} MiB", mib(*held))?;
    }
    match cause {
        memory::Refuser::Limit => write!(f, "; allowed are {} MiB for all labs of a page.", mib(ALLOWED))?,
        memory::Refuser::Browser => f.write_str(", which the browser does not give.")?,
    }
    match held {
        0 => write!(f, " {}{}.", help[..1].to_ascii_uppercase(), &help[1..]),
        _ => write!(f, " Call free() of a lab that is done with, or {help}."),
    }
}

/// Why the theory says nothing.
pub fn not_applicable(why: &NotApplicable, f: &mut Formatter<'_>) -> Result {
    match why {
        NotApplicable::Lengths { chosen, rejected } => write!(
            f,
            "The chosen completion has {chosen} tokens and the rejected one {rejected}; the prediction compares the same position on both \
             sides, so it needs equal lengths."
        ),
        NotApplicable::Differences { count } => write!(
            f,
            "The completions differ in {count} tokens; the prediction is for completions that differ in exactly one."
        ),
        NotApplicable::NoLoss => {
            f.write_str("This is the common model, which SFT trains; the theory is about preference losses.")
        }
        NotApplicable::Position { k, length } => write!(
            f,
            "Position {k} lies beyond the completions' {length} tokens; positions go from 0 to one less than that."
        ),
    }
}
