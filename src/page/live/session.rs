//! The session that the page shows, with what trains and what draws it: opened for each lab anew, asked and moved through time.

use crate::argument::{Exception, Id};
use crate::backend::{Device, DeviceKind};
use crate::data::LabFile;
use crate::lab::choice::Reason;
use crate::lab::devices::{Choice, Opener, choose};
use crate::lab::runner::{self, Change, Runner, RunnerError};
use crate::lab::slices;
use crate::model::Weights;
use crate::page::live::blank::blank;
use crate::page::live::depicting::MakeDepicting;
use crate::page::live::looking::Lookings;
use crate::page::live::painter::Painter;
use crate::page::outside::{Outside, PageEvent};
use crate::page::parts::headline::Heard;
use crate::page::places::Places;
use crate::train::{Milestones, Opening, Session, TrainError};
use crate::view::marks::marks;
use crate::view::reading;
use crate::view::request::Ask;
use crate::view::request::Move;
use crate::view::scope::Turn;
use crate::view::sight::Sight;
use crate::view::snapshot::{Snapshot, Start};
use crate::view::state::{Action, Comparison, Pledge, State, Trainer, TrainerNews, chrome, document, look, playback};
use crate::view::story::Story;
use crate::view::style::Labels;
use crate::view::time::{Activity, Pace, Stage};
use crate::view::travel::{Leg, Now, travel};
use crate::words;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use yew::prelude::*;

/// The session at hand and what draws it.
pub struct Live {
    /// Where it began.
    start: Start,
    /// The version of its lab that the page shows.
    shown: Snapshot,
    runner: Rc<Runner>,
    painter: Rc<Painter>,
    /// What a link says of its training.
    pledge: Rc<Cell<Option<Pledge>>>,
    /// What has been found in the runs.
    milestones: Rc<RefCell<Milestones>>,
}

impl Live {
    /// Whether the session at hand is the one that began there.
    pub fn is_of(live: &RefCell<Option<Live>>, start: &Start) -> bool {
        live.borrow().as_ref().is_some_and(|live| live.start == *start)
    }

    /// Where the session began.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// What draws it.
    pub fn painter(&self) -> &Painter {
        &self.painter
    }

    /// The session, for someone who asks it between two slices.
    pub fn session(&self) -> Rc<RefCell<Session>> {
        self.runner.shared()
    }

    /// What is to be told of it now.
    pub fn told(&self, state: &State, story: fn(&Session, &[String], usize) -> Story) -> Heard {
        let time = reading::resolve(&self.runner.session(), state.playback.cursor);
        Heard { time, outcome: (state.playback.stage == Stage::Done).then(|| self.painter.outcome(story)) }
    }

    /// Trains, or waits, at this pace.
    pub fn keep_pace(&self, activity: Activity, pace: Pace) {
        self.runner.set_pace(match pace {
            Pace::Full => runner::TrainingPace::Full,
            Pace::Slow => runner::TrainingPace::StepsPerSecond(40.0),
            Pace::Crawl => runner::TrainingPace::StepsPerSecond(4.0),
        });
        match activity {
            Activity::Training => self.runner.play(),
            Activity::Paused => self.runner.pause(),
        }
    }

    /// Shows what is looked at now of this version of the lab, in elements that may have been rendered anew; looks into the models and draws, where
    /// what does so has come.
    pub fn show(
        &mut self,
        lab: &Snapshot,
        (sight, looking, drawing): (Sight, Lookings, Option<MakeDepicting>),
        pledge: Option<Pledge>,
        act: &Callback<Action>,
    ) {
        if self.shown != *lab {
            self.shown = lab.clone();
            self.take_up(lab, act);
        }
        self.painter.rebind(sight, looking, drawing);
        self.pledge.set(pledge);
        compare(&self.runner.session(), &self.pledge, act);
    }

    /// Goes on with a version of the lab that the page has not shown yet: a person calls or draws a run in another way, or the session has made
    /// it itself.
    fn take_up(&self, lab: &Snapshot, act: &Callback<Action>) {
        let is_level = self.runner.with(|session| {
            session.go_on(lab.lab());
            session.is_level()
        });
        if !is_level {
            self.runner.level();
        }
        let session = self.runner.session();
        self.milestones.borrow_mut().look(&session);
        tell_marks(&session, &self.milestones.borrow(), act);
    }

    /// Does what is asked of a run while the session goes on: what comes of it.
    pub fn answer(&self, asked: Ask) -> Action {
        match self.change(asked) {
            Ok(lab) => Action::of(&self.start, document::Action::Holds(lab)),
            Err(error) => playback::Action::Fail(error.to_string()).into(),
        }
    }

    /// Goes somewhere in time; on from the newest step means making one.
    pub fn travel(&self, to: Move, state: &State, act: &Callback<Action>) {
        let now = Now::of(&self.runner.session(), state.playback.cursor);
        for way in travel(to, state, now) {
            match way {
                Leg::Act(action) => act.emit(action),
                Leg::MakeStep => self.runner.step(),
            }
        }
    }

    /// Looks at the next place where a statement does not hold of a run.
    pub fn show_exception(&self, of: (usize, Id), state: &State, act: &Callback<Action>) {
        let (pair, lab) = (state.look.pair, &state.document.spec);
        let time = reading::resolve(&self.runner.session(), state.playback.cursor);
        let exceptions = self.painter.exceptions(time, of);
        let Some(next) = Exception::behind(&exceptions, (pair, state.look.scope.position(lab, pair))) else { return };
        act.emit(look::Action::Select(next.pair).into());
        if let Some(token) = next.token {
            act.emit(look::Action::Turn(Turn::Position(token)).into());
        }
    }

    /// The lab as the session holds it then.
    fn change(&self, asked: Ask) -> Result<Snapshot, TrainError> {
        self.runner.with(|session| {
            match asked {
                Ask::Change(run, objective) => session.change(run, objective).map(drop)?,
                Ask::Fork(run, step, objective) => {
                    // A run that has stopped early has no later step.
                    let step = step.min(session.history().run(run).len().saturating_sub(1));
                    let names = reading::plain_names(session.spec());
                    let fork = session.fork(run, step, objective)?;
                    session.rename(fork, names.get(run).map(|name| words::fork_name(name, step)));
                }
            }
            Ok(session.lab().clone().into())
        })
    }
}

/// A new session, with its runner and painter, for each beginning.
#[hook]
pub fn use_session(
    state: &State,
    places: &Places,
    live: &Rc<RefCell<Option<Live>>>,
    act: &Callback<Action>,
    opener: &Opener,
    outside: &Outside,
) {
    let (state, places, live, act) = (state.clone(), places.clone(), live.clone(), act.clone());
    let (opener, outside) = (opener.clone(), outside.clone());
    use_effect_with(state.document.start.clone(), move |start| {
        let act = {
            let start = start.clone();
            act.reform(move |action: Action| Action::of(&start, action))
        };
        let (start, wish, weights) = (start.clone(), state.playback.backend, state.document.weights().cloned());
        let sight = Sight::of(&state, &Labels::of(start.lab()));
        // A lab that waits for its weights, or for a first pair, stays still until they come.
        let idle = state.document.missing().is_some() || state.document.is_empty();
        let wanted = Rc::new(Cell::new(!idle));
        if idle {
            blank(&places);
        }
        let (still_wanted, place) = (wanted.clone(), live.clone());
        // Whoever is to train may have to be downloaded, opened and tried.
        wasm_bindgen_futures::spawn_local(async move {
            let (choice, news) = match choose(start.lab(), wish, &opener).await {
                Ok(choice) => (choice, TrainerNews::None),
                Err(cause) => (Choice::processor(&Reason::Unusable(cause)), TrainerNews::Changed),
            };
            let trainer = Trainer { kind: choice.device.kind(), reason: choice.reason, news };
            let session = starting(start.lab().lab().clone(), weights, choice.device).await;
            if !still_wanted.get() {
                return;
            }
            match session.and_then(|session| open(start, session, places, sight, &place, &act, outside)) {
                Ok(opened) => {
                    *place.borrow_mut() = Some(opened);
                    act.emit(playback::Action::Trains(trainer).into());
                }
                Err(sentence) => act.emit(playback::Action::Fail(sentence).into()),
            }
        });
        move || {
            wanted.set(false);
            drop(live.borrow_mut().take());
        }
    });
}

/// A session for this lab, or the sentence that says why there is none.
async fn starting(lab: Rc<LabFile>, weights: Option<Rc<Weights>>, device: Rc<dyn Device>) -> Result<Session, String> {
    let opening = Opening::new(lab, weights, device).map_err(|error| error.to_string())?;
    let session = slices::open(opening).await.map_err(|_| RunnerError::NoChannel.to_string())?;
    session.map_err(|error| error.to_string())
}

fn open(
    start: Start,
    session: Session,
    places: Places,
    sight: Sight,
    live: &Rc<RefCell<Option<Live>>>,
    act: &Callback<Action>,
    outside: Outside,
) -> Result<Live, String> {
    let pledge = Rc::new(Cell::new(None));
    let pledged = pledge.clone();
    let milestones = Rc::new(RefCell::new(Milestones::default()));
    let found = milestones.clone();
    let (seen, lost, halted) = (RefCell::new(Stage::Sft), Cell::new(false), Cell::new(0));
    let (weak, told) = (Rc::downgrade(live), act.clone());
    let tell = {
        let (weak, start) = (weak.clone(), start.clone());
        move |news| {
            let (weak, start) = (weak.clone(), start.clone());
            outside.tell(news, move || weak.upgrade().is_some_and(|live| Live::is_of(&live, &start)));
        }
    };
    let on_change = move |session: &Session, change: Change| {
        if let Some(cause) = session.lost()
            && !lost.replace(true)
        {
            let reason = Reason::Lost(cause.clone()).to_string();
            told.emit(
                playback::Action::Trains(Trainer { kind: session.device(), reason, news: TrainerNews::Changed }).into(),
            );
        }
        if let Some(live) = weak.upgrade()
            && let Some(live) = &*live.borrow()
        {
            live.painter.stepped(session);
        }
        compare(session, &pledged, &told);
        if found.borrow_mut().look(session) {
            tell_marks(session, &found.borrow(), &told);
        }
        tell(PageEvent::Step(session.phase().name(), session.step()));
        // Where none is left the runner says so.
        let stopped: Vec<_> = (0..session.spec().runs.len()).filter_map(|run| session.diverged(run)).collect();
        if halted.replace(stopped.len()) != stopped.len()
            && let (Some(first), None) = (stopped.first(), session.stopped())
        {
            told.emit(chrome::Action::Notice(words::some_stopped(&first.to_string(), stopped.len() - 1)).into());
        }
        let stage = reading::stage(session);
        if seen.replace(stage) != stage {
            told.emit(playback::Action::Reached(stage).into());
        }
        if let Change::Failed(sentence) = change {
            tell(PageEvent::Fail(sentence.clone()));
            told.emit(playback::Action::Fail(sentence).into());
        }
    };
    let runner = Runner::new(session, on_change).map_err(|error| error.to_string())?;
    let runner = Rc::new(runner);
    let act = act.clone();
    let painter = Painter::new(places, runner.clone(), sight, move |action| act.emit(action));
    Ok(Live { shown: start.lab().clone(), start, runner, painter, pledge, milestones })
}

/// Puts on the timeline what was found.
fn tell_marks(session: &Session, found: &Milestones, act: &Callback<Action>) {
    act.emit(playback::Action::Marks(marks(found, session, &reading::names(session.spec())).into()).into());
}

/// Compares, once both are there, what a link says with what was measured here.
fn compare(session: &Session, pledge: &Cell<Option<Pledge>>, act: &Callback<Action>) {
    let Some(Pledge { at, digest, verdict: Comparison::Open }) = pledge.get() else { return };
    if session.device() == DeviceKind::Cpu
        && let Some(here) = session.history().digest(at.0, at.1)
    {
        pledge.set(None);
        act.emit(document::Action::Compared(if here == digest { Comparison::Same } else { Comparison::Other }).into());
    }
}
