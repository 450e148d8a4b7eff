//! DPOP's two cases: the right token up, all others down.

use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
use crate::argument::Id;
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "smaug",
    role: Role::Dpop,
    from: REFERENCE,
    at: When::Step(5),
    token: TokenPlace::Last,
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Strip, Panel::Microscope],
    asks: Asks::Nothing,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[
        Formula {
            left: &[m::G],
            right: &[
                m::EFFECTIVE,
                m::TIMES,
                m::OPEN,
                m::ONE,
                m::MINUS,
                m::SW,
                m::CLOSE,
                m::PLUS,
                m::SL,
                m::MINUS,
                m::SW,
            ],
            value: None,
        },
        Formula {
            left: &[m::GJ],
            right: &[m::SLJ, m::MINUS, m::OPEN, m::EFFECTIVE, m::PLUS, m::ONE, m::CLOSE, m::TIMES, m::SWJ],
            value: None,
        },
    ],
    question: None,
    verdicts: &[(Role::Dpop, Id::OnlyH), (Role::Dpop, Id::DpopRight), (Role::Dpop, Id::DpopOthers)],
    ..ChapterPage::PLAIN
};
