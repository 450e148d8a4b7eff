//! The token strip: the selected pair's two answers, token by token, and for each run what the paper predicts and what was measured.
//!
//! Yew makes the table; the painter fills the cells that it leaves empty.

use crate::data::Side;
use crate::data::{EOS, TokenPair};
use crate::objective::dpop::LAMBDA;
use crate::page::dom::{self, Resizes};
use crate::page::language::use_language;
use crate::page::places::{Place, Places, PushPart};
use crate::page::send::send;
use crate::view::microscope::word;
use crate::view::scope::{Scope, Since, Theory, Turn};
use crate::view::snapshot::{Held, Snapshot};
use crate::view::state::{Action, look};
use crate::words;
use std::cell::Cell;
use web_sys::Element;
use yew::prelude::*;

/// What the strip shows.
#[derive(PartialEq, Properties)]
pub struct StripProps {
    /// The lab.
    pub spec: Snapshot,
    /// The runs' names.
    pub names: Held<Vec<String>>,
    /// The runs' colours.
    pub slots: Held<Vec<usize>>,
    /// The selected pair.
    pub pair: usize,
    /// The selected position, and since when changes are measured.
    pub scope: Scope,
    /// What is filled as training goes.
    pub places: Places,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The strip.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    use_language();
    let encoded = use_memo(props.spec.clone(), |spec| spec.encode());
    let window = use_node_ref();
    {
        let window = window.clone();
        use_effect_with((props.pair, props.scope.position(&props.spec, props.pair)), move |_| {
            let watched = window.cast::<Element>().map(kept_in_sight);
            move || drop(watched)
        });
    }
    let Some(pair) = encoded.get(props.pair) else { return html! {} };
    let is_predicted = pair.one_token_apart().is_some();
    let wants_lambda = props.scope.theory == Theory::Lambda;
    let note = match (is_predicted, props.scope.theory) {
        (false, _) => html! { words::strip_note_apart() },
        (true, Theory::Push) => html! { <>{ words::strip_note() }{ " " }{ words::push_hint() }</> },
        (true, Theory::Lambda) => html! { <>{ words::strip_note() }{ " " }{ words::need_hint() }</> },
    };
    let since = match props.scope.since {
        Since::Reference => words::microscope::since()[0],
        Since::Step => words::microscope::since()[1],
    };
    html! {
        <section class="strip" data-theory={if wants_lambda { "lambda" } else { "push" }}>
            <div class="head">
                <h2>{ words::strip() }</h2>
                <p class="muted">{ words::distance(pair.edit_distance()) }</p>
                <details class="why">
                    <summary class="muted">{ words::microscope::why() }</summary>
                    <p class="note">{ note }<span ref={props.places.at(Place::Pulls)}></span></p>
                </details>
                if is_predicted {
                    <button type="button" class="quiet" data-toggle="lambda" aria-pressed={wants_lambda.to_string()} title={words::need_hint()}
                        onclick={send(&props.act, look::Action::Turn(Turn::Theory).into())}>{ words::need() }</button>
                }
                <button type="button" class="quiet" data-toggle="since" onclick={send(&props.act, look::Action::Turn(Turn::Since).into())}>{ since }</button>
            </div>
            <div ref={window} class="scroll" tabindex="0" role="region" aria-label={words::strip()}>
                <table>{ for Side::BOTH.into_iter().map(|side| group(props, pair, side)) }</table>
            </div>
        </section>
    }
}

/// Reveals the selected token, again where its table grows: rows come as the training does. Whoever has scrolled since stays there.
fn kept_in_sight(window: Element) -> Option<Resizes> {
    reveal(&window);
    let table = dom::first::<Element>(&window, "table")?;
    let left = Cell::new(window.scroll_left());
    let again = move || {
        if window.scroll_left() == left.get() {
            reveal(&window);
            left.set(window.scroll_left());
        }
    };
    Some(Resizes::new(&table, again))
}

/// Brings the selected token to the middle of what is seen, where it is not seen whole: behind the rows' heads, or beyond the right edge.
fn reveal(window: &Element) {
    let rect =
        |selector: &str| dom::first::<Element>(window, selector).map(|element| element.get_bounding_client_rect());
    let (Some(token), Some(head)) = (rect("td[data-at]"), rect("th")) else { return };
    let (left, right) = (head.right(), window.get_bounding_client_rect().right());
    if token.left() < left || token.right() > right {
        let way = (token.left() + token.right() - left - right) / 2.0;
        window.set_scroll_left(window.scroll_left() + way.round() as i32);
    }
}

/// Of more runs than this, push and change stand in one row.
const ROOMY: usize = 2;

fn group(props: &StripProps, pair: &TokenPair, side: Side) -> Html {
    let (name, label, own, other) = match side {
        Side::Chosen => ("chosen", words::chosen(), &pair.chosen, &pair.rejected),
        Side::Rejected => ("rejected", words::rejected(), &pair.rejected, &pair.chosen),
    };
    let word = |id: &u32| word(&props.spec.dataset.vocabulary, *id);
    let position = props.scope.position(&props.spec, props.pair);
    let at = |k: usize| (k == position).then_some("");
    let token = |(k, id): (usize, &u32)| {
        let differs = other.get(k) != Some(id);
        // One radio button for each position, by which arrow keys go from token to token; both sides' tokens are its labels.
        let own_button = side == Side::Chosen || k >= other.len();
        let act = props.act.clone();
        let select = move |_: Event| act.emit(look::Action::Turn(Turn::Position(k)).into());
        html! {
            <td title={(*id == 0).then_some(EOS)} data-at={at(k)}>
                if own_button {
                    <input type="radio" name="position" id={format!("position-{k}")} checked={k == position} onchange={select}
                        aria-label={words::microscope::position(k, word(id))} />
                }
                <label for={format!("position-{k}")}>
                    if differs { <mark>{ word(id) }</mark> } else { { word(id) } }
                </label>
            </td>
        }
    };
    let (places, length) = (&props.places, own.len());
    let cells = |place: &dyn Fn(usize) -> Place| {
        (0..length).map(|k| html! { <td ref={places.at(place(k))} data-at={at(k)}></td> }).collect::<Html>()
    };
    // Without a prediction the row of changes stands alone, and carries the run's name.
    let predicted = pair.one_token_apart().is_some();
    let shown = props.scope.runs(&props.spec);
    let is_low = predicted && shown.len() > ROOMY;
    // The arrow and its number are for the eyes; others hear both in words.
    let push = |i: usize, k: usize| {
        let part = |part: PushPart| places.at(Place::Push(side, i, k, part));
        html! {
            <>
                <b ref={part(PushPart::Mark)} aria-hidden="true"></b><small ref={part(PushPart::Size)} aria-hidden="true"></small>
                <span ref={part(PushPart::Said)} class="hidden"></span>
            </>
        }
    };
    let cell = |i: usize, k: usize| places.at(Place::Push(side, i, k, PushPart::Cell));
    let (low_name, low_hint) = match props.scope.theory {
        Theory::Push => (words::both(), words::if_fallen_hint()),
        Theory::Lambda => (words::both_need(), words::need_hint()),
    };
    let run = |(i, (run, slot)): (usize, (&String, &usize))| {
        let slot = slot.to_string();
        if is_low {
            let both = |k: usize| {
                html! { <td ref={cell(i, k)} data-at={at(k)}>{ push(i, k) }<span ref={places.at(Place::Change(side, i, k))} class="change"></span></td> }
            };
            return html! {
                <tr ref={places.at(Place::Pushes(side, i))} class="delta both" data-row={format!("both-{i}")} data-slot={slot}>
                    <th scope="row" title={low_hint}><b class="name">{ run }</b><span class="hidden">{ low_name }</span></th>
                    <>{ for (0..length).map(both) }</>
                </tr>
            };
        }
        html! {
            <>
                if predicted {
                    <tr ref={places.at(Place::Pushes(side, i))} class="push" data-row={format!("push-{i}")} data-slot={slot.clone()}>
                        <th scope="row">
                            <b class="name">{ run }</b>{ " " }{ theory(props, i) }
                        </th>
                        <>{ for (0..length).map(|k| html! { <td ref={cell(i, k)} data-at={at(k)}>{ push(i, k) }</td> }) }</>
                    </tr>
                }
                <tr class="delta" data-row={format!("delta-{i}")} data-slot={slot}>
                    <th scope="row" data-under={predicted.then_some("")}>
                        <b class="name" data-hidden={predicted.then_some("")}>{ run }</b>{ " " }{ words::measured() }
                    </th>
                    <>{ cells(&|k| Place::Change(side, i, k)) }</>
                </tr>
            </>
        }
    };
    html! {
        <tbody data-strip={name}>
            <tr class="tokens"><th scope="row">{ label }</th><>{ for own.iter().enumerate().map(token) }</></tr>
            <tr class="common" data-row="common"><th scope="row">{ words::probability() }</th><>{ cells(&|k| Place::Common(side, k)) }</></tr>
            // One child of its parent: with fewer runs a row that the painter has filled would be taken for one of those above.
            <>{ for props.names.iter().zip(&*props.slots).enumerate().skip(shown.start).take(shown.len()).map(run) }</>
        </tbody>
    }
}

/// What a run's row about the theory is called.
fn theory(props: &StripProps, run: usize) -> Html {
    let has_lambda = props.spec.runs.get(run).is_some_and(|run| {
        let parameters = run.objective_at(usize::MAX).entry().parameters;
        parameters.iter().any(|parameter| parameter.name() == LAMBDA.name)
    });
    match props.scope.theory {
        Theory::Push => html! {
            <><span title={words::push_hint()}>{ words::push() }</span><span class="if" title={words::if_fallen_hint()}>{ " " }{ words::if_fallen() }</span></>
        },
        Theory::Lambda => {
            html! { <span title={words::need_hint()}>{ if has_lambda { words::need() } else { words::need_by_dpop() } }</span> }
        }
    }
}
