//! The logit microscope's table: for every token of the vocabulary, what one run says of it and what its loss does to it.

use crate::page::dom::LiveText;
use crate::page::places::{Places, ScopePlace as Place};
use crate::plot::scale::number;
use crate::view::microscope::Picture;

/// Its cells, a row for each token, found again after each render.
#[derive(Default)]
pub struct Logits(Vec<Vec<LiveText>>);

/// From pushes to gradients, which descent goes against, in the table's unit.
const MILLIONTHS: f64 = -1e6;

impl Logits {
    /// Those of the page as it is now; none where it shows bars.
    pub fn find(places: &Places) -> Logits {
        let row = |token: usize| Some(places.texts(|column| Place::Cell(token, column))).filter(|row| !row.is_empty());
        Logits((0..).map_while(row).collect())
    }

    /// Fills them for one run; `run` counts those of the picture.
    pub fn fill(&self, picture: &Picture, run: usize) {
        let this = picture.runs.get(run);
        for (id, cells) in self.0.iter().enumerate() {
            let at = |values: Option<&Vec<f64>>| values.and_then(|values| values.get(id).copied());
            let side = |side: usize| {
                let p = at(this.and_then(|run| run.p[side].as_ref())).map(|p| number(100.0 * p, 2));
                let reference = at(picture.reference[side].as_ref()).map(|p| number(100.0 * p, 2));
                let logit = this.and_then(|run| run.logits[side].as_ref()?.get(id));
                let push = at(this.and_then(|run| run.push[side].as_ref()));
                let gradient = push.map(|push| number(MILLIONTHS * push, 1));
                [p, reference, logit.map(|&logit| number(f64::from(logit), 2)), gradient]
            };
            let sum = at(this.map(|run| &run.sum)).map(|sum| number(MILLIONTHS * sum, 1));
            let theory = this.and_then(|run| Some(MILLIONTHS * run.weight * run.theory.as_ref()?.g.get(id)?));
            let values = side(0).into_iter().chain(side(1)).chain([sum, theory.map(|g| number(g, 1))]);
            for (cell, value) in cells.iter().zip(values) {
                cell.set(&value.unwrap_or_default());
            }
        }
    }
}
