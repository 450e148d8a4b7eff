//! The sheet from which a lab travels: its link, a figure for a post, pictures and tables, the lab file.

use crate::backend::DeviceKind;
use crate::data::presets;
use crate::lab::link;
use crate::page::dom;
use crate::page::language::use_language;
use crate::page::late::use_part;
use crate::parts::part;
use crate::train::{Phase, Session};
use crate::view::chapters::Chapter;
use crate::view::panel::{ChapterPart, Panel};
use crate::view::qr::{self, QrPicture};
use crate::view::reading;
use crate::view::request::{Format, Subject, Take};
use crate::view::snapshot::Snapshot;
use crate::view::snippet::{Content, Embedding, WAYS, figure_of, snippet, with_view};
use crate::view::state::{PageFace, State};
use crate::view::views::View;
use crate::words;
use crate::words::share as say;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What is shared: the state at the moment in which the sheet was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedLab {
    /// The address of the page that opens links; empty where none is known.
    home: Rc<str>,
    /// The link's fragment, or why there is none.
    fragment: Result<String, String>,
    /// The link of a figure, where the lab is one of which there are links.
    figure: Option<String>,
    /// The chapter that is open, where the argument is.
    chapter: Option<Chapter>,
    /// The digest and its step, in words.
    digest: Option<String>,
    /// The lab.
    spec: Snapshot,
}

impl SharedLab {
    /// What the page shows now; without a session, the lab alone.
    pub fn of(state: &State, session: Option<&Session>, home: Rc<str>) -> SharedLab {
        let at = session.map(|session| reading::place(session, reading::resolve(session, state.playback.cursor)));
        let digest = session.zip(at).and_then(|(session, at)| {
            session.history().digest(at.0, at.1).filter(|_| session.device() == DeviceKind::Cpu)
        });
        let preset = presets().get(state.document.preset);
        let fragment =
            link::write(&state.document.spec, preset, &state.link(at, digest)).map(|link| with_view(link, state));
        let step = |at: (Phase, usize)| {
            words::share::step(words::phases_brief()[usize::from(at.0 == Phase::Preference)], at.1)
        };
        SharedLab {
            home,
            figure: figure_of(state, at, digest),
            chapter: Some(state.book.chapter).filter(|_| state.book.face == PageFace::Argument),
            fragment: fragment.map_err(|error| error.to_string()),
            digest: digest.zip(at).map(|(digest, at)| say::digest(&link::hex(digest), &step(at))),
            spec: state.document.spec.clone(),
        }
    }

    /// The address that opens it, where a page is known that does.
    pub fn url(&self) -> Option<String> {
        self.fragment().map(|fragment| format!("{}#{fragment}", self.home))
    }

    fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref().ok().filter(|_| !self.home.is_empty())
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct SheetProps {
    /// Where the sheet stands.
    pub place: NodeRef,
    /// What is shared, once it was opened.
    pub shared: Option<SharedLab>,
    /// The view of the training.
    pub view: View,
    /// Where wishes for files go.
    pub take: Callback<Take>,
}

part! {
    /// What is in the sheet.
    pub fn inside() -> fn(&SheetProps) -> Html = sharing(|props| html! { <Inside ..props.clone() /> });
}

/// The sheet, which is there before what is in it.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    use_language();
    let inside = use_part(|| Box::pin(inside()), props.shared.is_some());
    html! {
        <dialog ref={&props.place} class="share" aria-label={say::share()}>
            <h2>{ say::share() }</h2>
            if props.shared.is_some() { { inside.show(|inside| inside(props)) } }
            <form method="dialog"><button>{ words::close() }</button></form>
        </dialog>
    }
}

/// What is in the sheet.
#[component]
fn Inside(props: &SheetProps) -> Html {
    use_language();
    let way = use_state(|| Embedding::Frame);
    let panels = use_state(|| vec![Panel::Strip, Panel::Curves, Panel::Time]);
    let parts = use_state(ChapterPart::all);
    let said = use_state(|| "");
    let copy = |field: &NodeRef, label: &'static str| {
        let (field, said) = (field.clone(), said.clone());
        let onclick = move |_: MouseEvent| {
            let Some(element) = field.cast::<HtmlElement>() else { return };
            let said = said.clone();
            spawn_local(
                async move { said.set(if copied(&element).await { say::copied() } else { say::copy_yourself() }) },
            );
        };
        html! { <button type="button" aria-label={format!("{}: {label}", say::copy())} {onclick}>{ say::copy() }</button> }
    };
    let (link_field, snippet_field) = (use_node_ref(), use_node_ref());
    let url = props.shared.as_ref().and_then(SharedLab::url);
    let code = use_memo(url.clone(), |url| url.as_deref().and_then(qr::code));
    let hall = use_node_ref();
    let inside = props.shared.as_ref().map(|shared| {
        let link = match (url, &shared.fragment) {
            (Some(url), _) => html! {
                <>
                    <p class="muted">{ say::link_note() }</p>
                    <div class="copy">
                        <input ref={&link_field} type="text" autofocus=true readonly=true aria-label={say::link()} value={url.clone()} />
                        { copy(&link_field, say::link()) }
                    </div>
                    if url.len() > 2000 { <p class="muted">{ say::long(url.len()) }</p> }
                    { code_of(&url, (*code).as_ref(), &hall, shared.digest.as_deref()) }
                </>
            },
            (None, Ok(_)) => html! { <p class="muted">{ say::no_site() }</p> },
            (None, Err(sentence)) => html! { <p class="fault">{ sentence }</p> },
        };
        let figure = shared.figure.as_deref().filter(|_| !shared.home.is_empty()).map(|fragment| {
            // One file that holds everything has no module beside it.
            let offered = if shared.home.ends_with('/') { 2 } else { 1 };
            let ways = WAYS.iter().zip(say::ways().iter().copied()).take(offered).map(|(option, label)| {
                let (option, way) = (*option, way.clone());
                let checked = *way == option;
                html! {
                    <label><input type="radio" name="way" {checked} onchange={move |_: Event| way.set(option)} /><span>{ label }</span></label>
                }
            });
            let (content, boxes) = match shared.chapter {
                None => {
                    let named = Panel::NAMES.iter().zip(say::panels().iter().copied()).map(|((_, panel), label)| (*panel, label));
                    (Content::Lab(&panels), choices(&panels, named))
                }
                Some(chapter) => {
                    let named = ChapterPart::NAMES.iter().zip(say::chapter_parts().iter().copied()).map(|((_, part), label)| (*part, label));
                    let named = named.filter(|(part, _)| chapter.parts().any(|has| has == *part));
                    (Content::Chapter(chapter, &parts), choices(&parts, named))
                }
            };
            html! {
                <>
                    <h3>{ say::embed() }</h3>
                    <fieldset><legend class="hidden">{ say::embed() }</legend>{ for ways }</fieldset>
                    <fieldset><legend>{ say::shows() }</legend>{ boxes }</fieldset>
                    <div class="copy">
                        <textarea ref={&snippet_field} readonly=true rows="4" aria-label={say::snippet()} value={snippet(&shared.home, fragment, *way, content)} />
                        { copy(&snippet_field, say::snippet()) }
                    </div>
                </>
            }
        });
        let spec = shared.spec.clone();
        let save = move |_: MouseEvent| {
            let (_, name, kind) = words::builder::DOWNLOADS[0];
            // A browser that makes no blob saves nothing; every one since 2012 does.
            dom::save(&spec.to_json(), name, kind).unwrap_or_default();
        };
        html! {
            <>
                <h3>{ say::link() }</h3>
                { link }
                { for figure }
                { files(props) }
                <button type="button" class="save" onclick={save}>{ say::save() }</button>
            </>
        }
    });
    html! {
        <>
            { for inside }
            <p class="muted" role="status">{ *said }</p>
        </>
    }
}

/// A box for each of these parts, ticked where it is among the chosen ones.
fn choices<T: Copy + PartialEq + 'static>(
    chosen: &UseStateHandle<Vec<T>>,
    parts: impl Iterator<Item = (T, &'static str)>,
) -> Html {
    let choice = |(part, label): (T, &'static str)| {
        let (checked, chosen) = (chosen.contains(&part), chosen.clone());
        let toggle = move |_: Event| {
            let mut next = (*chosen).clone();
            match next.iter().position(|known| *known == part) {
                Some(place) => drop(next.remove(place)),
                None => next.push(part),
            }
            chosen.set(next);
        };
        html! { <label><input type="checkbox" {checked} onchange={toggle} /><span>{ label }</span></label> }
    };
    html! { <>{ for parts.map(choice) }</> }
}

/// The link as a code for phones, small, with a button that shows it as large as the window; and the digest in words.
fn code_of(url: &str, code: Option<&QrPicture>, hall: &NodeRef, digest: Option<&str>) -> Html {
    let digest = digest.map(|digest| html! { <p class="muted">{ digest }</p> });
    let Some(code) = code else {
        return html! { <><p class="muted">{ say::code_long(url.len(), qr::MOST) }</p>{ for digest }</> };
    };
    let enlarge = {
        let hall = hall.clone();
        move |_: MouseEvent| open(&hall)
    };
    html! {
        <div class="code">
            { picture(code) }
            <div>
                <p class="muted">{ say::code_note() }</p>
                if qr::is_of_this_machine(url) { <p class="muted">{ say::code_here() }</p> }
                <button type="button" onclick={enlarge}>{ say::code_large() }</button>
                { for digest }
            </div>
            <dialog ref={hall} class="hall" aria-label={say::code()}>
                { picture(code) }
                <form method="dialog"><button autofocus=true>{ words::close() }</button></form>
            </dialog>
        </div>
    }
}

/// Black on white in every theme: cameras know no other.
fn picture(code: &QrPicture) -> Html {
    let side = code.side.to_string();
    html! {
        <svg class="qr" role="img" aria-label={say::code()} viewBox={format!("0 0 {side} {side}")} shape-rendering="crispEdges">
            <rect width={side.clone()} height={side} /><path d={code.path.clone()} />
        </svg>
    }
}

/// Pictures and tables of what is seen.
fn files(props: &SheetProps) -> Html {
    let button = |what: Take, label: &'static str, name: String| {
        let take = props.take.clone();
        html! { <button type="button" aria-label={name} onclick={move |_: MouseEvent| take.emit(what)}>{ label }</button> }
    };
    let row = |name: &'static str, formats: &[(Take, &'static str)]| {
        let each =
            formats.iter().map(|(what, label)| button(*what, label, format!("{}: {name}, {label}", say::save_as())));
        html! { <p><span>{ name }</span>{ for each }</p> }
    };
    let picture = |subject: Subject, name: &'static str| {
        row(name, &[(Take::Picture(subject, Format::Svg), "SVG"), (Take::Picture(subject, Format::Png), "PNG")])
    };
    html! {
        <>
            <h3>{ say::files() }</h3>
            <div class="files">
                if props.view.picture().is_some() { { picture(Subject::Training(props.view), props.view.words().saved) } }
                { picture(Subject::Microscope, say::microscope()) }
                { row(say::tokens(), &[(Take::Tokens, "CSV")]) }
                { row(say::logits(), &[(Take::Logits, "CSV")]) }
                { row(say::metrics(), &[(Take::Csv, "CSV"), (Take::JsonLines, "JSON lines")]) }
            </div>
        </>
    }
}

/// Shows the sheet.
pub fn open(sheet: &NodeRef) {
    if let Some(dialog) = sheet.cast::<HtmlDialogElement>() {
        // It fails only where it is open already.
        dialog.show_modal().unwrap_or_default();
    }
}

/// Copies a field's text, or selects it for the person to copy.
async fn copied(field: &HtmlElement) -> bool {
    use wasm_bindgen::JsCast;
    let text = match (field.dyn_ref::<HtmlInputElement>(), field.dyn_ref::<HtmlTextAreaElement>()) {
        (Some(input), _) => {
            input.select();
            input.value()
        }
        (_, Some(area)) => {
            area.select();
            area.value()
        }
        _ => return false,
    };
    // A page that came without https has no clipboard, nor has one whose browser or host keeps it from pages.
    let clipboard = dom::window().map(|window| window.navigator().clipboard());
    let copied = match clipboard.filter(|clipboard| clipboard.is_truthy()) {
        Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
        None => false,
    };
    if !copied {
        // The keys copy what is selected where the focus is.
        field.focus().unwrap_or_default();
    }
    copied
}
