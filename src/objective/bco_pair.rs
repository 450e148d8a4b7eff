//! BCO for pairs, binary classifier optimisation: `−log σ(β (c − rc)) − log σ(−β (r − rr))`.
//!
//! Source: Jung et al., arXiv 2404.04656, as TRL has it for pairs (`loss_type: "bco_pair"`), that is without the paper's running mean of the rewards. Each
//! answer is judged against the reference by itself, so that a chosen one that falls is pulled up whatever the rejected one does.

use super::dpo::BETA;
use super::{Arguments, Loss, LossEntry, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "bco_pair",
    title: "BCO",
    formula: "−log σ(β (c − rc)) − log σ(−β (r − rr))",
    source: "Jung et al. 2024, arXiv 2404.04656, for pairs as in TRL, without a running mean of the rewards",
    trl: Some("bco_pair"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::BcoPair(BcoPair { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn bco_pair(logps: Logps, beta: f32) -> PairLoss {
    let chosen = beta * (logps.chosen - logps.ref_chosen);
    let rejected = beta * (logps.rejected - logps.ref_rejected);
    let loss = minus_log_sigmoid(chosen) + minus_log_sigmoid(-rejected);
    return PairLoss(loss, -beta * sigmoid(-chosen), beta * sigmoid(rejected));
}
";

/// BCO with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BcoPair {
    /// β > 0.
    pub beta: f64,
}

impl Loss for BcoPair {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// `∂loss/∂c = −β σ(−β (c − rc))`, `∂loss/∂r = β σ(β (r − rr))`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let [chosen, rejected] = logps.ratios().map(|ratio| self.beta * ratio);
        PairLoss {
            loss: minus_log_sigmoid(chosen) + minus_log_sigmoid(-rejected),
            dchosen: -self.beta * sigmoid(-chosen),
            drejected: self.beta * sigmoid(rejected),
            penalty: 0.0,
        }
    }
}
