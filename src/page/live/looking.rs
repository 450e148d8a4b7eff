//! What looks into the models between two steps and shows what it has found: parts of the page that may still be on their way.

use crate::argument::{Exception, Id};
use crate::lab::runner::Runner;
use crate::page::places::Places;
use crate::train::Session;
use crate::view::microscope::Picture;
use crate::view::sight::Sight;
use std::rc::Rc;

/// Makes one for a session that has not looked yet; the function asks for a frame.
pub type MakeLooking = fn(Rc<Runner>, Rc<dyn Fn()>) -> Box<dyn Looking>;

/// Looks, and fills the places of what it has seen.
pub trait Looking {
    /// The elements may be others now, for so many runs.
    fn rebind(&self, places: &Places, runs: usize);

    /// The page may have another size.
    fn measure(&self) {}

    /// A step has been made: a look may have waited for it.
    fn stepped(&self, _session: &Session, _sight: &Sight) {}

    /// Shows what is found at a point of time, and asks for what is not.
    fn paint(&self, session: &Session, sight: &Sight, time: usize, motion: Motion);

    /// Where a statement of the paper does not hold of a run at a point of time, as far as that is known and shown.
    fn exceptions(&self, _session: &Session, _time: usize, _of: (usize, Id)) -> Vec<Exception> {
        Vec::new()
    }

    /// What the microscope shows, for a picture or a table: with the names of the runs in it.
    fn seen<'n>(&self, _session: &Session, _sight: &'n Sight) -> Option<(Picture, Vec<&'n str>)> {
        None
    }
}

/// What has come of all that looks: at logits and answers, at what holds of a run, and at the values of which chapters speak.
pub type Lookings = [Option<MakeLooking>; 3];

/// Whether time passes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// The session trains.
    Training,
    /// It does not.
    Still,
}
