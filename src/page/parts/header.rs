//! The line on top: the example, and what concerns the whole page.

use crate::data::presets;
use crate::page::language::{next_language, use_language};
use crate::page::send::send;
use crate::page::storage::Keeping;
use crate::view::snapshot::Snapshot;
use crate::view::state::{Action, Mode, Origin, PageFace, Theme, book, chrome, document};
use crate::view::visit::Kept;
use crate::words;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the line shows.
#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    /// The example: an index into [`presets`].
    pub preset: usize,
    /// What the lab is to it.
    pub origin: Origin,
    /// The person's own labs that are kept.
    pub labs: Rc<[Kept]>,
    /// The number of the one that is shown.
    pub own: Option<u64>,
    /// Whether it is kept.
    pub keeping: Keeping,
    /// Goes on with one of them.
    pub take_up: Callback<u64>,
    /// The colours.
    pub theme: Theme,
    /// For work or for a hall.
    pub mode: Mode,
    /// The lab.
    pub spec: Snapshot,
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
    let language = use_language();
    let (act, take_up) = (props.act.clone(), props.take_up.clone());
    let choose = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            let value = select.value();
            match (presets().iter().position(|preset| preset.name == value), value.parse::<u64>()) {
                (Some(index), _) => act.emit(document::Action::Choose(index).into()),
                (None, Ok(number)) => {
                    // It leaves the list, and stands in the entry of the lab that is shown.
                    select.set_value("");
                    take_up.emit(number);
                }
                (None, Err(_)) => {}
            }
        }
    };
    let index = Theme::NAMES.iter().position(|(_, theme)| *theme == props.theme).unwrap_or_default();
    let theme = words::theme()[index];
    let (present, mode) = match props.mode {
        Mode::Work => (words::present()[0], Mode::Presentation),
        Mode::Presentation => (words::present()[1], Mode::Work),
    };
    let option = |(i, preset): (usize, &crate::data::Preset)| {
        let selected = i == props.preset && props.origin == Origin::Example;
        html! { <option key={preset.name} value={preset.name} {selected}>{ preset.title }</option> }
    };
    let preset = presets().get(props.preset);
    let summary = match (props.origin, props.keeping) {
        (Origin::Example, _) => preset.map_or("", |preset| preset.summary),
        (Origin::Edited | Origin::Own, Keeping::Kept) => words::builder::EDITED,
        (Origin::Edited | Origin::Own, Keeping::Refused) => words::builder::NOT_KEPT,
    };
    let edited = preset.filter(|_| props.origin == Origin::Edited).map(|preset| preset.title);
    let own = (props.origin != Origin::Example).then(|| {
        html! { <option key="" value="" selected=true>{ words::builder::edited(edited) }</option> }
    });
    let kept = |kept: &Kept| {
        let title = kept.preset.and_then(|preset| presets().get(preset)).map(|preset| preset.title);
        let time = js_sys::Date::new(&(kept.time as f64).into()).to_locale_string("en-GB", &JsValue::UNDEFINED);
        let label = words::builder::kept(title, kept.pairs, &String::from(time));
        html! { <option key={kept.number.to_string()} value={kept.number.to_string()}>{ label }</option> }
    };
    let others: Vec<Html> = props.labs.iter().filter(|kept| Some(kept.number) != props.own).map(kept).collect();
    html! {
        <header>
            <h1>{ words::TITLE }</h1>
            <label class="example">
                <span>{ words::example() }</span>
                <select aria-label={words::example()} onchange={choose}>
                    { for own }{ for presets().iter().enumerate().map(option) }
                    if !others.is_empty() { <optgroup label={words::builder::KEPT}>{ for others }</optgroup> }
                </select>
            </label>
            <p class="summary">{ summary }</p>
            <button type="button" class="quiet face" title={words::book::faces_hints()[0]} onclick={send(&props.act, book::Action::Face(PageFace::Argument).into())}>{ words::book::faces()[0] }</button>
            <button type="button" class="quiet present" onclick={send(&props.act, chrome::Action::Present(mode).into())}>{ present }</button>
            <button type="button" class="quiet" onclick={props.share.clone()}>{ words::share::share() }</button>
            <button type="button" class="quiet theme" aria-label={theme} title={theme} onclick={send(&props.act, chrome::Action::NextTheme.into())}>
                <span>{ theme }</span>
            </button>
            { next_language(&props.act, language) }
            <button type="button" class="quiet" aria-label={words::help()} onclick={props.help.clone()}>{ "?" }</button>
        </header>
    }
}
