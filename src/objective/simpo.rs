//! SimPO, simple preference optimisation: `−log σ(β (c/n_c − r/n_r) − γ)`.
//!
//! Source: Meng et al., arXiv 2405.14734, equation 6; TRL has it in its CPOTrainer (`loss_type: "simpo"` with `cpo_alpha` 0), under the same names. There is
//! no reference in it: nothing holds the policy where it was, and where training begins the loss is not ln 2 but what the SFT model prefers.

use super::dpo;
use super::{
    Arguments, Loss, LossEntry, Number, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid,
};

/// β; without a reference it is a scale only, and the paper's are far above DPO's.
pub const BETA: Number = Number {
    default: 2.0,
    help: "How much a nat a token counts: the larger beta, the smaller a margin is enough.",
    ..dpo::BETA
};

/// γ, the margin under the sigmoid.
pub const GAMMA: Number = Number {
    name: "simpo_gamma",
    default: 0.5,
    min: 0.0,
    max: 100.0,
    help: "The margin to be reached, in units of beta times a nat a token: the preferred answer must lead by more than gamma / beta.",
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "simpo",
    title: "SimPO",
    formula: "−log σ(β (c / n_c − r / n_r) − γ), with n_c and n_r tokens",
    source: "Meng et al. 2024, arXiv 2405.14734, equation 6",
    trl: None,
    parameters: &[Parameter::Number(BETA), Parameter::Number(GAMMA)],
    build: |arguments| Objective::Simpo(Simpo { beta: arguments.number(&BETA), simpo_gamma: arguments.number(&GAMMA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn simpo(logps: Logps, beta: f32, gamma: f32) -> PairLoss {
    let z = beta * (logps.chosen / logps.chosen_tokens - logps.rejected / logps.rejected_tokens) - gamma;
    let weight = beta * sigmoid(-z);
    return PairLoss(minus_log_sigmoid(z), -weight / logps.chosen_tokens, weight / logps.rejected_tokens);
}
";

/// SimPO with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Simpo {
    /// β > 0.
    pub beta: f64,
    /// γ ≥ 0.
    pub simpo_gamma: f64,
}

impl Loss for Simpo {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta).with_number(&GAMMA, self.simpo_gamma)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `z` the argument of the sigmoid: `∂loss/∂c = −β σ(−z)/n_c`, `∂loss/∂r = β σ(−z)/n_r`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let each = logps.chosen / logps.chosen_tokens - logps.rejected / logps.rejected_tokens;
        let z = self.beta * each - self.simpo_gamma;
        let weight = self.beta * sigmoid(-z);
        PairLoss {
            loss: minus_log_sigmoid(z),
            dchosen: -weight / logps.chosen_tokens,
            drejected: weight / logps.rejected_tokens,
            penalty: 0.0,
        }
    }
}
