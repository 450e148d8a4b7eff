//! IPO, identity preference optimisation: `((c − rc)/n_c − (r − rr)/n_r − 1/(2β))²`.
//!
//! Source: Azar et al., arXiv 2310.12036, equation 17, whose τ is β here, with log-ratios in the mean over tokens, as TRL has it
//! (`loss_type: "ipo"`). The margin has a target, `1/(2β)` nats a token: past it the loss pulls the other way.

use super::dpo::BETA;
use super::{Arguments, Loss, LossEntry, Objective, PairLogps, PairLoss, Parameter};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "ipo",
    title: "IPO",
    formula: "((c − rc) / n_c − (r − rr) / n_r − 1 / (2β))², with n_c and n_r tokens",
    source: "Azar et al. 2023, arXiv 2310.12036, equation 17; in the mean over tokens as in TRL",
    trl: Some("ipo"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::Ipo(Ipo { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn ipo(logps: Logps, beta: f32) -> PairLoss {
    let chosen = (logps.chosen - logps.ref_chosen) / logps.chosen_tokens;
    let rejected = (logps.rejected - logps.ref_rejected) / logps.rejected_tokens;
    let excess = chosen - rejected - 0.5 / beta;
    return PairLoss(excess * excess, 2.0 * excess / logps.chosen_tokens, -2.0 * excess / logps.rejected_tokens);
}
";

/// IPO with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ipo {
    /// β > 0; the target is `1/(2β)`.
    pub beta: f64,
}

impl Loss for Ipo {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `e` the excess over the target: `∂loss/∂c = 2e/n_c`, `∂loss/∂r = −2e/n_r`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let chosen = (logps.chosen - logps.ref_chosen) / logps.chosen_tokens;
        let rejected = (logps.rejected - logps.ref_rejected) / logps.rejected_tokens;
        let excess = chosen - rejected - 1.0 / (2.0 * self.beta);
        PairLoss {
            loss: excess * excess,
            dchosen: 2.0 * excess / logps.chosen_tokens,
            drejected: -2.0 * excess / logps.rejected_tokens,
            penalty: 0.0,
        }
    }
}
