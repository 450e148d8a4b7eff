//! Where the probability went: to neither of the two answers.

use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
use super::{ChapterQuestion, Evidence, Outcome};
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "smaug",
    role: Role::Dpo,
    from: REFERENCE,
    at: When::End,
    token: TokenPlace::Behind(1),
    theory: Theory::Push,
    view: View::PLANE,
    stage: &[Panel::Answers, Panel::Curves],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    question: Some(ChapterQuestion { choices: 3, outcome }),
    always: Some("mass,20"),
    ..ChapterPage::PLAIN
};

/// What the model writes most often, if it is sampled: the preferred answer, the rejected one, something else.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let shares = evidence.shares()?;
    let right = (0..3).max_by(|a, b| shares[*a].total_cmp(&shares[*b]))?;
    Some(Outcome { right, values: [shares[right], shares[0]] })
}
