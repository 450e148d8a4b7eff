//! One token apart: before the difference everything cancels.

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
    token: TokenPlace::Behind(-2),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Strip],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula {
        left: &[m::NABLA_LOSS],
        right: &[m::MINUS, m::WEIGHT, m::TIMES, m::OPEN, m::NABLA_C, m::MINUS, m::NABLA_R, m::CLOSE],
        value: None,
    }],
    question: Some(ChapterQuestion { choices: 3, outcome }),
    verdicts: &[(Role::Dpo, Id::OneApart), (Role::Dpo, Id::Prefix), (Role::Dpo, Id::Gradient)],
    always: Some("distance,20"),
    ..ChapterPage::PLAIN
};

/// Which way the argument says tokens before the difference are pushed: up, down, not at all.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let tally = evidence.tally(Id::Prefix)?;
    (tally.holds == tally.of).then_some(Outcome { right: 2, values: [tally.holds as f64, tally.of as f64] })
}
