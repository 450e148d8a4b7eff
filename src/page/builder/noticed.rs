//! What is noticed in the pairs (`data::check`), beneath their list: how much it is at first, and opened what, with a button for what would help.
//!
//! It is looked for in slices after an edit. Until that is done, what was noticed before stays, and its buttons are out of use.

use super::desk::{Desk, button_if};
use super::say;
use crate::data::check::{Checking, Finding, mended};
use crate::data::edit::{Edit, Insertion};
use crate::data::{PairText, Tokens};
use crate::lab::slices::{self, Piece};
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

/// Pairs, and what was noticed in them.
#[derive(Default)]
pub struct LookedOver {
    pairs: Vec<PairText>,
    findings: Vec<Finding>,
}

/// What was last noticed. Pairs that are the same are not looked over again, whatever else of the lab is edited.
#[hook]
pub fn use_noticed(tokens: Tokens, pairs: &[PairText]) -> Rc<LookedOver> {
    let last = use_state(|| Rc::new(LookedOver::default()));
    let set = last.setter();
    let was_something = !last.findings.is_empty();
    use_effect_with((tokens, pairs.to_vec()), move |(tokens, pairs)| {
        let (tokens, pairs, wanted) = (*tokens, pairs.clone(), Rc::new(Cell::new(true)));
        let is_wanted = wanted.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let mut checking = Checking::new(tokens, pairs.clone(), Vec::new());
            let piece = || {
                let is_over = !is_wanted.get();
                Ok(if is_over {
                    Piece::Done(None)
                } else {
                    checking.advance().map_or(Piece::More, |all| Piece::Done(Some(all)))
                })
            };
            // Where the browser lets nothing go on, nothing is noticed.
            if let Ok(Some(findings)) = slices::run(piece).await
                && is_wanted.get()
                && (was_something || !findings.is_empty())
            {
                set.set(Rc::new(LookedOver { pairs, findings }));
            }
        });
        move || wanted.set(false)
    });
    (*last).clone()
}

/// The list; nothing where nothing was noticed.
#[inline(never)]
pub fn noticed(last: &LookedOver, desk: &Rc<Desk>) -> Html {
    if last.findings.is_empty() {
        return Html::default();
    }
    let one = |finding: &Finding| {
        html! {
            <li key={finding.id.name()} data-finding={finding.id.name()}>
                { finding.to_string() }{ " " }<span class="muted">{ say::places(&finding.found.pairs) }</span>
                { remedy(finding, last, desk) }
            </li>
        }
    };
    html! {
        <details class="noticed">
            <summary class="muted">{ say::noticed(last.findings.len()) }</summary>
            <ul>{ for last.findings.iter().map(one) }</ul>
        </details>
    }
}

/// The button for it, where it changes anything.
fn remedy(finding: &Finding, last: &LookedOver, desk: &Rc<Desk>) -> Html {
    let after = finding.found.remedy.map(|remedy| (remedy, mended(desk.spec.dataset.tokens, &last.pairs, finding)));
    let Some((remedy, pairs)) = after.filter(|(_, after)| *after != last.pairs) else { return Html::default() };
    let is_current = last.pairs == desk.spec.dataset.pairs;
    let edit = is_current.then_some(Edit::SetPairs { pairs, place: Insertion::Over });
    html! { <div class="tools" data-do={remedy.name()}>{ button_if(edit, &say::mend(remedy, finding.found.pairs.len()), desk) }</div> }
}
