//! What the network really does: early and late, before, at and after the difference.

use super::Quantity;
use super::{Asks, ChapterPage, Role, Scene, TokenPlace, When};
use super::{ChapterQuestion, Evidence, Outcome};
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "smaug",
    role: Role::Dpo,
    from: When::Step(4),
    at: When::End,
    token: TokenPlace::Behind(-4),
    theory: Theory::Push,
    view: View::AREAS,
    stage: &[Panel::Curves],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    question: Some(ChapterQuestion { choices: 3, outcome }),
    always: Some("weights,20"),
    ..ChapterPage::PLAIN
};

/// Where most of the preferred answers' loss lies in the end: before the difference, at it, after it.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let part = |quantity| evidence.spot.value(quantity);
    let parts = [part(Quantity::Before)?, part(Quantity::At)?, part(Quantity::After)?];
    let right = (0..3).min_by(|a, b| parts[*a].total_cmp(&parts[*b]))?;
    Some(Outcome { right, values: [parts[right], parts.iter().sum()] })
}
