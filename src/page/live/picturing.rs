//! A picture that a person takes away: it comes with what draws the training.

use crate::page::dom;
use crate::page::live::session::Live;
use crate::parts::part;
use crate::plot;
use crate::view::export;
use crate::view::request::{Format, Subject};
use crate::view::state::{Action, chrome};
use crate::words;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlCanvasElement;
use yew::Callback;

/// [`draw`], which need not be here yet.
type Picturing = fn(Subject, Format, &Live, &Callback<Action>);

part! {
    /// What takes pictures away.
    pub fn picturing() -> Picturing = pictures(draw);
}

/// Draws a picture and saves it.
fn draw(subject: Subject, format: Format, live: &Live, act: &Callback<Action>) {
    let saved = live.painter().with_scene(|scene, seen| {
        let name = subject.name();
        let (picture, names) = seen.map_or((None, Vec::new()), |(picture, names)| (Some(picture), names));
        let sheet = match subject {
            Subject::Training(view) => export::training(scene, view)?,
            Subject::Microscope => export::microscope(scene, picture.as_ref()?, names)?,
        };
        match format {
            Format::Svg => dom::save(&export::svg(sheet), &format!("dpop-lab-{name}.svg"), "image/svg+xml").ok(),
            Format::Png => png(sheet, format!("dpop-lab-{name}.png")),
        }
    });
    if saved.flatten().is_none() {
        act.emit(chrome::Action::Notice(words::nothing_seen().to_owned()).into());
    }
}

/// Pixels of a picture in a CSS pixel.
pub(super) const SCALE: f64 = 4.0;

/// A canvas that nobody sees, for a picture of this size.
pub(super) fn unseen_canvas(size: (f64, f64)) -> Option<HtmlCanvasElement> {
    let document = dom::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width((SCALE * size.0) as u32);
    canvas.set_height((SCALE * size.1) as u32);
    Some(canvas)
}

/// Draws on a canvas that nobody sees, and saves it.
fn png(sheet: export::Sheet<'_>, name: String) -> Option<()> {
    let canvas = unseen_canvas(sheet.size)?;
    let mut backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    plot::on(&mut backend, SCALE, |ink| (sheet.draw)(ink, SCALE)).ok()?;
    save_canvas(&canvas, name)
}

/// Saves what is drawn on a canvas.
pub(super) fn save_canvas(canvas: &HtmlCanvasElement, name: String) -> Option<()> {
    // The browser calls it once, and whatever it holds goes with it.
    let keep =
        Closure::once_into_js(move |blob: JsValue| dom::save_part(&blob, &name, "image/png").unwrap_or_default());
    canvas.to_blob(keep.unchecked_ref()).ok()
}
