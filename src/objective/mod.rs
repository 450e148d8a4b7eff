//! Preference losses as pure scalar functions of four summed log-probs, with their exact derivatives.
//!
//! Notation (the DPO paper, arXiv 2305.18290, and the DPOP paper, arXiv 2402.13228): `c`, `r` are the summed completion
//! log-probs (nats) of chosen and rejected under the policy, `rc`, `rr` under the frozen reference; `h = (c − rc) − (r − rr)`.
//!
//! This module knows nothing of models or data. **A new loss** is one file beside `dpo.rs`, with a struct that implements
//! [`Loss`] and an [`LossEntry`] named `ENTRY`, and one line in the `losses!` table below: the table makes the variant of
//! [`Objective`] and the line of [`REGISTRY`], and with these the lab file, its errors and the page's settings know the loss.

pub mod dpo;
pub mod dpop;
pub mod parameter;
pub mod sft;

pub use dpo::Dpo;
pub use dpop::{Dpop, Penalty};
pub use parameter::{ArgumentError, Arguments, Choice, Number, Parameter};

/// What a preference loss sees of one pair: summed completion log-probs in nats, all ≤ 0 for a real model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairLogps {
    /// `c`: the chosen completion under the policy.
    pub chosen: f64,
    /// `r`: the rejected completion under the policy.
    pub rejected: f64,
    /// `rc`: the chosen completion under the frozen reference.
    pub ref_chosen: f64,
    /// `rr`: the rejected completion under the frozen reference.
    pub ref_rejected: f64,
}

impl PairLogps {
    /// `h = (c − rc) − (r − rr)`: by how much more than the reference the policy prefers the chosen completion.
    pub fn margin(&self) -> f64 {
        (self.chosen - self.ref_chosen) - (self.rejected - self.ref_rejected)
    }

    /// `max(0, rc − c)`: how far the chosen completion has fallen below the reference. Zero on the kink itself, where
    /// policy and reference agree: the hinge is active strictly beyond it.
    pub fn shortfall(&self) -> f64 {
        let gap = self.ref_chosen - self.chosen;
        if gap > 0.0 { gap } else { 0.0 }
    }
}

/// A loss and its derivatives for one pair. The loss of a batch is the mean over its pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairLoss {
    /// The loss in nats.
    pub loss: f64,
    /// `∂loss/∂c`.
    pub dchosen: f64,
    /// `∂loss/∂r`.
    pub drejected: f64,
    /// `max(0, rc − c)` for a loss that penalises it, before its weight λ; 0 for a loss that does not.
    pub penalty: f64,
}

/// What each loss provides; [`Objective`] passes calls on to it.
pub trait Loss {
    /// The loss's line of the registry.
    fn entry(&self) -> &'static LossEntry;

    /// Its parameters' values, in the registry's terms: `entry().build` gives the same loss back.
    fn arguments(&self) -> Arguments;

    /// β, the scale of the implicit reward `β (logp − ref_logp)`.
    fn beta(&self) -> f64;

    /// The loss and its derivatives for one pair. Non-finite log-probs give a non-finite loss, never a panic.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss;

    /// λ of the logit analysis: `g = [s^l − s^w] + λ [1 − s^w]` for the correct token, measured against the weight of
    /// the pair. 0 where nothing holds the chosen completion up. Finite even where the weight has underflowed.
    fn effective_lambda(&self, logps: &PairLogps) -> f64;

    /// The pair's weight, `∂loss/∂r`: how strongly this pair pulls, of which `∂loss/∂c = −weight · (1 + effective λ)`.
    fn weight(&self, logps: &PairLogps) -> f64 {
        self.evaluate(logps).drejected
    }
}

/// One loss as the lab file, its errors and the page's settings see it.
#[derive(Debug)]
pub struct LossEntry {
    /// The name in the lab file, TRL's where TRL has the loss.
    pub loss_type: &'static str,
    /// The name on the page.
    pub title: &'static str,
    /// The per-pair loss in one line.
    pub formula: &'static str,
    /// Where it is published.
    pub source: &'static str,
    /// Its parameters, in the order of the lab file.
    pub parameters: &'static [Parameter],
    /// Makes the loss; arguments that are not given take their defaults.
    pub build: fn(&Arguments) -> Objective,
}

/// The registry's entry of a loss_type, if there is one.
pub fn find(loss_type: &str) -> Option<&'static LossEntry> {
    REGISTRY.iter().copied().find(|entry| entry.loss_type == loss_type)
}

/// Makes the closed enum of losses and the registry from one line a loss.
macro_rules! losses {
    ($($(#[$doc:meta])+ $name:ident from $module:ident),+ $(,)?) => {
        /// One preference loss with its parameters.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Objective {
            $($(#[$doc])+ $name($module::$name)),+
        }

        /// Every loss that a lab file can name.
        pub static REGISTRY: &[&LossEntry] = &[$(&$module::ENTRY),+];

        impl Objective {
            fn loss(&self) -> &dyn Loss {
                match self {
                    $(Self::$name(loss) => loss),+
                }
            }
        }
    };
}

losses! {
    /// Direct preference optimisation.
    Dpo from dpo,
    /// DPO-Positive: DPO with a hinge that holds the chosen completion up.
    Dpop from dpop,
}

impl Objective {
    /// The loss and its derivatives for one pair.
    pub fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        self.loss().evaluate(logps)
    }

    /// The loss's name in the lab file.
    pub fn loss_type(&self) -> &'static str {
        self.entry().loss_type
    }

    /// The loss's line of the registry.
    pub fn entry(&self) -> &'static LossEntry {
        self.loss().entry()
    }

    /// The values of its parameters: `(self.entry().build)(&self.arguments()) == self`.
    pub fn arguments(&self) -> Arguments {
        self.loss().arguments()
    }

    /// β, the scale of the implicit reward.
    pub fn beta(&self) -> f64 {
        self.loss().beta()
    }

    /// λ of the logit analysis for this pair, see [`Loss::effective_lambda`].
    pub fn effective_lambda(&self, logps: &PairLogps) -> f64 {
        self.loss().effective_lambda(logps)
    }

    /// The pair's weight, see [`Loss::weight`].
    pub fn weight(&self, logps: &PairLogps) -> f64 {
        self.loss().weight(logps)
    }
}

/// `σ(x)`, from whichever exponential does not overflow. `libm` gives the same bits on every target.
fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

/// `−log σ(x) = log(1 + e^−x)`, exact to rounding at both ends: about `−x` far left, about `e^−x` far right.
fn minus_log_sigmoid(x: f64) -> f64 {
    if x < 0.0 { -x + libm::log1p(libm::exp(x)) } else { libm::log1p(libm::exp(-x)) }
}

#[cfg(test)]
mod tests;
