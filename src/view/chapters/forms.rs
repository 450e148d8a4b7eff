//! Two ways to write the penalty, and why their λ cannot be compared.

use super::Exercise;
use super::math::{Formula, set as m};
use super::{Asks, ChapterPage, REFERENCE, Role, Scene, TokenPlace, When};
use crate::argument::Id;
use crate::view::panel::Panel;
use crate::view::scope::Theory;
use crate::view::views::View;

/// What it puts on the stage.
pub const SCENE: Scene = Scene {
    example: "penalties",
    role: Role::Dpop,
    from: REFERENCE,
    at: When::End,
    token: TokenPlace::Behind(1),
    theory: Theory::Push,
    view: View::ANSWERS,
    stage: &[Panel::Curves],
    asks: Asks::Nothing,
};

/// What it says beside it.
pub const PAGE: ChapterPage = ChapterPage {
    formulas: &[
        Formula {
            left: &[m::OUTSIDE],
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
                m::HINGE,
            ],
            value: None,
        },
        Formula {
            left: &[m::INSIDE],
            right: &[
                m::MINUS,
                m::LOG,
                m::SIGMA,
                m::OPEN,
                m::BETA,
                m::TIMES,
                m::OPEN,
                m::H,
                m::MINUS,
                m::LAMBDA,
                m::TIMES,
                m::HINGE,
                m::CLOSE,
                m::CLOSE,
            ],
            value: None,
        },
    ],
    question: None,
    verdicts: &[(Role::Dpop, Id::ChosenFalls)],
    exercises: &[Exercise::SignBug],
    always: None,
};
