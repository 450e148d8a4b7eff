//! What shows the training as pictures and numbers: what draws the views, and the table. It comes as a part of the page, at once where curves are seen.

use crate::page::live::cosines::{self, CosineEasel};
use crate::page::live::depicting::MakeDepicting;
use crate::page::live::easel::Easel;
use crate::parts::part;
use crate::plot::Window;
use crate::train::Session;
use crate::view::views::{Table, View, ViewMaker};

/// All of it.
#[derive(Clone, Copy)]
pub struct Pictures {
    /// What draws.
    pub drawing: MakeDepicting,
    /// The numbers of a view that is none.
    pub numbers: fn(View, &Session, &[String], Option<Window>) -> Option<Table>,
}

part! {
    /// What shows the training.
    pub fn pictures() -> Pictures = pictures(Pictures { drawing: Easel::make, numbers });
}

part! {
    /// What shows a pair's cosines, wherever they are wanted.
    pub fn cosine_easel() -> CosineEasel = pictures(cosines::EASEL);
}

fn numbers(view: View, session: &Session, names: &[String], window: Option<Window>) -> Option<Table> {
    match view.maker() {
        ViewMaker::Picture { .. } => None,
        ViewMaker::Numbers(table) => Some(table(session, names, window)),
    }
}
