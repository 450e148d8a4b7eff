//! The hinge goes on and off, and holds the answer at the reference.

use super::Quantity;
use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
use super::{ChapterQuestion, Evidence, Outcome};
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
    view: View::LOSS,
    stage: &[Panel::Curves],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula {
        left: &[m::HINGE],
        right: &[m::MAX, m::OPEN, m::ZERO, m::COMMA, m::CREF, m::MINUS, m::C, m::CLOSE],
        value: Some(Quantity::Hinge),
    }],
    question: Some(ChapterQuestion { choices: 3, outcome }),
    ..ChapterPage::PLAIN
};

/// For how many of the steps the hinge of some pair is active: all, some, none.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    evidence.ends()?;
    let rows = evidence.spot.session.history().run(evidence.spot.run).get(1..).filter(|rows| !rows.is_empty())?;
    let active = rows.iter().filter(|row| row.active_frac > 0.0).count();
    let right = if active == rows.len() { 0 } else { 1 + usize::from(active == 0) };
    Some(Outcome { right, values: [active as f64, rows.len() as f64] })
}
