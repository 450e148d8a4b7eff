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
    /// At how many pairs the loss, penalty aside, is not what h alone gives.
    pub off: usize,
    /// How many points lie above the picture.
    pub above: usize,
    /// The highest loss of a pair.
    pub highest: f64,
}

/// At how many tokens the argument and the network go the same way, of how many: before, at and after the difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Directions {
    /// The same way: up, down, or not at all.
    pub same: [usize; 3],
    /// Of so many.
    pub of: [usize; 3],
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

/// A chapter's texts. What is in them is said by the chapters' folder of a language.
pub struct ChapterWords {
    /// Its title.
    pub title: &'static str,
    /// What it says of any lab: a paragraph each.
    pub text: &'static [&'static str],
    /// What it says of its own example alone.
    pub example: &'static [&'static str],
    /// What it asks.
    pub question: Option<QuestionWords>,
    /// Where to read on: a name and an address each.
    pub reading: &'static [(&'static str, &'static str)],
}

impl ChapterWords {
    /// One that says nothing.
    pub const NONE: ChapterWords = ChapterWords { title: "", text: &[], example: &[], question: None, reading: &[] };
}

/// A question's texts.
pub struct QuestionWords {
    /// The question.
    pub ask: &'static str,
    /// The choices.
    pub choices: &'static [&'static str],
    /// What the run answers: the number of the right choice, and the numbers that decide it.
    pub told: fn(usize, [f64; 2]) -> String,
}

/// What symbols name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// L.
    Loss,
    /// β.
    Beta,
    /// λ.
    Lambda,
    /// h.
    H,
    /// c: the preferred answer under the policy.
    C,
    /// c under the reference.
    Cref,
    /// r: the rejected answer under the policy.
    R,
    /// r under the reference.
    Rref,
    /// The probability of the token in the preferred answer's context.
    Sw,
    /// The probability of the token in the rejected answer's context.
    Sl,
    /// The direction of the push on the token's logit.
    G,
    /// How hard the loss pulls at the pair.
    Weight,
    /// How far the preferred answer has fallen: the hinge.
    Hinge,
    /// How likely the answer is against the reference.
    Ratio,
    /// The effective λ.
    Effective,
}

/// An exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exercise {
    /// The smallest λ that keeps every preferred answer, to within a factor of two.
    SmallestLambda,
    /// A lab that DPO does not spoil.
    Spared,
    /// A lab in which DPOP fails.
    Beaten,
    /// Which of two runs has a penalty of the wrong sign.
    SignBug,
}

/// How far one has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// The runs are not trained to their end yet.
    Training,
    /// Nothing of it so far; the numbers say how things stand.
    Open([f64; 2]),
    /// It is done.
    Done([f64; 2]),
    /// What was said is not so.
    Wrong([f64; 2]),
}

/// What a run has done to the right token in one context.
pub struct TokenLoss<'a> {
    /// The run.
    pub run: &'a str,
    /// The token.
    pub token: &'a str,
    /// The end of the context.
    pub context: &'a str,
    /// Which answer it belongs to: an index into [`SO_FAR`].
    pub side: usize,
    /// The token's probability under the run, and under the reference.
    pub now: f64,
    /// See `now`.
    pub before: f64,
    /// The token that won most, and by how many points.
    pub winner: Option<(&'a str, f64)>,
    /// Another run, which has kept the token, with its probability there.
    pub keeper: Option<(&'a str, f64)>,
}

/// A term: its name in the chapters' texts, how it is called, and what it is.
pub type Term = (&'static str, &'static str, &'static str);
