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

/// A view in words.
pub struct ViewWords {
    /// Its button.
    pub title: &'static str,
    /// What is saved of it; empty for what is no picture.
    pub saved: &'static str,
    /// What it is, for those who cannot see it.
    pub label: &'static str,
}
