//! EXO for pairs: the divergence `KL(q ‖ p)` of `q = [σ(β h), σ(−β h)]` from smoothed labels `p = [1 − ε, ε]`.
//!
//! Source: Ji et al., arXiv 2402.00856, equation 16, as TRL has it (`loss_type: "exo_pair"`). It is cDPO with the divergence turned round, and has the
//! same target, `log((1 − ε)/ε)/β`; far below it, where DPO pulls most, it hardly pulls at all.

use super::dpo::BETA;
use super::{
    Arguments, Loss, LossEntry, Number, Objective, PairLogps, PairLoss, Parameter, cdpo, minus_log_sigmoid, sigmoid,
};

/// ε, by which labels are smoothed; at 0 the divergence is infinite.
pub const LABEL_SMOOTHING: Number = Number {
    default: 1e-3,
    min: 1e-6,
    help: "How unsure the labels are taken to be, which sets the margin to aim at: the smaller, the larger it is.",
    ..cdpo::LABEL_SMOOTHING
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "exo_pair",
    title: "EXO",
    formula: "σ(β h) log(σ(β h) / (1 − ε)) + σ(−β h) log(σ(−β h) / ε)",
    source: "Ji et al. 2024, arXiv 2402.00856, equation 16",
    trl: Some("exo_pair"),
    parameters: &[Parameter::Number(BETA), Parameter::Number(LABEL_SMOOTHING)],
    build: |arguments| {
        Objective::ExoPair(ExoPair {
            beta: arguments.number(&BETA),
            label_smoothing: arguments.number(&LABEL_SMOOTHING),
        })
    },
};

/// Its kernel.
pub const WGSL: &str = "
fn exo_pair(logps: Logps, beta: f32, smoothing: f32) -> PairLoss {
    let z = beta * margin(logps);
    let right = log(1.0 - smoothing);
    let wrong = log(smoothing);
    let loss = -sigmoid(z) * (minus_log_sigmoid(z) + right) - sigmoid(-z) * (minus_log_sigmoid(-z) + wrong);
    return of_margin(loss, beta * sigmoid(z) * sigmoid(-z) * (z - right + wrong));
}
";

/// EXO with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExoPair {
    /// β > 0.
    pub beta: f64,
    /// ε, above 0 and up to 1/2.
    pub label_smoothing: f64,
}

impl Loss for ExoPair {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta).with_number(&LABEL_SMOOTHING, self.label_smoothing)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `z = β h`, since `log σ(z) − log σ(−z) = z`: `∂loss/∂h = β σ(z) σ(−z) (z − log(1 − ε) + log ε)`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let z = self.beta * logps.margin();
        let (right, wrong) = (libm::log1p(-self.label_smoothing), libm::log(self.label_smoothing));
        let loss = -sigmoid(z) * (minus_log_sigmoid(z) + right) - sigmoid(-z) * (minus_log_sigmoid(-z) + wrong);
        PairLoss::of_margin(loss, self.beta * sigmoid(z) * sigmoid(-z) * (z - right + wrong))
    }
}
