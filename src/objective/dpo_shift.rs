//! DPO-Shift: `−log σ(β ((c − rc) − f (r − rr)))`.
//!
//! Source: Yang et al., "DPO-Shift: Shifting the Distribution of Direct Preference Optimization", arXiv 2502.07599, with a constant f(λ). The
//! rejected answer's fall counts less than the chosen one's: the chosen one is pulled up 1/f times as hard as the rejected one is pushed down.

use super::dpo::BETA;
use super::{
    Arguments, Loss, LossEntry, Number, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid, sigmoid,
};

/// f, the paper's f(λ).
pub const SHARE: Number = Number {
    name: "f",
    default: 0.75,
    min: 0.0,
    max: 1.0,
    help: "How much the rejected answer counts: 1 is DPO, at 0 it is not pushed at all.",
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "dpo_shift",
    title: "DPO-Shift",
    formula: "−log σ(β ((c − rc) − f (r − rr)))",
    source: "Yang et al. 2025, arXiv 2502.07599, with f(λ) constant",
    trl: None,
    parameters: &[Parameter::Number(BETA), Parameter::Number(SHARE)],
    build: |arguments| Objective::DpoShift(DpoShift { beta: arguments.number(&BETA), f: arguments.number(&SHARE) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn dpo_shift(logps: Logps, beta: f32, share: f32) -> PairLoss {
    let z = beta * ((logps.chosen - logps.ref_chosen) - share * (logps.rejected - logps.ref_rejected));
    let weight = beta * sigmoid(-z);
    return PairLoss(minus_log_sigmoid(z), -weight, share * weight);
}
";

/// DPO-Shift with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DpoShift {
    /// β > 0.
    pub beta: f64,
    /// f from 0 to 1.
    pub f: f64,
}

impl Loss for DpoShift {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta).with_number(&SHARE, self.f)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `z` the argument of the sigmoid: `∂loss/∂c = −β σ(−z)`, `∂loss/∂r = f β σ(−z)`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let [chosen, rejected] = logps.ratios();
        let z = self.beta * (chosen - self.f * rejected);
        let weight = self.beta * sigmoid(-z);
        PairLoss { loss: minus_log_sigmoid(z), dchosen: -weight, drejected: self.f * weight, penalty: 0.0 }
    }
}
