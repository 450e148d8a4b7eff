//! Which answer comes first: by the policy's own likelihood, and by the implicit reward, which `rewards/accuracies` counts. The reward can have the
//! order right while the policy has it wrong.
//!
//! Both are strict: of equals none comes first, as in TRL. Source: Chen et al., "Preference Learning Algorithms Do Not Learn Preference Rankings",
//! NeurIPS 2024, arXiv 2405.19534.

use super::{Gauge, GaugeId, GaugeReading, Specimen};

/// `c > r`.
pub(super) static POLICY: Gauge = Gauge {
    id: GaugeId::RanksChosenFirst,
    read: |Specimen { chosen, rejected, .. }| GaugeReading::Truth(chosen.logps > rejected.logps),
};

/// `c − rc > r − rr`.
pub(super) static REWARD: Gauge = Gauge {
    id: GaugeId::RewardsChosenFirst,
    read: |Specimen { chosen, rejected, .. }| {
        GaugeReading::Truth(chosen.logps - chosen.ref_logps > rejected.logps - rejected.ref_logps)
    },
};
