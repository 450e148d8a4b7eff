//! DPO with log-ratios in the mean over tokens: `−log σ(β ((c − rc)/n_c − (r − rr)/n_r))`.
//!
//! Source: Meng et al., arXiv 2405.14734, whose length normalisation TRL puts into DPO (`loss_type: "sigmoid_norm"`); Lambert et al., arXiv 2411.15124,
//! train Tülu 3 with it. A nat of a long answer counts less than one of a short answer.

use super::dpo::BETA;
use super::{Arguments, Loss, LossEntry, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "sigmoid_norm",
    title: "DPO-norm",
    formula: "−log σ(β ((c − rc) / n_c − (r − rr) / n_r)), with n_c and n_r tokens",
    source: "Meng et al. 2024, arXiv 2405.14734, as TRL puts it into DPO; Lambert et al. 2024, arXiv 2411.15124",
    trl: Some("sigmoid_norm"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::SigmoidNorm(SigmoidNorm { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn sigmoid_norm(logps: Logps, beta: f32) -> PairLoss {
    let chosen = (logps.chosen - logps.ref_chosen) / logps.chosen_tokens;
    let rejected = (logps.rejected - logps.ref_rejected) / logps.rejected_tokens;
    let z = beta * (chosen - rejected);
    let weight = beta * sigmoid(-z);
    return PairLoss(minus_log_sigmoid(z), -weight / logps.chosen_tokens, weight / logps.rejected_tokens);
}
";

/// Length-normalised DPO with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SigmoidNorm {
    /// β > 0.
    pub beta: f64,
}

impl Loss for SigmoidNorm {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `z` the argument of the sigmoid: `∂loss/∂c = −β σ(−z)/n_c`, `∂loss/∂r = β σ(−z)/n_r`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let chosen = (logps.chosen - logps.ref_chosen) / logps.chosen_tokens;
        let rejected = (logps.rejected - logps.ref_rejected) / logps.rejected_tokens;
        let z = self.beta * (chosen - rejected);
        let weight = self.beta * sigmoid(-z);
        PairLoss {
            loss: minus_log_sigmoid(z),
            dchosen: -weight / logps.chosen_tokens,
            drejected: weight / logps.rejected_tokens,
            penalty: 0.0,
        }
    }
}
