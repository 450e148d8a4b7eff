//! Fills the logit microscope and the answers: asks the probe for what is to be seen, and shows what it has found.

use crate::data::TokenPair;
use crate::lab::probe::ProbeFindings;
use crate::lab::runner::Runner;
use crate::page::dom::LiveText;
use crate::page::live::answers::Answers;
use crate::page::live::asking::{phase_of, question};
use crate::page::live::columns::{Columns, readout};
use crate::page::live::lambda_marks::LambdaMarks;
use crate::page::live::logits::Logits;
use crate::page::live::looking::{Looking, Motion};
use crate::page::live::prober::Prober;
use crate::page::places::{Places, ScopePlace as Place};
use crate::train::{Policy, Session};
use crate::view::microscope::{COLUMNS, Column, Picture, Words, picture};
use crate::view::reading;
use crate::view::scope::Face;
use crate::view::sight::Sight;
use crate::view::time::Cursor;
use crate::words::microscope as say;
use gloo_events::EventListener;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What was drawn last: the findings, the position, and the column that is pointed at.
type Shown = (Rc<ProbeFindings>, usize, Option<usize>);

/// The painter of microscope and answers.
pub struct ScopePainter {
    prober: Prober,
    bound: RefCell<Bound>,
    /// What the microscope was drawn from, at which position and pointed at where, since the elements were found.
    drawn: RefCell<Option<Shown>>,
    /// For how many columns there is room.
    room: Cell<usize>,
    /// The columns drawn last, which stay where they can.
    columns: Rc<RefCell<Vec<Column>>>,
    /// The column that is pointed at.
    hover: Rc<Cell<Option<usize>>>,
    on_hover: Rc<dyn Fn()>,
}

/// The elements to fill, found again after each render.
#[derive(Default)]
struct Bound {
    says: Option<LiveText>,
    said: Option<LiveText>,
    columns: Option<Columns>,
    lambdas: Vec<LambdaMarks>,
    logits: Logits,
    answers: Answers,
    /// Ended with the elements.
    _listeners: Option<[EventListener; 4]>,
}

impl ScopePainter {
    /// A painter that has not drawn yet. `on_change` asks for a frame.
    pub fn make(runner: Rc<Runner>, on_change: Rc<dyn Fn()>) -> Box<dyn Looking> {
        let found = on_change.clone();
        Box::new(ScopePainter {
            prober: Prober::new(runner, move || found()),
            bound: RefCell::default(),
            drawn: RefCell::default(),
            room: Cell::new(COLUMNS),
            columns: Rc::default(),
            hover: Rc::default(),
            on_hover: on_change,
        })
    }

    fn microscope(&self, session: &Session, sight: &Sight, pair: &TokenPair, findings: Option<&Rc<ProbeFindings>>) {
        let bound = self.bound.borrow();
        let (spec, scope) = (session.spec(), &sight.look.scope);
        let k = scope.position(spec, sight.look.pair);
        let wanted = findings.map(|findings| (findings.clone(), k, self.hover.get()));
        let same =
            |(now, before): (&Shown, &Shown)| Rc::ptr_eq(&now.0, &before.0) && (now.1, now.2) == (before.1, before.2);
        if wanted.as_ref().zip(self.drawn.borrow().as_ref()).is_some_and(same) {
            return;
        }
        self.drawn.replace(wanted);
        let seen = findings.and_then(|findings| Some((findings, picture(findings, pair, k, phase_of(findings))?)));
        let Some((findings, picture)) = seen else {
            return bound.says.iter().for_each(|says| says.set(say::looking()));
        };
        let names: Vec<&str> = run_names(&sight.labels.names, findings);
        let words = Words { data: &spec.dataset, pair };
        let columns = picture.columns(self.room.get(), &self.columns.borrow());
        if let Some(places) = &bound.columns {
            places.fill(&picture, &columns, &words, scope.axis, self.hover.get());
        }
        self.lambdas(session, sight, &picture, &words);
        if scope.face == Face::Numbers {
            bound.logits.fill(&picture, scope.run(spec) - scope.runs(spec).start);
        }
        let pointed = self.hover.get().and_then(|i| columns.get(i)).filter(|_| scope.face == Face::Bars);
        let readout = pointed.map(|column| readout(&picture, column, &names, &words));
        let says = readout.clone().unwrap_or_else(|| picture.sentence(&names, &words, k));
        bound.says.iter().for_each(|place| place.set(&says));
        bound.said.iter().for_each(|place| place.set(readout.as_deref().unwrap_or_default()));
        self.columns.replace(columns);
    }

    /// The marks on the sliders of the runs that are shown.
    fn lambdas(&self, session: &Session, sight: &Sight, picture: &Picture, words: &Words<'_>) {
        let bound = self.bound.borrow();
        let token = picture.labels[0].map_or("", |id| words.word(id));
        for (i, run) in sight.look.scope.runs(session.spec()).enumerate() {
            let time = reading::resolve(session, sight.cursor);
            let unit = reading::unit_lambda(session, run, sight.look.pair, time);
            let theory = picture.runs.get(i).and_then(|run| run.theory.as_ref());
            if let Some(place) = bound.lambdas.iter().find(|place| place.run == run) {
                let marks = theory.zip(unit);
                place.set(token, marks.map(|(theory, unit)| (theory.lambda.0 / unit, theory.lambda.1 / unit)));
            }
        }
    }
}

impl Looking for ScopePainter {
    fn rebind(&self, places: &Places, runs: usize) {
        self.drawn.take();
        let columns = Columns::find(places);
        let listeners = columns.as_ref().map(|columns| columns.listen(&self.hover, &self.columns, &self.on_hover));
        self.bound.replace(Bound {
            says: places.text(Place::Says),
            said: places.text(Place::Said),
            columns,
            lambdas: (0..runs).filter_map(|run| LambdaMarks::find(places, run)).collect(),
            logits: Logits::find(places),
            answers: Answers::find(places, runs),
            _listeners: listeners,
        });
    }

    fn measure(&self) {
        let room = self.bound.borrow().columns.as_ref().and_then(Columns::room);
        if room.is_some_and(|room| self.room.replace(room) != room) {
            self.drawn.take();
        }
    }

    fn stepped(&self, session: &Session, sight: &Sight) {
        if sight.cursor == Cursor::Newest {
            self.prober.stepped(session, || question(session, sight, reading::newest(session)));
        }
    }

    fn paint(&self, session: &Session, sight: &Sight, time: usize, motion: Motion) {
        let Some(question) = question(session, sight, time) else { return };
        let here = |policy: &(Policy, usize)| session.params(policy.0, policy.1).is_some();
        match (motion, sight.cursor) {
            (Motion::Training, Cursor::Newest) if !question.policies.iter().all(here) => self.prober.follow(),
            (Motion::Training | Motion::Still, _) => self.prober.look(session, question),
        }
        let (phase, _) = reading::place(session, time);
        // Of another pair or another phase nothing is shown: it would be taken for this one's.
        let pair = sight.look.pair;
        let fits = |findings: &Rc<ProbeFindings>| findings.question.pair == pair && phase_of(findings) == phase;
        let findings = self.prober.findings().filter(fits);
        self.bound.borrow().answers.fill(session, sight, time, findings.as_deref());
        if let Some(pair) = session.pairs().get(pair) {
            self.microscope(session, sight, pair, findings.as_ref());
        }
    }

    fn seen<'n>(&self, session: &Session, sight: &'n Sight) -> Option<(Picture, Vec<&'n str>)> {
        let pair = sight.look.pair;
        let (findings, tokens) = (self.prober.findings()?, session.pairs().get(pair)?);
        let k = sight.look.scope.position(session.spec(), pair);
        let here = findings.question.pair == pair;
        let picture = picture(&findings, tokens, k, phase_of(&findings)).filter(|_| here)?;
        let names = run_names(&sight.labels.names, &findings);
        Some((picture, names))
    }
}

/// The names of the runs in a picture.
fn run_names<'n>(names: &'n [String], findings: &ProbeFindings) -> Vec<&'n str> {
    let name = |policy: Policy| match policy {
        Policy::Run(run) => names.get(run).map(String::as_str),
        Policy::Reference => None,
    };
    findings.seen.iter().filter_map(|seen| name(seen.policy)).collect()
}
