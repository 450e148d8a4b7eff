//! What is around the lab: colours, presentation, language, the open part of the builder, and what there is to be told.

use crate::view::snapshot::Held;
use crate::words::Language;
use std::rc::Rc;

/// The colours of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// What the system says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Black on white, for projectors that wash everything else out.
    Projector,
}

/// For work or for a hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything is there.
    Work,
    /// Larger type, and nothing to build with.
    Presentation,
}

impl Theme {
    /// Every theme with its name in links and in the document's `data-theme`.
    pub const NAMES: [(&'static str, Theme); 4] =
        [("system", Theme::System), ("light", Theme::Light), ("dark", Theme::Dark), ("projector", Theme::Projector)];

    /// The name.
    pub fn name(self) -> &'static str {
        Theme::NAMES.iter().find(|(_, theme)| *theme == self).map_or("", |(name, _)| name)
    }

    /// The theme of this name.
    pub fn named(name: &str) -> Option<Theme> {
        Theme::NAMES.iter().find(|(known, _)| *known == name).map(|(_, theme)| *theme)
    }
}

/// A part of the builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The preference pairs.
    Pairs,
    /// The tokens.
    Vocabulary,
    /// Model, training and runs.
    Settings,
    /// Families of pairs, and files.
    Sources,
}

impl Tab {
    /// All of them, in their order on the page.
    pub const ALL: [Tab; 4] = [Tab::Pairs, Tab::Vocabulary, Tab::Settings, Tab::Sources];
}

/// What is around the lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Chrome {
    /// Light, dark, or what the system says.
    pub theme: Theme,
    /// For work or for a hall.
    pub mode: Mode,
    /// The language.
    pub language: Language,
    /// The part of the builder that is open.
    pub tab: Tab,
    /// What there is to be told, as a sentence; everything goes on.
    pub notice: Option<String>,
    /// What is to be asked of many seeds, where a link or a chapter says it: read by who asks it. To ask the same again is to ask anew.
    pub asks: Option<Held<Rc<str>>>,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Takes the next theme.
    NextTheme,
    /// Takes this theme.
    Theme(Theme),
    /// Into the hall, or back to work.
    Present(Mode),
    /// Says everything in this language, whose words are at hand.
    Speak(Language),
    /// Opens a part of the builder.
    Show(Tab),
    /// Something cannot be had, and everything goes on.
    Notice(String),
    /// Puts a question to many seeds.
    Asks(Rc<str>),
}

impl Chrome {
    /// As a first visit finds it.
    pub const FIRST: Chrome = Chrome {
        theme: Theme::System,
        mode: Mode::Work,
        language: Language::English,
        tab: Tab::Pairs,
        notice: None,
        asks: None,
    };

    /// After an action.
    pub fn reduce(&self, action: Action) -> Chrome {
        let mut next = self.clone();
        match action {
            Action::NextTheme => {
                let at = Theme::NAMES.iter().position(|(_, theme)| *theme == self.theme).map_or(0, |index| index + 1);
                (_, next.theme) = Theme::NAMES[at % Theme::NAMES.len()];
            }
            Action::Theme(theme) => next.theme = theme,
            Action::Present(mode) => next.mode = mode,
            Action::Speak(language) => next.language = language,
            Action::Show(tab) => next.tab = tab,
            Action::Asks(question) => next.asks = Some(question.into()),
            Action::Notice(sentence) => next.notice = Some(sentence),
        }
        next
    }
}
