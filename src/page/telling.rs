//! What tells the argument: the lesson's cards, and what examines the runs for them. It comes as a part of the page, with the lesson.

use crate::page::chapters::lesson::{Card, CardProps};
use crate::page::live::looking::MakeLooking;
use crate::page::live::verdicts::Examiner;
use crate::parts::part;
use yew::prelude::*;

/// All of it.
#[derive(Clone, Copy)]
pub struct Telling {
    /// The lesson's card.
    pub card: fn(CardProps) -> Html,
    /// What fills the verdicts on it.
    pub examiner: MakeLooking,
}

part! {
    /// What tells the argument.
    pub fn telling() -> Telling = lesson(Telling { card: |props| html! { <Card ..props /> }, examiner: Examiner::make });
}
