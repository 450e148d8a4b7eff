//! Spanish: what the page says. What each of it is stands beside its English (`words/en`).

use super::Language;
use super::rooms::{tongue, with_evidence_rooms, with_rooms};

mod argument;
mod book;
mod chapters;
mod charts;
mod common;
mod cosines;
mod experiments;
mod losses;
mod microscope;
mod page;
mod pictures;
mod runs;
mod share;
mod shared;
mod story;
mod strip;
mod transport;
mod views;

const LANGUAGE: Language = Language::Spanish;

with_rooms!(tongue);
with_evidence_rooms!(tongue);
