//! Robust DPO: `(−(1 − ε) log σ(β h) + ε log σ(−β h)) / (1 − 2ε)`.
//!
//! Source: Chowdhury et al., arXiv 2403.00409, as TRL has it (`loss_type: "robust"`). Where a share ε of the labels is wrong, its mean is
//! DPO's mean over right ones: a pair pulls the harder for it, and never lets go. The loss has no lower bound.

use super::dpo::BETA;
use super::{
    Arguments, Loss, LossEntry, Number, Objective, PairLogps, PairLoss, Parameter, cdpo, minus_log_sigmoid, sigmoid,
};

/// ε, the share of labels that are wrong; at a half nothing could be learned, and the loss has no value.
pub const LABEL_SMOOTHING: Number = Number {
    max: 0.49,
    help: "How often the two answers of a pair are swapped in the data: 0 is DPO; the more, the harder each pair pulls.",
    ..cdpo::LABEL_SMOOTHING
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "robust",
    title: "Robust DPO",
    formula: "(−(1 − ε) log σ(β h) + ε log σ(−β h)) / (1 − 2ε)",
    source: "Chowdhury et al. 2024, arXiv 2403.00409",
    trl: Some("robust"),
    parameters: &[Parameter::Number(BETA), Parameter::Number(LABEL_SMOOTHING)],
    build: |arguments| {
        Objective::Robust(Robust { beta: arguments.number(&BETA), label_smoothing: arguments.number(&LABEL_SMOOTHING) })
    },
};

/// Its kernel.
pub const WGSL: &str = "
fn robust(logps: Logps, beta: f32, smoothing: f32) -> PairLoss {
    let z = beta * margin(logps);
    let scale = 1.0 / (1.0 - 2.0 * smoothing);
    let loss = (1.0 - smoothing) * minus_log_sigmoid(z) - smoothing * minus_log_sigmoid(-z);
    return of_margin(scale * loss, -scale * beta * ((1.0 - smoothing) * sigmoid(-z) + smoothing * sigmoid(z)));
}
";

/// Robust DPO with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Robust {
    /// β > 0.
    pub beta: f64,
    /// ε from 0 to below 1/2.
    pub label_smoothing: f64,
}

impl Loss for Robust {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta).with_number(&LABEL_SMOOTHING, self.label_smoothing)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `z = β h`: `∂loss/∂h = −β ((1 − ε) σ(−z) + ε σ(z)) / (1 − 2ε)`, which far right is `−β ε / (1 − 2ε)` and not 0.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let (z, wrong) = (self.beta * logps.margin(), self.label_smoothing);
        let scale = 1.0 / (1.0 - 2.0 * wrong);
        let loss = (1.0 - wrong) * minus_log_sigmoid(z) - wrong * minus_log_sigmoid(-z);
        PairLoss::of_margin(scale * loss, -scale * self.beta * ((1.0 - wrong) * sigmoid(-z) + wrong * sigmoid(z)))
    }
}
