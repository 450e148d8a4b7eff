//! What each key means.

use super::panel::Frame;
use super::panel::Panel;
use super::request::Move;
use super::state::{Action, Mode, PageFace, State, book, chrome, document, look, playback};
use super::time::Activity;

/// What is held while a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// Nothing.
    Nothing,
    /// Ctrl, or ⌘.
    Control,
}

/// What a key means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// Something happens to the state.
    Act(Action),
    /// A way through time.
    Go(Move),
    /// The sheet of keys.
    Help,
}

/// What a key means where these parts of the page are shown. One that can do nothing there means nothing: it is the document's around.
pub fn meaning(key: &str, with: With, state: &State, frame: &Frame) -> Option<Meaning> {
    match with {
        With::Control => with_control(key, state, frame).map(Meaning::Act),
        With::Nothing => alone(key, state, frame),
    }
}

/// In the argument space, arrows and page keys turn its pages; everything else means what it means in the lab.
fn reading(key: &str) -> Option<book::Action> {
    match key {
        " " | "PageDown" | "ArrowRight" | "n" => Some(book::Action::Next),
        "PageUp" | "ArrowLeft" | "b" => Some(book::Action::Back),
        _ => None,
    }
}

fn alone(key: &str, state: &State, frame: &Frame) -> Option<Meaning> {
    let is_page = *frame == Frame::Page;
    if let (PageFace::Argument, Some(action)) = (state.book.face, reading(key)) {
        // A figure of a part has no pages to be turned: there they only let the run answer its question.
        let answers = action == book::Action::Next && state.asks(frame);
        if frame.turns() || answers {
            return Some(Meaning::Act(action.into()));
        }
    }
    Some(match key {
        " " => Meaning::Act(match state.playback.activity {
            Activity::Training => playback::Action::Pause.into(),
            Activity::Paused => playback::Action::Train.into(),
        }),
        "ArrowLeft" => Meaning::Go(Move::Back(1)),
        "ArrowRight" => Meaning::Go(Move::On(1)),
        "PageUp" => Meaning::Go(Move::Back(10)),
        "PageDown" => Meaning::Go(Move::On(10)),
        "Home" => Meaning::Go(Move::First),
        "End" => Meaning::Go(Move::Last),
        "," => Meaning::Go(Move::PreviousMark),
        "." => Meaning::Go(Move::NextMark),
        "h" => Meaning::Go(Move::Half),
        "+" | "=" | "-" | "0" | "v" if !state.shows(frame, Panel::Curves) => return None,
        // The chapter says how the training is shown.
        "v" if state.book.face == PageFace::Argument => return None,
        "+" | "=" => Meaning::Go(Move::Zoom(0.5)),
        "-" => Meaning::Go(Move::Zoom(2.0)),
        "0" => Meaning::Act(look::Action::Zoom(None).into()),
        "p" if is_page => Meaning::Act(
            chrome::Action::Present(match state.chrome.mode {
                Mode::Work => Mode::Presentation,
                Mode::Presentation => Mode::Work,
            })
            .into(),
        ),
        "l" if is_page => Meaning::Act(book::Action::Face(state.book.face.other()).into()),
        "Escape" if state.chrome.mode == Mode::Presentation => Meaning::Act(chrome::Action::Present(Mode::Work).into()),
        "j" => Meaning::Act(look::Action::Select(state.look.pair + 1).into()),
        "k" => Meaning::Act(look::Action::Select(state.look.pair.saturating_sub(1)).into()),
        "r" => Meaning::Act(playback::Action::Reset.into()),
        "v" => Meaning::Act(look::Action::NextView.into()),
        "t" => Meaning::Act(chrome::Action::NextTheme.into()),
        "?" if is_page => Meaning::Help,
        _ => return None,
    })
}

/// What a key means together with Ctrl, or with ⌘: what it means in every editor. A figure takes it where there is something to take back.
fn with_control(key: &str, state: &State, frame: &Frame) -> Option<Action> {
    let is_page = *frame == Frame::Page;
    match key {
        "z" if is_page || state.document.undo.has_past() => Some(document::Action::Undo.into()),
        "Z" | "y" if is_page || state.document.undo.has_future() => Some(document::Action::Redo.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Edit;
    use crate::view::chapters::Chapter;
    use crate::view::panel::{ChapterPart, Cutout};
    use crate::view::state::{Guess, reduce};

    fn check(actions: &[Action], frame: &Frame, with: With, key: &str, expected: Option<Meaning>) {
        let state =
            actions.iter().cloned().fold(State::first().expect("the first preset"), |state, act| reduce(&state, act));
        assert_eq!(meaning(key, with, &state, frame), expected, "{key:?} after {actions:?} in {frame:?}");
    }

    fn act(action: impl Into<Action>) -> Option<Meaning> {
        Some(Meaning::Act(action.into()))
    }

    #[test]
    fn keys_of_the_page() {
        let page = Frame::Page;
        let check = |actions: &[Action], key: &str, expected: Option<Meaning>| {
            check(actions, &page, With::Nothing, key, expected);
        };
        check(&[], " ", act(playback::Action::Pause));
        check(&[playback::Action::Pause.into()], " ", act(playback::Action::Train));
        check(&[], "ArrowRight", Some(Meaning::Go(Move::On(1))));
        check(&[], "PageUp", Some(Meaning::Go(Move::Back(10))));
        check(&[], "+", Some(Meaning::Go(Move::Zoom(0.5))));
        check(&[], "?", Some(Meaning::Help));
        check(&[], "l", act(book::Action::Face(PageFace::Argument)));
        let reading = [book::Action::Open(Chapter::FIRST).into()];
        check(&reading, "l", act(book::Action::Face(PageFace::Lab)));
        for key in [" ", "ArrowRight", "PageDown", "n"] {
            check(&reading, key, act(book::Action::Next));
        }
        for key in ["ArrowLeft", "PageUp", "b"] {
            check(&reading, key, act(book::Action::Back));
        }
        check(&reading, ".", Some(Meaning::Go(Move::NextMark)));
        check(&reading, "v", None);
        check(&[], "n", None);
        check(
            &[chrome::Action::Present(Mode::Presentation).into()],
            "Escape",
            act(chrome::Action::Present(Mode::Work)),
        );
        check(&[], "Escape", None);
        check(&[look::Action::Select(2).into()], "k", act(look::Action::Select(1)));
        check(&[], "x", None);
    }

    #[test]
    fn a_figure_takes_what_it_shows_and_no_more() {
        let strip = Frame::Figure(Cutout::of(&[Panel::Strip]));
        let curves = Frame::Figure(Cutout::of(&[Panel::Curves]));
        for key in ["+", "-", "0", "v", "p", "?"] {
            check(&[], &strip, With::Nothing, key, None);
        }
        check(&[], &curves, With::Nothing, "0", act(look::Action::Zoom(None)));
        check(&[], &curves, With::Nothing, "p", None);
        check(&[], &strip, With::Control, "z", None);
        // The pages of a chapter are turned where it is shown whole; of a part only the question is answered.
        let open: Action = book::Action::Open(Chapter::named("after").expect("a chapter")).into();
        let part = |parts: &[ChapterPart]| Frame::Figure(Cutout { parts: parts.to_vec(), ..Cutout::of(&[]) });
        let next = || act(book::Action::Next);
        check(std::slice::from_ref(&open), &strip, With::Nothing, "n", next());
        check(std::slice::from_ref(&open), &strip, With::Nothing, "b", act(book::Action::Back));
        let asking = part(&[ChapterPart::Question, ChapterPart::Verdicts]);
        check(std::slice::from_ref(&open), &asking, With::Nothing, "n", next());
        check(&[open.clone(), book::Action::Guess(Guess::None).into()], &asking, With::Nothing, "n", None);
        check(std::slice::from_ref(&open), &asking, With::Nothing, "b", None);
        check(&[open], &part(&[ChapterPart::Formula]), With::Nothing, "n", None);
        check(&[], &Frame::Page, With::Control, "z", act(document::Action::Undo));
        let edited = [document::Action::Edit(Edit::RemovePair(0)).into()];
        check(&edited, &strip, With::Control, "z", act(document::Action::Undo));
        check(&edited, &strip, With::Control, "y", None);
        check(&edited, &Frame::Page, With::Control, "a", None);
    }
}
