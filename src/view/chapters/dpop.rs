//! DPOP's loss: DPO's, and a price for falling below the reference.

use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
use super::{ChapterQuestion, Evidence, Outcome};
use crate::argument::Id;
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "smaug",
    role: Role::Dpop,
    from: REFERENCE,
    at: When::End,
    token: TokenPlace::Behind(1),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Curves],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula {
        left: &[m::LOSS],
        right: &[
            m::MINUS,
            m::LOG,
            m::SIGMA,
            m::OPEN,
            m::BETA,
            m::TIMES,
            m::H,
            m::CLOSE,
            m::PLUS,
            m::LAMBDA,
            m::TIMES,
            m::MAX,
            m::OPEN,
            m::ZERO,
            m::COMMA,
            m::CREF,
            m::MINUS,
            m::C,
            m::CLOSE,
        ],
        value: None,
    }],
    question: Some(ChapterQuestion { choices: 3, outcome }),
    verdicts: &[(Role::Dpop, Id::ChosenFalls)],
    always: Some("course,20"),
    ..ChapterPage::PLAIN
};

/// How far the preferred answers have fallen with DPOP: not at all or hardly, less than with DPO, as far.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let (first, last) = evidence.ends()?;
    let dpo = evidence.change_of(Role::Dpo)?;
    let change = last.logps_chosen - first.logps_chosen;
    let right = if change > -0.2 { 0 } else { 1 + usize::from(change <= 0.8 * dpo) };
    Some(Outcome { right, values: [change, dpo] })
}
