//! Fills the values that chapters speak of, and says how far one has come with their exercises.

use crate::lab::runner::Runner;
use crate::page::dom::LiveText;
use crate::page::live::looking::{Looking, Motion};
use crate::page::places::{Among, Place, Places, ValuePlace};
use crate::train::Session;
use crate::view::chapters::{Exercise, Spot, written};
use crate::view::sight::Sight;
use crate::words::book as say;
use std::cell::RefCell;
use std::rc::Rc;

/// What fills them.
#[derive(Default)]
pub struct Values {
    values: RefCell<Vec<(ValuePlace, LiveText)>>,
    exercises: RefCell<Vec<(Exercise, LiveText)>>,
}

impl Values {
    /// One that has filled nothing yet.
    pub fn make(_: Rc<Runner>, _: Rc<dyn Fn()>) -> Box<dyn Looking> {
        Box::new(Values::default())
    }
}

impl Looking for Values {
    fn rebind(&self, places: &Places, _runs: usize) {
        self.values.replace(places.values());
        let exercise = |exercise: Exercise| Some((exercise, places.text(Place::Progress(exercise))?));
        self.exercises.replace(Exercise::ALL.into_iter().filter_map(exercise).collect());
    }

    fn paint(&self, session: &Session, sight: &Sight, time: usize, _motion: Motion) {
        let lab = session.spec();
        let (pair, token) = (sight.look.pair, sight.look.scope.position(lab, sight.look.pair));
        for (ValuePlace { quantity, run, among, .. }, text) in &*self.values.borrow() {
            let spot = Spot { session, run: *run, pair, token, time };
            let value = spot.value(*quantity);
            let written = value.map_or(crate::words::NO_VALUE.to_owned(), |value| written(*quantity, value));
            let is_below = value.is_some_and(|value| value < 0.0) && *among == Among::Operators;
            text.set(&if is_below { format!("({written})") } else { written });
        }
        for (exercise, text) in &*self.exercises.borrow() {
            text.set(&say::progress(*exercise, exercise.progress(session, sight.suspect)));
        }
    }
}
