//! What a statement's count is kept in: how often it holds, by how much it is missed, what λ it asks for, and where it does not hold.

use super::lambda::Needed;
use crate::data::{Side, TokenId};

/// Exceptions that are named; more are counted only.
pub const MOST_EXCEPTIONS: usize = 20;

/// How far a statement has been counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// How often it holds.
    pub holds: usize,
    /// Of how many pairs, positions, or tokens at positions.
    pub of: usize,
    /// The worst error, in the statement's own unit.
    pub worst: Option<f64>,
    /// The λ that it asks for.
    pub needed: Option<Needed>,
    /// The first places at which it does not hold.
    pub exceptions: Vec<Exception>,
}

/// Where a statement does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Which pair of the data set.
    pub pair: usize,
    /// Which token of the completion, from 0, where it is about positions.
    pub token: Option<usize>,
    /// Which completion, where it is about one.
    pub side: Option<Side>,
    /// Which token of the vocabulary, where it is about each at a position.
    pub word: Option<TokenId>,
}

impl Exception {
    /// A pair.
    pub fn pair(pair: usize) -> Exception {
        Exception { pair, token: None, side: None, word: None }
    }

    /// A position of a pair.
    pub fn position(pair: usize, k: usize) -> Exception {
        Exception { token: Some(k), ..Exception::pair(pair) }
    }
}

impl Exception {
    /// The next of them, in their order, behind this token of this pair; behind the last one comes the first.
    pub fn behind(all: &[Exception], place: (usize, usize)) -> Option<Exception> {
        let next = all.iter().find(|exception| (exception.pair, exception.token.unwrap_or(0)) > place);
        next.or(all.first()).copied()
    }
}

impl Tally {
    /// Counts one case.
    pub fn count(&mut self, holds: bool, place: Exception) {
        self.of += 1;
        self.holds += usize::from(holds);
        if !holds && self.exceptions.len() < MOST_EXCEPTIONS {
            self.exceptions.push(place);
        }
    }

    /// Takes in an error; one that is no number is as bad as can be.
    pub fn miss(&mut self, error: f64) {
        let error = if error.is_nan() { f64::INFINITY } else { error };
        self.worst = Some(self.worst.map_or(error, |worst| worst.max(error)));
    }

    /// Takes in the λ that one case asks for.
    pub fn need(&mut self, needed: Needed) {
        let so_far = self.needed.get_or_insert_default();
        *so_far = so_far.most(needed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_gone_through_in_a_circle() {
        let all = [Exception::position(1, 2), Exception::position(1, 4), Exception::pair(3)];
        let next =
            |place: (usize, usize)| Exception::behind(&all, place).map(|exception| (exception.pair, exception.token));
        for (place, expected) in [
            ((0, 9), (1, Some(2))),
            ((1, 2), (1, Some(4))),
            ((1, 3), (1, Some(4))),
            ((1, 4), (3, None)),
            ((3, 0), (1, Some(2))),
        ] {
            assert_eq!(next(place), Some(expected), "behind {place:?}");
        }
        assert_eq!(Exception::behind(&[], (0, 0)), None);
    }
}
