//! cDPO, conservative DPO: `−(1 − ε) log σ(β h) − ε log σ(−β h)`.
//!
//! Source: Mitchell, "A note on DPO with noisy preferences & relationship to IPO", 2023, equation 3; earlier versions of TRL have it as `sigmoid` with
//! `label_smoothing`. A share ε of the labels is taken to be wrong, so that the margin has a target, `log((1 − ε)/ε)/β`: past it the loss pulls the
//! other way.

use super::dpo::BETA;
use super::{
    Arguments, Loss, LossEntry, Number, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid,
};

/// ε, the share of labels that are taken to be wrong.
pub const LABEL_SMOOTHING: Number = Number {
    name: "label_smoothing",
    default: 0.1,
    min: 0.0,
    max: 0.5,
    help: "How often the two answers of a pair are taken to be swapped: 0 is DPO, 0.5 a coin.",
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "cdpo",
    title: "cDPO",
    formula: "−(1 − ε) log σ(β h) − ε log σ(−β h)",
    source: "Mitchell 2023, A note on DPO with noisy preferences, equation 3",
    trl: None,
    parameters: &[Parameter::Number(BETA), Parameter::Number(LABEL_SMOOTHING)],
    build: |arguments| {
        Objective::Cdpo(Cdpo { beta: arguments.number(&BETA), label_smoothing: arguments.number(&LABEL_SMOOTHING) })
    },
};

/// Its kernel.
pub const WGSL: &str = "
fn cdpo(logps: Logps, beta: f32, smoothing: f32) -> PairLoss {
    let z = beta * margin(logps);
    let loss = (1.0 - smoothing) * minus_log_sigmoid(z) + smoothing * minus_log_sigmoid(-z);
    return of_margin(loss, beta * (smoothing * sigmoid(z) - (1.0 - smoothing) * sigmoid(-z)));
}
";

/// cDPO with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cdpo {
    /// β > 0.
    pub beta: f64,
    /// ε from 0 to 1/2.
    pub label_smoothing: f64,
}

impl Loss for Cdpo {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta).with_number(&LABEL_SMOOTHING, self.label_smoothing)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `z = β h`: `∂loss/∂h = β (ε σ(z) − (1 − ε) σ(−z))`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let (z, wrong) = (self.beta * logps.margin(), self.label_smoothing);
        let loss = (1.0 - wrong) * minus_log_sigmoid(z) + wrong * minus_log_sigmoid(-z);
        PairLoss::of_margin(loss, self.beta * (wrong * sigmoid(z) - (1.0 - wrong) * sigmoid(-z)))
    }
}
