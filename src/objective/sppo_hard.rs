//! SPPO with hard labels, self-play preference optimisation: `(c − rc − 1/(2β))² + (r − rr + 1/(2β))²`.
//!
//! Source: Wu et al., arXiv 2405.00675, equation 4.7 with a win probability of 1 and 0, as TRL has it (`loss_type: "sppo_hard"`); the paper's η is `1/β`.
//! Either answer has a target of its own, `1/(2β)` nats above and below the reference, and is pulled back from beyond it.

use super::dpo::BETA;
use super::{Arguments, Loss, LossEntry, Objective, PairLogps, PairLoss, Parameter};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "sppo_hard",
    title: "SPPO",
    formula: "(c − rc − 1 / (2β))² + (r − rr + 1 / (2β))²",
    source: "Wu et al. 2024, arXiv 2405.00675, equation 4.7 with hard labels",
    trl: Some("sppo_hard"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::SppoHard(SppoHard { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn sppo_hard(logps: Logps, beta: f32) -> PairLoss {
    let chosen = logps.chosen - logps.ref_chosen - 0.5 / beta;
    let rejected = logps.rejected - logps.ref_rejected + 0.5 / beta;
    return PairLoss(chosen * chosen + rejected * rejected, 2.0 * chosen, 2.0 * rejected);
}
";

/// SPPO with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SppoHard {
    /// β > 0; the targets are `±1/(2β)`.
    pub beta: f64,
}

impl Loss for SppoHard {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `e` each answer's excess over its target: `∂loss/∂c = 2 e_c`, `∂loss/∂r = 2 e_r`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let ([chosen, rejected], target) = (logps.ratios(), 0.5 / self.beta);
        let (chosen, rejected) = (chosen - target, rejected + target);
        PairLoss {
            loss: chosen * chosen + rejected * rejected,
            dchosen: 2.0 * chosen,
            drejected: 2.0 * rejected,
            penalty: 0.0,
        }
    }
}
