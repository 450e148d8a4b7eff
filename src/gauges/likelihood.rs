//! How likely the answers are, and how far that is from the reference: what every other gauge is to foretell.
//!
//! `logps/*` are summed log-probabilities of whole answers in nats, as TRL has them; `delta/*` are the log-ratios `log(π_θ / π_ref)`.

use super::{Gauge, GaugeId};

/// `c`.
pub(super) static LOGPS_CHOSEN: Gauge =
    Gauge { id: GaugeId::LogpsChosen, read: |specimen| specimen.chosen.logps.into() };

/// `r`.
pub(super) static LOGPS_REJECTED: Gauge =
    Gauge { id: GaugeId::LogpsRejected, read: |specimen| specimen.rejected.logps.into() };

/// `c − rc`: below 0 the preferred answer has fallen.
pub(super) static DELTA_CHOSEN: Gauge =
    Gauge { id: GaugeId::DeltaChosen, read: |specimen| (specimen.chosen.logps - specimen.chosen.ref_logps).into() };

/// `r − rr`.
pub(super) static DELTA_REJECTED: Gauge = Gauge {
    id: GaugeId::DeltaRejected,
    read: |specimen| (specimen.rejected.logps - specimen.rejected.ref_logps).into(),
};
