//! DPO with an NLL term, here by TRL's name of its weight, `rpo_alpha`: `−log σ(β h) − α c / n_c`.
//!
//! Source: Pang et al., "Iterative Reasoning Preference Optimization", arXiv 2404.19733, equation 1, with the chosen answer in the mean over its own
//! tokens. TRL has `loss_type: ["sigmoid", "sft"]` with `loss_weights: [1, α]`, whose NLL is the mean over all chosen tokens of the batch: the same
//! where answers are of one length. The term pulls the chosen answer up always, and never lets go; like DPOP's penalty where that is active.

use super::dpo::BETA;
use super::{
    Arguments, Loss, LossEntry, Number, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid,
};

/// α, the weight of the NLL term.
pub const ALPHA: Number = Number {
    name: "rpo_alpha",
    default: 1.0,
    min: 0.0,
    max: 1e3,
    help: "How hard the preferred answer is pulled up besides, as in SFT; 0 is DPO.",
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "rpo",
    title: "RPO",
    formula: "−log σ(β h) − α c / n_c, with n_c tokens",
    source: "Pang et al. 2024, arXiv 2404.19733, equation 1",
    trl: None,
    parameters: &[Parameter::Number(BETA), Parameter::Number(ALPHA)],
    build: |arguments| Objective::Rpo(Rpo { beta: arguments.number(&BETA), rpo_alpha: arguments.number(&ALPHA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn rpo(logps: Logps, beta: f32, alpha: f32) -> PairLoss {
    let z = beta * margin(logps);
    let weight = beta * sigmoid(-z);
    let each = alpha / logps.chosen_tokens;
    return PairLoss(minus_log_sigmoid(z) - each * logps.chosen, -weight - each, weight);
}
";

/// DPO and NLL with their parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rpo {
    /// β > 0.
    pub beta: f64,
    /// α ≥ 0.
    pub rpo_alpha: f64,
}

impl Loss for Rpo {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta).with_number(&ALPHA, self.rpo_alpha)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// `∂loss/∂c = −β σ(−β h) − α/n_c`, `∂loss/∂r = β σ(−β h)`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let z = self.beta * logps.margin();
        let weight = self.beta * sigmoid(-z);
        let each = self.rpo_alpha / logps.chosen_tokens;
        PairLoss {
            loss: minus_log_sigmoid(z) - each * logps.chosen,
            dchosen: -weight - each,
            drejected: weight,
            penalty: 0.0,
        }
    }
}
