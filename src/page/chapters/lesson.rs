//! The lesson's card: a scene's words and the way to the next one. It stands over the half of the page that the scene is not about, and moves the
//! cursor where the scene does.

use crate::argument::Id;
use crate::page::dom;
use crate::page::places::{Place, Places};
use crate::page::send::send;
use crate::view::lesson::{MOMENT_MS, MOMENTS, SCENES, on_the_way};
use crate::view::options::Frame;
use crate::view::panel::Panel;
use crate::view::snapshot::{Snapshot, Start};
use crate::view::state::{Action, document, playback};
use crate::words::lesson as say;
use gloo_timers::callback::Interval;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// What the card shows.
#[derive(PartialEq, Properties)]
pub struct CardProps {
    /// The scene.
    pub scene: usize,
    /// The lab.
    pub spec: Snapshot,
    /// Where the session begins: with each the scene's way through time begins again.
    pub start: Start,
    /// Whether another lab was there before.
    pub replaced: bool,
    /// The page or a figure.
    pub frame: Frame,
    /// What is filled as the cursor moves.
    pub places: Places,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The card.
#[component]
pub fn Card(props: &CardProps) -> Html {
    let CardProps { scene, spec, start, frame, act, .. } = props;
    let next = use_node_ref();
    use_way(*scene, spec, start, act);
    {
        let (next, own) = (next.clone(), *frame == Frame::Page);
        // Whoever opens the lesson goes on with the key under the thumb. In someone else's document the focus is not ours to move.
        use_effect_with((), move |()| {
            if let Some(button) = next.cast::<HtmlElement>().filter(|_| own) {
                button.focus().unwrap_or_default();
            }
        });
    }
    {
        let (card, own) = (next.clone(), *frame == Frame::Page);
        use_effect_with(*scene, move |&scene| {
            let page = card.cast::<Element>().and_then(|card| card.closest(".page").ok().flatten());
            let part = page.and_then(|page| dom::first::<Element>(&page, part(SCENES[scene].about)));
            // On a phone it may be far down.
            part.filter(|_| own).iter().for_each(Element::scroll_into_view);
        });
    }
    let (title, text) = say::SCENES[*scene];
    let is_last = scene + 1 == SCENES.len();
    let (label, on) = if is_last { (say::NEXT[1], None) } else { (say::NEXT[0], Some(scene + 1)) };
    let link = |(name, address): &(&'static str, &'static str)| html! { <li><a href={*address} target="_blank" rel="noopener">{ *name }</a></li> };
    let verdict = |&(run, id): &(usize, Id)| {
        // By their keys they stay who they are: the painter fills them.
        html! { <li key={format!("{run} {}", id.name())} ref={props.places.at(Place::Verdict(run, id))} data-statement={id.name()}></li> }
    };
    let verdicts = SCENES[*scene].verdicts;
    html! {
        <section class="lesson" aria-label={say::CARD}>
            <div role="status">
                <h2>{ title }</h2>
                <p>{ text }</p>
            </div>
            if !verdicts.is_empty() {
                <div class="verdicts">
                    <h3>{ say::VERDICTS }</h3>
                    <ul>{ for verdicts.iter().map(verdict) }</ul>
                </div>
            }
            if *scene == 0 && props.replaced {
                <p class="muted">{ say::KEPT }</p>
            }
            if is_last {
                <ul>{ for say::READING.iter().map(link) }</ul>
            }
            <div class="steps">
                <span class="muted">{ say::place(*scene, SCENES.len()) }</span>
                <button type="button" class="quiet" aria-label={say::LEAVE} title={say::LEAVE} onclick={send(act, document::Action::Lesson(None).into())}>{ "×" }</button>
                <button type="button" disabled={*scene == 0} onclick={send(act, document::Action::Lesson(scene.checked_sub(1)).into())}>{ say::BACK }</button>
                <button type="button" class="main" ref={next} onclick={send(act, document::Action::Lesson(on).into())}>{ label }</button>
            </div>
        </section>
    }
}

/// The part of the page that shows a panel: its selector.
fn part(panel: Panel) -> &'static str {
    match panel {
        Panel::Headline => ".story",
        Panel::Scores => ".scores",
        Panel::Curves => ".curves",
        Panel::Answers => ".answers",
        Panel::Builder => ".builder",
        Panel::Strip => ".strip",
        Panel::Microscope => ".scope",
        Panel::Time => "footer",
    }
}

/// Takes the cursor along the scene's way, or at once to its end for those who want no motion.
#[hook]
fn use_way(scene: usize, spec: &Snapshot, start: &Start, act: &Callback<Action>) {
    let (act, way) = (act.clone(), SCENES[scene].way(spec));
    use_effect_with((scene, start.clone()), move |_| {
        let still =
            dom::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
        let timer = if still.is_some_and(|still| still.matches()) {
            act.emit(playback::Action::Sweep(way.0, way.1).into());
            None
        } else {
            let mut moment = 0;
            (way.0 < way.1).then(|| {
                Interval::new(MOMENT_MS, move || {
                    if moment < MOMENTS {
                        act.emit(playback::Action::Sweep(on_the_way(way, moment), on_the_way(way, moment + 1)).into());
                        moment += 1;
                    }
                })
            })
        };
        move || drop(timer)
    });
}
