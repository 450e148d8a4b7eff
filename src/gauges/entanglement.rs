//! How much the answers' gradients have in common. A small step of a loss that pulls both alike, `c` up and `r` down, lowers `c` where
//! `⟨∇c, ∇r⟩ > ‖∇c‖²`.
//!
//! The gradients are by all parameters, whichever of them the run trains, the tied embedding counted once, out of the backward pass that trains. Source: Yuan et al., "A Common Pitfall of
//! Margin-based Language Model Alignment: Gradient Entanglement", arXiv 2410.13828.

use super::{Gauge, GaugeId, Specimen};

/// `⟨∇c, ∇r⟩ / ‖∇c‖²`: above 1 the condition is met. Nothing where `∇c` is zero.
pub(super) static ENTANGLEMENT: Gauge = Gauge {
    id: GaugeId::GradientEntanglement,
    read: |Specimen { chosen, gradient_product, .. }| (gradient_product / chosen.gradient_square).into(),
};

/// `⟨∇c, ∇r⟩ / (‖∇c‖ ‖∇r‖)`; nothing where one of them is zero.
pub(super) static COSINE: Gauge = Gauge {
    id: GaugeId::GradientCosine,
    read: |Specimen { chosen, rejected, gradient_product, .. }| {
        (gradient_product / (chosen.gradient_square.sqrt() * rejected.gradient_square.sqrt())).into()
    },
};

/// `‖∇c‖`.
pub(super) static NORM_CHOSEN: Gauge =
    Gauge { id: GaugeId::GradientNormChosen, read: |specimen| specimen.chosen.gradient_square.sqrt().into() };

/// `‖∇r‖`.
pub(super) static NORM_REJECTED: Gauge =
    Gauge { id: GaugeId::GradientNormRejected, read: |specimen| specimen.rejected.gradient_square.sqrt().into() };
