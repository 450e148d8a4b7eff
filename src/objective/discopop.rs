//! DiscoPOP, the log-ratio modulated loss that a language model found: `(1 − s) · (−log σ(z)) + s · e^−z` with `z = β h` and `s = σ(z/τ)`.
//!
//! Source: Lu et al., arXiv 2406.08414, equation 5, as TRL has it (`loss_type: "discopop"`). The loss is DPO's below `h = 0` and exponential above it.
//! Where the one goes over into the other it rises, with the paper's τ: near the reference, where training begins, it pushes the margin down.

use super::dpo::BETA;
use super::{
    Arguments, Loss, LossEntry, Number, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid,
};

/// τ, the width of the passage. Up to 1 the product of the exponential and what it is weighed by does not overflow.
pub const TAU: Number = Number {
    name: "discopop_tau",
    default: 0.05,
    min: 0.001,
    max: 1.0,
    help: "How gradually the loss turns from DPO’s into the exponential one as the margin becomes positive.",
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "discopop",
    title: "DiscoPOP",
    formula: "−(1 − s) log σ(β h) + s exp(−β h), with s = σ(β h / τ)",
    source: "Lu et al. 2024, arXiv 2406.08414, equation 5",
    trl: Some("discopop"),
    parameters: &[Parameter::Number(BETA), Parameter::Number(TAU)],
    build: |arguments| {
        Objective::Discopop(Discopop { beta: arguments.number(&BETA), discopop_tau: arguments.number(&TAU) })
    },
};

/// Its kernel.
pub const WGSL: &str = "
fn discopop(logps: Logps, beta: f32, tau: f32) -> PairLoss {
    let z = beta * margin(logps);
    let small = exp(-min(abs(z) / tau, 80.0));
    let exponential = exp(-max(select(z, z - z / tau, z < 0.0), 0.0)) / (1.0 + small);
    let logistic = minus_log_sigmoid(z);
    let share = sigmoid(z / tau);
    let rest = sigmoid(-z / tau);
    let slope = (exponential - logistic * share) * rest / tau - exponential - sigmoid(-z) * rest;
    return of_margin(logistic * rest + exponential, beta * slope);
}
";

/// DiscoPOP with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discopop {
    /// β > 0.
    pub beta: f64,
    /// τ, above 0 and up to 1.
    pub discopop_tau: f64,
}

impl Loss for Discopop {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta).with_number(&TAU, self.discopop_tau)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `a = −log σ(z)`, `e = e^−z` and `s' = s (1 − s)/τ`: `∂loss/∂z = (e − a) s' − e s − (1 − s) σ(−z)`. Far left `e` overflows and `e s` does
    /// not: there it is `e^(z/τ − z) / (1 + e^(z/τ))`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let (z, tau) = (self.beta * logps.margin(), self.discopop_tau);
        let (share, rest) = (sigmoid(z / tau), sigmoid(-z / tau));
        let exponential =
            if z < 0.0 { libm::exp(z / tau - z) / (1.0 + libm::exp(z / tau)) } else { libm::exp(-z) * share };
        let logistic = minus_log_sigmoid(z);
        let slope = (exponential - logistic * share) * rest / tau - exponential - sigmoid(-z) * rest;
        PairLoss::of_margin(logistic * rest + exponential, self.beta * slope)
    }
}
