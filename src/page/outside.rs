//! What the page tells the document around it.

use js_sys::{Function, Object, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// What there is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// The page stands there, and can be asked.
    Stands,
    /// There is a session, and it is known who trains.
    Ready,
    /// There are new steps; this is the newest: phase and step.
    Step(&'static str, usize),
    /// Another pair, position or run is looked at.
    Select(usize, usize, usize),
    /// Every step is made.
    Finish,
    /// Training has stopped before that, with a sentence for the person.
    Fail(String),
}

/// Who wants to know.
#[derive(Clone)]
pub struct Outside {
    /// Called with a name and an object for each [`PageEvent`].
    pub listener: Function,
    /// Whether the page has been unmounted.
    pub gone: Rc<Cell<bool>>,
}

impl PartialEq for Outside {
    fn eq(&self, other: &Outside) -> bool {
        Rc::ptr_eq(&self.gone, &other.gone)
    }
}

impl Outside {
    /// Tells the document, once nothing here is at work any more: its listeners may ask for anything, the page's end included. What is not
    /// so any more by then, as of a lab in whose place another has come, is not told.
    pub fn tell(&self, news: PageEvent, is_so: impl FnOnce() -> bool + 'static) {
        let outside = self.clone();
        spawn_local(async move {
            if !outside.gone.get() && is_so() {
                outside.call(&news);
            }
        });
    }

    fn call(&self, news: &PageEvent) {
        let detail = Object::new();
        // A fresh plain object takes every property.
        let put = |key: &str, value: JsValue| drop(Reflect::set(&detail, &key.into(), &value));
        let number = |number: usize| JsValue::from_f64(number as f64);
        let name = match news {
            PageEvent::Stands => "stands",
            PageEvent::Ready => "ready",
            PageEvent::Finish => "finish",
            PageEvent::Fail(sentence) => {
                put("message", sentence.into());
                "fail"
            }
            PageEvent::Step(phase, step) => {
                put("phase", (*phase).into());
                put("step", number(*step));
                "step"
            }
            PageEvent::Select(pair, token, run) => {
                put("pair", number(*pair));
                put("token", number(*token));
                put("run", number(*run));
                "select"
            }
        };
        // What a listener throws is the listener's own.
        let _ = self.listener.call2(&JsValue::NULL, &name.into(), &detail);
    }
}
