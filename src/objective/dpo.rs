//! DPO, direct preference optimisation: `−log σ(β h)`.
//!
//! Source: Rafailov et al., arXiv 2305.18290, equation 7. The loss depends on `h` alone: it is low even where the chosen
//! completion has become less likely, as long as the rejected one has fallen faster.

use super::{
    Arguments, Loss, LossEntry, Number, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid,
};

/// β, shared with every loss that is built on DPO's implicit reward.
pub const BETA: Number = Number {
    name: "beta",
    default: 0.3,
    min: 0.001,
    max: 100.0,
    help: "How strongly the policy is held near the reference: a large beta is content with a small margin.",
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "dpo",
    title: "DPO",
    formula: "−log σ(β h)",
    source: "Rafailov et al. 2023, arXiv 2305.18290, equation 7",
    trl: Some("sigmoid"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::Dpo(Dpo { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn dpo(logps: Logps, beta: f32) -> PairLoss {
    let z = beta * margin(logps);
    let weight = beta * sigmoid(-z);
    return PairLoss(minus_log_sigmoid(z), -weight, weight);
}
";

/// DPO with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dpo {
    /// β > 0.
    pub beta: f64,
}

impl Loss for Dpo {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `z = β h`: `∂loss/∂h = −β σ(−z)`, `∂h/∂c = 1`, `∂h/∂r = −1`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let z = self.beta * logps.margin();
        let weight = self.beta * sigmoid(-z);
        PairLoss { loss: minus_log_sigmoid(z), dchosen: -weight, drejected: weight, penalty: 0.0 }
    }
}
