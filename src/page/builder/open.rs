//! What is open and what is picked in the builder, and no part of the lab.

/// What is open in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Open {
    /// Nothing.
    #[default]
    Nothing,
    /// The selected pair.
    Selected,
    /// A pair that is held out, by the number that it has behind the others.
    HeldOut(usize),
    /// A pair that is not in the list yet.
    New,
}

/// What is chosen from lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Which family.
    pub family: Family,
    /// Which operator of it.
    pub operator: usize,
    /// Which kind of wrong answer.
    pub miss: usize,
}

/// A family of pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// Sums and the like.
    #[default]
    Arithmetic,
    /// Sentences with places to be filled.
    Template,
    /// Answers so many tokens apart.
    Distance,
}
