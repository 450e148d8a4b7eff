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
