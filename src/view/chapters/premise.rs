//! What the argument takes for granted, counted.

use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace};
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
    at: REFERENCE,
    token: TokenPlace::Behind(1),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Strip, Panel::Microscope],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula { left: &[m::SW, m::AT_LEAST, m::SL], right: &[], value: None }],
    question: Some(ChapterQuestion { choices: 3, outcome }),
    verdicts: &[(Role::Dpo, Id::PremiseRight), (Role::Dpo, Id::PremiseOthers), (Role::Dpo, Id::Premise)],
    always: Some("premise,20"),
    ..ChapterPage::PLAIN
};

/// At how many positions the premise holds whole: nearly all, about half, hardly any.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let tally = evidence.tally(Id::Premise)?;
    let share = tally.holds as f64 / tally.of.max(1) as f64;
    let right = if share > 0.75 { 0 } else { 1 + usize::from(share < 0.25) };
    Some(Outcome { right, values: [tally.holds as f64, tally.of as f64] })
}
