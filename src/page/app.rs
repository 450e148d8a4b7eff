//! The page: its state, the session, what is asked of it, and all parts put together.

use crate::argument::Id;
use crate::lab::devices::Opener;
use crate::page::around::{use_link, use_memory, use_outside};
use crate::page::builder::{Teller, take_dropped};
use crate::page::dom;
use crate::page::dom::focus::use_focus_kept;
use crate::page::editing;
use crate::page::glance::glance;
use crate::page::late::use_part;
use crate::page::live::saving::take;
use crate::page::live::session::{Live, use_session};
use crate::page::outside::Outside;
use crate::page::parts::headline;
use crate::page::pictures::pictures;
use crate::page::places::{Place, Places};
use crate::page::reach::Reach;
use crate::page::sheets::evidence::{self, EvidenceLab, EvidenceSheet};
use crate::page::sheets::keys::{self, use_keys};
use crate::page::sheets::share::{self, SharedLab, Sheet};
use crate::page::standing::Standing;
use crate::page::storage;
use crate::page::telling::telling;
use crate::page::workbench::workbench;
use crate::view::options::Options;
use crate::view::panel::{Frame, Panel};
use crate::view::request::{Ask, Move, Take};
use crate::view::sight::Sight;
use crate::view::snapshot::Held;
use crate::view::state::{Action, Book, Mode, PageFace, State, book, document, reduce};
use crate::view::style::Labels;
use crate::view::time::Half;
use crate::words::{self, Language, Symbol};
use js_sys::Function;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// The state as Yew keeps it.
#[derive(PartialEq)]
struct Reduced(State);

impl Reducible for Reduced {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let next = reduce(&self.0, action);
        if next == self.0 { self } else { Rc::new(Reduced(next)) }
    }
}

/// What the page is given by the document around it.
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// Opens a GPU, should one be wanted.
    pub opener: Opener,
    /// Promises the texts of a bundle.
    pub texts: Function,
    /// Trains many labs.
    pub sweep: Function,
    /// The address of the page that opens links; empty where none is known.
    pub home: Rc<str>,
    /// What is asked of it.
    pub options: Rc<Options>,
    /// The language in which it begins.
    pub language: Language,
    /// The element of the page's main part: in someone else's document it is not that of the document.
    pub main: &'static str,
    /// Who wants to know.
    pub outside: Outside,
    /// Where the document can reach it.
    pub reach: Reach,
}

/// The page, where its person left it, or as its link says.
#[component]
pub fn Page(props: &PageProps) -> Html {
    words::speak(props.language);
    let options = &props.options;
    // A figure is the same for everyone; the page goes on where its person left it.
    let kept = if options.frame == Frame::Page { storage::recall() } else { None };
    // A first visit begins with the argument.
    let begun = || State::first().map(|state| State { book: Book::first(), ..state });
    match kept.map_or_else(begun, Ok) {
        Ok(first) => {
            let mut first = first;
            first.chrome.theme = options.theme.unwrap_or(first.chrome.theme);
            first.chrome.language = props.language;
            first.look.view = options.view.unwrap_or(first.look.view);
            first.playback.backend = options.backend;
            let first =
                options.link.clone().map_or(first.clone(), |link| reduce(&first, document::Action::Open(link).into()));
            // What was kept for the lab that was there before it is at hand already.
            let first = if options.frame == Frame::Page { storage::with_weights(first) } else { first };
            let mut first = first;
            first.book.face = options.wanted().unwrap_or(first.book.face);
            let chapter = options.chapter.unwrap_or(first.book.chapter);
            // The lab's face has no chapter open, and leads to this one.
            first.book.chapter = chapter;
            let opens = first.book.face == PageFace::Argument;
            let first = if opens { reduce(&first, book::Action::Open(chapter).into()) } else { first };
            let place = options.place().map(|place| book::Action::Place(place).into());
            let mut first = place.into_iter().fold(first, |state, action| reduce(&state, action));
            first.chrome.notice.clone_from(&options.fault);
            first.chrome.asks = options.asks.clone().map(Held::from);
            if options.frame == Frame::Page
                && let Some(root) = dom::window().and_then(|window| window.document()?.document_element())
            {
                // The unit of type hangs on the face: what is laid out first has it already.
                dom::set(&root, "data-face", first.book.face.name());
            }
            html! { <Lab {first} page={props.clone()} /> }
        }
        Err(error) => html! { <p class="fault" role="alert">{ error.to_string() }</p> },
    }
}

#[derive(PartialEq, Properties)]
struct LabProps {
    first: State,
    page: PageProps,
}

#[component]
fn Lab(props: &LabProps) -> Html {
    let first = props.first.clone();
    let kept = use_reducer_eq(move || Reduced(first));
    let dispatcher = kept.dispatcher();
    let act = use_callback((), move |action: Action, ()| {
        let dispatcher = dispatcher.clone();
        editing::hand_on(action, move |action| dispatcher.dispatch(action));
    });
    let places = (*use_memo((), |()| Places::default())).clone();
    let root = places.at(Place::Page);
    let live = use_mut_ref(|| None::<Live>);
    let state = &kept.0;
    let language = state.chrome.language;
    words::speak(language);

    let PageProps { opener, texts, sweep, home, options, main, outside, reach, .. } = &props.page;
    let frame = &options.frame;
    let labels = use_memo(state.document.spec.clone(), |spec| Labels::of(spec));
    let sight = Sight::of(state, &labels);
    let face = state.book.face;
    let at_bench = [Panel::Builder, Panel::Microscope, Panel::Answers, Panel::Scores]
        .into_iter()
        .find(|panel| state.shows(frame, *panel) && (*panel != Panel::Builder || state.chrome.mode == Mode::Work));
    let bench = use_part(|| Box::pin(workbench()), at_bench.is_some());
    let book = use_part(|| Box::pin(telling()), face == PageFace::Argument);
    let (share_sheet, shared) = (use_node_ref(), use_state(|| None::<SharedLab>));
    let (evidence_sheet, asked) = (use_node_ref(), use_state(|| None::<EvidenceLab>));
    // What is shared are pictures too, in the page's colours.
    let drawn = use_part(|| Box::pin(pictures()), state.shows(frame, Panel::Curves) || shared.is_some());
    let seen = use_part(|| Box::pin(glance()), true);
    let looking = [
        seen.get(|seen| seen.texts),
        bench.get(|bench| bench.looking),
        book.get(|book| book.examiner),
        book.get(|book| book.values),
    ];
    let drawing = drawn.get(|drawn| drawn.drawing);
    use_session(state, &places, &live, &act, opener, outside);
    use_link(state, frame, &act);
    use_outside(state, &act, &live, outside, reach);
    {
        let live = live.clone();
        let ready = state.playback.trainer.is_some();
        use_effect_with(
            (state.document.start.clone(), ready, state.playback.activity, state.playback.pace),
            move |&(_, _, activity, pace)| {
                if let Some(live) = &*live.borrow() {
                    live.keep_pace(activity, pace);
                }
            },
        );
    }
    {
        let (live, spec, act) = (live.clone(), state.document.spec.clone(), act.clone());
        let pledge = state.document.pledge;
        use_effect(move || {
            if let Some(live) = &mut *live.borrow_mut() {
                live.show(&spec, (sight, looking, drawing), pledge, &act);
            }
        });
    }
    let labs = use_memory(state, frame);
    {
        let root = root.clone();
        let whole = *frame == Frame::Page;
        use_effect_with(
            (state.chrome.theme, state.chrome.mode, face, language),
            move |(theme, mode, face, language)| {
                if let Some(host) = root.cast::<Element>().as_ref().and_then(dom::host) {
                    dom::set(&host, "data-theme", theme.name());
                    dom::set(&host, "data-face", face.name());
                    // In someone else's document it is the figure's own, which its element has.
                    if whole {
                        dom::set(&host, "lang", language.tag());
                    }
                    // The unit of type hangs on the document.
                    match mode {
                        Mode::Presentation => dom::set(&host, "data-present", ""),
                        Mode::Work => host.remove_attribute("data-present").unwrap_or_default(),
                    }
                }
            },
        );
    }

    let take_up = {
        let (labs, act) = (labs.clone(), act.clone());
        use_callback((), move |number: u64, ()| {
            // Whoever acts may look at the labs: nothing is borrowed then.
            let action = labs.borrow_mut().take_up(number);
            action.into_iter().for_each(|action| act.emit(action));
        })
    };
    let origin = state.document.origin();
    // What callbacks look at: they stay the same, so that nothing is rendered or listened to anew for their sake.
    let newest = use_mut_ref(|| state.clone());
    *newest.borrow_mut() = state.clone();
    let go = {
        let (live, act, newest) = (live.clone(), act.clone(), newest.clone());
        use_callback((), move |to: Move, ()| {
            let state = newest.borrow().clone();
            if let Some(live) = &*live.borrow() {
                live.travel(to, &state, &act);
            }
        })
    };
    let ask = {
        let (live, act) = (live.clone(), act.clone());
        use_callback((), move |asked: Ask, ()| {
            if let Some(live) = &*live.borrow() {
                act.emit(live.answer(asked));
            }
        })
    };
    let show_exception = {
        let (live, act, newest) = (live.clone(), act.clone(), newest.clone());
        use_callback((), move |of: (usize, Id), ()| {
            let state = newest.borrow().clone();
            if let Some(live) = &*live.borrow() {
                live.show_exception(of, &state, &act);
            }
        })
    };
    let take = {
        let (live, act, texts, newest) = (live.clone(), act.clone(), texts.clone(), newest.clone());
        use_callback((), move |what: Take, ()| {
            take(what, live.clone(), newest.borrow().playback.cursor, texts.clone(), act.clone());
        })
    };
    let sheet = use_node_ref();
    use_keys(state, &act, &go, &sheet, frame, &root);
    use_focus_kept(frame);
    let help = use_callback(sheet.clone(), |_: MouseEvent, sheet| keys::open(sheet));
    let at_hand = {
        let live = live.clone();
        use_callback((), move |(), ()| live.borrow().as_ref().map(Live::session))
    };
    let evidence = {
        let (place, asked, newest) = (evidence_sheet.clone(), asked.setter(), newest.clone());
        use_callback(home.clone(), move |_: MouseEvent, home| {
            asked.set(Some(EvidenceLab::of(&newest.borrow(), home)));
            evidence::open(&place);
        })
    };
    {
        let (place, asked, newest, home) = (evidence_sheet.clone(), asked.setter(), newest.clone(), home.clone());
        let is_page = *frame == Frame::Page;
        use_effect_with(state.chrome.asks.clone(), move |asks| {
            if asks.is_some() && is_page {
                asked.set(Some(EvidenceLab::of(&newest.borrow(), &home)));
                evidence::open(&place);
            }
        });
    }
    let share = {
        let (place, shared, live) = (share_sheet.clone(), shared.setter(), live.clone());
        use_callback(home.clone(), move |_: MouseEvent, home| {
            let session = live.borrow().as_ref().map(Live::session);
            let session = session.as_ref().map(|session| session.borrow());
            shared.set(Some(SharedLab::of(&newest.borrow(), session.as_deref(), home.clone())));
            share::open(&place);
        })
    };
    let table = drawn.get(|drawn| {
        let session = live.borrow().as_ref()?.session();
        (drawn.numbers)(state.look.view, &session.borrow(), &labels.names, state.look.zoom)
    });
    let unseen = seen.get(|seen| {
        let told = live.borrow().as_ref().map(|live| live.told(state, seen.story));
        (seen.unseen)(state, told.as_ref())
    });
    let teller = match (state.shows(frame, Panel::Builder) && state.chrome.mode == Mode::Work, frame) {
        (true, _) => Teller::Builder,
        (false, Frame::Page) => Teller::Lab,
        (false, Frame::Figure(_)) => Teller::Notice,
    };
    let class = classes!("page", (*frame != Frame::Page).then_some("embedded"));
    let parts = Standing {
        state,
        origin,
        home,
        frame,
        act: &act,
        names: &labels.names,
        slots: &labels.slots,
        places: &places,
        glance: &seen,
        bench: &bench,
        at_bench,
        book: &book,
    };
    html! {
        <ContextProvider<Language> context={language}>
        <div {class} ref={root} lang={language.tag()} data-face={face.name()} data-beat={state.book.beat.name()} data-half={(state.playback.half == Half::Gradient).then_some("")} data-points={state.look.pointed.map(Symbol::name)} ondragover={|event: DragEvent| event.prevent_default()} ondrop={take_dropped(&state.document.spec, &act, teller)}>
            if *frame == Frame::Page {
                { parts.top(&labs.borrow(), take_up, help, share) }
            }
            { headline::story(state, frame, &places, &act) }
            { parts.scores(PageFace::Lab, &ask, (*frame == Frame::Page).then_some(&evidence)) }
            <@{*main} class="whole">
                { parts.book(&show_exception) }
                { parts.right(drawn.absence(), table.flatten().as_ref(), &go) }
                { parts.left(&take, &ask) }
            </@>
            { parts.below(&go) }
            if *frame == Frame::Page {
                <>{ for seen.get(|seen| (seen.keys)(&sheet)) }</>
                <Sheet place={share_sheet} shared={(*shared).clone()} view={state.look.view} {take} />
                <EvidenceSheet place={evidence_sheet} lab={(*asked).clone()} bands={state.look.bands.clone()} sweep={sweep.clone()} session={at_hand} {act} />
            }
            <>{ for unseen }</>
        </div>
        </ContextProvider<Language>>
    }
}
