//! The argument's line on top: the chapters by their numbers, and what concerns the whole page.

use super::glossary::Glossary;
use crate::page::language::{next_language, use_language};
use crate::page::send::send;
use crate::view::chapters::Chapter;
use crate::view::state::{Action, Mode, PageFace, Theme, book, chrome};
use crate::words;
use crate::words::book as say;
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What the line shows.
#[derive(PartialEq, Properties)]
pub struct ContentsProps {
    /// The chapter that is open.
    pub chapter: Chapter,
    /// The colours.
    pub theme: Theme,
    /// For work or for a hall.
    pub mode: Mode,
    /// The address of the page; empty where none is known.
    pub home: Rc<str>,
    /// Where actions go.
    pub act: Callback<Action>,
    /// Opens the sheet of keys.
    pub help: Callback<MouseEvent>,
    /// Opens the sheet of links.
    pub share: Callback<MouseEvent>,
}

/// The line.
#[component]
pub fn Contents(props: &ContentsProps) -> Html {
    let language = use_language();
    let ContentsProps { chapter, theme, mode, act, help, share, .. } = props;
    let here = use_node_ref();
    {
        let here = here.clone();
        // Where there is no room for all numbers, the open chapter's is among those that are seen.
        use_effect_with(*chapter, move |_| {
            if let Some(number) = here.cast::<HtmlElement>()
                && let Some(list) = number.closest("ol").ok().flatten()
            {
                let half = (list.client_width() - number.offset_width()) / 2;
                list.set_scroll_left(number.offset_left() - half);
            }
        });
    }
    let number = |other: Chapter| {
        let title = say::chapter_title(other.number(), other.words().title);
        let is_here = other == *chapter;
        html! {
            <li key={other.key()} ref={if is_here { here.clone() } else { NodeRef::default() }}>
                <button type="button" class="quiet" aria-current={is_here.then_some("true")} aria-label={title.clone()} {title} onclick={send(act, book::Action::Open(other).into())}>
                    if is_here { { other.number() } }
                </button>
            </li>
        }
    };
    let index = Theme::NAMES.iter().position(|(_, known)| known == theme).unwrap_or_default();
    let theme = words::theme()[index];
    let (present, mode) = match mode {
        Mode::Work => (words::present()[0], Mode::Presentation),
        Mode::Presentation => (words::present()[1], Mode::Work),
    };
    html! {
        <header class="contents">
            <h1>{ words::TITLE }</h1>
            <nav aria-label={say::chapters()}><ol>{ for Chapter::all().map(number) }</ol></nav>
            <Glossary home={props.home.clone()} />
            <button type="button" class="quiet face" title={say::faces_hints()[1]} onclick={send(act, book::Action::Face(PageFace::Lab).into())}>{ say::faces()[1] }</button>
            <button type="button" class="quiet present" onclick={send(act, chrome::Action::Present(mode).into())}>{ present }</button>
            <button type="button" class="quiet" onclick={share.clone()}>{ words::share::share() }</button>
            <button type="button" class="quiet colours" aria-label={theme} title={theme} onclick={send(act, chrome::Action::NextTheme.into())}>{ words::THEME_GLYPH }</button>
            { next_language(act, language) }
            <button type="button" class="quiet" aria-label={words::help()} onclick={help.clone()}>{ "?" }</button>
        </header>
    }
}
