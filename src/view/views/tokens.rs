//! Curves over the steps: where in the answers it happens.

use super::charts::{Chart, Domain, Stack, chart, compose};
use super::{Caption, Finds, Shows, ViewEntry, ViewMaker, ViewPicture};
use crate::plot::Stroke;
use crate::words::{self, views};

/// The registry's line.
pub const ENTRY: ViewEntry = ViewEntry {
    key: "tokens",
    words: views::tokens,
    shows: Shows::Picture(ViewPicture { size: (760.0, 700.0), finds: Finds::Steps, caption: Caption::Nothing }),
};

/// What makes it.
pub const MAKER: ViewMaker =
    ViewMaker::Picture { compose: |scene, paper| Some(compose(scene, paper, &STACK)), note: None };

const STACK: Stack =
    Stack { main: 3, charts: &CHARTS, titles: || words::tokens_titles(), notes: || words::tokens_notes() };

/// The charts.
pub const CHARTS: [Chart; 5] = [
    chart(|row| f64::from(row.parts.before), 1.0, 2, Domain::Change),
    Chart {
        rejected: Some(|row| f64::from(row.parts.at[1])),
        ..chart(|row| f64::from(row.parts.at[0]), 1.0, 2, Domain::Change)
    },
    chart(|row| f64::from(row.parts.after[0]), 1.0, 2, Domain::Change),
    // A scale of its own: the rejected answer falls so far that the preferred one would seem to stand.
    Chart { stroke: Stroke::Dashed, ..chart(|row| f64::from(row.parts.after[1]), 0.8, 2, Domain::Change) },
    chart(|row| f64::from(row.greedy), 0.55, 2, Domain::Share),
];
