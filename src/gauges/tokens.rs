//! How the gradients of a pair's single tokens lie to each other: the cosine of each two, by all parameters. An answer's gradient is the sum of its tokens',
//! so that the entanglement of two answers is the sum of that of their tokens.
//!
//! Source: Yuan et al., arXiv 2410.13828, who look at it token by token.

use super::GaugeReading;
use crate::backend::Tick;

/// Multiplications in one piece, but for two gradients that alone take more: some milliseconds.
const PIECE: usize = 1 << 20;

/// The products `(T, T)` of the gradients of `T` tokens, those of the chosen answer before those of the rejected one; on their way until all are there.
#[derive(Clone, Debug, Default)]
pub struct TokenCosines {
    /// Row by row up to the diagonal: that of tokens `i ≥ j` at `i (i + 1) / 2 + j`.
    products: Vec<f64>,
    tokens: usize,
}

impl TokenCosines {
    /// Takes the next products of these gradients `(P)`, the same ones until all is done.
    pub(super) fn tick(&mut self, gradients: &[Vec<f32>]) -> Tick {
        let size = gradients.first().map_or(1, Vec::len).max(1);
        for _ in 0..(PIECE / size).max(1) {
            let column = self.products.len() - self.tokens * (self.tokens + 1) / 2;
            let (Some(a), Some(b)) = (gradients.get(self.tokens), gradients.get(column)) else { return Tick::Done };
            self.products.push(product(a, b));
            self.tokens += usize::from(column == self.tokens);
        }
        if self.tokens < gradients.len() { Tick::Working } else { Tick::Done }
    }

    /// The cosines `(T, T)`: nothing where a gradient is zero.
    pub fn rows(&self) -> Vec<Vec<GaugeReading>> {
        let product = |i: usize, j: usize| self.products[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)];
        let cosine = |i: usize, j: usize| (product(i, j) / (product(i, i).sqrt() * product(j, j).sqrt())).into();
        (0..self.tokens).map(|i| (0..self.tokens).map(|j| cosine(i, j)).collect()).collect()
    }
}

/// In f64, four sums side by side, always in the same order.
fn product(a: &[f32], b: &[f32]) -> f64 {
    let mut sums = [0.0; 4];
    for (a, b) in a.chunks(4).zip(b.chunks(4)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += f64::from(*a) * f64::from(*b);
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_of_known_vectors() {
        let vectors = [
            vec![1.0, 0.0, 0.0, 0.0, 0.0],
            vec![3.0, 0.0, 0.0, 0.0, 4.0],
            vec![0.0; 5],
            vec![0.0, 0.0, 0.0, 0.0, -2.0],
        ];
        let mut cosines = TokenCosines::default();
        while cosines.tick(&vectors) == Tick::Working {}
        let rows: Vec<Vec<Option<f64>>> =
            cosines.rows().iter().map(|row| row.iter().map(|cosine| cosine.value()).collect()).collect();
        let expected = [
            [Some(1.0), Some(0.6), None, Some(0.0)],
            [Some(0.6), Some(1.0), None, Some(-0.8)],
            [None; 4],
            [Some(0.0), Some(-0.8), None, Some(1.0)],
        ];
        assert_eq!(rows, expected);
        assert_eq!(cosines.tick(&vectors), Tick::Done, "there is nothing more");
        assert_eq!(cosines.rows().len(), 4);
    }

    #[test]
    fn large_gradients_take_several_pieces_to_the_same_end() {
        let vectors: Vec<Vec<f32>> = (0..3u8).map(|i| vec![f32::from(i) + 1.0; PIECE + 3]).collect();
        let mut cosines = TokenCosines::default();
        let mut pieces = 1;
        while cosines.tick(&vectors) == Tick::Working {
            pieces += 1;
        }
        assert_eq!(pieces, 6);
        assert!(cosines.rows().iter().flatten().all(|cosine| (cosine.value().unwrap_or(0.0) - 1.0).abs() < 1e-12));
        assert!(TokenCosines::default().rows().is_empty());
        assert_eq!(TokenCosines::default().tick(&[]), Tick::Done);
    }
}
