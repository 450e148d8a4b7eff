//! The page's frame, of both faces: the line on top, headline and scoreboard, the book or the lab beside the charts, and the transport below.

use crate::lab::devices::Opener;
use crate::lab::link::LinkView;
use crate::page::builder::{BuilderProps, take_dropped};
use crate::page::chapters::book::BookProps;
use crate::page::chapters::contents::ContentsProps;
use crate::page::chapters::hand::HandProps;
use crate::page::dom::focus::use_focus_kept;
use crate::page::editing;
use crate::page::language;
use crate::page::late::{Part, Voice, use_part};
use crate::page::live::saving::take;
use crate::page::live::session::{Live, use_session};
use crate::page::outside::{Outside, PageEvent};
use crate::page::parts::answers::AnswersProps;
use crate::page::parts::charts::{Shown, charts};
use crate::page::parts::header::HeaderProps;
use crate::page::parts::headline;
use crate::page::parts::microscope::MicroscopeProps;
use crate::page::parts::scores::ScoresProps;
use crate::page::parts::strip::Strip;
use crate::page::parts::transport::transport;
use crate::page::pictures::pictures;
use crate::page::places::{Place, Places};
use crate::page::reach::{Inside, Reach};
use crate::page::sheets::evidence::{self, EvidenceLab, EvidenceSheet};
use crate::page::sheets::keys::{self, use_keys};
use crate::page::sheets::share::{self, SharedLab, Sheet};
use crate::page::storage::{self, Labs};
use crate::page::telling::{Telling, telling};
use crate::page::workbench::{Workbench, workbench};
use crate::view::options::{self, Options};
use crate::view::panel::{ChapterPart, Frame, Panel};
use crate::view::request::Ask;
use crate::view::request::Take;
use crate::view::request::{self, Move, Target};
use crate::view::sight::Sight;
use crate::view::snapshot::Held;
use crate::view::snippet;
use crate::view::state::{Action, Book, Mode, Origin, PageFace, State, book, document, reduce};
use crate::view::style::Labels;
use crate::view::time::{Half, Stage};
use crate::view::undo::Source;
use crate::view::views::Table;
use crate::view::visit;
use crate::words::{self, Language, Symbol};
use gloo_events::EventListener;
use js_sys::Function;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
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
            first.chrome.asks.clone_from(&options.asks);
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
    let looking = [bench.get(|bench| bench.looking), book.get(|book| book.examiner), book.get(|book| book.values)];
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
                if let Some(host) = root.cast::<Element>().as_ref().and_then(crate::page::dom::host) {
                    crate::page::dom::set(&host, "data-theme", theme.name());
                    crate::page::dom::set(&host, "data-face", face.name());
                    // In someone else's document it is the figure's own, which its element has.
                    if whole {
                        crate::page::dom::set(&host, "lang", language.tag());
                    }
                    // The unit of type hangs on the document.
                    match mode {
                        Mode::Presentation => crate::page::dom::set(&host, "data-present", ""),
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
    let told = live.borrow().as_ref().map(|live| live.told(state));
    let class = classes!("page", (*frame != Frame::Page).then_some("embedded"));
    let parts = Parts {
        state,
        origin,
        home,
        frame,
        act: &act,
        names: &labels.names,
        slots: &labels.slots,
        places: &places,
        bench: &bench,
        at_bench,
        book: &book,
    };
    html! {
        <ContextProvider<Language> context={language}>
        <div {class} ref={root} lang={language.tag()} data-face={face.name()} data-beat={state.book.beat.name()} data-half={(state.playback.half == Half::Gradient).then_some("")} data-points={state.look.pointed.map(Symbol::name)} ondragover={|event: DragEvent| event.prevent_default()} ondrop={take_dropped(&state.document.spec, &act)}>
            if *frame == Frame::Page {
                { parts.top(&labs.borrow(), take_up, help, share) }
            }
            { headline::story(state, frame, &places, &act) }
            { parts.scores(PageFace::Lab, &ask, (*frame == Frame::Page).then_some(&evidence)) }
            <@{*main} class="whole">
                { parts.book() }
                { parts.right(drawn.absence(), table.flatten().as_ref(), &go) }
                { parts.left(&take, &ask) }
            </@>
            { parts.below(&go) }
            if *frame == Frame::Page {
                { keys::sheet(&sheet) }
                <Sheet place={share_sheet} shared={(*shared).clone()} view={state.look.view} {take} />
                <EvidenceSheet place={evidence_sheet} lab={(*asked).clone()} bands={state.look.bands.clone()} sweep={sweep.clone()} {act} />
            }
            { headline::unseen(state, told.as_ref()) }
        </div>
        </ContextProvider<Language>>
    }
}

/// What all parts of the page are made from. Each part is a function of its own for the browser too: its compilers take long over long ones.
struct Parts<'a> {
    state: &'a State,
    origin: Origin,
    home: &'a Rc<str>,
    frame: &'a Frame,
    act: &'a Callback<Action>,
    names: &'a Held<Vec<String>>,
    slots: &'a Held<Vec<usize>>,
    places: &'a Places,
    bench: &'a Part<Workbench>,
    /// Which of its places says whether it has come.
    at_bench: Option<Panel>,
    book: &'a Part<Telling>,
}

impl Parts<'_> {
    /// The line on top, of either face.
    #[inline(never)]
    fn top(
        &self,
        labs: &Labs,
        take_up: Callback<u64>,
        help: Callback<MouseEvent>,
        share: Callback<MouseEvent>,
    ) -> Html {
        let Parts { state, origin, home, act, bench, book, .. } = *self;
        match state.book.face {
            PageFace::Argument => book.show_in("top", Voice::Silent, |book| {
                (book.contents)(ContentsProps {
                    chapter: state.book.chapter,
                    theme: state.chrome.theme,
                    mode: state.chrome.mode,
                    home: home.clone(),
                    act: act.clone(),
                    help,
                    share,
                })
            }),
            PageFace::Lab => bench.show_in("top", Voice::Silent, |bench| {
                (bench.header)(HeaderProps {
                    preset: state.document.preset,
                    origin,
                    take_up,
                    labs: labs.kept.clone(),
                    own: labs.shown().filter(|_| state.document.source == Source::Here),
                    keeping: labs.keeping,
                    theme: state.chrome.theme,
                    mode: state.chrome.mode,
                    spec: state.document.spec.clone(),
                    act: act.clone(),
                    help,
                    share,
                })
            }),
        }
    }

    /// The scoreboard, in the lab above everything and on a chapter's stage among its other parts.
    #[inline(never)]
    fn scores(&self, face: PageFace, ask: &Callback<Ask>, evidence: Option<&Callback<MouseEvent>>) -> Html {
        let Parts { state, frame, act, names, slots, places, bench, .. } = *self;
        html! {
            if state.book.face == face && state.shows(frame, Panel::Scores) {
                { bench.show_in("scores", self.voice(Panel::Scores), |bench| (bench.scores)(ScoresProps {
                    spec: state.document.spec.clone(),
                    names: names.clone(),
                    slots: slots.clone(),
                    step: request::shown(state),
                    scope: Target::of(state),
                    run: state.look.scope.run(&state.document.spec),
                    hidden: state.look.hidden.clone(),
                    places: places.clone(),
                    act: act.clone(),
                    ask: ask.clone(),
                    evidence: evidence.cloned(),
                })) }
            }
        }
    }

    /// The open chapter. Its place is there in the lab too: what stands beside it stays where it is.
    #[inline(never)]
    fn book(&self) -> Html {
        let Parts { state, frame, act, places, book, .. } = *self;
        if state.book.face == PageFace::Lab {
            return html! { <div class="place"></div> };
        }
        book.show_in("book", Voice::Speaks, |book| {
            (book.book)(BookProps {
                chapter: state.book.chapter,
                guess: state.book.guess(),
                asks: state.asks(frame),
                spec: state.document.spec.clone(),
                start: state.document.start.clone(),
                example: state.document.example().filter(|_| self.origin == Origin::Example).map(|preset| preset.name),
                frame: frame.clone(),
                // The page's chapters are of their own runs and go their own way.
                named: if *frame == Frame::Page { LinkView::default() } else { state.book.named },
                suspect: state.book.suspect,
                pointed: state.look.pointed,
                places: places.clone(),
                act: act.clone(),
            })
        })
    }

    /// The curves, and the models' own answers.
    #[inline(never)]
    fn right(&self, absence: Option<Html>, table: Option<&Table>, go: &Callback<Move>) -> Html {
        let Parts { state, frame, act, names, slots, places, bench, .. } = *self;
        // Where a chapter shows no curves their canvases wait for the next one.
        let is_told = state.book.face == PageFace::Argument;
        let shown = match (state.shows(frame, Panel::Curves), is_told) {
            (true, false) => Shown::All,
            (true, true) => Shown::View,
            (false, _) => Shown::Nothing,
        };
        let has_charts = if is_told { frame.tells(ChapterPart::Stage) } else { frame.shows(Panel::Curves) };
        html! {
            if has_charts || state.shows(frame, Panel::Answers) {
                <div class="right">
                    if has_charts { { charts((state, shown), absence, table, places, act, go) } }
                    if state.shows(frame, Panel::Answers) {
                        { bench.show_in("answers", self.voice(Panel::Answers), |bench| (bench.answers)(AnswersProps {
                            spec: state.document.spec.clone(),
                            names: names.clone(),
                            slots: slots.clone(),
                            pair: state.look.pair,
                            scope: state.look.scope.clone(),
                            places: places.clone(),
                            act: act.clone(),
                        })) }
                    }
                </div>
            }
        }
    }

    fn voice(&self, panel: Panel) -> Voice {
        if self.at_bench == Some(panel) { Voice::Speaks } else { Voice::Silent }
    }

    /// The builder, and the selected pair, token by token and logit by logit.
    #[inline(never)]
    fn left(&self, take: &Callback<Take>, ask: &Callback<Ask>) -> Html {
        let Parts { state, origin, frame, act, names, slots, places, bench, book, .. } = *self;
        html! {
            <>
                { self.scores(PageFace::Argument, ask, None) }
                if state.shows(frame, Panel::Hand) {
                    { book.show_in("hand", Voice::Silent, |book| (book.hand)(HandProps {
                        spec: state.document.spec.clone(),
                        names: names.clone(),
                        slots: slots.clone(),
                    })) }
                }
                if state.shows(frame, Panel::Builder) && state.chrome.mode == Mode::Work {
                    { bench.show_in("builder", self.voice(Panel::Builder), |bench| (bench.builder)(BuilderProps {
                        spec: state.document.spec.clone(),
                        preset: state.document.preset,
                        origin,
                        names: names.clone(),
                        slots: slots.clone(),
                        shown: state.look.scope.runs(&state.document.spec),
                        selected: state.look.pair,
                        tab: state.chrome.tab,
                        undo: state.document.undo.clone(),
                        refusal: state.document.refusal.clone(),
                        outcome: state.document.outcome.clone(),
                        offer: state.document.offer.clone(),
                        places: places.clone(),
                        act: act.clone(),
                        take: take.clone(),
                    })) }
                }
                if state.shows(frame, Panel::Strip) {
                    <Strip spec={state.document.spec.clone()} names={names.clone()} slots={slots.clone()} pair={state.look.pair} scope={state.look.scope.clone()} places={places.clone()} act={act.clone()} />
                }
                if state.shows(frame, Panel::Microscope) {
                    { bench.show_in("scope", self.voice(Panel::Microscope), |bench| (bench.microscope)(MicroscopeProps {
                        spec: state.document.spec.clone(),
                        names: names.clone(),
                        slots: slots.clone(),
                        pair: state.look.pair,
                        scope: state.look.scope.clone(),
                        places: places.clone(),
                        act: act.clone(),
                    })) }
                }
            </>
        }
    }

    /// The line of time, and a figure's way to the whole page.
    #[inline(never)]
    fn below(&self, go: &Callback<Move>) -> Html {
        let Parts { state, home, frame, act, places, .. } = *self;
        html! {
            <>
                if state.shows(frame, Panel::Time) { { transport(state, places, act, go) } }
                if let (Frame::Figure(_), false) = (frame, home.is_empty()) {
                    <p class="origin"><a href={snippet::address(state, home)} target="_blank" rel="noopener">{ words::share::open() }</a></p>
                }
            </>
        }
    }
}

/// Keeps for the next visit what a person has made and where they are; what is kept.
#[hook]
fn use_memory(state: &State, frame: &Frame) -> Rc<RefCell<Labs>> {
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
fn use_link(state: &State, frame: &Frame, act: &Callback<Action>) {
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
fn use_outside(
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
                outside.tell(PageEvent::Select(pair, token, run));
            }
        });
    }
    let outside = outside.clone();
    use_effect_with(
        (state.document.start.clone(), state.playback.trainer.is_some(), state.playback.stage),
        move |&(_, ready, stage)| match (ready, stage) {
            (true, Stage::Sft) => outside.tell(PageEvent::Ready),
            (true, Stage::Done) => outside.tell(PageEvent::Finish),
            _ => {}
        },
    );
}
