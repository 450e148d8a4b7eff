//! What is usually watched sees nothing of it.

use super::{Asks, ChapterPage, Role, Scene, TokenPlace, When};
use super::{ChapterQuestion, Evidence, Outcome};
use crate::argument::Id;
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "smaug",
    role: Role::Dpo,
    from: When::Step(40),
    at: When::End,
    token: TokenPlace::Behind(1),
    theory: Theory::Push,
    view: View::LOSS_CURVE,
    stage: &[Panel::Curves],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    question: Some(ChapterQuestion { choices: 3, outcome }),
    verdicts: &[(Role::Dpo, Id::LowWhileFalling)],
    always: Some("ranking,20"),
    ..ChapterPage::PLAIN
};

/// How many pairs are ranked rightly in the end: all, about half, hardly any.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let (_, last) = evidence.ends()?;
    let right = if last.rewards_accuracies > 0.9 { 0 } else { 1 + usize::from(last.rewards_accuracies < 0.25) };
    Some(Outcome { right, values: [last.rewards_accuracies, last.rewards_margins] })
}
