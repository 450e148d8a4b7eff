//! What one works with, and does not need at the first glance: the builder, and what looks into the models. It comes as a part of the page, by itself.

use crate::page::builder::{Builder, BuilderProps};
use crate::page::live::looking::MakeLooking;
use crate::page::live::microscope::ScopePainter;
use crate::page::parts::answers::{Answers, AnswersProps};
use crate::page::parts::microscope::{Microscope, MicroscopeProps};
use crate::parts::part;
use yew::prelude::*;

/// All of it.
#[derive(Clone, Copy)]
pub struct Workbench {
    /// The builder.
    pub builder: fn(BuilderProps) -> Html,
    /// The logit microscope.
    pub microscope: fn(MicroscopeProps) -> Html,
    /// The models' own answers.
    pub answers: fn(AnswersProps) -> Html,
    /// What fills these two.
    pub looking: MakeLooking,
}

part! {
    /// The workbench.
    pub fn workbench() -> Workbench = workbench(Workbench {
        builder: |props| html! { <Builder ..props /> },
        microscope: |props| html! { <Microscope ..props /> },
        answers: |props| html! { <Answers ..props /> },
        looking: ScopePainter::make,
    });
}
