//! How far apart the answers are, by their tokens alone: the paper's own measure, beside which all others stand.
//!
//! Source: Pal et al., arXiv 2402.13228, which calls 6.5 % low (MetaMath) and 90 % high (ARC).

use super::{Gauge, GaugeId, GaugeReading};

/// Levenshtein's distance in tokens, `<eos>` apart.
pub(super) static EDITS: Gauge =
    Gauge { id: GaugeId::EditDistance, read: |specimen| GaugeReading::Count(specimen.tokens.edit_distance()) };

/// The same as a share of the longer answer: 0 for the same, 1 for nothing in common.
pub(super) static SHARE: Gauge =
    Gauge { id: GaugeId::EditDistanceNormalized, read: |specimen| specimen.tokens.normalised_edit_distance().into() };
