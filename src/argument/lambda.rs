//! DPOP's λ in its three units: the effective one of the logit analysis, and the one that is set, in either form of the penalty.

use crate::objective::{Dpop, Objective, PairLogps, Penalty};

/// DPOP as it is, and DPO as the DPOP that it is where λ is 0. No other loss has a λ.
pub fn dpop(objective: &Objective) -> Option<Dpop> {
    match objective {
        Objective::Dpop(dpop) => Some(*dpop),
        Objective::Dpo(dpo) => Some(Dpop { beta: dpo.beta, lambda: 0.0, penalty: Penalty::Outside }),
        _ => None,
    }
}

/// A λ that must be exceeded, in each unit; infinite where no λ suffices.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Needed {
    /// The effective one.
    pub effective: f64,
    /// The one that is set where `penalty` is `"outside"`.
    pub outside: f64,
    /// The one that is set where `penalty` is `"inside"`.
    pub inside: f64,
}

impl Needed {
    /// At a pair whose loss is this DPOP, the effective λ of a mark of [`crate::theory::thresholds()`]; what is below 0 asks for none.
    pub fn at(effective: f64, dpop: Dpop, logps: &PairLogps) -> Needed {
        let effective = effective.max(0.0);
        let set = |penalty: Penalty| {
            // Infinite it stays, however small the unit.
            if effective.is_finite() { effective * Dpop { penalty, ..dpop }.unit(logps) } else { effective }
        };
        Needed { effective, outside: set(Penalty::Outside), inside: set(Penalty::Inside) }
    }

    /// What exceeds both, unit by unit: the pair that asks for most need not be the same in each.
    pub fn most(self, other: Needed) -> Needed {
        Needed {
            effective: self.effective.max(other.effective),
            outside: self.outside.max(other.outside),
            inside: self.inside.max(other.inside),
        }
    }
}
