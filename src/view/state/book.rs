//! The page's two faces, and how far one has read in the argument: the face, the chapter, and what was answered.

use super::{Mode, State, document};
use crate::data::{LabFile, presets};
use crate::lab::link::LinkView;
use crate::view::chapters::{self, Asks, Chapter, Exercise};
use crate::view::panel::{ChapterPart, Frame};
use crate::view::scope::Turn;
use crate::view::state::{Look, Origin};
use crate::view::time::{Activity, Cursor, Pace, Stage};
use std::rc::Rc;

/// Which of the page's faces is seen. Both are of one lab: the same run, step, pair and token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFace {
    /// The argument, a chapter at a time.
    Argument,
    /// Everything at once.
    Lab,
}

impl PageFace {
    /// Both with their names in links and in the page's `data-face`.
    pub const NAMES: [(&'static str, PageFace); 2] = [("argument", PageFace::Argument), ("lab", PageFace::Lab)];

    /// The name.
    pub fn name(self) -> &'static str {
        PageFace::NAMES.iter().find(|(_, face)| *face == self).map_or("", |(name, _)| name)
    }

    /// The face of this name.
    pub fn named(name: &str) -> Option<PageFace> {
        PageFace::NAMES.iter().find(|(known, _)| *known == name).map(|(_, face)| *face)
    }

    /// The other one.
    pub fn other(self) -> PageFace {
        match self {
            PageFace::Argument => PageFace::Lab,
            PageFace::Lab => PageFace::Argument,
        }
    }
}

/// What was said to a chapter's question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// This choice.
    Choice(usize),
    /// None: the answer was asked for.
    None,
}

/// In a hall a chapter has two screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// What it says and asks.
    Words,
    /// Its picture, with what the run answers and what is counted.
    Picture,
}

impl Beat {
    /// Its name in the page's `data-beat`.
    pub fn name(self) -> &'static str {
        match self {
            Beat::Words => "words",
            Beat::Picture => "picture",
        }
    }
}

/// How far one has read.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// What is seen.
    pub face: PageFace,
    /// The chapter that is open, or was open last.
    pub chapter: Chapter,
    /// Which of its screens a hall sees.
    pub beat: Beat,
    /// What was said to the questions of chapters, in this visit.
    pub guesses: Rc<[(Chapter, Guess)]>,
    /// Where a link has the open chapter look, in place of where it would by itself.
    pub named: LinkView,
    /// The run that an exercise has been answered with.
    pub suspect: Option<usize>,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Shows a face.
    Face(PageFace),
    /// Opens a chapter.
    Open(Chapter),
    /// Has the open chapter look where a link says.
    Place(LinkView),
    /// Answers the open chapter's question.
    Guess(Guess),
    /// Tells the open chapter on its own example.
    OnExample,
    /// Tells it on an exercise's.
    Try(Exercise),
    /// Answers the open chapter's exercise with a run.
    Suspect(usize),
    /// One thing further: what was asked is answered, or the next chapter opened.
    Next,
    /// The chapter before.
    Back,
}

impl Book {
    /// As a first visit finds it.
    pub fn first() -> Book {
        Book {
            face: PageFace::Argument,
            chapter: Chapter::FIRST,
            beat: Beat::Words,
            guesses: Rc::default(),
            named: LinkView::default(),
            suspect: None,
        }
    }

    /// What was said to the open chapter's question.
    pub fn guess(&self) -> Option<Guess> {
        self.guesses.iter().find(|(chapter, _)| *chapter == self.chapter).map(|(_, guess)| *guess)
    }

    /// Whether the open chapter waits for an answer: what comes after is not shown before.
    pub fn asks(&self) -> bool {
        self.chapter.scene().asks == Asks::Question && self.guess().is_none()
    }
}

impl State {
    /// Whether a hall looks, to which a chapter is shown a screen at a time.
    fn in_hall(&self) -> bool {
        self.chrome.mode == Mode::Presentation && self.book.face == PageFace::Argument
    }

    /// Whether what comes after is not shown yet: the question waits for its answer, or the hall for the picture.
    pub fn waits(&self) -> bool {
        self.book.asks() || (self.in_hall() && self.book.beat == Beat::Words)
    }

    /// Whether what comes after is not shown yet in this frame: nothing waits for an answer to a question that is not shown.
    pub fn asks(&self, frame: &Frame) -> bool {
        self.waits() && frame.tells(ChapterPart::Question)
    }
}

/// The state after an action.
pub fn reduce(state: &State, action: Action) -> State {
    let book = &state.book;
    match action {
        Action::Face(PageFace::Lab) => State { book: Book { face: PageFace::Lab, ..book.clone() }, ..state.clone() },
        // Nothing is trained anew and nothing moves: the chapter is about what was looked at in the lab.
        Action::Face(PageFace::Argument) => {
            let mut next = State { book: Book { face: PageFace::Argument, ..book.clone() }, ..state.clone() };
            next.look.view = book.chapter.scene().view;
            next
        }
        Action::Open(chapter) => open(state, chapter),
        Action::Place(view) => place(state.clone(), view),
        Action::Guess(guess) => {
            if book.chapter.scene().asks == Asks::Nothing {
                return state.clone();
            }
            let others = book.guesses.iter().filter(|(chapter, _)| *chapter != book.chapter).copied();
            let guesses = others.chain([(book.chapter, guess)]).collect();
            State { book: Book { guesses, ..book.clone() }, ..state.clone() }
        }
        Action::OnExample => on(state, book.chapter, book.chapter.scene().example),
        Action::Try(exercise) => match exercise.example() {
            Some(example) => on(state, book.chapter, example),
            None => state.clone(),
        },
        Action::Suspect(run) => State { book: Book { suspect: Some(run), ..book.clone() }, ..state.clone() },
        Action::Next if state.in_hall() && book.beat == Beat::Words => {
            let answered = if book.asks() { reduce(state, Action::Guess(Guess::None)) } else { state.clone() };
            State { book: Book { beat: Beat::Picture, ..answered.book.clone() }, ..answered }
        }
        Action::Back if state.in_hall() && book.beat == Beat::Picture => {
            State { book: Book { beat: Beat::Words, ..book.clone() }, ..state.clone() }
        }
        Action::Next if book.asks() => reduce(state, Action::Guess(Guess::None)),
        Action::Next => book.chapter.next().map_or(state.clone(), |chapter| open(state, chapter)),
        Action::Back => book.chapter.previous().map_or(state.clone(), |chapter| open(state, chapter)),
    }
}

/// Opens a chapter. Where the lab is another chapter's example, it is told on its own; any other lab stays, and it is told on that.
fn open(state: &State, chapter: Chapter) -> State {
    let document = &state.document;
    let is_example = document.origin() == Origin::Example;
    let at_hand = presets().get(document.preset).map_or("", |preset| preset.name);
    if is_example && at_hand != chapter.scene().example && chapters::is_told_on(at_hand) {
        on(state, chapter, chapter.scene().example)
    } else {
        tell(state.clone(), chapter)
    }
}

/// Tells a chapter on an example.
fn on(state: &State, chapter: Chapter, example: &str) -> State {
    let found = presets().iter().position(|preset| preset.name == example);
    let lab = found.and_then(|index| LabFile::from_json(presets().get(index)?.json).ok());
    match found.zip(lab) {
        Some((index, lab)) => tell(state.shown(index, lab), chapter),
        None => tell(state.clone(), chapter),
    }
}

/// Puts the chapter on the stage, before its question is answered.
fn tell(mut state: State, chapter: Chapter) -> State {
    let named = LinkView::default();
    state.book = Book { face: PageFace::Argument, chapter, beat: Beat::Words, named, suspect: None, ..state.book };
    let (scene, spec) = (chapter.scene(), state.document.spec.clone());
    let is_idle = state.playback.stage == Stage::Done || state.document.is_empty() || state.playback.fault.is_some();
    state.playback.activity = if is_idle { Activity::Paused } else { Activity::Training };
    state.playback.pace = Pace::Full;
    state.playback.look_at(Cursor::At(scene.way(&spec).0));
    let pair = state.look.pair;
    state.look = Look { pair, scope: scene.scope(&spec, pair), view: scene.view, ..state.look.whole() };
    state
}

/// Has the open chapter look where a link says; what the link does not name is where the chapter looks.
fn place(mut state: State, view: LinkView) -> State {
    let spec = state.document.spec.clone();
    let look = &mut state.look;
    let pair = view.pair.map(|pair| pair.min(spec.dataset.pairs.len().saturating_sub(1)));
    if let Some(pair) = pair.filter(|pair| *pair != look.pair) {
        (look.pair, look.scope) = (pair, state.book.chapter.scene().scope(&spec, pair));
    }
    let turns = view.token.map(Turn::Position).into_iter().chain(view.run.map(Turn::Run));
    look.scope = turns.fold(look.scope.clone(), |scope, turn| scope.turned(look.pair, turn));
    if let Some(at) = view.at {
        state.playback.look_at(Cursor::At(document::time(&spec, at)));
    }
    state.book.named = view;
    state
}
