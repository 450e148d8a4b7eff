//! What tells the argument: the book with its contents and the picture that is moved by hand, and what fills them. It comes as a part of the page.

use crate::page::chapters::book::{BookProps, OpenBook};
use crate::page::chapters::contents::{Contents, ContentsProps};
use crate::page::chapters::hand::{Hand, HandProps};
use crate::page::live::looking::MakeLooking;
use crate::page::live::values::Values;
use crate::page::live::verdicts::Examiner;
use crate::parts::part;
use yew::prelude::*;

/// All of it.
#[derive(Clone, Copy)]
pub struct Telling {
    /// The line on top.
    pub contents: fn(ContentsProps) -> Html,
    /// The open chapter.
    pub book: fn(BookProps) -> Html,
    /// The picture in which both answers are moved by hand.
    pub hand: fn(HandProps) -> Html,
    /// What fills the verdicts, and answers questions.
    pub examiner: MakeLooking,
    /// What fills the values.
    pub values: MakeLooking,
}

part! {
    /// What tells the argument.
    pub fn telling() -> Telling = lesson(Telling {
        contents: |props| html! { <Contents ..props /> },
        book: |props| html! { <OpenBook ..props /> },
        hand: |props| html! { <Hand ..props /> },
        examiner: Examiner::make,
        values: Values::make,
    });
}
