//! The state as a text that a browser keeps until the page is opened again, and back. It comes from outside like any other text: what
//! cannot be read is as if it were not there.
//!
//! The first line is `dpop-lab 3 PRESET PAIR VIEW THEME PACE TAB MODE`; the lab file follows where it is another than the preset's.

use super::state::{Mode, Origin, Pace, State, Tab, Theme, View};
use crate::data::{LabFile, presets};
use std::rc::Rc;

/// Begins the text; another version has another one.
const VERSION: &str = "dpop-lab 3";

/// What began the text when there were fewer views, with those that there were.
const EARLIER: [(&str, &[View]); 2] = [
    ("dpop-lab 2", &[View::Charts, View::Losses, View::Plane, View::Table]),
    ("dpop-lab 1", &[View::Charts, View::Table]),
];

/// The state as text.
pub fn write(state: &State) -> String {
    let name = presets().get(state.preset).map_or("", |preset| preset.name);
    let index = |at: Option<usize>| at.unwrap_or_default();
    let view = index(View::ALL.iter().position(|view| *view == state.view));
    let theme = index(Theme::NAMES.iter().position(|(_, theme)| *theme == state.theme));
    let pace = index(Pace::ALL.iter().position(|pace| *pace == state.pace));
    let tab = index(Tab::ALL.iter().position(|tab| *tab == state.tab));
    let own = match state.origin() {
        Origin::Edited => state.spec.to_json(),
        Origin::Example => String::new(),
    };
    let mode = match state.mode {
        Mode::Work => 0,
        Mode::Presentation => 1,
    };
    format!("{VERSION} {name} {} {view} {theme} {pace} {tab} {mode}\n{own}", state.pair)
}

/// The state of a text, or nothing where it is none.
pub fn read(text: &str) -> Option<State> {
    let (head, own) = text.split_once('\n')?;
    let mut versions = [(VERSION, View::ALL.as_slice())].into_iter().chain(EARLIER);
    let (views, head) = versions.find_map(|(version, views)| Some((views, head.strip_prefix(version)?)))?;
    let mut words = head.split_whitespace();
    let name = words.next()?;
    let preset = presets().iter().position(|preset| preset.name == name)?;
    let mut index = || words.next()?.parse::<usize>().ok();
    let (pair, view, theme, pace, tab) = (index()?, index()?, index()?, index()?, index()?);
    let mode = if index() == Some(1) { Mode::Presentation } else { Mode::Work };
    let json = if own.is_empty() { presets().get(preset)?.json } else { own };
    let spec = LabFile::from_json(json).ok()?;
    Some(State {
        preset,
        pair: pair.min(spec.dataset.pairs.len() - 1),
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
    use super::super::state::{Action, reduce};
    use super::*;
    use crate::data::Edit;
    use proptest::prelude::*;

    fn kept(state: &State) -> State {
        read(&write(state)).unwrap_or_else(|| panic!("not read again: {}", write(state)))
    }

    #[test]
    fn what_is_kept_returns() {
        let first = State::first().expect("the first preset");
        assert_eq!(kept(&first), first);
        let actions = [
            Action::Choose(2),
            Action::Edit(Edit::AddToken("new".into())),
            Action::Select(3),
            Action::View(View::Table),
            Action::NextTheme,
            Action::Pace(Pace::Slow),
            Action::Show(Tab::Settings),
            Action::Present(Mode::Presentation),
        ];
        let state = actions.into_iter().fold(first, |state, action| reduce(&state, action));
        let back = kept(&state);
        assert_eq!((back.preset, back.pair, &back.spec, back.mode), (2, 3, &state.spec, Mode::Presentation));
        assert_eq!(
            (back.view, back.theme, back.pace, back.tab),
            (View::Table, Theme::Light, Pace::Slow, Tab::Settings)
        );
        assert!(
            write(&State { spec: first_spec(), preset: 0, ..state }).ends_with('\n'),
            "a preset is kept by its name"
        );
    }

    fn first_spec() -> Rc<LabFile> {
        State::first().expect("the first preset").spec
    }

    #[test]
    fn other_texts_are_nothing() {
        let whole = write(&State::first().expect("the first preset"));
        let check = |text: &str| assert_eq!(read(text), None, "{text}");
        check("");
        check("{}");
        check(whole.trim_end());
        check(&whole.replace("lab 3", "lab 4"));
        check(&whole.replace("smaug", "gone"));
        check(&whole.replace(" 0 0\n", " 99 0\n"));
        check(&whole.replace(" 0 0\n", " -1 0\n"));
        check(&format!("{whole}{{\"dataset\": {{}}}}"));
        // What an earlier page kept is still there.
        for (version, view, expected) in
            [("lab 1", 1, View::Table), ("lab 2", 2, View::Plane), ("lab 3", 3, View::Heat)]
        {
            let earlier = format!("dpop-{version} smaug 0 {view} 0 0 0\n");
            assert_eq!(read(&earlier).map(|state| state.view), Some(expected), "{earlier}");
        }
        // A pair that is no longer there is no reason to lose the lab.
        let state = read(&whole.replace("smaug 0", "smaug 4000"));
        assert_eq!(state.map(|state| state.pair), Some(9));
    }

    proptest! {
        #[test]
        fn never_panics(text in "(dpop-lab 3 smaug)?[ 0-9a-z\n{}\":]{0,40}") {
            let _ = read(&text);
        }
    }
}
