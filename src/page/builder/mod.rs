//! The builder: pairs, vocabulary, settings, and where data come from and go to, each behind a tab; undo and redo for all of them.
//!
//! Whatever is done here is an [`Edit`](crate::data::Edit), which the state's reducer applies. What is not valid yet stays as a draft in
//! its field.

mod desk;
mod editor;
mod files;
mod generate;
mod noticed;
mod offered;
mod open;
mod pairs;
mod rows;
mod runs;
mod settings;
mod sheet;
mod vocabulary;

use crate::data::statistics::statistics;
use crate::data::{Dataset, FieldError};
use crate::page::dom;
use crate::page::language::use_language;
use crate::page::places::Places;
use crate::page::send::send;
use crate::view::offer::Offer;
use crate::view::request::Take;
use crate::view::snapshot::{Held, Snapshot};
use crate::view::state::{Action, Origin, Tab, chrome, document};
use crate::view::undo::Undo;
use crate::words::{self, builder as say};
use desk::{Desk, Notes};
pub use files::{Teller, take_dropped};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What the builder shows.
#[derive(PartialEq, Properties)]
pub struct BuilderProps {
    /// The lab.
    pub spec: Snapshot,
    /// The example that it began from.
    pub preset: usize,
    /// What it is to that.
    pub origin: Origin,
    /// The runs' names.
    pub names: Held<Vec<String>>,
    /// The runs' colours.
    pub slots: Held<Vec<usize>>,
    /// The runs that are looked at.
    pub shown: std::ops::Range<usize>,
    /// The selected pair.
    pub selected: usize,
    /// The open part.
    pub tab: Tab,
    /// What can be taken back.
    pub undo: Held<Undo>,
    /// Why the last edit was refused.
    pub refusal: Option<FieldError>,
    /// What came of the last import.
    pub outcome: Option<String>,
    /// Data that were read and wait for a word.
    pub offer: Option<Rc<Offer>>,
    /// What is filled as training goes.
    pub places: Places,
    /// Where actions go.
    pub act: Callback<Action>,
    /// Saves what was trained and measured.
    pub take: Callback<Take>,
}

/// The builder.
#[component]
pub fn Builder(props: &BuilderProps) -> Html {
    use_language();
    let notes = use_mut_ref(Notes::default);
    let update = use_force_update();
    let desk = Rc::new(Desk { spec: props.spec.clone(), act: props.act.clone(), notes: notes.clone(), update });
    let example = use_mut_ref(|| props.preset);
    if example.replace(props.preset) != props.preset {
        desk.clear();
    }
    let opened = props.tab != Tab::Pairs || desk.read().open != open::Open::Nothing;
    use_effect(move || {
        let wanted = notes.borrow_mut().focus.take();
        let document =
            dom::window().and_then(|window| window.document()).and_then(|document| document.document_element());
        if let (Some(selector), Some(root)) = (wanted, document)
            && let Some(element) = dom::first::<HtmlElement>(&root, &selector)
        {
            element.focus().unwrap_or_default();
        }
    });
    let found = use_memo(props.spec.clone(), |spec| statistics(spec));
    let last = noticed::use_noticed(&props.spec.dataset);
    let heads = props.names.iter().zip(&*props.slots).skip(props.shown.start).take(props.shown.len());
    let inside = match props.tab {
        Tab::Pairs => html! { <>{ pairs::pairs(props, &desk) }{ noticed::noticed(&last, &desk) }</> },
        Tab::Vocabulary => vocabulary::vocabulary(&desk),
        Tab::Settings => settings::settings(props, &desk),
        Tab::Sources => sources(props, &desk),
    };
    html! {
        // Whoever builds needs the room more than whoever looks on: the style sheet makes it.
        <section class="builder" lang="en" data-open={opened.then_some("")} aria-label={say::BUILDER}>
            <div class="head">
                { tabs(props) }
                if props.tab == Tab::Pairs {
                    <p class="muted">{ words::pairs_delta() }</p>
                    <span class="values">
                        { for heads.map(|(name, slot)| html! { <b class="name" data-slot={slot.to_string()}>{ name }</b> }) }
                    </span>
                }
            </div>
            { desk::fault(props.refusal.as_ref()) }
            if let Some(outcome) = &props.outcome {
                <p class="notice" role="status" data-outcome="">{ outcome }</p>
            }
            if let Some(offer) = &props.offer { { offered::offered(offer, &desk) } }
            <div key={format!("{:?}", props.tab)} class="panel" role="tabpanel" id={format!("panel-{:?}", props.tab)}
                aria-labelledby={format!("tab-{:?}", props.tab)}>{ inside }</div>
            <div class="foot">
                <p class="muted">{ say::statistics(&found) }</p>
                <button type="button" class="quiet" title={say::UNDO} aria-label={say::UNDO} data-do="undo"
                    disabled={!props.undo.has_past()} onclick={send(&props.act, document::Action::Undo.into())}>{ "↶" }</button>
                <button type="button" class="quiet" title={say::REDO} aria-label={say::REDO} data-do="redo"
                    disabled={!props.undo.has_future()} onclick={send(&props.act, document::Action::Redo.into())}>{ "↷" }</button>
            </div>
        </section>
    }
}

/// Where data come from and go to.
fn sources(props: &BuilderProps, desk: &Rc<Desk>) -> Html {
    html! { <>{ generate::generator(desk) }{ files::files(desk, props) }</> }
}

/// The tabs, as WAI-ARIA describes them: one stop for the Tab key, arrows within.
fn tabs(props: &BuilderProps) -> Html {
    let tab = |tab: Tab| {
        let label = match tab {
            Tab::Pairs => {
                let Dataset { pairs, eval_pairs, .. } = &props.spec.dataset;
                say::pairs_tab(pairs.len(), eval_pairs.len())
            }
            Tab::Vocabulary => say::tokens(props.spec.dataset.vocabulary.len()),
            Tab::Settings => say::SETTINGS.to_owned(),
            Tab::Sources => say::SOURCES.to_owned(),
        };
        let open = tab == props.tab;
        html! {
            <button type="button" role="tab" id={format!("tab-{tab:?}")} data-tab={format!("{tab:?}")} aria-selected={open.to_string()}
                aria-controls={open.then(|| format!("panel-{tab:?}"))} tabindex={if open { "0" } else { "-1" }}
                onclick={send(&props.act, chrome::Action::Show(tab).into())}>{ label }</button>
        }
    };
    let (now, act) = (props.tab, props.act.clone());
    let onkeydown = move |event: KeyboardEvent| {
        let count = Tab::ALL.len();
        let at = Tab::ALL.iter().position(|tab| *tab == now).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        act.emit(chrome::Action::Show(Tab::ALL[to]).into());
        let list = event.current_target().and_then(|list| list.dyn_into::<web_sys::Element>().ok());
        let button = list.and_then(|list| list.children().item(to as u32)?.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button {
            button.focus().unwrap_or_default();
        }
    };
    html! { <div role="tablist" aria-label={say::BUILDER} {onkeydown}>{ for Tab::ALL.into_iter().map(tab) }</div> }
}
