//! The page: one state, one [`state::Action`], one pure [`state::reduce`], and a painter for everything that moves.
//!
//! `state`, `reading`, `story`, `figure` and `strings` are pure and know no browser; `page` and its parts are Yew components that render
//! when a person does something; `painter` and `canvases` fill numbers and charts on animation frames while the session trains.

pub mod figure;
pub mod keep;
pub mod marks;
pub mod picture;
pub mod reading;
pub mod scope;
pub mod slider;
pub mod state;
pub mod story;
pub mod strings;
pub mod undo;

#[cfg(target_arch = "wasm32")]
mod answers;
#[cfg(target_arch = "wasm32")]
mod builder;
#[cfg(target_arch = "wasm32")]
mod canvases;
#[cfg(target_arch = "wasm32")]
mod charts;
#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod focus;
#[cfg(target_arch = "wasm32")]
mod help;
#[cfg(target_arch = "wasm32")]
mod lambda_marks;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
mod microscope;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod painter;
#[cfg(target_arch = "wasm32")]
mod prober;
#[cfg(target_arch = "wasm32")]
mod run_settings;
#[cfg(target_arch = "wasm32")]
mod scope_painter;
#[cfg(target_arch = "wasm32")]
mod scores;
#[cfg(target_arch = "wasm32")]
mod strip;
#[cfg(target_arch = "wasm32")]
mod trainer;
#[cfg(target_arch = "wasm32")]
mod transport;

/// Mounts the page in `place`; `open_gpu` is an [`Opener`](crate::lab::devices::Opener), `backend` as for
/// [`LabCore::create`](crate::lab::js::LabCore::create).
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(js_name = mountPage, skip_jsdoc)]
pub fn mount(place: web_sys::Element, open_gpu: js_sys::Function, backend: String) {
    console_error_panic_hook::set_once();
    // What stands there until the page is ready has done its work.
    place.set_text_content(None);
    let opener = crate::lab::devices::Opener(open_gpu);
    yew::Renderer::<page::Page>::with_root_and_props(place, page::PageProps { opener, backend }).render();
}
