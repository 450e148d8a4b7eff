//! The lab at hand, where it comes from, and what was before it. Another lab is another training and is looked at anew, so that what
//! happens to the document is a function of the whole state.

use super::editing::editing;
use super::{State, playback};
use crate::data::{Edit, FieldError, LabFile, Preset, presets};
use crate::lab::folder::Imported;
use crate::lab::link::Link;
use crate::model::Weights;
use crate::train::Phase;
use crate::view::offer::Offer;
use crate::view::scope::{Scope, Turn};
use crate::view::snapshot::{Course, Held, Snapshot, Start};
use crate::view::time::{Activity, Cursor, Stage};
use crate::view::undo::{Moment, Source, Undo};
use crate::words;
use std::rc::Rc;

/// The lab at hand, and what belongs to it.
#[derive(Clone, Debug)]
pub struct Document {
    /// Index into [`presets`].
    pub preset: usize,
    /// The lab that is trained, as the session holds it once there is one.
    pub spec: Snapshot,
    /// Where that session begins.
    pub start: Start,
    /// The labs before this one, and those that were taken back.
    pub undo: Held<Undo>,
    /// Why the last edit was refused.
    pub refusal: Option<FieldError>,
    /// What came of the last import, as a sentence.
    pub outcome: Option<String>,
    /// Data that were read and wait for a word.
    pub offer: Option<Rc<Offer>>,
    /// The weights that were imported in this visit, the newest last.
    pub shelf: Rc<[Rc<Weights>]>,
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
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Takes a preset, by index, and trains it.
    Choose(usize),
    /// Changes the lab, and trains what comes out.
    Edit(Edit),
    /// The session holds this version of its lab now, and goes on: a run has another loss, or there is a fork.
    Holds(Snapshot),
    /// Takes a model from outside as what the first phase starts from; with a sentence that is said besides, or none.
    Import(Box<Imported>, String),
    /// A change that came from outside was refused.
    Refuse(FieldError),
    /// Takes the pairs of data from outside, or asks first.
    Offer(Rc<Offer>),
    /// Takes the pairs that were asked about.
    Accept,
    /// Takes them with characters as tokens, where that was offered.
    AcceptCharacters,
    /// Leaves them.
    Decline,
    /// Opens what a link holds.
    Open(Box<Link>),
    /// The address is no longer a link's: back to what was there before it.
    Leave,
    /// Goes on with a lab that was kept, with the imported weights that it names.
    TakeUp(usize, Box<LabFile>, Option<Rc<Weights>>),
    /// Training has come to the step of which the link tells.
    Compared(Comparison),
    /// Takes the last change of the lab back.
    Undo,
    /// Makes it again.
    Redo,
}

/// How many imported models are held, for undo: the largest has 25 MB.
pub const SHELF: usize = 8;

/// What was measured where a link was made, and whether it was measured here again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pledge {
    /// The step.
    pub at: (Phase, usize),
    /// [`History::digest`](crate::train::History::digest) there.
    pub digest: u64,
    /// What came of it.
    pub verdict: Comparison,
}

/// Whether training repeated what a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It has not come so far, or not on the processor.
    Open,
    /// To the bit.
    Same,
    /// It did not.
    Other,
}

impl Comparison {
    /// Its name in the page's `data-compared`.
    pub fn name(self) -> &'static str {
        match self {
            Comparison::Open => "open",
            Comparison::Same => "same",
            Comparison::Other => "other",
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

impl Document {
    /// The first preset.
    ///
    /// # Errors
    /// It is not a lab file; a test of `data` says that it is.
    pub fn first() -> Result<Document, FieldError> {
        let json = presets().first().map_or("", |preset| preset.json);
        let spec: Snapshot = LabFile::from_json(json)?.into();
        Ok(Document {
            preset: 0,
            start: Start::at(&spec),
            spec,
            undo: Held::default(),
            refusal: None,
            outcome: None,
            offer: None,
            shelf: Rc::default(),
            pledge: None,
            source: Source::Here,
            home: None,
            strand: 0,
            strands: 0,
        })
    }

    /// What the lab is to the example that it began from.
    pub fn origin(&self) -> Origin {
        match self.example() {
            None => Origin::Own,
            Some(preset) if **self.spec.json() == *preset.json => Origin::Example,
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

    /// The imported weights that the lab names, if they are at hand.
    pub fn weights(&self) -> Option<&Rc<Weights>> {
        self.shelf.iter().find(|weights| self.spec.weights == Some(weights.name()))
    }

    /// The name of the imported weights that the lab waits for: it names them, and they are not at hand.
    pub fn missing(&self) -> Option<u64> {
        self.spec.weights.filter(|_| self.weights().is_none())
    }

    /// The weights at hand with these as the newest.
    pub fn shelved(&self, weights: Rc<Weights>) -> Rc<[Rc<Weights>]> {
        let others = self.shelf.iter().filter(|other| other.name() != weights.name()).cloned();
        let others: Vec<_> = others.collect();
        let kept = others.iter().skip((others.len() + 1).saturating_sub(SHELF)).cloned();
        kept.chain([weights]).collect()
    }
}

/// The state after an action on the document.
pub fn reduce(state: &State, action: Action) -> State {
    let Document { preset, spec, undo, .. } = &*state.document;
    match action {
        Action::Choose(index) => {
            let Some(preset) = presets().get(index) else { return state.clone() };
            match LabFile::from_json(preset.json) {
                Ok(spec) => state.take(Taken::Other, index, spec, 0),
                Err(error) => state.with(|document| document.refusal = Some(error)),
            }
        }
        Action::Edit(change) => match editing().map(|apply| apply(spec, &change)) {
            // Who asks for one has brought what makes them.
            None => state.clone(),
            Some(Ok(lab)) => {
                let pair = change.select(state.look.pair, lab.dataset.pairs.len());
                let (before, after) = (spec.model.n_positions, lab.model.n_positions);
                let takes = matches!(change, Edit::SetPairs { .. } | Edit::TakePairs { .. } | Edit::SetTokens(_));
                let raised = takes && after > before;
                let other = matches!(change, Edit::Open(_) | Edit::StartEmpty);
                let next = state.take(if other { Taken::Other } else { Taken::Changed }, *preset, lab, pair);
                let outcome = raised.then(|| words::builder::positions_raised(before, after));
                if outcome == next.document.outcome { next } else { next.with(|document| document.outcome = outcome) }
            }
            Some(Err(error)) => state.refused(error),
        },
        Action::Holds(lab) => state.hold(lab),
        Action::Import(imported, said) => state.import(*imported, &said),
        Action::Refuse(error) => state.refused(error),
        Action::Offer(offer) if offer.asks => state.with(|document| {
            (document.refusal, document.outcome, document.offer) = (None, None, Some(offer));
        }),
        Action::Offer(offer) => state.accept(&offer),
        Action::Accept => match &state.document.offer {
            Some(offer) => state.accept(offer),
            None => state.clone(),
        },
        Action::AcceptCharacters => match state.document.offer.as_ref().and_then(|offer| offer.characters.as_ref()) {
            Some(offer) => state.accept(offer),
            None => state.clone(),
        },
        Action::Decline => state.with(|document| document.offer = None),
        Action::Open(link) => state.open(*link),
        Action::Leave => state.leave(),
        Action::TakeUp(preset, lab, weights) => {
            let next = state.take(Taken::Other, preset, *lab, 0);
            match weights {
                Some(weights) => next.with(|document| document.shelf = document.shelved(weights)),
                None => next,
            }
        }
        Action::Compared(verdict) => state.with(|document| {
            document.pledge = document.pledge.map(|pledge| Pledge { verdict, ..pledge });
        }),
        Action::Undo => state.travel(undo.back(state.moment())),
        Action::Redo => state.travel(undo.forth(state.moment())),
    }
}

impl State {
    /// The same with another document.
    pub fn with(&self, change: impl FnOnce(&mut Document)) -> State {
        let mut document = (*self.document).clone();
        change(&mut document);
        State { document: Rc::new(document), ..self.clone() }
    }

    /// With the version of the lab that the session holds now.
    fn hold(&self, lab: Snapshot) -> State {
        let forked = lab.runs.len() != self.document.spec.runs.len();
        let (undo, moment) = (&self.document.undo, self.moment());
        let undo = if forked { undo.after(moment) } else { undo.after_some(moment) };
        let mut next = self.with(|document| {
            (document.undo, document.spec) = (undo.into(), lab);
            (document.pledge, document.source) = (None, Source::Here);
        });
        next.playback.fault = None;
        if forked {
            // The fork is what one wants to see: it is followed from where it begins to the end of the training.
            (next.playback.stage, next.playback.activity) = (Stage::Preference, Activity::Training);
            next.playback.look_at(Cursor::Newest);
        }
        next
    }

    fn refused(&self, error: FieldError) -> State {
        self.with(|document| (document.refusal, document.outcome) = (Some(error), None))
    }

    /// Trains anew: what was said of the training before is no longer true, nor is what was said of the last edit.
    fn fresh(&self, activity: Activity) -> State {
        let mut next = self.with(|document| {
            (document.refusal, document.outcome, document.offer) = (None, None, None);
            document.start = Start::at(&document.spec);
        });
        next.playback = self.playback.anew(activity, self.work());
        next.look = self.look.whole();
        next.chrome.notice = None;
        next
    }

    /// After another session has begun.
    pub(super) fn begun(&self, playback: playback::Playback) -> State {
        State { playback, ..self.fresh(Activity::Paused) }
    }

    /// The person's own place: where a link is shown, it is what was there before.
    pub fn own(&self) -> State {
        let Document { home, source, .. } = &*self.document;
        match home {
            Some(home) if *source == Source::Link => self.at((**home).clone(), |_| {}),
            _ => self.clone(),
        }
    }

    /// Takes the pairs of data from outside. Where they are refused, they still wait.
    fn accept(&self, offer: &Offer) -> State {
        let (pairs, eval_pairs, tokens) = (offer.pairs.clone(), offer.eval_pairs.clone(), offer.tokens);
        let next = reduce(self, Action::Edit(Edit::TakePairs { pairs, eval_pairs, tokens }));
        if next.document.refusal.is_some() {
            return next;
        }
        let said: Vec<&str> = offer.notes.iter().chain(&next.document.outcome).map(String::as_str).collect();
        let outcome = (!said.is_empty()).then(|| said.join(" "));
        next.with(|document| (document.offer, document.outcome) = (None, outcome))
    }

    /// Takes a model from outside. A lab that waited for it begins to train.
    fn import(&self, imported: Imported, said: &str) -> State {
        let Imported { lab, weights, .. } = imported;
        let Document { spec, preset, .. } = &*self.document;
        let outcome = Some(words::builder::imported(&weights, spec, &lab) + said);
        let waited = self.document.missing() == Some(weights.name()) && lab == **spec;
        let shelf = self.document.shelved(weights);
        let taken = if waited {
            let mut fresh = self.fresh(Activity::Training);
            // What a link shows of it is still to be shown.
            fresh.playback.cursor = self.playback.cursor;
            fresh
        } else {
            let pair = self.look.pair.min(lab.dataset.pairs.len().saturating_sub(1));
            let same = lab.dataset.pairs == spec.dataset.pairs;
            self.take(if same { Taken::Changed } else { Taken::Other }, *preset, lab, pair)
        };
        taken.with(|document| (document.shelf, document.outcome) = (shelf, outcome))
    }

    fn moment(&self) -> Moment {
        let Document { preset, strand, source, .. } = *self.document;
        let (spec, home) = (self.document.spec.clone(), self.document.home.clone());
        Moment { preset, spec, pair: self.look.pair, strand, source, home }
    }

    /// The same at another moment.
    fn at(&self, moment: Moment, change: impl FnOnce(&mut Document)) -> State {
        let Moment { preset, spec, pair, strand, source, home } = moment;
        let mut next = self.with(|document| {
            (document.preset, document.spec, document.strand) = (preset, spec, strand);
            (document.source, document.home) = (source, home);
            change(document);
        });
        next.look.pair = pair;
        next
    }

    /// Goes to a lab, with the session at hand or with another.
    fn arrive(&self, moment: Moment, undo: Held<Undo>) -> State {
        let course = self.document.spec.course(&moment.spec);
        let next = self.at(moment, |document| (document.undo, document.refusal) = (undo, None));
        match course {
            Course::GoesOn => next,
            Course::Anew => next.fresh(Activity::Training).with(|document| document.pledge = None),
        }
    }

    /// Trains a lab, which is not what was there before, so that there is a way back.
    fn take(&self, taken: Taken, preset: usize, lab: LabFile, pair: usize) -> State {
        let Document { strand, strands, spec, .. } = &*self.document;
        if lab == **spec && preset == self.document.preset {
            return if self.document.refusal.is_none() {
                self.clone()
            } else {
                self.with(|document| document.refusal = None)
            };
        }
        let undo = self.document.undo.after(self.moment()).into();
        let strands = strands + u32::from(taken == Taken::Other);
        let strand = if taken == Taken::Other { strands } else { *strand };
        let home = self.document.home.clone();
        let moment = Moment { preset, spec: lab.into(), pair, strand, source: Source::Here, home };
        self.arrive(moment, undo).with(|document| document.strands = strands)
    }

    /// Back to what was there before the link.
    fn leave(&self) -> State {
        let Some(home) = &self.document.home else { return self.clone() };
        let undo = self.document.undo.after(self.moment()).into();
        let mut back = self.arrive((**home).clone(), undo).with(|document| document.pledge = None);
        back.playback.look_at(Cursor::Newest);
        back.look.scope = Scope::HOME;
        back
    }

    fn open(&self, link: Link) -> State {
        let Link { lab, preset, view } = link;
        let pair = view.pair.unwrap_or(0).min(lab.dataset.pairs.len().saturating_sub(1));
        let own = self.own();
        let home = match own.document.source {
            Source::Link => own.document.home.clone(),
            Source::Here => Some(Rc::new(own.moment())),
        };
        let taken = self.take(Taken::Other, preset.unwrap_or(self.document.preset), lab, pair);
        let pledge = view.at.zip(view.digest).map(|(at, digest)| Pledge { at, digest, verdict: Comparison::Open });
        let mut opened = taken.with(|document| {
            (document.pledge, document.source, document.home) = (pledge, Source::Link, home);
        });
        let turns = view.token.map(Turn::Position).into_iter().chain(view.run.map(Turn::Run));
        opened.look.scope = turns.fold(Scope::HOME, |scope, turn| scope.turned(pair, turn));
        opened.look.pair = pair;
        let spec = &opened.document.spec;
        opened.playback.cursor = view.at.map_or(Cursor::Newest, |at| Cursor::At(time(spec, at)));
        opened
    }

    /// With an example to be read about. In place of another one there is nothing to be had back.
    pub(super) fn shown(&self, preset: usize, lab: LabFile) -> State {
        if self.document.origin() != Origin::Example {
            return self.take(Taken::Other, preset, lab, 0);
        }
        let strand = self.document.strand;
        let moment = Moment { preset, spec: lab.into(), pair: 0, strand, source: Source::Here, home: None };
        self.arrive(moment, self.document.undo.clone())
    }

    fn travel(&self, step: Option<(Moment, Undo)>) -> State {
        step.map_or_else(|| self.clone(), |(moment, undo)| self.arrive(moment, undo.into()))
    }
}

/// The point of time at which a step of a phase is; the phase's last one where it has fewer.
pub(super) fn time(spec: &LabFile, (phase, step): (Phase, usize)) -> usize {
    match phase {
        Phase::Sft => step.min(spec.sft.steps),
        Phase::Preference => spec.sft.steps + step.min(spec.preference.steps),
    }
}
