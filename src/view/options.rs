//! What the document around the page asks of it: the whole page, or a figure of some of its parts. One text says it, whether it comes as a
//! query, as a fragment or as an element's attributes: `embed&panel=strip,curves&preset=smaug&step=87`, `chapter=premise`, `face=lab`.

use crate::data::presets;
use crate::lab::choice::Wish;
use crate::lab::link::{self, Link, LinkView};
use crate::view::chapters::Chapter;
use crate::view::panel::{ChapterPart, Cutout, Frame, Panel};
use crate::view::state::{Action, Book, PageFace, Theme, book, chrome, document, look};
use crate::view::undo::Source;
use crate::view::views::View;
use crate::words::{self, Language};
use std::rc::Rc;

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
    /// The face, where one is named.
    pub face: Option<PageFace>,
    /// The chapter that is to be opened, where one is named.
    pub chapter: Option<Chapter>,
    /// The language, where one is named that the page speaks.
    pub language: Option<Language>,
    /// What is to be asked of many seeds, as the link says it.
    pub asks: Option<Rc<str>>,
    /// What could not be granted, as a sentence.
    pub fault: Option<String>,
}

impl Options {
    /// What it asks of a page that is there already.
    pub fn actions(self) -> impl Iterator<Item = Action> {
        let (wanted, place) = (self.wanted(), self.place());
        let said = self.fault.map(|sentence| chrome::Action::Notice(sentence).into());
        let link = self.link.map(|link| document::Action::Open(link).into());
        let view = self.view.map(|view| look::Action::View(view).into());
        let theme = self.theme.map(|theme| chrome::Action::Theme(theme).into());
        let face = wanted.map(|face| book::Action::Face(face).into());
        // Where the lab's face is asked for no chapter is opened.
        let opens = wanted == Some(PageFace::Argument);
        let chapter = self.chapter.filter(|_| opens).map(|chapter| book::Action::Open(chapter).into());
        let place = place.map(|place| book::Action::Place(place).into());
        let asks = self.asks.map(|question| chrome::Action::Asks(question).into());
        [said, link, view, theme, face, chapter, place, asks].into_iter().flatten()
    }

    /// Where a chapter shall look in place of where it would by itself. On the page its own way through time stays: what comes after is not seen before
    /// its question is answered.
    pub fn place(&self) -> Option<LinkView> {
        let is_told = self.chapter.is_some() && self.wanted() == Some(PageFace::Argument);
        let view = self.link.as_ref().filter(|_| is_told).map(|link| link.view)?;
        let is_figure = matches!(self.frame, Frame::Figure(_));
        let place = LinkView { at: view.at.filter(|_| is_figure), digest: None, ..view };
        (place != LinkView::default()).then_some(place)
    }

    /// The face that is asked for: a lab that is named is for the lab's, unless a chapter is named too, and so are figures of its parts.
    pub fn wanted(&self) -> Option<PageFace> {
        let is_figure = matches!(self.frame, Frame::Figure(_));
        match (self.face, self.chapter) {
            (Some(face), _) => Some(face),
            (None, Some(_)) => Some(PageFace::Argument),
            (None, None) => (is_figure || self.link.is_some() || self.view.is_some()).then_some(PageFace::Lab),
        }
    }
}

/// The query and fragment of the page's address, once it shows this chapter, or the lab's face, and a lab from there, in a language: everything else
/// that is asked stays. A lab that was changed is not named any more, and a language only where one was.
pub fn address(query: &str, fragment: &str, source: Source, book: &Book, language: Language) -> String {
    let left = source == Source::Here;
    let stays = |part: &&str| {
        let key = part.split_once('=').map_or(*part, |(key, _)| key);
        let goes = part.is_empty() || PLACES.contains(&key) || (left && link::KEYS.contains(&key));
        !goes
    };
    let place = match book.face {
        PageFace::Argument => format!("{CHAPTER}={}", book.chapter.key()),
        PageFace::Lab => format!("{FACE}={}", book.face.name()),
    };
    let language = format!("{LANGUAGE}={}", language.tag());
    let spoken = |part| if str::starts_with(part, SPOKEN) { &*language } else { part };
    let query = query.trim_start_matches('?').split('&').filter(stays).map(spoken).chain([&*place]);
    let query: Vec<&str> = query.collect();
    let fragment = fragment.trim_start_matches('#').split('&');
    // What stands in a link beside the lab is about that lab.
    let fragment: Vec<&str> = fragment.filter(|part| !left && stays(part)).map(spoken).collect();
    let after = |mark: &str, parts: Vec<&str>| {
        if parts.is_empty() { String::new() } else { mark.to_owned() + &parts.join("&") }
    };
    after("?", query) + &after("#", fragment)
}

/// Names a chapter, by its key or by its number.
const CHAPTER: &str = "chapter";

/// Names the parts of a chapter that a figure shows.
const SHOW: &str = "show";

/// Names a face.
const FACE: &str = "face";

/// Says what is asked of many seeds.
pub const ASKS: &str = "ask";

/// Names a language by its tag.
const LANGUAGE: &str = "lang";

/// The same, before its tag.
const SPOKEN: &str = "lang=";

/// What earlier pages wrote for a scene of their lesson, counted from 1.
const LESSON: &str = "lesson";

/// What says where in the page one is.
const PLACES: [&str; 3] = [CHAPTER, FACE, LESSON];

/// The chapters that say what the scenes of the lesson said, in the scenes' order.
const SCENES: [&str; 11] =
    ["pair", "reference", "apart", "after", "fall", "usual", "weights", "mass", "dpop", "hinge", "now"];

/// Reads what is asked. What is not understood is said and passed over: there is always something to show.
pub fn read(text: &str) -> Options {
    let mut fault = None;
    let (mut backend, mut theme, mut view, mut figure, mut panels) = (Wish::Auto, None, None, false, None);
    let (mut face, mut chapter, mut parts, mut language, mut asks) = (None, None, None, None, None);
    let brief = |value: &str| value.chars().take(30).collect::<String>();
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
                    fault = Some(words::share::unknown_view(&brief(value)));
                }
            }
            CHAPTER => {
                chapter = Chapter::named(value);
                if chapter.is_none() {
                    let known: Vec<&str> = Chapter::all().map(Chapter::key).collect();
                    fault = Some(words::book::unknown(&brief(value), &known));
                }
            }
            FACE => {
                face = PageFace::named(value);
                if face.is_none() {
                    fault = Some(words::book::unknown_face(&brief(value)));
                }
            }
            // Whoever asks for one that is not spoken, as a document in it does, finds one that is.
            LANGUAGE => language = Language::tagged(value),
            ASKS => asks = Some(separated(value).into()),
            LESSON => {
                let scene = value.parse::<usize>().ok().and_then(|scene| SCENES.get(scene.checked_sub(1)?));
                chapter = scene.and_then(|key| Chapter::named(key));
            }
            "panel" => {
                let known = |name: &&str| Panel::NAMES.iter().any(|(known, _)| known == name);
                let value = separated(value);
                let names = names(&value);
                if let Some(unknown) = names.iter().find(|name| !known(name)) {
                    fault = Some(words::share::unknown_panel(&brief(unknown)));
                }
                let chosen = Panel::NAMES.iter().filter(|(name, _)| names.contains(name));
                panels = Some(chosen.map(|(_, panel)| *panel).collect::<Vec<_>>());
            }
            SHOW => {
                let known = |name: &&str| ChapterPart::NAMES.iter().any(|(known, _)| known == name);
                let value = separated(value);
                let names = names(&value);
                if let Some(unknown) = names.iter().find(|name| !known(name)) {
                    fault = Some(words::book::unknown_part(&brief(unknown)));
                }
                let chosen = ChapterPart::NAMES.iter().filter(|(name, _)| names.contains(name));
                parts = Some(chosen.map(|(_, part)| *part).collect::<Vec<_>>());
            }
            _ => {}
        }
    }
    let mut parts = parts.filter(|parts| !parts.is_empty());
    if let (Some(chapter), Some(asked)) = (chapter, &parts) {
        // A figure that showed nothing would be a gap in its document.
        if !chapter.parts().any(|part| asked.contains(&part)) {
            let has: Vec<&str> = chapter.parts().map(ChapterPart::name).collect();
            fault = Some(words::book::without_part(chapter.key(), &has));
            parts = None;
        }
    }
    let panels = panels.filter(|panels| !panels.is_empty());
    let figure = figure || panels.is_some();
    // A figure that names a place names it in the lab that it shows, be that the chapter's example, or the first one.
    let example = chapter.map(|chapter| chapter.scene().example).or(presets().first().map(|preset| preset.name));
    let asked = match example.filter(|_| figure && text.split('&').any(is_place)) {
        Some(example) => &*format!("preset={example}&{text}"),
        None => text,
    };
    let link = link::read(asked).unwrap_or_else(|error| {
        fault = Some(error.to_string());
        None
    });
    let frame = if figure {
        let panels = panels.unwrap_or_else(|| Panel::USUAL.to_vec());
        Frame::Figure(Cutout { panels, parts: parts.unwrap_or_else(ChapterPart::all) })
    } else {
        Frame::Page
    };
    Options { frame, backend, theme, view, link: link.map(Box::new), face, chapter, language, asks, fault }
}

/// A list with commas in it, whatever a form or `URLSearchParams` made of a comma and of a space.
fn separated(value: &str) -> String {
    value.replace("%2C", ",").replace("%2c", ",").replace("%20", ",").replace('+', ",")
}

/// The names in a list.
fn names(value: &str) -> Vec<&str> {
    value.split([',', ' ']).filter(|name| !name.is_empty()).collect()
}

/// Whether a part of a link says where to look in a lab.
fn is_place(part: &str) -> bool {
    part.split_once('=').is_some_and(|(key, _)| ["pair", "token", "run", "step"].contains(&key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Phase;

    #[test]
    fn a_figure_shows_parts_of_a_chapter() {
        use ChapterPart::{Formula, Stage, Verdicts};
        let check = |text: &str, expected: &[ChapterPart]| match read(text).frame {
            Frame::Figure(figure) => assert_eq!(figure.parts, expected, "{text}"),
            Frame::Page => panic!("{text}: the page"),
        };
        check("embed&chapter=after&show=formula", &[Formula]);
        check("embed&chapter=after&show=stage,formula", &[Formula, Stage]);
        check("embed&chapter=after&show=stage%2Cverdicts+formula", &[Formula, Verdicts, Stage]);
        for all in ["embed&chapter=after", "embed&chapter=after&show=", "embed&chapter=after&show=pictures", "embed"] {
            check(all, &ChapterPart::all());
        }
        assert_eq!(read("chapter=after&show=formula").frame, Frame::Page, "the page is whole");
        // A chapter that has no such part is shown whole, with a sentence.
        check("embed&chapter=now&show=verdicts", &ChapterPart::all());
        check("embed&chapter=now&show=verdicts,text", &[ChapterPart::Text, Verdicts]);
    }

    #[test]
    fn where_a_figure_looks_is_what_its_link_says() {
        let place = |text: &str| read(text).place();
        let at = |pair, token, run, step: Option<usize>| {
            let at = step.map(|step| (Phase::Preference, step));
            Some(LinkView { pair, token, run, at, digest: None })
        };
        assert_eq!(place("embed&chapter=after&pair=2&token=8&step=40"), at(Some(2), Some(8), None, Some(40)));
        assert_eq!(place("embed&chapter=after&show=formula&run=dpop"), at(None, None, Some(1), None));
        assert_eq!(place("embed&chapter=after"), None);
        assert_eq!(place("embed&chapter=after&preset=smaug"), None);
        assert_eq!(place("embed&preset=smaug&step=40"), None, "the lab's own link says it");
        assert_eq!(place("embed&chapter=after&face=lab&step=40"), None);
        assert!(
            !read("embed&chapter=after&face=lab")
                .actions()
                .any(|action| matches!(action, Action::Book(book::Action::Open(_))))
        );
        // On the page a chapter goes its own way through time.
        assert_eq!(place("chapter=after&v=1&preset=smaug&pair=2&step=40"), at(Some(2), None, None, None));
        // A place is one in the chapter's example, or in the first one.
        let lab = |text: &str| read(text).link.and_then(|link| link.preset).map(|preset| presets()[preset].name);
        assert_eq!(lab("embed&chapter=forms&step=40"), Some("penalties"));
        assert_eq!(lab("embed&panel=strip&pair=1"), Some("smaug"));
        assert_eq!(lab("embed&chapter=forms&preset=betas&step=40"), Some("betas"));
        assert_eq!(lab("chapter=forms&step=40"), None);
    }

    #[test]
    fn frames() {
        let check = |text: &str, frame: Frame| assert_eq!(read(text).frame, frame, "{text}");
        check("", Frame::Page);
        check("backend=cpu&preset=smaug", Frame::Page);
        check("embed", Frame::Figure(Cutout::of(&Panel::USUAL)));
        check("embed=&theme=dark", Frame::Figure(Cutout::of(&Panel::USUAL)));
        check("embed&panel=", Frame::Figure(Cutout::of(&Panel::USUAL)));
        check("panel=curves,strip", Frame::Figure(Cutout::of(&[Panel::Strip, Panel::Curves])));
        check("panel=curves%2Cstrip+time", Frame::Figure(Cutout::of(&[Panel::Strip, Panel::Curves, Panel::Time])));
        check("panel=curves%20strip&embed&panel=time", Frame::Figure(Cutout::of(&[Panel::Time])));
    }

    #[test]
    fn the_address_follows_the_reader_and_lets_go_of_a_lab_that_was_changed() {
        let check = |before: (&str, &str), source: Source, place: &str, expected: &str| {
            let face = if place == "lab" { PageFace::Lab } else { PageFace::Argument };
            let chapter = Chapter::named(place).unwrap_or(Chapter::FIRST);
            let book = Book { face, chapter, ..Book::first() };
            let after = address(before.0, before.1, source, &book, Language::English);
            assert_eq!(after, expected, "{before:?} {source:?} {place}");
            let (query, fragment) = after.split_once('#').unwrap_or((&after, ""));
            assert_eq!(address(query, fragment, source, &book, Language::English), expected, "again");
            let read = read(&format!("{}&{fragment}", query.trim_start_matches('?')));
            assert_eq!((read.wanted(), read.chapter), (Some(face), Chapter::named(place)), "{after}");
        };
        let (link, own) = (Source::Link, Source::Here);
        check(("", ""), own, "pair", "?chapter=pair");
        check(("?lesson=1", ""), own, "fall", "?chapter=fall");
        check(("?backend=cpu&lesson=4&utm_source=x", ""), own, "lab", "?backend=cpu&utm_source=x&face=lab");
        check(("", "#v=1&preset=smaug&lesson=4"), link, "after", "?chapter=after#v=1&preset=smaug");
        check(("?chapter=loss", "#v=1&lab=zz&pair=2"), own, "lab", "?face=lab");
        check(("?chapter=loss", "#v=1&lab=zz&pair=2"), link, "lab", "?face=lab#v=1&lab=zz&pair=2");
        check(("?lang=es", "#v=1&preset=smaug&lang=es-MX"), link, "lab", "?lang=en&face=lab#v=1&preset=smaug&lang=en");
        check(
            ("?preset=smaug&step=7&theme=dark", "#v=1&lab=zz&digest=1&view=plane"),
            own,
            "now",
            "?theme=dark&chapter=now",
        );
    }

    #[test]
    fn what_is_named_says_which_face_is_seen() {
        let check = |text: &str, face: Option<PageFace>| assert_eq!(read(text).wanted(), face, "{text}");
        check("", None);
        check("theme=dark", None);
        check("v=1&preset=smaug", Some(PageFace::Lab));
        check("view=plane", Some(PageFace::Lab));
        check("embed", Some(PageFace::Lab));
        check("embed&chapter=premise", Some(PageFace::Argument));
        check("chapter=premise&v=1&preset=smaug", Some(PageFace::Argument));
        check("face=lab&chapter=premise", Some(PageFace::Lab));
        check("lesson=4", Some(PageFace::Argument));
        for scene in 1..=SCENES.len() {
            assert!(read(&format!("lesson={scene}")).chapter.is_some(), "scene {scene} of an earlier page");
        }
    }

    #[test]
    fn a_language_is_asked_for_by_its_tag() {
        let check = |text: &str, expected: Option<Language>| assert_eq!(read(text).language, expected, "{text}");
        check("lang=es", Some(Language::Spanish));
        check("embed&chapter=fall&lang=es-419", Some(Language::Spanish));
        check("lang=en", Some(Language::English));
        check("lang=fr", None);
        check("", None);
        assert_eq!(read("lang=fr").fault, None, "a document in it is no mistake");
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
        for chapter in ["", "0", "99", "last", "-1"] {
            check(&format!("chapter={chapter}"), "premise");
        }
        check("face=back", "argument");
        check("embed&chapter=after&show=formula,picture", "picture");
        check("embed&chapter=after&show=Formula", "text, formula, question, verdicts and stage");
        check("embed&chapter=now&show=verdicts", "now");
        assert_eq!(read("chapter=2").chapter, Chapter::named("reference"));
        check("embed&v=1&lab=zzz", "damaged");
        assert_eq!(read("embed&theme=light&utm_source=x").fault, None);
        assert_eq!(read("panel=strip,logits").frame, Frame::Figure(Cutout::of(&[Panel::Strip])));
    }
}
