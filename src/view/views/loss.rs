//! Curves over the steps: what is minimised.

use super::charts::{Chart, Domain, Stack, chart, compose};
use super::{Caption, Finds, Shows, ViewEntry, ViewMaker, ViewPicture};
use crate::plot::Marked;
use crate::words::{self, Symbol, views};

/// The registry's line.
pub const ENTRY: ViewEntry = ViewEntry {
    key: "loss",
    words: views::loss,
    shows: Shows::Picture(ViewPicture { size: (760.0, 640.0), finds: Finds::Steps, caption: Caption::Nothing }),
};

/// What makes it.
pub const MAKER: ViewMaker =
    ViewMaker::Picture { compose: |scene, paper| Some(compose(scene, paper, &STACK)), note: None };

const STACK: Stack =
    Stack { main: 3, charts: &CHARTS, titles: || words::losses_titles(), notes: || words::losses_notes() };

/// The charts.
pub const CHARTS: [Chart; 4] = [
    Chart {
        names: &[(Symbol::Loss, Marked::Lines)],
        held_out: Some(|row| row.loss),
        ..chart(|row| row.loss, 1.4, 3, Domain::Amount(1.0))
    },
    Chart { names: &[(Symbol::Hinge, Marked::Lines)], ..chart(|row| row.penalty, 1.0, 3, Domain::Amount(0.1)) },
    chart(|row| row.active_frac, 0.6, 2, Domain::Share),
    chart(|row| row.grad_norm, 1.0, 2, Domain::Amount(1.0)),
];
