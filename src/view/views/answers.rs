//! Curves over the steps: what becomes of the answers.

use super::charts::{Chart, Domain, Stack, chart, compose};
use super::{Caption, Finds, Shows, ViewEntry, ViewMaker, ViewPicture};
use crate::plot::{Marked, Stroke};
use crate::words::{self, Symbol, views};

/// The registry's line.
pub const ENTRY: ViewEntry = ViewEntry {
    key: "answers",
    words: views::answers,
    shows: Shows::Picture(ViewPicture { size: (760.0, 640.0), finds: Finds::Steps, caption: Caption::Nothing }),
};

/// What makes it.
pub const MAKER: ViewMaker =
    ViewMaker::Picture { compose: |scene, paper| Some(compose(scene, paper, &STACK)), note: None };

const STACK: Stack =
    Stack { main: 2, charts: &CHARTS, titles: || words::charts_titles(), notes: || words::charts_notes() };

/// The charts.
pub const CHARTS: [Chart; 4] = [
    Chart {
        names: &[(Symbol::C, Marked::Lines), (Symbol::Ratio, Marked::Lines), (Symbol::Cref, Marked::Rule)],
        held_out: Some(|row| row.logps_chosen),
        ..chart(|row| row.logps_chosen, 1.7, 2, Domain::Both)
    },
    Chart {
        stroke: Stroke::Dashed,
        names: &[(Symbol::R, Marked::Lines), (Symbol::Rref, Marked::Rule)],
        held_out: Some(|row| row.logps_rejected),
        ..chart(|row| row.logps_rejected, 1.25, 2, Domain::Both)
    },
    // β times h.
    Chart {
        names: &[(Symbol::H, Marked::Lines)],
        held_out: Some(|row| row.rewards_margins),
        ..chart(|row| row.rewards_margins, 0.8, 2, Domain::Rewards)
    },
    Chart {
        held_out: Some(|row| row.rewards_accuracies),
        ..chart(|row| row.rewards_accuracies, 0.55, 2, Domain::Share)
    },
];
