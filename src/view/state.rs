//! The page's state, its actions, and the one pure function from one state to the next.
//!
//! What changes with every training step is not here: it lives in the session, and the painter reads it on animation frames.

use crate::backend::Kind;
use crate::data::{Edit, FieldError, LabFile, Preset, RunSpec, edit, presets};
use crate::lab::choice::Wish;
use crate::lab::folder::Imported;
use crate::lab::link::{self, Link};
use crate::model::Weights;
use crate::plot::{Time, Window};
use crate::train::Phase;
use crate::view::lesson::{self, SCENES};
use crate::view::marks::Mark;
use crate::view::scope::{Scope, Turn};
use crate::view::time::{Activity, Cursor, Half, Pace, Stage};
use crate::view::undo::{Moment, Source, Undo};
use crate::view::views::View;
use crate::words;
use std::rc::Rc;

/// Everything that a person has chosen, and the few milestones that change what they can do.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Index into [`presets`].
    pub preset: usize,
    /// The lab that is trained.
    pub spec: Rc<LabFile>,
    /// Counts the sessions: another number is another session, from the initial model.
    pub session: u32,
    /// Whether it trains.
    pub activity: Activity,
    /// How far it has come.
    pub stage: Stage,
    /// The point of time that the page shows.
    pub cursor: Cursor,
    /// The selected pair.
    pub pair: usize,
    /// Where microscope, strip and answers look.
    pub scope: Scope,
    /// How fast it trains.
    pub pace: Pace,
    /// Charts or their table.
    pub view: View,
    /// The runs whose lines are left out.
    pub hidden: Rc<[usize]>,
    /// The part of the time axis that the curves show; all of it, where nobody chose.
    pub zoom: Option<Window>,
    /// Light, dark, or what the system says.
    pub theme: Theme,
    /// For work or for a hall.
    pub mode: Mode,
    /// Whether the next step is half made.
    pub half: Half,
    /// Who shall train.
    pub backend: Wish,
    /// Who does; nothing until that is decided.
    pub trainer: Option<Trainer>,
    /// What has been found in the runs.
    pub marks: Vec<Mark>,
    /// What went wrong, as a sentence for the person.
    pub fault: Option<String>,
    /// What else there is to be told, as a sentence.
    pub notice: Option<String>,
    /// The part of the builder that is open.
    pub tab: Tab,
    /// The labs before this one, and those that were taken back.
    pub undo: Rc<Undo>,
    /// Why the last edit was refused.
    pub refusal: Option<FieldError>,
    /// The weights that were imported in this visit, the newest last.
    pub shelf: Rc<[Rc<Weights>]>,
    /// What came of the last import, as a sentence.
    pub outcome: Option<String>,
    /// What the link, from which the lab came, says of its training.
    pub pledge: Option<Pledge>,
    /// Whether the lab is still the link's.
    pub source: Source,
    /// What was there before the link from which the lab came: the way back.
    pub home: Option<Rc<Moment>>,
    /// Which of the visit's labs it is. An edit leaves the number; another lab has another one.
    pub strand: u32,
    /// The largest number that any of them has.
    pub strands: u32,
    /// The scene of the lesson that is given, if one is.
    pub lesson: Option<usize>,
    /// What the lesson took the place of, to be given back.
    pub before: Option<Rc<State>>,
}

/// How many imported models are held, for undo: the largest has 25 MB.
const SHELF: usize = 8;

/// What was measured where a link was made, and whether it was measured here again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pledge {
    /// The step.
    pub at: (Phase, usize),
    /// [`History::digest`](crate::train::History::digest) there.
    pub digest: u64,
    /// What came of it.
    pub verdict: Verdict,
}

/// Whether training repeated what a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has not come so far, or not on the processor.
    Open,
    /// To the bit.
    Same,
    /// It did not.
    Other,
}

impl Verdict {
    /// Its name in the page's `data-compared`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Open => "open",
            Verdict::Same => "same",
            Verdict::Other => "other",
        }
    }
}

/// What the lab is to the example that it began from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The same.
    Example,
    /// Another, made from it.
    Edited,
    /// It has nothing of it, or not any more, and does not bear its name.
    Own,
}

/// Whether a lab that is taken is the one at hand, changed, or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Changed,
    Other,
}

/// A part of the builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The preference pairs.
    Pairs,
    /// The tokens.
    Vocabulary,
    /// Model, training and runs.
    Settings,
    /// Families of pairs, and files.
    Sources,
}

impl Tab {
    /// All of them, in their order on the page.
    pub const ALL: [Tab; 4] = [Tab::Pairs, Tab::Vocabulary, Tab::Settings, Tab::Sources];
}

/// Who trains, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trainer {
    /// Processor or GPU.
    pub kind: Kind,
    /// One sentence.
    pub reason: String,
    /// Whether the person should read it now.
    pub news: News,
}

/// Whether something happened that the person did not ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// All is as it was decided.
    None,
    /// Another device has taken over, or the wish could not be granted.
    Changed,
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// What the system says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Black on white, for projectors that wash everything else out.
    Projector,
}

/// For work or for a hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything is there.
    Work,
    /// Larger type, and nothing to build with.
    Presentation,
}

impl Theme {
    /// Every theme with its name in links and in the document's `data-theme`.
    pub const NAMES: [(&'static str, Theme); 4] =
        [("system", Theme::System), ("light", Theme::Light), ("dark", Theme::Dark), ("projector", Theme::Projector)];

    /// The name.
    pub fn name(self) -> &'static str {
        Theme::NAMES.iter().find(|(_, theme)| *theme == self).map_or("", |(name, _)| name)
    }

    /// The theme of this name.
    pub fn named(name: &str) -> Option<Theme> {
        Theme::NAMES.iter().find(|(known, _)| *known == name).map(|(_, theme)| *theme)
    }
}

/// Everything that can happen to the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Takes a preset, by index, and trains it.
    Choose(usize),
    /// Trains on; from the start, if everything was done.
    Train,
    /// Stops training for a while.
    Pause,
    /// Trains on, if there is anything to train, and looks where it looked.
    Resume,
    /// Back to the initial model, not training.
    Reset,
    /// Puts the cursor on a point of time.
    Scrub(usize),
    /// Lets the cursor follow the newest step.
    Follow,
    /// Selects a pair.
    Select(usize),
    /// Looks elsewhere in the selected pair.
    Turn(Turn),
    /// Changes the pace.
    Pace(Pace),
    /// Takes this view of the training.
    View(View),
    /// Takes the next one.
    NextView,
    /// Leaves a run's lines out, or shows them again.
    Hide(usize),
    /// Shows this part of the time axis, or all of it.
    Zoom(Option<Window>),
    /// Takes the next theme.
    NextTheme,
    /// Takes this theme.
    Theme(Theme),
    /// Into the hall, or back to work.
    Present(Mode),
    /// Shows the gradient of the next step, without making it.
    Half,
    /// Lets another device train, from the initial model.
    Backend(Wish),
    /// The runs are others now, while the session goes on: one has other settings, or there is a fork.
    Runs(Vec<RunSpec>),
    /// Something was found in the runs.
    Marks(Vec<Mark>),
    /// It is decided, or has changed, who trains.
    Trains(Trainer),
    /// Changes the lab, and trains what comes out.
    Edit(Edit),
    /// Takes a model from outside as what the first phase starts from.
    Import(Box<Imported>),
    /// A change that came from outside was refused.
    Refuse(FieldError),
    /// Opens what a link holds.
    Open(Box<Link>),
    /// The address is no longer a link's: back to what was there before it.
    Leave,
    /// Goes on with a lab that was kept, with the imported weights that it names.
    TakeUp(usize, Box<LabFile>, Option<Rc<Weights>>),
    /// Training has come to the step of which the link tells.
    Compared(Verdict),
    /// Takes the last change of the lab back.
    Undo,
    /// Makes it again.
    Redo,
    /// Opens a part of the builder.
    Show(Tab),
    /// The session has come to a stage.
    Reached(Stage),
    /// Gives a scene of the lesson, or ends it.
    Lesson(Option<usize>),
    /// Moves the cursor on from one point of time to another, if nobody else has moved it.
    Sweep(usize, usize),
    /// Something cannot be had, and everything goes on.
    Notice(String),
    /// The session cannot go on.
    Fail(String),
}

impl State {
    /// The first preset, training: the page is alive without a click.
    ///
    /// # Errors
    /// The first preset is not a lab file; a test of `data` says that it is.
    pub fn first() -> Result<State, FieldError> {
        let json = presets().first().map_or("", |preset| preset.json);
        Ok(State {
            preset: 0,
            spec: Rc::new(LabFile::from_json(json)?),
            session: 0,
            activity: Activity::Training,
            stage: Stage::Sft,
            cursor: Cursor::Newest,
            pair: 0,
            scope: Scope::HOME,
            pace: Pace::Full,
            view: View::Charts,
            hidden: Rc::default(),
            zoom: None,
            theme: Theme::System,
            mode: Mode::Work,
            half: Half::None,
            backend: Wish::Auto,
            trainer: None,
            marks: Vec::new(),
            fault: None,
            notice: None,
            tab: Tab::Pairs,
            undo: Rc::default(),
            refusal: None,
            shelf: Rc::default(),
            outcome: None,
            pledge: None,
            source: Source::Here,
            home: None,
            strand: 0,
            strands: 0,
            lesson: None,
            before: None,
        })
    }

    fn fresh(&self, activity: Activity) -> State {
        let session = self.session.wrapping_add(1);
        State {
            session,
            activity: if self.is_empty() { Activity::Paused } else { activity },
            stage: Stage::Sft,
            cursor: Cursor::Newest,
            half: Half::None,
            hidden: Rc::default(),
            zoom: None,
            trainer: None,
            marks: Vec::new(),
            fault: None,
            notice: None,
            refusal: None,
            outcome: None,
            ..self.clone()
        }
    }

    /// What the lab is to the example that it began from.
    pub fn origin(&self) -> Origin {
        match self.example() {
            None => Origin::Own,
            Some(preset) if self.spec.to_json() == preset.json => Origin::Example,
            Some(_) => Origin::Edited,
        }
    }

    /// The example that the lab began from and still has something of: it bears its name.
    pub fn example(&self) -> Option<&'static Preset> {
        presets().get(self.preset).filter(|preset| self.spec.shares_with(preset))
    }

    /// Whether there is nothing to train: the lab is only begun.
    pub fn is_empty(&self) -> bool {
        self.spec.dataset.pairs.is_empty()
    }

    /// The person's own place: where a lesson or a link is shown, it is what was there before.
    pub fn own(&self) -> State {
        match (&self.before, &self.home) {
            (Some(before), _) => State { theme: self.theme, mode: self.mode, ..before.own() },
            (None, Some(home)) if self.source == Source::Link => {
                let Moment { preset, spec, pair, strand, source, home } = (**home).clone();
                State { preset, spec, pair, strand, source, home, ..self.clone() }
            }
            (None, _) => self.clone(),
        }
    }

    /// The imported weights that the lab names, if they are at hand.
    pub fn weights(&self) -> Option<&Rc<Weights>> {
        self.shelf.iter().find(|weights| self.spec.weights == Some(weights.name()))
    }

    /// The name of the imported weights that the lab waits for: it names them, and they are not at hand.
    pub fn missing(&self) -> Option<u64> {
        self.spec.weights.filter(|_| self.weights().is_none())
    }

    /// Takes a model from outside. A lab that waited for it begins to train.
    fn import(&self, imported: Imported) -> State {
        let Imported { lab, weights } = imported;
        let outcome = Some(words::builder::imported(&weights, &self.spec, &lab));
        let waited = self.missing() == Some(weights.name()) && lab == *self.spec;
        let shelf = self.shelved(weights);
        let taken = if waited {
            // What a link shows of it is still to be shown.
            State { cursor: self.cursor, ..self.fresh(Activity::Training) }
        } else {
            let pair = self.pair.min(lab.dataset.pairs.len().saturating_sub(1));
            let same = lab.dataset.pairs == self.spec.dataset.pairs;
            self.take(if same { Taken::Changed } else { Taken::Other }, self.preset, lab, pair)
        };
        State { shelf, outcome, ..taken }
    }

    /// The weights at hand with these as the newest.
    pub fn shelved(&self, weights: Rc<Weights>) -> Rc<[Rc<Weights>]> {
        let others = self.shelf.iter().filter(|other| other.name() != weights.name()).cloned();
        let others: Vec<_> = others.collect();
        let kept = others.iter().skip((others.len() + 1).saturating_sub(SHELF)).cloned();
        kept.chain([weights]).collect()
    }

    /// Puts the cursor somewhere: what is shown there are whole steps.
    fn look_at(&mut self, cursor: Cursor) {
        (self.cursor, self.half) = (cursor, Half::None);
    }

    fn refuse(&mut self, error: FieldError) {
        (self.refusal, self.outcome) = (Some(error), None);
    }

    fn moment(&self) -> Moment {
        let State { preset, pair, strand, source, .. } = *self;
        Moment { preset, spec: self.spec.clone(), pair, strand, source, home: self.home.clone() }
    }

    /// Goes to a lab, and trains it where it is not trained as the one at hand.
    fn arrive(&self, moment: Moment, undo: Rc<Undo>) -> State {
        let Moment { preset, spec, pair, strand, source, home } = moment;
        // What was trained may still be what this lab trains.
        let same = spec.trains_as(&self.spec);
        let next = State { preset, spec, pair, strand, source, home, undo, refusal: None, ..self.clone() };
        if same { next } else { State { pledge: None, ..next.fresh(Activity::Training) } }
    }

    /// Trains a lab, which is not what was there before, so that there is a way back.
    fn take(&self, taken: Taken, preset: usize, spec: LabFile, pair: usize) -> State {
        if spec == *self.spec && preset == self.preset {
            return State { refusal: None, ..self.clone() };
        }
        let undo = Rc::new(self.undo.after(self.moment()));
        let strands = self.strands + u32::from(taken == Taken::Other);
        let strand = if taken == Taken::Other { strands } else { self.strand };
        let home = self.home.clone();
        let moment = Moment { preset, spec: Rc::new(spec), pair, strand, source: Source::Here, home };
        State { strands, ..self.arrive(moment, undo) }
    }

    /// Back to what was there before the link, and before a lesson on it.
    fn leave(&self) -> State {
        let here = self.unlearn();
        let Some(home) = &here.home else { return here };
        let back = here.arrive((**home).clone(), Rc::new(here.undo.after(here.moment())));
        State { pledge: None, cursor: Cursor::Newest, scope: Scope::HOME, half: Half::None, ..back }
    }

    fn open(&self, link: Link) -> State {
        let Link { lab, preset, view } = link;
        let pair = view.pair.unwrap_or(0).min(lab.dataset.pairs.len().saturating_sub(1));
        let own = self.own();
        let home = if own.source == Source::Link { own.home } else { Some(Rc::new(own.moment())) };
        let taken = self.take(Taken::Other, preset.unwrap_or(self.preset), lab, pair);
        let mut scope = Scope::HOME;
        for turn in view.token.map(Turn::Position).into_iter().chain(view.run.map(Turn::Run)) {
            scope = scope.turned(pair, turn);
        }
        let sft = taken.spec.sft.steps;
        let cursor = view.at.map_or(Cursor::Newest, |(phase, step)| {
            Cursor::At(match phase {
                Phase::Sft => step.min(sft),
                Phase::Preference => sft + step.min(taken.spec.preference.steps),
            })
        });
        let pledge = view.at.zip(view.digest).map(|(at, digest)| Pledge { at, digest, verdict: Verdict::Open });
        State { pair, scope, cursor, pledge, source: Source::Link, home, lesson: None, before: None, ..taken }
    }

    /// What a link to this state says, when the page shows this point of time.
    pub fn view(&self, at: Option<(Phase, usize)>, digest: Option<u64>) -> link::View {
        let token = Some(self.scope.position(&self.spec, self.pair)).filter(|_| self.scope.is_turned(self.pair));
        let run = Some(self.scope.run(&self.spec)).filter(|run| *run > 0);
        link::View { pair: Some(self.pair).filter(|pair| *pair > 0), token, run, at, digest }
    }

    /// Gives a scene of the lesson, on its own example.
    fn learn(&self, scene: usize) -> State {
        let number = scene.min(SCENES.len() - 1);
        let Some(Ok(lab)) = lesson::example().map(|preset| LabFile::from_json(preset.json)) else {
            return self.clone();
        };
        let before = self.before.clone().or_else(|| Some(Rc::new(self.clone())));
        let taken = self.take(Taken::Other, 0, lab, 0);
        let (scope, (from, _)) = (SCENES[number].scope(&taken.spec), SCENES[number].way(&taken.spec));
        let activity = if taken.stage == Stage::Done { Activity::Paused } else { Activity::Training };
        State {
            lesson: Some(number),
            before,
            pair: 0,
            scope,
            cursor: Cursor::At(from),
            activity,
            pace: Pace::Full,
            view: SCENES[number].view,
            hidden: Rc::default(),
            zoom: None,
            half: Half::None,
            tab: Tab::Pairs,
            ..taken
        }
    }

    /// Ends the lesson: what was there before is there again, and is looked at where it was looked at.
    fn unlearn(&self) -> State {
        let Some(before) = &self.before else { return State { lesson: None, ..self.clone() } };
        let before = State { strands: self.strands, ..(**before).clone() };
        let State { cursor, pace, view, zoom, tab, .. } = before;
        let (scope, hidden, pledge) = (before.scope.clone(), before.hidden.clone(), before.pledge);
        let back = self.arrive(before.moment(), before.undo.clone());
        let (lesson, before) = (None, None);
        State { lesson, before, cursor, pace, view, zoom, tab, scope, hidden, pledge, half: Half::None, ..back }
    }

    fn travel(&self, step: Option<(Moment, Undo)>) -> State {
        step.map_or_else(|| self.clone(), |(moment, undo)| self.arrive(moment, Rc::new(undo)))
    }
}

/// The state after an action. Pure: the same state and action give the same result, and nothing else happens.
pub fn reduce(state: &State, action: Action) -> State {
    let of_lesson = matches!(action, Action::Lesson(_));
    let next = act(state, action);
    // The lesson is about its own example: who takes or makes another lab has left it.
    let lesson = next.lesson.filter(|_| of_lesson || next.spec == state.spec);
    let before = if lesson.is_some() { next.before.clone() } else { None };
    State { lesson, before, ..next }
}

fn act(state: &State, action: Action) -> State {
    let mut next = state.clone();
    match action {
        Action::Choose(index) => {
            let Some(preset) = presets().get(index) else { return next };
            match LabFile::from_json(preset.json) {
                Ok(spec) => return state.take(Taken::Other, index, spec, 0),
                Err(error) => next.fault = Some(error.to_string()),
            }
        }
        Action::Train | Action::Resume if state.is_empty() => {}
        Action::Train if state.stage == Stage::Done || state.fault.is_some() => {
            return state.fresh(Activity::Training);
        }
        Action::Train => {
            next.activity = Activity::Training;
            next.look_at(Cursor::Newest);
        }
        Action::Resume if state.stage == Stage::Done || state.fault.is_some() => {}
        Action::Resume => next.activity = Activity::Training,
        Action::Pause => next.activity = Activity::Paused,
        Action::Reset => return state.fresh(Activity::Paused),
        Action::Scrub(time) => next.look_at(Cursor::At(time)),
        Action::Follow => next.look_at(Cursor::Newest),
        Action::Select(pair) => {
            if pair < state.spec.dataset.pairs.len() {
                next.pair = pair;
            }
        }
        Action::Turn(turn) => next.scope = state.scope.turned(state.pair, turn),
        Action::Pace(pace) => next.pace = pace,
        Action::View(view) => next.view = view,
        Action::Hide(run) => {
            let others = state.hidden.iter().copied().filter(|hidden| *hidden != run);
            let shown = state.hidden.contains(&run);
            next.hidden = if shown { others.collect() } else { others.chain([run]).collect() };
        }
        Action::Zoom(zoom) => {
            let time = Time { sft: state.spec.sft.steps, preference: state.spec.preference.steps };
            next.zoom = zoom.map(|window| window.within(time)).filter(|window| *window != Window::whole(time));
        }
        Action::NextView => {
            let at = View::ALL.iter().position(|view| *view == state.view).map_or(0, |index| index + 1);
            next.view = View::ALL[at % View::ALL.len()];
        }
        Action::NextTheme => {
            let at = Theme::NAMES.iter().position(|(_, theme)| *theme == state.theme).map_or(0, |index| index + 1);
            (_, next.theme) = Theme::NAMES[at % Theme::NAMES.len()];
        }
        Action::Theme(theme) => next.theme = theme,
        Action::Present(mode) => next.mode = mode,
        Action::Half => (next.half, next.activity) = (Half::Gradient, Activity::Paused),
        Action::Backend(backend) => {
            next = state.fresh(Activity::Training);
            next.backend = backend;
        }
        Action::Runs(runs) => {
            let forked = runs.len() != state.spec.runs.len();
            let moment = state.moment();
            next.undo = Rc::new(if forked { state.undo.after(moment) } else { state.undo.after_some(moment) });
            next.spec = Rc::new(LabFile { runs, ..(*state.spec).clone() });
            (next.fault, next.pledge, next.source) = (None, None, Source::Here);
            if forked {
                // The fork is what one wants to see: it is followed from where it begins to the end of the training.
                (next.stage, next.activity) = (Stage::Preference, Activity::Training);
                next.look_at(Cursor::Newest);
            }
        }
        Action::Marks(marks) => next.marks = marks,
        Action::Trains(trainer) => next.trainer = Some(trainer),
        Action::Edit(change) => match edit::apply(&state.spec, &change) {
            Ok(spec) => {
                let pair = change.select(state.pair, spec.dataset.pairs.len());
                let (before, after) = (state.spec.model.n_positions, spec.model.n_positions);
                let raised = matches!(change, Edit::SetPairs { .. }) && after > before;
                let other = matches!(change, Edit::Open(_) | Edit::StartEmpty);
                next = state.take(if other { Taken::Other } else { Taken::Changed }, state.preset, spec, pair);
                next.outcome = raised.then(|| words::builder::positions_raised(before, after));
            }
            Err(error) => next.refuse(error),
        },
        Action::Import(imported) => return state.import(*imported),
        Action::Refuse(error) => next.refuse(error),
        Action::Open(link) => return state.open(*link),
        Action::Leave => return state.leave(),
        Action::TakeUp(preset, lab, weights) => {
            next = state.take(Taken::Other, preset, *lab, 0);
            next.shelf = weights.map_or(state.shelf.clone(), |weights| state.shelved(weights));
        }
        Action::Compared(verdict) => next.pledge = state.pledge.map(|pledge| Pledge { verdict, ..pledge }),
        Action::Undo => return state.travel(state.undo.back(state.moment())),
        Action::Redo => return state.travel(state.undo.forth(state.moment())),
        Action::Show(tab) => (next.tab, next.refusal) = (tab, None),
        Action::Reached(stage) => {
            next.stage = stage;
            if stage == Stage::Done {
                next.activity = Activity::Paused;
            }
        }
        Action::Lesson(Some(scene)) => return state.learn(scene),
        Action::Lesson(None) => return state.unlearn(),
        Action::Sweep(from, to) => {
            if state.cursor == Cursor::At(from) {
                next.cursor = Cursor::At(to);
            }
        }
        Action::Notice(sentence) => next.notice = Some(sentence),
        Action::Fail(sentence) => (next.fault, next.activity) = (Some(sentence), Activity::Paused),
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Color;

    fn first() -> State {
        State::first().expect("the first preset is a lab file")
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> State {
        actions.into_iter().fold(first(), |state, action| reduce(&state, action))
    }

    #[test]
    fn the_page_opens_training_the_first_preset() {
        let state = first();
        assert_eq!((state.activity, state.stage, state.cursor), (Activity::Training, Stage::Sft, Cursor::Newest));
        assert!(!state.spec.dataset.pairs.is_empty() && state.fault.is_none());
    }

    #[test]
    fn actions() {
        let check = |actions: &[Action], holds: fn(&State, &State) -> bool| {
            assert!(holds(&first(), &after(actions.iter().cloned())), "{actions:?}");
        };
        check(&[Action::Pause], |old, new| new.activity == Activity::Paused && new.session == old.session);
        check(&[Action::Pause, Action::Train], |old, new| new == old);
        check(&[Action::Pause, Action::Scrub(3), Action::Resume], |old, new| {
            new.activity == old.activity && new.cursor == Cursor::At(3)
        });
        check(&[Action::Reached(Stage::Done), Action::Resume], |_, new| new.activity == Activity::Paused);
        check(&[Action::Backend(Wish::Gpu)], |old, new| new.backend == Wish::Gpu && new.session != old.session);
        check(&[Action::Reset], |old, new| new.session != old.session && new.activity == Activity::Paused);
        check(&[Action::Reached(Stage::Done)], |_, new| new.activity == Activity::Paused);
        check(&[Action::Reached(Stage::Done), Action::Train], |old, new| new.session != old.session);
        check(&[Action::Scrub(3)], |_, new| new.cursor == Cursor::At(3));
        check(&[Action::Scrub(3), Action::Follow], |old, new| new == old);
        check(&[Action::Select(1)], |_, new| new.pair == 1);
        check(&[Action::Select(usize::MAX)], |old, new| new == old);
        check(&[Action::Turn(Turn::Position(1)), Action::Select(1), Action::Select(0)], |_, new| {
            new.scope.position(&new.spec, 0) == 1
        });
        check(&[Action::Choose(1)], |old, new| new.preset == 1 && new.spec != old.spec && new.session != old.session);
        check(&[Action::Choose(usize::MAX)], |old, new| new == old);
        check(&[Action::Select(1), Action::Choose(1)], |_, new| new.pair == 0);
        check(&[Action::Notice("No.".to_owned())], |old, new| new.notice.is_some() && new.activity == old.activity);
        check(&[Action::Notice("No.".to_owned()), Action::Choose(1)], |_, new| new.notice.is_none());
        check(&[Action::Fail("No.".to_owned())], |_, new| new.fault.is_some() && new.activity == Activity::Paused);
        check(&[Action::Fail("No.".to_owned()), Action::Reset], |_, new| new.fault.is_none());
        check(&[const { Action::NextTheme }; 4], |old, new| new == old);
        check(&[Action::Half], |_, new| new.half == Half::Gradient && new.activity == Activity::Paused);
        check(&[Action::Half, Action::Scrub(1)], |_, new| new.half == Half::None);
        check(&[Action::Half, Action::Train], |old, new| new == old);
        check(&[Action::Half, Action::Choose(1)], |_, new| new.half == Half::None);
        check(&[Action::Present(Mode::Presentation)], |_, new| new.mode == Mode::Presentation);
        check(&[const { Action::NextView }; View::ALL.len()], |old, new| new == old);
        let zoom = |from, to| Action::Zoom(Some(Window { from, to }));
        check(&[zoom(100, 120)], |_, new| new.zoom == Some(Window { from: 100, to: 120 }));
        check(&[zoom(100, 9000)], |_, new| new.zoom == Some(Window { from: 100, to: 260 }));
        check(&[zoom(0, 9000)], |_, new| new.zoom.is_none());
        check(&[zoom(100, 120), Action::Choose(1)], |_, new| new.zoom.is_none());
        check(&[Action::Hide(1)], |_, new| *new.hidden == [1]);
        check(&[Action::Hide(1), Action::Hide(0), Action::Hide(1)], |_, new| *new.hidden == [0]);
        check(&[Action::Hide(1), Action::Choose(1)], |_, new| new.hidden.is_empty());
        check(&[Action::View(View::Plane)], |_, new| new.view == View::Plane);
        check(&[Action::Show(Tab::Settings)], |old, new| new.tab == Tab::Settings && new.session == old.session);
        let delete = || Action::Edit(Edit::RemovePair(0));
        check(&[delete()], |old, new| {
            new.spec != old.spec && new.session != old.session && new.origin() == Origin::Edited
        });
        check(&[delete()], |_, new| new.activity == Activity::Training && new.undo.has_past());
        check(&[Action::Select(4), delete()], |_, new| new.pair == 3);
        check(&[Action::Select(4), delete(), Action::Undo], |old, new| new.spec == old.spec && new.pair == 4);
        check(&[delete(), Action::Undo, Action::Redo], |_, new| new.spec.dataset.pairs.len() == 9);
        let open = |text: &str| Action::Open(Box::new(link::read(text).expect("whole").expect("a link")));
        check(&[open("preset=arithmetic&pair=2&token=1&run=1&step=7&digest=1f")], |old, new| {
            let looks = (new.preset, new.pair, new.scope.position(&new.spec, 2), new.scope.run(&new.spec), new.cursor);
            let pledge = Pledge { at: (Phase::Preference, 7), digest: 0x1f, verdict: Verdict::Open };
            looks == (1, 2, 1, 1, Cursor::At(107)) && new.pledge == Some(pledge) && new.session != old.session
        });
        check(&[open("preset=smaug&pair=999&phase=sft&step=999")], |old, new| {
            (new.pair, new.cursor, new.session) == (9, Cursor::At(100), old.session)
        });
        check(&[delete(), open("preset=smaug"), Action::Undo], |_, new| new.origin() == Origin::Edited);
        check(&[open("preset=smaug&step=1&digest=1"), delete()], |_, new| new.pledge.is_none());
        check(&[open("preset=smaug&step=1&digest=1"), Action::Compared(Verdict::Same)], |_, new| {
            new.pledge.is_some_and(|pledge| pledge.verdict == Verdict::Same)
        });
        let runs = |count: usize, beta: f64| {
            let run = RunSpec::new(crate::objective::Objective::Dpo(crate::objective::Dpo { beta }));
            Action::Runs(vec![run; count])
        };
        // A slider that is drawn while training is one change, and a fork is one.
        check(&[runs(2, 0.2), runs(2, 0.4), runs(3, 0.4), Action::Undo], |_, new| new.spec.runs.len() == 2);
        check(&[runs(2, 0.2), runs(2, 0.4), runs(3, 0.4), Action::Undo, Action::Undo], |old, new| {
            new.spec == old.spec && new.session != old.session && !new.undo.has_past()
        });
        let color = || Action::Edit(Edit::ColorRun(1, Some(Color::Teal)));
        check(&[color()], |old, new| new.spec != old.spec && new.session == old.session && new.undo.has_past());
        check(&[color(), Action::Undo], |old, new| new.spec == old.spec && new.session == old.session);
        check(&[color(), delete(), Action::Undo], |old, new| new.session != old.session);
        check(&[Action::Undo], |old, new| new == old);
        check(&[Action::Redo], |old, new| new == old);
        check(&[delete(), Action::Choose(1), Action::Undo], |old, new| {
            new.preset == 0
                && new.origin() == Origin::Edited
                && new.spec.dataset.pairs.len() == 9
                && old.spec != new.spec
        });
        check(&[delete(), Action::Choose(0)], |old, new| new.spec == old.spec && new.undo.has_past());
        let refused = || Action::Edit(Edit::RemovePair(99));
        check(&[refused()], |old, new| new.spec == old.spec && new.session == old.session && new.refusal.is_some());
        check(&[refused(), delete()], |_, new| new.refusal.is_none());
        let nothing = Action::Edit(Edit::MovePair { from: 1, to: 1 });
        check(&[refused(), nothing], |old, new| new.session == old.session && new == old);
    }

    #[test]
    fn the_lesson_is_given_on_its_example_and_left_with_it() {
        let check = |actions: &[Action], holds: fn(&State, &State) -> bool| {
            assert!(holds(&first(), &after(actions.iter().cloned())), "{actions:?}");
        };
        let scene = |number: usize| Action::Lesson(Some(number));
        let delete = || Action::Edit(Edit::RemovePair(0));
        check(&[scene(1)], |old, new| {
            (new.lesson, new.cursor, new.session, &new.spec) == (Some(1), Cursor::At(0), old.session, &old.spec)
        });
        check(&[scene(usize::MAX)], |_, new| new.lesson == Some(SCENES.len() - 1));
        check(&[scene(3), Action::Lesson(None)], |_, new| new.lesson.is_none());
        check(&[Action::Select(4), Action::Pause, scene(0)], |_, new| {
            (new.pair, new.activity) == (0, Activity::Training)
        });
        check(&[Action::Reached(Stage::Done), scene(2)], |_, new| new.activity == Activity::Paused);
        // The cursor goes on only from where it was left.
        check(&[scene(1), Action::Sweep(0, 2), Action::Sweep(2, 4)], |_, new| new.cursor == Cursor::At(4));
        check(&[scene(1), Action::Sweep(0, 2), Action::Scrub(9), Action::Sweep(2, 4)], |_, new| {
            new.cursor == Cursor::At(9)
        });
        // Another lab is kept for undo, and ends the lesson where it comes later.
        check(&[delete(), scene(0)], |old, new| new.spec == old.spec && new.undo.has_past());
        check(&[delete(), scene(0), Action::Undo], |_, new| new.lesson.is_none() && new.spec.dataset.pairs.len() == 9);
        check(&[scene(2), delete()], |_, new| new.lesson.is_none());
        check(&[scene(2), Action::Choose(1)], |_, new| new.lesson.is_none());
        check(&[scene(2), Action::View(View::Plane), Action::Scrub(7)], |_, new| new.lesson == Some(2));
    }

    #[test]
    fn what_the_lesson_took_the_place_of_is_given_back_where_it_was_looked_at() {
        let before = after([
            Action::Edit(Edit::RemovePair(0)),
            Action::Reached(Stage::Done),
            Action::Select(4),
            Action::Turn(Turn::Position(2)),
            Action::View(View::Plane),
            Action::Pace(Pace::Slow),
            Action::Show(Tab::Settings),
            Action::Scrub(50),
        ]);
        for scenes in [vec![0], vec![3, 4, 10], vec![2, 0]] {
            let scenes = scenes.into_iter().map(|scene| Action::Lesson(Some(scene)));
            let taught = scenes.fold(before.clone(), |state, action| reduce(&state, action));
            assert!(taught.before.is_some() && taught.spec != before.spec);
            let back = reduce(&taught, Action::Lesson(None));
            assert_eq!(
                (&back.spec, back.strand, back.source, back.origin()),
                (&before.spec, 0, Source::Here, Origin::Edited)
            );
            assert_eq!((back.pair, back.cursor, &back.scope), (4, Cursor::At(50), &before.scope));
            assert_eq!((back.view, back.pace, back.tab), (View::Plane, Pace::Slow, Tab::Settings));
            assert_eq!((&back.undo, &back.before, back.lesson), (&before.undo, &None, None));
        }
        // On its own example nothing is trained again.
        let again = after([Action::Reached(Stage::Done), Action::Lesson(Some(2)), Action::Lesson(None)]);
        assert_eq!((again.session, again.cursor, again.stage), (first().session, Cursor::Newest, Stage::Done));
        // Whoever changes the lesson's example has left the lesson, and keeps both.
        let left = reduce(&reduce(&before, Action::Lesson(Some(2))), Action::Edit(Edit::RemovePair(0)));
        assert!(left.before.is_none() && left.strand != before.strand);
        assert_eq!(reduce(&reduce(&left, Action::Undo), Action::Undo).spec, before.spec);
    }

    #[test]
    fn back_leads_out_of_a_link_and_changed_labs_are_kept_apart() {
        let open = |text: &str| Action::Open(Box::new(link::read(text).expect("whole").expect("a link")));
        let delete = || Action::Edit(Edit::RemovePair(0));
        let nine = after([delete(), Action::Select(4)]);
        let go = |state: &State, actions: &[Action]| {
            actions.iter().cloned().fold(state.clone(), |state, action| reduce(&state, action))
        };
        let check = |actions: &[Action], expected: &State| {
            let state = go(&nine, actions);
            let seen = (&state.spec, state.pair, state.strand, state.source, state.cursor);
            assert_eq!(
                seen,
                (&expected.spec, expected.pair, expected.strand, Source::Here, Cursor::Newest),
                "{actions:?}"
            );
        };
        check(&[open("preset=yes-no"), Action::Leave], &nine);
        check(&[open("preset=yes-no&pair=2&step=7"), open("preset=betas"), Action::Leave, Action::Leave], &nine);
        check(&[open("preset=yes-no"), Action::Lesson(Some(3)), Action::Leave], &nine);
        check(&[open("preset=yes-no"), delete(), Action::Choose(2), Action::Leave], &nine);
        check(&[open("preset=yes-no"), Action::Undo, Action::Leave], &nine);
        check(&[Action::Lesson(Some(3)), open("preset=yes-no"), Action::Leave], &nine);
        // A link that was changed is a lab of its own, to which Back leads from the next one.
        let eight = go(&nine, &[open("preset=yes-no"), delete()]);
        assert!(eight.source == Source::Here && eight.strand != nine.strand);
        check(&[open("preset=yes-no"), delete(), open("preset=betas"), Action::Leave], &eight);
        check(&[open("preset=yes-no"), delete(), open("preset=betas"), Action::Leave, Action::Leave], &nine);
        // The same lab elsewhere: Back looks where it looked.
        let here = go(&first(), &[open("preset=smaug&pair=2&step=7&digest=1"), Action::Leave]);
        assert_eq!((here.session, here.pair, here.cursor, here.pledge), (0, 0, Cursor::Newest, None));
        // What was taken back and made again is still the link's.
        let again = go(&nine, &[open("preset=yes-no"), Action::Undo, Action::Redo]);
        assert_eq!((again.source, go(&again, &[Action::Leave]).spec), (Source::Link, nine.spec.clone()));
    }

    #[test]
    fn a_fork_is_followed_and_trains_to_the_end() {
        let runs = |count: usize| {
            let run = RunSpec::new(crate::objective::Objective::Dpo(crate::objective::Dpo { beta: 0.2 }));
            Action::Runs(vec![run; count])
        };
        for stage in [Stage::Preference, Stage::Done] {
            let before = after([Action::Reached(stage), Action::Pause, Action::Scrub(120)]);
            let forked = reduce(&before, runs(3));
            let now = (forked.activity, forked.stage, forked.cursor);
            assert_eq!(now, (Activity::Training, Stage::Preference, Cursor::Newest), "{stage:?}");
            let changed = reduce(&before, runs(2));
            assert_eq!((changed.activity, changed.stage, changed.cursor), (Activity::Paused, stage, Cursor::At(120)));
        }
    }

    #[test]
    fn an_empty_lab_waits_for_its_first_pair() {
        let pair = |word: &str| crate::data::PairText { prompt: "a".into(), chosen: "b".into(), rejected: word.into() };
        let add = Edit::AddPair { at: 0, pair: pair("c"), words: edit::NewWords::Add };
        let deleted: Vec<Action> = (0..10).map(|_| Action::Edit(Edit::RemovePair(0))).collect();
        for begun in [vec![Action::Edit(Edit::StartEmpty)], deleted] {
            let empty = after(begun.into_iter().chain([Action::Train, Action::Resume, Action::Select(0)]));
            assert!(empty.is_empty() && empty.refusal.is_none(), "{:?}", empty.refusal);
            assert_eq!(
                (empty.activity, empty.stage, empty.pair, empty.origin()),
                (Activity::Paused, Stage::Sft, 0, Origin::Own)
            );
            let begun = reduce(&empty, Action::Edit(add.clone()));
            assert_eq!((begun.activity, begun.spec.dataset.pairs.len()), (Activity::Training, 1));
            assert_ne!(begun.session, empty.session);
            let back = reduce(&begun, Action::Undo);
            assert_eq!((&back.spec, back.activity), (&empty.spec, Activity::Paused));
        }
    }

    /// Whatever is done, in any order, with labs that become empty and others that come and go.
    #[cfg(not(target_arch = "wasm32"))]
    mod any_actions {
        use super::*;
        use crate::data::edit::tests::edits;
        use crate::view::visit;
        use proptest::prelude::*;

        fn actions() -> impl Strategy<Value = Action> {
            let links = ["preset=yes-no&pair=3&step=9", "preset=smaug", "v=1&preset=betas&pair=99&token=9&run=7"];
            let open = |text: &str| Action::Open(Box::new(link::read(text).expect("whole").expect("a link")));
            let simple = vec![
                Action::Train,
                Action::Pause,
                Action::Resume,
                Action::Reset,
                Action::Follow,
                Action::Half,
                Action::Undo,
                Action::Redo,
                Action::Undo,
                Action::Leave,
                Action::Lesson(None),
                Action::NextView,
                Action::NextTheme,
                Action::Reached(Stage::Preference),
                Action::Reached(Stage::Done),
                Action::Notice("x".into()),
            ];
            prop_oneof![
                6 => edits().prop_map(Action::Edit),
                2 => (0usize..3).prop_map(|at| Action::Edit(Edit::RemovePair(at))),
                3 => prop::sample::select(simple),
                1 => (0usize..7).prop_map(Action::Choose),
                1 => prop::sample::select(links.to_vec()).prop_map(open),
                1 => (0usize..20).prop_map(|scene| Action::Lesson(Some(scene))),
                1 => (0usize..12).prop_map(Action::Select),
                1 => (0usize..300).prop_map(Action::Scrub),
                1 => (0usize..30).prop_map(|k| Action::Turn(Turn::Position(k))),
                1 => (0usize..9).prop_map(|preset| Action::TakeUp(preset, Box::new(LabFile::empty()), None)),
            ]
        }

        proptest! {
            #![proptest_config(ProptestConfig::with_cases(64))]
            #[test]
            fn leave_a_state_that_can_be_shown_and_kept(actions in prop::collection::vec(actions(), 1..24)) {
                let mut state = first();
                for action in actions {
                    state = reduce(&state, action);
                    let pairs = state.spec.dataset.pairs.len();
                    prop_assert_eq!(state.spec.checked(), Ok((*state.spec).clone()));
                    prop_assert!(state.pair < pairs.max(1) && state.strand <= state.strands);
                    prop_assert!(!state.is_empty() || (state.activity, state.stage) == (Activity::Paused, Stage::Sft) || state.stage != Stage::Sft);
                    prop_assert!(state.lesson.is_some() == state.before.is_some());
                    prop_assert!(state.source == Source::Here || state.home.is_some());
                    let _ = (state.scope.position(&state.spec, state.pair), state.view(None, None));
                    let own = state.own();
                    prop_assert_eq!((own.source, &own.before), (Source::Here, &None));
                    let lab = visit::own(&own).map(|own| visit::write_lab(&own, 1));
                    let again = visit::read(&visit::write(&own, Some(1)), |_| lab).expect("what was written");
                    prop_assert_eq!((again.spec, again.pair), (own.spec.clone(), own.pair));
                    prop_assert!(link::write(&state.spec, presets().get(state.preset), &link::View::default()).is_ok());
                }
            }
        }
    }

    #[test]
    fn an_imported_model_is_taken_waited_for_and_taken_back() {
        let lab = first().spec;
        let layout = crate::model::Layout::new(lab.model, lab.dataset.vocabulary.len());
        let weights = Weights::new(layout.clone(), crate::model::initial(&layout, 9)).expect("its own layout");
        let named = LabFile { weights: Some(weights.name()), ..(*lab).clone() };
        let import = || Action::Import(Box::new(Imported { lab: named.clone(), weights: Rc::new(weights.clone()) }));
        let state = after([import()]);
        assert_eq!((&*state.spec, state.missing(), state.weights().is_some()), (&named, None, true));
        assert!(state.session != first().session && state.outcome.is_some());
        let undone = reduce(&state, Action::Undo);
        assert_eq!((&undone.spec, undone.weights()), (&lab, None));
        let again = reduce(&undone, Action::Redo);
        assert_eq!((&*again.spec, again.missing()), (&named, None));
        let forgotten = reduce(&again, Action::Edit(Edit::ForgetWeights));
        assert_eq!(forgotten.spec, lab);

        // What a link opens waits, and begins when they come.
        let waiting = after([Action::Edit(Edit::Open(Box::new(named.clone())))]);
        assert_eq!(waiting.missing(), Some(weights.name()));
        let begun = reduce(&waiting, import());
        assert_eq!((begun.missing(), &begun.spec, &begun.undo), (None, &waiting.spec, &waiting.undo));
        assert_ne!(begun.session, waiting.session);

        let many = (0..3 * SHELF as u64).fold(first(), |state, seed| {
            let weights = Weights::new(layout.clone(), crate::model::initial(&layout, seed)).expect("its own layout");
            let lab = LabFile { weights: Some(weights.name()), ..(*lab).clone() };
            reduce(&state, Action::Import(Box::new(Imported { lab, weights: Rc::new(weights) })))
        });
        assert_eq!((many.shelf.len(), many.missing()), (SHELF, None));
    }

    #[test]
    fn undo_restores_every_lab_and_redo_makes_it_again() {
        let edits = [
            Edit::DuplicatePair(3),
            Edit::RenameToken { token: 1, to: "[".into() },
            Edit::MovePair { from: 0, to: 5 },
            Edit::AddRun,
            Edit::Set(edit::Setting::Steps, "20".into()),
            Edit::RemovePair(2),
        ];
        let mut states = vec![first()];
        for edit in edits {
            let next = reduce(&states[states.len() - 1], Action::Edit(edit));
            assert_eq!(next.refusal, None);
            states.push(next);
        }
        let lab = |state: &State| (state.spec.clone(), state.preset, state.pair);
        let mut now = states[states.len() - 1].clone();
        for state in states.iter().rev().skip(1) {
            now = reduce(&now, Action::Undo);
            assert_eq!(lab(&now), lab(state));
        }
        for state in &states[1..] {
            now = reduce(&now, Action::Redo);
            assert_eq!(lab(&now), lab(state));
        }
    }
}
