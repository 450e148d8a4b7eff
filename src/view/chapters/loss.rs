//! DPO's loss, moved by hand: it sees `h` and nothing else.

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
    token: TokenPlace::Behind(1),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Hand],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[
        Formula {
            left: &[m::LOSS],
            right: &[m::MINUS, m::LOG, m::SIGMA, m::OPEN, m::BETA, m::TIMES, m::H, m::CLOSE],
            value: Some(Quantity::Loss),
        },
        Formula {
            left: &[m::H],
            right: &[m::OPEN, m::C, m::MINUS, m::CREF, m::CLOSE, m::MINUS, m::OPEN, m::R, m::MINUS, m::RREF, m::CLOSE],
            value: Some(Quantity::H),
        },
    ],
    question: Some(ChapterQuestion { choices: 3, outcome }),
    verdicts: &[(Role::Dpo, Id::OnlyH)],
    ..ChapterPage::PLAIN
};

/// What the loss does where both answers become `e⁵` times less likely: it rises, falls or stays.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let (objective, here) = (evidence.spot.objective()?, evidence.spot.logps()?);
    let lower = crate::objective::PairLogps { chosen: here.chosen - 5.0, rejected: here.rejected - 5.0, ..here };
    let [before, after] = [here, lower].map(|logps| objective.evaluate(&logps).loss);
    Some(Outcome { right: way(after - before, 1e-9 * before.abs()), values: [before, after] })
}
