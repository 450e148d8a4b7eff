//! A pair, and how likely an answer is: before anything is trained, about as likely as chance.

use super::Quantity;
use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, Role, Scene, TokenPlace, When};
use super::{ChapterQuestion, Evidence, Outcome};
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "arithmetic",
    role: Role::Dpo,
    from: When::Start,
    at: When::Start,
    token: TokenPlace::Behind(0),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Strip],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[Formula { left: &[m::C], right: &[m::SUM, m::LOG, m::PROBABILITY], value: None }],
    question: Some(ChapterQuestion { choices: 3, outcome }),
    ..ChapterPage::PLAIN
};

/// The odds of the first token: one in two, one in as many as there are words, one in a million.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let words = evidence.spot.value(Quantity::Vocabulary)?;
    let token = evidence.spot.first_chance()?;
    let odds = [2.0, words, 1e6];
    let far = |odds: f64| (libm::log(token) + libm::log(odds)).abs();
    let right = (0..odds.len()).min_by(|a, b| far(odds[*a]).total_cmp(&far(odds[*b])))?;
    Some(Outcome { right, values: [token, words] })
}
