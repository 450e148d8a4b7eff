//! How alike the answers are inside the model: the cosine of their mean hidden states.
//!
//! The positions and hidden states are those of [`super::ches`], beside which it is the plain measure; Razin et al., arXiv 2410.08847, take the inner product of
//! the last hidden states for that.

use super::{Gauge, GaugeId, Specimen};

/// 1 for the same direction; nothing where a mean is zero.
pub(super) static HIDDEN: Gauge = Gauge {
    id: GaugeId::HiddenSimilarity,
    read: |Specimen { chosen, rejected, .. }| {
        // Means and sums have the same direction.
        let norms = chosen.hidden_product(chosen).sqrt() * rejected.hidden_product(rejected).sqrt();
        (chosen.hidden_product(rejected) / norms).into()
    },
};
