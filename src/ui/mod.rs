//! The page: one state, one [`state::Action`], one pure [`state::reduce`], and a painter for everything that moves.
//!
//! `state`, `reading`, `story`, `figure` and `strings` are pure and know no browser; `page` and its parts are Yew components that render
//! when a person does something; `painter` and `canvases` fill numbers and charts on animation frames while the session trains.

pub mod figure;
pub mod reading;
pub mod state;
pub mod story;
pub mod strings;

#[cfg(target_arch = "wasm32")]
mod canvases;
#[cfg(target_arch = "wasm32")]
mod charts;
#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod painter;
#[cfg(target_arch = "wasm32")]
mod pairs;
#[cfg(target_arch = "wasm32")]
mod strip;

/// The element that marks the place of the page in a document.
#[cfg(target_arch = "wasm32")]
const PLACE: &str = "dpop-lab-page";

/// Mounts the page if the document marks a place for it. The same wasm serves as a module in other pages, which have none.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    console_error_panic_hook::set_once();
    let place =
        dom::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(PLACE));
    if let Some(place) = place {
        // What stands there until the page is ready has done its work.
        place.set_text_content(None);
        yew::Renderer::<page::Page>::with_root(place).render();
    }
}
