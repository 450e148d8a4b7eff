//! Browser things as values: dropping one ends it. And small helpers that treat a missing element as nothing to do.

pub mod focus;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, HtmlElement, KeyboardEvent, ResizeObserver, ShadowRoot, Url, Window,
};

/// At most one animation frame on its way, however often it is asked for.
pub struct Frames {
    shared: Rc<Requested>,
    callback: Closure<dyn FnMut(f64)>,
}

struct Requested {
    pending: Cell<Option<i32>>,
}

impl Frames {
    /// Calls `draw` with the frame's time in milliseconds on the next animation frame after each [`Frames::request`].
    pub fn new(draw: impl Fn(f64) + 'static) -> Frames {
        let shared = Rc::new(Requested { pending: Cell::new(None) });
        let seen = shared.clone();
        let callback = Closure::new(move |time| {
            seen.pending.set(None);
            draw(time);
        });
        Frames { shared, callback }
    }

    /// Asks for a frame, if none is on its way.
    pub fn request(&self) {
        if self.shared.pending.get().is_none()
            && let Some(window) = web_sys::window()
        {
            let id = window.request_animation_frame(self.callback.as_ref().unchecked_ref());
            self.shared.pending.set(id.ok());
        }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let (Some(id), Some(window)) = (self.shared.pending.take(), web_sys::window()) {
            // A frame that cannot be cancelled has begun, and its callback is the one that is dropped here.
            window.cancel_animation_frame(id).unwrap_or_default();
        }
    }
}

/// Watches an element's size; where the browser cannot do that, the window's, on which it hangs.
pub struct Resizes {
    observer: Option<ResizeObserver>,
    callback: Closure<dyn FnMut()>,
}

impl Resizes {
    /// Calls `changed` when the element has another size.
    pub fn new(element: &Element, changed: impl Fn() + 'static) -> Resizes {
        let callback = Closure::<dyn FnMut()>::new(changed);
        let function = callback.as_ref().unchecked_ref();
        let observer = ResizeObserver::new(function).ok();
        match (&observer, window()) {
            (Some(observer), _) => observer.observe(element),
            (None, Some(window)) => window.add_event_listener_with_callback("resize", function).unwrap_or_default(),
            (None, None) => {}
        }
        Resizes { observer, callback }
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        match (&self.observer, window()) {
            (Some(observer), _) => observer.disconnect(),
            // It is there: it was added above, under the same name.
            (None, Some(window)) => window.remove_event_listener_with_callback("resize", callback).unwrap_or_default(),
            (None, None) => {}
        }
    }
}

/// An element whose text changes often: the document is touched only when the text is another.
pub struct LiveText {
    element: Element,
    last: RefCell<String>,
}

impl LiveText {
    /// Takes over the text of an element that has no children of its own.
    pub fn new(element: Element) -> LiveText {
        let last = RefCell::new(element.text_content().unwrap_or_default());
        LiveText { element, last }
    }

    /// Shows a text.
    pub fn set(&self, text: &str) {
        if *self.last.borrow() != text {
            self.element.set_text_content(Some(text));
            *self.last.borrow_mut() = text.to_owned();
        }
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.element
    }
}

/// Sets an attribute; only an invalid name can fail, and the names here are constants.
pub fn set(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        element.set_attribute(name, value).unwrap_or_default();
    }
}

/// The first element below `root` that a selector finds, if it is a `T`.
pub fn first<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// All elements below `root` that a selector finds, in document order.
pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.get(i)).filter_map(|node| node.dyn_into().ok()).collect()
}

/// What the style sheet's colours and sizes hang on: the document's own element, or the one in whose shadow an element stands.
pub fn host(element: &Element) -> Option<Element> {
    match element.get_root_node().dyn_into::<ShadowRoot>() {
        Ok(shadow) => Some(shadow.host()),
        Err(place) => place.dyn_into::<Document>().ok()?.document_element(),
    }
}

/// The window, where there is one.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// Whether this document stands in a frame of another one.
pub fn is_framed() -> bool {
    let around = |window: Window| window.parent().ok().flatten().is_some_and(|parent| parent != window);
    window().is_some_and(around)
}

/// Whether a key goes to an input method, which may end a word with Enter: nothing is asked for then. Some browsers have ended the
/// composition by then, and say it by the key's old code alone.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// Saves a text as a file.
pub fn save(text: &str, name: &str, kind: &str) -> Result<(), JsValue> {
    save_part(&JsValue::from_str(text), name, kind)
}

/// Saves a text or bytes as a file.
pub fn save_part(part: &JsValue, name: &str, kind: &str) -> Result<(), JsValue> {
    save_parts(&js_sys::Array::of1(part), name, kind)
}

/// Texts, bytes and blobs, one after the other.
pub fn blob(parts: &js_sys::Array, kind: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(parts, &options)
}

/// Saves them as a file, through a link to it that is gone afterwards.
pub fn save_parts(parts: &js_sys::Array, name: &str, kind: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(&blob(parts, kind)?)?;
    let document = window().and_then(|window| window.document());
    let link = document.and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        set(&link, "href", &url);
        set(&link, "download", name);
        link.click();
    }
    Url::revoke_object_url(&url)
}
