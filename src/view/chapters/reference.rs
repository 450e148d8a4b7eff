//! SFT makes the reference, and lifts the rejected answer as well.

use super::Quantity;
use super::evidence::way;
use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
use super::{ChapterQuestion, Evidence, Outcome};
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "arithmetic",
    role: Role::Dpo,
    from: When::Start,
    at: REFERENCE,
    token: TokenPlace::Behind(0),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Curves],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula {
        left: &[m::RATIO],
        right: &[m::EXP, m::OPEN, m::C, m::MINUS, m::CREF, m::CLOSE],
        value: Some(Quantity::Ratio),
    }],
    question: Some(ChapterQuestion { choices: 3, outcome }),
    always: Some("sft,20"),
    ..ChapterPage::PLAIN
};

/// What SFT has done to the rejected answers, which it was not shown: risen, fallen or stayed.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let sft = evidence.spot.session.history().sft();
    let (first, last) = (sft.first()?, sft.get(evidence.spot.session.spec().sft.steps)?);
    let change = last.logps_rejected - first.logps_rejected;
    Some(Outcome { right: way(change, 0.1), values: [change, last.logps_chosen - first.logps_chosen] })
}
