//! The hinge loss of SLiC on the implicit reward: `max(0, 1 − β h)`.
//!
//! Source: Zhao et al., arXiv 2305.10425, in the form of Liu et al., arXiv 2309.06657, equation 11, and of TRL (`loss_type: "hinge"`). A
//! pair whose margin has reached `1/β` is done with: the loss is flat there, the kink included, and pulls nothing.

use super::dpo::BETA;
use super::{Arguments, Loss, LossEntry, Objective, PairLogps, PairLoss, Parameter};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "hinge",
    title: "Hinge",
    formula: "max(0, 1 − β h)",
    source: "Zhao et al. 2023, arXiv 2305.10425; Liu et al. 2023, arXiv 2309.06657",
    trl: Some("hinge"),
    parameters: &[Parameter::Number(BETA)],
    build: |arguments| Objective::Hinge(Hinge { beta: arguments.number(&BETA) }),
};

/// Its kernel.
pub const WGSL: &str = "
fn hinge(logps: Logps, beta: f32) -> PairLoss {
    let slack = 1.0 - beta * margin(logps);
    if (slack <= 0.0) {
        return PairLoss(0.0, 0.0, 0.0);
    }
    return PairLoss(slack, -beta, beta);
}
";

/// The hinge loss with its parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hinge {
    /// β > 0; a margin of `1/β` is enough.
    pub beta: f64,
}

impl Loss for Hinge {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default().with_number(&BETA, self.beta)
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// `∂loss/∂c = −β`, `∂loss/∂r = β` until the margin is reached, then 0.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let slack = 1.0 - self.beta * logps.margin();
        if slack <= 0.0 {
            return PairLoss { loss: 0.0, dchosen: 0.0, drejected: 0.0, penalty: 0.0 };
        }
        PairLoss { loss: slack, dchosen: -self.beta, drejected: self.beta, penalty: 0.0 }
    }
}
