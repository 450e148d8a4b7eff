//! What a browser keeps until the page is opened again, as texts, and back. They come from outside like any other text: what cannot be read
//! is as if it were not there, and what a newer page wrote is left to it.
//!
//! The place, where a person was: `dpop-lab 7 PRESET PAIR VIEW THEME PACE TAB MODE LAB FACE CHAPTER LANGUAGE` in one line. LAB is the number under which their own
//! lab is kept, or 0; a lab that does not bear an example's name has `-` for it. A kept lab: `dpop-lab 4 TIME PRESET PAIRS` in the
//! first line, then the lab file. Up to version 6 all was English, up to version 5 there was the lab's face alone, up to version 4 VIEW was a number, and up to version 3 the lab file followed on the place.

use crate::data::{LabFile, presets};
use crate::view::chapters::Chapter;
use crate::view::snapshot::{Snapshot, Start};
use crate::view::state::{Look, Mode, PageFace, State, Tab, Theme};
use crate::view::time::Pace;
use crate::view::undo::Source;
use crate::view::views::View;
use crate::words::Language;
use std::rc::Rc;

/// Begins every text, before its version.
const BEGIN: &str = "dpop-lab ";

/// The version of a place that is written.
const VERSION: u32 = 7;

/// The version of a kept lab that is written.
const LAB_VERSION: u32 = 4;

/// A person's own lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// Which of the visit's labs it is.
    pub strand: u32,
    /// The name of the example that it bears.
    preset: &'static str,
    pairs: usize,
    /// The lab file.
    pub json: Rc<str>,
}

/// What the first line of a kept lab says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The number under which it is kept.
    pub number: u64,
    /// When it was changed last, in milliseconds since 1970.
    pub time: u64,
    /// The example whose name it bears: an index into [`presets`].
    pub preset: Option<usize>,
    /// How many pairs it has.
    pub pairs: usize,
}

/// The lab, where it is another than an example and the person's own.
pub fn own(state: &State) -> Option<Own> {
    let (json, example) = (state.document.spec.json(), state.document.example());
    let own = state.document.source == Source::Here && example.is_none_or(|preset| *preset.json != **json);
    let (strand, pairs) = (state.document.strand, state.document.spec.dataset.pairs.len());
    own.then(|| Own { strand, preset: example.map_or(UNNAMED, |preset| preset.name), pairs, json: json.clone() })
}

/// Stands for the name of an example where none is borne.
const UNNAMED: &str = "-";

/// Where the person is, as text; `lab` is the number under which the lab is kept.
pub fn write(state: &State, lab: Option<u64>) -> String {
    let name = state.document.example().map_or(UNNAMED, |preset| preset.name);
    let index = |at: Option<usize>| at.unwrap_or_default();
    let view = state.look.view.key();
    let theme = index(Theme::NAMES.iter().position(|(_, theme)| *theme == state.chrome.theme));
    let pace = index(Pace::ALL.iter().position(|pace| *pace == state.playback.pace));
    let tab = index(Tab::ALL.iter().position(|tab| *tab == state.chrome.tab));
    let mode = match state.chrome.mode {
        Mode::Work => 0,
        Mode::Presentation => 1,
    };
    let lab = lab.unwrap_or_default();
    let (face, chapter) = (state.book.face.name(), state.book.chapter.key());
    let (pair, language) = (state.look.pair, state.chrome.language.tag());
    format!("{BEGIN}{VERSION} {name} {pair} {view} {theme} {pace} {tab} {mode} {lab} {face} {chapter} {language}\n")
}

/// A lab as the text under which it is kept.
pub fn write_lab(Own { preset, pairs, json, .. }: &Own, time: u64) -> String {
    format!("{BEGIN}{LAB_VERSION} {time} {preset} {pairs}\n{json}")
}

/// Whether a newer page than this one wrote it.
pub fn is_newer(text: &str) -> bool {
    version(text).is_some_and(|(version, _)| version > VERSION)
}

/// The version, and what follows it in the first line.
fn version(text: &str) -> Option<(u32, &str)> {
    let (version, rest) = text.lines().next()?.strip_prefix(BEGIN)?.split_once(' ')?;
    Some((version.parse().ok()?, rest))
}

/// What is kept under a number: its first line, and the lab file's text.
pub fn read_lab(number: u64, text: &str) -> Option<(Kept, &str)> {
    let (_, json) = text.split_once('\n')?;
    let (_, head) = version(text).filter(|(version, _)| *version == LAB_VERSION)?;
    let mut words = head.split_whitespace();
    let time = words.next()?.parse().ok()?;
    let preset = named(words.next()?)?;
    Some((Kept { number, time, preset, pairs: words.next()?.parse().ok()? }, json))
}

/// The example of this name, where it is one; nothing at all for a name that is not known.
fn named(name: &str) -> Option<Option<usize>> {
    let index = presets().iter().position(|preset| preset.name == name);
    if name == UNNAMED { Some(None) } else { index.map(Some) }
}

/// The number of the lab that a place names.
pub fn number(text: &str) -> Option<u64> {
    let (_, head) = version(text).filter(|(version, _)| (4..=VERSION).contains(version))?;
    head.split_whitespace().nth(7)?.parse().ok().filter(|number| *number > 0)
}

/// The state of a text, or nothing where it is none; `lab` gives the text that is kept under a number.
pub fn read(text: &str, lab: impl FnOnce(u64) -> Option<String>) -> Option<State> {
    let (_, own) = text.split_once('\n')?;
    let (version, head) = version(text)?;
    let mut words = head.split_whitespace();
    let preset = named(words.next()?)?.unwrap_or_default();
    let pair = words.next()?.parse::<usize>().ok()?;
    let view = view(version, words.next()?)?;
    let mut index = || words.next()?.parse::<usize>().ok();
    let (theme, pace, tab) = (index()?, index()?, index()?);
    let mode = if index() == Some(1) { Mode::Presentation } else { Mode::Work };
    let kept = number(text).and_then(lab).and_then(|text| Some(read_lab(0, &text)?.1.to_owned()));
    let json = match (kept, own) {
        (Some(kept), _) => kept,
        (None, "") => presets().get(preset)?.json.to_owned(),
        (None, own) => own.to_owned(),
    };
    let (face, chapter) = (words.nth(1).and_then(PageFace::named), words.next().and_then(Chapter::named));
    let language = words.next().and_then(Language::tagged);
    let spec: Snapshot = LabFile::from_json(&json).ok()?.into();
    let state = State::first().ok()?;
    let mut read = state.with(|document| {
        (document.preset, document.start, document.spec) = (preset, Start::at(&spec), spec);
    });
    read.look = Look { pair: pair.min(read.document.spec.dataset.pairs.len().saturating_sub(1)), view, ..read.look };
    read.playback.pace = *Pace::ALL.get(pace)?;
    // Who was here when there was one face has left the lab.
    read.book.face = face.unwrap_or(PageFace::Lab);
    read.book.chapter = chapter.unwrap_or(Chapter::FIRST);
    (read.chrome.theme, read.chrome.tab, read.chrome.mode) = (Theme::NAMES.get(theme)?.1, *Tab::ALL.get(tab)?, mode);
    read.chrome.language = language.unwrap_or_default();
    Some(read)
}

/// The view that a place names, in the terms of its version. One that is no longer there is no reason to lose the place.
fn view(version: u32, word: &str) -> Option<View> {
    const EARLY: [View; 6] = [View::ANSWERS, View::LOSS, View::TOKENS, View::HEAT_MAP, View::PLANE, View::TABLE];
    let views: &[View] = match version {
        1 => &[View::ANSWERS, View::TABLE],
        2 => &[View::ANSWERS, View::LOSS, View::PLANE, View::TABLE],
        3 | 4 => &EARLY,
        5..=VERSION => return Some(View::named(word).unwrap_or(View::ANSWERS)),
        _ => return None,
    };
    views.get(word.parse::<usize>().ok()?).copied()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::data::Edit;
    use crate::lab::link;
    use crate::view::state::{Action, Origin, book, chrome, document, look, playback, reduce};
    use proptest::prelude::*;

    /// What comes of a state when the page is left and opened again.
    fn again(state: &State) -> State {
        let place = state.own();
        let lab = own(&place).map(|own| write_lab(&own, 7));
        let text = write(&place, lab.as_ref().map(|_| 12));
        let state = read(&text, |number| lab.filter(|_| number == 12));
        state.unwrap_or_else(|| panic!("not read again: {text}"))
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> State {
        actions.into_iter().fold(State::first().expect("the first preset"), |state, action| reduce(&state, action))
    }

    fn open(text: &str) -> Action {
        document::Action::Open(Box::new(link::read(text).expect("whole").expect("a link"))).into()
    }

    #[test]
    fn what_is_kept_returns() {
        let first = State::first().expect("the first preset");
        let back = again(&first);
        assert_eq!((&*back.document.spec, back.document.preset), (&*first.document.spec, 0));
        assert_eq!(
            (back.playback.pace, back.look, back.chrome),
            (first.playback.pace, first.look.clone(), first.chrome.clone())
        );
        let state = after([
            document::Action::Choose(2).into(),
            document::Action::Edit(Edit::AddToken("new".into())).into(),
            look::Action::Select(3).into(),
            look::Action::View(View::TABLE).into(),
            chrome::Action::NextTheme.into(),
            playback::Action::Pace(Pace::Slow).into(),
            chrome::Action::Show(Tab::Settings).into(),
            chrome::Action::Present(Mode::Presentation).into(),
            chrome::Action::Speak(Language::Spanish).into(),
        ]);
        let back = again(&state);
        assert_eq!(back.chrome.language, Language::Spanish);
        assert_eq!(
            (back.document.preset, back.look.pair, &*back.document.spec, back.chrome.mode),
            (2, 3, &*state.document.spec, Mode::Presentation)
        );
        assert_eq!(
            (back.look.view, back.chrome.theme, back.playback.pace, back.chrome.tab),
            (View::TABLE, Theme::Light, Pace::Slow, Tab::Settings)
        );
        assert_eq!(own(&first), None, "a preset is kept by its name");
        let kept = own(&state).expect("an own lab");
        let (head, json) = (Kept { number: 4, time: 9, preset: Some(2), pairs: 10 }, state.document.spec.to_json());
        assert_eq!(read_lab(4, &write_lab(&kept, 9)), Some((head, &*json)));
    }

    #[test]
    fn what_is_only_shown_takes_the_place_of_nothing() {
        let delete = || document::Action::Edit(Edit::RemovePair(0)).into();
        let nine = after([delete(), look::Action::Select(4).into(), look::Action::View(View::PLANE).into()]);
        for shown in [vec![open("preset=yes-no")], vec![open("preset=yes-no"), open("preset=betas")]] {
            let state = shown.iter().cloned().fold(nine.clone(), |state, action| reduce(&state, action));
            let back = again(&state);
            assert_eq!(
                (&*back.document.spec, back.look.pair, own(&state)),
                (&*nine.document.spec, 4, None),
                "{shown:?}"
            );
        }
        // Changed, it is the person's own, and another than the one before.
        let edited = [open("preset=yes-no"), delete()].into_iter().fold(nine.clone(), |state, act| reduce(&state, act));
        let both = [&nine, &edited].map(|state| own(state).expect("an own lab"));
        assert_eq!((&*again(&edited).document.spec, both[0].strand == both[1].strand), (&*edited.document.spec, false));
    }

    #[test]
    fn a_returning_person_finds_the_face_and_the_chapter_that_they_left() {
        let chapter = Chapter::named("premise").expect("a chapter");
        let reading = after([book::Action::Open(chapter).into()]);
        let back = again(&reading);
        assert_eq!((back.book.face, back.book.chapter), (PageFace::Argument, chapter));
        let working = reduce(&reading, book::Action::Face(PageFace::Lab).into());
        let back = again(&working);
        assert_eq!((back.book.face, back.book.chapter), (PageFace::Lab, chapter));
        // An own lab is read about as it is.
        let own_lab = after([document::Action::Edit(Edit::RemovePair(0)).into(), book::Action::Open(chapter).into()]);
        assert_eq!(again(&own_lab).document.spec.dataset.pairs.len(), 9);
    }

    #[test]
    fn a_lab_without_its_examples_pairs_does_not_bear_its_name() {
        let other =
            r#"{ "dataset": { "pairs": [{ "prompt": "the sky is", "chosen": "blue", "rejected": "green" }] } }"#;
        let other = LabFile::from_json(other).expect("a lab file");
        let state =
            after([document::Action::Choose(1).into(), document::Action::Edit(Edit::Open(Box::new(other))).into()]);
        assert_eq!(state.document.origin(), Origin::Own);
        assert!(write(&state, Some(3)).starts_with("dpop-lab 7 - 0 answers "), "{}", write(&state, Some(3)));
        assert_eq!(
            (again(&state).document.origin(), &*again(&state).document.spec),
            (Origin::Own, &*state.document.spec)
        );
        // One text of one pair is enough to tell where it comes from.
        let state = after((0..9).map(|_| document::Action::Edit(Edit::RemovePair(0)).into()));
        assert_eq!((state.document.origin(), again(&state).document.origin()), (Origin::Edited, Origin::Edited));
        let empty = reduce(&state, document::Action::Edit(Edit::RemovePair(0)).into());
        assert_eq!((empty.document.origin(), again(&empty).document.origin()), (Origin::Own, Origin::Own));
    }

    #[test]
    fn other_texts_are_nothing() {
        let whole = write(&State::first().expect("the first preset"), None);
        let check = |text: &str| assert_eq!(read(text, |_| None), None, "{text}");
        check("");
        check("{}");
        check(whole.trim_end());
        check(&whole.replace("lab 7", "lab 8"));
        check(&whole.replace("lab 7", "lab 0"));
        check(&whole.replace("smaug", "gone"));
        check(&whole.replace(" 0 0 0 lab", " 99 0 0 lab"));
        check(&whole.replace(" 0 0 0 lab", " -1 0 0 lab"));
        check(&format!("{whole}{{\"dataset\": {{}}}}"));
        for (text, newer) in
            [("dpop-lab 8 x\n", true), ("dpop-lab 12 \n", true), (&*whole, false), ("dpop-lab x 1", false)]
        {
            assert_eq!(is_newer(text), newer, "{text}");
        }
        assert_eq!(read_lab(1, "dpop-lab 5 1 - 1\n{}"), None, "a newer page's");
        // What an earlier page kept is still there, with the lab behind it.
        let own = LabFile { seed: 5, ..LabFile::from_json(presets()[0].json).expect("a preset") };
        for (version, view, expected) in [
            ("lab 1", 1, View::TABLE),
            ("lab 2", 2, View::PLANE),
            ("lab 3", 3, View::HEAT_MAP),
            ("lab 4", 3, View::HEAT_MAP),
            ("lab 5", 3, View::ANSWERS),
        ] {
            for lab in [String::new(), own.to_json()] {
                let earlier = format!("dpop-{version} smaug 0 {view} 0 0 0\n{lab}");
                let state = read(&earlier, |_| None).unwrap_or_else(|| panic!("not read: {earlier}"));
                assert_eq!(
                    (state.look.view, state.document.spec.seed),
                    (expected, if lab.is_empty() { 0 } else { 5 }),
                    "{earlier}"
                );
            }
        }
        // A pair that is no longer there is no reason to lose the lab, and a lab that is gone none to lose the place.
        let state = read(&whole.replace("smaug 0", "smaug 4000").replace(" 0 lab", " 77 lab"), |_| None);
        assert_eq!(state.map(|state| (state.look.pair, state.document.origin())), Some((9, Origin::Example)));
    }

    proptest! {
        #[test]
        fn never_panics(text in "(dpop-lab [345] smaug)?[ 0-9a-z\n{}\":]{0,40}", lab in "(dpop-lab 4 )?[ 0-9a-z-]{0,9}\n[{}]*") {
            let _ = read(&text, |_| Some(lab.clone()));
            let _ = (is_newer(&lab), read_lab(1, &lab).is_some());
        }
    }
}
