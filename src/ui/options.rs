//! What the document around the page asks of it: the whole page, or a figure of some of its parts. One text says it, whether it comes as a
//! query, as a fragment or as an element's attributes: `embed&panel=strip,curves&preset=smaug&step=87`.

use super::lesson::SCENES;
use super::state::{Action, Theme, View};
use super::strings;
use crate::lab::choice::Wish;
use crate::lab::link::{self, Link};

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
        let said = self.fault.map(Action::Notice).into_iter().chain(self.link.map(Action::Open));
        let looks = self.view.map(Action::View).into_iter().chain(self.theme.map(Action::Theme));
        said.chain(looks).chain(self.lesson.map(|scene| Action::Lesson(Some(scene))))
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

/// A part of the page that a figure can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// What has happened, in a sentence.
    Headline,
    /// Each run's three numbers.
    Scores,
    /// Training curves.
    Curves,
    /// The models' own answers.
    Answers,
    /// Pairs, vocabulary and settings.
    Builder,
    /// The selected pair, token by token.
    Strip,
    /// The logits at the selected token.
    Microscope,
    /// Training and time.
    Time,
}

impl Panel {
    /// Every part with its name in links, in the page's order.
    pub const NAMES: [(&'static str, Panel); 8] = [
        ("headline", Panel::Headline),
        ("scores", Panel::Scores),
        ("pairs", Panel::Builder),
        ("strip", Panel::Strip),
        ("microscope", Panel::Microscope),
        ("curves", Panel::Curves),
        ("answers", Panel::Answers),
        ("time", Panel::Time),
    ];

    /// What a figure shows when nobody says what.
    pub const USUAL: [Panel; 4] = [Panel::Headline, Panel::Strip, Panel::Curves, Panel::Time];
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
                Err(sentence) => fault = Some(sentence),
            },
            "theme" => theme = Theme::named(value),
            "view" => {
                view = View::NAMES.iter().find(|(known, _)| *known == value).map(|(_, view)| *view);
                if view.is_none() {
                    let unknown: String = value.chars().take(30).collect();
                    fault = Some(strings::share::unknown_view(&unknown));
                }
            }
            // Counted from 1, as on its card.
            "lesson" => {
                lesson = value
                    .parse::<usize>()
                    .ok()
                    .and_then(|scene| scene.checked_sub(1))
                    .filter(|scene| *scene < SCENES.len());
                if lesson.is_none() {
                    fault = Some(strings::lesson::unknown(&value.chars().take(30).collect::<String>()));
                }
            }
            "panel" => {
                let known = |name: &&str| Panel::NAMES.iter().any(|(known, _)| known == name);
                // What a form or URLSearchParams make of a comma and of a space.
                let value = value.replace("%2C", ",").replace("%2c", ",").replace("%20", ",").replace('+', ",");
                let names: Vec<&str> = value.split([',', ' ']).filter(|name| !name.is_empty()).collect();
                if let Some(unknown) = names.iter().find(|name| !known(name)) {
                    let unknown: String = unknown.chars().take(30).collect();
                    fault = Some(strings::share::unknown_panel(&unknown));
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
    fn what_is_not_understood_is_said() {
        let check = |text: &str, fragment: &str| {
            let fault = read(text).fault.unwrap_or_else(|| panic!("{text}: no fault"));
            assert!(fault.contains(fragment) && fault.ends_with('.'), "{text}: {fault}");
        };
        check("embed&panel=strip,logits", "logits");
        check("backend=tpu", "tpu");
        check("embed&view=pie", "heat-map");
        for (name, view) in View::NAMES {
            assert_eq!((read(&format!("embed&view={name}")).view, view.name()), (Some(view), name));
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
