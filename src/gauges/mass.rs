//! Where the probability is: on the likeliest token, on the answer's own, or on the rest. What a loss takes away from tokens goes, by the squeezing
//! effect, to the likeliest one.
//!
//! All are means over the positions of the chosen answer, `<eos>` included, of the policy's own softmax there. The likeliest token is the policy's at that step;
//! of equals the first. Where it is the answer's own, `argmax_mass` and `chosen_mass` are the same probability; `rest_mass` is always that of the tokens that
//! are neither.
//!
//! Source: Ren and Sutherland, "Learning Dynamics of LLM Finetuning", ICLR 2025, arXiv 2407.10490.

use super::{Gauge, GaugeId, GaugeReading, Specimen};

/// `mean_k max_j π(j | x, y_w^{<k})`.
pub(super) static ARGMAX: Gauge = Gauge { id: GaugeId::ArgmaxMass, read: |specimen| mean(specimen, 0) };

/// `mean_k π(y_w^k | x, y_w^{<k})`.
pub(super) static CHOSEN: Gauge = Gauge { id: GaugeId::ChosenMass, read: |specimen| mean(specimen, 1) };

/// What neither has.
pub(super) static REST: Gauge = Gauge { id: GaugeId::RestMass, read: |specimen| mean(specimen, 2) };

/// The share of positions at which the two are the same token.
pub(super) static AGREES: Gauge =
    Gauge { id: GaugeId::ArgmaxIsChosen, read: |Specimen { chosen, .. }| chosen.mean(chosen.agreeing as f64).into() };

fn mean(Specimen { chosen, .. }: &Specimen, which: usize) -> GaugeReading {
    chosen.masses.get(which).map_or(GaugeReading::Undefined, |sum| chosen.mean(*sum).into())
}
