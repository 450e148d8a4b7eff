//! The sheet of terms, and what the metrics usually do.

use crate::page::language::use_language;
use crate::words;
use crate::words::book as say;
use std::rc::Rc;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// What the sheet knows of where it is.
#[derive(PartialEq, Properties)]
pub struct GlossaryProps {
    /// The address of the page; empty where none is known.
    pub home: Rc<str>,
}

/// The sheet, and the button that opens it.
#[component]
pub fn Glossary(props: &GlossaryProps) -> Html {
    use_language();
    let sheet = use_node_ref();
    let open = {
        let sheet = sheet.clone();
        move |_: MouseEvent| {
            if let Some(dialog) = sheet.cast::<HtmlDialogElement>() {
                // It fails only where it is open already.
                dialog.show_modal().unwrap_or_default();
            }
        }
    };
    let term = |(_, name, what): &words::Term| html! { <div><dt>{ *name }</dt><dd>{ *what }</dd></div> };
    let metric = |(name, usual, what): &(&'static str, &'static str, &'static str)| html! { <tr><th scope="row">{ *name }</th><td>{ *usual }</td><td>{ *what }</td></tr> };
    html! {
        <>
            <button type="button" class="quiet glossary-button" onclick={open}>{ say::glossary() }</button>
            <dialog ref={sheet} class="glossary" aria-label={say::glossary()}>
                <h2>{ say::glossary() }</h2>
                <dl>{ for say::terms().iter().map(term) }</dl>
                <h2>{ say::normal() }</h2>
                <div class="scroll" tabindex="0" role="region" aria-label={say::normal()}>
                    <table>
                        <thead><tr>{ for say::normal_columns().iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr></thead>
                        <tbody>{ for say::metrics().iter().map(metric) }</tbody>
                    </table>
                </div>
                // One file that holds everything has no other pages beside it.
                if props.home.ends_with('/') {
                    <p class="teach"><a href={format!("{}teach/", props.home)} hreflang="en">{ say::teach() }</a></p>
                }
                <form method="dialog"><button>{ words::close() }</button></form>
            </dialog>
        </>
    }
}
