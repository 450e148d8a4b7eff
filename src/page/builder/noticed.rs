//! What is noticed in the pairs (`data::check`), beneath their list: how much it is at first, and opened what, with a button for what would help.
//!
//! It is looked for in slices after an edit. Until that is done, what was noticed before stays, and its buttons are out of use.

use super::desk::{Desk, button_if};
use super::say;
use crate::data::check::{Checking, Finding, FindingId, mended};
use crate::data::edit::{Edit, Insertion};
use crate::data::{Dataset, PairText};
use crate::lab::slices::{self, Piece};
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

/// Pairs, and what was noticed in them.
#[derive(Default)]
pub struct LookedOver {
    pairs: Vec<PairText>,
    eval_pairs: Vec<PairText>,
    findings: Vec<Finding>,
}

impl LookedOver {
    /// Whether it is of these pairs.
    fn is_of(&self, data: &Dataset) -> bool {
        self.pairs == data.pairs && self.eval_pairs == data.eval_pairs
    }
}

/// What was last noticed. Pairs that are the same are not looked over again, whatever else of the lab is edited.
#[hook]
pub fn use_noticed(data: &Dataset) -> Rc<LookedOver> {
    let last = use_state(|| Rc::new(LookedOver::default()));
    let set = last.setter();
    let was_something = !last.findings.is_empty();
    use_effect_with((data.tokens, data.pairs.clone(), data.eval_pairs.clone()), move |(tokens, pairs, eval_pairs)| {
        let (tokens, pairs, eval_pairs) = (*tokens, pairs.clone(), eval_pairs.clone());
        let wanted = Rc::new(Cell::new(true));
        let is_wanted = wanted.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let mut checking = Checking::new(tokens, pairs.clone(), eval_pairs.clone());
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
                set.set(Rc::new(LookedOver { pairs, eval_pairs, findings }));
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
                { finding.to_string() }{ " " }<span class="muted">{ say::places(&finding.found.pairs, is_of_held_out(finding)) }</span>
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

/// Whether it speaks of pairs that are held out; all else is about those that are trained.
fn is_of_held_out(finding: &Finding) -> bool {
    finding.id == FindingId::HeldOutTrained
}

/// The button for it, where it changes anything.
fn remedy(finding: &Finding, last: &LookedOver, desk: &Rc<Desk>) -> Html {
    let held_out = is_of_held_out(finding);
    let about = if held_out { &last.eval_pairs } else { &last.pairs };
    let after = finding.found.remedy.map(|remedy| (remedy, mended(desk.spec.dataset.tokens, about, finding)));
    let Some((remedy, after)) = after.filter(|(_, after)| after != about) else { return Html::default() };
    let (pairs, eval_pairs) = if held_out { (last.pairs.clone(), after) } else { (after, last.eval_pairs.clone()) };
    let edit = last.is_of(&desk.spec.dataset).then_some(Edit::SetPairs { pairs, eval_pairs, place: Insertion::Over });
    html! { <div class="tools" data-do={remedy.name()}>{ button_if(edit, &say::mend(remedy, finding.found.pairs.len()), desk) }</div> }
}
