//! In which language the page speaks: what it is asked for, what comes for it, and how a part of the page says that it speaks.
//!
//! Pages in one document share the words, and each has a language of its own: who is about to say something sets it first. Components do that with
//! [`use_language`], which has them rendered anew when it changes; the painter does it before it fills anything.

use crate::page::{dom, storage};
use crate::parts::{Coming, Missing, part};
use crate::view::options::Options;
use crate::view::panel::Frame;
use crate::view::state::{Action, chrome};
use crate::words::{self, EvidenceTongue, Language, Tongue, es};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

part! {
    /// Spanish.
    pub fn spanish() -> &'static Tongue = spanish(&es::TONGUE);
}

part! {
    /// What the sheet of many seeds says in Spanish.
    fn spanish_evidence() -> &'static EvidenceTongue = spanish_evidence(&es::EVIDENCE_TONGUE);
}

/// What has the words of the sheet of many seeds come, in a language. Only that sheet asks for it.
pub fn evidence_words(language: Language) -> fn() -> Coming<()> {
    match language {
        Language::English => || Box::pin(async { Ok(()) }),
        Language::Spanish => || {
            Box::pin(async {
                words::bring_evidence(spanish_evidence().await?);
                Ok(())
            })
        },
    }
}

/// Has the words of a language come.
pub async fn bring(language: Language) -> Result<(), Missing> {
    if !words::is_at_hand(language) {
        match language {
            Language::English => {}
            Language::Spanish => words::bring(spanish().await?),
        }
    }
    Ok(())
}

/// Has the page speak this language, once its words have come; a sentence where they do not.
pub fn choose(act: &Callback<Action>, language: Language) {
    if words::is_at_hand(language) {
        return act.emit(chrome::Action::Speak(language).into());
    }
    let act = act.clone();
    spawn_local(async move {
        act.emit(match bring(language).await {
            Ok(()) => chrome::Action::Speak(language).into(),
            Err(missing) => chrome::Action::Notice(missing.to_string()).into(),
        });
    });
}

/// The language in which a page begins: the one that is asked for; else that in which its person left it, or the best liked one of the browser's
/// that it speaks. A figure is the same for everyone, and in that of the text around it.
pub fn wanted(options: &Options, place: &Element) -> Language {
    let usual = || match options.frame {
        Frame::Page => storage::recall().map_or_else(liked, |kept| kept.chrome.language),
        Frame::Figure(_) => around(place),
    };
    options.language.unwrap_or_else(usual)
}

fn liked() -> Language {
    let tags = dom::window().map(|window| window.navigator().languages()).unwrap_or_default();
    let tags: Vec<String> = tags.iter().filter_map(|tag| tag.as_string()).collect();
    Language::liked(tags.iter().map(String::as_str))
}

fn around(element: &Element) -> Language {
    let said = dom::host(element).and_then(|host| host.closest("[lang]").ok().flatten());
    said.and_then(|said| Language::tagged(&said.get_attribute("lang")?)).unwrap_or_default()
}

/// The button that goes over to the next language, by its own name.
pub fn next_language(act: &Callback<Action>, language: Language) -> Html {
    let at = Language::ALL.iter().position(|known| *known == language).map_or(0, |index| index + 1);
    let next = Language::ALL[at % Language::ALL.len()];
    let (act, tag, name) = (act.clone(), next.tag(), next.own_name());
    let short = tag.to_uppercase();
    // What is read out begins with what is seen.
    let label = format!("{short}, {name}");
    html! {
        <button type="button" class="quiet language" lang={tag} aria-label={label} title={name} onclick={move |_: MouseEvent| choose(&act, next)}>
            { short }
        </button>
    }
}

/// Speaks the language of the page in which a component stands, which is rendered anew when that changes.
#[hook]
pub fn use_language() -> Language {
    let language = use_context::<Language>().unwrap_or_default();
    words::speak(language);
    language
}
