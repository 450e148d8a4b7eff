//! The list of pairs: each with its difference marked and, at the cursor, the change of its chosen answer under each run.

use super::state::Action;
use super::strings;
use crate::data::{LabFile, PairText};
use std::rc::Rc;
use yew::prelude::*;

/// What the list shows.
#[derive(PartialEq, Properties)]
pub struct PairsProps {
    /// The lab.
    pub spec: Rc<LabFile>,
    /// The runs' names.
    pub names: Rc<Vec<String>>,
    /// The runs' colours.
    pub slots: Rc<Vec<usize>>,
    /// The selected pair.
    pub selected: usize,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The list. Its rows are radio buttons, so arrow keys select.
#[component]
pub fn Pairs(props: &PairsProps) -> Html {
    let count = strings::pairs(props.spec.dataset.pairs.len());
    let heads = props.names.iter().zip(&*props.slots);
    let row = |(i, pair): (usize, &PairText)| {
        let act = props.act.clone();
        let select = move |_: Event| act.emit(Action::Select(i));
        let values =
            props.slots.iter().map(|slot| html! { <b class="heat" data-value="" data-slot={slot.to_string()}></b> });
        html! {
            <label class="pair" data-pair={i.to_string()}>
                <input type="radio" name="pair" checked={i == props.selected} onchange={select}
                    aria-label={strings::pair(&pair.prompt, &pair.chosen, &pair.rejected)} />
                <span class="words" aria-hidden="true">
                    <span class="muted">{ &pair.prompt }</span>{ " " }{ answers(pair) }
                </span>
                <span class="values" aria-hidden="true">{ for values }</span>
            </label>
        }
    };
    html! {
        <section class="pairs" aria-label={count.clone()}>
            <div class="head">
                <h2>{ &count }</h2>
                <p class="muted">{ strings::PAIRS_DELTA }</p>
                <span class="values">
                    { for heads.map(|(name, slot)| html! { <b class="name" data-slot={slot.to_string()}>{ name }</b> }) }
                </span>
            </div>
            <div class="list" role="radiogroup" aria-label={count}>
                { for props.spec.dataset.pairs.iter().enumerate().map(row) }
            </div>
        </section>
    }
}

/// Both answers as one text where they share their ends: the chosen words of the difference, then the rejected ones struck out.
fn answers(pair: &PairText) -> Html {
    let chosen: Vec<&str> = pair.chosen.split(' ').collect();
    let rejected: Vec<&str> = pair.rejected.split(' ').collect();
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = chosen.iter().zip(&rejected).take_while(same).count();
    let left = chosen.len().min(rejected.len()) - head;
    let tail = chosen.iter().rev().zip(rejected.iter().rev()).take(left).take_while(same).count();
    let part = |words: &[&str]| words.join(" ");
    html! {
        <>
            { part(&chosen[..head]) }{ " " }
            <ins>{ part(&chosen[head..chosen.len() - tail]) }</ins>
            <del>{ part(&rejected[head..rejected.len() - tail]) }</del>
            { " " }{ part(&chosen[chosen.len() - tail..]) }
        </>
    }
}
