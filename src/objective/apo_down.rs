//! APO-down, anchored preference optimisation: `σ(β (c − rc)) + 1 − σ(β h)`.
//!
//! Source: D'Oosterlinck et al., arXiv 2408.06266, equation 8, as TRL has it (`loss_type: "apo_down"`), for models that are better than the chosen answers:
//! it means to push *both* answers down, the rejected one further. A chosen answer that falls is no failure here but the aim.

use super::dpo::BETA;
use super::{Arguments, Loss, LossEntry, Objective, PairLogps, PairLoss, Parameter, sigmoid};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "apo_down",
    title: "APO-down",
    formula: "σ(β (c − rc)) + 1 − σ(β h)",
    source: "D’Oosterlinck et al. 2024, arXiv 2408.06266, equation 8",
    trl: Some("apo_down"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::ApoDown(ApoDown { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn apo_down(logps: Logps, beta: f32) -> PairLoss {
    let chosen = beta * (logps.chosen - logps.ref_chosen);
    let z = beta * margin(logps);
    let weight = beta * sigmoid(z) * sigmoid(-z);
    return PairLoss(sigmoid(chosen) + sigmoid(-z), beta * sigmoid(chosen) * sigmoid(-chosen) - weight, weight);
}
";

/// APO-down with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ApoDown {
    /// β > 0.
    pub beta: f64,
}

impl Loss for ApoDown {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `σ' = σ(x) σ(−x)`: `∂loss/∂c = β σ'(β (c − rc)) − β σ'(β h)`, which is 0 at the reference, and `∂loss/∂r = β σ'(β h)`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let [chosen, _] = logps.ratios().map(|ratio| self.beta * ratio);
        let z = self.beta * logps.margin();
        let weight = self.beta * sigmoid(z) * sigmoid(-z);
        PairLoss {
            loss: sigmoid(chosen) + sigmoid(-z),
            dchosen: self.beta * sigmoid(chosen) * sigmoid(-chosen) - weight,
            drejected: weight,
            penalty: 0.0,
        }
    }
}
