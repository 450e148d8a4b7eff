//! What sentences are made from and of, in every language, where no other room has a name for it.

/// The runs whose losses' arrows are on the plane, by what is said of them.
pub struct Arrows<'a> {
    /// Whose losses see the difference alone.
    pub free: &'a [&'a str],
    /// Whom a penalty holds besides.
    pub held: &'a [&'a str],
    /// Of whose arrows no more is said.
    pub others: &'a [&'a str],
    /// Those among all these whose loss is flat somewhere.
    pub flat: &'a [&'a str],
    /// Those among the first two kinds that stand left of the upright line.
    pub left: &'a [&'a str],
}

/// What became of the preferred answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// Within a fifth of where they were.
    Kept,
    /// So many times less likely.
    Less(String),
    /// So many times more likely.
    More(String),
    /// Not a number.
    Lost,
}

/// What holds of a run's pairs at a step: means over pairs, in nats.
pub struct LossSaid<'a> {
    /// The run.
    pub name: &'a str,
    /// How many pairs there are; none where the run has no such step.
    pub pairs: usize,
    /// At how many of them the preferred answer is below the reference.
    pub fallen: usize,
    /// h.
    pub h: f64,
    /// The loss.
    pub loss: f64,
    /// The slope of the loss over h, without a penalty.
    pub slope: f64,
    /// What the penalty adds to the loss.
    pub added: f64,
    /// How many points lie above the picture.
    pub above: usize,
    /// The highest loss of a pair.
    pub highest: f64,
}

/// A view in words.
pub struct ViewWords {
    /// Its button.
    pub title: &'static str,
    /// What is saved of it; empty for what is no picture.
    pub saved: &'static str,
    /// What it is, for those who cannot see it.
    pub label: &'static str,
}
