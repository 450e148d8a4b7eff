//! What one works with: the lab's line on top, the scoreboard with the runs' settings, the builder, and what looks into the models. It comes as a
//! part of the page, with the lab's face or where a chapter puts some of it on the stage.

use crate::data::edit;
use crate::page::builder::{Builder, BuilderProps};
use crate::page::live::looking::MakeLooking;
use crate::page::live::microscope::ScopePainter;
use crate::page::parts::answers::{Answers, AnswersProps};
use crate::page::parts::header::{Header, HeaderProps};
use crate::page::parts::microscope::{Microscope, MicroscopeProps};
use crate::page::parts::scores::{Scores, ScoresProps};
use crate::parts::part;
use crate::view::state::editing::Editing;
use yew::prelude::*;

/// All of it.
#[derive(Clone, Copy)]
pub struct Workbench {
    /// The line on top.
    pub header: fn(HeaderProps) -> Html,
    /// The scoreboard.
    pub scores: fn(ScoresProps) -> Html,
    /// The builder.
    pub builder: fn(BuilderProps) -> Html,
    /// The logit microscope.
    pub microscope: fn(MicroscopeProps) -> Html,
    /// The models' own answers.
    pub answers: fn(AnswersProps) -> Html,
    /// What fills these two.
    pub looking: MakeLooking,
    /// What makes edits.
    pub editing: Editing,
}

part! {
    /// The workbench.
    pub fn workbench() -> Workbench = workbench(Workbench {
        header: |props| html! { <Header ..props /> },
        scores: |props| html! { <Scores ..props /> },
        builder: |props| html! { <Builder ..props /> },
        microscope: |props| html! { <Microscope ..props /> },
        answers: |props| html! { <Answers ..props /> },
        looking: ScopePainter::make,
        editing: edit::apply,
    });
}
