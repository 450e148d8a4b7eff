//! The parts of the page and of a chapter, as links and figures name them.

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

/// A part of a chapter that a figure can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChapterPart {
    /// Its title and its text.
    Text,
    /// Its formulas, with this run's numbers.
    Formula,
    /// Its question.
    Question,
    /// What is counted.
    Verdicts,
    /// Its pictures, and the line of time.
    Stage,
}

impl ChapterPart {
    /// Every part with its name in links, in the chapter's order.
    pub const NAMES: [(&'static str, ChapterPart); 5] = [
        ("text", ChapterPart::Text),
        ("formula", ChapterPart::Formula),
        ("question", ChapterPart::Question),
        ("verdicts", ChapterPart::Verdicts),
        ("stage", ChapterPart::Stage),
    ];

    /// All, in the chapter's order.
    pub fn all() -> Vec<ChapterPart> {
        ChapterPart::NAMES.map(|(_, part)| part).to_vec()
    }

    /// The name.
    pub fn name(self) -> &'static str {
        ChapterPart::NAMES.iter().find(|(_, part)| *part == self).map_or("", |(name, _)| name)
    }
}

/// What a figure shows of each face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cutout {
    /// These parts of the lab, in their order on the page.
    pub panels: Vec<Panel>,
    /// These parts of the open chapter.
    pub parts: Vec<ChapterPart>,
}

impl Cutout {
    /// One of these parts of the lab, or of a whole chapter.
    pub fn of(panels: &[Panel]) -> Cutout {
        Cutout { panels: panels.to_vec(), parts: ChapterPart::all() }
    }
}

/// How much of the page there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// All of it.
    Page,
    /// Some parts.
    Figure(Cutout),
}

impl Frame {
    /// Whether a part of the lab is shown.
    pub fn shows(&self, panel: Panel) -> bool {
        match self {
            Frame::Page => true,
            Frame::Figure(figure) => figure.panels.contains(&panel),
        }
    }

    /// Whether a part of the open chapter is shown.
    pub fn tells(&self, part: ChapterPart) -> bool {
        match self {
            Frame::Page => true,
            Frame::Figure(figure) => figure.parts.contains(&part),
        }
    }

    /// Whether chapters are shown whole: only then can their pages be turned.
    pub fn turns(&self) -> bool {
        ChapterPart::NAMES.iter().all(|(_, part)| self.tells(*part))
    }
}
