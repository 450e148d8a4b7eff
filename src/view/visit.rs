//! What a browser keeps until the page is opened again, as texts, and back. They come from outside like any other text: what cannot be read
//! is as if it were not there, and what a newer page wrote is left to it.
//!
//! The place, where a person was: `dpop-lab 4 PRESET PAIR VIEW THEME PACE TAB MODE LAB` in one line. LAB is the number under which their own lab
//! is kept, or 0; a lab that does not bear an example's name has `-` for it. A kept lab: `dpop-lab 4 TIME PRESET PAIRS` in the
//! first line, then the lab file. Up to version 3 the lab file followed on the place.

use crate::data::{LabFile, presets};
use crate::view::state::{Mode, State, Tab, Theme};
use crate::view::time::Pace;
use crate::view::undo::Source;
use crate::view::views::View;
use std::rc::Rc;

/// Begins every text, before its version.
const BEGIN: &str = "dpop-lab ";

/// The version that is written.
const VERSION: u32 = 4;

/// A person's own lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// Which of the visit's labs it is.
    pub strand: u32,
    /// The name of the example that it bears.
    preset: &'static str,
    pairs: usize,
    /// The lab file.
    pub json: String,
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
    let (json, example) = (state.spec.to_json(), state.example());
    let own = state.source == Source::Here && example.is_none_or(|preset| preset.json != json);
    let (strand, pairs) = (state.strand, state.spec.dataset.pairs.len());
    own.then(|| Own { strand, preset: example.map_or(UNNAMED, |preset| preset.name), pairs, json })
}

/// Stands for the name of an example where none is borne.
const UNNAMED: &str = "-";

/// Where the person is, as text; `lab` is the number under which the lab is kept.
pub fn write(state: &State, lab: Option<u64>) -> String {
    let name = state.example().map_or(UNNAMED, |preset| preset.name);
    let index = |at: Option<usize>| at.unwrap_or_default();
    let view = index(View::ALL.iter().position(|view| *view == state.view));
    let theme = index(Theme::NAMES.iter().position(|(_, theme)| *theme == state.theme));
    let pace = index(Pace::ALL.iter().position(|pace| *pace == state.pace));
    let tab = index(Tab::ALL.iter().position(|tab| *tab == state.tab));
    let mode = match state.mode {
        Mode::Work => 0,
        Mode::Presentation => 1,
    };
    let lab = lab.unwrap_or_default();
    format!("{BEGIN}{VERSION} {name} {} {view} {theme} {pace} {tab} {mode} {lab}\n", state.pair)
}

/// A lab as the text under which it is kept.
pub fn write_lab(Own { preset, pairs, json, .. }: &Own, time: u64) -> String {
    format!("{BEGIN}{VERSION} {time} {preset} {pairs}\n{json}")
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
    let (_, head) = version(text).filter(|(version, _)| *version == VERSION)?;
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
    let (_, head) = version(text).filter(|(version, _)| *version == VERSION)?;
    head.split_whitespace().nth(7)?.parse().ok().filter(|number| *number > 0)
}

/// The state of a text, or nothing where it is none; `lab` gives the text that is kept under a number.
pub fn read(text: &str, lab: impl FnOnce(u64) -> Option<String>) -> Option<State> {
    let (_, own) = text.split_once('\n')?;
    let (version, head) = version(text)?;
    let views: &[View] = match version {
        1 => &[View::Charts, View::Table],
        2 => &[View::Charts, View::Losses, View::Plane, View::Table],
        3 | VERSION => &View::ALL,
        _ => return None,
    };
    let mut words = head.split_whitespace();
    let preset = named(words.next()?)?.unwrap_or_default();
    let mut index = || words.next()?.parse::<usize>().ok();
    let (pair, view, theme, pace, tab) = (index()?, index()?, index()?, index()?, index()?);
    let mode = if index() == Some(1) { Mode::Presentation } else { Mode::Work };
    let kept = number(text).and_then(lab).and_then(|text| Some(read_lab(0, &text)?.1.to_owned()));
    let json = match (kept, own) {
        (Some(kept), _) => kept,
        (None, "") => presets().get(preset)?.json.to_owned(),
        (None, own) => own.to_owned(),
    };
    let spec = LabFile::from_json(&json).ok()?;
    Some(State {
        preset,
        pair: pair.min(spec.dataset.pairs.len().saturating_sub(1)),
        spec: Rc::new(spec),
        view: *views.get(view)?,
        theme: Theme::NAMES.get(theme)?.1,
        pace: *Pace::ALL.get(pace)?,
        tab: *Tab::ALL.get(tab)?,
        mode,
        ..State::first().ok()?
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::data::Edit;
    use crate::lab::link;
    use crate::view::state::{Action, Origin, reduce};
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
        Action::Open(Box::new(link::read(text).expect("whole").expect("a link")))
    }

    #[test]
    fn what_is_kept_returns() {
        let first = State::first().expect("the first preset");
        assert_eq!(again(&first), first);
        let state = after([
            Action::Choose(2),
            Action::Edit(Edit::AddToken("new".into())),
            Action::Select(3),
            Action::View(View::Table),
            Action::NextTheme,
            Action::Pace(Pace::Slow),
            Action::Show(Tab::Settings),
            Action::Present(Mode::Presentation),
        ]);
        let back = again(&state);
        assert_eq!((back.preset, back.pair, &back.spec, back.mode), (2, 3, &state.spec, Mode::Presentation));
        assert_eq!(
            (back.view, back.theme, back.pace, back.tab),
            (View::Table, Theme::Light, Pace::Slow, Tab::Settings)
        );
        assert_eq!(own(&first), None, "a preset is kept by its name");
        let kept = own(&state).expect("an own lab");
        let (head, json) = (Kept { number: 4, time: 9, preset: Some(2), pairs: 10 }, state.spec.to_json());
        assert_eq!(read_lab(4, &write_lab(&kept, 9)), Some((head, &*json)));
    }

    #[test]
    fn what_is_only_shown_takes_the_place_of_nothing() {
        let delete = || Action::Edit(Edit::RemovePair(0));
        let nine = after([delete(), Action::Select(4), Action::View(View::Plane)]);
        for shown in [
            vec![open("preset=yes-no")],
            vec![open("preset=yes-no"), open("preset=betas")],
            vec![Action::Lesson(Some(3)), Action::Sweep(0, 7)],
            vec![open("preset=yes-no"), Action::Lesson(Some(3))],
            vec![Action::Lesson(Some(3)), open("preset=smaug")],
        ] {
            let state = shown.iter().cloned().fold(nine.clone(), |state, action| reduce(&state, action));
            let back = again(&state);
            assert_eq!((&back.spec, back.pair, own(&state)), (&nine.spec, 4, None), "{shown:?}");
        }
        let lesson = reduce(&nine, Action::Lesson(Some(4)));
        assert_eq!((lesson.view, again(&lesson).view), (View::Charts, View::Plane));
        // Changed, it is the person's own, and another than the one before.
        let edited = [open("preset=yes-no"), delete()].into_iter().fold(nine.clone(), |state, act| reduce(&state, act));
        let both = [&nine, &edited].map(|state| own(state).expect("an own lab"));
        assert_eq!((again(&edited).spec, both[0].strand == both[1].strand), (edited.spec, false));
    }

    #[test]
    fn a_lab_without_its_examples_pairs_does_not_bear_its_name() {
        let other =
            r#"{ "dataset": { "pairs": [{ "prompt": "the sky is", "chosen": "blue", "rejected": "green" }] } }"#;
        let other = LabFile::from_json(other).expect("a lab file");
        let state = after([Action::Choose(1), Action::Edit(Edit::Open(Box::new(other)))]);
        assert_eq!(state.origin(), Origin::Own);
        assert!(write(&state, Some(3)).starts_with("dpop-lab 4 - 0 "), "{}", write(&state, Some(3)));
        assert_eq!((again(&state).origin(), &again(&state).spec), (Origin::Own, &state.spec));
        // One text of one pair is enough to tell where it comes from.
        let state = after((0..9).map(|_| Action::Edit(Edit::RemovePair(0))));
        assert_eq!((state.origin(), again(&state).origin()), (Origin::Edited, Origin::Edited));
        let empty = reduce(&state, Action::Edit(Edit::RemovePair(0)));
        assert_eq!((empty.origin(), again(&empty).origin()), (Origin::Own, Origin::Own));
    }

    #[test]
    fn other_texts_are_nothing() {
        let whole = write(&State::first().expect("the first preset"), None);
        let check = |text: &str| assert_eq!(read(text, |_| None), None, "{text}");
        check("");
        check("{}");
        check(whole.trim_end());
        check(&whole.replace("lab 4", "lab 5"));
        check(&whole.replace("lab 4", "lab 0"));
        check(&whole.replace("smaug", "gone"));
        check(&whole.replace(" 0 0 0\n", " 99 0 0\n"));
        check(&whole.replace(" 0 0 0\n", " -1 0 0\n"));
        check(&format!("{whole}{{\"dataset\": {{}}}}"));
        for (text, newer) in
            [("dpop-lab 5 x\n", true), ("dpop-lab 12 \n", true), (&*whole, false), ("dpop-lab x 1", false)]
        {
            assert_eq!(is_newer(text), newer, "{text}");
        }
        assert_eq!(read_lab(1, "dpop-lab 5 1 - 1\n{}"), None, "a newer page's");
        // What an earlier page kept is still there, with the lab behind it.
        let own = LabFile { seed: 5, ..LabFile::from_json(presets()[0].json).expect("a preset") };
        for (version, view, expected) in
            [("lab 1", 1, View::Table), ("lab 2", 2, View::Plane), ("lab 3", 3, View::Heat), ("lab 4", 3, View::Heat)]
        {
            for lab in [String::new(), own.to_json()] {
                let earlier = format!("dpop-{version} smaug 0 {view} 0 0 0\n{lab}");
                let state = read(&earlier, |_| None).unwrap_or_else(|| panic!("not read: {earlier}"));
                assert_eq!((state.view, state.spec.seed), (expected, if lab.is_empty() { 0 } else { 5 }), "{earlier}");
            }
        }
        // A pair that is no longer there is no reason to lose the lab, and a lab that is gone none to lose the place.
        let state = read(&whole.replace("smaug 0", "smaug 4000").replace(" 0\n", " 77\n"), |_| None);
        assert_eq!(state.map(|state| (state.pair, state.origin())), Some((9, Origin::Example)));
    }

    proptest! {
        #[test]
        fn never_panics(text in "(dpop-lab [34] smaug)?[ 0-9a-z\n{}\":]{0,40}", lab in "(dpop-lab 4 )?[ 0-9a-z-]{0,9}\n[{}]*") {
            let _ = read(&text, |_| Some(lab.clone()));
            let _ = (is_newer(&lab), read_lab(1, &lab).is_some());
        }
    }
}
