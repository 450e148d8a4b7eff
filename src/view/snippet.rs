//! What a lab travels in: the address that opens it, and the HTML of a figure for someone else's document.

use super::chapters::Chapter;
use super::panel::{ChapterPart, Panel};
use super::state::{PageFace, State};
use super::views::View;
use crate::data::presets;
use crate::lab::link;
use crate::train::Phase;
use crate::words::{Language, share as say};

/// The address at which the whole page opens this lab; the page's own where the lab is too large for a link.
pub fn address(state: &State, home: &str) -> String {
    let fragment = link::write(&state.document.spec, presets().get(state.document.preset), &state.link(None, None));
    let fragment = fragment.map(|link| with_view(link, state));
    format!("{home}#{}", fragment.unwrap_or_default())
}

/// A link with the chapter that is open, or with the view of the training, and with the language, where these are not the usual ones.
pub fn with_view(mut link: String, state: &State) -> String {
    if state.book.face == PageFace::Argument {
        link.push_str(&format!("&chapter={}", state.book.chapter.key()));
    } else if state.look.view != View::ANSWERS {
        link.push_str(&format!("&view={}", state.look.view.key()));
    }
    if state.chrome.language != Language::default() {
        link.push_str(&format!("&lang={}", state.chrome.language.tag()));
    }
    link
}

/// The link of a figure, where there is one. That of a chapter names what differs from where the chapter looks by itself, so that it goes its own way
/// through time unless someone has gone elsewhere.
pub fn figure_of(state: &State, at: Option<(Phase, usize)>, digest: Option<u64>) -> Option<String> {
    let (spec, preset) = (&state.document.spec, presets().get(state.document.preset));
    let mut view = state.link(at, digest);
    if state.book.face == PageFace::Argument {
        let (scene, look) = (state.book.chapter.scene(), &state.look);
        let (own, way) = (scene.scope(spec, look.pair), scene.way(spec));
        let time = |(phase, step)| if phase == Phase::Sft { step } else { spec.sft.steps + step };
        view.digest = None;
        view.at = view.at.filter(|at| ![way.0, way.1].contains(&time(*at)));
        view.token = view.token.filter(|token| *token != own.position(spec, look.pair));
        view.run = Some(look.scope.run(spec)).filter(|run| *run != own.run(spec));
    }
    link::write(spec, preset, &view).ok().map(|link| with_view(link, state))
}

/// How a figure comes into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Embedding {
    /// In a frame.
    Frame,
    /// As an element of the document's own.
    Element,
}

/// Both, in the sheet's order.
pub const WAYS: [Embedding; 2] = [Embedding::Frame, Embedding::Element];

/// What a figure shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// These parts of the lab.
    Lab(&'a [Panel]),
    /// These parts of a chapter.
    Chapter(Chapter, &'a [ChapterPart]),
}

impl Content<'_> {
    /// The key that says which parts, with their names in the page's order; nothing where a chapter is shown whole.
    fn parts(self) -> Option<(&'static str, String)> {
        match self {
            Content::Lab(panels) => {
                let named = Panel::NAMES.iter().filter(|(_, panel)| panels.contains(panel));
                Some(("panel", named.map(|(name, _)| *name).collect::<Vec<_>>().join(",")))
            }
            Content::Chapter(chapter, parts) => {
                let has: Vec<ChapterPart> = chapter.parts().collect();
                let shown: Vec<&str> = has.iter().filter(|part| parts.contains(part)).map(|part| part.name()).collect();
                (!shown.is_empty() && shown.len() < has.len()).then(|| ("show", shown.join(",")))
            }
        }
    }

    /// About how high it is: the room that its document keeps for it until the module is there.
    pub fn room(self) -> u16 {
        match self {
            Content::Lab(panels) => panels.iter().fold(40, |sum, panel| sum + 12 + height(*panel)),
            Content::Chapter(chapter, parts) => {
                let all = self.parts().is_none();
                let shown = chapter.parts().filter(|part| all || parts.contains(part));
                shown.fold(if all { 92 } else { 40 }, |sum, part| sum + 12 + chapter_height(chapter, part))
            }
        }
    }
}

/// About how high a part of a chapter is in a frame as wide as a text, in pixels, until the frame tells it.
fn chapter_height(chapter: Chapter, part: ChapterPart) -> u16 {
    let lines = |count: usize| 21 * u16::try_from(count).unwrap_or(u16::MAX / 64).min(u16::MAX / 64);
    let page = chapter.page();
    match part {
        // A line has about ninety letters.
        ChapterPart::Text => 34 + lines(chapter.words().text.iter().map(|text| 1 + text.chars().count() / 90).sum()),
        ChapterPart::Formula => {
            page.formulas.iter().fold(32, |sum, formula| sum + if formula.value.is_some() { 58 } else { 32 })
        }
        ChapterPart::Question => 108,
        ChapterPart::Verdicts => 20 + lines(2 * page.verdicts.len()),
        ChapterPart::Stage => {
            let panels = chapter.scene().stage.iter().chain(&[Panel::Time]);
            panels.fold(0, |sum, panel| sum + 12 + height(*panel))
        }
    }
}

/// About how high a part of the lab is in a frame as wide as a text, in pixels, until the frame tells it.
fn height(panel: Panel) -> u16 {
    15 * match panel {
        Panel::Headline => 6,
        Panel::Scores => 8,
        Panel::Builder => 25,
        Panel::Strip => 17,
        Panel::Microscope => 15,
        Panel::Curves => 28,
        Panel::Answers => 14,
        Panel::Time => 3,
        Panel::Hand => 24,
    }
}

/// The HTML of a figure; `home` is the address of the page that opens links, `fragment` a link to what it shows, which names the chapter if there is one.
pub fn snippet(home: &str, fragment: &str, way: Embedding, content: Content<'_>) -> String {
    let parts = content.parts();
    match way {
        Embedding::Frame => format!(
            "<script type=\"module\" src=\"{home}frames.js\"></script>\n<iframe src=\"{home}?embed{}#{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\"></iframe>",
            parts.map(|(key, names)| format!("&amp;{key}={names}")).unwrap_or_default(),
            fragment.replace('&', "&amp;"),
            say::frame(),
            content.room(),
        ),
        Embedding::Element => {
            let parts = parts.map(|(key, names)| format!(" {key}=\"{names}\"")).unwrap_or_default();
            let attributes = fragment.split('&').filter_map(|part| part.split_once('='));
            let attributes: String = attributes.map(|(key, value)| format!(" {key}=\"{value}\"")).collect();
            format!(
                "<script type=\"module\" src=\"{home}dpop-lab.js\"></script>\n<dpop-lab{parts}{attributes} style=\"display: block; min-height: {}px\"></dpop-lab>",
                content.room()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::scope::Turn;
    use crate::view::state::{book, look, reduce};

    #[test]
    fn addresses_say_what_is_shown() {
        let check = |actions: Vec<crate::view::state::Action>, expected: &str| {
            let first = State::first().expect("the first preset");
            let state = actions.into_iter().fold(first, |state, action| reduce(&state, action));
            assert_eq!(address(&state, "https://example.org/"), format!("https://example.org/#{expected}"));
        };
        check(vec![], "v=1&preset=smaug");
        check(vec![look::Action::View(View::PLANE).into()], "v=1&preset=smaug&view=plane");
        let spanish = crate::view::state::chrome::Action::Speak(Language::Spanish).into();
        check(vec![spanish], "v=1&preset=smaug&lang=es");
        let chapter = Chapter::named("fall").expect("a chapter");
        check(vec![book::Action::Open(chapter).into()], "v=1&preset=smaug&token=6&chapter=fall");
    }

    #[test]
    fn figures_reserve_their_room_and_carry_nothing_that_ends_an_attribute() {
        let panels = [Panel::Strip, Panel::Time];
        let content = Content::Lab(&panels);
        let frame = snippet("https://example.org/", "v=1&preset=smaug", Embedding::Frame, content);
        assert!(frame.contains("?embed&amp;panel=strip,time#v=1&amp;preset=smaug\""), "{frame}");
        assert!(frame.contains(&format!("height=\"{}\"", content.room())), "{frame}");
        let element = snippet("https://example.org/", "v=1&preset=smaug", Embedding::Element, content);
        assert!(element.contains("<dpop-lab panel=\"strip,time\" v=\"1\" preset=\"smaug\""), "{element}");
        assert!(element.contains(&format!("min-height: {}px", content.room())), "{element}");
        assert_eq!(Content::Lab(&[]).room(), 40);
    }

    #[test]
    fn a_chapters_figure_goes_its_own_way_unless_someone_went_elsewhere() {
        let check = |actions: Vec<crate::view::state::Action>, step: usize, expected: &str| {
            let first = State::first().expect("the first preset");
            let chapter: crate::view::state::Action =
                book::Action::Open(Chapter::named("fall").expect("a chapter")).into();
            let state = [chapter].into_iter().chain(actions).fold(first, |state, action| reduce(&state, action));
            let figure = figure_of(&state, Some((Phase::Preference, step)), Some(1));
            assert_eq!(figure.as_deref(), Some(format!("v=1&preset=smaug{expected}&chapter=fall").as_str()));
        };
        // It goes from the reference to the fortieth step.
        check(vec![], 0, "");
        check(vec![], 40, "");
        check(vec![], 7, "&step=7");
        check(vec![look::Action::Select(2).into(), look::Action::Turn(Turn::Position(1)).into()], 0, "&pair=2&token=1");
        check(vec![look::Action::Turn(Turn::Run(1)).into()], 0, "&run=1");
    }

    #[test]
    fn figures_of_chapters_name_their_parts_unless_they_show_all() {
        use ChapterPart::{Formula, Question, Stage, Text, Verdicts};
        let check = |key: &str, parts: &[ChapterPart], frame: &str, element: &str| {
            let content = Content::Chapter(Chapter::named(key).expect("a chapter"), parts);
            let html = |way| snippet("https://example.org/", &format!("v=1&preset=smaug&chapter={key}"), way, content);
            let (is, room) = (html(Embedding::Frame), content.room());
            let link = format!("?embed{frame}#v=1&amp;preset=smaug&amp;chapter={key}\"");
            assert!(is.contains(&link) && is.contains(&format!("height=\"{room}\"")), "{is}");
            let is = html(Embedding::Element);
            let tag = format!(
                "<dpop-lab{element} v=\"1\" preset=\"smaug\" chapter=\"{key}\" style=\"display: block; min-height: {room}px\">"
            );
            assert!(is.contains(&tag), "{is}");
        };
        check("after", &[Text, Formula, Question, Verdicts, Stage], "", "");
        check("after", &[Stage, Formula], "&amp;show=formula,stage", " show=\"formula,stage\"");
        check("premise", &[Verdicts], "&amp;show=verdicts", " show=\"verdicts\"");
        // What the chapter has not is not named: all that this one has is shown, and nothing is no figure.
        check("now", &[Text, Stage], "", "");
        check("now", &[Text, Verdicts], "&amp;show=text", " show=\"text\"");
        check("after", &[], "", "");
    }

    #[test]
    fn a_figure_of_a_part_keeps_less_room_than_the_chapter() {
        for chapter in Chapter::all() {
            let parts: Vec<ChapterPart> = chapter.parts().collect();
            let whole = Content::Chapter(chapter, &parts).room();
            for part in parts {
                let room = Content::Chapter(chapter, &[part]).room();
                assert!((60..whole).contains(&room), "{} {}: {room} of {whole}", chapter.key(), part.name());
            }
        }
    }
}
