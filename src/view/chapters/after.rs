//! After the difference: logit `j` is pushed by `s_j^l − s_j^w`.

use super::Quantity;
use super::evidence::way;
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
    token: TokenPlace::Last,
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Strip, Panel::Microscope],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula { left: &[m::G], right: &[m::SL, m::MINUS, m::SW], value: Some(Quantity::G) }],
    question: Some(ChapterQuestion { choices: 3, outcome }),
    verdicts: &[(Role::Dpo, Id::After)],
    always: Some("per-token,20"),
    ..ChapterPage::PLAIN
};

/// Which way the logit of the right token is pushed at the last word.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let push = evidence.spot.value(Quantity::G)?;
    Some(Outcome { right: way(push, 1e-6), values: [push, evidence.spot.value(Quantity::Sw)?] })
}
