//! The page in an element of a document: how it gets there, and what the document may ask of it afterwards.

use super::dom;
use super::live::Live;
use super::options::{self, Frame};
use super::page::{Page, PageProps};
use super::state::{Action, State};
use crate::lab::devices::Opener;
use crate::lab::js::LabCore;
use js_sys::{Function, Object, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, ShadowRoot};
use yew::{AppHandle, Callback, Renderer};

/// What the page tells the document around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
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

/// The document's end of the page.
#[derive(Clone)]
pub struct Outside {
    /// Called with a name and an object for each [`News`].
    listener: Function,
    /// The page's own end, while it is mounted.
    inside: Rc<RefCell<Option<Inside>>>,
    /// Whether it has been unmounted.
    gone: Rc<Cell<bool>>,
}

/// What the document can reach.
pub struct Inside {
    /// The page's state.
    pub state: State,
    /// Changes it.
    pub act: Callback<Action>,
    /// The session, once there is one.
    pub live: Rc<RefCell<Option<Live>>>,
}

impl PartialEq for Outside {
    fn eq(&self, other: &Outside) -> bool {
        Rc::ptr_eq(&self.inside, &other.inside)
    }
}

impl Outside {
    /// Tells the document, once nothing here is at work any more: its listeners may ask for anything, the page's end included.
    pub fn tell(&self, news: News) {
        let outside = self.clone();
        spawn_local(async move {
            if !outside.gone.get() {
                outside.call(&news);
            }
        });
    }

    fn call(&self, news: &News) {
        let detail = Object::new();
        // A fresh plain object takes every property.
        let put = |key: &str, value: JsValue| drop(Reflect::set(&detail, &key.into(), &value));
        let number = |number: usize| JsValue::from_f64(number as f64);
        let name = match news {
            News::Ready => "ready",
            News::Finish => "finish",
            News::Fail(sentence) => {
                put("message", sentence.into());
                "fail"
            }
            News::Step(phase, step) => {
                put("phase", (*phase).into());
                put("step", number(*step));
                "step"
            }
            News::Select(pair, token, run) => {
                put("pair", number(*pair));
                put("token", number(*token));
                put("run", number(*run));
                "select"
            }
        };
        // What a listener throws is the listener's own.
        let _ = self.listener.call2(&JsValue::NULL, &name.into(), &detail);
    }

    /// Lets the document reach the page as it is now.
    pub fn reach(&self, inside: Inside) {
        if !self.gone.get() {
            // What was there before may have an end of its own to come to.
            drop(self.inside.replace(Some(inside)));
        }
    }
}

/// A mounted page.
#[wasm_bindgen(skip_typescript)]
pub struct Mounted {
    app: Option<AppHandle<Page>>,
    inside: Rc<RefCell<Option<Inside>>>,
    gone: Rc<Cell<bool>>,
}

/// Mounts the page in `place`, in place of what it holds. `open_gpu` is an [`Opener`], `texts` promises those of a bundle, `home` is the
/// address of the page that opens links, or empty, `asked` what [`options::read`] reads, and `listener` is called with a name and an object
/// for each [`News`].
#[wasm_bindgen(js_name = mountPage, skip_jsdoc)]
pub fn mount(
    place: Element,
    open_gpu: Function,
    texts: Function,
    home: &str,
    asked: &str,
    listener: Function,
) -> Mounted {
    console_error_panic_hook::set_once();
    // What stands there until the page is ready has done its work.
    place.set_text_content(None);
    let (inside, gone) = (Rc::default(), Rc::default());
    let outside = Outside { listener, inside: Rc::clone(&inside), gone: Rc::clone(&gone) };
    let options = Rc::new(options::read(asked));
    // In someone else's document a figure is a part: what its document is about is not here. A frame's landmarks are its document's too.
    let hosted = place.get_root_node().is_instance_of::<ShadowRoot>();
    let figure = options.frame != Frame::Page;
    let main = if hosted || (figure && dom::is_framed()) { "div" } else { "main" };
    let props = PageProps { opener: Opener(open_gpu), texts, home: home.into(), options, main, outside };
    let app = Renderer::<Page>::with_root_and_props(place, props).render();
    Mounted { app: Some(app), inside, gone }
}

#[wasm_bindgen]
impl Mounted {
    /// Shows what another query or fragment holds.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn open(&self, asked: &str) {
        options::read(asked).actions().for_each(|action| self.act(action));
    }

    /// Trains on; from the start, if everything was done.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn play(&self) {
        self.act(Action::Train);
    }

    /// Stops training for a while.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn pause(&self) {
        self.act(Action::Pause);
    }

    /// Trains on, if there is anything to train, and looks where it looked.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn resume(&self) {
        self.act(Action::Resume);
    }

    /// Whether it trains.
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn training(&self) -> bool {
        let inside = self.inside.borrow();
        inside.as_ref().is_some_and(|inside| inside.state.activity == super::state::Activity::Training)
    }

    /// The lab that it shows, to be asked; nothing before there is one.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn lab(&self) -> Option<LabCore> {
        let inside = self.inside.borrow();
        let Inside { state, live, .. } = inside.as_ref()?;
        let session = live.borrow().as_ref()?.session();
        let reason = state.trainer.as_ref().map(|trainer| trainer.reason.clone());
        // Another loss or a fork that the document asks of the lab is the page's as well.
        let act = inside.as_ref()?.act.clone();
        let core = LabCore::over(session, reason.unwrap_or_default(), state.preset);
        Some(core.telling(move |runs| act.emit(Action::Runs(runs))))
    }

    /// Ends it, and gives its memory back.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn unmount(&mut self) {
        self.gone.set(true);
        let inside = self.inside.take();
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        drop(inside);
    }

    fn act(&self, action: Action) {
        // The page may answer by reaching out again: nothing is borrowed then.
        let act = self.inside.borrow().as_ref().map(|inside| inside.act.clone());
        if let Some(act) = act {
            act.emit(action);
        }
    }
}
