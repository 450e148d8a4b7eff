//! The parts of the page, as links and figures name them.

/// A part of the page that a figure can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// What has happened, in a sentence.
    Headline,
    /// Each run's three numbers.
    Scores,
    /// Training curves.
    Curves,
    /// The models' own answers.
    Answers,
    /// Pairs, vocabulary and settings.
    Builder,
    /// The selected pair, token by token.
    Strip,
    /// The logits at the selected token.
    Microscope,
    /// Training and time.
    Time,
    /// Both answers' log-probabilities, to be moved by hand: on the stage of a chapter.
    Hand,
}

impl Panel {
    /// Every part with its name in links, in the page's order.
    pub const NAMES: [(&'static str, Panel); 8] = [
        ("headline", Panel::Headline),
        ("scores", Panel::Scores),
        ("pairs", Panel::Builder),
        ("strip", Panel::Strip),
        ("microscope", Panel::Microscope),
        ("curves", Panel::Curves),
        ("answers", Panel::Answers),
        ("time", Panel::Time),
    ];

    /// What a figure shows when nobody says what.
    pub const USUAL: [Panel; 4] = [Panel::Headline, Panel::Strip, Panel::Curves, Panel::Time];
}

/// How much of the page there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// All of it.
    Page,
    /// These parts, in their order on the page.
    Figure(Vec<Panel>),
}

impl Frame {
    /// Whether a part is shown.
    pub fn shows(&self, panel: Panel) -> bool {
        match self {
            Frame::Page => true,
            Frame::Figure(panels) => panels.contains(&panel),
        }
    }
}
