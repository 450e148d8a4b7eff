//! Where a position lies with respect to the one token in which two completions differ.

/// A position of the completions with the labels that the theory needs there; a label is an index into the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelledPosition {
    /// k < m: both sides have the same prefix and the same label.
    Before {
        /// The token `t_k` that both completions have here.
        label: usize,
    },
    /// k = m: the same prefix, different labels.
    At {
        /// The chosen token `t_m`.
        chosen: usize,
        /// The rejected token `t_m'`.
        rejected: usize,
    },
    /// k > m: the prefixes differ in one token, the labels are the same.
    After {
        /// The token `t_k` that both completions have here.
        label: usize,
    },
}

/// A [`LabelledPosition`] without its labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// k < m.
    Before,
    /// k = m.
    At,
    /// k > m.
    After,
}

/// Why the theory says nothing about a pair or a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApplicable {
    /// The completions have different lengths.
    Lengths {
        /// Tokens of the chosen completion, `<eos>` included.
        chosen: usize,
        /// Tokens of the rejected completion, `<eos>` included.
        rejected: usize,
    },
    /// The completions differ in more than one token, or in none.
    Differences {
        /// In how many positions they differ.
        count: usize,
    },
    /// The model is trained by no preference loss.
    NoLoss,
    /// There is no such position.
    Position {
        /// The 0-based position asked for.
        k: usize,
        /// Tokens of either completion.
        length: usize,
    },
}

impl LabelledPosition {
    /// The place of the 0-based position `k` in two completions of token ids that differ in exactly one token.
    ///
    /// # Errors
    /// [`NotApplicable`] for every other pair, and for a `k` beyond the end: the theory makes no claim there.
    pub fn of(chosen: &[u32], rejected: &[u32], k: usize) -> Result<Self, NotApplicable> {
        if chosen.len() != rejected.len() {
            return Err(NotApplicable::Lengths { chosen: chosen.len(), rejected: rejected.len() });
        }
        let mut differences = chosen.iter().zip(rejected).enumerate().filter(|(_, (w, l))| w != l).map(|(m, _)| m);
        let (Some(m), 0) = (differences.next(), differences.by_ref().count()) else {
            let count = chosen.iter().zip(rejected).filter(|(w, l)| w != l).count();
            return Err(NotApplicable::Differences { count });
        };
        let (Some(&w), Some(&l)) = (chosen.get(k), rejected.get(k)) else {
            return Err(NotApplicable::Position { k, length: chosen.len() });
        };
        Ok(match k.cmp(&m) {
            std::cmp::Ordering::Less => Self::Before { label: w as usize },
            std::cmp::Ordering::Equal => Self::At { chosen: w as usize, rejected: l as usize },
            std::cmp::Ordering::Greater => Self::After { label: w as usize },
        })
    }

    /// The place without its labels.
    pub fn kind(self) -> PlaceKind {
        match self {
            Self::Before { .. } => PlaceKind::Before,
            Self::At { .. } => PlaceKind::At,
            Self::After { .. } => PlaceKind::After,
        }
    }

    /// The labels here: the chosen completion's and the rejected one's.
    pub fn labels(self) -> [usize; 2] {
        match self {
            Self::Before { label } | Self::After { label } => [label, label],
            Self::At { chosen, rejected } => [chosen, rejected],
        }
    }

    /// The correct token here: the chosen completion's label.
    pub fn correct(self) -> usize {
        match self {
            Self::Before { label } | Self::After { label } => label,
            Self::At { chosen, .. } => chosen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(chosen: &[u32], rejected: &[u32], k: usize, expected: Result<LabelledPosition, NotApplicable>) {
        assert_eq!(LabelledPosition::of(chosen, rejected, k), expected, "{chosen:?} {rejected:?} at {k}");
    }

    #[test]
    fn places() {
        check(&[5, 6, 7, 0], &[5, 8, 7, 0], 0, Ok(LabelledPosition::Before { label: 5 }));
        check(&[5, 6, 7, 0], &[5, 8, 7, 0], 1, Ok(LabelledPosition::At { chosen: 6, rejected: 8 }));
        check(&[5, 6, 7, 0], &[5, 8, 7, 0], 2, Ok(LabelledPosition::After { label: 7 }));
        check(&[5, 6, 7, 0], &[5, 8, 7, 0], 3, Ok(LabelledPosition::After { label: 0 }));
        check(&[4, 0], &[5, 0], 0, Ok(LabelledPosition::At { chosen: 4, rejected: 5 }));
        check(&[4, 0], &[5, 0], 2, Err(NotApplicable::Position { k: 2, length: 2 }));
        check(&[4, 0], &[4, 5, 0], 0, Err(NotApplicable::Lengths { chosen: 2, rejected: 3 }));
        check(&[4, 5, 0], &[5, 4, 0], 0, Err(NotApplicable::Differences { count: 2 }));
        check(&[4, 5, 0], &[5, 4, 1], 0, Err(NotApplicable::Differences { count: 3 }));
        check(&[4, 0], &[4, 0], 0, Err(NotApplicable::Differences { count: 0 }));
        check(&[], &[], 0, Err(NotApplicable::Differences { count: 0 }));
    }

    #[test]
    fn the_sentences_name_what_was_given() {
        let message = NotApplicable::Lengths { chosen: 2, rejected: 3 }.to_string();
        assert!(message.contains("2 tokens and the rejected one 3"), "{message}");
    }
}
