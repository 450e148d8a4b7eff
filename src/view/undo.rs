//! What was before, and what was taken back: labs, so that no edit and no change of example loses anything.

use crate::view::snapshot::Snapshot;
use std::rc::Rc;

/// Where the lab comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From the page, or changed in it.
    Here,
    /// From a link.
    Link,
}

/// A lab as it was worked on.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The example that it began from.
    pub preset: usize,
    /// The lab file.
    pub spec: Snapshot,
    /// The selected pair.
    pub pair: usize,
    /// Which of the visit's labs it is: an edit leaves the number, another lab has another one.
    pub strand: u32,
    /// Whether it is still a link's.
    pub source: Source,
    /// What was there before the link from which it came.
    pub home: Option<Rc<Moment>>,
}

/// The two stacks. They share their labs with the state and with each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undo {
    past: Vec<Moment>,
    future: Vec<Moment>,
    last: Last,
}

/// What the last step away was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    /// A change of its own.
    #[default]
    Change,
    /// One of a row, like those of a slider that is drawn.
    Some,
}

/// How far back one can go. A lab file is a megabyte at most, and a few kilobytes as a rule.
const DEPTH: usize = 200;

impl Undo {
    /// After a step away from `left`: what was taken back before is forgotten.
    pub fn after(&self, left: Moment) -> Undo {
        let from = (self.past.len() + 1).saturating_sub(DEPTH);
        let past = self.past.iter().skip(from).cloned().chain([left]).collect();
        Undo { past, future: Vec::new(), last: Last::Change }
    }

    /// After one of a row of changes, which are taken back together.
    pub fn after_some(&self, left: Moment) -> Undo {
        let kept = if self.last == Last::Some { Undo { future: Vec::new(), ..self.clone() } } else { self.after(left) };
        Undo { last: Last::Some, ..kept }
    }

    /// The moment before `now`, and the stacks once one is there.
    pub fn back(&self, now: Moment) -> Option<(Moment, Undo)> {
        let (target, past) = self.past.split_last()?;
        let future = self.future.iter().cloned().chain([now]).collect();
        Some((target.clone(), Undo { past: past.to_vec(), future, last: Last::Change }))
    }

    /// The moment after `now` that was taken back, and the stacks once one is there.
    pub fn forth(&self, now: Moment) -> Option<(Moment, Undo)> {
        let (target, future) = self.future.split_last()?;
        let past = self.past.iter().cloned().chain([now]).collect();
        Some((target.clone(), Undo { past, future: future.to_vec(), last: Last::Change }))
    }

    /// Whether there is anything to go back to.
    pub fn has_past(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether anything was taken back.
    pub fn has_future(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{LabFile, presets};

    fn moment(pair: usize) -> Moment {
        let spec = LabFile::from_json(presets()[0].json).expect("a lab file");
        Moment { preset: 0, spec: spec.into(), pair, strand: 0, source: Source::Here, home: None }
    }

    #[test]
    fn back_and_forth() {
        let undo = Undo::default().after(moment(0)).after(moment(1));
        let (first, undo) = undo.back(moment(2)).expect("two steps were made");
        let (second, undo) = undo.back(first.clone()).expect("one step is left");
        assert_eq!((first.pair, second.pair, undo.has_past()), (1, 0, false));
        assert!(undo.back(second.clone()).is_none());
        let (again, undo) = undo.forth(second).expect("two steps were taken back");
        assert_eq!((again.pair, undo.has_future(), undo.has_past()), (1, true, true));
        assert!(!undo.after(again).has_future(), "a new step forgets what was taken back");
    }

    #[test]
    fn the_past_is_bounded() {
        let undo = (0..3 * DEPTH).fold(Undo::default(), |undo, pair| undo.after(moment(pair)));
        assert_eq!(undo.past.len(), DEPTH);
        assert_eq!(undo.past.last().map(|moment| moment.pair), Some(3 * DEPTH - 1));
    }

    /// With every edit there is, in any order: undo gives back every lab there was, and redo makes each again.
    #[cfg(not(target_arch = "wasm32"))]
    mod any_edits {
        use crate::data::edit::tests::edits;
        use crate::view::state::{State, document, reduce};
        use proptest::prelude::*;

        proptest! {
            #![proptest_config(ProptestConfig::with_cases(48))]
            #[test]
            fn are_taken_back_and_made_again(edits in prop::collection::vec(edits(), 1..16)) {
                let lab = |state: &State| (state.document.spec.clone(), state.document.preset, state.look.pair);
                let mut now = State::first().expect("the first preset");
                let mut labs = vec![lab(&now)];
                for edit in edits {
                    let next = reduce(&now, document::Action::Edit(edit).into());
                    prop_assert_eq!(next.document.spec.checked(), Ok((*next.document.spec).clone()));
                    prop_assert!(next.document.refusal.is_none() || next.document.spec == now.document.spec);
                    if next.document.undo != now.document.undo {
                        labs.push(lab(&next));
                    }
                    now = next;
                }
                for earlier in labs.iter().rev().skip(1) {
                    now = reduce(&now, document::Action::Undo.into());
                    prop_assert_eq!(&lab(&now), earlier);
                }
                prop_assert!(!now.document.undo.has_past());
                for later in &labs[1..] {
                    now = reduce(&now, document::Action::Redo.into());
                    prop_assert_eq!(&lab(&now), later);
                }
                prop_assert!(!now.document.undo.has_future());
            }
        }
    }
}
