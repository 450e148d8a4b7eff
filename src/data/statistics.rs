//! What a data set is like, in a few numbers: how far its answers are apart, and how much follows the difference. The tokens after it are
//! those that DPO pushes the wrong way.

use super::lab_file::LabFile;

/// A data set in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// Preference pairs.
    pub pairs: usize,
    /// Tokens of the vocabulary, `<eos>` included.
    pub tokens: usize,
    /// Edit distances of chosen and rejected, and the number of pairs that have each, nearest first.
    pub distances: Vec<(usize, usize)>,
    /// The least and the most tokens that follow the first difference in a chosen answer, `<eos>` included.
    pub after: (usize, usize),
}

/// The statistics of a lab file's data set.
pub fn statistics(file: &LabFile) -> Statistics {
    let mut distances: Vec<(usize, usize)> = Vec::new();
    let mut after: Option<(usize, usize)> = None;
    for pair in file.encode() {
        let distance = pair.edit_distance();
        let place = distances.partition_point(|(known, _)| *known < distance);
        match distances.get_mut(place) {
            Some((known, count)) if *known == distance => *count += 1,
            _ => distances.insert(place, (distance, 1)),
        }
        let first = pair.first_difference().unwrap_or(pair.chosen.len());
        let follow = pair.chosen.len().saturating_sub(first + 1);
        after = Some(after.map_or((follow, follow), |(least, most)| (least.min(follow), most.max(follow))));
    }
    let (pairs, tokens) = (file.dataset.pairs.len(), file.dataset.vocabulary.len());
    Statistics { pairs, tokens, distances, after: after.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{PairText, presets};

    #[test]
    fn of_every_preset() {
        let check = |name: &str, distances: &[(usize, usize)], after: (usize, usize)| {
            let preset = presets().iter().find(|preset| preset.name == name).expect("a preset of that name");
            let file = LabFile::from_json(preset.json).expect("a lab file");
            let found = statistics(&file);
            assert_eq!((&found.distances[..], found.after), (distances, after), "{name}");
            assert_eq!((found.pairs, found.tokens), (10, file.dataset.vocabulary.len()), "{name}");
        };
        check("smaug", &[(1, 10)], (7, 7));
        check("arithmetic", &[(1, 10)], (2, 2));
        check("yes-no", &[(1, 10)], (6, 7));
        check("far-apart", &[(12, 10)], (12, 12));
    }

    #[test]
    fn distances_come_in_order_and_a_longer_answer_differs_at_its_end() {
        let pair = |chosen: &str, rejected: &str| PairText {
            prompt: "p".into(),
            chosen: chosen.into(),
            rejected: rejected.into(),
        };
        let file = LabFile::from_pairs(vec![pair("a b c", "x y z"), pair("a", "a b"), pair("a b", "a c")]);
        let found = statistics(&file.expect("a lab file"));
        assert_eq!((found.distances, found.after), (vec![(1, 2), (3, 1)], (0, 3)));
    }
}
