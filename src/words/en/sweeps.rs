//! Why there is no such sweep.

use super::common::{Listed, Quoted};
use crate::data::sweep::{MOST_CELLS, SweepFault, fields};
use std::fmt::{Formatter, Result};

/// Why there is none.
pub fn sweep(fault: &SweepFault, field: &str, f: &mut Formatter<'_>) -> Result {
    match fault {
        SweepFault::Field(given) => {
            let fields: Vec<String> = fields().map(str::to_owned).collect();
            write!(
                f,
                "{field} is {}; allowed are {}, and in the place of beta any other parameter of a loss, or loss_type.",
                Quoted(given),
                Listed(&fields)
            )
        }
        SweepFault::Cells(usize::MAX) => {
            write!(f, "The axes and seeds make too many cells; allowed are at most {MOST_CELLS}.")
        }
        SweepFault::Cells(cells) => {
            write!(f, "The axes and seeds make {cells} cells; allowed are at most {MOST_CELLS}.")
        }
        SweepFault::Twice(given) => {
            write!(f, "{field} is {given}, which is given a second time; allowed is each once.")
        }
        SweepFault::Shard(shard, of) => write!(
            f,
            "The shard is {shard} of {of}; allowed are shards from 1 to their number, and at most {MOST_CELLS} of them."
        ),
    }
}
