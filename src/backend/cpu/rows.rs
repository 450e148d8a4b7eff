//! How preference pairs become the rows of one batch: no padding, and what chosen and rejected share is there once.
//!
//! The input of a sequence is prompt and completion without the last token, which predicts nothing. Chosen and rejected have the
//! same inputs up to and including the position that scores their first difference: these rows come first, then the rest of the
//! chosen sequence, then the rest of the rejected one. Rows that score a completion token are the last ones of each pair.

use super::ops::attention::Tree;
use crate::data::TokenPair;
use std::ops::Range;

/// The rows of one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairRows {
    /// Where in the chunk's rows the pair begins.
    pub start: usize,
    /// How its rows see each other.
    pub tree: Tree,
    /// Rows at the beginning of the pair that score nothing: the prompt without its last token.
    pub silent: usize,
    /// Where in the chunk's *scoring* rows those of the pair begin.
    pub scores: usize,
    /// The completions, each ending in `<eos>`: token `k` is the label of its `k`-th scoring row.
    pub chosen: Vec<u32>,
    /// The same of the rejected completion.
    pub rejected: Vec<u32>,
    /// Scoring rows in the shared prefix.
    pub shared_scores: usize,
}

impl PairRows {
    /// The rows of the pair in the chunk.
    pub fn rows(&self) -> Range<usize> {
        self.start..self.start + self.tree.rows()
    }

    /// How many of its rows score a token.
    pub fn scoring(&self) -> usize {
        self.tree.rows() - self.silent
    }

    /// The scoring row, counted in the chunk's scoring rows, of token `k` of the chosen completion.
    pub fn chosen_row(&self, k: usize) -> usize {
        self.scores + k
    }

    /// The scoring row of token `k` of the rejected completion.
    pub fn rejected_row(&self, k: usize) -> usize {
        self.scores + if k < self.shared_scores { k } else { k + self.tree.chosen }
    }
}

/// Pairs that go through the network together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Which pairs of the data set.
    pub pairs: Range<usize>,
    /// Their rows, in order.
    pub layout: Vec<PairRows>,
    /// Input token of each row `(N)`.
    pub tokens: Vec<u32>,
    /// Position of each row `(N)`.
    pub positions: Vec<u32>,
    /// Rows that score a token.
    pub scoring: usize,
    /// Size of one head's attention probabilities, all pairs together.
    pub squares: usize,
}

impl Chunk {
    /// Rows `N`.
    pub fn rows(&self) -> usize {
        self.tokens.len()
    }

    /// Lays out the pairs `range` of `pairs`.
    pub fn new(pairs: &[TokenPair], range: Range<usize>) -> Chunk {
        let mut chunk =
            Chunk { pairs: range.clone(), layout: vec![], tokens: vec![], positions: vec![], scoring: 0, squares: 0 };
        for pair in &pairs[range] {
            chunk.push(pair);
        }
        chunk
    }

    fn push(&mut self, pair: &TokenPair) {
        let inputs = |completion: &[u32]| {
            let scored = completion.len().saturating_sub(1);
            pair.prompt.iter().chain(&completion[..scored]).copied().collect::<Vec<u32>>()
        };
        let (chosen, rejected) = (inputs(&pair.chosen), inputs(&pair.rejected));
        let shared = chosen.iter().zip(&rejected).take_while(|(a, b)| a == b).count();
        let tree = Tree { shared, chosen: chosen.len() - shared, rejected: rejected.len() - shared };
        let silent = pair.prompt.len() - 1;
        let start = self.rows();
        self.tokens.extend(chosen.iter().chain(&rejected[shared..]));
        self.positions.extend((0..chosen.len() as u32).chain(shared as u32..rejected.len() as u32));
        self.layout.push(PairRows {
            start,
            tree,
            silent,
            scores: self.scoring,
            chosen: pair.chosen.clone(),
            rejected: pair.rejected.clone(),
            shared_scores: shared - silent,
        });
        self.scoring += tree.rows() - silent;
        self.squares += tree.scores();
    }
}

/// Cuts these pairs of the data set into chunks of whole pairs with at most `limit` rows each (or one pair, where that alone has more).
pub fn chunks(pairs: &[TokenPair], of: Range<usize>, limit: usize) -> Vec<Chunk> {
    let mut cut = vec![];
    let (mut from, mut rows) = (of.start, 0);
    for (i, pair) in of.clone().zip(&pairs[of.clone()]) {
        let next = Chunk::new(std::slice::from_ref(pair), 0..1).rows();
        if i > from && rows + next > limit {
            cut.push(from..i);
            (from, rows) = (i, 0);
        }
        rows += next;
    }
    cut.push(from..of.end);
    cut.into_iter().filter(|range| !range.is_empty()).map(|range| Chunk::new(pairs, range)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(prompt: &[u32], chosen: &[u32], rejected: &[u32]) -> TokenPair {
        TokenPair { prompt: prompt.to_vec(), chosen: chosen.to_vec(), rejected: rejected.to_vec() }
    }

    #[test]
    fn what_is_shared_is_there_once() {
        let chunk = Chunk::new(&[pair(&[1, 2, 3], &[4, 5, 6, 0], &[4, 7, 6, 0])], 0..1);
        let rows = &chunk.layout[0];
        assert_eq!(chunk.tokens, [1, 2, 3, 4, 5, 6, 7, 6]);
        assert_eq!(chunk.positions, [0, 1, 2, 3, 4, 5, 4, 5]);
        assert_eq!(rows.tree, Tree { shared: 4, chosen: 2, rejected: 2 });
        assert_eq!((rows.silent, rows.scoring(), rows.shared_scores), (2, 6, 2));
        assert_eq!((0..4).map(|k| rows.chosen_row(k)).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!((0..4).map(|k| rows.rejected_row(k)).collect::<Vec<_>>(), [0, 1, 4, 5]);
    }

    #[test]
    fn a_completion_that_is_a_prefix_of_the_other_needs_no_tail() {
        let chunk = Chunk::new(&[pair(&[1], &[4, 0], &[4, 5, 0])], 0..1);
        assert_eq!(chunk.tokens, [1, 4, 5]);
        assert_eq!(chunk.layout[0].tree, Tree { shared: 2, chosen: 0, rejected: 1 });
    }

    #[test]
    fn chunks_of_some_pairs_are_as_if_there_were_no_others() {
        let pairs: Vec<_> = (0..7).map(|i| pair(&[1, 2], &[3, i, 0], &[4, i, 0])).collect();
        assert_eq!(chunks(&pairs, 0..4, 13), chunks(&pairs[..4], 0..4, 13));
        assert_eq!(
            chunks(&pairs, 4..7, 13).iter().flat_map(|chunk| chunk.pairs.clone()).collect::<Vec<_>>(),
            [4, 5, 6]
        );
        assert!(chunks(&pairs, 7..7, 13).is_empty());
    }

    #[test]
    fn every_pair_is_in_one_chunk() {
        let pairs: Vec<_> = (0..7).map(|i| pair(&[1, 2], &[3, i, 0], &[4, i, 0])).collect();
        for limit in [1, 6, 13, 1000] {
            let cut = chunks(&pairs, 0..7, limit);
            assert_eq!(
                cut.iter().flat_map(|chunk| chunk.pairs.clone()).collect::<Vec<_>>(),
                (0..7).collect::<Vec<_>>()
            );
            assert!(cut.iter().all(|chunk| chunk.rows() <= limit.max(6)));
        }
    }
}
