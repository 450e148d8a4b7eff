//! The views of the training.

use crate::words::arguments::ViewWords;

/// What the curves are, for those who cannot see them.
const CURVES: &str = "Charts over the steps of SFT and preference training, one line for each run. The same values are in the table \
that “Table” opens. Click to put the time cursor somewhere; the slider below does the same by keyboard.";

/// What becomes of the answers.
pub fn answers() -> &'static ViewWords {
    &ViewWords { title: "Answers", saved: "the curves", label: CURVES }
}
/// What is minimised.
pub fn loss() -> &'static ViewWords {
    &ViewWords { title: "Loss", saved: "the losses", label: CURVES }
}
/// Where in the answers it happens.
pub fn tokens() -> &'static ViewWords {
    &ViewWords { title: "Tokens", saved: "the curves by token", label: CURVES }
}
/// Every token of every pair.
pub fn heat_map() -> &'static ViewWords {
    &ViewWords {
        title: "Heat map",
        saved: "the heat map",
        label: "Heat map: for each run and each pair, how far every token’s log-probability has moved. The list of pairs and the token strip say \
the same in numbers.",
    }
}
/// Paths in the plane of log-ratios.
pub fn plane() -> &'static ViewWords {
    &ViewWords {
        title: "Plane",
        saved: "the plane",
        label: "Each run’s path: across, how much more or less likely the preferred answers have become since the reference; upwards, the rejected \
ones. The table has the same values.",
    }
}
/// Where the preferred answers fall.
pub fn areas() -> &'static ViewWords {
    &ViewWords {
        title: "Areas",
        saved: "the areas",
        label: "For each run, over the steps of preference training: how far the preferred answers have moved, as three areas that are stacked \
from the reference: their tokens before the difference, at it and after it. The table has the same values.",
    }
}
/// The loss against h, with every pair.
pub fn loss_curve() -> &'static ViewWords {
    &ViewWords {
        title: "Loss over h",
        saved: "the loss over h",
        label: "Across h, by how much more than the reference a run prefers the preferred answer; upwards the loss. Each run’s loss is a curve, each \
pair a point: hollow where its preferred answer is below the reference. The sentence beneath says how many are.",
    }
}
/// Numbers.
pub fn table() -> &'static ViewWords {
    &ViewWords { title: "Table", saved: "", label: "" }
}
