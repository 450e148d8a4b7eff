//! Now you: three things to build, each checked on what is trained.

use super::Exercise;
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
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
    stage: &[Panel::Scores, Panel::Curves],
    asks: Asks::Nothing,
};

/// What it says beside it.
pub const PAGE: ChapterPage =
    ChapterPage { exercises: &[Exercise::SmallestLambda, Exercise::Spared, Exercise::Beaten], ..ChapterPage::PLAIN };
