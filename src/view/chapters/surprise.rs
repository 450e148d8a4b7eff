//! The premise fails, and the tokens fall all the same.

use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
use super::{ChapterQuestion, Evidence, Outcome};
use crate::argument::Id;
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
    view: View::HEAT_MAP,
    stage: &[Panel::Curves],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    question: Some(ChapterQuestion { choices: 3, outcome }),
    verdicts: &[(Role::Dpo, Id::Reduced), (Role::Dpo, Id::ChosenFalls)],
    always: Some("parts,20"),
    ..ChapterPage::PLAIN
};

/// How many tokens after the difference are less likely in the end: nearly all, about half, hardly any.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let tally = evidence.tally(Id::Reduced)?;
    let share = tally.holds as f64 / tally.of.max(1) as f64;
    let right = if share > 0.75 { 0 } else { 1 + usize::from(share < 0.25) };
    Some(Outcome { right, values: [tally.holds as f64, tally.of as f64] })
}
