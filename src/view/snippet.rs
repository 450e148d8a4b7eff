//! What a lab travels in: the address that opens it, and the HTML of a figure for someone else's document.

use super::panel::Panel;
use super::state::{PageFace, State};
use super::views::View;
use crate::data::presets;
use crate::lab::link;
use crate::words::share as say;

/// The address at which the whole page opens this lab; the page's own where the lab is too large for a link.
pub fn address(state: &State, home: &str) -> String {
    let fragment = link::write(&state.document.spec, presets().get(state.document.preset), &state.link(None, None));
    let fragment = fragment.map(|link| with_view(link, state));
    format!("{home}#{}", fragment.unwrap_or_default())
}

/// A link with the chapter that is open, or with the view of the training, where that is not the usual one.
pub fn with_view(mut link: String, state: &State) -> String {
    if state.book.face == PageFace::Argument {
        link.push_str(&format!("&chapter={}", state.book.chapter.key()));
    } else if state.look.view != View::ANSWERS {
        link.push_str(&format!("&view={}", state.look.view.key()));
    }
    link
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

/// About how high a part is in a frame as wide as a text, in pixels, until the frame tells it.
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

/// About how high a figure of these parts is: the room that its document keeps for it until the module is there.
pub fn room(panels: &[Panel]) -> u16 {
    panels.iter().fold(40, |sum, panel| sum + 12 + height(*panel))
}

/// The HTML of a figure of these parts; `home` is the address of the page that opens links, `fragment` a link to the lab.
pub fn snippet(home: &str, fragment: &str, way: Embedding, panels: &[Panel]) -> String {
    let named = |panel: &&(&str, Panel)| panels.contains(&panel.1);
    let names: Vec<&str> = Panel::NAMES.iter().filter(named).map(|(name, _)| *name).collect();
    let names = names.join(",");
    match way {
        Embedding::Frame => format!(
            "<script type=\"module\" src=\"{home}frames.js\"></script>\n<iframe src=\"{home}?embed&amp;panel={names}#{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\"></iframe>",
            fragment.replace('&', "&amp;"),
            say::FRAME,
            room(panels),
        ),
        Embedding::Element => {
            let attributes = fragment.split('&').filter_map(|part| part.split_once('='));
            let attributes: String = attributes.map(|(key, value)| format!(" {key}=\"{value}\"")).collect();
            format!(
                "<script type=\"module\" src=\"{home}dpop-lab.js\"></script>\n<dpop-lab panel=\"{names}\"{attributes} style=\"display: block; min-height: {}px\"></dpop-lab>",
                room(panels)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::chapters::Chapter;
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
        let chapter = Chapter::named("fall").expect("a chapter");
        check(vec![book::Action::Open(chapter).into()], "v=1&preset=smaug&token=6&chapter=fall");
    }

    #[test]
    fn figures_reserve_their_room_and_carry_nothing_that_ends_an_attribute() {
        let panels = [Panel::Strip, Panel::Time];
        let frame = snippet("https://example.org/", "v=1&preset=smaug", Embedding::Frame, &panels);
        assert!(frame.contains("?embed&amp;panel=strip,time#v=1&amp;preset=smaug\""), "{frame}");
        assert!(frame.contains(&format!("height=\"{}\"", room(&panels))), "{frame}");
        let element = snippet("https://example.org/", "v=1&preset=smaug", Embedding::Element, &panels);
        assert!(element.contains("<dpop-lab panel=\"strip,time\" v=\"1\" preset=\"smaug\""), "{element}");
        assert!(element.contains(&format!("min-height: {}px", room(&panels))), "{element}");
        assert_eq!(room(&[]), 40);
    }
}
