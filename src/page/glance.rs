//! What one sees of a training at a glance, in either face: the token strip, the line of time, and all that is said in words and numbers. It comes
//! as a part of the page, at once: the first wasm trains meanwhile.

use crate::page::live::looking::MakeLooking;
use crate::page::live::texts::Texts;
use crate::page::parts::headline::{Heard, unseen};
use crate::page::parts::strip::{Strip, StripProps};
use crate::page::parts::transport::transport;
use crate::page::places::Places;
use crate::page::sheets::keys;
use crate::parts::part;
use crate::train::Session;
use crate::view::request::Move;
use crate::view::state::{Action, State};
use crate::view::story::{self, Story};
use yew::prelude::*;

/// All of it.
#[derive(Clone, Copy)]
pub struct Glance {
    /// The token strip.
    pub strip: fn(StripProps) -> Html,
    /// The line of time.
    pub transport: fn(&State, &Places, &Callback<Action>, &Callback<Move>) -> Html,
    /// What fills words and numbers.
    pub texts: MakeLooking,
    /// The sentences at a point of time.
    pub story: fn(&Session, &[String], usize) -> Story,
    /// What only a screen reader hears.
    pub unseen: fn(&State, Option<&Heard>) -> Html,
    /// What the keys mean.
    pub keys: fn(&NodeRef) -> Html,
}

part! {
    /// What is seen at a glance.
    pub fn glance() -> Glance = glance(Glance {
        strip: |props| html! { <Strip ..props /> },
        transport,
        texts: Texts::make,
        story: story::story,
        unseen,
        keys: keys::sheet,
    });
}
