//! The failure, watched: the preferred answers fall.

use super::evidence::way;
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
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
    at: When::Step(40),
    token: TokenPlace::Behind(1),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Curves],
    asks: Asks::Question,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    question: Some(ChapterQuestion { choices: 3, outcome }),
    verdicts: &[(Role::Dpo, Id::ChosenFalls)],
    always: Some("course,20"),
    ..ChapterPage::PLAIN
};

/// What has become of the preferred answers: they have risen, fallen or stayed.
fn outcome(evidence: &Evidence<'_>) -> Option<Outcome> {
    let (first, last) = evidence.ends()?;
    let change = last.logps_chosen - first.logps_chosen;
    Some(Outcome { right: way(change, 0.1), values: [change, last.logps_rejected - first.logps_rejected] })
}
