//! What stands where on the page, in either face, and what each part is given.

use crate::argument::Id;
use crate::lab::link::LinkView;
use crate::page::builder::BuilderProps;
use crate::page::chapters::book::BookProps;
use crate::page::chapters::contents::ContentsProps;
use crate::page::chapters::hand::HandProps;
use crate::page::glance::Glance;
use crate::page::late::{Part, Voice};
use crate::page::parts::answers::AnswersProps;
use crate::page::parts::charts::{Shown, charts};
use crate::page::parts::header::HeaderProps;
use crate::page::parts::microscope::MicroscopeProps;
use crate::page::parts::scores::ScoresProps;
use crate::page::parts::strip::StripProps;
use crate::page::places::Places;
use crate::page::storage::Labs;
use crate::page::telling::Telling;
use crate::page::workbench::Workbench;
use crate::view::panel::{ChapterPart, Frame, Panel};
use crate::view::request::{self, Ask, Move, Take, Target};
use crate::view::snapshot::Held;
use crate::view::snippet;
use crate::view::state::{Action, Mode, Origin, PageFace, State};
use crate::view::undo::Source;
use crate::view::views::Table;
use crate::words;
use std::rc::Rc;
use yew::prelude::*;

/// What all parts of the page are made from. Each part is a function of its own for the browser too: its compilers take long over long ones.
pub struct Standing<'a> {
    /// What the page knows.
    pub state: &'a State,
    /// Whose the lab is.
    pub origin: Origin,
    /// The address of the page that opens links; empty where none is known.
    pub home: &'a Rc<str>,
    /// The page or a figure.
    pub frame: &'a Frame,
    /// Where actions go.
    pub act: &'a Callback<Action>,
    /// The runs' names.
    pub names: &'a Held<Vec<String>>,
    /// The runs' colours.
    pub slots: &'a Held<Vec<usize>>,
    /// What is filled and drawn as time passes.
    pub places: &'a Places,
    /// What is seen at a glance.
    pub glance: &'a Part<Glance>,
    /// What one works with.
    pub bench: &'a Part<Workbench>,
    /// Which of its places says whether it has come.
    pub at_bench: Option<Panel>,
    /// What tells the argument.
    pub book: &'a Part<Telling>,
}

impl Standing<'_> {
    /// The line on top, of either face.
    #[inline(never)]
    pub fn top(
        &self,
        labs: &Labs,
        take_up: Callback<u64>,
        help: Callback<MouseEvent>,
        share: Callback<MouseEvent>,
    ) -> Html {
        let Standing { state, origin, home, act, bench, book, .. } = *self;
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
    pub fn scores(&self, face: PageFace, ask: &Callback<Ask>, evidence: Option<&Callback<MouseEvent>>) -> Html {
        let Standing { state, frame, act, names, slots, places, bench, .. } = *self;
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
    pub fn book(&self, show_exception: &Callback<(usize, Id)>) -> Html {
        let Standing { state, frame, act, places, book, .. } = *self;
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
                show_exception: show_exception.clone(),
            })
        })
    }

    /// The curves, and the models' own answers.
    #[inline(never)]
    pub fn right(&self, absence: Option<Html>, table: Option<&Table>, go: &Callback<Move>) -> Html {
        let Standing { state, frame, act, names, slots, places, bench, .. } = *self;
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

    /// What is seen at a glance says in one place whether it has come.
    fn at_glance(&self, panel: Panel) -> Voice {
        let speaks = if self.state.shows(self.frame, Panel::Strip) { Panel::Strip } else { Panel::Time };
        if panel == speaks { Voice::Speaks } else { Voice::Silent }
    }

    /// The builder, and the selected pair, token by token and logit by logit.
    #[inline(never)]
    pub fn left(&self, take: &Callback<Take>, ask: &Callback<Ask>) -> Html {
        let Standing { state, origin, frame, act, names, slots, places, glance, bench, book, .. } = *self;
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
                    { glance.show_in("strip", self.at_glance(Panel::Strip), |glance| (glance.strip)(StripProps {
                        spec: state.document.spec.clone(),
                        names: names.clone(),
                        slots: slots.clone(),
                        pair: state.look.pair,
                        scope: state.look.scope.clone(),
                        places: places.clone(),
                        act: act.clone(),
                    })) }
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
    pub fn below(&self, go: &Callback<Move>) -> Html {
        let Standing { state, home, frame, act, places, glance, .. } = *self;
        let waits = || match self.at_glance(Panel::Time) {
            Voice::Speaks => glance.absence().unwrap_or_default(),
            Voice::Silent => html! { <p class="late"></p> },
        };
        let line = glance.get(|glance| (glance.transport)(state, places, act, go));
        let line = line.unwrap_or_else(|| html! { <footer>{ waits() }</footer> });
        html! {
            <>
                if state.shows(frame, Panel::Time) {
                    // An element of its own, as every late part has.
                    <div class="place">{ line }</div>
                }
                if let (Frame::Figure(_), false) = (frame, home.is_empty()) {
                    <p class="origin"><a href={snippet::address(state, home)} target="_blank" rel="noopener">{ words::share::open() }</a></p>
                }
            </>
        }
    }
}
