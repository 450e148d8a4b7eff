//! Reads the gauges for JavaScript, a piece at a time, whether the page has them yet or not.

use super::gauged;
use super::slices::Piece;
use super::value::Value;
use crate::backend::{DeviceError, Tick};
use crate::gauges::Survey;
use crate::parts::part;
use crate::train::{Session, TrainError};

/// Does one bounded piece; at the end it gives the rows.
pub type Gauging = Box<dyn FnMut() -> Result<Piece<Value>, DeviceError>>;

/// [`gauge`], which need not be here yet.
pub type GaugeAll = fn(&Session, usize, Option<usize>, Option<usize>) -> Result<Gauging, TrainError>;

part! {
    /// What reads the gauges.
    pub fn gauger() -> GaugeAll = sharing(gauge);
}

/// Surveys all pairs, or one, of a run at a step, by default its last.
fn gauge(session: &Session, run: usize, step: Option<usize>, pair: Option<usize>) -> Result<Gauging, TrainError> {
    let mut survey = match pair {
        Some(pair) => Survey::of_pair(session, run, step, pair)?,
        None => Survey::new(session, run, step)?,
    };
    Ok(Box::new(move || {
        Ok(match survey.tick()? {
            Tick::Working => Piece::More,
            Tick::Waiting => Piece::Wait,
            Tick::Done => Piece::Done(gauged::to_value(survey.rows(), survey.tokens())),
        })
    }))
}
