//! What is looked at: the pair, the token, the view of the training, and which of its lines.

use crate::data::LabFile;
use crate::plot::{Time, Window};
use crate::view::bands::SeedBands;
use crate::view::scope::{Scope, Turn};
use crate::view::snapshot::Held;
use crate::view::views::View;
use crate::words::Symbol;
use std::rc::Rc;

/// What is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The selected pair.
    pub pair: usize,
    /// Where microscope, strip and answers look.
    pub scope: Scope,
    /// How the training is shown.
    pub view: View,
    /// The runs whose lines are left out.
    pub hidden: Rc<[usize]>,
    /// The part of the time axis that the curves show; all of it, where nobody chose.
    pub zoom: Option<Window>,
    /// The symbol of a formula that is pointed at.
    pub pointed: Option<Symbol>,
    /// What some lab does from many seeds: it is seen behind the curves while that lab is at hand.
    pub bands: Option<Held<SeedBands>>,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Selects a pair.
    Select(usize),
    /// Looks elsewhere in the selected pair.
    Turn(Turn),
    /// Takes this view of the training.
    View(View),
    /// Takes the next one.
    NextView,
    /// Leaves a run's lines out, or shows them again.
    Hide(usize),
    /// Shows this part of the time axis, or all of it.
    Zoom(Option<Window>),
    /// Points at what a symbol names, or no longer.
    Point(Option<Symbol>),
    /// Shows what a lab does from many seeds, or nothing of the kind.
    Bands(Option<Held<SeedBands>>),
}

impl Look {
    /// As a first visit looks.
    pub fn first() -> Look {
        let (pair, scope, view) = (0, Scope::HOME, View::ANSWERS);
        Look { pair, scope, view, hidden: Rc::default(), zoom: None, pointed: None, bands: None }
    }

    /// At another training: all of its lines, all of its time.
    pub fn whole(&self) -> Look {
        Look { hidden: Rc::default(), zoom: None, pointed: None, ..self.clone() }
    }

    /// After an action on this lab.
    pub fn reduce(&self, action: Action, lab: &LabFile) -> Look {
        let mut next = self.clone();
        match action {
            Action::Select(pair) if pair < lab.dataset.pairs.len() => next.pair = pair,
            Action::Select(_) => {}
            Action::Turn(turn) => next.scope = self.scope.turned(self.pair, turn),
            Action::View(view) => next.view = view,
            Action::NextView => next.view = self.view.next(),
            Action::Point(symbol) => next.pointed = symbol,
            Action::Bands(bands) => next.bands = bands,
            Action::Hide(run) => {
                let others = self.hidden.iter().copied().filter(|hidden| *hidden != run);
                let is_hidden = self.hidden.contains(&run);
                next.hidden = if is_hidden { others.collect() } else { others.chain([run]).collect() };
            }
            Action::Zoom(zoom) => {
                let time = Time { sft: lab.sft.steps, preference: lab.preference.steps };
                next.zoom = zoom.map(|window| window.within(time)).filter(|window| *window != Window::whole(time));
            }
        }
        next
    }
}
