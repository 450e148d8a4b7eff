//! GPT-2's initial values, the same bits on every platform.
//!
//! Weights and embeddings are drawn from `N(0, 0.02²)`; the two projections of a block that add to the residual stream (`c_proj`) from
//! `N(0, (0.02 / √(2·L))²)`, so that the stream's variance does not grow with depth; biases are 0; LayerNorm starts as scale 1, shift 0.
//!
//! A lab file's seed must give the same model in every browser and on every machine, so nothing here depends on the platform: the
//! generator is PCG-XSL-RR-128/64 (O'Neill 2014), integer arithmetic alone; the normals come by Box–Muller in `f64` with the
//! logarithm, sine and cosine of the `libm` crate, which are software and not the platform's; and only the last step rounds to `f32`.
//!
//! Source of the scheme: `_init_weights` in `transformers/models/gpt2/modeling_gpt2.py`, after Radford et al. 2019, section 2.3.

use std::f64::consts::TAU;
use std::ops::Range;

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

use super::layout::{Entry, Layout, TensorKind};

/// Hugging Face's `initializer_range`.
const STANDARD_DEVIATION: f64 = 0.02;

/// Values that are drawn in one piece, which takes a few milliseconds.
const PIECE: usize = 1 << 16;

/// The initial parameters for `seed`: a flat vector of [`Layout::total`] values in the layout's order.
pub fn initial(layout: &Layout, seed: u64) -> Vec<f32> {
    Drawing::new(layout, seed).finish()
}

/// Initial parameters on their way, a piece at a time: the largest model has six million of them.
#[derive(Debug)]
pub struct Drawing {
    rng: Pcg64,
    parameters: Vec<f32>,
    /// The tensors that are still to come, the next one last.
    left: Vec<Tensor>,
}

#[derive(Debug)]
struct Tensor {
    range: Range<usize>,
    values: Values,
}

#[derive(Debug, Clone, Copy)]
enum Values {
    Normal {
        standard_deviation: f64,
    },
    /// Two draws for each two values, whether they are made or not.
    Passed,
    All(f32),
}

impl Drawing {
    /// All of a layout's parameters.
    pub fn new(layout: &Layout, seed: u64) -> Drawing {
        Drawing::of(layout, seed, |_, _| true)
    }

    /// The same values of those tensors that are `wanted`, by their place in the layout; the others are left at 0.
    pub fn of(layout: &Layout, seed: u64, wanted: impl Fn(usize, &Entry) -> bool) -> Drawing {
        let residual = STANDARD_DEVIATION / (2.0 * layout.shape.n_layer as f64).sqrt();
        let tensor = |(index, entry): (usize, &Entry)| {
            let values = match entry.kind {
                TensorKind::Weight | TensorKind::ResidualWeight if !wanted(index, entry) => Values::Passed,
                TensorKind::Weight => Values::Normal { standard_deviation: STANDARD_DEVIATION },
                TensorKind::ResidualWeight => Values::Normal { standard_deviation: residual },
                TensorKind::Bias => Values::All(0.0),
                TensorKind::NormScale => Values::All(1.0),
            };
            Tensor { range: entry.range.clone(), values }
        };
        Drawing {
            rng: Pcg64::seed_from_u64(seed),
            parameters: vec![0.0; layout.total],
            left: layout.entries.iter().enumerate().map(tensor).rev().collect(),
        }
    }

    /// Draws a piece; whether there is more to do.
    pub fn advance(&mut self) -> bool {
        self.draw(PIECE)
    }

    /// Draws about so many values.
    fn draw(&mut self, mut room: usize) -> bool {
        while room > 0 {
            let Some(mut tensor) = self.left.pop() else { return false };
            let Range { start, end } = tensor.range;
            // An even number, so that the odd value at the end of a tensor, which drops its twin, is its last.
            let until = end.min(start + room.next_multiple_of(2));
            let values = &mut self.parameters[start..until];
            room = room.saturating_sub(values.len());
            match tensor.values {
                Values::Normal { standard_deviation } => fill_normal(values, standard_deviation, &mut self.rng),
                Values::Passed => self.rng.advance(2 * values.len().div_ceil(2) as u128),
                Values::All(value) => values.fill(value),
            }
            if until < end {
                tensor.range = until..end;
                self.left.push(tensor);
            }
        }
        true
    }

    /// Draws what is left: the parameters `(P)`.
    pub fn finish(mut self) -> Vec<f32> {
        while self.advance() {}
        self.parameters
    }
}

/// Fills `values` with draws from `N(0, standard_deviation²)`, two for each pair of uniforms; the odd one at the end drops its twin.
fn fill_normal(values: &mut [f32], standard_deviation: f64, rng: &mut Pcg64) {
    for pair in values.chunks_mut(2) {
        // The first uniform lies in (0, 1], so that its logarithm is finite.
        let radius = (-2.0 * libm::log(1.0 - uniform(rng))).sqrt();
        let (sine, cosine) = libm::sincos(TAU * uniform(rng));
        for (value, direction) in pair.iter_mut().zip([cosine, sine]) {
            *value = (standard_deviation * radius * direction) as f32;
        }
    }
}

/// Uniform in [0, 1): the upper 53 bits of a draw, each value exact in `f64`.
fn uniform(rng: &mut Pcg64) -> f64 {
    const STEP: f64 = 1.0 / (1u64 << 53) as f64;
    (rng.next_u64() >> 11) as f64 * STEP
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ModelSpec;
    use crate::digest::fnv;

    const PAGE: ModelSpec = ModelSpec { n_embd: 32, n_layer: 2, n_head: 4, n_positions: 32 };

    #[track_caller]
    fn check_bits(seed: u64, vocab_size: usize, expected: u64) {
        let values = initial(&Layout::new(PAGE, vocab_size), seed);
        let actual = fnv(values.iter().flat_map(|value| value.to_bits().to_le_bytes()));
        assert_eq!(actual, expected, "seed {seed}, vocabulary of {vocab_size}: {actual:#018x}, not {expected:#018x}");
    }

    #[test]
    fn in_pieces_of_any_length_they_are_the_same() {
        // 5 tokens of 3 numbers: tensors of odd lengths too, at whose ends a draw is dropped.
        let layout = Layout::new(ModelSpec { n_embd: 3, n_layer: 2, n_head: 1, n_positions: 7 }, 5);
        let whole = initial(&layout, 1);
        for room in [1, 2, 3, 8, 100] {
            let mut drawing = Drawing::new(&layout, 1);
            while drawing.draw(room) {}
            assert_eq!(drawing.finish(), whole, "{room} at a time");
        }
    }

    /// These numbers are a promise: a shared link must open the same model tomorrow. They were computed apart from this crate, in
    /// Python with its big integers for the generator and the C library's logarithm, sine and cosine.
    #[test]
    fn the_same_seed_gives_the_same_bits_everywhere() {
        check_bits(0, 7, 0xf1a8_38ce_103b_ac7a);
        check_bits(1, 7, 0xc6d3_e058_c0ed_6384);
        check_bits(u64::MAX, 7, 0x9cf0_2202_66e0_25fb);
        check_bits(0, 20, 0x537c_de70_e682_8861);
    }

    #[test]
    fn seeds_differ() {
        let layout = Layout::new(PAGE, 7);
        assert_ne!(initial(&layout, 0), initial(&layout, 1));
    }

    #[test]
    fn biases_are_zero_and_scales_one() {
        let layout = Layout::new(PAGE, 7);
        let parameters = initial(&layout, 3);
        for entry in &layout.entries {
            let values = &parameters[entry.range.clone()];
            match entry.kind {
                TensorKind::Bias => assert!(values.iter().all(|&value| value == 0.0), "{}", entry.name),
                TensorKind::NormScale => assert!(values.iter().all(|&value| value == 1.0), "{}", entry.name),
                TensorKind::Weight | TensorKind::ResidualWeight => {
                    assert!(values.iter().all(|&value| value != 0.0 && value.abs() < 0.2), "{}", entry.name)
                }
            }
        }
    }

    /// With n values the sample's mean strays by σ/√n and its deviation by σ/√(2n); five of each is a chance of one in a million.
    #[test]
    fn the_weights_are_normal_with_the_stated_deviation() {
        let layout = Layout::new(PAGE, 7);
        let parameters = initial(&layout, 5);
        for (kind, sigma) in [(TensorKind::Weight, 0.02), (TensorKind::ResidualWeight, 0.01)] {
            let ranges = layout.entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.range.clone());
            let values: Vec<f64> = ranges.flat_map(|range| &parameters[range]).map(|&value| f64::from(value)).collect();
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
            assert!(mean.abs() < 5.0 * sigma / n.sqrt(), "{kind:?}: mean {mean}");
            assert!((deviation - sigma).abs() < 5.0 * sigma / (2.0 * n).sqrt(), "{kind:?}: deviation {deviation}");
            let within = values.iter().filter(|value| value.abs() < sigma).count() as f64 / n;
            // 68.27 % of a normal lies within one deviation; the share strays by √(p(1−p)/n).
            assert!(
                (within - 0.6827).abs() < 5.0 * (0.6827 * 0.3173 / n).sqrt(),
                "{kind:?}: {within} within one deviation"
            );
        }
    }
}
