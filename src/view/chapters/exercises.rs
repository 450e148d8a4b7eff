//! What one is asked to do, and whether the lab at hand shows that it is done. Nothing is written down as the solution: runs are looked at.

use super::quantity::dpop;
use crate::data::LabFile;
use crate::objective::Objective;
use crate::train::Session;
use crate::view::reading;
use crate::view::time::Stage;
use crate::words::{Exercise, Progress};

/// An answer that is less than this below the reference, in nats, is where it was: 10 % less likely. The hinge works only below it, so that it is
/// never held to the bit.
pub const KEPT: f64 = 0.1;

/// An answer that is further than this below the reference has fallen: it is less than half as likely.
pub const FALLEN: f64 = 0.7;

impl Exercise {
    /// All of them.
    pub const ALL: [Exercise; 3] = [Exercise::SmallestLambda, Exercise::Spared, Exercise::Beaten];

    /// Its name in the page's attributes.
    pub fn name(self) -> &'static str {
        match self {
            Exercise::SmallestLambda => "smallest-lambda",
            Exercise::Spared => "spared",
            Exercise::Beaten => "beaten",
        }
    }

    /// How far the lab at hand has come with it.
    pub fn progress(self, session: &Session) -> Progress {
        if reading::stage(session) != Stage::Done {
            return Progress::Training;
        }
        let lab: &LabFile = session.spec();
        let ends: Vec<(Objective, f64)> = (0..lab.runs.len())
            .filter(|run| session.diverged(*run).is_none())
            .filter_map(|run| Some((*lab.runs.get(run)?.objective_at(usize::MAX), worst(session, run)?)))
            .collect();
        match self {
            Exercise::SmallestLambda => {
                let lambdas = || ends.iter().filter_map(|(loss, worst)| Some((dpop(loss)?.lambda, *worst)));
                let kept = lambdas().filter(|(_, worst)| *worst > -KEPT).map(|(lambda, _)| lambda);
                let lost = lambdas().filter(|(_, worst)| *worst <= -KEPT).map(|(lambda, _)| lambda);
                let [least, most] = [kept.fold(f64::INFINITY, f64::min), lost.fold(0.0, f64::max)];
                let is_close = least.is_finite() && most > 0.0 && most < least && least <= 2.0 * most;
                if is_close { Progress::Done([least, most]) } else { Progress::Open([least, most]) }
            }
            Exercise::Spared => {
                let dpo = ends.iter().filter(|(loss, _)| matches!(loss, Objective::Dpo(_)));
                let best = dpo.map(|(_, worst)| *worst).fold(f64::NEG_INFINITY, f64::max);
                let values = [best, session.pairs().len() as f64];
                if best > -KEPT { Progress::Done(values) } else { Progress::Open(values) }
            }
            Exercise::Beaten => {
                let held = ends.iter().filter(|(loss, _)| dpop(loss).is_some_and(|dpop| dpop.lambda > 0.0));
                let least = held.map(|(_, worst)| *worst).fold(f64::INFINITY, f64::min);
                let values = [least, session.pairs().len() as f64];
                if least < -FALLEN { Progress::Done(values) } else { Progress::Open(values) }
            }
        }
    }
}

/// What the preferred answer that has fallen furthest in a run has gained since the reference, in nats: negative where it has fallen.
fn worst(session: &Session, run: usize) -> Option<f64> {
    let end = reading::newest(session);
    let gains = (0..session.pairs().len()).map(|pair| reading::pair_delta(session, run, pair, end));
    gains.collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::min)
}
