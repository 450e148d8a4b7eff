//! Checks the paper's statements for JavaScript, a piece at a time, whether the page has what checks them yet or not.

use super::slices::Piece;
use super::value::Value;
use super::verdicts;
use crate::argument::Examination;
use crate::backend::{DeviceError, Tick};
use crate::parts::part;
use crate::train::{Session, TrainError};

/// Does one bounded piece; at the end it gives the verdicts.
pub type Arguing = Box<dyn FnMut() -> Result<Piece<Value>, DeviceError>>;

/// [`argue`], which need not be here yet.
pub type Argue = fn(&Session, usize, Option<usize>) -> Result<Arguing, TrainError>;

part! {
    /// What checks the paper's statements.
    pub fn arguer() -> Argue = lesson(argue);
}

/// Examines a run at a step, by default its last.
fn argue(session: &Session, run: usize, step: Option<usize>) -> Result<Arguing, TrainError> {
    let mut examination = Examination::new(session, run, step)?;
    let vocabulary = session.spec().dataset.vocabulary.clone();
    Ok(Box::new(move || {
        Ok(match examination.tick()? {
            Tick::Working => Piece::More,
            Tick::Waiting => Piece::Wait,
            Tick::Done => Piece::Done(verdicts::to_value(&examination.findings(), &vocabulary)),
        })
    }))
}
