//! DPOP, DPO-Positive: DPO with a hinge on the chosen completion, `p = max(0, rc − c)`.
//!
//! - outside: `−log σ(β h) + λ p`, the formula as the first version of the paper typesets it;
//! - inside: `−log σ(β (h − λ p))`, the authors' revision of July 2024, with β = 0.3 and λ = 50;
//! - outside-wrong-sign: `−log σ(β h) − λ p`, no form of DPOP but a bug that was seen in a public fork, kept to be found: falling is rewarded.
//!
//! Source: Pal et al., "Smaug: Fixing Failure Modes of Preference Optimisation with DPO-Positive", arXiv 2402.13228; the
//! authors call the first typesetting a bracketing error (abacusai/smaug, issue 2). Their λ are not comparable: outside,
//! λ is weighed against DPO's pull `β σ(−β h)`, so λ = 50 there pushes at `h = 0`, β = 0.3 like λ = 333 inside.
//!
//! At step 0 the policy is the reference and every pair sits on the kink: the hinge is active iff `rc − c > 0`, strictly.

use super::dpo::BETA;
use super::{
    Arguments, Loss, LossEntry, NamedChoice, Number, Objective, PairLogps, PairLoss, Parameter, minus_log_sigmoid,
    sigmoid,
};

/// λ, the weight of the hinge.
pub const LAMBDA: Number = Number {
    name: "lambda",
    default: 50.0,
    min: 0.0,
    max: 1e6,
    help: "How hard the loss pushes back when a preferred answer becomes less likely than it was under the reference.",
};

/// Where the hinge stands.
pub const PENALTY: NamedChoice = NamedChoice {
    name: "penalty",
    default: "outside",
    options: &["outside", "inside", "outside-wrong-sign"],
    help: "Where the penalty stands: added to DPO's loss (outside) or to the margin under its sigmoid (inside). The third is a bug, kept to be found.",
};

/// The registry's line.
pub static ENTRY: LossEntry = LossEntry {
    loss_type: "dpop",
    title: "DPOP",
    formula: "outside: −log σ(β h) + λ max(0, rc − c); inside: −log σ(β (h − λ max(0, rc − c))); a bug, outside-wrong-sign: −log σ(β h) − λ max(0, rc − c)",
    source: "Pal et al. 2024, arXiv 2402.13228, equation 3",
    trl: None,
    parameters: &[Parameter::Number(BETA), Parameter::Number(LAMBDA), Parameter::Choice(PENALTY)],
    build: |arguments| {
        Objective::Dpop(Dpop {
            beta: arguments.number(&BETA),
            lambda: arguments.number(&LAMBDA),
            penalty: Penalty::named(arguments.choice(&PENALTY)),
        })
    },
};

/// Its kernel.
pub const WGSL: &str = "
fn dpop(logps: Logps, beta: f32, lambda: f32, penalty: u32) -> PairLoss {
    let gap = shortfall(logps);
    let price = select(lambda, -lambda, penalty == 2u);
    let held = select(0.0, price, gap > 0.0);
    if (penalty != 1u) {
        let z = beta * margin(logps);
        let weight = beta * sigmoid(-z);
        return PairLoss(minus_log_sigmoid(z) + held * gap, -weight - held, weight);
    }
    let z = beta * (margin(logps) - held * gap);
    let weight = beta * sigmoid(-z);
    return PairLoss(minus_log_sigmoid(z), -weight * (1.0 + held), weight);
}
";

/// Where the hinge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Penalty {
    /// Added to DPO's loss.
    Outside,
    /// Taken from the margin, under the sigmoid.
    Inside,
    /// Taken from DPO's loss, to which it ought to be added: a bug, which rewards what it should price.
    OutsideWrongSign,
}

impl Penalty {
    /// All of them, in the order of [`PENALTY`]'s options.
    pub const ALL: [Penalty; 3] = [Penalty::Outside, Penalty::Inside, Penalty::OutsideWrongSign];

    /// The name in the lab file.
    pub fn name(self) -> &'static str {
        match self {
            Penalty::Outside => "outside",
            Penalty::Inside => "inside",
            Penalty::OutsideWrongSign => "outside-wrong-sign",
        }
    }

    /// The form of that name. [`Arguments`] hold only [`PENALTY`]'s options.
    fn named(name: &str) -> Penalty {
        Penalty::ALL.into_iter().find(|form| form.name() == name).unwrap_or(Penalty::Outside)
    }

    /// Whether it is a form of DPOP: one that makes falling dearer. The other one is a bug.
    pub fn is_proper(self) -> bool {
        match self {
            Penalty::Outside | Penalty::Inside => true,
            Penalty::OutsideWrongSign => false,
        }
    }
}

/// DPOP with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dpop {
    /// β > 0.
    pub beta: f64,
    /// λ ≥ 0.
    pub lambda: f64,
    /// Where the hinge stands.
    pub penalty: Penalty,
}

impl Dpop {
    /// So much of this form's λ is an effective λ of 1 at a pair: `β σ(−β h)` outside, where λ is weighed against DPO's pull, and 1 inside.
    /// With the wrong sign it is an effective λ of −1.
    pub fn unit(&self, logps: &PairLogps) -> f64 {
        match self.penalty {
            Penalty::Outside => self.beta * sigmoid(-self.beta * logps.margin()),
            Penalty::Inside => 1.0,
            Penalty::OutsideWrongSign => -self.beta * sigmoid(-self.beta * logps.margin()),
        }
    }

    /// The effective λ of the logit analysis wherever the hinge is active: `λ / unit`, and infinite where DPO's pull is gone.
    pub fn effective_lambda(&self, logps: &PairLogps) -> f64 {
        if self.lambda == 0.0 { 0.0 } else { self.lambda / self.unit(logps) }
    }
}

impl Loss for Dpop {
    fn entry(&self) -> &'static LossEntry {
        &ENTRY
    }

    fn arguments(&self) -> Arguments {
        Arguments::default()
            .with_number(&BETA, self.beta)
            .with_number(&LAMBDA, self.lambda)
            .with_choice(&PENALTY, self.penalty.name())
    }

    fn beta(&self) -> f64 {
        self.beta
    }

    /// With `z` the argument of the sigmoid and `a` = 1 where the hinge is active (`∂p/∂c = −a`), else 0:
    /// outside `∂loss/∂c = −β σ(−z) − λ a`, with the wrong sign `−β σ(−z) + λ a`, inside `∂loss/∂c = −β σ(−z) (1 + λ a)`; in all
    /// `∂loss/∂r = β σ(−z)`.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        let penalty = logps.shortfall();
        let lambda = if penalty > 0.0 { self.lambda } else { 0.0 };
        match self.penalty {
            Penalty::Outside | Penalty::OutsideWrongSign => {
                let price = if self.penalty.is_proper() { lambda } else { -lambda };
                let z = self.beta * logps.margin();
                let weight = self.beta * sigmoid(-z);
                let loss = minus_log_sigmoid(z) + price * penalty;
                PairLoss { loss, dchosen: -weight - price, drejected: weight, penalty }
            }
            Penalty::Inside => {
                let z = self.beta * (logps.margin() - lambda * penalty);
                let weight = self.beta * sigmoid(-z);
                PairLoss { loss: minus_log_sigmoid(z), dchosen: -weight * (1.0 + lambda), drejected: weight, penalty }
            }
        }
    }
}
