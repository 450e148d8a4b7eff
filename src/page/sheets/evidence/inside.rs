//! In which language the sheet speaks: that of the page, once it has its words, which come when it is opened.

use super::{EvidenceProps, Ways};
use crate::page::language::{evidence_words, use_language};
use crate::page::late::use_part;
use crate::words::{self, Language};
use yew::prelude::*;

/// What is in the sheet. It speaks the language of the page once it has its words. Until then it says that they are on their way, and what is in it already
/// stays as it was, unseen: what it trains goes on, and no two languages are seen beside one another.
#[component]
pub fn Inside(props: &EvidenceProps) -> Html {
    let language = use_language();
    let (last, update) = (use_mut_ref(|| None::<Language>), use_force_update());
    if words::has_evidence(language) {
        last.replace(Some(language));
    }
    let spoken = *last.borrow();
    let is_seen = spoken == Some(language);
    let come = use_callback((), move |(), ()| update.force_update());
    html! {
        <>
            if !is_seen { <Awaited key={language.tag()} {language} {come} /> }
            if let Some(spoken) = spoken {
                <Ways of={props.clone()} {spoken} {is_seen} />
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct AwaitedProps {
    language: Language,
    /// Hears that they have come.
    come: Callback<()>,
}

/// The sheet's words in a language, on their way.
#[component]
fn Awaited(props: &AwaitedProps) -> Html {
    use_language();
    let words = use_part(evidence_words(props.language), true);
    let come = props.come.clone();
    use_effect_with(words.is_here(), move |is_here| is_here.then(|| come.emit(())).unwrap_or_default());
    words.absence().unwrap_or_default()
}
