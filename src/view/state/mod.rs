//! The page's state, its actions, and the one pure function from one state to the next.
//!
//! It has five parts, each with its own actions and its own `reduce`: the document (the lab, where it comes from, what was before it), playback
//! (the training in time), the look (what is looked at), the book (which face, and how far one has read) and chrome (what is around it). What changes with every training step is not
//! here: it lives in the session, and is read on animation frames.

pub mod book;
pub mod chrome;
pub mod document;
pub mod editing;
pub mod look;
pub mod playback;
#[cfg(test)]
mod tests;

pub use book::{Beat, Book, Guess, PageFace};
pub use chrome::{Chrome, Mode, Tab, Theme};
pub use document::{Comparison, Document, Origin, Pledge};
pub use look::Look;
pub use playback::{Playback, Trainer, TrainerNews};

use crate::data::FieldError;
use crate::lab::link;
use crate::train::Phase;
use crate::view::panel::{ChapterPart, Frame, Panel};
use crate::view::snapshot::{Course, Start};
use playback::Workload;
use std::rc::Rc;

/// Everything that a person has chosen, and the few milestones that change what they can do.
#[derive(Clone, Debug)]
pub struct State {
    /// The lab at hand, and what belongs to it.
    pub document: Rc<Document>,
    /// The training in time.
    pub playback: Playback,
    /// What is looked at.
    pub look: Look,
    /// Which face is seen, and how far one has read.
    pub book: Book,
    /// What is around it.
    pub chrome: Chrome,
}

/// A document is the same where it is one: every change makes another.
impl PartialEq for State {
    fn eq(&self, other: &State) -> bool {
        Rc::ptr_eq(&self.document, &other.document)
            && self.playback == other.playback
            && self.look == other.look
            && self.book == other.book
            && self.chrome == other.chrome
    }
}

/// Everything that can happen to the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// To the document.
    Document(document::Action),
    /// To the training in time.
    Playback(playback::Action),
    /// To what is looked at.
    Look(look::Action),
    /// To how far one has read.
    Book(book::Action),
    /// To what is around it.
    Chrome(chrome::Action),
    /// What the session that began there says. Once another has begun it is nothing: who holds
    /// a lab that was left may still ask it, and its session ends a moment later.
    Of(Start, Box<Action>),
}

impl Action {
    /// What the session that began there says.
    pub fn of(start: &Start, action: impl Into<Action>) -> Action {
        Action::Of(start.clone(), Box::new(action.into()))
    }
}

impl From<document::Action> for Action {
    fn from(action: document::Action) -> Action {
        Action::Document(action)
    }
}

impl From<playback::Action> for Action {
    fn from(action: playback::Action) -> Action {
        Action::Playback(action)
    }
}

impl From<look::Action> for Action {
    fn from(action: look::Action) -> Action {
        Action::Look(action)
    }
}

impl From<book::Action> for Action {
    fn from(action: book::Action) -> Action {
        Action::Book(action)
    }
}

impl From<chrome::Action> for Action {
    fn from(action: chrome::Action) -> Action {
        Action::Chrome(action)
    }
}

impl State {
    /// The lab's face with the first preset, training: the page is alive without a click.
    ///
    /// # Errors
    /// The first preset is not a lab file; a test of `data` says that it is.
    pub fn first() -> Result<State, FieldError> {
        let document = Rc::new(Document::first()?);
        let book = Book { face: PageFace::Lab, ..Book::first() };
        Ok(State { document, playback: Playback::first(), look: Look::first(), book, chrome: Chrome::FIRST })
    }

    /// Whether a part of the page is to be seen: the stage of the open chapter, or all that the frame has.
    pub fn shows(&self, frame: &Frame, panel: Panel) -> bool {
        match (self.book.face, frame) {
            (PageFace::Argument, _) => {
                let on_stage = panel == Panel::Time || self.book.chapter.scene().stage.contains(&panel);
                on_stage && frame.tells(ChapterPart::Stage)
            }
            (PageFace::Lab, Frame::Page) => panel != Panel::Hand,
            (PageFace::Lab, Frame::Figure(_)) => frame.shows(panel),
        }
    }

    /// Whether there is anything to train.
    fn work(&self) -> Workload {
        if self.document.is_empty() { Workload::None } else { Workload::Some }
    }

    /// What a link to this state says, when the page shows this point of time.
    pub fn link(&self, at: Option<(Phase, usize)>, digest: Option<u64>) -> link::LinkView {
        let (spec, pair, scope) = (&self.document.spec, self.look.pair, &self.look.scope);
        let token = Some(scope.position(spec, pair)).filter(|_| scope.is_turned(pair));
        let run = Some(scope.run(spec)).filter(|run| *run > 0);
        link::LinkView { pair: Some(pair).filter(|pair| *pair > 0), token, run, at, digest }
    }
}

/// The state after an action. Pure: the same state and action give the same result, and nothing else happens.
pub fn reduce(state: &State, action: Action) -> State {
    match action {
        Action::Of(start, _) if start != state.document.start => state.clone(),
        Action::Of(_, action) => reduce(state, *action),
        Action::Document(action) => document::reduce(state, action),
        Action::Playback(action) => {
            let (course, playback) = state.playback.reduce(action, state.work());
            match course {
                Course::GoesOn => State { playback, ..state.clone() },
                Course::Anew => state.begun(playback),
            }
        }
        Action::Book(action) => book::reduce(state, action),
        Action::Look(action) => State { look: state.look.reduce(action, &state.document.spec), ..state.clone() },
        Action::Chrome(action) => {
            // Who turns to another part of the builder has done with what was refused in the last one.
            let turns = matches!(action, chrome::Action::Show(_)) && state.document.refusal.is_some();
            let next = State { chrome: state.chrome.reduce(action), ..state.clone() };
            if turns { next.with(|document| document.refusal = None) } else { next }
        }
    }
}
