//! Values that many hold and nobody changes: two are the same where they are one, which costs nothing to see.

use crate::data::LabFile;
use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

/// Something held by many, compared by whether it is one and the same.
#[derive(Debug, Default)]
pub struct Held<T: ?Sized>(Rc<T>);

impl<T: ?Sized> Clone for Held<T> {
    fn clone(&self) -> Held<T> {
        Held(Rc::clone(&self.0))
    }
}

impl<T: ?Sized> PartialEq for Held<T> {
    fn eq(&self, other: &Held<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Held<T> {
    fn from(value: T) -> Held<T> {
        Held(Rc::new(value))
    }
}

/// A version of the lab: the lab file, with its text, which is written once. The session that trains it holds the very same.
#[derive(Clone, Debug)]
pub struct Snapshot {
    lab: Rc<LabFile>,
    json: Rc<OnceCell<Rc<str>>>,
}

/// What becomes of the session at hand where its lab is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// It goes on, with what it has trained.
    GoesOn,
    /// Another one begins, from the initial model.
    Anew,
}

impl Snapshot {
    /// The lab as a lab file's text, with defaults left out.
    pub fn json(&self) -> &Rc<str> {
        self.json.get_or_init(|| self.lab.to_json().into())
    }

    /// The lab file, for who holds it as well.
    pub fn lab(&self) -> &Rc<LabFile> {
        &self.lab
    }

    /// What becomes of the session that holds this version where a person wants the next one.
    pub fn course(&self, next: &Snapshot) -> Course {
        if self == next || self.trains_as(next) { Course::GoesOn } else { Course::Anew }
    }
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Snapshot) -> bool {
        Rc::ptr_eq(&self.lab, &other.lab)
    }
}

impl From<LabFile> for Snapshot {
    fn from(lab: LabFile) -> Snapshot {
        Rc::new(lab).into()
    }
}

impl From<Rc<LabFile>> for Snapshot {
    fn from(lab: Rc<LabFile>) -> Snapshot {
        Snapshot { lab, json: Rc::default() }
    }
}

impl Deref for Snapshot {
    type Target = LabFile;

    fn deref(&self) -> &LabFile {
        &self.lab
    }
}

/// Where a session begins: a version of the lab, at its initial model. Another beginning is another session, be it of the same version.
#[derive(Clone, Debug, PartialEq)]
pub struct Start(Held<Snapshot>);

impl Start {
    /// A beginning of its own.
    pub fn at(lab: &Snapshot) -> Start {
        Start(lab.clone().into())
    }

    /// The version that it begins from.
    pub fn lab(&self) -> &Snapshot {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::edit::{self, NewWords, Setting};
    use crate::data::{Color, Edit, PairText, Trainable, presets};

    #[test]
    fn a_version_is_itself_alone_and_written_once() {
        let lab = LabFile::from_json(presets()[0].json).expect("a lab file");
        let (one, other) = (Snapshot::from(lab.clone()), Snapshot::from(lab));
        assert!(one == one.clone() && one != other && *one == *other);
        assert_eq!(&**one.json(), presets()[0].json);
        assert!(Rc::ptr_eq(one.json(), one.clone().json()));
        assert!(Snapshot::from(one.lab().clone()) == one, "who holds the same lab holds the same version");
    }

    #[test]
    fn every_beginning_is_its_own() {
        let lab = Snapshot::from(LabFile::from_json(presets()[0].json).expect("a lab file"));
        let (one, other) = (Start::at(&lab), Start::at(&lab));
        assert!(one == one.clone() && one != other && one.lab() == other.lab());
    }

    #[test]
    fn a_session_goes_on_where_what_it_trains_is_the_same() {
        let before = Snapshot::from(LabFile::from_json(presets()[0].json).expect("a lab file"));
        let check = |change: Edit, expected: Course| {
            let after = Snapshot::from(edit::apply(&before, &change).expect("it is allowed"));
            assert_eq!((before.course(&after), after.course(&before)), (expected, expected), "{change:?}");
        };
        let pair = PairText { prompt: "2 + 2 =".into(), chosen: "4".into(), rejected: "5".into() };
        check(Edit::NameRun(0, "mine".into()), Course::GoesOn);
        check(Edit::ColorRun(1, Some(Color::Teal)), Course::GoesOn);
        check(Edit::SetTrain(0, Trainable::Head), Course::Anew);
        check(Edit::SetLoss { run: 0, loss_type: "dpop" }, Course::Anew);
        check(Edit::SetArgument { run: 0, parameter: "beta", value: "0.7".into() }, Course::Anew);
        check(Edit::AddRun, Course::Anew);
        check(Edit::RemoveRun(1), Course::Anew);
        check(Edit::Set(Setting::Steps, "20".into()), Course::Anew);
        check(Edit::AddPair { at: 0, pair, words: NewWords::Add }, Course::Anew);
        check(Edit::RemovePair(0), Course::Anew);
        check(Edit::MovePair { from: 0, to: 1 }, Course::Anew);
        check(Edit::AddToken("new".into()), Course::Anew);
        check(Edit::StartEmpty, Course::Anew);
        assert_eq!(before.course(&before), Course::GoesOn);
    }
}
