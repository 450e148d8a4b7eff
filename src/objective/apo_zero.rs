//! APO-zero, anchored preference optimisation: `1 − σ(β (c − rc)) + σ(β (r − rr))`.
//!
//! Source: D'Oosterlinck et al., arXiv 2408.06266, equation 7, as TRL has it (`loss_type: "apo_zero"`). The chosen answer is pulled up and the rejected one
//! down, each by itself, and either is let go far from the reference on both sides: what has fallen very far is not fetched back.

use super::dpo::BETA;
use super::{Arguments, Loss, LossEntry, Objective, PairLogps, PairLoss, Parameter, sigmoid};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "apo_zero",
    title: "APO-zero",
    formula: "1 − σ(β (c − rc)) + σ(β (r − rr))",
    source: "D’Oosterlinck et al. 2024, arXiv 2408.06266, equation 7",
    trl: Some("apo_zero"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::ApoZero(ApoZero { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn apo_zero(logps: Logps, beta: f32) -> PairLoss {
    let chosen = beta * (logps.chosen - logps.ref_chosen);
    let rejected = beta * (logps.rejected - logps.ref_rejected);
    return PairLoss(
        sigmoid(-chosen) + sigmoid(rejected),
        -beta * sigmoid(chosen) * sigmoid(-chosen),
        beta * sigmoid(rejected) * sigmoid(-rejected),
    );
}
";

/// APO-zero with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ApoZero {
    /// β > 0.
    pub beta: f64,
}

impl Loss for ApoZero {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `σ' = σ(x) σ(−x)`: `∂loss/∂c = −β σ'(β (c − rc))`, `∂loss/∂r = β σ'(β (r − rr))`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let [chosen, rejected] = logps.ratios().map(|ratio| self.beta * ratio);
        PairLoss {
            loss: sigmoid(-chosen) + sigmoid(rejected),
            dchosen: -self.beta * sigmoid(chosen) * sigmoid(-chosen),
            drejected: self.beta * sigmoid(rejected) * sigmoid(-rejected),
            penalty: 0.0,
        }
    }
}
