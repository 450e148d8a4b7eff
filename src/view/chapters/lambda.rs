//! How large is large enough: each token needs a λ of its own.

use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace};
use crate::argument::Id;
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "smaug",
    role: Role::Dpop,
    from: REFERENCE,
    at: REFERENCE,
    token: TokenPlace::Last,
    theory: Theory::Lambda,
    view: View::ANSWERS,
    stage: &[Panel::Strip, Panel::Scores],
    asks: Asks::Nothing,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula { left: &[m::EFFECTIVE, m::MORE], right: &[m::NEEDED], value: None }],
    question: None,
    verdicts: &[(Role::Dpop, Id::LambdaRight), (Role::Dpop, Id::LambdaOthers)],
    always: Some("lambda,20"),
    ..ChapterPage::PLAIN
};
