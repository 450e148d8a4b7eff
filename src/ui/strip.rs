//! The token strip: the selected pair's two answers, token by token, and for each run what the paper predicts and what was measured.
//!
//! Yew makes the table; the painter fills the cells that it leaves empty.

use super::reading::Side;
use super::strings;
use crate::data::{EOS, LabFile, TokenPair};
use std::rc::Rc;
use yew::prelude::*;

/// What the strip shows.
#[derive(PartialEq, Properties)]
pub struct StripProps {
    /// The lab.
    pub spec: Rc<LabFile>,
    /// The runs' names.
    pub names: Rc<Vec<String>>,
    /// The runs' colours.
    pub slots: Rc<Vec<usize>>,
    /// The selected pair.
    pub pair: usize,
}

/// The strip.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    let encoded = use_memo(props.spec.clone(), |spec| spec.encode());
    let (Some(text), Some(pair)) = (props.spec.dataset.pairs.get(props.pair), encoded.get(props.pair)) else {
        return html! {};
    };
    let note = if pair.one_token_apart().is_some() { strings::STRIP_NOTE } else { strings::STRIP_NOTE_APART };
    html! {
        <section class="strip">
            <div class="head">
                <h2>{ strings::STRIP }</h2>
                <p><span class="muted">{ strings::PROMPT }{ ": " }</span>{ &text.prompt }</p>
                <p class="muted">{ strings::distance(pair.edit_distance()) }</p>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label={strings::STRIP}>
                <table>{ for Side::BOTH.into_iter().map(|side| group(props, pair, side)) }</table>
            </div>
            <p class="note muted">{ note }</p>
        </section>
    }
}

fn group(props: &StripProps, pair: &TokenPair, side: Side) -> Html {
    let (name, label, own, other) = match side {
        Side::Chosen => ("chosen", strings::CHOSEN, &pair.chosen, &pair.rejected),
        Side::Rejected => ("rejected", strings::REJECTED, &pair.rejected, &pair.chosen),
    };
    let word = |id: &u32| {
        props.spec.dataset.vocabulary.get(*id as usize).map_or("?", |word| if word == EOS { "⏎" } else { word })
    };
    let token = |(k, id): (usize, &u32)| {
        let differs = other.get(k) != Some(id);
        html! {
            <td title={(*id == 0).then_some(EOS)}>
                if differs { <mark>{ word(id) }</mark> } else { { word(id) } }
            </td>
        }
    };
    let cells = || own.iter().map(|_| html! { <td data-cell=""></td> });
    // Without a prediction the row of changes stands alone, and carries the run's name.
    let predicted = pair.one_token_apart().is_some();
    let run = |(i, (run, slot)): (usize, (&String, &usize))| {
        let slot = slot.to_string();
        html! {
            <>
                if predicted {
                    <tr class="push" data-row={format!("push-{i}")} data-slot={slot.clone()}>
                        <th scope="row">
                            <b class="name">{ run }</b>{ " " }{ strings::PUSH }<span class="if" title={strings::IF_FALLEN_HINT}>{ " " }{ strings::IF_FALLEN }</span>
                        </th>
                        { for cells() }
                    </tr>
                }
                <tr class="delta" data-row={format!("delta-{i}")} data-slot={slot}>
                    <th scope="row" data-under={predicted.then_some("")}>
                        <b class="name" data-hidden={predicted.then_some("")}>{ run }</b>{ " " }{ strings::MEASURED }
                    </th>
                    { for cells() }
                </tr>
            </>
        }
    };
    html! {
        <tbody data-strip={name}>
            <tr class="tokens"><th scope="row">{ label }</th>{ for own.iter().enumerate().map(token) }</tr>
            <tr class="common" data-row="common"><th scope="row">{ strings::PROBABILITY }</th>{ for cells() }</tr>
            { for props.names.iter().zip(&*props.slots).enumerate().map(run) }
        </tbody>
    }
}
