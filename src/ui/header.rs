//! The line on top: the example, and what concerns the whole page.

use super::page::send;
use super::state::{Action, Mode, Origin, Theme};
use super::strings;
use crate::data::{LabFile, presets};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the line shows.
#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    /// The example: an index into [`presets`].
    pub preset: usize,
    /// What the lab is to it.
    pub origin: Origin,
    /// The colours.
    pub theme: Theme,
    /// For work or for a hall.
    pub mode: Mode,
    /// The scene that is given.
    pub lesson: Option<usize>,
    /// The lab.
    pub spec: Rc<LabFile>,
    /// Where actions go.
    pub act: Callback<Action>,
    /// Opens the sheet of keys.
    pub help: Callback<MouseEvent>,
    /// Opens the sheet of links.
    pub share: Callback<MouseEvent>,
}

/// The line.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let act = props.act.clone();
    let choose = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            let chosen = presets().iter().position(|preset| preset.name == select.value());
            chosen.into_iter().for_each(|index| act.emit(Action::Choose(index)));
        }
    };
    let index = Theme::NAMES.iter().position(|(_, theme)| *theme == props.theme).unwrap_or_default();
    let theme = strings::THEME[index];
    let (present, mode) = match props.mode {
        Mode::Work => (strings::PRESENT[0], Mode::Presentation),
        Mode::Presentation => (strings::PRESENT[1], Mode::Work),
    };
    let option = |(i, preset): (usize, &crate::data::Preset)| {
        let selected = i == props.preset && props.origin == Origin::Example;
        html! { <option key={preset.name} value={preset.name} {selected}>{ preset.title }</option> }
    };
    let preset = presets().get(props.preset);
    let summary = match props.origin {
        Origin::Edited => strings::builder::EDITED,
        Origin::Example => preset.map_or("", |preset| preset.summary),
    };
    let own = preset.filter(|_| props.origin == Origin::Edited).map(|preset| {
        html! { <option key="" value="" selected=true>{ strings::builder::edited(preset.title) }</option> }
    });
    html! {
        <header>
            <h1>{ strings::TITLE }</h1>
            <label class="example">
                <span>{ strings::EXAMPLE }</span>
                <select aria-label={strings::EXAMPLE} onchange={choose}>{ for own }{ for presets().iter().enumerate().map(option) }</select>
            </label>
            <p class="summary">{ summary }</p>
            <button type="button" class="quiet" aria-pressed={props.lesson.is_some().to_string()} onclick={send(&props.act, Action::Lesson(props.lesson.xor(Some(0))))}>{ strings::lesson::LESSON }</button>
            <button type="button" class="quiet present" onclick={send(&props.act, Action::Present(mode))}>{ present }</button>
            <button type="button" class="quiet" onclick={props.share.clone()}>{ strings::share::SHARE }</button>
            <button type="button" class="quiet theme" aria-label={theme} title={theme} onclick={send(&props.act, Action::NextTheme)}>
                <span>{ theme }</span>
            </button>
            <button type="button" class="quiet" aria-label={strings::HELP} onclick={props.help.clone()}>{ "?" }</button>
        </header>
    }
}
