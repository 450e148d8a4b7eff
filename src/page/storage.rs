//! The browser's own memory, where it has one: a private window may forget, and a sandboxed frame refuses. Nothing here is ever needed.
//!
//! Other windows of the page share it. Each own lab has a place of its own, which is written again only while what stands there is what
//! this window wrote or read: so no window takes away what was made in another.

use crate::data::{LabFile, ModelSpec, limits};
use crate::lab::link::{self, base64url};
use crate::model::{Layout, Weights, safetensors};
use crate::page::dom;
use crate::view::state::{Action, State, document};
use crate::view::visit::{self, Kept, Own};
use std::rc::Rc;
use web_sys::Storage;

/// Where the person was; also the beginning of every other place of the page.
const PLACE: &str = "dpop-lab";

/// Before the number of a kept lab.
const LAB: &str = "dpop-lab own ";

/// Before the name of imported weights. Without a name, those that a page kept that had one place for them.
const WEIGHTS: &str = "dpop-lab weights";

/// The most weights that are kept: an eighth of what browsers give a site.
const LARGEST: usize = 120_000;

/// How many own labs are kept: the last ones.
const SHELF: usize = 8;

/// The state of the last visit, if there is one that can be read.
pub fn recall() -> Option<State> {
    visit::read(&get(PLACE)?, |number| get(&format!("{LAB}{number}"))).map(with_weights)
}

/// Keeps where the person is for the next visit. A memory that is full keeps what it has, and a newer page's text stays.
pub fn remember(text: &str) {
    if !get(PLACE).is_some_and(|kept| visit::is_newer(&kept)) {
        set(PLACE, text);
    }
}

/// Whether the person's own lab is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// It is, or there is none.
    #[default]
    Kept,
    /// The browser has no room, or no memory.
    Refused,
}

/// The person's own labs, as far as this window knows them.
#[derive(Default)]
pub struct Labs {
    /// Where this window keeps each of its labs, and the lab file that stands there.
    mine: Vec<(u32, u64, Rc<str>)>,
    /// The numbers of the labs that this window has opened, to go on with them.
    opened: Vec<u64>,
    /// All that are kept, the newest first.
    pub kept: Rc<[Kept]>,
    /// The number of the one that is worked on.
    pub own: Option<u64>,
    /// Whether it is kept as it is.
    pub keeping: Keeping,
}

impl Labs {
    /// With the lab of the last visit.
    pub fn new() -> Labs {
        Labs { opened: get(PLACE).as_deref().and_then(visit::number).into_iter().collect(), ..Labs::default() }
    }

    /// Goes on with a lab that is kept, and the imported weights that it names.
    pub fn take_up(&mut self, number: u64) -> Option<Action> {
        let (kept, json) = text(number)?;
        let lab = LabFile::from_json(&json).ok()?;
        self.opened.push(number);
        let weights = weights_of(&lab);
        Some(document::Action::TakeUp(kept.preset.unwrap_or_default(), Box::new(lab), weights).into())
    }

    /// Keeps the lab that is worked on, if it is an own one.
    pub fn put(&mut self, own: Option<&Own>) {
        let number = own.map(|own| self.place(own));
        self.keeping = if number == Some(None) { Keeping::Refused } else { Keeping::Kept };
        // Where there is no room for what it is now, what it was is still there.
        let before = || self.mine.iter().find(|(strand, ..)| own.is_some_and(|own| own.strand == *strand));
        self.own = number.flatten().or_else(|| before().map(|(_, number, _)| *number));
        self.look();
        if number.is_some() {
            self.tidy();
        }
    }

    /// The number of the lab that is worked on, unless another window has gone on with it meanwhile: then that one is another lab.
    pub fn shown(&self) -> Option<u64> {
        let still = |number: u64, json: &str| text(number).is_some_and(|(_, kept)| kept == json);
        self.own.filter(|own| self.mine.iter().any(|(_, number, json)| number == own && still(*number, json)))
    }

    /// Looks again at what is kept.
    pub fn look(&mut self) {
        let mut kept: Vec<Kept> = numbers().into_iter().filter_map(|number| Some(text(number)?.0)).collect();
        kept.sort_by_key(|kept| std::cmp::Reverse(kept.time));
        self.kept = kept.into();
    }

    /// The number under which a lab is kept now.
    fn place(&mut self, own: &Own) -> Option<u64> {
        let time = js_sys::Date::now() as u64;
        let stands = |number: u64, json: &str| text(number).is_some_and(|(_, kept)| kept == json);
        let mine = self.mine.iter().position(|(strand, ..)| *strand == own.strand);
        let number = match mine.map(|at| self.mine[at].clone()) {
            Some((_, number, json)) if stands(number, &json) && json == own.json => return Some(number),
            Some((_, number, json)) if stands(number, &json) => Some(number),
            // What another window has made of it meanwhile is left alone: then there are two.
            Some(_) => None,
            // One that was opened goes on where it is kept. What another window has, be it the same, is that window's.
            None => {
                let known = self.mine.iter().map(|(_, number, _)| number).chain(&self.opened);
                if let Some(number) = known.copied().find(|number| stands(*number, &own.json)) {
                    self.note(mine, own, number);
                    return Some(number);
                }
                None
            }
        };
        let free = || (time..).find(|number| get(&format!("{LAB}{number}")).is_none());
        let number = number.or_else(free)?;
        if !set(&format!("{LAB}{number}"), &visit::write_lab(own, time)) {
            return None;
        }
        self.note(mine, own, number);
        Some(number)
    }

    fn note(&mut self, at: Option<usize>, own: &Own, number: u64) {
        let entry = (own.strand, number, own.json.clone());
        match at {
            Some(at) => self.mine[at] = entry,
            None => self.mine.push(entry),
        }
    }

    /// Forgets the oldest where there are too many, and weights that no lab names any more.
    fn tidy(&mut self) {
        let Some(storage) = storage() else { return };
        // What cannot be removed stays, and costs room only.
        let forget = |key: &str| storage.remove_item(key).unwrap_or_default();
        for kept in self.kept.iter().skip(SHELF).filter(|kept| Some(kept.number) != self.own) {
            forget(&format!("{LAB}{}", kept.number));
        }
        let weights = keys(&storage, WEIGHTS).into_iter().filter(|name| !name.is_empty());
        let unnamed: Vec<String> =
            weights.filter(|name| !keys(&storage, LAB).iter().any(|lab| names(lab, name))).collect();
        unnamed.iter().for_each(|name| forget(&format!("{WEIGHTS}{name}")));
        if self.kept.len() > SHELF {
            self.look();
        }
    }
}

/// Whether the lab behind this number names these weights.
fn names(number: &str, weights: &str) -> bool {
    get(&format!("{LAB}{number}")).is_some_and(|text| text.contains(&format!("\"{}\"", weights.trim_start())))
}

/// The same state with the imported weights that its lab names, where they were kept.
pub fn with_weights(state: State) -> State {
    match state.document.missing().and_then(|_| weights_of(&state.document.spec)) {
        Some(weights) => state.with(|document| document.shelf = document.shelved(weights)),
        None => state,
    }
}

fn weights_of(lab: &LabFile) -> Option<Rc<Weights>> {
    let name = lab.weights?;
    let key = format!("{WEIGHTS} {}", link::hex(name));
    [key.as_str(), WEIGHTS].into_iter().find_map(|key| {
        // As `remember_weights` has written them: what reads models from outside is not needed for that, and may not be here yet.
        let bytes = base64url::decode(&get(key)?)?;
        let (tokens, positions) = safetensors::rows(&bytes).ok()?;
        if tokens > lab.dataset.vocabulary.len() || positions > limits::POSITIONS {
            return None;
        }
        let layout = Layout::new(ModelSpec { n_positions: positions, ..lab.model }, tokens);
        let params = safetensors::load(&layout, &bytes).ok()?;
        let weights = Weights::new(layout, params.into_iter().map(|value| value as f32).collect())?;
        (weights.name() == name).then(|| Rc::new(weights))
    })
}

/// Keeps imported weights for the next visit, if they are small; a person has the file of larger ones.
pub fn remember_weights(weights: &Weights) {
    let key = format!("{WEIGHTS} {}", link::hex(weights.name()));
    if weights.params().len() <= LARGEST
        && get(&key).is_none()
        && let Ok(bytes) = safetensors::save(weights.layout(), weights.params())
    {
        set(&key, &base64url::encode(&bytes));
    }
}

/// What is kept under a number, if this page can read it.
fn text(number: u64) -> Option<(Kept, String)> {
    let text = get(&format!("{LAB}{number}"))?;
    visit::read_lab(number, &text).map(|(kept, json)| (kept, json.to_owned()))
}

/// The numbers of all kept labs.
fn numbers() -> Vec<u64> {
    let found = storage().map(|storage| keys(&storage, LAB)).unwrap_or_default();
    found.iter().filter_map(|number| number.parse().ok()).collect()
}

/// What follows on a beginning in the keys that have it.
fn keys(storage: &Storage, begin: &str) -> Vec<String> {
    let count = storage.length().unwrap_or(0);
    let keys = (0..count).filter_map(|index| storage.key(index).ok().flatten());
    keys.filter_map(|key| key.strip_prefix(begin).map(str::to_owned)).collect()
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Writes, if there is room.
fn set(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

fn storage() -> Option<Storage> {
    dom::window()?.local_storage().ok()?
}
