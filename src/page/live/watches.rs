//! What happens around a picture: other sizes and colours, paper, and pointers.

use crate::page::dom::{self, Resizes};
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, MediaQueryListEvent, PointerEvent};

/// What has happened.
pub enum Happening<'a> {
    /// Size, theme or resolution may be others.
    Style,
    /// The page goes to another medium.
    Medium(Medium),
    /// A pointer over the picture has moved, or a button of it.
    Pointer(&'a PointerEvent),
    /// All of the picture is wanted.
    Whole,
}

/// What the page is seen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// A screen, with its theme.
    Screen,
    /// Paper, on which everything is black on white.
    Paper,
}

/// Who waits for all that. Dropping it ends it.
#[expect(dead_code, reason = "held only to be dropped")]
pub struct Watches {
    listeners: Vec<EventListener>,
    sizes: Vec<Resizes>,
}

impl Watches {
    /// Watches over a page, and over the picture in it if there is one.
    pub fn over(page: Option<&Element>, figure: Option<&Element>, tell: impl Fn(Happening<'_>) + 'static) -> Watches {
        let tell: Rc<dyn Fn(Happening<'_>)> = Rc::new(tell);
        let restyled = || {
            let tell = tell.clone();
            move || tell(Happening::Style)
        };
        // A view that is not shown does not tell of a window that grows.
        let sizes = page.into_iter().chain(figure).map(|place| Resizes::new(place, restyled())).collect();
        let mut listeners = Vec::new();
        let window = dom::window();
        let media = |query: &str| window.as_ref().and_then(|window| window.match_media(query).ok().flatten());
        for query in ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(resolution: 1dppx)"] {
            let restyled = restyled();
            listeners.extend(media(query).map(|list| EventListener::new(&list, "change", move |_| restyled())));
        }
        let printed = |place: &EventTarget, kind: &'static str, medium: fn(&Event) -> Medium| {
            let tell = tell.clone();
            EventListener::new(place, kind, move |event| tell(Happening::Medium(medium(event))))
        };
        if let Some(window) = &window {
            listeners.push(printed(window, "beforeprint", |_| Medium::Paper));
            listeners.push(printed(window, "afterprint", |_| Medium::Screen));
        }
        // Tools that print without a dialogue change the medium alone.
        listeners.extend(media("print").map(|list| printed(&list, "change", medium)));
        if let Some(figure) = figure {
            for kind in ["pointermove", "pointerdown", "pointerup", "pointerleave"] {
                let tell = tell.clone();
                listeners.push(EventListener::new(figure, kind, move |event| {
                    event.dyn_ref().into_iter().for_each(|event| tell(Happening::Pointer(event)));
                }));
            }
            let tell = tell.clone();
            listeners.push(EventListener::new(figure, "dblclick", move |_| tell(Happening::Whole)));
        }
        Watches { listeners, sizes }
    }
}

fn medium(event: &Event) -> Medium {
    match event.dyn_ref::<MediaQueryListEvent>() {
        Some(event) if event.matches() => Medium::Paper,
        Some(_) | None => Medium::Screen,
    }
}
