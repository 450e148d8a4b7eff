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

/// A version of the lab: the lab file, with its text, which is written once.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot(Held<Version>);

#[derive(Debug)]
struct Version {
    lab: LabFile,
    json: OnceCell<Rc<str>>,
}

impl Snapshot {
    /// The lab as a lab file's text, with defaults left out.
    pub fn json(&self) -> &Rc<str> {
        self.0.json.get_or_init(|| self.0.lab.to_json().into())
    }
}

impl From<LabFile> for Snapshot {
    fn from(lab: LabFile) -> Snapshot {
        Snapshot(Version { lab, json: OnceCell::new() }.into())
    }
}

impl Deref for Snapshot {
    type Target = LabFile;

    fn deref(&self) -> &LabFile {
        &self.0.lab
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::presets;

    #[test]
    fn a_version_is_itself_alone_and_written_once() {
        let lab = LabFile::from_json(presets()[0].json).expect("a lab file");
        let (one, other) = (Snapshot::from(lab.clone()), Snapshot::from(lab));
        assert!(one == one.clone() && one != other && *one == *other);
        assert_eq!(&**one.json(), presets()[0].json);
        assert!(Rc::ptr_eq(one.json(), one.clone().json()));
    }
}
