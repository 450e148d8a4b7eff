//! What ties the page to what is around it: what a browser keeps of a visit, the address, and the document.

use crate::page::language;
use crate::page::live::session::Live;
use crate::page::outside::{Outside, PageEvent};
use crate::page::reach::{Inside, Reach};
use crate::page::storage::{self, Labs};
use crate::view::options::{self, Options};
use crate::view::panel::Frame;
use crate::view::state::{Action, Book, State, book, document};
use crate::view::time::Stage;
use crate::view::visit;
use gloo_events::EventListener;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// Keeps for the next visit what a person has made and where they are; what is kept.
#[hook]
pub fn use_memory(state: &State, frame: &Frame) -> Rc<RefCell<Labs>> {
    let labs = use_mut_ref(Labs::new);
    let update = use_force_update();
    let wanted = *frame == Frame::Page;
    {
        let (labs, update) = (labs.clone(), update.clone());
        use_effect_with(wanted, move |wanted| {
            // Another window of the page has kept something.
            let listener = crate::page::dom::window().filter(|_| *wanted).map(|window| {
                EventListener::new(&window, "storage", move |_| {
                    labs.borrow_mut().look();
                    update.force_update();
                })
            });
            move || drop(listener)
        });
    }
    let own = state.own();
    {
        let labs = labs.clone();
        use_effect_with((wanted, visit::own(&own)), move |(wanted, own)| {
            if *wanted {
                labs.borrow_mut().put(own.as_ref());
                update.force_update();
            }
        });
    }
    {
        let (labs, number) = (labs.clone(), labs.borrow().own);
        use_effect_with((wanted, number, visit::write(&own, None)), move |(wanted, ..)| {
            if *wanted {
                storage::remember(&visit::write(&own, labs.borrow().own));
            }
        });
    }
    use_effect_with((wanted, state.document.weights().cloned()), |(wanted, weights)| {
        if let (true, Some(weights)) = (wanted, weights) {
            storage::remember_weights(weights);
        }
    });
    labs
}

/// Follows the address: another fragment is another lab, without one there is what was there before, a chapter is opened, and a lab that is
/// changed is no longer the address's. And the address follows the reader: each chapter is a step of the browser's history.
#[hook]
pub fn use_link(state: &State, frame: &Frame, act: &Callback<Action>) {
    let wanted = *frame == Frame::Page;
    // Addresses of one number are of one lab; each link that is opened begins another.
    let epoch = use_mut_ref(|| 0.0);
    {
        let (act, epoch) = (act.clone(), epoch.clone());
        use_effect_with(wanted, move |wanted| {
            let listen = |kind: &'static str| {
                let (window, act, epoch) =
                    (crate::page::dom::window().filter(|_| *wanted)?, act.clone(), epoch.clone());
                Some(EventListener::new(&window.clone(), kind, move |event| {
                    let location = window.location();
                    let (query, hash) = (location.search().unwrap_or_default(), location.hash().unwrap_or_default());
                    let (query, hash) = (query.trim_start_matches('?'), hash.trim_start_matches('#'));
                    let there = window.history().ok().and_then(|history| history.state().ok()?.as_f64());
                    // Either event comes alone now and then, so that each has its own case.
                    match (event.type_().as_str(), hash.is_empty()) {
                        ("hashchange", false) => {
                            let number = there.unwrap_or(*epoch.borrow() + 1.0);
                            epoch.replace(number);
                            let read = options::read(hash);
                            read.language.iter().for_each(|spoken| language::choose(&act, *spoken));
                            read.actions().for_each(|action| act.emit(action));
                        }
                        ("popstate", _) => {
                            let read = options::read(query);
                            let place = book_of(&read);
                            let number = there.unwrap_or_default();
                            if hash.is_empty() && epoch.replace(number) != number {
                                act.emit(read.link.map_or(document::Action::Leave, document::Action::Open).into());
                            }
                            place.for_each(|action| act.emit(action));
                        }
                        _ => {}
                    }
                }))
            };
            let listeners = ["hashchange", "popstate"].map(listen);
            move || drop(listeners)
        });
    }
    let book = state.book.clone();
    let now = (state.document.source, book.face, book.chapter, state.chrome.language);
    let before = use_mut_ref(|| now);
    use_effect_with((wanted, now), move |&(wanted, now)| {
        let (source, face, chapter, language) = now;
        let left = before.replace(now);
        let Some(window) = crate::page::dom::window().filter(|_| wanted && left != now) else {
            return;
        };
        let location = window.location();
        if let (Ok(path), Ok(query), Ok(hash), Ok(history)) =
            (location.pathname(), location.search(), location.hash(), window.history())
        {
            let address = options::address(&query, &hash, source, &book, language);
            let named = options::read(query.trim_start_matches('?'));
            // The address with which a first visit begins names no place, and means the first chapter.
            let is_begun = named.face.is_none() && named.chapter.is_none() && left.0 == source;
            let is_first = (face, chapter) == (Book::first().face, Book::first().chapter);
            if address == format!("{query}{hash}") || (is_begun && is_first) {
                return;
            }
            let (address, number) = (path + &address, JsValue::from_f64(*epoch.borrow()));
            // Where the address may not be changed it stays: a reload then shows the link's lab again.
            if (left.1, left.2) == (face, chapter) {
                history.replace_state_with_url(&number, "", Some(&address)).unwrap_or_default();
            } else {
                history.push_state_with_url(&number, "", Some(&address)).unwrap_or_default();
            }
        }
    });
}

/// Where an address leads in the page.
fn book_of(options: &Options) -> impl Iterator<Item = Action> + use<> {
    let (face, chapter) = (options.face, options.chapter);
    // The address with which a first visit begins names neither.
    let first = (face.is_none() && chapter.is_none() && options.wanted().is_none()).then(|| Book::first().chapter);
    let face = face.map(|face| book::Action::Face(face).into());
    face.into_iter().chain(chapter.or(first).map(|chapter| book::Action::Open(chapter).into()))
}

/// Lets the document around the page reach it, and tells it what happens.
#[hook]
pub fn use_outside(
    state: &State,
    act: &Callback<Action>,
    live: &Rc<RefCell<Option<Live>>>,
    outside: &Outside,
    reach: &Reach,
) {
    reach.put(Inside { state: state.clone(), act: act.clone(), live: live.clone() });
    let looked = (
        state.look.pair,
        state.look.scope.position(&state.document.spec, state.look.pair),
        state.look.scope.run(&state.document.spec),
    );
    {
        let outside = outside.clone();
        let seen = use_mut_ref(|| looked);
        use_effect_with(looked, move |&(pair, token, run)| {
            if seen.replace((pair, token, run)) != (pair, token, run) {
                outside.tell(PageEvent::Select(pair, token, run), || true);
            }
        });
    }
    {
        let outside = outside.clone();
        use_effect_with((), move |()| outside.tell(PageEvent::Stands, || true));
    }
    let (outside, live) = (outside.clone(), live.clone());
    use_effect_with(
        (state.document.start.clone(), state.playback.trainer.is_some(), state.playback.stage),
        move |(start, ready, stage)| {
            let news = match (ready, stage) {
                (true, Stage::Sft) => PageEvent::Ready,
                (true, Stage::Done) => PageEvent::Finish,
                _ => return,
            };
            let start = start.clone();
            outside.tell(news, move || Live::is_of(&live, &start));
        },
    );
}
