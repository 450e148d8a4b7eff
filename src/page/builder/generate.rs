//! Families of pairs made by rule, with a look at what comes out before it is taken.

use super::desk::{Desk, Draft, button, fault, picker};
use super::open::{Choices, Family};
use super::pairs::{answers, shown};
use super::say;
use crate::data::edit::Insertion;
use crate::data::generate::{self, Arithmetic, Miss, Operator, Template};
use crate::data::{Edit, FieldError, PairText, Tokens};
use std::rc::Rc;
use yew::prelude::*;

const FAMILIES: [Family; 3] = [Family::Arithmetic, Family::Template, Family::Distance];

/// The field that has room for many lines.
const SLOTS: (Family, usize) = (Family::Template, 3);

impl Family {
    /// The labels of its text fields, and what stands in them at first.
    fn fields(self, tokens: Tokens) -> &'static [(&'static str, &'static str)] {
        match (self, tokens) {
            (Family::Arithmetic, _) => &say::ARITHMETIC,
            (Family::Template, Tokens::Words) => &say::TEMPLATE,
            (Family::Template, Tokens::Characters) => &say::TEMPLATE_OF_CHARACTERS,
            (Family::Distance, _) => &say::DISTANCE,
        }
    }
}

fn pairs(desk: &Rc<Desk>, choices: Choices, texts: &[String]) -> Result<Vec<PairText>, FieldError> {
    let tokens = desk.spec.dataset.tokens;
    let text = |index: usize| texts.get(index).cloned().unwrap_or_default();
    let number = |index: usize| {
        let label = choices.family.fields(tokens).get(index).map_or("", |(label, _)| label);
        let typed = text(index);
        typed.trim().parse().map_err(|_| FieldError::of_number(label, &typed, generate::LARGEST))
    };
    match choices.family {
        Family::Arithmetic => generate::arithmetic(
            tokens,
            &Arithmetic {
                operator: *Operator::ALL.get(choices.operator).unwrap_or(&Operator::Plus),
                left: (number(0)?, number(1)?),
                right: (number(2)?, number(3)?),
                miss: *Miss::ALL.get(choices.miss).unwrap_or(&Miss::Above),
                tail: text(4),
            },
        ),
        Family::Template => {
            let pair = PairText { prompt: text(0), chosen: text(1), rejected: text(2) };
            generate::template(tokens, &Template { pair, slots: text(3) })
        }
        Family::Distance => generate::apart(&desk.spec.dataset, number(0)? as usize, u64::from(number(1)?)),
    }
}

/// The generator.
#[inline(never)]
pub fn generator(desk: &Rc<Desk>) -> Html {
    let choices = desk.read().choices;
    let tokens = desk.spec.dataset.tokens;
    let family = FAMILIES.iter().position(|family| *family == choices.family).unwrap_or(0);
    let drafts: Vec<_> = choices
        .family
        .fields(tokens)
        .iter()
        .enumerate()
        .map(|(index, (label, start))| (*label, desk.plain(&format!("generate {family} {index}"), start)))
        .collect();
    let texts: Vec<String> = drafts.iter().map(|(_, draft)| draft.text().to_owned()).collect();
    let field = |(index, (label, draft)): (usize, &(&'static str, Rc<Draft>))| {
        let is_long = (choices.family, index) == SLOTS;
        labelled(label, if is_long { draft.area(label, label) } else { draft.field(0, label, label) })
    };
    let pick = |label: &'static str, options: &[&'static str], index: usize, set: fn(&mut Choices, usize)| {
        let desk = desk.clone();
        labelled(label, picker(label, options, index, move |index| desk.note(|notes| set(&mut notes.choices, index))))
    };
    let outcome = match pairs(desk, choices, &texts) {
        Ok(pairs) => {
            let line = |pair: &PairText| html! { <p><bdi class="muted">{ shown(&pair.prompt) }</bdi>{ tokens.between() }{ answers(tokens, pair) }</p> };
            let take = |(place, label): (Insertion, &'static str)| {
                button(label, desk.edit(Edit::SetPairs { pairs: pairs.clone(), eval_pairs: Vec::new(), place }))
            };
            html! {
                <>
                    <p>{ say::makes(pairs.len()) }</p>
                    { for pairs.iter().take(2).map(line) }
                    <div class="tools" data-do="take">{ for [Insertion::Instead, Insertion::After].into_iter().zip(say::TAKE).map(take) }</div>
                </>
            }
        }
        Err(error) => fault(Some(&error)),
    };
    html! {
        <section aria-label={say::GENERATE}>
            <h3>{ say::GENERATE }</h3>
            <div class="form short">
                { pick(say::FAMILY, &say::FAMILIES, family, |choices, index| choices.family = *FAMILIES.get(index).unwrap_or(&Family::Arithmetic)) }
                <p class="muted">{ say::FAMILIES_HELP[family] }</p>
            </div>
            <div class={if choices.family == Family::Template { "form" } else { "form short" }}>
                if choices.family == Family::Arithmetic {
                    { pick(say::OPERATOR, &Operator::ALL.map(say::operator), choices.operator, |choices, index| choices.operator = index) }
                    { pick(say::MISS, &Miss::ALL.map(Miss::token), choices.miss, |choices, index| choices.miss = index) }
                }
                { for drafts.iter().enumerate().map(field) }
            </div>
            { outcome }
        </section>
    }
}

/// A control with its name before it.
pub fn labelled(label: &str, control: Html) -> Html {
    html! { <div class="labelled"><span class="muted" aria-hidden="true">{ label.to_owned() }</span>{ control }</div> }
}
