//! What the document around the page asks of it: the whole page, or a figure of some of its parts. One text says it, whether it comes as a
//! query, as a fragment or as an element's attributes: `embed&panel=strip,curves&preset=smaug&step=87`.

use crate::lab::choice::Wish;
use crate::lab::link::{self, Link};
use crate::view::lesson::SCENES;
use crate::view::panel::Panel;
use crate::view::state::{Action, Theme, chrome, document, look};
use crate::view::undo::Source;
use crate::view::views::View;
use crate::words;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The page or a figure.
    pub frame: Frame,
    /// Who shall train.
    pub backend: Wish,
    /// The colours, where it is not the person who chooses.
    pub theme: Option<Theme>,
    /// How the training is shown, where it is not the person who chooses.
    pub view: Option<View>,
    /// The lab, where one is named.
    pub link: Option<Box<Link>>,
    /// The scene of the lesson that is to be given, where one is named.
    pub lesson: Option<usize>,
    /// What could not be granted, as a sentence.
    pub fault: Option<String>,
}

impl Options {
    /// What it asks of a page that is there already.
    pub fn actions(self) -> impl Iterator<Item = Action> {
        let said = self.fault.map(|sentence| chrome::Action::Notice(sentence).into());
        let link = self.link.map(|link| document::Action::Open(link).into());
        let view = self.view.map(|view| look::Action::View(view).into());
        let theme = self.theme.map(|theme| chrome::Action::Theme(theme).into());
        let lesson = self.lesson.map(|scene| document::Action::Lesson(Some(scene)).into());
        [said, link, view, theme, lesson].into_iter().flatten()
    }
}

/// How much of the page there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// All of it.
    Page,
    /// These parts, in their order on the page.
    Figure(Vec<Panel>),
}

impl Frame {
    /// Whether a part is shown.
    pub fn shows(&self, panel: Panel) -> bool {
        match self {
            Frame::Page => true,
            Frame::Figure(panels) => panels.contains(&panel),
        }
    }
}

/// The query and fragment of the page's address, once it shows this scene of the lesson, or none, and a lab from there: everything else that
/// is asked stays. A lab that was changed is not named any more; beneath a lesson, which gives it back, the lab stays named.
pub fn address(query: &str, fragment: &str, source: Source, lesson: Option<usize>) -> String {
    let left = source == Source::Here && lesson.is_none();
    let stays = |part: &&str| {
        let key = part.split_once('=').map_or(*part, |(key, _)| key);
        !part.is_empty() && key != LESSON && !(left && link::KEYS.contains(&key))
    };
    let scene = lesson.map(|scene| format!("{LESSON}={}", scene + 1));
    let query: Vec<&str> = query.trim_start_matches('?').split('&').filter(stays).chain(scene.as_deref()).collect();
    let fragment = fragment.trim_start_matches('#').split('&');
    // What stands in a link beside the lab is about that lab.
    let fragment: Vec<&str> = fragment.filter(|part| !left && stays(part)).collect();
    let after = |mark: &str, parts: Vec<&str>| {
        if parts.is_empty() { String::new() } else { mark.to_owned() + &parts.join("&") }
    };
    after("?", query) + &after("#", fragment)
}

/// Names a scene of the lesson, counted from 1.
const LESSON: &str = "lesson";

/// Reads what is asked. What is not understood is said and passed over: there is always something to show.
pub fn read(text: &str) -> Options {
    let mut fault = None;
    let (mut backend, mut theme, mut view, mut figure, mut panels) = (Wish::Auto, None, None, false, None);
    let mut lesson = None;
    for part in text.split('&') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match key {
            "embed" => figure = true,
            "backend" => match Wish::named(value) {
                Ok(wish) => backend = wish,
                Err(refusal) => fault = Some(refusal.to_string()),
            },
            "theme" => theme = Theme::named(value),
            "view" => {
                view = View::named(value);
                if view.is_none() {
                    let unknown: String = value.chars().take(30).collect();
                    fault = Some(words::share::unknown_view(&unknown));
                }
            }
            // Counted from 1, as on its card.
            LESSON => {
                lesson = value
                    .parse::<usize>()
                    .ok()
                    .and_then(|scene| scene.checked_sub(1))
                    .filter(|scene| *scene < SCENES.len());
                if lesson.is_none() {
                    fault = Some(words::lesson::unknown(&value.chars().take(30).collect::<String>()));
                }
            }
            "panel" => {
                let known = |name: &&str| Panel::NAMES.iter().any(|(known, _)| known == name);
                // What a form or URLSearchParams make of a comma and of a space.
                let value = value.replace("%2C", ",").replace("%2c", ",").replace("%20", ",").replace('+', ",");
                let names: Vec<&str> = value.split([',', ' ']).filter(|name| !name.is_empty()).collect();
                if let Some(unknown) = names.iter().find(|name| !known(name)) {
                    let unknown: String = unknown.chars().take(30).collect();
                    fault = Some(words::share::unknown_panel(&unknown));
                }
                let chosen = Panel::NAMES.iter().filter(|(name, _)| names.contains(name));
                panels = Some(chosen.map(|(_, panel)| *panel).collect::<Vec<_>>());
            }
            _ => {}
        }
    }
    let link = link::read(text).unwrap_or_else(|error| {
        fault = Some(error.to_string());
        None
    });
    let frame = match panels.filter(|panels| !panels.is_empty()) {
        Some(panels) => Frame::Figure(panels),
        None if figure => Frame::Figure(Panel::USUAL.to_vec()),
        None => Frame::Page,
    };
    Options { frame, backend, theme, view, link: link.map(Box::new), lesson, fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames() {
        let check = |text: &str, frame: Frame| assert_eq!(read(text).frame, frame, "{text}");
        check("", Frame::Page);
        check("backend=cpu&preset=smaug", Frame::Page);
        check("embed", Frame::Figure(Panel::USUAL.to_vec()));
        check("embed=&theme=dark", Frame::Figure(Panel::USUAL.to_vec()));
        check("embed&panel=", Frame::Figure(Panel::USUAL.to_vec()));
        check("panel=curves,strip", Frame::Figure(vec![Panel::Strip, Panel::Curves]));
        check("panel=curves%2Cstrip+time", Frame::Figure(vec![Panel::Strip, Panel::Curves, Panel::Time]));
        check("panel=curves%20strip&embed&panel=time", Frame::Figure(vec![Panel::Time]));
    }

    #[test]
    fn the_address_follows_the_lesson_and_lets_go_of_a_lab_that_was_changed() {
        let check = |before: (&str, &str), source: Source, lesson: Option<usize>, expected: &str| {
            let after = address(before.0, before.1, source, lesson);
            assert_eq!(after, expected, "{before:?} {source:?} {lesson:?}");
            let (query, fragment) = after.split_once('#').unwrap_or((&after, ""));
            assert_eq!(address(query, fragment, source, lesson), expected, "again");
            assert_eq!(read(&format!("{}&{fragment}", query.trim_start_matches('?'))).lesson, lesson, "{after}");
        };
        let (link, own) = (Source::Link, Source::Here);
        check(("", ""), own, Some(0), "?lesson=1");
        check(("?lesson=1", ""), own, Some(1), "?lesson=2");
        check(("?backend=cpu&lesson=4&utm_source=x", ""), own, None, "?backend=cpu&utm_source=x");
        check(("", "#v=1&preset=smaug&lesson=4"), link, Some(4), "?lesson=5#v=1&preset=smaug");
        check(("?lesson=5", "#v=1&lab=zz&pair=2"), own, Some(5), "?lesson=6#v=1&lab=zz&pair=2");
        check(("?lesson=5", "#v=1&lab=zz&pair=2"), link, None, "#v=1&lab=zz&pair=2");
        check(("?preset=smaug&step=7&theme=dark", "#v=1&lab=zz&digest=1&view=plane"), own, None, "?theme=dark");
        check(("?theme=dark", "#v=1&lab=zz&view=plane"), link, None, "?theme=dark#v=1&lab=zz&view=plane");
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let check = |text: &str, fragment: &str| {
            let fault = read(text).fault.unwrap_or_else(|| panic!("{text}: no fault"));
            assert!(fault.contains(fragment) && fault.ends_with('.'), "{text}: {fault}");
        };
        check("embed&panel=strip,logits", "logits");
        check("backend=tpu", "tpu");
        check("embed&view=pie", "heat-map");
        for (name, view) in View::ALL.iter().map(|view| (view.key(), *view)) {
            assert_eq!((read(&format!("embed&view={name}")).view, view.key()), (Some(view), name));
        }
        for scene in ["", "0", "12", "last", "-1"] {
            check(&format!("lesson={scene}"), "1 to 11");
        }
        assert_eq!(
            (read("lesson=11").lesson, read("embed&lesson=1").lesson, read("").lesson),
            (Some(10), Some(0), None)
        );
        check("embed&v=1&lab=zzz", "damaged");
        assert_eq!(read("embed&theme=light&utm_source=x").fault, None);
        assert_eq!(read("panel=strip,logits").frame, Frame::Figure(vec![Panel::Strip]));
    }
}
