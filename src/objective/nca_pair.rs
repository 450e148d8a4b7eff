//! NCA for pairs, noise contrastive alignment: `−log σ(β u) − ½ log σ(−β u) − ½ log σ(−β v)` with `u = c − rc` and `v = r − rr`.
//!
//! Source: Chen et al., arXiv 2402.05369, with two answers, as TRL has it (`loss_type: "nca_pair"`). Each answer is judged against the
//! reference by itself: the chosen one is pulled towards `σ(β u) = 2/3`, wherever the rejected one is.

use super::dpo::BETA;
use super::{Arguments, Loss, LossEntry, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "nca_pair",
    title: "NCA",
    formula: "−log σ(β (c − rc)) − ½ log σ(−β (c − rc)) − ½ log σ(−β (r − rr))",
    source: "Chen et al. 2024, arXiv 2402.05369, for two answers as in TRL",
    trl: Some("nca_pair"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::NcaPair(NcaPair { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn nca_pair(logps: Logps, beta: f32) -> PairLoss {
    let chosen = beta * (logps.chosen - logps.ref_chosen);
    let rejected = beta * (logps.rejected - logps.ref_rejected);
    let loss = minus_log_sigmoid(chosen) + 0.5 * minus_log_sigmoid(-chosen) + 0.5 * minus_log_sigmoid(-rejected);
    return PairLoss(loss, beta * (0.5 * sigmoid(chosen) - sigmoid(-chosen)), 0.5 * beta * sigmoid(rejected));
}
";

/// NCA with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NcaPair {
    /// β > 0; the chosen answer's target is `log 2 / β` above the reference.
    pub beta: f64,
}

impl Loss for NcaPair {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// `∂loss/∂c = β (½ σ(β u) − σ(−β u))`, `∂loss/∂r = ½ β σ(β v)`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let [chosen, rejected] = logps.ratios().map(|ratio| self.beta * ratio);
        PairLoss {
            loss: minus_log_sigmoid(chosen) + 0.5 * minus_log_sigmoid(-chosen) + 0.5 * minus_log_sigmoid(-rejected),
            dchosen: self.beta * (0.5 * sigmoid(chosen) - sigmoid(-chosen)),
            drejected: 0.5 * self.beta * sigmoid(rejected),
            penalty: 0.0,
        }
    }
}
