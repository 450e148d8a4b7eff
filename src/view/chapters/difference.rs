//! At the difference: the right token goes up, the wrong one down.

use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace};
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
    token: TokenPlace::Behind(0),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Strip, Panel::Microscope],
    asks: Asks::Nothing,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula { left: &[m::GJ], right: &[m::IS_RIGHT, m::MINUS, m::IS_WRONG], value: None }],
    question: None,
    verdicts: &[(Role::Dpo, Id::AtDifference)],
    ..ChapterPage::PLAIN
};
