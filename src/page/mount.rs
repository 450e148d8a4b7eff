//! The page in an element of a document: how it gets there, and what the document may ask of it afterwards.

use crate::lab::devices::Opener;
use crate::lab::js::LabCore;
use crate::page::app::{Page, PageProps};
use crate::page::dom;
use crate::page::glance::glance;
use crate::page::language;
use crate::page::outside::Outside;
use crate::page::pictures::pictures;
use crate::page::reach::{Inside, Reach};
use crate::page::sheets::evidence;
use crate::page::sheets::share::inside;
use crate::page::telling::telling;
use crate::page::workbench::workbench;
use crate::view::options;
use crate::view::panel::Frame;
use crate::view::state::{Action, document, playback};
use crate::view::time::Activity;
use crate::words::{self, Language};
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, ShadowRoot};
use yew::{AppHandle, Renderer};

/// A mounted page.
#[wasm_bindgen(skip_typescript)]
pub struct Mounted {
    /// The page, once the words of its language have come.
    app: Rc<RefCell<Option<AppHandle<Page>>>>,
    reach: Reach,
    gone: Rc<Cell<bool>>,
}

/// Mounts the page in `place`, in place of what it holds. `open_gpu` is an [`Opener`], `texts` promises those of a bundle, `sweep` is what
/// [`EvidenceProps`](crate::page::sheets::evidence::EvidenceProps) has, `home` is the
/// address of the page that opens links, or empty, `asked` what [`options::read`] reads, and `listener` is called with a name and an object
/// for each of the page's news.
#[wasm_bindgen(js_name = mountPage, skip_jsdoc)]
pub fn mount(
    place: Element,
    open_gpu: Function,
    texts: Function,
    sweep: Function,
    home: &str,
    asked: &str,
    listener: Function,
) -> Mounted {
    console_error_panic_hook::set_once();
    let (reach, gone) = (Reach::default(), Rc::<Cell<bool>>::default());
    let outside = Outside { listener, gone: Rc::clone(&gone) };
    let options = Rc::new(options::read(asked));
    let wanted = language::wanted(&options, &place);
    // In someone else's document a figure is a part: what its document is about is not here. A frame's landmarks are its document's too.
    let hosted = place.get_root_node().is_instance_of::<ShadowRoot>();
    let figure = options.frame != Frame::Page;
    let main = if hosted || (figure && dom::is_framed()) { "div" } else { "main" };
    let props = PageProps {
        opener: Opener(open_gpu),
        texts,
        sweep,
        home: home.into(),
        options,
        language: wanted,
        main,
        outside,
        reach: reach.clone(),
    };
    let app = Rc::<RefCell<Option<AppHandle<Page>>>>::default();
    let render = {
        let (app, gone) = (app.clone(), gone.clone());
        move |language: Language| {
            if !gone.get() {
                // What stands there until the page is ready has done its work.
                place.set_text_content(None);
                let page = Renderer::<Page>::with_root_and_props(place, PageProps { language, ..props }).render();
                app.replace(Some(page));
            }
        }
    };
    if words::is_at_hand(wanted) {
        render(wanted);
    } else {
        spawn_local(async move {
            // Where the words do not come the page begins in English.
            let come = language::bring(wanted).await;
            render(come.map_or(Language::English, |()| wanted));
        });
    }
    Mounted { app, reach, gone }
}

/// Fetches every part of the page, for when it is wanted, and says whether all have come. What does not come now is asked for once more then.
#[wasm_bindgen(js_name = fetchParts, skip_jsdoc)]
pub async fn fetch_parts() -> bool {
    // Each is asked for, whatever came of the others.
    pictures().await.is_ok()
        & glance().await.is_ok()
        & workbench().await.is_ok()
        & inside().await.is_ok()
        & evidence::inside().await.is_ok()
        & telling().await.is_ok()
}

#[wasm_bindgen]
impl Mounted {
    /// Shows what another query or fragment holds.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn open(&self, asked: &str) {
        let options = options::read(asked);
        let act = self.reach.with(|inside| inside.act.clone());
        if let (Some(act), Some(language)) = (act, options.language) {
            language::choose(&act, language);
        }
        options.actions().for_each(|action| self.act(action));
    }

    /// Trains on; from the start, if everything was done.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn play(&self) {
        self.act(playback::Action::Train.into());
    }

    /// Stops training for a while.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn pause(&self) {
        self.act(playback::Action::Pause.into());
    }

    /// Trains on, if there is anything to train, and looks where it looked.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn resume(&self) {
        self.act(playback::Action::Resume.into());
    }

    /// Whether it trains.
    #[wasm_bindgen(getter, skip_jsdoc)]
    pub fn training(&self) -> bool {
        self.reach.with(|inside| inside.state.playback.activity == Activity::Training).unwrap_or(false)
    }

    /// The lab that it shows, to be asked; nothing before there is one.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn lab(&self) -> Option<LabCore> {
        self.reach.with(|Inside { state, live, act }| {
            let (session, start) = live.borrow().as_ref().map(|live| (live.session(), live.start().clone()))?;
            let reason = state.playback.trainer.as_ref().map(|trainer| trainer.reason.clone());
            let core = LabCore::over(session, reason.unwrap_or_default(), state.document.preset);
            // Another loss or a fork that the document asks of the lab is the page's as well.
            let act = act.clone();
            Some(core.telling(move |lab| act.emit(Action::of(&start, document::Action::Holds(lab.into())))))
        })?
    }

    /// Ends it, and gives its memory back.
    #[wasm_bindgen(skip_jsdoc)]
    pub fn unmount(&mut self) {
        self.gone.set(true);
        let inside = self.reach.take();
        let app = self.app.take();
        if let Some(app) = app {
            app.destroy();
        }
        drop(inside);
    }

    fn act(&self, action: Action) {
        // The page may answer by reaching out again: nothing is borrowed then.
        let act = self.reach.with(|inside| inside.act.clone());
        if let Some(act) = act {
            act.emit(action);
        }
    }
}
